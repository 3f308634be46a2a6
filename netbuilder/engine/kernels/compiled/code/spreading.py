"""Depthwise convolutions: each channel has taps of its own. What is what is told in `convolving`.

Kernels are (taps, channels): where a channel has several filters, it was repeated before. Sums are few for what is
read, so memory decides: the next position's images are called for while those of this one are computed.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from netbuilder.engine.kernels.compiled.code.convolving import AFTER, LOWEST, STRIDE, readers_of, taps_of
from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.tap_sums import add_taps
from netbuilder.engine.kernels.compiled.code.tile import LINE, SHORT, SIZE, external
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

AHEAD = 2  # positions


@intrinsic
def prefetch(context, address):
    """Calls for the cache line at an address, if there is one."""

    def generate(target, builder, signature, arguments):
        byte = ir.IntType(8).as_pointer()
        function = external(builder, "llvm.prefetch.p0", ir.VoidType(), [byte, SHORT, SHORT, SHORT])
        builder.call(function, [builder.inttoptr(arguments[0], byte), SHORT(0), SHORT(3), SHORT(1)])
        return target.get_dummy_value()

    return types.void(types.intp), generate


@inlined
def call_for(address, size):
    """Calls for so many bytes."""
    for at in range(0, size, LINE):
        prefetch(address + at)


@compiled("void(i8, f4[:,:,::1], f4[:,::1], f4[::1], f4[:,:,::1], i8[:,::1], f4, i8, i8, i8, i8)")
def forward(product, x, kernel, bias, y, geometry, floor, first, last, begin, end):
    """Writes the outputs `first` to `last` of the images `begin` to `end`: at least `floor`."""
    images, channels = x.shape[1], x.shape[2]
    pairs, base = np.empty((kernel.shape[0], 2), np.int64), x.ctypes.data + SIZE * begin * channels
    for position in range(first, last):
        count = taps_of(position, geometry, images * channels, channels, pairs)
        if count:
            following = pairs[count - 1, 0] + AHEAD * geometry[2, STRIDE] * images * channels
            call_for(base + SIZE * following, SIZE * (end - begin) * channels)
        multiply(
            product, base, kernel.ctypes.data, y.ctypes.data + SIZE * (position * images + begin) * channels,
            pairs.ctypes.data, count, 1, channels, 1, 1, bias.ctypes.data, 0, channels, floor, end - begin, channels,
        )  # fmt: skip


@compiled("void(i8, f4[:,:,::1], f4[:,::1], f4[:,:,::1], f4[:,:,::1], b1, i8[:,::1], i8, i8, i8, i8)")
def backward(product, dy, kernel, start, dx, adds, geometry, first, last, begin, end):
    """Writes the gradients of the inputs `first` to `last`; with `adds` they are added to those in `start`."""
    images, channels = dy.shape[1], dy.shape[2]
    pairs, base = np.empty((kernel.shape[0], 2), np.int64), dy.ctypes.data + SIZE * begin * channels
    for position in range(first, last):
        count = readers_of(position, geometry, images * channels, channels, pairs)
        if count:
            following = pairs[0, 0] + AHEAD * images * channels
            call_for(base + SIZE * following, SIZE * (end - begin) * channels)
        place = SIZE * (position * images + begin) * channels
        multiply(
            product, base, kernel.ctypes.data, dx.ctypes.data + place, pairs.ctypes.data, count, 1, channels, 1, 1,
            start.ctypes.data + (place if adds else 0), channels if adds else 0, channels, LOWEST, end - begin,
            channels,
        )  # fmt: skip


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[:,::1], i8[:,::1], i8, i8, i8, i8)")
def of_kernel(sums, x, dy, total, geometry, first, last, begin, end):
    """Adds to the kernel's gradient what the outputs `first` to `last` of some images give.

    Positions of a row that all of the same taps reach are summed up in one go.
    """
    images, channels, across = x.shape[1], x.shape[2], geometry[2, AFTER]
    pairs, others = np.empty((total.shape[0], 2), np.int64), np.empty((total.shape[0], 2), np.int64)
    position = first
    while position < last:
        count = taps_of(position, geometry, images * channels, channels, pairs)
        following = position + 1
        while following < last and following % across:
            same = taps_of(following, geometry, images * channels, channels, others) == count
            for tap in range(count):
                same = same and others[tap, 1] == pairs[tap, 1]
            if not same:
                break
            following += 1
        if count:
            add_taps(
                sums, count, x.ctypes.data + SIZE * begin * channels,
                dy.ctypes.data + SIZE * (position * images + begin) * channels, total.ctypes.data, pairs.ctypes.data,
                following - position, end - begin, geometry[2, STRIDE] * images * channels, images * channels, channels,
            )  # fmt: skip
        position = following
