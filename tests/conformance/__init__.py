"""Cases that nobody here wrote: what other frameworks' own tests compute, computed again by NetBuilder."""

# The environment variable that tells the recorder where to write.
RECORDS = "NETBUILDER_RECORDS"
