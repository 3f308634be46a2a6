"""Convolutions of 3 × 3 points on transformed tiles: 16 products for the four outputs of a tile instead of 36.

A tile of some images is transformed, multiplied and transformed back before the next one, so that all stays in cache.
`space` is (rows and columns of the input, of the output, zeros before them); kernels are (16, channels, filters).
"""

from __future__ import annotations

import numpy as np

from netbuilder.engine.kernels.compiled.code.convolving import LOWEST, ZERO, cut_off, largest
from netbuilder.engine.kernels.compiled.code.products import multiply
from netbuilder.engine.kernels.compiled.code.tile import LINE, SIZE
from netbuilder.engine.kernels.compiled.code.transforming import SPREAD_GRADIENTS, SPREAD_INPUTS, gather
from netbuilder.engine.kernels.compiled.declaring import compiled, inlined

PLACES = 16  # of a transformed tile


@inlined
def on_line(memory):
    """The address of the first cache line in an array that has one more."""
    return memory.ctypes.data + (-memory.ctypes.data) % LINE


@inlined
def inputs_of(row, column, base, step, space, nothing, places):
    """Lists the addresses of a tile's 16 inputs: `base` is that of the first position, `nothing` that of zeros."""
    for i in range(4):
        for j in range(4):
            y, x = 2 * row + i - space[4], 2 * column + j - space[5]
            inside = 0 <= y < space[0] and 0 <= x < space[1]
            places[4 * i + j] = base + step * (y * space[1] + x) if inside else nothing


@inlined
def outputs_of(row, column, base, step, space, nothing, places):
    """Lists the addresses of a tile's four outputs; those that are not there are at `nothing`."""
    for i in range(2):
        for j in range(2):
            y, x = 2 * row + i, 2 * column + j
            places[2 * i + j] = base + step * (y * space[3] + x) if y < space[2] and x < space[3] else nothing


