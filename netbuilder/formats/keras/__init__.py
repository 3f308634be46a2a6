"""What Keras keeps in files: its archives, HDF5 files and JSON, and what of it NetBuilder has."""
