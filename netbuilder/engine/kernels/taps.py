"""Sums over the taps of depthwise kernels, for a few images at a time.

What lies side by side in memory is one line: columns and their channels, or a place's images and their channels. Each
tap of the kernel reads a line that begins elsewhere, and multiplies it by what the kernel has for each channel,
written side by side as often as makes the line. `einsum` then adds all taps in one call: it keeps the line in the
nearest cache meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import gcd, prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from netbuilder.arrays import Array
from netbuilder.layers.maths.windows import Windows

LINE = 2048  # numbers that are taken as one line, roughly


class Lines:
    """Lines that lie in an array (…, …, length, channels), as each of some taps sees them.

    `start` is where the first tap of the first line begins; `steps` are from line to line along both axes, and from
    a tap down and right, to the next; `shape` are lines along both axes, their length, and taps down and right. A
    line that is too long is cut into equal blocks and a rest.
    """

    def __init__(self, array: Array, start: int, steps: tuple[int, ...], shape: tuple[int, ...]) -> None:
        outer, inner, length, down, right = shape
        first_step, second_step, *taps = steps
        channels = array.shape[-1]
        self.width = -(-length // min(-(-length * channels // LINE), length))
        whole = length // self.width
        begin, item = array.reshape(-1)[start:], array.itemsize
        self._blocks: list[tuple[slice, int, Array]] = []
        for first, blocks, width in ((0, whole, self.width), (whole * self.width, 1, length - whole * self.width)):
            if width:
                numbers = width * channels
                view = as_strided(
                    begin[first * channels :],
                    (outer, inner, blocks, down, right, numbers),
                    [item * step for step in (first_step, second_step, numbers, *taps, 1)],
                    writeable=False,
                )
                self._blocks.append((slice(first, first + blocks * width), blocks, view))

    def wide(self, kernel: Array) -> Array:
        """A kernel (down, right, channels) as long as a line."""
        wide: Array = np.tile(kernel, (1, 1, self.width))
        return wide

    def sums(self, kernel: Array, out: Array) -> None:
        """Fills `out` (…, …, length, channels) with the sum over all taps; `kernel` is wide."""
        for place, blocks, view in self._blocks:
            lines = _cut(out[:, :, place], blocks)
            np.einsum("abcopl,opl->abcl", view[: len(out)], kernel[..., : view.shape[-1]], out=lines)

    def add_products(self, other: Array, workspace: Array, total: Array) -> None:
        """Adds to `total` (right, down, line) what each tap sees times `other`, summed over all lines."""
        for place, blocks, view in self._blocks:
            lines, numbers = _cut(other[:, :, place], blocks), view.shape[-1]
            # One call for each step to the right is faster than one for all.
            for right in range(view.shape[4]):
                np.einsum("abcol,abcl->ol", view[: len(other), ..., right, :], lines, out=workspace[right, :, :numbers])
            total[..., :numbers] += workspace[..., :numbers]


def _cut(array: Array, blocks: int) -> Array:
    """Length and channels as so many lines; a view."""
    return array.reshape(*array.shape[:2], blocks, -1)


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
    """A thread's workspace for `n` images of a depthwise convolution over two axes, and its three products.

    Images lie one by one and a line is a row's columns; or, if `beside`, as (row, column, image, channel) and a line
    is a place's images, which may then be any stride apart.
    """

    def __init__(
        self, windows: Windows, channels: int, multiplier: int, n: int, beside: bool, training: bool, dtype: Any
    ) -> None:
        self.windows, self.multiplier, self.beside = windows, multiplier, beside
        self.channels, self.lanes = channels, channels * multiplier
        self._n, self._dtype = n, dtype
        zeros = ((0, 0), (0, 0))
        self._seen, inside = self._padded(windows.space, windows.pads)
        self._inside = inside.reshape(*inside.shape[:-1], channels, multiplier)
        self.lines = self._lines(self._seen, (0, 0), windows.strides, windows.dilation, windows.counts, windows.size)
        self._made = self._padded(windows.counts if beside else (0, 0), zeros)[1]
        if training:
            self._lay_gradient()
            self._dx = self._padded(windows.space, zeros)[1]

    @staticmethod
    def size(windows: Windows, lanes: int) -> int:
        """How many numbers of an image the taps see."""
        return prod(windows.full) * lanes

    def _padded(self, space: tuple[int, ...], pads: list[Any] | tuple[Any, ...]) -> tuple[Array, Array]:
        """Zeros for the images with something around them, as they lie in memory; and the images within, first axis."""
        high, wide = (n + before + after for n, (before, after) in zip(space, pads, strict=True))
        shape = (high, wide, self._n, self.lanes) if self.beside else (self._n, high, wide, self.lanes)
        whole = np.zeros(shape, self._dtype)
        images = whole.transpose(2, 0, 1, 3) if self.beside else whole
        within = [slice(before, before + n) for n, (before, _) in zip(space, pads, strict=True)]
        return whole, images[(slice(None), *within)]

    def _lines(self, whole: Array, start: Any, strides: Any, gaps: Any, counts: Any, taps: Any) -> Lines:
        """What taps see of padded images; all arguments but the first are of both axes."""
        image, row, column = (self.lanes * n for n in self._steps(whole))
        rows, columns = counts
        outer, shape = (row * strides[0], column * strides[1]), (rows, columns, self._n)
        if not self.beside:
            outer, shape = (image, row * strides[0]), (self._n, rows, columns)
        steps = (*outer, row * gaps[0], column * gaps[1])
        return Lines(whole, start[0] * row + start[1] * column, steps, (*shape, *taps))

    def _steps(self, whole: Array) -> tuple[int, int, int]:
        """How many channels apart images, rows and columns lie."""
        wide = whole.shape[1 if self.beside else 2]
        return (1, wide * self._n, self._n) if self.beside else (whole.shape[1] * wide, wide, 1)

    def _as_it_lies(self, images: Array) -> Array:
        return images.transpose(1, 2, 0, 3) if self.beside else images

    def load(self, x: Array) -> None:
        """Takes some images."""
        np.copyto(self._inside[: len(x)], x[..., None])
        if self.beside:
            self._inside[len(x) :] = 0  # lines are always of n images

    def convolve(self, kernel: Array, out: Array) -> None:
        """Fills `out` with what the images that were loaded last give; `kernel` as `lines` need it."""
        if not self.beside:
            self.lines.sums(kernel, out)
            return
        self.lines.sums(kernel, self._as_it_lies(self._made))
        np.copyto(out, self._made[: len(out)])

    # -- the way back -----------------------------------------------------------------------------------

    def _lay_gradient(self) -> None:
        windows = self.windows
        axes = zip(windows.space, windows.pads, windows.size, windows.strides, windows.dilation, strict=True)
        both = [[*phases(n, before, k, s, d)] for n, (before, _), k, s, d in axes]
        pads = [
            (max([0, *(-phase.shift for phase in axis)]), max([0, *(phase.end - count for phase in axis)]))
            for axis, count in zip(both, windows.counts, strict=True)
        ]
        whole, self._given = self._padded(windows.counts, pads)
        (above, _), (aside, _) = pads
        self._phases: list[tuple[Phase, Phase, Lines]] = []
        for y, x in product(*both):
            start, gaps = (above + y.shift, aside + x.shift), (y.gap, x.gap)
            lines = self._lines(whole, start, (1, 1), gaps, (y.count, x.count), (y.reached, x.reached))
            self._phases.append((y, x, lines))
        taps = (windows.size[1], windows.size[0], self.lines.width * self.lanes)
        self._workspace, self._total = np.empty(taps, self._dtype), np.zeros(taps, self._dtype)

    def gradient_buffer(self, n: int) -> Array:
        """Where the gradient (images, rows, columns, lanes) of what some images gave is put."""
        if self.beside:
            self._given[n:] = 0
        workspace: Array = self._given[:n]
        return workspace

    def turned(self, kernel: Array) -> list[Array]:
        """The kernel (down, right, lanes) as each phase of the input's positions needs it, wide."""
        return [lines.wide(kernel[y.taps, x.taps]) for y, x, lines in self._phases]

    def input_gradient(self, kernels: list[Array], dx: Array) -> None:
        """Fills the gradient of some images, but for what no tap reaches."""
        at_once = not self.beside and self.multiplier == 1 and dx.flags.c_contiguous
        made = dx if at_once else self._dx
        (stride, across), lying = self.windows.strides, self._as_it_lies(made if self.beside else made[: len(dx)])
        for (y, x, lines), kernel in zip(self._phases, kernels, strict=True):
            places = (slice(y.first, None, stride), slice(x.first, None, across))
            lines.sums(kernel, lying[places if self.beside else (slice(None), *places)])
        if at_once:
            return
        np.copyto(dx, made[: len(dx), ..., :: self.multiplier])
        for further in range(1, self.multiplier):
            np.add(dx, made[: len(dx), ..., further :: self.multiplier], out=dx)

    def begin(self) -> None:
        """Clears what kernel gradients are added to."""
        self._total.fill(0)

    def add_kernel_gradient(self, n: int) -> None:
        """Adds what the images that were loaded last give to the kernel's gradient."""
        self.lines.add_products(
            self._as_it_lies(self._given if self.beside else self._given[:n]), self._workspace, self._total
        )

    def kernel_gradient(self) -> Array:
        """What was added since `begin`, as (down, right, lanes)."""
        right, down, _ = self._total.shape
        found: Array = self._total.reshape(right, down, -1, self.lanes).sum(axis=2)
        return found.swapaxes(0, 1)

    def gradient_sum(self, n: int) -> Array:
        """The gradient, summed for each lane."""
        lying = self._as_it_lies(self._given[:n])
        sums: Array = lying.reshape(*lying.shape[:2], -1).sum(axis=(0, 1)).reshape(-1, self.lanes).sum(axis=0)
        return sums
