"""3 × 3 convolution with few multiplications: Winograd's F(2 × 2, 3 × 3), some rows of tiles at a time.

A tile is 4 × 4 inputs and gives 2 × 2 outputs with 16 multiplications where 36 would be needed; tiles of all
images of a part are 16 products of matrices. Both gradients stay in the transformed domain.
Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015.

Arrays are (row, column, image, channel), so that every pass runs over long stretches of memory.
"""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.tile_plan import TilePlan
from netbuilder.engine.scratch import Scratch
from netbuilder.layers.convolution import Conv

# From a kernel of 3 to its 4 transformed points.
KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
# The transform of the outputs' gradient has its last row negated; the transformed kernel takes the sign instead.
SIGN = np.multiply.outer(*[np.array([1, 1, 1, -1])] * 2).reshape(16, 1, 1)
MANY_PRODUCTS = 2048  # channels times filters of each position; measured in the training of small images
MOST_KEPT = 64 << 20  # bytes of transformed inputs, which are four times the inputs; more are made again
BAND_BYTES = 8 << 20  # of what is at hand of some rows of tiles


def is_usual(layer: Conv) -> bool:
    """Whether a convolution is one of 3 × 3 kernels, next to each other, in one group."""
    return layer.kernel_size == (3, 3) and {*layer.strides, *layer.dilation_rate, layer.groups} == {1}


def is_worth_transforming(layer: Conv, channels: int, least: int | None = None) -> bool:
    """Whether a 3 × 3 kernel multiplies so much that transforms which save multiplications are worth their time.

    `least` are the channels times filters from which they are, where that was measured.
    """
    return is_usual(layer) and channels * layer.filters >= (MANY_PRODUCTS if least is None else least)


