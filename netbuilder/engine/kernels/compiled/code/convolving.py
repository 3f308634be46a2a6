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
LOWEST, ZERO = np.float32(-np.inf), np.float32(0)
CLOSED = np.uint8(4)


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


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[:,:,::1], f4[:,:,::1], b1, i8[:,::1], i8, f4, i8, i8, i8, i8)")
def backward(product, dy, turned, start, dx, adds, geometry, groups, floor, first, last, begin, end):
    """Writes the gradients of the inputs `first` to `last`; `turned` is the kernel as (taps, filters, channels).

    With `adds` they are added to those in `start`, else `start` holds one line that all begin with. They are at least
    `floor`.
    """
    images, channels, filters = dy.shape[1], dx.shape[2], dy.shape[2]
    deep, wide = channels // groups, filters // groups
    pairs = np.empty((turned.shape[0], 2), np.int64)
    for position in range(first, last):
        count = readers_of(position, geometry, images * filters, deep * filters, pairs)
        for group in range(groups):
            place = SIZE * ((position * images + begin) * channels + group * deep)
            multiply(
                product, dy.ctypes.data + SIZE * (begin * filters + group * wide),
                turned.ctypes.data + SIZE * group * wide * deep,
                dx.ctypes.data + place,
                pairs.ctypes.data, count, wide, filters, 1, deep,
                start.ctypes.data + (place if adds else SIZE * group * deep), channels if adds else 0, channels, floor,
                end - begin, deep,
            )  # fmt: skip


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[::1], f4[:,:,::1], u1[:,:,::1], i8[:,::1], i8, b1, i8, i8, i8, i8)")
def forward_pooled(product, x, kernel, bias, y, which, geometry, groups, relu, first, last, begin, end):
    """The largest of each four outputs of two axes, with `relu` at least 0; `which` it was, CLOSED where it is 0."""
    images, channels, filters = x.shape[1], x.shape[2], y.shape[2]
    deep, wide, across = channels // groups, filters // groups, geometry[2, AFTER]
    pairs = np.empty((kernel.shape[0], 2), np.int64)
    size = (end - begin) * filters
    corners = np.empty((4, size), np.float32)
    for pooled in range(first, last):
        row, column = pooled // (across // 2), pooled % (across // 2)
        for corner in range(4):
            position = (2 * row + corner // 2) * across + 2 * column + corner % 2
            count = taps_of(position, geometry, images * channels, deep * filters, pairs)
            for group in range(groups):
                multiply(
                    product, x.ctypes.data + SIZE * (begin * channels + group * deep),
                    kernel.ctypes.data + SIZE * group * wide,
                    corners.ctypes.data + SIZE * (corner * size + group * wide),
                    pairs.ctypes.data, count, deep, channels, 1, filters,
                    bias.ctypes.data + SIZE * group * wide, 0, filters, LOWEST, end - begin, wide,
                )  # fmt: skip
        out = y[pooled, begin:end].reshape(size)
        places = which[pooled, begin:end].reshape(size)
        largest(corners[0], corners[1], corners[2], corners[3], out, places)
        if relu:
            cut_off(out, places)


@inlined
def cut_off(out, places):
    """A relu of the largest ones; what becomes 0 is CLOSED."""
    for i in range(out.shape[0]):
        is_open = out[i] > 0
        places[i] = places[i] if is_open else CLOSED
        out[i] = ZERO if out[i] < 0 else out[i]


@inlined
def largest(a, b, c, d, out, places):
    """The largest of four, and which it is: the first of equal ones, and one that is no number before all."""
    for i in range(out.shape[0]):
        value, place = a[i], np.uint8(0)
        place = np.uint8(1) if b[i] > value or b[i] != b[i] else place
        value = b[i] if b[i] > value or b[i] != b[i] else value
        place = np.uint8(2) if c[i] > value or c[i] != c[i] else place
        value = c[i] if c[i] > value or c[i] != c[i] else value
        place = np.uint8(3) if d[i] > value or d[i] != d[i] else place
        value = d[i] if d[i] > value or d[i] != d[i] else value
        out[i] = value
        places[i] = place


@compiled("void(f4[:,:,::1], u1[:,:,::1], f4[:,:,::1], f4[::1], i8, i8, i8)")
def through_pool(dy, which, dz, of_bias, across, first, last):
    """The gradient before pooling and relu of images whose rows are `across` long; adds each filter up."""
    images, filters = dy.shape[1], dy.shape[2]
    for pooled in range(first, last):
        row, column = pooled // (across // 2), pooled % (across // 2)
        arriving, places = dy[pooled].reshape(images * filters), which[pooled].reshape(images * filters)
        for corner in range(4):
            position = (2 * row + corner // 2) * across + 2 * column + corner % 2
            out = dz[position].reshape(images * filters)
            for i in range(out.shape[0]):
                out[i] = arriving[i] if places[i] == np.uint8(corner) else ZERO
        for image in range(images):
            values, places = dy[pooled, image], which[pooled, image]
            for i in range(filters):
                of_bias[i] += values[i] if places[i] != CLOSED else ZERO


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[:,:,::1], i8[:,::1], i8, b1, i8, i8, i8, i8, i8, i8, i8, i8)")
def of_kernel(
    product, x, dy, total, geometry, groups, turned, tap, last_tap, first, last, begin, end, channel, last_channel
):  # fmt: skip
    """Adds to the kernel's gradient what the outputs `first` to `last` of some images give to some taps and channels.

    The channels are those of a group. If it is `turned`, `total` is (taps, filters, channels) of one group.
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
                pairs[count, 1 if turned else 0] = ((q0 * second[BEFORE] + q1) * third[BEFORE] + q2) * images * channels
                pairs[count, 0 if turned else 1] = position * images * filters
                count += 1
            p2 += 1
            if p2 == third[AFTER]:
                p2 = 0
                p1 += 1
                if p1 == second[AFTER]:
                    p1 = 0
                    p0 += 1
        if turned:
            place = total.ctypes.data + SIZE * (number * filters * channels + channel)
            multiply(
                product, dy.ctypes.data + SIZE * begin * filters, x.ctypes.data + SIZE * (begin * channels + channel),
                place, pairs.ctypes.data, count, end - begin, 1, filters, channels, place, channels, channels, LOWEST,
                filters, last_channel - channel,
            )  # fmt: skip
            continue
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
