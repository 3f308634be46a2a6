"""Dense layers in compiled code: bias and activation are part of the product, forwards and back."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.compiled.code import layering
from netbuilder.engine.kernels.compiled.code.convolving import LOWEST
from netbuilder.engine.kernels.compiled.code.products import product
from netbuilder.engine.kernels.compiled.code.tile import ROWS
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.dense import DenseOp
from netbuilder.engine.kernels.dense import dense as by_numpy
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SHARING, thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Values
from netbuilder.engine.steps import Step

MOST_UNITS = 256  # of which a vector's row and the next are near; BLAS copies what is wider
TURNING = 512  # rows for which a kernel is worth turning round
PARTS = 16  # into which what adds up is cut, whatever the threads
FEWEST = 1 << 13  # numbers of a part
PAIRS = np.zeros((1, 2), np.int64)  # one product, of what lies at the beginning
ACTIVATIONS = {
    "linear": layering.LINEAR, "relu": layering.RELU, "tanh": layering.TANH, "sigmoid": layering.SIGMOID,
    "softmax": layering.SOFTMAX,
}  # fmt: skip


def dense(step: Step, site: Site) -> Match | None:
    """Matches what NumPy's kernel does."""
    return by_numpy(step, site, CompiledDense)


class _Workspace:
    """For batches of one size."""

    def __init__(self, op: CompiledDense, rows: int) -> None:
        before, units = op.kernel.shape
        self.y = np.empty((rows, units), np.float32)
        self.shared = rows * before * units >= WORTH_SHARING
        tiles = -(-rows // ROWS)
        self.spans = [(first * ROWS, min(rows, last * ROWS)) for first, last in cut(tiles, self.pieces(tiles))]
        if not op.binding.training:
            return
        self.dz = np.empty((0 if op.activation == "linear" else rows, units), np.float32)
        self.parts = cut(rows, min(PARTS, self.y.size // FEWEST))
        self.totals = np.empty((len(self.parts), units), np.float32)
        tiles = -(-before // ROWS)
        self.of_kernel = [(first * ROWS, min(before, last * ROWS)) for first, last in cut(tiles, self.pieces(tiles))]
        # All at once where many rows meet a small kernel, of whose gradient each part has a share.
        self.whole = op.tiled and rows >= TURNING and before <= MOST_UNITS
        self.whole = self.whole and len(self.parts) * op.kernel.size <= self.y.size
        if self.whole:
            self.shares = np.empty((len(self.parts), *op.kernel.shape), np.float32)
            self.turned = np.empty((units, before), np.float32)

    def pieces(self, tiles: int) -> int:
        """Into how many pieces so many tiles are cut: one for each thread, or a few of them where there are many."""
        size = thread_pool().size
        return 1 if size == 1 or not self.shared else size * max(1, min(4, tiles // (4 * size)))


class CompiledDense(DenseOp):
    """activation(x · kernel + bias)."""

    threaded = True

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], activation: str) -> None:
        super().__init__(step, binding, outputs, activation)
        self.start = np.zeros(self.units, np.float32) if self.bias is None else self.bias
        self.floor = np.float32(0) if activation == "relu" else LOWEST
        self.kind = ACTIVATIONS[activation]
        self.tiled = self.units <= MOST_UNITS
        self._zeros = np.zeros(max(self.kernel.shape), np.float32)
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        rows = plain(x if x.ndim == 2 else x.reshape(-1, x.shape[-1]))
        count = len(rows)
        workspace = self._workspace = self._workspaces.get(count, lambda: _Workspace(self, count))
        y, spans = workspace.y, workspace.spans
        if not self.tiled:
            thread_pool().product(rows, self.kernel, y)

        def work(number: int, _hand: int) -> None:
            if self.tiled:
                layering.dense(
                    product.address, rows, self.kernel, self.start, y, PAIRS, self.floor, self.kind, *spans[number]
                )
            else:
                layering.finished(y, self.start, self.kind, *spans[number])

        thread_pool().run(work, len(spans))
        self._x, self._shape = rows, x.shape
        values[self.outputs[0]] = y if x.ndim == 2 else y.reshape(*x.shape[:-1], self.units)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        dy, targets = plain(dy.reshape(-1, self.units)), self.binding.gradients
        if self._workspace.whole:
            self._turn(dy, gradients)
            return
        dz = self._through(dy)
        if "kernel" in targets:
            self._to_kernel(dz, targets["kernel"])
        if self.binding.wanted[0]:
            dx = self.binding.scratch.lend(self._x.shape, dz.dtype)
            gradients.give(self.inputs[0], thread_pool().product(dz, self.kernel.T, dx).reshape(self._shape))

    def _turn(self, dy: Array, gradients: GradientTable) -> None:
        """Everything of a part of the rows before the next part."""
        workspace, targets, gives = self._workspace, self.binding.gradients, self.binding.wanted[0]
        x, y, shares, totals = self._x, workspace.y, workspace.shares, workspace.totals
        dz = dy if self.kind == layering.LINEAR else workspace.dz
        dx = self.binding.scratch.lend(x.shape if gives else (0, 0), dy.dtype)
        np.copyto(workspace.turned, self.kernel.T)
        totals.fill(0)

        def work(number: int, _hand: int) -> None:
            layering.back(
                product.address, dy, y, x, workspace.turned, dz, dx, totals[number], shares[number], self._zeros,
                PAIRS, self.kind, "kernel" in targets, gives, *workspace.parts[number],
            )  # fmt: skip

        thread_pool().run(work, len(workspace.parts))
        for name, found in (("kernel", shares), ("bias", totals)):
            if name in targets:
                np.add.reduce(found, axis=0, out=targets[name])
        if gives:
            gradients.give(self.inputs[0], dx.reshape(self._shape))

    def _through(self, dy: Array) -> Array:
        """The gradient before the activation; that of the bias is written on the way."""
        workspace, target = self._workspace, self.binding.gradients.get("bias")
        if self.kind == layering.LINEAR and target is None:
            return dy
        dz = dy if self.kind == layering.LINEAR else workspace.dz
        totals, parts = workspace.totals, workspace.parts
        totals.fill(0)

        def work(number: int, _hand: int) -> None:
            layering.through(dy, workspace.y, dz, totals[number], self.kind, *parts[number])

        thread_pool().run(work, len(parts))
        if target is not None:
            np.add.reduce(totals, axis=0, out=target)
        return dz

    def _to_kernel(self, dz: Array, target: Array) -> None:
        if not self.tiled:
            thread_pool().product(self._x.T, dz, target)
            return
        spans, zeros = self._workspace.of_kernel, self._zeros

        def work(number: int, _hand: int) -> None:
            layering.of_kernel(product.address, self._x, dz, zeros, target, PAIRS, *spans[number])

        thread_pool().run(work, len(spans))
