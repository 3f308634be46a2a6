"""Layers that connect everything with everything, and those that look things up."""

import numpy as np


def dense(x, kernel, bias=0):
    """Connects every input with every output."""
    return x @ kernel + bias


def einsum_dense(x, equation, kernel, bias=0):
    """Connects the axes that an equation names."""
    return np.einsum(equation, x, kernel, optimize=True) + bias


def embedding(x, embeddings):
    """The vector of each whole number."""
    x = x.astype(int)
    if x.size and x.min() < 0:
        raise ValueError("numbers below 0 have no vector")
    return embeddings[x]


def masked(x, mask):
    """Sets the steps that are padding to 0."""
    return x * mask[..., np.newaxis]
