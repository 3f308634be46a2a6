"""How compiled code sees activations: (positions, images, channels), as convolutions leave them in memory."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.scratch import Scratch


def laid(x: Array, scratch: Scratch) -> Array:
    """(images, *space, channels) as (positions, images, channels): as it lies, or in a copy that is lent."""
    lying = np.moveaxis(x, 0, -2)
    if not lying.flags.c_contiguous or not lying.flags.writeable or lying.dtype != np.float32:
        copied = scratch.lend(lying.shape, np.dtype(np.float32))
        np.copyto(copied, lying)
        lying = copied
    return lying.reshape(-1, *lying.shape[-2:])


def plain(x: Array) -> Array:
    """An array as compiled code takes it: in one piece, and not one that may not be written to. Else a copy of it."""
    return x if x.flags.carray and x.dtype == np.float32 else np.require(x, np.float32, ["C", "W"])


def seen(y: Array, space: tuple[int, ...]) -> Array:
    """(positions, images, channels) as others see it."""
    return np.moveaxis(y.reshape(*space, *y.shape[-2:]), -2, 0)


def cut(count: int, parts: int) -> list[tuple[int, int]]:
    """So many things in parts, none of them empty."""
    parts = max(1, min(parts, count))
    edges = [count * i // parts for i in range(parts + 1)]
    return list(pairwise(edges))


def blocks(count: int, size: int) -> list[tuple[int, int]]:
    """So many things in blocks of a size, the last one smaller."""
    return [(start, min(count, start + size)) for start in range(0, count, size)]
