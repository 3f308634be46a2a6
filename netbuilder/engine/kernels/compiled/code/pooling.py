"""Max pooling by windows that touch but do not overlap. Positions hold all numbers of all images side by side."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.convolving import AFTER, BEFORE, TAPS, ZERO
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined


@inlined
def source(pooled, tap, geometry):
    """Where the value of a window lies."""
    second, third = geometry[1], geometry[2]
    p2 = pooled % third[AFTER] * third[TAPS] + tap % third[TAPS]
    p1 = pooled // third[AFTER] % second[AFTER] * second[TAPS] + tap // third[TAPS] % second[TAPS]
    p0 = pooled // third[AFTER] // second[AFTER] * geometry[0, TAPS] + tap // third[TAPS] // second[TAPS]
    return (p0 * second[BEFORE] + p1) * third[BEFORE] + p2


@compiled("void(f4[:,::1], f4[:,::1], u1[:,::1], i8[:,::1], i8, i8)")
def pooled(x, y, which, geometry, first, last):
    """The largest of each window, and which it was: the first of equal ones, and one that is no number before all."""
    taps = geometry[0, TAPS] * geometry[1, TAPS] * geometry[2, TAPS]
    for position in range(first, last):
        out, places = y[position], which[position]
        values = x[source(position, 0, geometry)]
        for i in range(out.shape[0]):
            out[i] = values[i]
            places[i] = np.uint8(0)
        for tap in range(1, taps):
            values = x[source(position, tap, geometry)]
            for i in range(out.shape[0]):
                is_larger = values[i] > out[i] or values[i] != values[i]
                places[i] = np.uint8(tap) if is_larger else places[i]
                out[i] = values[i] if is_larger else out[i]


@compiled("void(f4[:,::1], u1[:,::1], f4[:,::1], i8[:,::1], i8, i8)")
def pooled_back(dy, which, dx, geometry, first, last):
    """Each gradient to the value that was the largest."""
    taps = geometry[0, TAPS] * geometry[1, TAPS] * geometry[2, TAPS]
    for position in range(first, last):
        arriving, places = dy[position], which[position]
        for tap in range(taps):
            out = dx[source(position, tap, geometry)]
            for i in range(out.shape[0]):
                out[i] = arriving[i] if places[i] == np.uint8(tap) else ZERO
