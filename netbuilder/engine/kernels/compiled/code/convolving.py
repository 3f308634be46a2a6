"""Convolutions of up to three spatial axes without patches: each position lists the taps that reach it.

Images and what becomes of them are (positions, images, channels), kernels (taps, channels of a group, filters).
`geometry` has six numbers for each of three axes: positions before and after, taps, stride, dilation, zeros before.
"""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.tile import SIZE
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

BEFORE, AFTER, TAPS, STRIDE, DILATION, ZEROS = range(6)
PAIR = 16  # bytes
LOWEST = np.float32(-np.inf)


@inlined
def taps_of(position, geometry, source, kernel, pairs):
    """Lists where the inputs of an output lie, and their taps' kernels; tells how many there are."""
    second, third = geometry[1], geometry[2]
    p2 = position % third[AFTER]
    p1 = position // third[AFTER] % second[AFTER]
    p0 = position // third[AFTER] // second[AFTER]
    count = 0
    for t0 in range(geometry[0, TAPS]):
        q0 = p0 * geometry[0, STRIDE] + t0 * geometry[0, DILATION] - geometry[0, ZEROS]
        if q0 < 0 or q0 >= geometry[0, BEFORE]:
            continue
        for t1 in range(second[TAPS]):
            q1 = p1 * second[STRIDE] + t1 * second[DILATION] - second[ZEROS]
            if q1 < 0 or q1 >= second[BEFORE]:
                continue
            for t2 in range(third[TAPS]):
                q2 = p2 * third[STRIDE] + t2 * third[DILATION] - third[ZEROS]
                if q2 < 0 or q2 >= third[BEFORE]:
                    continue
                pairs[count, 0] = ((q0 * second[BEFORE] + q1) * third[BEFORE] + q2) * source
                pairs[count, 1] = ((t0 * second[TAPS] + t1) * third[TAPS] + t2) * kernel
                count += 1
    return count


