"""Shares of a whole; NaN where there is nothing to divide by."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array


def ratio(above: float, below: float) -> float:
    """One share."""
    return above / below if below else float("nan")


def ratios(above: Array, below: Array) -> Array:
    """A share for each; shapes are broadcast."""
    above, below = np.broadcast_arrays(above, below)
    found: Array = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return found
