"""How the axes of an array lie in memory: convolutions give (row, column, image, channel), others have images first."""

from __future__ import annotations

from typing import Any

import numpy as np


def memory_order(x: np.ndarray[Any, np.dtype[Any]]) -> tuple[int, ...]:
    """The axes as they lie in memory, the channels last."""
    others = sorted(range(x.ndim - 1), key=lambda axis: -abs(x.strides[axis]))
    return (*others, x.ndim - 1)
