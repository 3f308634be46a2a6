"""Activations number by number, as many as there are: a loop for each kind, which is vectorized.

What a parameter means is the kind's own: the slope below 0, the limit of an exponential, the largest output.
"""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.functions import (
    HALF,
    ONE,
    TWO,
    ZERO,
    erf,
    exp,
    expm1,
    log1p,
    logistic,
    tanh,
)
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

KINDS = (
    "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus", "sigmoid", "tanh", "relu6", "exponential",
    "hard_sigmoid", "hard_silu", "hard_tanh", "softsign", "mish",
)  # fmt: skip
(
    RELU, LEAKY, ELU, SELU, GELU, SILU, SOFTPLUS, SIGMOID, TANH, CUT, EXPONENTIAL,
    HARD_SIGMOID, HARD_SILU, HARD_TANH, SOFTSIGN, MISH,
) = range(len(KINDS))  # fmt: skip
SELU_SCALE = np.float32(1.0507009873554804934193349852946)
ROOT_OF_HALF, OF_NORMAL = np.float32(0.5**0.5), np.float32(1 / np.sqrt(2 * np.pi))
THREE, SIXTH, TWENTY = np.float32(3), np.float32(1 / 6), np.float32(20)


@inlined
def between(x, low, high):
    """x, or the limit that it is beyond."""
    x = low if x < low else x
    return high if x > high else x


@inlined
def softplus(x):
    """log(1 + exp(x))."""
    return (ZERO if x < ZERO else x) + log1p(exp(-abs(x)))


@inlined
def squares(x):
    """(1 + exp(x)) ** 2 - 1 = n: the tanh of the softplus of x is n / (n + 2), which is 1 long before 20."""
    power = exp(TWENTY if x > TWENTY else x)
    return power * (power + TWO)


@compiled("void(i8, f4, f4[::1], f4[::1], i8, i8)")
def bent(kind, parameter, x, y, first, last):
    """The activation of some numbers."""
    x, y = x[first:last], y[first:last]
    if kind == RELU:
        for i in range(y.shape[0]):
            y[i] = ZERO if x[i] < ZERO else x[i]
    elif kind == LEAKY:
        for i in range(y.shape[0]):
            y[i] = x[i] if x[i] > ZERO else x[i] * parameter
    elif kind == ELU:
        for i in range(y.shape[0]):
            low = ZERO if x[i] > ZERO else x[i]
            y[i] = x[i] if x[i] > ZERO else expm1(low) * parameter
    elif kind == SELU:
        for i in range(y.shape[0]):
            low = ZERO if x[i] > ZERO else x[i]
            y[i] = (x[i] if x[i] > ZERO else expm1(low) * parameter) * SELU_SCALE
    elif kind == GELU:
        for i in range(y.shape[0]):
            y[i] = x[i] * ((erf(x[i] * ROOT_OF_HALF) + ONE) * HALF)
    elif kind == SILU:
        for i in range(y.shape[0]):
            y[i] = x[i] * logistic(x[i])
    elif kind == SOFTPLUS:
        for i in range(y.shape[0]):
            y[i] = softplus(x[i])
    elif kind == SIGMOID:
        for i in range(y.shape[0]):
            y[i] = logistic(x[i])
    elif kind == TANH:
        for i in range(y.shape[0]):
            y[i] = tanh(x[i])
    elif kind == CUT:
        for i in range(y.shape[0]):
            y[i] = between(x[i], ZERO, parameter)
    elif kind == EXPONENTIAL:
        for i in range(y.shape[0]):
            y[i] = exp(x[i])
    elif kind == HARD_SIGMOID:
        for i in range(y.shape[0]):
            y[i] = between(x[i] * SIXTH + HALF, ZERO, ONE)
    elif kind == HARD_SILU:
        for i in range(y.shape[0]):
            y[i] = x[i] * between(x[i] * SIXTH + HALF, ZERO, ONE)
    elif kind == HARD_TANH:
        for i in range(y.shape[0]):
            y[i] = between(x[i], -ONE, ONE)
    elif kind == SOFTSIGN:
        for i in range(y.shape[0]):
            y[i] = x[i] / (ONE + abs(x[i]))
    else:
        for i in range(y.shape[0]):
            n = squares(x[i])
            y[i] = x[i] * (n / (n + TWO))


