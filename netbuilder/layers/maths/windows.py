"""Sliding windows over the spatial axes of (batch, *space, channels), for convolution and pooling of any rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.kinds import Dim

Sizes = tuple[int, ...]
# "valid", "same" or "causal"; or the widths before and after each axis.
Padding = str | Sequence[tuple[int, int]]


def reach(size: int, dilation: int) -> int:
    """How many positions a window covers from its first to its last value."""
    return (size - 1) * dilation + 1


def output_length(length: Dim, size: int, stride: int, dilation: int, padding: str) -> Dim:
    """How many windows fit along an axis; None when its length is open; raises ShapeError when none does."""
    if length is None:
        return None
    if padding in ("same", "causal"):
        return -(-length // stride)
    count = (length - reach(size, dilation)) // stride + 1
    if count < 1:
        raise ShapeError(
            'a window of {size} is larger than its input of {length}. Use padding="same", or at most {length}',
            size=reach(size, dilation),
            length=length,
        )
    return count


def pad_widths(length: int, size: int, stride: int, dilation: int, padding: str) -> tuple[int, int]:
    """Zeros before and after an axis. For "same", Keras puts the odd one at the end."""
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return reach(size, dilation) - 1, 0
    count = -(-length // stride)
    total = max((count - 1) * stride + reach(size, dilation) - length, 0)
    return total // 2, total - total // 2


class Windows:
    """The geometry of one pass: cuts windows out of an array and adds windows back into one.

    `full` are the padded sizes of the spatial axes, `counts` how many windows there are along each.
    """

    def __init__(self, space: Sizes, size: Sizes, strides: Sizes, dilation: Sizes, padding: Padding) -> None:
        self.space, self.size, self.strides, self.dilation = space, size, strides, dilation
        if isinstance(padding, str):
            axes = zip(space, size, strides, dilation, strict=True)
            self.pads = [pad_widths(n, k, s, d, padding) for n, k, s, d in axes]
        else:
            self.pads = list(padding)
        self.full = tuple(n + before + after for n, (before, after) in zip(space, self.pads, strict=True))
        whole = zip(self.full, size, strides, dilation, strict=True)
        self.counts = tuple(int(output_length(n, k, s, d, "valid") or 0) for n, k, s, d in whole)

    @property
    def inside(self) -> tuple[slice, ...]:
        """Where the array lies within its padded form."""
        axes = zip(self.space, self.pads, strict=True)
        return (slice(None), *(slice(before, before + n) for n, (before, _) in axes))

    def offsets(self) -> Iterator[Sizes]:
        """Every place within a window, row by row."""
        return product(*map(range, self.size))

    def pad(self, x: Array, value: float = 0.0) -> Array:
        """`x` with its spatial axes padded; `x` itself where there is nothing to pad."""
        if not any(before or after for before, after in self.pads):
            return x
        padded = np.full((len(x), *self.full, x.shape[-1]), value, x.dtype)
        padded[self.inside] = x
        return padded

    def cut(self, padded: Array) -> Array:
        """A view (batch, *counts, *size, channels) of every window."""
        batch, *_, channels = padded.shape
        outer, *inner, last = padded.strides
        strides = (
            outer,
            *(step * stride for step, stride in zip(inner, self.strides, strict=True)),
            *(step * gap for step, gap in zip(inner, self.dilation, strict=True)),
            last,
        )
        return np.lib.stride_tricks.as_strided(
            padded, (batch, *self.counts, *self.size, channels), strides, writeable=False
        )

    def join(self, windows: Array) -> Array:
        """The sum of windows (batch, *counts, *size, channels) at the places they were cut from, without padding."""
        total = np.zeros((len(windows), *self.full, windows.shape[-1]), windows.dtype)
        every: tuple[Any, ...] = (slice(None),) * (1 + len(self.size))
        for offset in self.offsets():
            total[self.positions(offset)] += windows[(*every, *offset)]
        return total[self.inside]

    def positions(self, offset: Sizes) -> tuple[slice, ...]:
        """Where the value at `offset` within its window lies, for every window at once."""
        slices = [
            slice(o * d, o * d + (count - 1) * s + 1, s)
            for o, d, s, count in zip(offset, self.dilation, self.strides, self.counts, strict=True)
        ]
        return (slice(None), *slices)
