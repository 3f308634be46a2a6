"""Reading: foreign graphs become layers, channels last."""
