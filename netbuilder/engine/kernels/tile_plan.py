"""The geometry of a convolution whose outputs are computed in tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.layers.maths.windows import Windows

Sizes = tuple[int, int]


@dataclass(frozen=True)
class TilePlan:
    """What the tiles of side × side outputs cover: 2 × 2, or each by itself.

    `pooled` tiles give the largest of their outputs, and a rest that pooling drops has none.

    `wanted` tells whether the input's gradient is needed, `training` whether there is a way back at all.
    """

    windows: Windows
    channels: int
    filters: int
    side: int
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
        return (rows, columns) if self.pooled else (-(-rows // self.side), -(-columns // self.side))

    @property
    def padded(self) -> Sizes:
        """Rows and columns that the tiles read."""
        (rows, columns), (height, width), (down, right) = self.tiles, self.windows.size, self.windows.strides
        return down * (self.side * rows - 1) + height, right * (self.side * columns - 1) + width

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
