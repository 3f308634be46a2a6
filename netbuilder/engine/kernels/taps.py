"""Sums over the taps of depthwise kernels, for a few images whose numbers stay in the cache.

What lies side by side in memory, columns and their channels, is one line. Each tap of the kernel reads a line that
begins elsewhere, and multiplies it by what the kernel has for each channel, written side by side as often as the
line has columns. `einsum` then adds all taps in one call: it keeps the line in the nearest cache meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd, prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from netbuilder.layers.windows import Windows

Array = np.ndarray[Any, np.dtype[Any]]

LINE = 2048  # numbers that are taken as one line, roughly


class Lines:
    """Lines that lie in an array (images, rows, columns, channels), as each of some taps sees them.

    `start` is where the first tap of the first line begins; `steps` are from a row, and from a tap down and right,
    to the next; `shape` are rows, columns, and taps down and right. A row that is too long is cut into equal blocks
    and a rest.
    """

    def __init__(self, array: Array, start: int, steps: tuple[int, int, int], shape: tuple[int, int, int, int]) -> None:
        rows, columns, down, right = shape
        channels, (row, tap_down, tap_right) = array.shape[-1], steps
        count = -(-columns * channels // LINE)
        self.width = -(-columns // min(count, columns))
        self.length = self.width * channels
        whole = columns // self.width
        rest = columns - whole * self.width
        begin, item = array.reshape(-1)[start:], array.itemsize
        self._blocks: list[tuple[slice, int, Array]] = []
        for first, blocks, width in ((0, whole, self.width), (whole * self.width, 1, rest)):
            if width and rows:
                view = as_strided(
                    begin[first * channels :],
                    (len(array), rows, blocks, down, right, width * channels),
                    (array.strides[0], *(item * n for n in (row, width * channels, tap_down, tap_right, 1))),
                    writeable=False,
                )
                self._blocks.append((slice(first, first + blocks * width), blocks, view))

    def wide(self, kernel: Array) -> Array:
        """A kernel (down, right, channels) as long as a line."""
        wide: Array = np.tile(kernel, (1, 1, self.width))
        return wide

    def sums(self, kernel: Array, out: Array) -> None:
        """Fills `out` (images, rows, columns, channels) with the sum over all taps; `kernel` is wide."""
        for columns, blocks, view in self._blocks:
            lines = _cut(out[:, :, columns], blocks)
            np.einsum("nybopl,opl->nybl", view[: len(out)], kernel[..., : view.shape[-1]], out=lines)

    def add_products(self, other: Array, room: Array, total: Array) -> None:
        """Adds to `total` (right, down, length) what each tap sees times `other`, summed over images and lines."""
        for columns, blocks, view in self._blocks:
            lines, length = _cut(other[:, :, columns], blocks), view.shape[-1]
            # One call for each step to the right is faster than one for all.
            for right in range(view.shape[4]):
                part = room[right, :, :length]
                np.einsum("nybol,nybl->ol", view[: len(other), :, :, :, right], lines, out=part)
            total[..., :length] += room[..., :length]


def _cut(array: Array, blocks: int) -> Array:
    """Columns and channels as so many lines in each row; a view."""
    n, rows = array.shape[:2]
    return array.reshape(n, rows, blocks, -1)


@dataclass(frozen=True)
class Phase:
    """Positions of an input axis, one stride apart, that the same taps reach.

    The taps are in falling order; the first sees the gradient at `shift`, each further one `gap` after that.
    """

    first: int
    count: int
    taps: slice
    shift: int
    gap: int
    reached: int  # number of taps

    @property
    def end(self) -> int:
        """Where what the taps see ends."""
        return self.shift + (self.reached - 1) * self.gap + self.count


def phases(length: int, before: int, size: int, stride: int, dilation: int) -> Iterator[Phase]:
    """All positions of an axis that some tap reaches, by what is left over when strides are taken away."""
    step = stride // gcd(stride, dilation)
    for first in range(min(stride, length)):
        taps = [tap for tap in range(size) if (first + before - tap * dilation) % stride == 0]
        if taps:
            shift = (first + before - taps[-1] * dilation) // stride
            count = -(-(length - first) // stride)
            stop = taps[0] - step
            falling = slice(taps[-1], stop if stop >= 0 else None, -step)
            yield Phase(first, count, falling, shift, step * dilation // stride, len(taps))


class Bench:
    """A thread's room for `n` images of a depthwise convolution over two axes, and its three products."""

    def __init__(self, windows: Windows, channels: int, multiplier: int, n: int, training: bool, dtype: Any) -> None:
        self.windows, self.multiplier = windows, multiplier
        self.channels, self.lanes = channels, channels * multiplier
        self._n, self._dtype = n, dtype
        self._lay_input()
        if training:
            self._lay_gradient()

    @staticmethod
    def size(windows: Windows, lanes: int) -> int:
        """How many numbers of an image `load` lays out."""
        if windows.strides[1] == 1:
            return prod(windows.full) * lanes
        return windows.full[0] * windows.counts[1] * windows.size[1] * lanes

    # -- what the taps see of the input -----------------------------------------------------------------

    def _lay_input(self) -> None:
        windows, lanes = self.windows, self.lanes
        (high, wide), (rows, columns) = windows.full, windows.counts
        (down, right), (stride, across), (gap, aside) = windows.size, windows.strides, windows.dilation
        (top, _), (left, _) = windows.pads
        height, width = windows.space
        inside = slice(top, top + height)
        self._copies: list[tuple[Array, slice]] = []
        if across == 1:
            self._seen = np.zeros((self._n, high, wide, lanes), self._dtype)
            steps = (wide * lanes * stride, wide * lanes * gap, lanes * aside)
            self._copies.append((self._seen[:, inside, left : left + width], slice(0, width)))
        else:
            # Columns that lie apart make no line: each tap to the right has its own, gathered.
            self._seen = np.zeros((self._n, right * high, columns, lanes), self._dtype)
            steps = (columns * lanes * stride, columns * lanes * gap, high * columns * lanes)
            for tap in range(right):
                begin = tap * aside - left
                first = max(0, -(begin // across))
                last = min(columns, (width - 1 - begin) // across + 1)
                if first < last:
                    kept = self._seen[:, tap * high : (tap + 1) * high][:, inside, first:last]
                    self._copies.append((kept, slice(first * across + begin, (last - 1) * across + begin + 1, across)))
        self.lines = Lines(self._seen, 0, steps, (rows, columns, down, right))

    def load(self, x: Array) -> None:
        """Takes some images."""
        for kept, columns in self._copies:
            part = kept[: len(x)]
            np.copyto(part.reshape(*part.shape[:-1], self.channels, self.multiplier), x[:, :, columns, :, None])

    # -- the way back -----------------------------------------------------------------------------------

    def _lay_gradient(self) -> None:
        windows, lanes = self.windows, self.lanes
        axes = zip(windows.space, windows.pads, windows.size, windows.strides, windows.dilation, strict=True)
        down, right = ([*phases(n, before, k, s, d)] for n, (before, _), k, s, d in axes)
        rows, columns = windows.counts
        above = max(0, -min((phase.shift for phase in down), default=0))
        aside = max(0, -min((phase.shift for phase in right), default=0))
        high = above + max(rows, *(phase.end for phase in down), 0)
        wide = aside + max(columns, *(phase.end for phase in right), 0)
        padded = np.zeros((self._n, high, wide, lanes), self._dtype)
        self._given = padded[:, above : above + rows, aside : aside + columns]
        self._phases: list[tuple[Phase, Phase, Lines]] = []
        for y in down:
            for x in right:
                start = ((above + y.shift) * wide + aside + x.shift) * lanes
                steps = (wide * lanes, wide * lanes * y.gap, lanes * x.gap)
                self._phases.append((y, x, Lines(padded, start, steps, (y.count, x.count, y.reached, x.reached))))
        most = max((y.count * x.count for y, x, _ in self._phases), default=0)
        self._share = np.empty(self._n * most * lanes, self._dtype)
        taps = (windows.size[1], windows.size[0], self.lines.length)
        self._room, self._total = np.empty(taps, self._dtype), np.zeros(taps, self._dtype)

    def gradient_room(self, n: int) -> Array:
        """Where the gradient (images, rows, columns, lanes) of what some images gave is put."""
        room: Array = self._given[:n]
        return room

    def turned(self, kernel: Array) -> list[Array]:
        """The kernel (down, right, lanes) as each phase of the input's positions needs it, wide."""
        return [lines.wide(kernel[y.taps, x.taps]) for y, x, lines in self._phases]

    def input_gradient(self, kernels: list[Array], dx: Array) -> None:
        """Fills the gradient of some images, but for what no tap reaches."""
        (stride, across), n = self.windows.strides, len(dx)
        for (y, x, lines), kernel in zip(self._phases, kernels, strict=True):
            place = dx[:, y.first :: stride, x.first :: across]
            if self.multiplier == 1 and stride == across == 1 and dx.flags.c_contiguous:
                lines.sums(kernel, place)
                continue
            share = self._share[: n * y.count * x.count * self.lanes].reshape(n, y.count, x.count, self.lanes)
            lines.sums(kernel, share)
            np.copyto(place, share[..., :: self.multiplier])
            for further in range(1, self.multiplier):
                np.add(place, share[..., further :: self.multiplier], out=place)

    def begin(self) -> None:
        """Clears what kernel gradients are added to."""
        self._total.fill(0)

    def add_kernel_gradient(self, n: int) -> None:
        """Adds what the images that were loaded last give to the kernel's gradient."""
        self.lines.add_products(self._given[:n], self._room, self._total)

    def kernel_gradient(self) -> Array:
        """What was added since `begin`, as (down, right, lanes)."""
        right, down, _ = self._total.shape
        found: Array = self._total.reshape(right, down, -1, self.lanes).sum(axis=2)
        return found.swapaxes(0, 1)
