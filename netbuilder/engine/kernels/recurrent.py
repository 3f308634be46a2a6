"""Recurrent layers over whole batches: one product a step, samples along the rows, derivatives while all is in cache.

Replaces SimpleRNN, LSTM and GRU (reset after) with their usual activations, where nothing is dropped, masked,
kept from batch to batch or wired in as a first state. What a step reads is the column [input | 1 | output before] of
each sample, so that one product with the stacked kernels does input, bias and recurrence, and every gate of it is
one block of memory. `gated.py` has the steps of LSTM and GRU.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.recurrent import SimpleRNN
from netbuilder.layers.sequences import Recurrent

LINE = 16  # numbers in a cache line
AT_ONCE = 4  # columns that BLAS computes at once


def is_plain(step: Step) -> bool:
    """Whether a recurrent layer does nothing but recur."""
    layer = step.layer
    return (
        isinstance(layer, Recurrent)
        and len(step.inputs) == 1
        and not (layer.stateful or layer.dropout or layer.recurrent_dropout)
    )


class Columns:
    """What the steps read, and on the way back the gradients of gates and output; samples along the last axis."""

    def __init__(self, op: RecurrentOp, steps: int, n: int) -> None:
        units, training = op.units, op.binding.training
        self.steps = steps
        self.all_read = of_all_steps(op.start + units, steps + 1, n, op.dtype, training)
        self.all_read[op.features] = 1
        self.read = [self.all_read[:, k] for k in range(steps + 1)]
        self.outputs = [read[op.start :] for read in self.read]
        self.more = np.empty((units, n), op.dtype)
        if training:
            self.dh = np.empty((units, n), op.dtype)
            self.dz = np.empty((op.blocks, units, n), op.dtype)  # of the step at hand
            dz = of_all_steps(op.blocks * units, steps, n, op.dtype, training)
            self.all_dz = dz.reshape(op.blocks, units, steps, n)


def of_all_steps(rows: int, steps: int, n: int, dtype: Any, training: bool) -> Array:
    """Zeros (rows, steps, n): so in memory where a product over all steps follows, else each step on its own.

    Then a row begins an odd number of cache lines after the last, so that a step's rows stay in cache together. Of
    few samples each step is on its own as well: the product over all steps gathers them.
    """
    if n < LINE or not training:
        return np.zeros((steps, rows, n), dtype).transpose(1, 0, 2)
    lines = -(-steps * n // LINE) | 1
    return np.zeros((rows, lines * LINE), dtype)[:, : steps * n].reshape(rows, steps, n)


class RecurrentOp(Op):
    """What all of them share: columns, outputs, and the kernels' gradients from those of the gates.

    A subclass says its gates, computes a step and its way back.
    """

    gates: tuple[tuple[int, int], ...] = ((0, 1),)  # each one's place in the layer's kernels, and its sign in `stacked`
    blocks = 1  # gradients that a step gives: those of the gates first

    def __init__(self, step: Step, binding: Binding) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, Recurrent)
        self.units, self.sequences, self.backwards = layer.units, layer.return_sequences, layer.go_backwards
        self.kernel, self.recurrent = binding.weights["kernel"], binding.weights["recurrent_kernel"]
        self.bias = binding.weights.get("bias")
        self.features = self.kernel.shape[0]
        self.start = -(-(self.features + 1) // AT_ONCE) * AT_ONCE  # where the output before begins in a column
        self.dtype = self.kernel.dtype
        self.one = np.ones((), self.dtype)  # an array, since a scalar is made into one at each call
        self.stacked = np.zeros((self.start + self.units, len(self.gates) * self.units), self.dtype)
        self._workspaces: Workspaces[Any] = Workspaces()

    # What a subclass says.

    def make_workspace(self, steps: int, n: int) -> Any:
        """Its buffers for batches of one size."""
        return Columns(self, steps, n)

    def step(self, workspace: Any, k: int) -> None:
        """Computes step k: reads workspace.read[k], writes workspace.outputs[k + 1]."""
        raise AssertionError("a kernel steps")

    def step_back(self, workspace: Any, k: int) -> None:
        """Fills workspace.dz from workspace.dh, the gradient of step k's output."""
        raise AssertionError("a kernel steps back")

    # What all share, and what some do otherwise.

    def flat_bias(self) -> Any:
        """What is added to the gates, in the layer's order."""
        return self.bias

    def stack(self) -> None:
        """Fills `stacked`, and whatever else depends on the weights alone."""
        bias, units = self.flat_bias(), self.units
        for place, (gate, sign) in enumerate(self.gates):
            own, theirs = self.columns(place), self.columns(gate)
            factor = self.dtype.type(sign)
            np.multiply(self.kernel[:, theirs], factor, out=self.stacked[: self.features, own])
            np.multiply(self.recurrent[:, theirs], factor, out=self.stacked[-units:, own])
            if bias is not None:
                np.multiply(bias[theirs], factor, out=self.stacked[self.features, own])

    def columns(self, gate: int) -> slice:
        """Where a gate is among several."""
        return slice(gate * self.units, (gate + 1) * self.units)

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        n, steps = x.shape[:2]
        workspace = self._workspace = self._workspaces.get((steps, n), lambda: self.make_workspace(steps, n))
        order = x[:, ::-1] if self.backwards else x
        workspace.all_read[: self.features, :steps] = order.transpose(2, 1, 0)
        self.stack()
        self.begin(workspace)
        for k in range(steps):
            self.step(workspace, k)
        outputs = workspace.all_read[self.start :, 1:].transpose(2, 1, 0) if self.sequences else workspace.outputs[-1].T
        values[self.outputs[0]] = np.ascontiguousarray(outputs)
        for tensor, state in zip(self.outputs[1:], self.last_states(workspace), strict=False):
            values[tensor] = np.ascontiguousarray(state.T)

    def begin(self, workspace: Any) -> None:
        """What is done once before the first step."""

    def last_states(self, workspace: Any) -> tuple[Array, ...]:
        """The states after the last step, samples along the last axis."""
        return (workspace.outputs[-1],)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        given = [gradients[tensor] for tensor in self.outputs]
        if all(gradient is None for gradient in given):
            self.unreached()
            return
        workspace, dy = self._workspace, given[0]
        self.begin_back(workspace, given[1:])
        if dy is not None and not self.sequences:
            np.add(workspace.dh, dy.T, out=workspace.dh)
        for k in range(workspace.steps - 1, -1, -1):
            if dy is not None and self.sequences:
                np.add(workspace.dh, dy[:, k].T, out=workspace.dh)
            self.step_back(workspace, k)
            np.copyto(workspace.all_dz[:, :, k], workspace.dz)
            if k:
                self.carry(workspace, k)
        self.of_weights(workspace, self.binding.gradients)
        if self.binding.wanted[0]:
            found = self.of_input(workspace).reshape(self.features, workspace.steps, -1)
            dx = np.ascontiguousarray(found.transpose(2, 1, 0))
            gradients.give(self.inputs[0], dx[:, ::-1] if self.backwards else dx)

    def begin_back(self, workspace: Any, given: list[Array | None]) -> None:
        """Takes the gradients of the last states."""
        if given and given[0] is not None:
            np.copyto(workspace.dh, given[0].T)
        else:
            workspace.dh.fill(0)

    def carry(self, workspace: Any, k: int) -> None:
        """Makes workspace.dh the gradient of the output before step k."""
        dz = workspace.dz[: len(self.gates)]
        np.matmul(self.stacked[self.start :], dz.reshape(-1, dz.shape[-1]), out=workspace.dh)

    def of_weights(self, workspace: Any, targets: Any) -> None:
        """Writes the weights' gradients."""
        found = self.of_stacked(workspace)
        for place, (gate, sign) in enumerate(self.gates):
            own, theirs = found[:, self.columns(place)], self.columns(gate)
            factor = self.dtype.type(sign)
            if "kernel" in targets:
                np.multiply(own[: self.features], factor, out=targets["kernel"][:, theirs])
            if "recurrent_kernel" in targets:
                np.multiply(own[self.start :], factor, out=targets["recurrent_kernel"][:, theirs])
            if "bias" in targets:
                np.multiply(own[self.features], factor, out=targets["bias"][..., theirs])

    def of_stacked(self, workspace: Any) -> Array:
        """The gradient of `stacked`: one product over all steps."""
        read, dz = workspace.all_read[None, :, : workspace.steps], workspace.all_dz[: len(self.gates)]
        found: Array = flat(read) @ flat(dz).T
        return found

    def of_input(self, workspace: Any) -> Array:
        """The input's gradient, (features, steps and samples)."""
        found: Array = self.stacked[: self.features] @ flat(workspace.all_dz[: len(self.gates)])
        return found


