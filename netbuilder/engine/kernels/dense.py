"""Dense layers: one product, bias and activation in place, all into buffers that are made once.

Replaces `Dense`, or `Dense` followed by an activation whose derivative its output tells.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers import Activation, Dense

IN_PLACE = ("relu", "tanh", "sigmoid")
FORWARD_ONLY = (*IN_PLACE, "softmax")


def dense(step: Step, site: Site, op: type[DenseOp] | None = None) -> Match | None:
    """Matches Dense, and takes a following relu, tanh or sigmoid along, or a softmax if nothing goes back."""
    if not isinstance(step.layer, Dense):
        return None
    make = op or DenseOp
    following = site.activation_after(step, IN_PLACE if site.training else FORWARD_ONLY)
    if following is not None and isinstance(following.layer, Activation):
        return make(step, site.bind(step), following.outputs, following.layer.activation), (step, following)
    return make(step, site.bind(step), step.outputs, "linear"), (step,)


class DenseOp(Op):
    """activation(x · kernel + bias) for x of any rank: rows are all axes but the last."""

    def __init__(self, step: Step, binding: Binding, outputs: tuple[int, ...], activation: str) -> None:
        super().__init__(step, binding)
        self.outputs = outputs
        self.activation = activation
        self.kernel, self.bias = binding.weights["kernel"], binding.weights.get("bias")
        self.units = self.kernel.shape[1]
        self._rows = -1
        self._x: Any = None

    def _bind(self, rows: int, dtype: Any) -> None:
        """Workspace for a batch of this many rows."""
        self._rows = rows
        self._y = np.empty((rows, self.units), dtype)
        self._zeros = self._mask = None
        if self.activation == "relu":
            # Comparing with an array of zeros is three times as fast as with the number 0.
            self._zeros = np.zeros((rows, self.units), dtype)
            self._mask = np.empty((rows, self.units), bool)
        if self.binding.training:
            self._dz = np.empty((rows, self.units), dtype)
            self._dx = np.empty((rows if self.binding.wanted[0] else 0, self.kernel.shape[0]), dtype)
            self._ones = np.ones(rows, dtype)

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        flat = x.ndim == 2
        rows = x if flat else x.reshape(-1, x.shape[-1])
        if len(rows) != self._rows:
            self._bind(len(rows), x.dtype)
        y = self._y
        thread_pool().product(rows, self.kernel, y)
        if self.bias is not None:
            np.add(y, self.bias, out=y)
        activate(self.activation, y, self._zeros)
        self._x, self._shape = rows, x.shape
        values[self.outputs[0]] = y if flat else y.reshape(*x.shape[:-1], self.units)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy = gradients[self.outputs[0]]
        if dy is None:
            self.unreached()
            return
        dz = through(self.activation, dy.reshape(-1, self.units), self._y, self._dz, self._zeros, self._mask)
        targets = self.binding.gradients
        if "kernel" in targets:
            thread_pool().product(self._x.T, dz, targets["kernel"])
        if "bias" in targets:
            np.matmul(self._ones, dz, out=targets["bias"])
        if self.binding.wanted[0]:
            thread_pool().product(dz, self.kernel.T, self._dx)
            gradients.give(self.inputs[0], self._dx.reshape(self._shape))


def activate(activation: str, y: Array, zeros: Any) -> None:
    """Puts an activation on in place; `zeros` is as large as `y`."""
    if activation == "relu":
        np.maximum(y, zeros, out=y)
    elif activation == "tanh":
        np.tanh(y, out=y)
    elif activation == "sigmoid":
        sigmoid_in_place(y)
    elif activation == "softmax":
        np.subtract(y, np.maximum.reduce(y, axis=1, keepdims=True), out=y)
        np.exp(y, out=y)
        np.divide(y, np.add.reduce(y, axis=1, keepdims=True), out=y)


def through(activation: str, dy: Array, y: Array, dz: Array, zeros: Any, mask: Any) -> Array:
    """The gradient before an activation whose output is `y`: in `dz`, or `dy` itself."""
    if activation == "linear":
        return dy
    if activation == "relu":
        np.greater(y, zeros, out=mask)
        np.multiply(dy, mask, out=dz)
        return dz
    np.multiply(y, y, out=dz)
    if activation == "tanh":
        np.subtract(1, dz, out=dz)
    else:
        np.subtract(y, dz, out=dz)
    np.multiply(dz, dy, out=dz)
    return dz


def sigmoid_in_place(x: Array) -> None:
    """x becomes 1 / (1 + exp(-x)), through tanh."""
    half = x.dtype.type(0.5)
    np.multiply(x, half, out=x)
    np.tanh(x, out=x)
    np.multiply(x, half, out=x)
    np.add(x, half, out=x)
