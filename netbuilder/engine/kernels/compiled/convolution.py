"""Convolutions of any rank, size, stride, dilation and groups, with bias and a following relu, in compiled code."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from netbuilder.arrays import Array, aligned
from netbuilder.engine.kernels.compiled.code import convolving, few
from netbuilder.engine.kernels.compiled.code.products import product as products
from netbuilder.engine.kernels.compiled.code.products import product_apart
from netbuilder.engine.kernels.compiled.kernel_gradient import (
    IMAGES,
    SHARES,
    KernelGradient,
    TransformedGradient,
    through_relu,
)
from netbuilder.engine.kernels.compiled.laying import blocks, cut, laid, seen
from netbuilder.engine.kernels.convolution import halves
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SHARING, thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv
from netbuilder.layers.maths.windows import Windows

Part = tuple[int, int, int, int]  # positions or tiles from the first to the one after the last, and images
FEW = 4  # channels at the most that are given by products along what is read


def convolution(step: Step, site: Site) -> Match | None:
    """Matches a convolution of several filters, whose kernel has several points or strides."""
    layer = step.layer
    if not isinstance(layer, Conv) or layer.rank > 3:
        return None
    if {*layer.kernel_size, *layer.strides, layer.groups} == {1}:
        return None  # one product over all positions, which BLAS does as well
    steps, relu, pooled = followed(step, site, layer.rank)
    return ConvolutionOp(step, site.bind(step), steps[-1].outputs, relu, pooled), steps


def followed(step: Step, site: Site, rank: int) -> tuple[tuple[Step, ...], bool, bool]:
    """A convolution with what is computed with it, and whether that is a relu and a pooling of images by halves."""
    steps = site.with_relu(step)
    relu, following = len(steps) == 2, site.after(steps[-1])
    if rank == 2 and following is not None and halves(following):
        return (*steps, following), relu, True
    return steps, relu, False


class ConvolutionOp(Op):
    """pool(relu(convolution + bias)); `relu` and `pooled` tell which of them are there."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], relu: bool, pooled: bool) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, Conv)
        self.outputs, self.relu, self.pooled, self.groups = outputs, relu, pooled, layer.groups
        space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
        windows = Windows(space, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding)
        self.space, self.counts = space, windows.counts
        self.given = tuple(count // 2 for count in self.counts) if pooled else self.counts
        self.geometry = geometry(windows)
        kernel = binding.weights["kernel"]
        self.kernel = kernel.reshape(-1, *kernel.shape[-2:])
        self.taps, self.deep, self.filters = self.kernel.shape
        self.bias = binding.weights.get("bias", np.zeros(self.filters, kernel.dtype))
        self.channels = self.deep * self.groups
        self.gives_few = is_few(self.filters, self.deep, self.groups) and not pooled
        self.reads_few = is_few(self.deep, self.filters, self.groups)
        self._turned = aligned((self.taps, self.filters, self.deep))
        self._zeros = np.zeros((1, 1, self.channels), kernel.dtype)
        self.floor = np.float32(0) if relu else convolving.LOWEST
        self._workspaces: Workspaces[Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        x = self._x = laid(values[self.inputs[0]], self.binding.scratch)
        workspace = self._workspace = self._workspaces.get(x.shape[1], lambda: Workspace(self, x.shape[1]))
        self._prepare()

        def work(number: int, _hand: int) -> None:
            positions, images = workspace.parts[number]
            self._forward_part(x, workspace, (*positions, *images))

        thread_pool().run(work, len(workspace.parts))
        values[self.outputs[0]] = seen(workspace.y, self.given)

    def tiles(self) -> tuple[int, int]:
        """Into how many tiles outputs are cut, and inputs on the way back."""
        return math.prod(self.given), math.prod(self.space)

    def make_kernel_gradient(self, images: int) -> KernelGradient | TransformedGradient:
        """Workspace for the kernel's gradient."""
        at_once = self.pooled and not self.binding.wanted[0] and "kernel" in self.binding.gradients
        return KernelGradient(
            self.kernel.shape, self.groups, self.geometry, images, self.binding.choices.band_bytes, at_once
        )

    def _prepare(self) -> None:
        """What is done with the kernel before a batch."""
        if self.gives_few:
            np.copyto(self._turned, self.kernel.swapaxes(1, 2))

    def _forward_part(self, x: Array, workspace: Workspace, part: Part) -> None:
        if self.gives_few:
            few.forward(
                product_apart.address, x, self._turned, self.bias, workspace.y, self.geometry, self.floor, *part
            )
        elif self.pooled:
            convolving.forward_pooled(
                products.address, x, self.kernel, self.bias, workspace.y, workspace.which, self.geometry, self.groups,
                self.relu, *part,
            )  # fmt: skip
        else:
            convolving.forward(
                products.address, x, self.kernel, self.bias, workspace.y, self.geometry, self.groups, self.floor, *part
            )

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        arriving, of_kernel = laid(dy, self.binding.scratch), self._workspace.of_kernel
        if isinstance(of_kernel, KernelGradient) and of_kernel.pooled:
            targets = self.binding.gradients
            of_kernel.write_pooled(self._x, arriving, self._workspace.which, targets["kernel"], targets.get("bias"))
            return
        dz = self._through(arriving)
        if "kernel" in self.binding.gradients:
            of_kernel.write(self._x, dz, self.binding.gradients["kernel"])
        if self.binding.wanted[0]:
            before = gradients.taken(self.inputs[0])
            found = self._to_input(dz, None if before is None else laid(before, self.binding.scratch))
            gradients.give(self.inputs[0], seen(found, self.space))

    def _through(self, dy: Array) -> Array:
        """The gradient before the relu; that of the bias is written on the way."""
        target = self.binding.gradients.get("bias")
        if self.pooled:
            return self._through_pool(dy, target)
        return through_relu(dy, self._workspace.y if self.relu else None, self.binding.scratch, target)

    def _through_pool(self, dy: Array, target: Array | None) -> Array:
        """The gradient before pooling and relu."""
        dz = self.binding.scratch.lend((math.prod(self.counts), *dy.shape[1:]), dy.dtype)
        if any(count % 2 for count in self.counts):
            dz.fill(0)  # a rest that no window has
        parts, which = cut(len(dy), SHARES), self._workspace.which
        sums = np.zeros((len(parts), self.filters), dy.dtype)

        def work(number: int, _hand: int) -> None:
            convolving.through_pool(dy, which, dz, sums[number], self.counts[1], *parts[number])

        thread_pool().run(work, len(parts))
        if target is not None:
            np.add.reduce(sums, axis=0, out=target)
        return dz

    def _to_input(self, dz: Array, before: Array | None) -> Array:
        """The gradient of the input, with what was there before."""
        workspace = self._workspace
        self._prepare_back()
        dx = self.binding.scratch.lend((math.prod(self.space), dz.shape[1], self.channels), dz.dtype)
        start, adds = (self._zeros, False) if before is None else (before, True)

        def work(number: int, _hand: int) -> None:
            positions, images = workspace.back[number]
            self._backward_part(dz, start, dx, adds, (*positions, *images))

        thread_pool().run(work, len(workspace.back))
        return dx

    def _prepare_back(self) -> None:
        """What is done with the kernel before a batch goes back."""
        np.copyto(self._turned, self.kernel.swapaxes(1, 2))

    def _backward_part(self, dz: Array, start: Array, dx: Array, adds: bool, part: Part) -> None:
        if self.reads_few:
            few.backward(
                product_apart.address, dz, self.kernel, start, dx, adds, self.geometry, convolving.LOWEST, *part
            )
        else:
            convolving.backward(
                products.address, dz, self._turned, start, dx, adds, self.geometry, self.groups, convolving.LOWEST,
                *part,
            )  # fmt: skip


class Workspace:
    """Workspace for batches of one size, and how they are cut into parts."""

    def __init__(self, op: ConvolutionOp, images: int) -> None:
        self.y = aligned((math.prod(op.given), images, op.filters))
        self.which = np.empty(self.y.shape if op.pooled else (0, 0, 0), np.uint8)
        spans = blocks(images, IMAGES)
        work = math.prod(op.counts) * images * op.taps * op.deep * op.filters
        pieces = pieces_of(work, len(spans))
        tiles, tiles_back = op.tiles()
        self.parts = list(product(cut(tiles, pieces), spans))
        if not op.binding.training:
            return
        self.back = list(product(cut(tiles_back, pieces), spans))
        self.of_kernel = op.make_kernel_gradient(images)


def is_few(given: int, read: int, groups: int = 1) -> bool:
    """Whether so few channels are given for those that are read that tiles of them would be mostly empty."""
    return groups == 1 and given <= FEW and read >= 2 * given


def pieces_of(work: int, spans: int) -> int:
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