def flat(gradients: Array) -> Array:
    """Gradients of blocks as (blocks and units, steps and samples)."""
    blocks, units, steps, n = gradients.shape
    return gradients.reshape(blocks * units, steps * n)


class SimpleRNNOp(RecurrentOp):
    """tanh(stacked · column) step by step."""

    def step(self, workspace: Columns, k: int) -> None:
        y = workspace.more
        np.matmul(self.stacked.T, workspace.read[k], out=y)
        np.tanh(y, out=y)
        np.copyto(workspace.outputs[k + 1], y)

    def step_back(self, workspace: Columns, k: int) -> None:
        y, dz = workspace.outputs[k + 1], workspace.dz[0]
        np.multiply(y, y, out=dz)
        np.subtract(self.one, dz, out=dz)
        np.multiply(dz, workspace.dh, out=dz)


def simple_rnn(step: Step, site: Site) -> Match | None:
    """Matches SimpleRNN with tanh."""
    return (SimpleRNNOp(step, site.bind(step)), (step,)) if is_usual_rnn(step) else None


def is_usual_rnn(step: Step) -> bool:
    """Whether a step is a SimpleRNN with tanh that does nothing but recur."""
    layer = step.layer
    return isinstance(layer, SimpleRNN) and layer.activation == "tanh" and is_plain(step)
