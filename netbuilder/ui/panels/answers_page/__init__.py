"""The page of answers: what the network gets right and wrong, sample by sample."""
