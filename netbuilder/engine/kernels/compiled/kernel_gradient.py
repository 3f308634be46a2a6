"""The gradient of a convolution's kernel: shares of it are added up, so that the bits are the same on any threads."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from netbuilder.arrays import Array, aligned
from netbuilder.engine.kernels.compiled.code import convolving, gathering, transformed
from netbuilder.engine.kernels.compiled.code.products import product as products
from netbuilder.engine.kernels.compiled.code.tile import LANES, LEVELS, ROWS
from netbuilder.engine.kernels.compiled.laying import blocks, cut
from netbuilder.engine.kernels.threads import WORTH_SHARING, thread_pool
from netbuilder.engine.scratch import Scratch

FEW_CHANNELS = 4  # of a group, whose tiles would be mostly empty
IMAGES = 3 * ROWS  # whose rows of positions stay in cache together
SHARES = 8  # into which what adds up to a kernel's gradient is cut, whatever the threads
MOST_SHARED = 1 << 17  # numbers of a kernel of whose gradient there are several shares
MOST_TRANSFORMED = 1 << 17  # numbers of all shares of one place of a transformed kernel
CACHE_BYTES = 3 << 17  # of inputs and outputs that a band of positions has at hand

_OF_KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]], np.float32)
TRANSFORM: Array = np.kron(_OF_KERNEL, _OF_KERNEL)  # from the points of a kernel to the places of a tile


class KernelGradient:
    """Workspace for batches of one size. The kernel is (taps, channels of a group, filters).

    Where outputs are `pooled` by halves and it is `small`, it is written from what comes back to the pooling.
    """

    def __init__(
        self,
        shape: tuple[int, int, int],
        groups: int,
        geometry: Array,
        images: int,
        band_bytes: int | None = None,
        pooled: bool = False,
    ) -> None:
        taps, deep, filters = shape
        self.groups, self.geometry = groups, geometry
        self.small = groups == 1 and deep < FEW_CHANNELS and taps > 1
        self.turned = not self.small and groups == 1 and filters < LANES // 2 and 6 * filters <= deep
        before, after = (math.prod(map(int, geometry[:, side])) for side in (convolving.BEFORE, convolving.AFTER))
        self.pooled, times = self.small and pooled, 1
        if self.pooled:
            after, times = math.prod(int(count) // 2 for count in geometry[1:, convolving.AFTER]), 4
        size = taps * deep * filters
        of_windows = taps * deep if self.small else deep * groups * before // after
        of_position = times * (of_windows + filters) * min(IMAGES, images) * np.float32().itemsize
        bands = blocks(after, max(1, (CACHE_BYTES if band_bytes is None else band_bytes) // of_position))
        cells = list(product(blocks(images, IMAGES), bands))
        shares = cut(len(cells), 1 if size > MOST_SHARED else SHARES)
        self.cells = [cells[first:last] for first, last in shares]
        self.shape = shape
        # Rows of tiles are filled up, which is faster than a few rows of their own.
        rows = blocks(taps * deep, LEVELS[2][-1])[-1][0] + LEVELS[2][-1] if self.small else taps * deep
        self.totals = aligned((len(shares), rows, filters))
        whole = self.small or len(shares) == SHARES or after * images * size < WORTH_SHARING
        many = SHARES // len(shares)
        some = [(0, taps)] if whole else cut(taps, many)
        tall = max(ROWS, deep // max(1, many // len(some)) // ROWS * ROWS)
        channels = [(0, deep)] if whole else blocks(deep, tall)
        self.tasks = list(product(range(len(shares)), some, channels))

    def write(self, x: Array, dz: Array, target: Array) -> None:
        """Writes the gradient for inputs x and the gradient dz of outputs."""
        totals, (taps, deep, filters) = self.totals, self.shape
        of_taps = (taps, filters, deep) if self.turned else self.shape
        totals.fill(0)

        def work(number: int, _hand: int) -> None:
            share, some, channels = self.tasks[number]
            total = totals[share] if self.small else totals[share].reshape(of_taps)
            for images, positions in self.cells[share]:
                if self.small:
                    gathering.of_small_kernel(
                        products.address, x, dz, total, self.geometry, *positions, *images
                    )  # fmt: skip
                else:
                    convolving.of_kernel(
                        products.address, x, dz, total, self.geometry, self.groups, self.turned, *some, *positions,
                        *images, *channels,
                    )  # fmt: skip

        thread_pool().run(work, len(self.tasks))
        if self.turned:
            total = np.add.reduce(totals, axis=0).reshape(of_taps)
            np.copyto(target.reshape(self.shape), total.swapaxes(1, 2))
        else:
            np.add.reduce(totals[:, : taps * deep], axis=0, out=target.reshape(-1, filters))

    def write_pooled(self, x: Array, dy: Array, which: Array, target: Array, of_bias: Array | None) -> None:
        """Writes the gradients of kernel and bias for inputs x and the gradient dy of what was pooled."""
        totals = self.totals
        totals.fill(0)
        sums = np.zeros((len(totals), totals.shape[2]), np.float32)

        def work(number: int, _hand: int) -> None:
            for images, positions in self.cells[number]:
                gathering.of_small_pooled_kernel(
                    products.address, x, dy, which, totals[number], sums[number], self.geometry, *positions, *images
                )

        thread_pool().run(work, len(totals))
        taps, deep, filters = self.shape
        np.add.reduce(totals[:, : taps * deep], axis=0, out=target.reshape(-1, filters))
        if of_bias is not None:
            np.add.reduce(sums, axis=0, out=of_bias)


class TransformedGradient:
    """The same of 3 × 3 points, of tiles that are transformed. `space` is what `transformed` is given."""

    def __init__(self, channels: int, filters: int, space: Array, images: int) -> None:
        self.space = space
        tiles = math.prod((int(count) + 1) // 2 for count in space[2:4])
        shares = max(1, min(SHARES, MOST_TRANSFORMED // (channels * filters)))
        spans = blocks(images, IMAGES)
        cells = list(product(spans, cut(tiles, -(-2 * shares // len(spans)))))
        self.cells = [cells[first:last] for first, last in cut(len(cells), shares)]
        self.totals = aligned((len(self.cells), len(TRANSFORM), channels, filters))

    def write(self, x: Array, dz: Array, target: Array) -> None:
        """Writes the gradient for inputs x and the gradient dz of outputs."""
        totals = self.totals
        totals.fill(0)

        def work(number: int, _hand: int) -> None:
            for images, tiles in self.cells[number]:
                transformed.of_kernel(products.address, x, dz, totals[number], self.space, *tiles, *images)

        thread_pool().run(work, len(totals))
        total = np.add.reduce(totals, axis=0).reshape(len(TRANSFORM), -1)
        np.matmul(TRANSFORM.T, total, out=target.reshape(TRANSFORM.shape[1], -1))


def through_relu(dy: Array, y: Array | None, scratch: Scratch, target: Array | None) -> Array:
    """The gradient before the relu that gave `y`, where there is one; that of the bias is written on the way.

    Arrays are (positions, images, filters).
    """
    if y is None and target is None:
        return dy
    filters = dy.shape[-1]
    dz = dy if y is None else scratch.lend(dy.shape, dy.dtype)
    lines = dy.reshape(-1, filters)
    parts = cut(len(lines), SHARES)
    sums = np.zeros((len(parts), filters), dy.dtype)

    def work(number: int, _hand: int) -> None:
        if y is None:
            convolving.of_columns(lines, sums[number], *parts[number])
        else:
            given, out = y.reshape(-1, filters), dz.reshape(-1, filters)
            convolving.through_relu(lines, given, out, sums[number], *parts[number])

    thread_pool().run(work, len(parts))
    if target is not None:
        np.add.reduce(sums, axis=0, out=target)
    return dz
