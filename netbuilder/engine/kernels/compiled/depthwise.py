"""Depthwise and separable convolutions of any size, stride, padding, dilation and multiplier in compiled code."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from netbuilder.arrays import Array, aligned
from netbuilder.engine.kernels.compiled.code import convolving, spreading
from netbuilder.engine.kernels.compiled.code.products import product_apart
from netbuilder.engine.kernels.compiled.code.tap_sums import tap_sums
from netbuilder.engine.kernels.compiled.convolution import ConvolutionOp, geometry, pieces_of
from netbuilder.engine.kernels.compiled.kernel_gradient import IMAGES, SHARES, through_relu
from netbuilder.engine.kernels.compiled.laying import blocks, cut, laid, seen
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv, Conv1D, Conv2D
from netbuilder.layers.depthwise import DepthwiseConv, DepthwiseConv1D, DepthwiseConv2D, SeparableConv
from netbuilder.layers.maths.windows import Windows

NEAR_BYTES = 1 << 12  # of a position, of which some stay in the nearest cache
FEWEST = 8  # images of a block, where there are so many: sums that do not wait for one another


def depthwise_convolution(step: Step, site: Site) -> Match | None:
    """Matches depthwise and separable convolutions, and those of as many groups as channels."""
    layer = step.layer
    if None in step.input_shapes[0]:
        return None
    alone = isinstance(layer, Conv) and 1 < layer.groups == step.input_shapes[0][-1]
    if not isinstance(layer, DepthwiseConv | SeparableConv) and not alone:
        return None
    steps = site.with_relu(step)
    kind = SeparableOp if isinstance(layer, SeparableConv) else DepthwiseOp
    return kind(step, site.bind(step), steps[-1].outputs, len(steps) == 2), steps


class DepthwiseOp(Op):
    """relu(convolution of each channel + bias)."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], relu: bool) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, DepthwiseConv | Conv)
        self.outputs, self.relu = outputs, relu
        self.space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
        windows = Windows(self.space, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding)
        self.counts, self.geometry = windows.counts, geometry(windows)
        self.channels = int(step.input_shapes[0][-1] or 1)
        kernel = binding.weights["kernel"]
        self.kernel = kernel.reshape(math.prod(layer.kernel_size), -1)
        self.lanes = self.kernel.shape[1]
        self.many = self.lanes // self.channels
        self.bias = binding.weights.get("bias", np.zeros(self.lanes, kernel.dtype))
        self._zeros = np.zeros((1, 1, self.lanes), kernel.dtype)
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        scratch = self.binding.scratch
        x = laid(values[self.inputs[0]], scratch)
        workspace = self._workspace = self._workspaces.get(x.shape[1], lambda: _Workspace(self, x.shape[1]))
        if self.many > 1:
            repeated = scratch.lend((*x.shape[:-1], self.lanes), x.dtype)
            np.copyto(repeated.reshape(*x.shape, self.many), x[..., None])
            x = repeated
        self._x, floor = x, np.float32(0) if self.relu else convolving.LOWEST

        def work(number: int, _hand: int) -> None:
            positions, images = workspace.parts[number]
            spreading.forward(
                product_apart.address, x, self.kernel, self.bias, workspace.y, self.geometry, floor, *positions, *images
            )

        thread_pool().run(work, len(workspace.parts))
        values[self.outputs[0]] = seen(workspace.y, self.counts)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        scratch, workspace = self.binding.scratch, self._workspace
        arriving = laid(dy, scratch)
        dz = through_relu(arriving, workspace.y if self.relu else None, scratch, self.binding.gradients.get("bias"))
        if "kernel" in self.binding.gradients:
            self._to_kernel(dz, self.binding.gradients["kernel"])
        if self.binding.wanted[0]:
            before = gradients.taken(self.inputs[0]) if self.many == 1 else None
            found = self._to_input(dz, None if before is None else laid(before, scratch))
            if self.many > 1:
                found = self._joined(found)
            gradients.give(self.inputs[0], seen(found, self.space))

    def _joined(self, gradients: Array) -> Array:
        """What all filters of a channel give to it."""
        total = self.binding.scratch.lend((*gradients.shape[:-1], self.channels), gradients.dtype)
        np.copyto(total, gradients[..., :: self.many])
        for number in range(1, self.many):
            np.add(total, gradients[..., number :: self.many], out=total)
        return total

    def _to_kernel(self, dz: Array, target: Array) -> None:
        workspace, x = self._workspace, self._x
        totals = np.zeros((len(workspace.shares), *self.kernel.shape), dz.dtype)

        def work(number: int, _hand: int) -> None:
            for images, positions in workspace.shares[number]:
                spreading.of_kernel(tap_sums.address, x, dz, totals[number], self.geometry, *positions, *images)

        thread_pool().run(work, len(totals))
        np.add.reduce(totals, axis=0, out=target.reshape(self.kernel.shape))

    def _to_input(self, dz: Array, before: Array | None) -> Array:
        """The gradient of the input, with what was there before."""
        workspace = self._workspace
        dx = self.binding.scratch.lend((math.prod(self.space), *dz.shape[1:]), dz.dtype)
        start, adds = (self._zeros, False) if before is None else (before, True)

        def work(number: int, _hand: int) -> None:
            positions, images = workspace.back[number]
            spreading.backward(
                product_apart.address, dz, self.kernel, start, dx, adds, self.geometry, *positions, *images
            )

        thread_pool().run(work, len(workspace.back))
        return dx