class Winograd:
    """The tiles of parts of `n` images; those of `parts` parts are kept for the way back, unless they are many."""

    def __init__(self, plan: TilePlan, n: int, parts: int, workers: int, scratch: Scratch) -> None:
        self.plan, self.n = plan, n
        dtype, rows, columns = plan.dtype, *plan.tiles
        inputs, outputs = plan.channels, plan.filters
        size = 16 * parts * rows * columns * n * inputs * dtype.itemsize
        self.keeps = plan.training and size <= MOST_KEPT
        self._tiles = np.empty((parts if self.keeps else 0, 4, 4, rows, columns, n, inputs), dtype)
        self._workspaces = [_Workspace(plan, n, self.keeps, scratch, worker) for worker in range(workers)]
        self._sums = np.empty((parts if plan.training else 0, 16, inputs, outputs), dtype)
        self._forward: Array = np.empty((16, inputs, outputs), dtype)
        self._back: Array = np.empty((16, outputs, inputs), dtype)

    @staticmethod
    def image_bytes(plan: TilePlan) -> int:
        """What a thread has at hand of each image: the products of a row of tiles."""
        return 16 * plan.tiles[1] * max(plan.channels, plan.filters) * plan.dtype.itemsize

    @staticmethod
    def band(plan: TilePlan, n: int) -> int:
        """How many rows of tiles of n images are computed in one go: few calls that stay in the caches."""
        return max(1, min(plan.tiles[0], BAND_BYTES // (n * Winograd.image_bytes(plan))))

    def prepare(self, kernel: Array, bias: Array | None) -> None:
        """Transforms the kernel, once for all parts."""
        points = KERNEL.astype(kernel.dtype)
        moved = np.einsum("ai,bj,ijcf->abcf", points, points, kernel, optimize=True)
        self._forward[...] = moved.reshape(16, *kernel.shape[2:])
        if self.plan.training:
            np.multiply(self._forward.transpose(0, 2, 1), SIGN.astype(kernel.dtype), out=self._back)

    def load(self, slot: int, worker: int, x: Array) -> None:
        """Takes the images (height, width, n, channels) of a part."""
        workspace = self._workspaces[worker]
        workspace.padded[workspace.inside] = x[self.plan.used]

    def forward_band(self, slot: int, worker: int, rows: slice) -> Array:
        """The outputs (4, rows, columns, n, filters) of some rows of tiles, without the bias."""
        workspace, count = self._workspaces[worker], rows.stop - rows.start
        used = np.s_[:, :, :count]
        products, sums, tile = workspace.products[used], workspace.sums[used], workspace.tile[used]
        tiles = self._transformed(slot, worker, rows)
        np.matmul(_flat(tiles), self._forward, out=_flat(products))
        _gather(products, sums)
        _gather(sums.swapaxes(0, 1), tile.swapaxes(0, 1))
        return tile.reshape(4, *tile.shape[2:])

    def _transformed(self, slot: int, worker: int, rows: slice) -> Array:
        """The inputs (4, 4, rows, columns, n, channels) of some rows of tiles, transformed."""
        workspace, columns, count = self._workspaces[worker], self.plan.tiles[1], rows.stop - rows.start
        lines = workspace.lines[:, :count]
        tiles: Array = self._tiles[slot, :, :, rows] if self.keeps else workspace.tiles[:, :, :count]
        first, last = 2 * rows.start, 2 * rows.stop
        _differences([workspace.padded[first + i : last + i : 2] for i in range(4)], lines)
        _differences([lines[:, :, i : i + 2 * columns : 2] for i in range(4)], tiles.swapaxes(0, 1))
        return tiles

    def begin_back(self, part: int, worker: int, x: Array) -> None:
        """Clears what gradients are added to, and takes the images again if their tiles were not kept."""
        self._sums[part].fill(0)
        if not self.keeps:
            self.load(part, worker, x)
        if self.plan.wanted:
            self._workspaces[worker].spread[:2].fill(0)

    def tile_buffer(self, worker: int, count: int) -> Array:
        """Where the gradient (4, rows, columns, n, filters) of so many rows is put for `backward_band`."""
        tile = self._workspaces[worker].tile[:, :, :count]
        return tile.reshape(4, *tile.shape[2:])

    def backward_band(self, part: int, worker: int, rows: slice) -> None:
        """Turns the gradient of some rows of tiles into those of the kernel and of the input."""
        workspace, plan, count = self._workspaces[worker], self.plan, rows.stop - rows.start
        points = _flat(workspace.points(count))
        tiles = self._tiles[part, :, :, rows] if self.keeps else self._transformed(part, worker, rows)
        np.matmul(_flat(tiles).transpose(0, 2, 1), points, out=workspace.share)
        np.add(self._sums[part], workspace.share, out=self._sums[part])
        if not plan.wanted:
            return
        moved, lines = workspace.moved[:, :, :count], workspace.lines[:, :count]
        np.matmul(points, self._back, out=_flat(moved))
        _scatter_columns(moved, lines, plan.tiles[1])
        _scatter_rows(lines, workspace.spread[2 * rows.start : 2 * rows.stop + 2])

    def input_gradient(self, worker: int, out: Array) -> None:
        """Writes the gradient (height, width, n, channels) of the images, where tiles cover them."""
        workspace = self._workspaces[worker]
        out[self.plan.used] = workspace.spread[workspace.inside]

    def kernel_gradient(self) -> Array:
        """The kernel's gradient, of all parts in their order."""
        total = self._sums.sum(axis=0)
        total *= SIGN.astype(total.dtype)
        points = KERNEL.astype(total.dtype)
        shape = (4, 4, self.plan.channels, self.plan.filters)
        found: Array = np.einsum("ai,bj,abcf->ijcf", points, points, total.reshape(shape), optimize=True)
        return found


class _Workspace:
    """Where one thread works: workspace for a band of rows of tiles. But for the padding nothing is kept there."""

    def __init__(self, plan: TilePlan, n: int, keeps: bool, scratch: Scratch, worker: int) -> None:
        (rows, columns), band = plan.tiles, Winograd.band(plan, n)
        height, width = 2 * rows + 2, 2 * columns + 2
        inputs, outputs, wanted = plan.channels, plan.filters, plan.training and plan.wanted
        self.padded = scratch.framed(worker, plan.dtype, (height, width, n, inputs), plan.inside)
        self.inside = plan.inside
        self.lines, self.products, self.sums, self.tile, self.tiles, self.share, self._wide, self.moved, self.spread = (
            scratch.arrays(
                worker,
                plan.dtype,
                (4, band, width, n, inputs),
                (4, 4, band, columns, n, outputs),
                (2, 4, band, columns, n, outputs),
                (2, 2, band, columns, n, outputs),
                (4, 4, 0 if keeps else band, columns, n, inputs),
                (16, inputs if plan.training else 0, outputs),
                (4, 2, band if plan.training else 0, columns, n, outputs),
                (4, 4, band if wanted else 0, columns, n, inputs),
                (height if wanted else 0, width, n, inputs),
            )
        )
        self._points = self.products  # its content is used up when the way back begins

    def points(self, count: int) -> Array:
        """The gradient of the outputs of so many rows, transformed: what `_gather` does, the other way round."""
        tile, wide, points = self.tile[:, :, :count], self._wide[:, :, :count], self._points[:, :, :count]
        _spread(tile[0], tile[1], wide)
        _spread(wide[:, 0], wide[:, 1], points.swapaxes(0, 1))
        return points


def _flat(points: Array) -> Array:
    """(4, 4, rows, columns, n, channels) as 16 matrices."""
    return points.reshape(16, -1, points.shape[-1])


def _differences(four: list[Array], out: Array) -> None:
    """Bᵀ along one axis: a - c, b + c, c - b, b - d."""
    a, b, c, d = four
    np.subtract(a, c, out=out[0])
    np.add(b, c, out=out[1])
    np.subtract(c, b, out=out[2])
    np.subtract(b, d, out=out[3])


def _gather(points: Array, out: Array) -> None:
    """Aᵀ along the first axis: 4 points become 2 outputs."""
    np.add(points[1], points[2], out=out[0])
    np.add(out[0], points[0], out=out[0])
    np.subtract(points[1], points[2], out=out[1])
    np.subtract(out[1], points[3], out=out[1])


def _spread(upper: Array, lower: Array, out: Array) -> None:
    """A along one axis, the last of its points with the sign turned: a, a + b, a - b, b."""
    np.copyto(out[0], upper)
    np.add(upper, lower, out=out[1])
    np.subtract(upper, lower, out=out[2])
    np.copyto(out[3], lower)


def _scatter_columns(moved: Array, lines: Array, columns: int) -> None:
    """B along the columns: (4, 4, rows, columns, …) is added up into (4, rows, 2 columns + 2, …)."""
    first, second, third, fourth = (moved[:, i] for i in range(4))
    even, odd = lines[:, :, 0::2], lines[:, :, 1::2]
    np.copyto(even[:, :, :columns], first)
    even[:, :, columns] = 0
    later = even[:, :, 1:]
    np.add(later, second, out=later)
    np.add(later, third, out=later)
    np.subtract(later, first, out=later)
    inner = odd[:, :, :columns]
    np.subtract(second, third, out=inner)
    np.add(inner, fourth, out=inner)
    odd[:, :, columns] = 0
    later = odd[:, :, 1:]
    np.subtract(later, fourth, out=later)


def _scatter_rows(lines: Array, spread: Array) -> None:
    """B along the rows: (4, rows, …) is added up into (2 rows + 2, …).

    The first two hold what the tiles above gave; the others are begun.
    """
    first, second, third, fourth = lines
    even, odd = spread[0::2], spread[1::2]
    np.add(second, third, out=even[1:])
    np.subtract(even[1:], first, out=even[1:])
    np.negative(fourth, out=odd[1:])
    np.add(even[:-1], first, out=even[:-1])
    for place, change in ((np.add, second), (np.subtract, third), (np.add, fourth)):
        place(odd[:-1], change, out=odd[:-1])