@inlined
def multiply_all(product, given, kernel, made, none, channels, filters, rows, pairs):
    """The 16 products of a tile, by addresses."""
    for place in range(PLACES):
        multiply(
            product, given + SIZE * place * rows * channels, kernel + SIZE * place * channels * filters,
            made + SIZE * place * rows * filters, pairs.ctypes.data, 1, channels, channels, 1, filters, none, 0,
            filters, LOWEST, rows, filters,
        )  # fmt: skip


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[::1], f4[:,:,::1], f4[:,:,::1], b1, i8[::1], f4, i8, i8, i8, i8)")
def forward(product, x, kernel, bias, start, y, adds, space, floor, first, last, begin, end):
    """Writes the tiles `first` to `last` of the images `begin` to `end`: at least `floor`.

    With `adds` what lies in `start` is added instead of the bias.
    """
    images, channels, filters, rows = x.shape[1], x.shape[2], y.shape[2], end - begin
    across = (space[3] + 1) // 2
    pairs, sources, targets = np.zeros((1, 2), np.int64), np.empty(16, np.int64), np.empty(4, np.int64)
    starts = np.empty(4, np.int64)
    given = np.empty(PLACES * rows * channels + LINE, np.float32)
    made = np.empty(PLACES * rows * filters + LINE, np.float32)
    nothing = np.zeros(rows * max(channels, filters) + LINE, np.float32)
    unused, offsets = np.empty(rows * filters + LINE, np.float32), np.empty(rows * filters, np.float32)
    for row in range(rows):
        offsets[row * filters : (row + 1) * filters] = bias
    at, to, zeros = on_line(given), on_line(made), nothing.ctypes.data
    for tile in range(first, last):
        row, column = tile // across, tile % across
        here = x.ctypes.data + SIZE * begin * channels
        inputs_of(row, column, here, SIZE * images * channels, space, zeros, sources)
        SPREAD_INPUTS(sources.ctypes.data, at, rows * channels, rows * channels)
        multiply_all(product, at, kernel.ctypes.data, to, zeros, channels, filters, rows, pairs)
        there = y.ctypes.data + SIZE * begin * filters
        outputs_of(row, column, there, SIZE * images * filters, space, unused.ctypes.data, targets)
        if adds:
            before = start.ctypes.data + SIZE * begin * filters
            outputs_of(row, column, before, SIZE * images * filters, space, zeros, starts)
        else:
            starts[:] = offsets.ctypes.data
        gather(to, rows * filters, targets.ctypes.data, starts.ctypes.data, floor, rows * filters)
    given[0] = made[0] = nothing[0] = unused[0] = offsets[0] = ZERO  # they are there until here


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[::1], f4[:,:,::1], u1[:,:,::1], i8[::1], b1, i8, i8, i8, i8)")
def forward_pooled(product, x, kernel, bias, y, which, space, relu, first, last, begin, end):
    """The largest of each tile, with `relu` at least 0; `which` it was, CLOSED where it is 0."""
    images, channels, filters, rows = x.shape[1], x.shape[2], y.shape[2], end - begin
    across, size = space[3] // 2, rows * filters
    pairs, sources, targets = np.zeros((1, 2), np.int64), np.empty(16, np.int64), np.empty(4, np.int64)
    starts = np.empty(4, np.int64)
    given = np.empty(PLACES * rows * channels + LINE, np.float32)
    made = np.empty(PLACES * size + LINE, np.float32)
    nothing = np.zeros(rows * max(channels, filters) + LINE, np.float32)
    corners, offsets = np.empty((4, size), np.float32), np.empty(size, np.float32)
    for row in range(rows):
        offsets[row * filters : (row + 1) * filters] = bias
    for corner in range(4):
        targets[corner] = corners.ctypes.data + SIZE * size * corner
    starts[:] = offsets.ctypes.data
    at, to, zeros = on_line(given), on_line(made), nothing.ctypes.data
    for tile in range(first, last):
        here = x.ctypes.data + SIZE * begin * channels
        inputs_of(tile // across, tile % across, here, SIZE * images * channels, space, zeros, sources)
        SPREAD_INPUTS(sources.ctypes.data, at, rows * channels, rows * channels)
        multiply_all(product, at, kernel.ctypes.data, to, zeros, channels, filters, rows, pairs)
        gather(to, size, targets.ctypes.data, starts.ctypes.data, LOWEST, size)
        out, places = y[tile, begin:end].reshape(size), which[tile, begin:end].reshape(size)
        largest(corners[0], corners[1], corners[2], corners[3], out, places)
        if relu:
            cut_off(out, places)
    given[0] = made[0] = nothing[0] = corners[0, 0] = offsets[0] = ZERO  # they are there until here


@compiled("void(i8, f4[:,:,::1], f4[:,:,::1], f4[:,:,::1], i8[::1], i8, i8, i8, i8)")
def of_kernel(product, x, dy, total, space, first, last, begin, end):
    """Adds what the tiles `first` to `last` of some images give to the gradient of the transformed kernel."""
    images, channels, filters, rows = x.shape[1], x.shape[2], dy.shape[2], end - begin
    across = (space[3] + 1) // 2
    pairs, sources, arriving = np.zeros((1, 2), np.int64), np.empty(16, np.int64), np.empty(4, np.int64)
    given = np.empty(PLACES * rows * channels + LINE, np.float32)
    made = np.empty(PLACES * rows * filters + LINE, np.float32)
    nothing = np.zeros(rows * max(channels, filters), np.float32)
    at, to, zeros = on_line(given), on_line(made), nothing.ctypes.data
    for tile in range(first, last):
        row, column = tile // across, tile % across
        here, there = x.ctypes.data + SIZE * begin * channels, dy.ctypes.data + SIZE * begin * filters
        inputs_of(row, column, here, SIZE * images * channels, space, zeros, sources)
        outputs_of(row, column, there, SIZE * images * filters, space, zeros, arriving)
        SPREAD_INPUTS(sources.ctypes.data, at, rows * channels, rows * channels)
        SPREAD_GRADIENTS(arriving.ctypes.data, to, rows * filters, rows * filters)
        for place in range(PLACES):
            sums = total.ctypes.data + SIZE * place * channels * filters
            multiply(
                product, at + SIZE * place * rows * channels, to + SIZE * place * rows * filters, sums,
                pairs.ctypes.data, 1, rows, 1, channels, filters, sums, filters, filters, LOWEST, channels, filters,
            )  # fmt: skip
    given[0] = made[0] = nothing[0] = ZERO  # they are there until here