class _Workspace:
    """Workspace for batches of one size, and how they are cut into parts."""

    def __init__(self, op: DepthwiseOp, images: int) -> None:
        before, after = math.prod(op.space), math.prod(op.counts)
        self.y = aligned((after, images, op.lanes))
        near = NEAR_BYTES // (op.lanes * self.y.itemsize) // FEWEST * FEWEST
        spans = blocks(images, min(2 * IMAGES, max(FEWEST, near)))
        pieces = pieces_of(after * images * op.kernel.size, len(spans))
        self.parts = list(product(cut(after, pieces), spans))
        if op.binding.training:
            self.back = list(product(cut(before, pieces), spans))
            cells = list(product(spans, cut(after, max(1, SHARES // len(spans)))))
            self.shares = [cells[first:last] for first, last in cut(len(cells), SHARES)]


class SeparableOp(Op):
    """relu(depthwise convolution · mixing + bias), by the ops of both."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], relu: bool) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, SeparableConv)
        self.outputs = outputs
        of_space: dict[str, Any] = {
            "strides": layer.strides,
            "padding": layer.padding,
            "dilation_rate": layer.dilation_rate,
        }
        each: Any = DepthwiseConv1D if layer.rank == 1 else DepthwiseConv2D
        mixing: Any = Conv1D if layer.rank == 1 else Conv2D
        apart = each(layer.kernel_size, depth_multiplier=layer.depth_multiplier, use_bias=False, **of_space)
        mix = mixing(layer.filters, (1,) * layer.rank)
        between = apart.output_shape(*step.input_shapes)
        self._ops = (
            DepthwiseOp(
                Step(step.node, apart, (0,), (1,), step.input_shapes, (between,), {}),
                _part(binding, {"kernel": "depthwise_kernel"}, binding.wanted[0]), (1,), False,
            ),
            ConvolutionOp(
                Step(step.node, mix, (1,), (2,), (between,), step.output_shapes, {}),
                _part(binding, {"kernel": "pointwise_kernel", "bias": "bias"}, True), (2,), relu, False,
            ),
        )  # fmt: skip
        self._values: Values = [None] * 3
        self._gradients = GradientTable(3, binding.scratch)

    def forward(self, values: Values) -> None:
        self._values[0] = values[self.inputs[0]]
        for op in self._ops:
            op.forward(self._values)
        values[self.outputs[0]] = self._values[2]

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        table = self._gradients
        table.give(2, dy)
        for op in reversed(self._ops):
            op.backward(self._values, table)
        gradients.give(self.inputs[0], table[0])
        table.forget((0, 1, 2))


def _part(binding: Binding, names: dict[str, str], wanted: bool) -> Binding:
    """What of a binding an op is given that does a part of the work, under its own names."""
    weights = {own: binding.weights[name] for own, name in names.items() if name in binding.weights}
    gradients = {own: binding.gradients[name] for own, name in names.items() if name in binding.gradients}
    return replace(binding, weights=weights, gradients=gradients, wanted=(wanted,), memory={}, masks=[])
