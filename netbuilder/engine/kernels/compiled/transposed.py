"""Transposed convolutions of any rank, with bias and a following relu: the ways of a convolution, exchanged."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from netbuilder.arrays import aligned
from netbuilder.engine.kernels.compiled.code import convolving, few
from netbuilder.engine.kernels.compiled.code.products import product as products
from netbuilder.engine.kernels.compiled.code.products import product_apart
from netbuilder.engine.kernels.compiled.convolution import geometry, is_few, pieces_of
from netbuilder.engine.kernels.compiled.kernel_gradient import IMAGES, KernelGradient, through_relu
from netbuilder.engine.kernels.compiled.laying import blocks, cut, laid, seen
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.transposed import ConvTranspose


def transposed_convolution(step: Step, site: Site) -> Match | None:
    """Matches a transposed convolution."""
    layer = step.layer
    if not isinstance(layer, ConvTranspose) or layer.rank > 3 or None in step.input_shapes[0]:
        return None
    steps = site.with_relu(step)
    return TransposedOp(step, site.bind(step), layer, steps[-1].outputs, len(steps) == 2), steps


class TransposedOp(Op):
    """relu(transposed convolution + bias).

    What goes forwards here is the gradient of the input of the convolution that leads from our output to our input.
    """

    threaded = True

    def __init__(
        self, step: Step, binding: Binding, layer: ConvTranspose, outputs: tuple[int, ...], relu: bool
    ) -> None:
        super().__init__(step, binding)
        self.outputs, self.relu = outputs, relu
        windows = layer.windows(step.input_shapes[0])
        self.space, self.given = windows.counts, windows.space
        self.geometry = geometry(windows)
        kernel = binding.weights["kernel"]
        self.kernel = kernel.reshape(-1, *kernel.shape[-2:])
        self.taps, self.filters, self.channels = self.kernel.shape
        self.bias = binding.weights.get("bias", np.zeros(self.filters, kernel.dtype)).reshape(1, 1, -1)
        self._turned = aligned((self.taps, self.channels, self.filters))
        self._zeros = np.zeros(self.channels, kernel.dtype)
        self.gives_few, self.reads_few = is_few(self.filters, self.channels), is_few(self.channels, self.filters)
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        x = self._x = laid(values[self.inputs[0]], self.binding.scratch)
        workspace = self._workspace = self._workspaces.get(x.shape[1], lambda: _Workspace(self, x.shape[1]))
        np.copyto(self._turned, self.kernel.swapaxes(1, 2))
        floor = np.float32(0) if self.relu else convolving.LOWEST

        def work(number: int, _hand: int) -> None:
            positions, images = workspace.parts[number]
            if self.gives_few:
                few.backward(
                    product_apart.address, x, self.kernel, self.bias, workspace.y, False, self.geometry, floor,
                    *positions, *images,
                )  # fmt: skip
                return
            convolving.backward(
                products.address, x, self._turned, self.bias, workspace.y, False, self.geometry, 1, floor, *positions,
                *images,
            )  # fmt: skip

        thread_pool().run(work, len(workspace.parts))
        values[self.outputs[0]] = seen(workspace.y, self.given)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        scratch, workspace = self.binding.scratch, self._workspace
        arriving = laid(dy, scratch)
        dz = through_relu(arriving, workspace.y if self.relu else None, scratch, self.binding.gradients.get("bias"))
        if "kernel" in self.binding.gradients:
            workspace.of_kernel.write(dz, self._x, self.binding.gradients["kernel"])
        if not self.binding.wanted[0]:
            return
        dx = scratch.lend(self._x.shape, dz.dtype)

        def work(number: int, _hand: int) -> None:
            positions, images = workspace.back[number]
            if self.reads_few:
                few.forward(
                    product_apart.address, dz, self._turned, self._zeros, dx, self.geometry, convolving.LOWEST,
                    *positions, *images,
                )  # fmt: skip
                return
            convolving.forward(
                products.address, dz, self.kernel, self._zeros, dx, self.geometry, 1, convolving.LOWEST, *positions,
                *images,
            )  # fmt: skip

        thread_pool().run(work, len(workspace.back))
        gradients.give(self.inputs[0], seen(dx, self.space))


class _Workspace:
    """Workspace for batches of one size, and how they are cut into parts."""

    def __init__(self, op: TransposedOp, images: int) -> None:
        before, after = math.prod(op.space), math.prod(op.given)
        self.y = aligned((after, images, op.filters))
        spans = blocks(images, IMAGES)
        pieces = pieces_of(before * images * op.kernel.size, len(spans))
        self.parts = list(product(cut(after, pieces), spans))
        if op.binding.training:
            self.back = list(product(cut(before, pieces), spans))
            self.of_kernel = KernelGradient(op.kernel.shape, 1, op.geometry, images, op.binding.choices.band_bytes)
