"""SimpleRNN, LSTM and GRU: all steps of some samples in one call, forwards and back.

The weights' gradients are single products over all steps. Before them each thread has samples of its own, and waits
for nobody.
"""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels import gated, recurrent
from netbuilder.engine.kernels.compiled.code import recurring
from netbuilder.engine.kernels.compiled.code.products import product
from netbuilder.engine.kernels.compiled.code.tile import ROWS
from netbuilder.engine.kernels.compiled.laying import blocks, cut, plain
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SHARING, thread_pool
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.sequences import Recurrent

PAIRS = np.zeros((1, 2), np.int64)  # one product, of what lies at the beginning


def recurrence(step: Step, site: Site) -> Match | None:
    """Matches what NumPy's kernels do."""
    for matches, kind in ((gated.is_usual_lstm, LSTMOp), (gated.is_usual_gru, GRUOp), (recurrent.is_usual_rnn, RNNOp)):
        if matches(step):
            return kind(step, site.bind(step)), (step,)
    return None


class _Workspace:
    """Arrays (steps, samples, …) for batches of one size."""

    def __init__(self, op: CompiledRecurrent, steps: int, samples: int) -> None:
        dtype, units = op.kernel.dtype, op.units
        self.x = np.empty((steps, samples, op.features), dtype)
        self.z = np.empty((steps, samples, op.gates * units), dtype)
        self.h = np.zeros((steps + 1, samples, units), dtype)
        self.more = [np.zeros((steps + one, samples, units), dtype) for one in op.kept]
        self.dh = np.empty((samples, units), dtype)
        self.dc = np.empty((samples, units), dtype)
        self.ones = np.ones(steps * samples, dtype)
        work = steps * samples * op.recurrent.size
        parts = min(thread_pool().size, -(-samples // ROWS)) if work >= WORTH_SHARING else 1
        whole = [(first * ROWS, min(samples, last * ROWS)) for first, last in cut(-(-samples // ROWS), parts)]
        self.parts = whole if parts > 1 else blocks(samples, max(1, samples))


class CompiledRecurrent(Op):
    """What all of them share. A subclass runs its steps, and says what it keeps: arrays of a step more, or not."""

    threaded = True
    gates = 1
    kept: tuple[int, ...] = ()

    def __init__(self, step: Step, binding: Binding) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, Recurrent)
        self.units, self.sequences, self.backwards = layer.units, layer.return_sequences, layer.go_backwards
        self.kernel, self.recurrent = binding.weights["kernel"], binding.weights["recurrent_kernel"]
        self.bias = binding.weights.get("bias")
        self.features = self.kernel.shape[0]
        self.zeros = np.zeros(self.units, self.kernel.dtype)
        self._workspaces: Workspaces[_Workspace] = Workspaces()

    # What a subclass says.

    def run(self, workspace: _Workspace, bias: Array, first: int, last: int) -> None:
        """All steps of some samples."""
        raise AssertionError("a recurrent layer runs")

    def run_back(self, workspace: _Workspace, turned: Array, dy: Array, given: int, first: int, last: int) -> None:
        """The way back: workspace.z becomes the gradient of the gates."""
        raise AssertionError("a recurrent layer runs back")

    def of_recurrent(self, workspace: _Workspace, target: Array) -> None:
        """The gradient of the recurrent kernel."""
        before = _flat(workspace.h[:-1])
        thread_pool().product(before.T, _flat(workspace.z), target)

    def of_bias(self, workspace: _Workspace, target: Array) -> None:
        """The gradient of the bias."""
        np.matmul(workspace.ones, _flat(workspace.z), out=target)

    def bias_of_input(self) -> Array:
        """What is added to what comes of the input."""
        return np.zeros(self.kernel.shape[1], self.kernel.dtype) if self.bias is None else self.bias

    # What all share.

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        samples, steps = x.shape[:2]
        workspace = self._workspace = self._workspaces.get((steps, samples), lambda: _Workspace(self, steps, samples))
        order = x[:, ::-1] if self.backwards else x
        np.copyto(workspace.x, order.swapaxes(0, 1))
        parts, bias = workspace.parts, self.bias_of_input()
        thread_pool().run(lambda number, _hand: self.run(workspace, bias, *parts[number]), len(parts))
        given = workspace.h[1:].swapaxes(0, 1) if self.sequences else workspace.h[-1]
        values[self.outputs[0]] = np.ascontiguousarray(given) if self.sequences else given.copy()
        for tensor, state in zip(self.outputs[1:], self.last_states(workspace), strict=False):
            values[tensor] = state.copy()

    def last_states(self, workspace: _Workspace) -> tuple[Array, ...]:
        """The states after the last step."""
        return (workspace.h[-1],)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        given = [gradients[tensor] for tensor in self.outputs]
        if all(gradient is None for gradient in given):
            self.unreached()
            return
        workspace, dy = self._workspace, given[0]
        for target, gradient in zip((workspace.dh, workspace.dc), [*given[1:], None, None], strict=False):
            np.copyto(target, 0 if gradient is None else gradient)
        if dy is None:
            arriving, count = np.empty((0, 0, 0), self.kernel.dtype), 0
        elif self.sequences:
            arriving, count = plain(dy).swapaxes(0, 1), len(workspace.z)
        else:
            arriving, count = plain(dy)[None], 1
        turned, parts = np.ascontiguousarray(self.recurrent.T), workspace.parts
        thread_pool().run(
            lambda number, _hand: self.run_back(workspace, turned, arriving, count, *parts[number]), len(parts)
        )
        targets = self.binding.gradients
        if "kernel" in targets:
            thread_pool().product(_flat(workspace.x).T, _flat(workspace.z), targets["kernel"])
        if "recurrent_kernel" in targets:
            self.of_recurrent(workspace, targets["recurrent_kernel"])
        if "bias" in targets:
            self.of_bias(workspace, targets["bias"])
        if self.binding.wanted[0]:
            found = np.empty_like(workspace.x)
            thread_pool().product(_flat(workspace.z), self.kernel.T, _flat(found))
            dx = found.swapaxes(0, 1)
            gradients.give(self.inputs[0], np.ascontiguousarray(dx[:, ::-1] if self.backwards else dx))


class LSTMOp(CompiledRecurrent):
    """Keeps cells and what becomes of them by tanh."""

    gates = 4
    kept = (1, 0)

    def run(self, workspace: _Workspace, bias: Array, first: int, last: int) -> None:
        cells, squashed = workspace.more
        recurring.lstm(
            product.address, workspace.x, self.kernel, bias, workspace.z, self.recurrent, cells, squashed,
            workspace.h, PAIRS, first, last,
        )  # fmt: skip

    def run_back(self, workspace: _Workspace, turned: Array, dy: Array, given: int, first: int, last: int) -> None:
        cells, squashed = workspace.more
        recurring.lstm_back(
            product.address, workspace.z, turned, cells, squashed, dy, given, workspace.dh, workspace.dc, PAIRS,
            self.zeros, first, last,
        )  # fmt: skip

    def last_states(self, workspace: _Workspace) -> tuple[Array, ...]:
        return workspace.h[-1], workspace.more[0][-1]


class GRUOp(CompiledRecurrent):
    """Keeps what the candidate's part of the recurrent kernel gives."""

    gates = 3
    kept = (0,)

    def bias_of_input(self) -> Array:
        """Both biases, but what is reset with the candidate's part."""
        if self.bias is None:
            return super().bias_of_input()
        found: Array = self.bias[0].copy()
        found[: 2 * self.units] += self.bias[1, : 2 * self.units]
        return found

    def run(self, workspace: _Workspace, bias: Array, first: int, last: int) -> None:
        own = self.zeros if self.bias is None else np.ascontiguousarray(self.bias[1, 2 * self.units :])
        recurring.gru(
            product.address, workspace.x, self.kernel, bias, workspace.z, self.recurrent, own, workspace.more[0],
            workspace.h, PAIRS,
            first, last,
        )  # fmt: skip

    def run_back(self, workspace: _Workspace, turned: Array, dy: Array, given: int, first: int, last: int) -> None:
        recurring.gru_back(
            product.address, workspace.z, turned, workspace.more[0], workspace.h, dy, given, workspace.dh, PAIRS,
            first, last,
        )  # fmt: skip

    def of_recurrent(self, workspace: _Workspace, target: Array) -> None:
        before, several = _flat(workspace.h[:-1]), 2 * self.units
        target[:, :several] = before.T @ _flat(workspace.z)[:, :several]
        target[:, several:] = before.T @ _flat(workspace.more[0])

    def of_bias(self, workspace: _Workspace, target: Array) -> None:
        np.matmul(workspace.ones, _flat(workspace.z), out=target[0])
        target[1] = target[0]
        np.matmul(workspace.ones, _flat(workspace.more[0]), out=target[1, 2 * self.units :])


class RNNOp(CompiledRecurrent):
    """tanh of the input and of what was before."""

    def run(self, workspace: _Workspace, bias: Array, first: int, last: int) -> None:
        recurring.simple(
            product.address, workspace.x, self.kernel, bias, workspace.z, self.recurrent, workspace.h, PAIRS, first,
            last,
        )  # fmt: skip

    def run_back(self, workspace: _Workspace, turned: Array, dy: Array, given: int, first: int, last: int) -> None:
        recurring.simple_back(
            product.address, workspace.z, turned, workspace.h, dy, given, workspace.dh, PAIRS, self.zeros, first, last
        )


def _flat(x: Array) -> Array:
    """All steps of all samples, one below the other."""
    found: Array = x.reshape(-1, x.shape[-1])
    return found
