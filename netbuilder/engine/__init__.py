"""Training: a graph compiled to ops over flat vectors, and fit, evaluate and predict as generators."""
