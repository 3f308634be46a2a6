"""Boundaries that part data into bins of about the same size, as Keras's Discretization finds them."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array


def bin_boundaries(data: Array, bins: int, epsilon: float) -> tuple[float, ...]:
    """The boundaries of `bins` bins, estimated from about 1 / `epsilon` values of the data."""
    values = np.sort(np.asarray(data, np.float32).ravel())
    step = max(len(values) * epsilon, 1.0)
    found = values[int(step - 1) :: int(step)]
    summary = _compressed(found, np.full(len(found), step, np.float32), epsilon)
    boundaries, _ = _compressed(*summary, 1 / bins)
    return tuple(float(boundary) for boundary in boundaries[:-1])


def _compressed(values: Array, counts: Array, epsilon: float) -> tuple[Array, Array]:
    """Fewer values with as many counts, at even shares of the whole."""
    if len(values) * epsilon < 1:
        return values, counts
    shares = epsilon + np.arange(0.0, 1.0, epsilon)
    sums = counts.cumsum()
    places = np.interp(shares, sums / sums[-1], values)
    totals = np.interp(shares, sums / sums[-1], sums)
    return places.astype(np.float32), np.diff(totals, prepend=0).astype(np.float32)
