"""The geometry of a convolution of stride 1 whose outputs are computed in tiles of 2 × 2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.layers.windows import Windows

Sizes = tuple[int, int]
BAND_BYTES = 8 << 20  # of the products of some rows of tiles


@dataclass(frozen=True)
class TilePlan:
    """What the tiles cover. `pooled` tiles give the largest of their outputs; a rest that pooling drops has none.

    `wanted` tells whether the input's gradient is needed, `training` whether there is a way back at all.
    """

    windows: Windows
    channels: int
    filters: int
    pooled: bool
    training: bool
    wanted: bool
    dtype: np.dtype[Any]

    @property
    def outputs(self) -> Sizes:
        """Rows and columns of what the convolution gives, pooled or not."""
        rows, columns = self.windows.counts
        return (rows // 2, columns // 2) if self.pooled else (rows, columns)

    @property
    def tiles(self) -> Sizes:
        """Rows and columns of tiles."""
        rows, columns = self.outputs
        return (rows, columns) if self.pooled else (-(-rows // 2), -(-columns // 2))

    def band(self, n: int) -> int:
        """How many rows of tiles of n images are computed in one go: few calls, and room that stays in the caches."""
        row = 16 * self.tiles[1] * n * max(self.channels, self.filters) * self.dtype.itemsize
        return max(1, min(self.tiles[0], BAND_BYTES // row))

    def bands(self, n: int) -> list[slice]:
        """All rows of tiles, band by band."""
        rows, band = self.tiles[0], self.band(n)
        return [slice(start, min(rows, start + band)) for start in range(0, rows, band)]

    @property
    def padded(self) -> Sizes:
        """Rows and columns that the tiles read."""
        (rows, columns), (height, width) = self.tiles, self.windows.size
        return 2 * rows + height - 1, 2 * columns + width - 1

    @property
    def inside(self) -> tuple[slice, slice]:
        """Where the images lie within what the tiles read."""
        return self._along(0, True), self._along(1, True)

    @property
    def used(self) -> tuple[slice, slice]:
        """The rows and columns of the images that the tiles read."""
        return self._along(0, False), self._along(1, False)

    def _along(self, axis: int, shifted: bool) -> slice:
        before = self.windows.pads[axis][0]
        count = min(self.windows.space[axis], self.padded[axis] - before)
        return slice(before, before + count) if shifted else slice(0, count)
