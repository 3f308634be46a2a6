"""Passes over lines of numbers whose places along a line have factors of their own."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.declaring import compiled

AT_ONCE = 32  # lines that stay in cache between their mean and their squares
NONE = np.float32(0)


@compiled("void(f4[:,::1], f4[::1], f4[::1], i8, i8)")
def moments(lines, mean, squares, first, last):
    """Mean and sum of squares about it of each column, a few lines at a time.

    Source: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances".
    """
    width = lines.shape[1]
    of_few, apart = np.empty(width, np.float32), np.empty(width, np.float32)
    done = 0
    for start in range(first, last, AT_ONCE):
        stop = min(last, start + AT_ONCE)
        count = stop - start
        of_few[:] = NONE
        apart[:] = NONE
        for line in range(start, stop):
            values = lines[line]
            for i in range(width):
                of_few[i] += values[i]
        share = np.float32(1.0 / count)
        for i in range(width):
            of_few[i] *= share
        for line in range(start, stop):
            values = lines[line]
            for i in range(width):
                distance = values[i] - of_few[i]
                apart[i] += distance * distance
        weight = np.float32(count / (done + count))
        of_both = np.float32(done * count / (done + count))
        for i in range(width):
            distance = of_few[i] - mean[i] if done else NONE
            mean[i] = mean[i] + distance * weight if done else of_few[i]
            squares[i] = squares[i] + apart[i] + distance * distance * of_both if done else apart[i]
        done += count


@compiled("void(f4[:,::1], f4[::1], f4[::1], f4[:,::1], b1, i8, i8)")
def scaled(lines, scale, offset, y, relu, first, last):
    """Lines times scale plus offset; with `relu` at least 0."""
    for line in range(first, last):
        values, out = lines[line], y[line]
        if relu:
            for i in range(lines.shape[1]):
                value = values[i] * scale[i] + offset[i]
                out[i] = NONE if value < NONE else value
        else:
            for i in range(lines.shape[1]):
                out[i] = values[i] * scale[i] + offset[i]


@compiled("void(f4[:,::1], f4[:,::1], f4[::1], f4[::1], f4[::1], b1, f4[::1], f4[::1], i8, i8)")
def back_sums(lines, dy, scale, offset, mean, relu, total, tilt, first, last):
    """Adds up what comes back, and that times the distance from the mean. `scaled` tells where the relu was open."""
    for line in range(first, last):
        values, arriving = lines[line], dy[line]
        for i in range(lines.shape[1]):
            is_open = not relu or values[i] * scale[i] + offset[i] > NONE
            dz = arriving[i] if is_open else NONE
            total[i] += dz
            tilt[i] += dz * (values[i] - mean[i])


@compiled("void(f4[:,::1], f4[:,::1], f4[::1], f4[::1], f4[::1], f4[::1], b1, f4[:,::1], i8, i8)")
def back_scaled(lines, dy, scale, offset, steep, shift, relu, dx, first, last):
    """scale · dz + steep · x + shift."""
    for line in range(first, last):
        values, arriving, out = lines[line], dy[line], dx[line]
        for i in range(lines.shape[1]):
            is_open = not relu or values[i] * scale[i] + offset[i] > NONE
            dz = arriving[i] if is_open else NONE
            out[i] = dz * scale[i] + (values[i] * steep[i] + shift[i])


@compiled("void(f4[::1], f4[::1], f4[::1], b1, i8, i8)")
def added(a, b, y, relu, first, last):
    """a + b; with `relu` at least 0."""
    a, b, y = a[first:last], b[first:last], y[first:last]
    for i in range(y.shape[0]):
        value = a[i] + b[i]
        y[i] = NONE if relu and value < NONE else value


@compiled("void(f4[::1], f4[::1], f4[::1], i8, i8)")
def where_open(dy, y, dz, first, last):
    """What comes back through a relu that gave y."""
    dy, y, dz = dy[first:last], y[first:last], dz[first:last]
    for i in range(y.shape[0]):
        dz[i] = dy[i] if y[i] > NONE else NONE
