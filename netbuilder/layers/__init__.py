"""What a layer is: shapes, weights and mathematics in plain NumPy. Importing this package registers every layer."""

from netbuilder.layers import (
    convolution,
    core,
    merging,
    normalization,
    pooling,
    recurrent,
    regularization,
    reshaping,
)
from netbuilder.layers.base import FAMILIES, Layer, Run, Weight, layer
from netbuilder.layers.core import Activation, Dense, Embedding, Input

__all__ = [
    "FAMILIES",
    "Activation",
    "Dense",
    "Embedding",
    "Input",
    "Layer",
    "Run",
    "Weight",
    "convolution",
    "core",
    "layer",
    "merging",
    "normalization",
    "pooling",
    "recurrent",
    "regularization",
    "reshaping",
]
