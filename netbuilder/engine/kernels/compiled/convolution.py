"""Convolutions of any rank, size, stride, dilation and groups, with bias and a following relu, in compiled code."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.compiled.code import convolving
from netbuilder.engine.kernels.compiled.code.products import product as products
from netbuilder.engine.kernels.compiled.code.tile import ROWS
from netbuilder.engine.kernels.compiled.laying import blocks, cut, laid, seen
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SHARING, thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv
from netbuilder.layers.maths.windows import Windows

FEW_CHANNELS = 4  # of a group: a tile would be mostly empty
IMAGES = 3 * ROWS  # whose rows of positions stay in cache together
SHARES = 8  # into which what adds up to a kernel's gradient is cut, whatever the threads
MOST_SHARED = 1 << 17  # numbers of a kernel of whose gradient there are several shares
CACHE_BYTES = 3 << 17  # of inputs and outputs that a band of positions has at hand


def convolution(step: Step, site: Site) -> Match | None:
    """Matches a convolution whose groups have several channels."""
    layer = step.layer
    if not isinstance(layer, Conv) or layer.rank > 3:
        return None
    channels = step.input_shapes[0][-1] or 1
    if layer.groups > 1 and min(channels, layer.filters) // layer.groups < FEW_CHANNELS:
        return None
    steps = site.with_relu(step)
    return ConvolutionOp(step, site.bind(step), steps[-1].outputs, len(steps) == 2), steps


class ConvolutionOp(Op):
    """relu(convolution + bias)."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], relu: bool) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, Conv)
        self.outputs, self.relu, self.groups = outputs, relu, layer.groups
        space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
        windows = Windows(space, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding)
        self.space, self.counts = space, windows.counts
        self.geometry = geometry(windows)
        kernel = binding.weights["kernel"]
        self.kernel = kernel.reshape(-1, *kernel.shape[-2:])
        self.taps, self.deep, self.filters = self.kernel.shape
        self.bias = binding.weights.get("bias", np.zeros(self.filters, kernel.dtype))
        self.channels = self.deep * self.groups
        if binding.training and binding.wanted[0]:
            self._turned = np.empty((self.taps, self.filters, self.deep), kernel.dtype)
            self._zeros = np.zeros(self.deep, kernel.dtype)
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        x = self._x = laid(values[self.inputs[0]], self.binding.scratch)
        workspace = self._workspace = self._workspaces.get(x.shape[1], lambda: _Workspace(self, x.shape[1]))
        floor = np.float32(0) if self.relu else convolving.LOWEST

        def work(number: int, _hand: int) -> None:
            (first, last), (begin, end) = workspace.parts[number]
            convolving.forward(
                products.address,
                x,
                self.kernel,
                self.bias,
                workspace.y,
                self.geometry,
                self.groups,
                floor,
                first,
                last,
                begin,
                end,
            )

        thread_pool().run(work, len(workspace.parts))
        values[self.outputs[0]] = seen(workspace.y, self.counts)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        dz = self._through(laid(dy, self.binding.scratch))
        if "kernel" in self.binding.gradients:
            self._to_kernel(dz, self.binding.gradients["kernel"])
        if self.binding.wanted[0]:
            gradients.give(self.inputs[0], seen(self._to_input(dz), self.space))

    def _through(self, dy: Array) -> Array:
        """The gradient before the relu; that of the bias is written on the way."""
        target = self.binding.gradients.get("bias")
        if not self.relu and target is None:
            return dy
        dz = self.binding.scratch.lend(dy.shape, dy.dtype) if self.relu else dy
        lines = [each.reshape(-1, self.filters) for each in (dy, self._workspace.y, dz)]
        parts = cut(len(lines[0]), SHARES)
        sums = np.zeros((len(parts), self.filters), dy.dtype)

        def work(number: int, _hand: int) -> None:
            first, last = parts[number]
            if self.relu:
                convolving.through_relu(*lines, sums[number], first, last)
            else:
                convolving.of_columns(lines[0], sums[number], first, last)

        thread_pool().run(work, len(parts))
        if target is not None:
            np.add.reduce(sums, axis=0, out=target)
        return dz

    def _to_kernel(self, dz: Array, target: Array) -> None:
        x, workspace = self._x, self._workspace
        totals = workspace.totals
        totals.fill(0)

        def work(number: int, _hand: int) -> None:
            share, (tap, last_tap), (channel, last_channel) = workspace.tasks[number]
            for (begin, end), (first, last) in workspace.cells[share]:
                convolving.of_kernel(
                    products.address, x, dz, totals[share], self.geometry, self.groups, tap, last_tap, first, last,
                    begin, end,
                    channel, last_channel,
                )  # fmt: skip

        thread_pool().run(work, len(workspace.tasks))
        np.add.reduce(totals, axis=0, out=target.reshape(totals.shape[1:]))

    def _to_input(self, dz: Array) -> Array:
        turned, workspace = self._turned, self._workspace
        np.copyto(turned, self.kernel.swapaxes(1, 2))
        dx = self.binding.scratch.lend((math.prod(self.space), dz.shape[1], self.channels), dz.dtype)

        def work(number: int, _hand: int) -> None:
            (first, last), (begin, end) = workspace.back[number]
            convolving.backward(
                products.address, dz, turned, self._zeros, dx, self.geometry, self.groups, first, last, begin, end
            )

        thread_pool().run(work, len(workspace.back))
        return dx


Span = tuple[int, int]


class _Workspace:
    """Workspace for batches of one size, and how they are cut into parts."""

    def __init__(self, op: ConvolutionOp, images: int) -> None:
        dtype, after, before = op.kernel.dtype, math.prod(op.counts), math.prod(op.space)
        self.y = np.empty((after, images, op.filters), dtype)
        spans = blocks(images, IMAGES)
        work = after * images * op.taps * op.deep * op.filters
        pieces = _pieces(work, len(spans))
        self.parts = list(product(cut(after, pieces), spans))
        if not op.binding.training:
            return
        self.back = list(product(cut(before, pieces), spans))
        of_position = (op.channels * before // after + op.filters) * min(IMAGES, images) * dtype.itemsize
        cells = list(product(spans, blocks(after, max(1, CACHE_BYTES // of_position))))
        shares = cut(len(cells), 1 if op.kernel.size > MOST_SHARED else SHARES)
        self.cells = [cells[first:last] for first, last in shares]
        self.totals = np.empty((len(shares), *op.kernel.shape), dtype)
        whole, many = len(shares) == SHARES or work < WORTH_SHARING, SHARES // len(shares)
        taps = [(0, op.taps)] if whole else cut(op.taps, many)
        tall = max(ROWS, op.deep // max(1, many // len(taps)) // ROWS * ROWS)
        channels = [(0, op.deep)] if whole else blocks(op.deep, tall)
        self.tasks = list(product(range(len(shares)), taps, channels))


def _pieces(work: int, spans: int) -> int:
    """Into how many pieces positions are cut: a few for each thread, where there is enough to do."""
    size = thread_pool().size
    if size == 1 or work < WORTH_SHARING:
        return 1
    return max(1, min(4 * size, work // WORTH_SHARING) // spans)


def geometry(windows: Windows) -> Array:
    """The windows as compiled code reads them: three axes, the missing ones of one position."""
    each = zip(
        windows.space, windows.counts, windows.size, windows.strides, windows.dilation, windows.pads, strict=True
    )
    axes = [(*numbers, zeros[0]) for *numbers, zeros in each]
    return np.array([(1, 1, 1, 1, 1, 0)] * (3 - len(axes)) + axes, np.int64)