@compiled("void(i8, f4, f4[::1], f4[::1], f4[::1], f4[::1], i8, i8)")
def bent_back(kind, parameter, x, y, dy, dx, first, last):
    """What comes back through an activation that made y of x."""
    x, y, dy, dx = x[first:last], y[first:last], dy[first:last], dx[first:last]
    if kind == RELU:
        for i in range(y.shape[0]):
            dx[i] = dy[i] if y[i] > ZERO else ZERO
    elif kind == LEAKY:
        for i in range(y.shape[0]):
            dx[i] = dy[i] if x[i] > ZERO else dy[i] * parameter
    elif kind == ELU:
        for i in range(y.shape[0]):
            dx[i] = dy[i] * (ONE if x[i] > ZERO else y[i] + parameter)
    elif kind == SELU:
        for i in range(y.shape[0]):
            dx[i] = dy[i] * (SELU_SCALE if x[i] > ZERO else y[i] + parameter * SELU_SCALE)
    elif kind == GELU:
        for i in range(y.shape[0]):
            share = (erf(x[i] * ROOT_OF_HALF) + ONE) * HALF
            dx[i] = dy[i] * (share + x[i] * (exp(x[i] * x[i] * -HALF) * OF_NORMAL))
    elif kind == SILU:
        for i in range(y.shape[0]):
            gate = logistic(x[i])
            dx[i] = dy[i] * gate * (ONE + x[i] * (ONE - gate))
    elif kind == SOFTPLUS:
        for i in range(y.shape[0]):
            dx[i] = dy[i] * logistic(x[i])
    elif kind == SIGMOID:
        for i in range(y.shape[0]):
            dx[i] = dy[i] * y[i] * (ONE - y[i])
    elif kind == TANH:
        for i in range(y.shape[0]):
            dx[i] = dy[i] * (ONE - y[i] * y[i])
    elif kind == CUT:
        for i in range(y.shape[0]):
            dx[i] = dy[i] if (x[i] > ZERO) & (x[i] < parameter) else ZERO
    elif kind == EXPONENTIAL:
        for i in range(y.shape[0]):
            dx[i] = dy[i] * y[i]
    elif kind == HARD_SIGMOID:
        for i in range(y.shape[0]):
            dx[i] = dy[i] * SIXTH if (x[i] > -THREE) & (x[i] < THREE) else ZERO
    elif kind == HARD_SILU:
        for i in range(y.shape[0]):
            slope = SIXTH if (x[i] > -THREE) & (x[i] < THREE) else ZERO
            dx[i] = dy[i] * (between(x[i] * SIXTH + HALF, ZERO, ONE) + x[i] * slope)
    elif kind == HARD_TANH:
        for i in range(y.shape[0]):
            dx[i] = dy[i] if (x[i] > -ONE) & (x[i] < ONE) else ZERO
    elif kind == SOFTSIGN:
        for i in range(y.shape[0]):
            whole = ONE + abs(x[i])
            dx[i] = dy[i] / (whole * whole)
    else:
        for i in range(y.shape[0]):
            n = squares(x[i])
            t = n / (n + TWO)
            dx[i] = dy[i] * (t + x[i] * (TWO / (n + TWO) * (ONE + t)) * logistic(x[i]))


@compiled("void(f4[::1], u1[::1], f4, f4[::1], i8, i8)")
def kept(x, keep, factor, y, first, last):
    """Numbers that are kept, times a factor; 0 for the others, but what is not finite makes them no number."""
    x, keep, y = x[first:last], keep[first:last], y[first:last]
    for i in range(y.shape[0]):
        y[i] = x[i] * np.float32(keep[i]) * factor
