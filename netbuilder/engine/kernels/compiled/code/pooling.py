"""Pooling. Positions hold all numbers of all images side by side."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.convolving import AFTER, BEFORE, LOWEST, TAPS, ZERO, readers_of, taps_of
from netbuilder.engine.kernels.compiled.code.functions import ONE
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

AT_ONCE = 32  # positions that are added up before their sum is added to that of all


@inlined
def taps_in(geometry):
    """How many values a window has."""
    return geometry[0, TAPS] * geometry[1, TAPS] * geometry[2, TAPS]


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
    taps = taps_in(geometry)
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
    taps = taps_in(geometry)
    for position in range(first, last):
        arriving, places = dy[position], which[position]
        for tap in range(taps):
            out = dx[source(position, tap, geometry)]
            for i in range(out.shape[0]):
                out[i] = arriving[i] if places[i] == np.uint8(tap) else ZERO


@compiled("void(f4[:,::1], f4[:,::1], f4[::1], i8[:,::1], i8, i8)")
def averaged(x, y, share, geometry, first, last):
    """The mean of each window, whatever its stride; `share` is one over the number of values that are in it."""
    pairs = np.empty((taps_in(geometry), 2), np.int64)
    for position in range(first, last):
        count, out = taps_of(position, geometry, 1, 1, pairs), y[position]
        out[:] = ZERO
        for number in range(count):
            values = x[pairs[number, 0]]
            for i in range(out.shape[0]):
                out[i] += values[i]
        factor = share[position]
        for i in range(out.shape[0]):
            out[i] *= factor


@compiled("void(f4[:,::1], f4[:,::1], f4[::1], i8[:,::1], i8, i8)")
def averaged_back(dy, dx, share, geometry, first, last):
    """To each value what comes back to the windows that it was in."""
    pairs = np.empty((taps_in(geometry), 2), np.int64)
    for position in range(first, last):
        count, out = readers_of(position, geometry, 1, 1, pairs), dx[position]
        out[:] = ZERO
        for number in range(count):
            arriving, factor = dy[pairs[number, 0]], share[pairs[number, 0]]
            for i in range(out.shape[0]):
                out[i] += arriving[i] * factor


@compiled("void(f4[:,::1], f4[:,::1], i4[:,::1], i8[:,::1], i8, i8)")
def largest_of(x, y, which, geometry, first, last):
    """The largest of each window, whatever its stride, and which tap it was; what is no number comes before all."""
    pairs = np.empty((taps_in(geometry), 2), np.int64)
    for position in range(first, last):
        count, out, places = taps_of(position, geometry, 1, 1, pairs), y[position], which[position]
        out[:] = LOWEST
        places[:] = pairs[0, 1]
        for number in range(count):
            values, tap = x[pairs[number, 0]], np.int32(pairs[number, 1])
            for i in range(out.shape[0]):
                is_larger = values[i] > out[i] or values[i] != values[i]
                places[i] = tap if is_larger else places[i]
                out[i] = values[i] if is_larger else out[i]


@compiled("void(f4[:,::1], i4[:,::1], f4[:,::1], i8[:,::1], i8, i8)")
def largest_of_back(dy, which, dx, geometry, first, last):
    """To each value what comes back to the windows whose largest it was."""
    pairs = np.empty((taps_in(geometry), 2), np.int64)
    for position in range(first, last):
        count, out = readers_of(position, geometry, 1, 1, pairs), dx[position]
        out[:] = ZERO
        for number in range(count):
            arriving, places, tap = dy[pairs[number, 0]], which[pairs[number, 0]], np.int32(pairs[number, 1])
            for i in range(out.shape[0]):
                out[i] += arriving[i] if places[i] == tap else ZERO


@compiled("void(f4[:,::1], f4[:,::1], i8, i8, i8, i8, i8)")
def mean_of_all(lines, y, count, step, stride, first, last):
    """The mean of all positions of some images. Position p of image n is the line p · step + n · stride."""
    channels = y.shape[1]
    few = np.empty(channels, np.float32)
    share = np.float32(1 / count)
    for image in range(first, last):
        out = y[image]
        out[:] = ZERO
        for begin in range(0, count, AT_ONCE):
            few[:] = ZERO
            for position in range(begin, min(count, begin + AT_ONCE)):
                values = lines[position * step + image * stride]
                for i in range(channels):
                    few[i] += values[i]
            for i in range(channels):
                out[i] += few[i]
        for i in range(channels):
            out[i] *= share


@compiled("void(f4[:,::1], f4[:,::1], i8, i8, i8, i8, i8)")
def largest_of_all(lines, y, count, step, stride, first, last):
    """The largest of all positions; what is no number comes before all."""
    for image in range(first, last):
        out = y[image]
        out[:] = LOWEST
        for position in range(count):
            values = lines[position * step + image * stride]
            for i in range(out.shape[0]):
                out[i] = values[i] if values[i] > out[i] or values[i] != values[i] else out[i]


@compiled("void(f4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1], i8, i8, i8, i8, i8)")
def largest_of_all_back(lines, y, dy, dx, count, step, stride, first, last):
    """What comes back, shared by all that are as large."""
    share = np.empty(y.shape[1], np.float32)
    for image in range(first, last):
        top, arriving = y[image], dy[image]
        share[:] = ZERO
        for position in range(count):
            values = lines[position * step + image * stride]
            for i in range(share.shape[0]):
                share[i] += ONE if values[i] == top[i] else ZERO
        for i in range(share.shape[0]):
            share[i] = arriving[i] / share[i]
        for position in range(count):
            values, out = lines[position * step + image * stride], dx[position * step + image * stride]
            for i in range(share.shape[0]):
                out[i] = share[i] if values[i] == top[i] else ZERO