@inlined
def readers_of(position, geometry, source, kernel, pairs):
    """Lists where the outputs lie that an input goes into, and their taps' kernels; tells how many there are."""
    second, third = geometry[1], geometry[2]
    q2 = position % third[BEFORE]
    q1 = position // third[BEFORE] % second[BEFORE]
    q0 = position // third[BEFORE] // second[BEFORE]
    count = 0
    for t0 in range(geometry[0, TAPS]):
        m0 = q0 + geometry[0, ZEROS] - t0 * geometry[0, DILATION]
        p0 = m0 // geometry[0, STRIDE]
        if m0 < 0 or p0 >= geometry[0, AFTER] or p0 * geometry[0, STRIDE] != m0:
            continue
        for t1 in range(second[TAPS]):
            m1 = q1 + second[ZEROS] - t1 * second[DILATION]
            p1 = m1 // second[STRIDE]
            if m1 < 0 or p1 >= second[AFTER] or p1 * second[STRIDE] != m1:
                continue
            for t2 in range(third[TAPS]):
                m2 = q2 + third[ZEROS] - t2 * third[DILATION]
                p2 = m2 // third[STRIDE]
                if m2 < 0 or p2 >= third[AFTER] or p2 * third[STRIDE] != m2:
                    continue
                pairs[count, 0] = ((p0 * second[AFTER] + p1) * third[AFTER] + p2) * source
                pairs[count, 1] = ((t0 * second[TAPS] + t1) * third[TAPS] + t2) * kernel
                count += 1
    return count


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[::1], f4[:,:,::1], i8[:,::1], i8, f4, i8, i8, i8, i8)")
def forward(product, x, kernel, bias, y, geometry, groups, floor, first, last, begin, end):
    """Writes the outputs `first` to `last` of the images `begin` to `end`: at least `floor`."""
    images, channels, filters = x.shape[1], x.shape[2], y.shape[2]
    deep, wide = channels // groups, filters // groups
    pairs = np.empty((kernel.shape[0], 2), np.int64)
    for position in range(first, last):
        count = taps_of(position, geometry, images * channels, deep * filters, pairs)
        for group in range(groups):
            multiply(
                product, x.ctypes.data + SIZE * (begin * channels + group * deep),
                kernel.ctypes.data + SIZE * group * wide,
                y.ctypes.data + SIZE * ((position * images + begin) * filters + group * wide),
                pairs.ctypes.data, count, deep, channels, 1, filters,
                bias.ctypes.data + SIZE * group * wide, 0, filters, floor, end - begin, wide,
            )  # fmt: skip


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[::1], f4[:,:,::1], i8[:,::1], i8, i8, i8, i8, i8)")
def backward(product, dy, turned, zeros, dx, geometry, groups, first, last, begin, end):
    """Writes the gradients of the inputs `first` to `last`; `turned` is the kernel as (taps, filters, channels)."""
    images, channels, filters = dy.shape[1], dx.shape[2], dy.shape[2]
    deep, wide = channels // groups, filters // groups
    pairs = np.empty((turned.shape[0], 2), np.int64)
    for position in range(first, last):
        count = readers_of(position, geometry, images * filters, deep * filters, pairs)
        for group in range(groups):
            multiply(
                product, dy.ctypes.data + SIZE * (begin * filters + group * wide),
                turned.ctypes.data + SIZE * group * wide * deep,
                dx.ctypes.data + SIZE * ((position * images + begin) * channels + group * deep),
                pairs.ctypes.data, count, wide, filters, 1, deep,
                zeros.ctypes.data, 0, channels, LOWEST, end - begin, deep,
            )  # fmt: skip


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[:,:,::1], i8[:,::1], i8, i8, i8, i8, i8, i8, i8, i8, i8)")
def of_kernel(product, x, dy, total, geometry, groups, tap, last_tap, first, last, begin, end, channel, last_channel):
    """Adds to the kernel's gradient what the outputs `first` to `last` of some images give to some taps and channels.

    The channels are those of a group.
    """
    images, channels, filters = x.shape[1], x.shape[2], dy.shape[2]
    deep, wide = channels // groups, filters // groups
    second, third = geometry[1], geometry[2]
    pairs = np.empty((last - first, 2), np.int64)
    for number in range(tap, last_tap):
        t2 = number % third[TAPS]
        t1 = number // third[TAPS] % second[TAPS]
        t0 = number // third[TAPS] // second[TAPS]
        count = 0
        p2 = first % third[AFTER]
        p1 = first // third[AFTER] % second[AFTER]
        p0 = first // third[AFTER] // second[AFTER]
        for position in range(first, last):
            q0 = p0 * geometry[0, STRIDE] + t0 * geometry[0, DILATION] - geometry[0, ZEROS]
            q1 = p1 * second[STRIDE] + t1 * second[DILATION] - second[ZEROS]
            q2 = p2 * third[STRIDE] + t2 * third[DILATION] - third[ZEROS]
            inside = 0 <= q0 < geometry[0, BEFORE] and 0 <= q1 < second[BEFORE] and 0 <= q2 < third[BEFORE]
            if inside:
                pairs[count, 0] = ((q0 * second[BEFORE] + q1) * third[BEFORE] + q2) * images * channels
                pairs[count, 1] = position * images * filters
                count += 1
            p2 += 1
            if p2 == third[AFTER]:
                p2 = 0
                p1 += 1
                if p1 == second[AFTER]:
                    p1 = 0
                    p0 += 1
        for group in range(groups):
            place = total.ctypes.data + SIZE * ((number * deep + channel) * filters + group * wide)
            multiply(
                product, x.ctypes.data + SIZE * (begin * channels + group * deep + channel),
                dy.ctypes.data + SIZE * (begin * filters + group * wide),
                place, pairs.ctypes.data, count, end - begin, 1, channels, filters,
                place, filters, filters, LOWEST, last_channel - channel, wide,
            )  # fmt: skip


@compiled("void(f4[:,::1], f4[:,::1], f4[:,::1], f4[::1], i8, i8)")
def through_relu(dy, y, dz, of_bias, first, last):
    """Lines of the gradient before the relu; adds each column up."""
    for line in range(first, last):
        arriving, given, out = dy[line], y[line], dz[line]
        for i in range(dy.shape[1]):
            value = arriving[i] if given[i] > 0 else np.float32(0)
            out[i] = value
            of_bias[i] += value


@compiled("void(f4[:,::1], f4[::1], i8, i8)")
def of_columns(lines, total, first, last):
    """Adds each column up."""
    for line in range(first, last):
        values = lines[line]
        for i in range(lines.shape[1]):
            total[i] += values[i]
