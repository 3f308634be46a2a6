"""Dense layers over sequences: a block of rows at a time, product, bias and activation while it is in cache.

Replaces what `dense` replaces where inputs have steps and threads of ours have the processors, so that each takes
blocks; where BLAS has them, its threads share the whole product.
"""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.dense import DenseOp, activate, dense, through
from netbuilder.engine.kernels.rows import Wide, blocks
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import GradientTable, Values
from netbuilder.engine.steps import Step
from netbuilder.layers import Dense


def dense_rows(step: Step, site: Site) -> Match | None:
    """Matches what `dense` matches, over sequences."""
    if not isinstance(step.layer, Dense) or len(step.input_shapes[0]) < 2:
        return None
    return dense(step, site, DenseRowsOp)


class _Workspace:
    """For batches of one size."""

    def __init__(self, rows: int, kernel: Array, training: bool, wanted: bool) -> None:
        before, units = kernel.shape
        self.blocks = blocks(rows, max(before, units))
        count, longest = len(self.blocks), max(block.stop - block.start for block in self.blocks)
        self.y: Array = np.empty((rows, units), kernel.dtype)
        self.zeros: Array = np.zeros((longest, units), kernel.dtype)
        if not training:
            return
        self.dz: Array = np.empty((rows, units), kernel.dtype)
        self.dx: Array = np.empty((rows if wanted else 0, before), kernel.dtype)
        self.ones: Array = np.ones(longest, kernel.dtype)
        self.mask: Array = np.empty((min(thread_pool().size, count), longest, units), bool)
        self.biases: Array = np.empty((count, units), kernel.dtype)
        # Sums of few blocks, unless that takes more memory than the batch: then one product of all rows.
        self.kernels: Array | None = None
        if count * kernel.size <= rows * units:
            self.kernels = np.empty((count, *kernel.shape), kernel.dtype)


class DenseRowsOp(DenseOp):
    """activation(x · kernel + bias), a block of rows a thread."""

    _parted: _Workspace | None = None

    def forward(self, values: Values) -> None:
        self._parted = None
        if not thread_pool().is_alone:
            super().forward(values)
            return
        x = values[self.inputs[0]]
        rows = x.reshape(-1, x.shape[-1])
        self._parted = workspace = self._workspace(rows)
        if self.bias is not None:
            self._offset.set(self.bias)

        def compute(number: int, _hand: int) -> None:
            block = workspace.blocks[number]
            y = np.matmul(rows[block], self.kernel, out=workspace.y[block])
            if self.bias is not None:
                self._offset.meet(np.add, y, y)
            activate(self.activation, y, workspace.zeros[: len(y)])

        thread_pool().run(compute, len(workspace.blocks))
        self._x, self._shape = rows, x.shape
        values[self.outputs[0]] = workspace.y.reshape(*x.shape[:-1], self.units)

    def _workspace(self, rows: Array) -> _Workspace:
        if not hasattr(self, "_workspaces"):
            self._workspaces: Workspaces[_Workspace] = Workspaces()
            self._offset = Wide(self.units, rows.dtype)
        training, wanted = self.binding.training, self.binding.wanted[0]
        return self._workspaces.get(len(rows), lambda: _Workspace(len(rows), self.kernel, training, wanted))

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy, workspace = gradients[self.outputs[0]], self._parted
        if workspace is None or dy is None:
            super().backward(values, gradients)
            return
        arriving, targets, x = dy.reshape(-1, self.units), self.binding.gradients, self._x

        def turn(number: int, worker: int) -> None:
            block = workspace.blocks[number]
            y, dz = workspace.y[block], workspace.dz[block]
            zeros, mask = workspace.zeros[: len(y)], workspace.mask[worker, : len(y)]
            dz = through(self.activation, arriving[block], y, dz, zeros, mask)
            if "kernel" in targets and workspace.kernels is not None:
                np.matmul(x[block].T, dz, out=workspace.kernels[number])
            if "bias" in targets:
                np.matmul(workspace.ones[: len(dz)], dz, out=workspace.biases[number])
            if self.binding.wanted[0]:
                np.matmul(dz, self.kernel.T, out=workspace.dx[block])

        thread_pool().run(turn, len(workspace.blocks))
        if "kernel" in targets:
            if workspace.kernels is not None:
                np.add.reduce(workspace.kernels, axis=0, out=targets["kernel"])
            else:
                thread_pool().product(x.T, arriving if self.activation == "linear" else workspace.dz, targets["kernel"])
        if "bias" in targets:
            np.add.reduce(workspace.biases, axis=0, out=targets["bias"])
        if self.binding.wanted[0]:
            gradients.give(self.inputs[0], workspace.dx.reshape(self._shape))
