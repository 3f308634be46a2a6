"""Predictions of one sample: what is made ready for large batches would cost more than it saves.

Replaces a convolution in one group, with a following relu, by one product over gathered windows; and LSTM with
its usual activations by steps of few calls. Views are made once, since making one takes about as long as the
work on it.
"""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.gated import is_usual_lstm
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.workspaces import Workspaces
from netbuilder.engine.ops import Binding, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers.convolution import Conv
from netbuilder.layers.maths.windows import Windows
from netbuilder.layers.recurrent import LSTM

WINDOW_BYTES = 1 << 21  # of a sample's windows; where there are more, tiles are faster
FEW_CHANNELS = 8  # below it windows are gathered place by place, in longer runs


def glance_convolution(step: Step, site: Site) -> Match | None:
    """Matches a convolution of few windows in one group."""
    layer = step.layer
    if not site.single or not isinstance(layer, Conv) or layer.groups != 1:
        return None
    windows = _windows(step, layer)
    depth = math.prod(layer.kernel_size) * (step.input_shapes[0][-1] or 1)
    if math.prod(windows.counts) * depth * site.dtype.itemsize > WINDOW_BYTES:
        return None
    steps = site.with_relu(step)
    return GlanceConvOp(step, site.bind(step), steps[-1].outputs, windows, len(steps) == 2), steps


def glance_lstm(step: Step, site: Site) -> Match | None:
    """Matches LSTM with tanh and sigmoid."""
    return (GlanceLSTMOp(step, site.bind(step)), (step,)) if site.single and is_usual_lstm(step) else None


def _windows(step: Step, layer: Conv) -> Windows:
    space = tuple(dim or 1 for dim in step.input_shapes[0][:-1])
    return Windows(space, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding)


class GlanceConvOp(Op):
    """relu(windows · kernel + bias)."""

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], windows: Windows, relu: bool) -> None:
        super().__init__(step, binding)
        self.outputs, self.windows, self.relu = outputs, windows, relu
        kernel = binding.weights["kernel"]
        self.kernel, self.bias = kernel.reshape(-1, kernel.shape[-1]), binding.weights.get("bias")
        self.channels = int(kernel.shape[-2])
        self._workspaces: Workspaces[_Windows] = Workspaces()

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        workspace = self._workspaces.get(len(x), lambda: _Windows(self, len(x)))
        np.copyto(workspace.inside, x)
        np.copyto(workspace.gathered, workspace.cut)
        np.matmul(workspace.columns, self.kernel, out=workspace.rows)
        if self.bias is not None:
            np.add(workspace.rows, self.bias, out=workspace.rows)
        if self.relu:
            np.maximum(workspace.rows, workspace.zeros, out=workspace.rows)
        values[self.outputs[0]] = workspace.y


class _Windows:
    """Workspace for a sample: padded, cut into windows, and what comes out."""

    def __init__(self, op: GlanceConvOp, n: int) -> None:
        windows, dtype, filters = op.windows, op.kernel.dtype, op.kernel.shape[1]
        padded = np.zeros((n, *windows.full, op.channels), dtype)
        self.inside = padded[windows.inside]
        self.cut = windows.cut(padded)
        if op.channels < FEW_CHANNELS:
            rank = len(windows.counts) + 1
            places = tuple(range(rank, self.cut.ndim))
            self.cut = self.cut.transpose(*places, *range(rank))
            self.gathered = np.empty(self.cut.shape, dtype)
            self.columns = self.gathered.reshape(len(op.kernel), -1).T
        else:
            self.gathered = np.empty(self.cut.shape, dtype)
            self.columns = self.gathered.reshape(-1, len(op.kernel))
        self.y = np.empty((n, *windows.counts, filters), dtype)
        self.rows = self.y.reshape(-1, filters)
        self.zeros = np.zeros_like(self.rows)


class GlanceLSTMOp(Op):
    """c = f c + i g; h = o tanh(c), gates as Keras orders them: i, f, g, o.

    A sigmoid is 1 / (1 + exp(-x)), and what it is multiplied with is divided instead. All else is odd, so that
    with -h and -c in place of h and c no sign has to be turned.
    """

    def __init__(self, step: Step, binding: Binding) -> None:
        super().__init__(step, binding)
        layer = step.layer
        assert isinstance(layer, LSTM)
        self.units, self.sequences, self.backwards = layer.units, layer.return_sequences, layer.go_backwards
        self.kernel, self.recurrent = binding.weights["kernel"], binding.weights["recurrent_kernel"]
        self.bias = binding.weights.get("bias")
        self._workspaces: Workspaces[_Gates] = Workspaces()

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]][0]
        workspace = self._workspaces.get(len(x), lambda: _Gates(self, len(x)))
        np.matmul(x[::-1] if self.backwards else x, self.kernel, out=workspace.projected)
        if self.bias is not None:
            np.add(workspace.projected, self.bias, out=workspace.projected)
        np.negative(workspace.projected, out=workspace.projected)
        workspace.run(self.recurrent)
        h, cell = -workspace.h[None], -workspace.cell[None]
        y = workspace.outputs[None] if self.sequences else h
        for tensor, value in zip(self.outputs, (y, h, cell), strict=False):
            values[tensor] = value


class _Gates:
    """Workspace for a sequence. The cell lies behind the candidate: one division serves input and forget gate."""

    def __init__(self, op: GlanceLSTMOp, steps: int) -> None:
        units, dtype = op.units, op.kernel.dtype
        self.projected = np.empty((steps, 4 * units), dtype)
        self.scores, self.powers = np.empty(4 * units, dtype), np.empty(4 * units, dtype)
        self.ones = np.ones(4 * units, dtype)
        self.of_candidate = self.scores[2 * units : 3 * units]
        self.of_ways, self.of_output = self.powers[: 2 * units], self.powers[3 * units :]
        self.coming = np.empty(2 * units, dtype)
        self.candidate, self.cell = self.coming[:units], self.coming[units:]
        self.shares = np.empty(2 * units, dtype)
        self.added, self.kept = self.shares[:units], self.shares[units:]
        self.h, self.squashed = np.empty(units, dtype), np.empty(units, dtype)
        self.outputs = np.empty((steps, units) if op.sequences else (0, units), dtype)

    def run(self, recurrent: Array) -> None:
        """All steps, beginning with zeros."""
        dot, add, exp, tanh, divide = np.dot, np.add, np.exp, np.tanh, np.divide
        h, cell, scores, powers, ones, squashed = self.h, self.cell, self.scores, self.powers, self.ones, self.squashed
        of_candidate, of_ways, of_output = self.of_candidate, self.of_ways, self.of_output
        candidate, coming, shares, added, kept = self.candidate, self.coming, self.shares, self.added, self.kept
        h.fill(0)
        cell.fill(0)
        for k, projected in enumerate(self.projected):
            dot(h, recurrent, scores)
            add(scores, projected, scores)
            exp(scores, powers)
            add(powers, ones, powers)
            tanh(of_candidate, candidate)
            divide(coming, of_ways, shares)
            add(added, kept, cell)
            tanh(cell, squashed)
            divide(squashed, of_output, h)
            if len(self.outputs):
                np.negative(h, self.outputs[k])
