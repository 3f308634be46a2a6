"""Memory that all ops of a plan use one after the other."""

from __future__ import annotations

import sys
from math import prod
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from netbuilder.arrays import LINE, Array, aligned, on_line

SPARE = 16  # arrays that wait to be lent, at the most, when another one is made
WASTE = 1.25  # memory that is lent may be so many times as large as what is asked for


def _holders(arrays: list[Array], index: int) -> int:
    """How many know of an array in a list; a view knows of the array that it shows."""
    return sys.getrefcount(arrays[index])


NOBODY = _holders([np.empty(0)], 0)  # but the list itself; the interpreters count differently


class Scratch:
    """Memory in which the ops of a plan work one after the other: what one leaves there, the next writes over.

    Each thread has its own. It grows with the largest that is asked for; what was given before stays as it was.
    """

    def __init__(self) -> None:
        self._memory: dict[int, Array] = {}
        self._framed: WeakValueDictionary[tuple[Any, ...], Array] = WeakValueDictionary()
        self._lent: list[Array] = []

    def arrays(self, hand: int, dtype: np.dtype[Any], *shapes: tuple[int, ...]) -> list[Array]:
        """Arrays of these shapes, of which nothing overlaps, in the memory of one thread."""
        starts, end = [], 0
        for shape in shapes:
            starts.append(end)
            end += -(-prod(shape) * dtype.itemsize // LINE) * LINE
        memory = self._memory.get(hand)
        if memory is None or len(memory) < end:
            memory = self._memory[hand] = aligned((end,), np.uint8)
        return [
            memory[start : start + prod(shape) * dtype.itemsize].view(dtype).reshape(shape)
            for start, shape in zip(starts, shapes, strict=True)
        ]

    def framed(self, hand: int, dtype: np.dtype[Any], shape: tuple[int, ...], inside: tuple[slice, ...]) -> Array:
        """An array that is 0 around `inside`, the only place to write to; ops with the same frame share it."""
        key = (hand, dtype, shape, tuple((part.start, part.stop) for part in inside))
        framed = self._framed.get(key)
        if framed is None:
            framed = self._framed[key] = np.zeros(shape, dtype)
        return framed

    def lend(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """An array that stays the borrower's as long as anybody holds it or a view of it; its content is arbitrary."""
        size = prod(shape) * dtype.itemsize
        for i in range(len(self._lent)):
            if size + LINE <= self._lent[i].nbytes <= WASTE * size + LINE and _holders(self._lent, i) == NOBODY:
                memory = self._lent[i]
                break
        else:
            self._tidy()
            memory = np.empty(size + LINE, np.uint8)
            self._lent.append(memory)
        return on_line(memory, size).view(dtype).reshape(shape)

    def _tidy(self) -> None:
        """Lets go of what nobody holds where that has become much: batches may have had many sizes."""
        free = [i for i in range(len(self._lent)) if _holders(self._lent, i) == NOBODY]
        if len(free) > SPARE:
            self._lent = [memory for i, memory in enumerate(self._lent) if i not in free]

    def like(self, x: Array) -> Array:
        """The same of the shape of `x`, its axes as they lie in memory."""
        order = sorted(range(x.ndim), key=lambda axis: -abs(x.strides[axis]))
        lying = self.lend(tuple(x.shape[axis] for axis in order), x.dtype)
        return lying.transpose(np.argsort(order))
