"""The steps of LSTM and GRU: gates in blocks, sigmoid through tanh, factors of the derivatives made on the way.

A sigmoid is 0.5 + 0.5 tanh(x / 2): the stacked kernels of gates are halved, so that one tanh serves all blocks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.engine.kernels.recurrent import RecurrentOp, Rows, given_back, is_plain, of_rows
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.steps import Step
from netbuilder.layers.recurrent import GRU, LSTM

Array = np.ndarray[Any, np.dtype[Any]]

LSTM_ORDER = (0, 1, 3, 2)  # input, forget, output, candidate: those with a sigmoid first. Keras: i, f, c, o
GRU_ORDER = (0, 1, 2)  # update, reset, candidate


def lstm(step: Step, site: Site) -> Match | None:
    """Matches LSTM with tanh and sigmoid."""
    return (LSTMOp(step, site.bind(step)), (step,)) if is_usual_lstm(step) else None


def is_usual_lstm(step: Step) -> bool:
    """Whether a step is an LSTM with tanh and sigmoid that does nothing but recur."""
    layer = step.layer
    usual = isinstance(layer, LSTM) and (layer.activation, layer.recurrent_activation) == ("tanh", "sigmoid")
    return usual and is_plain(step)


def gru(step: Step, site: Site) -> Match | None:
    """Matches GRU with tanh and sigmoid that resets after the product."""
    layer = step.layer
    usual = isinstance(layer, GRU) and (layer.activation, layer.recurrent_activation) == ("tanh", "sigmoid")
    fits = usual and is_plain(step) and isinstance(layer, GRU) and layer.reset_after
    return (GRUOp(step, site.bind(step)), (step,)) if fits else None


class LSTMRoom(Rows):
    """Gates and their slopes by block, step, sample and unit."""

    def __init__(self, op: RecurrentOp, steps: int, n: int) -> None:
        super().__init__(op, steps, n)
        units = op.units
        self.gates = np.empty((4, steps, n, units), op.dtype)
        self.cells = np.zeros((steps + 1, n, units), op.dtype)
        self.squashed = np.empty((n, units), op.dtype)
        self.ones = np.ones((n, units), op.dtype)
        self.halves = np.full((3, n, units), 0.5, op.dtype)
        if op.binding.training:
            self.slopes = np.empty((4, steps, n, units), op.dtype)
            self.of_cell = np.empty((steps, n, units), op.dtype)
            self.dc = np.empty((n, units), op.dtype)
            self.shares = np.empty((4, n, units), op.dtype)


class LSTMOp(RecurrentOp):
    """c = f c + i g; h = o tanh(c)."""

    gates = 4

    def make_room(self, steps: int, n: int) -> LSTMRoom:
        return LSTMRoom(self, steps, n)

    def stack(self) -> None:
        stack_gates(self, LSTM_ORDER, halved=3)
        if self.binding.training:
            self._back = backs(self, LSTM_ORDER)

    def step(self, room: LSTMRoom, k: int) -> None:
        gates, halves = room.gates[:, k], room.halves
        np.matmul(room.rows[k], self.stacked, out=gates)
        np.tanh(gates, out=gates)
        opens = gates[:3]
        np.multiply(opens, halves, out=opens)
        np.add(opens, halves, out=opens)
        i, f, o, g = gates
        before, cell, squashed, more = room.cells[k], room.cells[k + 1], room.squashed, room.more
        np.multiply(f, before, out=cell)
        np.multiply(i, g, out=more)
        np.add(cell, more, out=cell)
        np.tanh(cell, out=squashed)
        np.multiply(o, squashed, out=room.rows[k + 1, :, self.start :])
        if self.binding.training:
            self._slopes(room, k)

    def _slopes(self, room: LSTMRoom, k: int) -> None:
        """What the gradients of the output and the cell are multiplied with, on the way to each gate."""
        gates, slopes, of_cell = room.gates[:, k], room.slopes[:, k], room.of_cell[k]
        i, _, o, g = gates
        np.multiply(room.squashed, room.squashed, out=of_cell)
        np.subtract(room.ones, of_cell, out=of_cell)
        np.multiply(of_cell, o, out=of_cell)
        np.multiply(gates[:3], gates[:3], out=slopes[:3])
        np.subtract(gates[:3], slopes[:3], out=slopes[:3])
        np.multiply(slopes[0], g, out=slopes[0])
        np.multiply(slopes[1], room.cells[k], out=slopes[1])
        np.multiply(slopes[2], room.squashed, out=slopes[2])
        np.multiply(g, g, out=slopes[3])
        np.subtract(room.ones, slopes[3], out=slopes[3])
        np.multiply(slopes[3], i, out=slopes[3])

    def last_states(self, room: LSTMRoom) -> tuple[Array, ...]:
        return room.rows[-1, :, self.start :], room.cells[-1]

    def begin_back(self, room: LSTMRoom, given: list[Array | None]) -> None:
        super().begin_back(room, given)
        room.dc.fill(0)
        if len(given) > 1 and given[1] is not None:
            np.copyto(room.dc, given[1])

    def step_back(self, room: LSTMRoom, k: int) -> None:
        slopes, dh, dc, more = room.slopes[:, k], room.dh, room.dc, room.more
        np.multiply(dh, room.of_cell[k], out=more)
        np.add(dc, more, out=dc)
        np.multiply(slopes[2], dh, out=slopes[2])
        for gate in (0, 1, 3):
            np.multiply(slopes[gate], dc, out=slopes[gate])
        if k:
            sum_of_gates(slopes, self._back, room.shares, dh)
            np.multiply(dc, room.gates[1, k], out=dc)

    def of_weights(self, room: LSTMRoom, targets: Any) -> None:
        given_back(self, of_rows(room, room.slopes, np.empty_like(self.stacked)), targets, LSTM_ORDER)

    def of_input(self, room: LSTMRoom) -> Array:
        return of_input(self, room.slopes, LSTM_ORDER)


class GRURoom(Rows):
    """Gates, candidates and the factors of their derivatives."""

    def __init__(self, op: RecurrentOp, steps: int, n: int) -> None:
        super().__init__(op, steps, n)
        units = op.units
        self.gates = np.empty((3, steps, n, units), op.dtype)  # update, reset, and the recurrent part of the candidate
        self.projected = np.empty((steps, n, units), op.dtype)  # the input's part of the candidate
        self.ones = np.ones((n, units), op.dtype)
        self.halves = np.full((2, n, units), 0.5, op.dtype)
        if op.binding.training:
            self.of_update = np.empty((steps, n, units), op.dtype)
            self.of_candidate = np.empty((steps, n, units), op.dtype)
            self.of_reset = np.empty((steps, n, units), op.dtype)
            self.slopes = np.empty((3, steps, n, units), op.dtype)
            self.shares = np.empty((3, n, units), op.dtype)


class GRUOp(RecurrentOp):
    """h = z h + (1 - z) tanh(x + r (h · kernel)); z is the update gate, r the reset gate."""

    gates = 3

    def make_room(self, steps: int, n: int) -> GRURoom:
        return GRURoom(self, steps, n)

    def stack(self) -> None:
        stack_gates(self, GRU_ORDER, halved=2)
        candidate, columns = self.stacked[2], slice(2 * self.units, None)
        candidate[: self.start] = 0  # the input's part is not reset, so it is computed apart
        if self.bias is not None:
            candidate[self.features] = self.bias[1, columns]
        self._inner = np.zeros((self.start, self.units), self.dtype)
        self._inner[: self.features] = self.kernel[:, columns]
        if self.bias is not None:
            self._inner[self.features] = self.bias[0, columns]
        if self.binding.training:
            self._back = backs(self, GRU_ORDER)

    def begin(self, room: GRURoom) -> None:
        steps = len(room.rows) - 1
        np.matmul(room.rows[:steps, :, : self.start], self._inner, out=room.projected)

    def step(self, room: GRURoom, k: int) -> None:
        gates, before = room.gates[:, k], room.rows[k, :, self.start :]
        np.matmul(room.rows[k], self.stacked, out=gates)
        opens = gates[:2]
        np.tanh(opens, out=opens)
        np.multiply(opens, room.halves, out=opens)
        np.add(opens, room.halves, out=opens)
        z, r, inner = gates
        candidate, more = room.projected[k], room.more
        np.multiply(r, inner, out=more)
        np.add(candidate, more, out=candidate)
        np.tanh(candidate, out=candidate)
        np.subtract(before, candidate, out=more)
        if self.binding.training:
            self._slopes(room, k)
        np.multiply(z, more, out=more)
        np.add(candidate, more, out=room.rows[k + 1, :, self.start :])

    def _slopes(self, room: GRURoom, k: int) -> None:
        """The factors by which the output's gradient becomes that of each gate before its activation."""
        z, r, inner = room.gates[:, k]
        of_update, of_candidate, of_reset = room.of_update[k], room.of_candidate[k], room.of_reset[k]
        candidate = room.projected[k]
        np.subtract(room.ones, z, out=of_candidate)
        np.multiply(z, of_candidate, out=of_update)
        np.multiply(of_update, room.more, out=of_update)
        np.multiply(candidate, candidate, out=of_reset)
        np.subtract(room.ones, of_reset, out=of_reset)
        np.multiply(of_candidate, of_reset, out=of_candidate)
        np.subtract(room.ones, r, out=of_reset)
        np.multiply(of_reset, r, out=of_reset)
        np.multiply(of_reset, inner, out=of_reset)

    def step_back(self, room: GRURoom, k: int) -> None:
        slopes, dh = room.slopes[:, k], room.dh
        of_candidate = room.of_candidate[k]
        np.multiply(room.of_update[k], dh, out=slopes[0])
        np.multiply(of_candidate, dh, out=of_candidate)  # from here on the candidate's own gradient
        np.multiply(of_candidate, room.of_reset[k], out=slopes[1])
        np.multiply(of_candidate, room.gates[1, k], out=slopes[2])
        if k:
            np.multiply(dh, room.gates[0, k], out=room.more)
            sum_of_gates(slopes, self._back, room.shares, dh)
            np.add(dh, room.more, out=dh)

    def of_weights(self, room: GRURoom, targets: Any) -> None:
        blocks = of_rows(room, room.slopes, np.empty_like(self.stacked))
        steps = len(room.rows) - 1
        rows = room.rows[:steps, :, : self.start].reshape(-1, self.start)
        inner = rows.T @ room.of_candidate.reshape(-1, self.units)
        recurrent = [block[self.features].copy() for block in blocks]
        blocks[2, : self.features] = inner[: self.features]
        if "bias" in targets:
            targets["bias"][1] = np.concatenate(recurrent)
            targets["bias"][0] = np.concatenate([*recurrent[:2], inner[self.features]])
        given_back(self, blocks, {name: target for name, target in targets.items() if name != "bias"}, GRU_ORDER)

    def of_input(self, room: GRURoom) -> Array:
        gates = (room.slopes[0], room.slopes[1], room.of_candidate)
        return of_input(self, gates, GRU_ORDER)


