"""The data page: all rows of what is chosen, what each column holds and is used for, and what enters the network."""
