"""The largest of the four outputs of a 2 × 2 tile, and the way back to it.

No index arrays are needed: the sign bit of a difference tells which of two was larger, and ands the gradient with
all ones or all zeros. Of equals the first one gets the gradient, as in the layers' own code.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array


class Largest:
    """Keeps for `parts` parts of `rows` rows of tiles which of four was the largest where.

    `shape` is that of a row of one of the four; `band` rows are looked at in one go.
    """

    def __init__(
        self, parts: int, workers: int, rows: int, band: int, shape: tuple[int, ...], dtype: np.dtype[Any]
    ) -> None:
        self._bits = np.dtype(f"i{dtype.itemsize}")
        self._shift = 8 * dtype.itemsize - 1
        self._signs = np.empty((parts, 3, rows, *shape), self._bits)
        self._pairs = np.empty((workers, 2, band, *shape), dtype)

    def forward(self, slot: int, rows: slice, worker: int, tile: Any) -> Array:
        """The largest of tile[0..3]; the thread's next call overwrites the array."""
        first, second, last = self._signs[slot, :, rows]
        above: Array = self._pairs[worker, 0, : len(first)]
        below = self._pairs[worker, 1, : len(first)]
        self._compare(tile[0], tile[1], first, above)
        self._compare(tile[2], tile[3], second, below)
        self._compare(above, below, last, above)
        return above

    def _compare(self, a: Array, b: Array, sign: Array, larger: Array) -> None:
        np.subtract(a, b, out=sign.view(a.dtype))
        np.right_shift(sign, self._shift, out=sign)
        np.maximum(a, b, out=larger)

    def backward(self, part: int, rows: slice, worker: int, gradient: Array, tile: Any) -> None:
        """Writes the gradient of each of the four; `gradient` is overwritten."""
        first, second, last = self._signs[part, :, rows]
        below = self._pairs[worker, 0, : len(first)]
        np.bitwise_and(gradient.view(self._bits), last, out=below.view(self._bits))
        np.subtract(gradient, below, out=gradient)
        for half, sign, left, right in ((gradient, first, tile[0], tile[1]), (below, second, tile[2], tile[3])):
            np.bitwise_and(half.view(self._bits), sign, out=right.view(self._bits))
            np.subtract(half, right, out=left)
