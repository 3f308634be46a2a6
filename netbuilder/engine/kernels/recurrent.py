"""Recurrent layers over whole batches: one product a step, gates in blocks, derivatives made while all is in cache.

Replaces SimpleRNN, LSTM and GRU (reset after) with their usual activations, where nothing is dropped, masked,
kept from batch to batch or wired in as a first state. A step's row is [input | 1 | room | output before], so that
one product with the stacked kernels does input, bias and recurrence. `gated.py` has the steps of LSTM and GRU.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.engine.kernels.rooms import Rooms
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.recurrent import SimpleRNN
from netbuilder.layers.sequences import Recurrent

Array = np.ndarray[Any, np.dtype[Any]]

LINE = 16  # numbers in a cache line: where the output before begins in a row


def is_plain(step: Step) -> bool:
    """Whether a recurrent layer does nothing but recur."""
    layer = step.layer
    return (
        isinstance(layer, Recurrent)
        and len(step.inputs) == 1
        and not (layer.stateful or layer.dropout or layer.recurrent_dropout)
    )


class RecurrentOp(Op):
    """What all of them share: rows, outputs, and the kernels' gradients from those of the gates.

    A subclass fills `stacked` (gates, row, units) from the weights, computes a step and its way back, and gives
    the stacked gradients back to the weights.
    """

    gates = 1

    def __init__(self, step: Step, binding: Binding) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, Recurrent)
        self.units, self.sequences, self.backwards = layer.units, layer.return_sequences, layer.go_backwards
        self.kernel, self.recurrent = binding.weights["kernel"], binding.weights["recurrent_kernel"]
        self.bias = binding.weights.get("bias")
        self.features = self.kernel.shape[0]
        self.start = -(-(self.features + 1) // LINE) * LINE
        self.dtype = self.kernel.dtype
        self.stacked = np.zeros((self.gates, self.start + self.units, self.units), self.dtype)
        self._rooms: Rooms[Any] = Rooms()

    # What a subclass says.

    def make_room(self, steps: int, n: int) -> Any:
        """Its buffers for batches of one size."""
        raise AssertionError("a kernel makes room")

    def stack(self) -> None:
        """Fills `stacked`, and whatever else depends on the weights alone."""
        raise AssertionError("a kernel stacks its weights")

    def step(self, room: Any, k: int) -> None:
        """Computes step k: reads room.rows[k], writes the output into room.rows[k + 1]."""
        raise AssertionError("a kernel steps")

    def step_back(self, room: Any, k: int) -> None:
        """Turns room.dh, the gradient of step k's output, into that of the output before, and the gates' own."""
        raise AssertionError("a kernel steps back")

    def of_weights(self, room: Any, targets: Any) -> None:
        """Writes the weights' gradients."""
        raise AssertionError("a kernel gives gradients")

    def of_input(self, room: Any) -> Array:
        """The input's gradient, (steps, batch, features)."""
        raise AssertionError("a kernel gives gradients")

    # What all share.

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        n, steps = x.shape[:2]
        room = self._room = self._rooms.get((steps, n), lambda: self.make_room(steps, n))
        order = x[:, ::-1] if self.backwards else x
        room.rows[:steps, :, : self.features] = order.transpose(1, 0, 2)
        self.stack()
        self.begin(room)
        for k in range(steps):
            self.step(room, k)
        outputs = room.rows[1:, :, self.start :]
        values[self.outputs[0]] = outputs.transpose(1, 0, 2) if self.sequences else outputs[-1]
        for tensor, state in zip(self.outputs[1:], self.last_states(room), strict=False):
            values[tensor] = state

    def begin(self, room: Any) -> None:
        """What is done once before the first step."""

    def last_states(self, room: Any) -> tuple[Array, ...]:
        """The states after the last step."""
        return (room.rows[-1, :, self.start :],)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        given = [gradients[tensor] for tensor in self.outputs]
        if all(gradient is None for gradient in given):
            self.unreached()
            return
        room, dy = self._room, given[0]
        steps = len(room.rows) - 1
        room.dh.fill(0)
        self.begin_back(room, given[1:])
        if dy is not None and not self.sequences:
            np.add(room.dh, dy, out=room.dh)
        for k in range(steps - 1, -1, -1):
            if dy is not None and self.sequences:
                np.add(room.dh, dy[:, k], out=room.dh)
            self.step_back(room, k)
        self.of_weights(room, self.binding.gradients)
        if self.binding.wanted[0]:
            dx = self.of_input(room).transpose(1, 0, 2)
            gradients.give(self.inputs[0], dx[:, ::-1] if self.backwards else dx)

    def begin_back(self, room: Any, given: list[Array | None]) -> None:
        """Takes the gradients of the last states."""
        if given and given[0] is not None:
            np.copyto(room.dh, given[0])


