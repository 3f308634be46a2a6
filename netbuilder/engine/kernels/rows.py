"""Rows of numbers in blocks that stay in cache, and what meets every row written side by side into a long line."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array

LINE = 2048  # numbers of a line, roughly: numpy is slow where lines are short
BLOCK = 1 << 17  # numbers of a block, at the most


def blocks(rows: int, width: int) -> list[slice]:
    """The rows in blocks of nearly one size, whatever the number of threads."""
    count = max(1, math.ceil(rows * width / BLOCK))
    times = _times(width)
    # A block begins where a line does.
    edges = [min(rows, -(-rows * i // (count * times)) * times) for i in range(count + 1)]
    return [slice(start, stop) for start, stop in zip(edges, [*edges[1:], rows], strict=True) if start < stop]


class Wide:
    """A row that meets every row of a block."""

    def __init__(self, width: int, dtype: Any) -> None:
        self._times = _times(width)
        self.row: Array = np.zeros((self._times, width), dtype)

    def set(self, values: Array) -> None:
        """Takes over the numbers of the row."""
        self.row[...] = values

    def meet(self, operation: np.ufunc, block: Array, out: Array) -> None:
        """operation(block, row) into `out`; both are rows without gaps."""
        whole = len(block) // self._times * self._times
        operation(
            block[:whole].reshape(-1, self.row.size), self.row.reshape(-1), out=out[:whole].reshape(-1, self.row.size)
        )
        if whole < len(block):
            operation(block[whole:], self.row[: len(block) - whole], out=out[whole:])


def _times(width: int) -> int:
    return max(1, LINE // width)
