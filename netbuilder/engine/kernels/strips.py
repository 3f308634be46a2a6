"""Convolution by strips: a column of an image beside the next, each as high as the kernel.

Windows that follow each other along a row overlap in a strip, so that one product for each output column reads
them where they lie: of a kernel of 3 × 3 three numbers are copied for each input instead of nine. The input's
gradient is the same once more: a convolution of the outputs' gradient with the kernel turned round, one for each
phase of the strides.

Arrays are (column, rows and images, channel) where products are made, (row, column, image, channel) elsewhere.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.tile_plan import TilePlan
from netbuilder.engine.scratch import Scratch

LINES = 256  # rows of each product: few of them are slow, and calls cost
STRIP_BYTES = 8 << 20  # of the strips of a band, at the most
SHARE_BYTES = 1 << 20  # of the kernel gradients of some columns, which are added up


class Strips:
    """The strips of parts of `n` images. Nothing is kept for the way back: strips are made again."""

    def __init__(self, plan: TilePlan, n: int, parts: int, workers: int, scratch: Scratch) -> None:
        self.plan, self.n = plan, n
        height, width = plan.windows.size
        self.depth = width * height * plan.channels
        self._kernel = np.empty((self.depth, plan.filters), plan.dtype)
        self._workspaces = [_Workspace(plan, n, scratch, worker) for worker in range(workers)]
        self._sums = np.empty((parts if plan.training else 0, self.depth, plan.filters), plan.dtype)
        self._phases = _phases(plan) if plan.wanted else []

    @staticmethod
    def image_bytes(plan: TilePlan) -> int:
        """What a thread has at hand of each image: it and its outputs, with what lies around them."""
        rows, columns = plan.padded
        return 2 * rows * columns * max(plan.channels, plan.filters) * plan.dtype.itemsize

    @staticmethod
    def band(plan: TilePlan, n: int) -> int:
        """How many rows of tiles of n images are computed in one go: as many as make products long."""
        row = plan.side * n * plan.padded[1] * plan.windows.size[0] * plan.channels * plan.dtype.itemsize
        return max(1, min(plan.tiles[0], -(-LINES // (plan.side * n)), STRIP_BYTES // row))

    def prepare(self, kernel: Array, bias: Array | None) -> None:
        """Turns the kernel as strips lie, once for all parts."""
        np.copyto(self._kernel.reshape(*_swapped(kernel).shape), _swapped(kernel))
        for phase in self._phases:
            phase.prepare(kernel)

    def load(self, slot: int, worker: int, x: Array) -> None:
        """Takes the images (height, width, n, channels) of a part."""
        self._workspaces[worker].padded[self.plan.inside] = x[self.plan.used]

    def forward_band(self, slot: int, worker: int, rows: slice) -> list[Array]:
        """The outputs (rows, columns, n, filters) of some rows of tiles, each corner's apart, without the bias."""
        workspace, count = self._workspaces[worker], rows.stop - rows.start
        np.matmul(self._windows(worker, rows), self._kernel, out=workspace.flat(count))
        return workspace.tile(count)

    def _windows(self, worker: int, rows: slice) -> Array:
        """The windows (columns, rows · n, depth) of some rows of tiles: a view of their strips."""
        workspace, plan = self._workspaces[worker], self.plan
        (down, right), height, count = plan.windows.strides, plan.windows.size[0], rows.stop - rows.start
        side = plan.side
        first = workspace.padded[side * down * rows.start :]
        row, column, image, channel = first.strides
        lying = np.lib.stride_tricks.as_strided(
            first,
            (side, count, self.n, plan.padded[1], height, plan.channels),
            (down * row, side * down * row, image, column, row, channel),
            writeable=False,
        )
        strips = workspace.strips[: lying.size].reshape(lying.shape)
        np.copyto(strips, lying)
        return _overlapping(strips, side * plan.tiles[1], self.depth, right)

    def begin_back(self, part: int, worker: int, x: Array) -> None:
        """Clears what gradients are added to, and takes the images again."""
        self._sums[part].fill(0)
        self.load(part, worker, x)

    def tile_buffer(self, worker: int, count: int) -> list[Array]:
        """Where the gradients (rows, columns, n, filters) of so many rows are put for `backward_band`."""
        return self._workspaces[worker].tile(count)

    def backward_band(self, part: int, worker: int, rows: slice) -> None:
        """Adds what some rows of tiles give to the kernel's gradient, and lays them ready for the input's."""
        workspace, count = self._workspaces[worker], rows.stop - rows.start
        windows, given = self._windows(worker, rows), workspace.flat(count)
        for start in range(0, len(windows), len(workspace.share)):
            some = slice(start, start + len(workspace.share))
            share = workspace.share[: len(given[some])]
            np.matmul(windows[some].swapaxes(1, 2), given[some], out=share)
            np.add(self._sums[part], share.sum(axis=0), out=self._sums[part])
        if self.plan.wanted:
            whole, side = workspace.arriving, self.plan.side
            for (a, b), values in zip(product(range(side), repeat=2), workspace.tile(count), strict=True):
                whole[side * rows.start + a : side * rows.stop : side, b::side] = values

    def input_gradient(self, worker: int, out: Array) -> None:
        """Writes the gradient (height, width, n, channels) of the images."""
        workspace = self._workspaces[worker]
        for phase in self._phases:
            phase.run(workspace, out)

    def kernel_gradient(self) -> Array:
        """The kernel's gradient, of all parts in their order."""
        height, width = self.plan.windows.size
        total = self._sums.sum(axis=0).reshape(width, height, self.plan.channels, self.plan.filters)
        found: Array = total.swapaxes(0, 1)
        return found