class Rows:
    """Rows of all steps, and the gradient that is carried back."""

    def __init__(self, op: RecurrentOp, steps: int, n: int) -> None:
        self.rows = np.zeros((steps + 1, n, op.start + op.units), op.dtype)
        self.rows[:, :, op.features] = 1
        self.dh = np.empty((n, op.units), op.dtype)
        self.more = np.empty((n, op.units), op.dtype)


def given_back(op: RecurrentOp, stacked: Array, targets: Any, order: tuple[int, ...]) -> None:
    """Writes stacked gradients (gates, row, units) to the weights; `order` tells each gate's place in the kernels."""
    for block, gate in zip(stacked, order, strict=True):
        columns = slice(gate * op.units, (gate + 1) * op.units)
        if "kernel" in targets:
            targets["kernel"][:, columns] = block[: op.features]
        if "recurrent_kernel" in targets:
            targets["recurrent_kernel"][:, columns] = block[op.start :]
        if "bias" in targets:
            targets["bias"][columns] = block[op.features]


def of_rows(room: Any, gates: Array, out: Array) -> Array:
    """Stacked gradients from the gates' gradients (gates, steps, n, units), in one product a gate."""
    steps = len(room.rows) - 1
    rows = room.rows[:steps].reshape(-1, room.rows.shape[-1])
    np.matmul(rows.T, gates.reshape(len(gates), -1, gates.shape[-1]), out=out)
    return out


class SimpleRNNOp(RecurrentOp):
    """tanh(row · stacked) step by step."""

    def make_room(self, steps: int, n: int) -> Rows:
        room: Any = Rows(self, steps, n)
        room.slopes = np.empty((1, steps, n, self.units), self.dtype)
        room.ones = np.ones((n, self.units), self.dtype)
        return room  # type: ignore[no-any-return]

    def stack(self) -> None:
        block = self.stacked[0]
        block[: self.features] = self.kernel
        block[self.features] = 0 if self.bias is None else self.bias
        block[self.start :] = self.recurrent
        self._back = np.ascontiguousarray(self.recurrent.T)

    def step(self, room: Any, k: int) -> None:
        y, slope = room.more, room.slopes[0, k]
        np.matmul(room.rows[k], self.stacked[0], out=y)
        np.tanh(y, out=y)
        np.copyto(room.rows[k + 1, :, self.start :], y)
        if self.binding.training:
            np.multiply(y, y, out=slope)
            np.subtract(room.ones, slope, out=slope)

    def step_back(self, room: Any, k: int) -> None:
        dz = room.slopes[0, k]
        np.multiply(dz, room.dh, out=dz)
        np.matmul(dz, self._back, out=room.dh)

    def of_weights(self, room: Any, targets: Any) -> None:
        given_back(self, of_rows(room, room.slopes, np.empty_like(self.stacked)), targets, (0,))

    def of_input(self, room: Any) -> Array:
        found: Array = np.matmul(room.slopes[0], self.kernel.T)
        return found


def simple_rnn(step: Step, site: Site) -> Match | None:
    """Matches SimpleRNN with tanh."""
    layer = step.layer
    if isinstance(layer, SimpleRNN) and layer.activation == "tanh" and is_plain(step):
        return SimpleRNNOp(step, site.bind(step)), (step,)
    return None
