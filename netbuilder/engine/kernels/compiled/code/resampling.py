"""Sums of some positions with shares of each. Positions hold all numbers of all images side by side."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.declaring import compiled


@compiled("void(f4[:,::1], f4[:,::1], i8[::1], i8[::1], f4[::1], i8, i8)")
def weighted(x, y, starts, sources, shares, first, last):
    """Writes the positions `first` to `last` of y: `starts` tells where the sources of each begin in both lists."""
    for position in range(first, last):
        out, begin, end = y[position], starts[position], starts[position + 1]
        if begin == end:
            out[:] = np.float32(0)
            continue
        values, share = x[sources[begin]], shares[begin]
        for i in range(out.shape[0]):
            out[i] = values[i] * share
        for number in range(begin + 1, end):
            values, share = x[sources[number]], shares[number]
            for i in range(out.shape[0]):
                out[i] += values[i] * share
