"""Convolution of few channels: one product over patches gives the 2 × 2 outputs of a tile.

A patch is as large as the kernel and one more each way; it is multiplied by four kernels, each of them put at
another corner of it. That makes fewer and longer copies than a patch for each output. A row of ones is the bias's.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.tile_plan import TilePlan
from netbuilder.engine.scratch import Scratch

FEW_CHANNELS = 4  # above it a patch is long enough for strips
BAND_BYTES = 8 << 20  # of what is at hand of some rows of tiles
CORNERS = tuple(product((0, 1), (0, 1)))


class Patches:
    """The patches of parts of `n` images; `parts` of them are kept for the way back. Gives no input gradient."""

    def __init__(self, plan: TilePlan, n: int, parts: int, workers: int, scratch: Scratch) -> None:
        self.plan, self.n = plan, n
        height, width = plan.windows.size
        self._patch = (height + 1, width + 1, plan.channels)
        self.depth = int(np.prod(self._patch)) + 1
        rows, columns = plan.tiles
        kept = parts if plan.training else workers
        self._patches = np.ones((kept, rows, self.depth, columns * n), plan.dtype)
        self._padded = np.zeros((workers, plan.channels, *plan.padded, n), plan.dtype)
        band = self.band(plan, n)
        shares = (band if plan.training else 0, 4, self.depth, plan.filters)
        tiles = (band, 4, columns * n, plan.filters)
        self._workspaces = [scratch.arrays(worker, plan.dtype, tiles, shares) for worker in range(workers)]
        self._kernels = np.zeros((4, self.depth, plan.filters), plan.dtype)
        if plan.training:
            self._sums = np.empty((parts, 4, self.depth, plan.filters), plan.dtype)

    @staticmethod
    def image_bytes(plan: TilePlan) -> int:
        """What a thread has at hand of each image: patches and products of a row of tiles, and their gradients."""
        return 16 * plan.tiles[1] * plan.filters * plan.dtype.itemsize

    @staticmethod
    def band(plan: TilePlan, n: int) -> int:
        """How many rows of tiles of n images are computed in one go: few calls that stay in the caches."""
        return max(1, min(plan.tiles[0], BAND_BYTES // (n * Patches.image_bytes(plan))))

    def prepare(self, kernel: Array, bias: Array | None) -> None:
        """Puts the kernel at each corner of a patch."""
        height, width = self.plan.windows.size
        for whole, (y, x) in zip(self._kernels, CORNERS, strict=True):
            whole[:-1].reshape(*self._patch, -1)[y : y + height, x : x + width] = kernel
            whole[-1] = 0 if bias is None else bias

    def load(self, slot: int, worker: int, x: Array) -> None:
        """Takes the images (height, width, n, channels) of a part."""
        padded, plan = self._padded[worker], self.plan
        padded[(slice(None), *plan.inside)] = x[plan.used].transpose(3, 0, 1, 2)
        rows, columns = plan.tiles
        channel, down, right, image = padded.strides
        windows = np.lib.stride_tricks.as_strided(
            padded,
            (rows, *self._patch, columns, self.n),
            (2 * down, down, right, channel, 2 * right, image),
            writeable=False,
        )
        kept = self._patches[slot]
        for row in range(rows):
            np.copyto(kept[row, :-1].reshape(*self._patch, columns, self.n), windows[row])

    def forward_band(self, slot: int, worker: int, rows: slice) -> Array:
        """The outputs (4, rows, columns, n, filters) of some rows of tiles, the bias included."""
        count, patches = rows.stop - rows.start, self._patches[slot, rows]
        np.matmul(patches[:, None].swapaxes(-1, -2), self._kernels, out=self._workspaces[worker][0][:count])
        return self.tile_buffer(worker, count)

    def begin_back(self, part: int, worker: int, x: Array) -> None:
        """Clears what gradients are added to."""
        self._sums[part].fill(0)

    def tile_buffer(self, worker: int, count: int) -> Array:
        """Where the gradient (4, rows, columns, n, filters) of so many rows is put for `backward_band`."""
        workspace: Array = self._workspaces[worker][0][:count].swapaxes(0, 1)
        return workspace.reshape(4, count, -1, self.n, self.plan.filters)

    def backward_band(self, part: int, worker: int, rows: slice) -> None:
        """Adds what some rows of tiles give to the kernel's gradient."""
        count = rows.stop - rows.start
        tiles, shares = self._workspaces[worker]
        share = shares[:count]
        np.matmul(self._patches[part, rows][:, None], tiles[:count], out=share)
        np.add(self._sums[part], share.sum(axis=0), out=self._sums[part])

    def kernel_gradient(self) -> Array:
        """The kernel's gradient, of all parts in their order."""
        height, width = self.plan.windows.size
        total = self._sums.sum(axis=0)[:, :-1].reshape(4, *self._patch, self.plan.filters)
        found = np.zeros((height, width, self.plan.channels, self.plan.filters), total.dtype)
        for whole, (y, x) in zip(total, CORNERS, strict=True):
            found += whole[y : y + height, x : x + width]
        return found

    def bias_gradient(self) -> Array:
        """The bias's gradient, of all parts in their order."""
        found: Array = self._sums.sum(axis=0)[:, -1].sum(axis=0)
        return found