class _Workspace:
    """Where one thread works."""

    def __init__(self, plan: TilePlan, n: int, scratch: Scratch, worker: int) -> None:
        self.n, self._side, self._columns, self._filters = n, plan.side, plan.tiles[1], plan.filters
        band, (height, width) = Strips.band(plan, n), plan.windows.size
        self.padded = scratch.framed(worker, plan.dtype, (*plan.padded, n, plan.channels), plan.inside)
        lines, columns = plan.side * band * n, plan.side * self._columns
        strip = height * plan.padded[1] * plan.channels
        depth = height * width * plan.channels if plan.training else 0
        shares = max(1, min(columns, SHARE_BYTES // (max(1, depth) * plan.filters * plan.dtype.itemsize)))
        moved = 0
        if plan.wanted:
            # Nothing lies before the first outputs and behind the last: windows of the way back reach there.
            top, left = self.before = tuple(-(-size // step) - 1 for size, step in _sizes(plan))
            rows, across = (plan.side * count for count in plan.tiles)
            lasts = [(size - 1) // step + 1 for size, (_, step) in zip(plan.padded, _sizes(plan), strict=True)]
            full = (top + max(lasts[0], rows), left + max(lasts[1], across))
            inside = slice(top, top + rows), slice(left, left + across)
            self.given = scratch.framed(worker, plan.dtype, (*full, n, plan.filters), inside)
            self.arriving = self.given[inside]
            strip = max(strip, (top + 1) * full[1] * plan.filters)
            self.lines = min(plan.side * band, plan.padded[0])
            moved = self.lines * n * plan.padded[1] * plan.channels
        outputs = columns * lines * plan.filters
        self.strips, self._y, self.share, self.moved = scratch.arrays(
            worker, plan.dtype, (lines * strip,), (outputs,), (shares, depth, plan.filters), (moved,)
        )

    def flat(self, count: int) -> Array:
        """The outputs (columns, rows and images, filters) of so many rows of tiles."""
        columns, lines = self._side * self._columns, self._side * count * self.n
        return self._y[: columns * lines * self._filters].reshape(columns, lines, self._filters)

    def tile(self, count: int) -> list[Array]:
        """The same as the outputs (rows, columns, n, filters) of each corner of the tiles."""
        side = self._side
        y = self.flat(count).reshape(self._columns, side, side, count, self.n, self._filters)
        return [y[:, b, a].swapaxes(0, 1) for a, b in product(range(side), repeat=2)]


class _Phase:
    """The inputs whose row and column leave these rests when divided by the strides."""

    def __init__(self, plan: TilePlan, rests: tuple[int, int]) -> None:
        self._plan, self._rests = plan, rests
        self._taps = [-(-(size - rest) // step) for rest, (size, step) in zip(rests, _sizes(plan), strict=True)]
        self.empty = min(self._taps) < 1
        height, width = self._taps
        self._kernel = np.empty((width, height, plan.filters, plan.channels), plan.dtype)
        axes = zip(rests, _sizes(plan), plan.inside, strict=True)
        # Inputs of this phase that lie within the images: q, where the padded one is step · q + rest.
        self._ranges = [(-(-(i.start - rest) // step), -(-(i.stop - rest) // step)) for rest, (_, step), i in axes]

    def prepare(self, kernel: Array) -> None:
        """Takes the kernel's values of this phase, the last first."""
        (row, column), (down, right) = self._rests, self._plan.windows.strides
        mine = kernel[row::down, column::right][::-1, ::-1]
        np.copyto(self._kernel, mine.transpose(1, 0, 3, 2))

    def run(self, workspace: _Workspace, out: Array) -> None:
        """Writes the gradients of this phase's inputs."""
        (first, last), (left, right) = self._ranges
        (height, width), plan, n = self._taps, self._plan, workspace.n
        place = [rest - i.start for rest, i in zip(self._rests, plan.inside, strict=True)]
        down, across = plan.windows.strides
        kernel = self._kernel.reshape(-1, plan.channels)
        columns = right - left
        within = out[:, place[1] + across * left : place[1] + across * (right - 1) + 1 : across]
        source = workspace.given[:, workspace.before[1] + left - width + 1 :]
        row, column, image, channel = source.strides
        for start in range(first, last, workspace.lines):
            stop = min(last, start + workspace.lines)
            top = source[workspace.before[0] + start - height + 1 :]
            lying = np.lib.stride_tricks.as_strided(
                top,
                (stop - start, n, columns + width - 1, height, plan.filters),
                (row, image, column, row, channel),
                writeable=False,
            )
            strips = workspace.strips[: lying.size].reshape(lying.shape)
            np.copyto(strips, lying)
            moved = workspace.moved[: columns * (stop - start) * n * plan.channels].reshape(columns, -1, plan.channels)
            np.matmul(_overlapping(strips, columns, len(kernel), 1), kernel, out=moved)
            shaped = moved.reshape(columns, stop - start, n, plan.channels).swapaxes(0, 1)
            within[place[0] + down * start : place[0] + down * (stop - 1) + 1 : down] = shaped


def _phases(plan: TilePlan) -> list[_Phase]:
    """All phases that have inputs which a window reads."""
    down, right = plan.windows.strides
    found = [_Phase(plan, rests) for rests in product(range(down), range(right))]
    return [phase for phase in found if not phase.empty]


def _sizes(plan: TilePlan) -> list[tuple[int, int]]:
    """The kernel's size and the stride along each axis."""
    return list(zip(plan.windows.size, plan.windows.strides, strict=True))


def _swapped(kernel: Array) -> Array:
    """(height, width, …) with the columns first, as strips lie."""
    swapped: Array = kernel.swapaxes(0, 1)
    return swapped


def _overlapping(strips: Array, columns: int, depth: int, step: int) -> Array:
    """Strips (…, columns, height, channels) as a matrix of windows (lines, depth) for each output column."""
    *lines, whole, height, channels = strips.shape
    count, item = int(np.prod(lines)), strips.itemsize
    line, column = whole * height * channels * item, height * channels * item
    return np.lib.stride_tricks.as_strided(
        strips, (columns, count, depth), (step * column, line, item), writeable=False
    )
