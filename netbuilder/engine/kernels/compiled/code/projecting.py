"""Projections of rows and the way back through them: products whose sums begin with the bias."""

from __future__ import annotations

from netbuilder.engine.kernels.compiled.code.convolving import LOWEST
from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.tile import SIZE
from netbuilder.engine.kernels.compiled.declaring import compiled


@compiled("void(i8, f4[:,::1], f4[:,::1], f4[::1], f4[:,::1], i8[:,::1], i8, i8)")
def project(product, x, kernel, bias, y, pairs, first, last):
    """x · kernel + bias of some rows."""
    before, units = kernel.shape
    multiply(
        product, x.ctypes.data + SIZE * first * before, kernel.ctypes.data, y.ctypes.data + SIZE * first * units,
        pairs.ctypes.data, 1, before, before, 1, units, bias.ctypes.data, 0, units, LOWEST, last - first, units,
    )  # fmt: skip


@compiled("void(i8, f4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1], f4[::1], f4[:,::1], f4[::1], i8[:,::1], b1, b1)")
def project_back(product, dy, x, turned, dx, total, of_kernel, zeros, pairs, trains, gives):
    """All that comes back of rows while they are in cache: shares of the bias and of the kernel, and dx.

    `turned` is the kernel turned round; `zeros` are as many as the longer side of it.
    """
    units, before = turned.shape
    rows = dy.shape[0]
    for row in range(rows):
        arriving = dy[row]
        for i in range(arriving.shape[0]):
            total[i] += arriving[i]
    if trains:
        multiply(
            product, x.ctypes.data, dy.ctypes.data, of_kernel.ctypes.data, pairs.ctypes.data, 1, rows, 1, before,
            units, zeros.ctypes.data, 0, units, LOWEST, before, units,
        )  # fmt: skip
    if gives:
        multiply(
            product, dy.ctypes.data, turned.ctypes.data, dx.ctypes.data, pairs.ctypes.data, 1, units, units, 1,
            before, zeros.ctypes.data, 0, before, LOWEST, rows, before,
        )  # fmt: skip
