"""Dense layers: products whose sums begin with the bias, and what their activations do, while rows are in cache."""

from __future__ import annotations

from netbuilder.engine.kernels.compiled.code.convolving import LOWEST
from netbuilder.engine.kernels.compiled.code.functions import ONE, ZERO, logistic, tanh
from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.scoring import raised
from netbuilder.engine.kernels.compiled.code.tile import SIZE
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

LINEAR, RELU, TANH, SIGMOID, SOFTMAX = range(5)


@compiled("void(i8, f4[:,::1], f4[:,::1], f4[::1], f4[:,::1], i8[:,::1], f4, i8, i8, i8)")
def dense(product, x, kernel, bias, y, pairs, floor, activation, first, last):
    """activation(x · kernel + bias) of some rows; `floor` is 0 for a relu."""
    before, units = kernel.shape
    multiply(
        product, x.ctypes.data + SIZE * first * before, kernel.ctypes.data, y.ctypes.data + SIZE * first * units,
        pairs.ctypes.data, 1, before, before, 1, units, bias.ctypes.data, 0, units, floor, last - first, units,
    )  # fmt: skip
    activate(y, activation, first, last)


@inlined
def activate(y, activation, first, last):
    """What a relu, which others apply, is not."""
    for row in range(first, last):
        out = y[row]
        if activation == TANH:
            for i in range(out.shape[0]):
                out[i] = tanh(out[i])
        elif activation == SIGMOID:
            for i in range(out.shape[0]):
                out[i] = logistic(out[i])
        elif activation == SOFTMAX:
            total, _ = raised(out)
            factor = ONE / total
            for i in range(out.shape[0]):
                out[i] *= factor


@inlined
def differentiate(dy, y, dz, total, activation, first, last):
    """The same for compiled callers."""
    for row in range(first, last):
        arriving, given, out = dy[row], y[row], dz[row]
        if activation == LINEAR:
            for i in range(arriving.shape[0]):
                total[i] += arriving[i]
        elif activation == RELU:
            for i in range(arriving.shape[0]):
                value = arriving[i] if given[i] > ZERO else ZERO
                out[i] = value
                total[i] += value
        elif activation == TANH:
            for i in range(arriving.shape[0]):
                value = arriving[i] * (ONE - given[i] * given[i])
                out[i] = value
                total[i] += value
        else:
            for i in range(arriving.shape[0]):
                value = arriving[i] * given[i] * (ONE - given[i])
                out[i] = value
                total[i] += value


@compiled(
    "void(i8, f4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1], f4[::1], f4[:,::1], f4[::1],"
    " i8[:,::1], i8, b1, b1, i8, i8)"
)
def back(product, dy, y, x, turned, dz, dx, total, of_kernel, zeros, pairs, activation, trains, gives, first, last):
    """All that comes back of some rows while they are in cache: shares of the bias and of the kernel, and dx.

    `turned` is the kernel turned round; `zeros` are as many as the longer side of it.
    """
    units, before = turned.shape
    differentiate(dy, y, dz, total, activation, first, last)
    place = dz.ctypes.data + SIZE * first * units
    if trains:
        multiply(
            product, x.ctypes.data + SIZE * first * before, place, of_kernel.ctypes.data, pairs.ctypes.data, 1,
            last - first, 1, before, units, zeros.ctypes.data, 0, units, LOWEST, before, units,
        )  # fmt: skip
    if gives:
        multiply(
            product, place, turned.ctypes.data, dx.ctypes.data + SIZE * first * before, pairs.ctypes.data, 1,
            units, units, 1, before, zeros.ctypes.data, 0, before, LOWEST, last - first, before,
        )  # fmt: skip
