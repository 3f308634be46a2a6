"""Convolutions that give few channels, by products along what they read: tiles of few columns would be mostly empty.

What is what is told in `convolving`; kernels are (taps, channels that are given, channels that are read).
"""

from __future__ import annotations

import numpy as np
from numba import types
from numba.extending import intrinsic

from netbuilder.engine.kernels.compiled.code.convolving import LOWEST, ZERO, readers_of, taps_of
from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.tile import LANES, REAL, SIZE, VECTOR, external
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined


@intrinsic
def sum_of_vector(context, address):
    """The sum of the vector at an address, of its halves first."""

    def generate(target, builder, signature, arguments):
        place = builder.inttoptr(arguments[0], VECTOR.as_pointer())
        vector = builder.load(place)
        vector.align = SIZE
        function = external(builder, f"llvm.vector.reduce.fadd.v{LANES}f32", REAL, [REAL, VECTOR])
        return builder.call(function, [REAL(-0.0), vector], fastmath=("reassoc",))

    return types.float32(types.intp), generate


@inlined
def along(product, a, kernel, pairs, count, deep, given, start, s_row, c, floor, rows, sums):
    """Addresses: C (rows, given) = start + products along `deep` numbers of A's rows, and at least `floor`."""
    whole, rest = deep // LANES, deep % LANES
    begun = sums.ctypes.data + SIZE * rows * LANES  # a line of zeros
    for channel in range(given):
        at_b, at = kernel + SIZE * channel * deep, sums.ctypes.data
        for i in range(rows * LANES):
            sums[i] = ZERO
        if whole:
            multiply(
                product, a, at_b, at, pairs, count, whole, deep, LANES, LANES, begun, 0, LANES, LOWEST, rows, LANES
            )
        if rest:
            done = SIZE * whole * LANES
            multiply(
                product, a + done, at_b + done, at, pairs, count, 1, deep, 1, 1, at, LANES, LANES, LOWEST, rows, rest
            )
        for row in range(rows):
            value = sum_of_vector(at + SIZE * row * LANES) + start[s_row * row + channel]
            c[row * given + channel] = floor if value < floor else value


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[::1], f4[:,:,::1], i8[:,::1], f4, i8, i8, i8, i8)")
def forward(product, x, kernel, bias, y, geometry, floor, first, last, begin, end):
    """Writes the outputs `first` to `last` of the images `begin` to `end`: at least `floor`."""
    images, deep, given, rows = x.shape[1], x.shape[2], y.shape[2], end - begin
    pairs, sums = np.empty((kernel.shape[0], 2), np.int64), np.zeros((rows + 1) * LANES, np.float32)
    for position in range(first, last):
        count = taps_of(position, geometry, images * deep, deep * given, pairs)
        along(
            product, x.ctypes.data + SIZE * begin * deep, kernel.ctypes.data, pairs.ctypes.data, count, deep, given,
            bias, 0, y[position, begin:end].reshape(rows * given), floor, rows, sums,
        )  # fmt: skip


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[:,:,::1], f4[:,:,::1], b1, i8[:,::1], f4, i8, i8, i8, i8)")
def backward(product, dy, kernel, start, dx, adds, geometry, floor, first, last, begin, end):
    """Writes the gradients of the inputs `first` to `last`; with `adds` they are added to those in `start`.

    Else `start` holds one line that all begin with.
    """
    images, deep, given, rows = dy.shape[1], dy.shape[2], dx.shape[2], end - begin
    pairs, sums = np.empty((kernel.shape[0], 2), np.int64), np.zeros((rows + 1) * LANES, np.float32)
    for position in range(first, last):
        count = readers_of(position, geometry, images * deep, deep * given, pairs)
        begun = start[position, begin:end].reshape(rows * given) if adds else start[0, 0:1].reshape(given)
        along(
            product, dy.ctypes.data + SIZE * begin * deep, kernel.ctypes.data, pairs.ctypes.data, count, deep, given,
            begun, given if adds else 0, dx[position, begin:end].reshape(rows * given), floor, rows, sums,
        )  # fmt: skip
