"""Normalization of each row: forwards in one go, and back in one go, while the row is in cache."""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.functions import ONE, ZERO, plus
from netbuilder.engine.kernels.compiled.declaring import compiled


@compiled("void(f4[:,::1], f4[:,::1], f4[:,::1], b1, f4[::1], f4[::1], b1, f4, f4[:,::1], f4[:,::1], i8, i8)")
def normalized(a, b, kept, adds, gamma, beta, centres, epsilon, y, moments, first, last):
    """gamma (x - mean) / deviation + beta of rows; x is `a`, or a + b, which is `kept`.

    `moments` of each row become its mean and 1 / deviation.
    """
    share = ONE / np.float32(a.shape[1])
    for row in range(first, last):
        x, out = a[row], y[row]
        if adds:
            other, total = b[row], kept[row]
            for i in range(x.shape[0]):
                total[i] = x[i] + other[i]
            x = kept[row]
        mean = ZERO
        if centres:
            for i in range(x.shape[0]):
                mean = plus(mean, x[i])
            mean *= share
        squares = ZERO
        for i in range(x.shape[0]):
            distance = x[i] - mean
            squares = plus(squares, distance * distance)
        inverse = ONE / np.sqrt(squares * share + epsilon)
        for i in range(x.shape[0]):
            out[i] = (x[i] - mean) * inverse * gamma[i] + beta[i]
        moments[row, 0] = mean
        moments[row, 1] = inverse


@compiled("void(f4[:,::1], f4[:,::1], f4[:,::1], f4[::1], b1, b1, f4[:,::1], f4[::1], f4[::1], i8, i8)")
def normalized_back(x, dy, moments, gamma, centres, gives, dx, of_gamma, of_beta, first, last):
    """dx = (dz - mean of dz - normal · tilt) / deviation where dz = gamma dy; adds up what comes to gamma and beta."""
    share = ONE / np.float32(x.shape[1])
    for row in range(first, last):
        given, arriving = x[row], dy[row]
        mean, inverse = moments[row, 0], moments[row, 1]
        for i in range(given.shape[0]):
            of_beta[i] += arriving[i]
        for i in range(given.shape[0]):
            of_gamma[i] += arriving[i] * ((given[i] - mean) * inverse)
        if not gives:
            continue
        level, tilt = ZERO, ZERO
        for i in range(given.shape[0]):
            dz = arriving[i] * gamma[i]
            level = plus(level, dz)
            tilt = plus(tilt, dz * ((given[i] - mean) * inverse))
        level = level * share if centres else ZERO
        tilt *= share
        out = dx[row]
        for i in range(given.shape[0]):
            out[i] = (arriving[i] * gamma[i] - level - (given[i] - mean) * inverse * tilt) * inverse
