"""The steps of LSTM and GRU: gates in blocks, so ordered that what is multiplied with what lies at even distances.

A sigmoid is 1 / (1 + exp(-x)): the stacked kernels of its gates are negated, so that the exponential is taken of the
product as it is, and so are the gradients of what they give.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.recurrent import Columns, RecurrentOp, flat, is_plain
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.steps import Step
from netbuilder.layers.recurrent import GRU, LSTM


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
    return (GRUOp(step, site.bind(step)), (step,)) if is_usual_gru(step) else None


def is_usual_gru(step: Step) -> bool:
    """Whether a step is a GRU with tanh and sigmoid that resets after the product, and does nothing but recur."""
    layer = step.layer
    usual = isinstance(layer, GRU) and (layer.activation, layer.recurrent_activation) == ("tanh", "sigmoid")
    return usual and is_plain(step) and isinstance(layer, GRU) and layer.reset_after


class GatedWorkspace(Columns):
    """What each step computed, in blocks of (units, samples); a step that nothing goes back through is overwritten."""

    def __init__(self, op: RecurrentOp, steps: int, n: int, blocks: int) -> None:
        super().__init__(op, steps, n)
        kept = np.empty((steps + 1 if op.binding.training else 2, blocks, op.units, n), op.dtype)
        self.made = [kept[k % len(kept)] for k in range(steps + 1)]
        gates = len(op.gates)
        self.products = [made[:gates].reshape(gates * op.units, n) for made in self.made]


def open_gates(gates: Array, one: Any) -> None:
    """Sigmoid of what was negated, in place."""
    np.exp(gates, out=gates)
    np.add(gates, one, out=gates)
    np.divide(one, gates, out=gates)


def slopes_of(gates: Array, times: Array, out: Array) -> None:
    """The negative slope of sigmoids, times what they were multiplied with."""
    np.multiply(gates, gates, out=out)
    np.subtract(out, gates, out=out)
    np.multiply(out, times, out=out)


class LSTMWorkspace(GatedWorkspace):
    """Input, forget and output gate; what they are multiplied with: candidate, cell before, squashed cell."""

    def __init__(self, op: RecurrentOp, steps: int, n: int) -> None:
        super().__init__(op, steps, n, 6)
        self.pair = np.empty((2, op.units, n), op.dtype)
        if op.binding.training:
            self.dc = np.empty((op.units, n), op.dtype)
            # Gates' slopes in the gates' order, with that of the cell behind the candidate's.
            self.slopes = np.empty((5, op.units, n), op.dtype)
            self.dz = self.slopes[:4]


class LSTMOp(RecurrentOp):
    """c = f c + i g; h = o tanh(c)."""

    gates = ((0, -1), (1, -1), (3, -1), (2, 1))
    blocks = 4

    def make_workspace(self, steps: int, n: int) -> LSTMWorkspace:
        return LSTMWorkspace(self, steps, n)

    def begin(self, workspace: LSTMWorkspace) -> None:
        workspace.made[0][4].fill(0)

    def step(self, workspace: LSTMWorkspace, k: int) -> None:
        made, cell, pair = workspace.made[k], workspace.made[k + 1][4], workspace.pair
        candidate, squashed = made[3], made[5]
        np.matmul(self.stacked.T, workspace.read[k], out=workspace.products[k])
        open_gates(made[:3], self.one)
        np.tanh(candidate, out=candidate)
        np.multiply(made[:2], made[3:5], out=pair)
        np.add(pair[0], pair[1], out=cell)
        np.tanh(cell, out=squashed)
        np.multiply(made[2], squashed, out=workspace.outputs[k + 1])

    def last_states(self, workspace: LSTMWorkspace) -> tuple[Array, ...]:
        return workspace.outputs[-1], workspace.made[-1][4]

    def begin_back(self, workspace: LSTMWorkspace, given: list[Array | None]) -> None:
        super().begin_back(workspace, given)
        last = given[1] if len(given) > 1 else None
        if last is not None:
            np.copyto(workspace.dc, last.T)
        else:
            workspace.dc.fill(0)

    def step_back(self, workspace: LSTMWorkspace, k: int) -> None:
        made, slopes, dh, dc = workspace.made[k], workspace.slopes, workspace.dh, workspace.dc
        slopes_of(made[:3], made[3:], slopes[:3])
        tanhs, before, of_tanhs = made[3::2], made[0:3:2], slopes[3:]
        np.multiply(tanhs, tanhs, out=of_tanhs)
        np.multiply(of_tanhs, before, out=of_tanhs)
        np.subtract(before, of_tanhs, out=of_tanhs)
        np.multiply(slopes[4], dh, out=workspace.more)
        np.add(dc, workspace.more, out=dc)
        np.multiply(slopes[:2], dc, out=slopes[:2])
        np.multiply(slopes[2], dh, out=slopes[2])
        np.multiply(slopes[3], dc, out=slopes[3])

    def carry(self, workspace: LSTMWorkspace, k: int) -> None:
        super().carry(workspace, k)
        np.multiply(workspace.dc, workspace.made[k][1], out=workspace.dc)


class GRUOp(RecurrentOp):
    """h = g + z (h - g), g = tanh(x + r (kernel · h)); z is the update gate, r the reset gate.

    Its blocks are r and z, and what they are multiplied with: kernel · h and h - g; then g.
    """

    gates = ((1, -1), (0, -1), (2, 1))
    blocks = 4  # the candidate's part of the input is not reset: its gradient is another than that of kernel · h

    def make_workspace(self, steps: int, n: int) -> GatedWorkspace:
        return GatedWorkspace(self, steps, n, 5)

    def flat_bias(self) -> Any:
        if self.bias is None:
            return None
        flat = self.bias.sum(axis=0)
        flat[2 * self.units :] = self.bias[1, 2 * self.units :]
        return flat

    def stack(self) -> None:
        super().stack()
        own = self.columns(2)
        self.stacked[: self.features, own] = 0
        self._of_input = np.zeros((self.start, self.units), self.dtype)
        self._of_input[: self.features] = self.kernel[:, own]
        if self.bias is not None:
            self._of_input[self.features] = self.bias[0, own]

    def step(self, workspace: GatedWorkspace, k: int) -> None:
        made, before, more = workspace.made[k], workspace.outputs[k], workspace.more
        candidate = made[4]
        np.matmul(self.stacked.T, workspace.read[k], out=workspace.products[k])
        np.matmul(self._of_input.T, workspace.read[k][: self.start], out=candidate)
        open_gates(made[:2], self.one)
        np.multiply(made[0], made[2], out=more)
        np.add(candidate, more, out=candidate)
        np.tanh(candidate, out=candidate)
        np.subtract(before, candidate, out=made[3])
        np.multiply(made[1], made[3], out=more)
        np.add(candidate, more, out=workspace.outputs[k + 1])

    def step_back(self, workspace: GatedWorkspace, k: int) -> None:
        made, dz, dh, more = workspace.made[k], workspace.dz, workspace.dh, workspace.more
        slopes_of(made[:2], made[2:4], dz[:2])
        of_candidate, candidate = dz[3], made[4]
        np.multiply(candidate, candidate, out=of_candidate)
        np.subtract(self.one, of_candidate, out=of_candidate)
        np.multiply(dh, made[1], out=more)  # what goes straight to the output before
        np.subtract(dh, more, out=dz[2])
        np.multiply(of_candidate, dz[2], out=of_candidate)
        np.multiply(dz[1], dh, out=dz[1])
        np.multiply(dz[0], of_candidate, out=dz[0])
        np.multiply(made[0], of_candidate, out=dz[2])

    def carry(self, workspace: GatedWorkspace, k: int) -> None:
        super().carry(workspace, k)
        np.add(workspace.dh, workspace.more, out=workspace.dh)

    def of_weights(self, workspace: GatedWorkspace, targets: Any) -> None:
        super().of_weights(workspace, targets)
        read = flat(workspace.all_read[None, : self.start, : workspace.steps])
        found, own = read @ flat(workspace.all_dz[3:]).T, self.columns(2)
        if "kernel" in targets:
            targets["kernel"][:, own] = found[: self.features]
        if "bias" in targets:
            targets["bias"][0, own] = found[self.features]

    def of_input(self, workspace: GatedWorkspace) -> Array:
        found = super().of_input(workspace)
        found += self._of_input[: self.features] @ flat(workspace.all_dz[3:])
        return found
