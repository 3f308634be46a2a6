"""How the axes of an array lie in memory: convolutions give (row, column, image, channel), others have images first."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array


def memory_order(x: Array) -> tuple[int, ...]:
    """The axes as they lie in memory, the channels last."""
    others = sorted(range(x.ndim - 1), key=lambda axis: -abs(x.strides[axis]))
    return (*others, x.ndim - 1)


class Laid:
    """All positions of an array one after the other as they lie in memory, so that nothing is copied."""

    def __init__(self, x: Array, order: tuple[int, ...]) -> None:
        self._order, self._back = order, tuple(int(i) for i in np.argsort(order))
        self._shape = tuple(x.shape[axis] for axis in order)

    def lines(self, x: Array, count: int) -> Array:
        """An array of these positions as so many lines."""
        found: Array = x.transpose(self._order).reshape(count, -1)
        return found

    def shaped(self, lines: Array) -> Array:
        """Lines as the axes that others see."""
        found: Array = lines.reshape(*self._shape[:-1], -1).transpose(self._back)
        return found
