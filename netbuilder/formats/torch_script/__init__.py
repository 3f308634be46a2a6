"""PyTorch scripts. Importing this package registers the format and every rule."""

from netbuilder.formats.torch_script import (
    activations,
    attention,
    convolution,
    core,
    encoding,
    merging,
    normalization,
    pooling,
    recurrent,
    reshaping,
    script,
)

__all__ = [
    "activations",
    "attention",
    "convolution",
    "core",
    "encoding",
    "merging",
    "normalization",
    "pooling",
    "recurrent",
    "reshaping",
    "script",
]
