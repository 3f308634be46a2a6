"""The gradient of a kernel of few channels: windows are gathered first, which makes tiles full.

What is what is told in `convolving`.
"""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.convolving import AFTER, CLOSED, LOWEST, ZERO, taps_of
from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.tile import SIZE
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined


@inlined
def gather_window(x, position, geometry, begin, taps, turned, is_turned, window):
    """Gathers what an output sees of some images as (taps and channels, images). Inputs are turned once."""
    channels, some = x.shape[2], window.shape[1]
    count = taps_of(position, geometry, 1, channels, taps)
    for number in range(count):
        source, tap = taps[number, 0], taps[number, 1]
        if not is_turned[source]:
            is_turned[source] = True
            for image in range(some):
                for channel in range(channels):
                    turned[source, channel, image] = x[source, begin + image, channel]
        out = window[tap : tap + channels].reshape(channels * some)
        values = turned[source].reshape(channels * some)
        for i in range(out.shape[0]):
            out[i] = values[i]


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[:,::1], i8[:,::1], i8, i8, i8, i8)")
def of_small_kernel(product, x, dy, total, geometry, first, last, begin, end):
    """Adds to the kernel's gradient what the outputs `first` to `last` of some images give.

    `total` is (taps and channels, filters), and may have more rows than there are of them, for nothing.
    """
    images, channels, filters = x.shape[1], x.shape[2], dy.shape[2]
    deep, some = total.shape[0], end - begin
    taps, pairs = np.empty((deep // channels, 2), np.int64), np.empty((last - first, 2), np.int64)
    windows = np.zeros((last - first, deep, some), np.float32)
    turned, is_turned = np.empty((x.shape[0], channels, some), np.float32), np.zeros(x.shape[0], np.bool_)
    for position in range(first, last):
        gather_window(x, position, geometry, begin, taps, turned, is_turned, windows[position - first])
        pairs[position - first, 0] = (position - first) * some * deep
        pairs[position - first, 1] = position * images * filters
    multiply(
        product, windows.ctypes.data, dy.ctypes.data + SIZE * begin * filters, total.ctypes.data, pairs.ctypes.data,
        last - first, some, some, 1, filters, total.ctypes.data, filters, filters, LOWEST, deep, filters,
    )  # fmt: skip
    windows[0, 0, 0] = ZERO  # it is there until here


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], u1[:,:,::1], f4[:,::1], f4[::1], i8[:,::1], i8, i8, i8, i8)")
def of_small_pooled_kernel(product, x, dy, which, total, of_bias, geometry, first, last, begin, end):
    """The same from the gradient after pooling and relu, which is spread for some outputs only; and the bias's."""
    channels, filters, across = x.shape[2], dy.shape[2], geometry[2, AFTER]
    deep, some, count = total.shape[0], end - begin, 4 * (last - first)
    taps, pairs = np.empty((deep // channels, 2), np.int64), np.empty((count, 2), np.int64)
    windows, near = np.zeros((count, deep, some), np.float32), np.empty((count, some * filters), np.float32)
    turned, is_turned = np.empty((x.shape[0], channels, some), np.float32), np.zeros(x.shape[0], np.bool_)
    for pooled in range(first, last):
        row, column = pooled // (across // 2), pooled % (across // 2)
        arriving, places = dy[pooled, begin:end].reshape(near.shape[1]), which[pooled, begin:end].reshape(near.shape[1])
        for corner in range(4):
            number, out = 4 * (pooled - first) + corner, near[4 * (pooled - first) + corner]
            for i in range(out.shape[0]):
                out[i] = arriving[i] if places[i] == np.uint8(corner) else ZERO
            position = (2 * row + corner // 2) * across + 2 * column + corner % 2
            gather_window(x, position, geometry, begin, taps, turned, is_turned, windows[number])
            pairs[number, 0], pairs[number, 1] = number * some * deep, number * some * filters
        for image in range(begin, end):
            values, closed = dy[pooled, image], which[pooled, image]
            for i in range(filters):
                of_bias[i] += values[i] if closed[i] != CLOSED else ZERO
    multiply(
        product, windows.ctypes.data, near.ctypes.data, total.ctypes.data, pairs.ctypes.data, count, some, some, 1,
        filters, total.ctypes.data, filters, filters, LOWEST, deep, filters,
    )  # fmt: skip
    windows[0, 0, 0] = near[0, 0] = ZERO  # they are there until here
