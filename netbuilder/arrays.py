"""What arrays are called in signatures, and what a number of theirs takes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
FLOAT_BYTES = 4  # of float32, in which networks are computed
LINE = 64  # bytes of a cache line


def aligned(shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
    """An array of arbitrary content that begins on a cache line, so that no vector of numbers lies across two."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    found: Array = on_line(np.empty(size + LINE, np.uint8), size).view(dtype).reshape(shape)
    return found


def aligned_zeros(size: int, dtype: Any) -> Array:
    """A vector of zeros that begins on a cache line."""
    found = on_line(np.zeros(size * np.dtype(dtype).itemsize + LINE, np.uint8), size * np.dtype(dtype).itemsize)
    return found.view(dtype)


def on_line(memory: Array, size: int) -> Array:
    """So many bytes of memory that has `LINE` more, from its first cache line on."""
    start = -memory.__array_interface__["data"][0] % LINE
    found: Array = memory[start : start + size]
    return found