def stack_gates(op: RecurrentOp, order: tuple[int, ...], halved: int) -> None:
    """Kernel, bias and recurrent kernel of each gate, one below the other; the first `halved` ones halved."""
    bias = None if op.bias is None else op.bias.sum(axis=0) if op.bias.ndim == 2 else op.bias
    for block, gate in zip(op.stacked, order, strict=True):
        columns = slice(gate * op.units, (gate + 1) * op.units)
        block[: op.features] = op.kernel[:, columns]
        block[op.features] = 0 if bias is None else bias[columns]
        block[op.start :] = op.recurrent[:, columns]
    op.stacked[:halved] *= op.dtype.type(0.5)


def backs(op: RecurrentOp, order: tuple[int, ...]) -> Array:
    """The recurrent kernel of each gate, turned round for the way back."""
    blocks = [op.recurrent[:, gate * op.units : (gate + 1) * op.units].T for gate in order]
    return np.ascontiguousarray(np.stack(blocks))


def sum_of_gates(slopes: Array, back: Array, shares: Array, out: Array) -> None:
    """The gradient of the output before: what all gates give together."""
    np.matmul(slopes, back, out=shares)
    np.add(shares[0], shares[1], out=out)
    for share in shares[2:]:
        np.add(out, share, out=out)


def of_input(op: RecurrentOp, gates: Any, order: tuple[int, ...]) -> Array:
    """The input's gradient, (steps, batch, features), from that of each gate."""
    total: Array = 0  # type: ignore[assignment]
    for gradient, gate in zip(gates, order, strict=True):
        total = total + gradient @ op.kernel[:, gate * op.units : (gate + 1) * op.units].T
    return total
