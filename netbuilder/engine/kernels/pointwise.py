"""Convolution by a kernel of one point: one product over all positions, which are read where they lie.

Replaces a convolution of any rank whose kernel and strides are 1, and takes a following relu along. Positions are
cut into parts, which several threads work on, a block that fits into the caches at a time.
"""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.memory_order import Laid, memory_order
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv

BLOCK_BYTES = 1 << 20  # of the inputs and outputs of a block
PARTS = 8


def pointwise_convolution(step: Step, site: Site) -> Match | None:
    """Matches a convolution of one group whose kernel is one point."""
    layer = step.layer
    if site.single or not isinstance(layer, Conv) or layer.groups != 1 or {*layer.kernel_size, *layer.strides} != {1}:
        return None
    steps = site.with_relu(step)
    return PointwiseOp(step, site.bind(step), steps[-1].outputs, len(steps) == 2), steps


class PointwiseOp(Op):
    """relu(x · kernel + bias) of every position."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], relu: bool) -> None:
        super().__init__(step, binding)
        self.outputs, self.relu = outputs, relu
        kernel = binding.weights["kernel"]
        self.kernel, self.bias = kernel.reshape(kernel.shape[-2:]), binding.weights.get("bias")
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        order = memory_order(x)
        workspace = self._workspace = self._workspaces.get((x.shape, order), lambda: _Workspace(self, x, order))
        lines = workspace.lines(x)

        def work(part: int, _hand: int) -> None:
            for block in workspace.blocks(part):
                y = workspace.y[block]
                np.matmul(lines[block], self.kernel, out=y)
                if self.bias is not None:
                    np.add(y, self.bias, out=y)
                if self.relu:
                    np.maximum(y, workspace.zeros[: len(y)], out=y)

        thread_pool().run(work, workspace.parts)
        values[self.outputs[0]] = workspace.shaped(workspace.y)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        workspace, targets = self._workspace, self.binding.gradients
        dx = self.binding.scratch.lend((workspace.count, len(self.kernel)), workspace.y.dtype)
        lines, arriving = workspace.lines(values[self.inputs[0]]), workspace.lines(dy)

        def work(part: int, worker: int) -> None:
            share = workspace.shares[worker]
            workspace.of_kernel[part] = 0
            workspace.of_bias[part] = 0
            for block in workspace.blocks(part):
                dz = self._through(arriving[block], workspace, block, worker)
                if "kernel" in targets:
                    np.matmul(lines[block].T, dz, out=share)
                    np.add(workspace.of_kernel[part], share, out=workspace.of_kernel[part])
                if "bias" in targets:
                    workspace.of_bias[part] += workspace.ones[: len(dz)] @ dz
                if self.binding.wanted[0]:
                    np.matmul(dz, self.kernel.T, out=dx[block])

        thread_pool().run(work, workspace.parts)
        if "kernel" in targets:
            targets["kernel"][...] = workspace.of_kernel.sum(axis=0).reshape(targets["kernel"].shape)
        if "bias" in targets:
            targets["bias"][...] = workspace.of_bias.sum(axis=0)
        if self.binding.wanted[0]:
            gradients.give(self.inputs[0], workspace.shaped(dx))

    def _through(self, dy: Array, workspace: _Workspace, block: slice, worker: int) -> Array:
        """The gradient of a block before the relu."""
        if not self.relu:
            return dy
        mask, dz = workspace.masks[worker, : len(dy)], workspace.dz[worker, : len(dy)]
        np.greater(workspace.y[block], workspace.zeros[: len(dy)], out=mask)
        return np.multiply(dy, mask, out=dz)


class _Workspace:
    """Workspace for batches of one shape whose axes lie in memory in one order."""

    def __init__(self, op: PointwiseOp, x: Array, order: tuple[int, ...]) -> None:
        channels, filters = op.kernel.shape
        self._laid = Laid(x, order)
        self.shaped = self._laid.shaped
        self.count = x.size // channels
        self.parts = min(PARTS, self.count)
        block = max(1, BLOCK_BYTES // ((channels + filters) * x.itemsize))
        self._block = min(block, -(-self.count // self.parts))
        workers, training = thread_pool().size, op.binding.training
        self.y = np.empty((self.count, filters), x.dtype)
        self.zeros = np.zeros((self._block, filters) if op.relu else (), x.dtype)
        back = self._block if training and op.relu else 0
        self.masks, self.dz = np.empty((workers, back, filters), bool), np.empty((workers, back, filters), x.dtype)
        if training:
            self.ones = np.ones(self._block, x.dtype)
            self.shares = np.empty((workers, channels, filters), x.dtype)
            self.of_kernel = np.empty((self.parts, channels, filters), x.dtype)
            self.of_bias = np.empty((self.parts, filters), x.dtype)

    def blocks(self, part: int) -> list[slice]:
        """The positions of a part, block by block."""
        first, last = (self.count * i // self.parts for i in (part, part + 1))
        return [slice(start, min(last, start + self._block)) for start in range(first, last, self._block)]

    def lines(self, x: Array) -> Array:
        """The positions of x as lines."""
        return self._laid.lines(x, self.count)
