"""Activations that no other kernel takes along, and dropout, in compiled code: numbers as they lie in memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.compiled.code import bending
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.dropout import random_keep
from netbuilder.engine.kernels.memory_order import memory_order
from netbuilder.engine.kernels.site import Match, Site
from netbuilder.engine.kernels.threads import WORTH_SPREADING, thread_pool
from netbuilder.engine.ops import Binding, GradientTable, Op, Values
from netbuilder.engine.steps import Step
from netbuilder.layers import Activation
from netbuilder.layers.activation_layers import ELU, LeakyReLU, ReLU
from netbuilder.layers.parts.activations import SELU_ALPHA
from netbuilder.layers.regularization import Dropout

PARAMETERS = {"leaky_relu": 0.2, "elu": 1.0, "selu": SELU_ALPHA, "relu6": 6.0}


def activation(step: Step, site: Site) -> Match | None:
    """Matches activations that look at each number alone."""
    kind, parameter = _kind(step.layer)
    return None if kind is None else (CompiledActivation(step, site.bind(step), kind, parameter), (step,))


def _kind(layer: Any) -> tuple[int | None, float]:
    if isinstance(layer, Activation) and layer.activation in bending.KINDS:
        return bending.KINDS.index(layer.activation), PARAMETERS.get(layer.activation, 0.0)
    if isinstance(layer, Activation) and layer.activation == "celu":
        return bending.ELU, 1.0
    if isinstance(layer, LeakyReLU):
        return bending.LEAKY, layer.negative_slope
    if isinstance(layer, ELU):
        return bending.ELU, layer.alpha
    if isinstance(layer, ReLU) and layer.max_value is not None and layer.negative_slope == layer.threshold == 0:
        return bending.CUT, layer.max_value
    return None, 0.0


def dropout(step: Step, site: Site) -> Match | None:
    """Matches what NumPy's kernel does."""
    if site.training and isinstance(step.layer, Dropout) and step.layer.rate > 0:
        return CompiledDropout(step, site.bind(step), step.layer), (step,)
    return None


class _Lying:
    """An array of a shape, its axes in an order in memory, and what is made of it: all as one long line."""

    def __init__(self, x: Array, order: tuple[int, ...]) -> None:
        self._order, self._back = order, tuple(int(i) for i in np.argsort(order))
        self.shape = tuple(x.shape[axis] for axis in order)
        self.y = np.empty(x.size, np.float32)
        self.parts = cut(x.size, thread_pool().size if x.size >= WORTH_SPREADING else 1)

    def line(self, x: Array) -> Array:
        """All numbers of an array as they lie, or as the first one's do."""
        return plain(x.transpose(self._order)).reshape(-1)

    def shaped(self, line: Array) -> Array:
        """A line as others see it."""
        return line.reshape(self.shape).transpose(self._back)


class _Elementwise(Op):
    """What both do: keep a workspace for the array that came last."""

    threaded = True
    _lying: _Lying | None = None
    _key: Any = None

    def _lay(self, x: Array) -> _Lying:
        key = x.shape, memory_order(x)
        if self._lying is None or key != self._key:
            self._lying, self._key = _Lying(x, key[1]), key
        return self._lying


class CompiledActivation(_Elementwise):
    """An activation of a kind."""

    def __init__(self, step: Step, binding: Binding, kind: int, parameter: float) -> None:
        super().__init__(step, binding)
        self.kind, self.parameter = kind, np.float32(parameter)

    def forward(self, values: Values) -> None:
        lying = self._lay(values[self.inputs[0]])
        x = self._x = lying.line(values[self.inputs[0]])

        def work(number: int, _hand: int) -> None:
            bending.bent(self.kind, self.parameter, x, lying.y, *lying.parts[number])

        thread_pool().run(work, len(lying.parts))
        values[self.outputs[0]] = lying.shaped(lying.y)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy, lying = gradients[self.outputs[0]], self._lying
        if dy is None or lying is None or not self.binding.wanted[0]:
            return
        arriving = lying.line(dy)
        dx = self.binding.scratch.lend(arriving.shape, arriving.dtype)

        def work(number: int, _hand: int) -> None:
            bending.bent_back(self.kind, self.parameter, self._x, lying.y, arriving, dx, *lying.parts[number])

        thread_pool().run(work, len(lying.parts))
        gradients.give(self.inputs[0], lying.shaped(dx))


class CompiledDropout(_Elementwise):
    """Keeps what NumPy's kernel keeps, to the bit."""

    def __init__(self, step: Step, binding: Binding, layer: Dropout) -> None:
        super().__init__(step, binding)
        self.rate, self.factor = layer.rate, np.float32(1 / (1 - layer.rate))

    def forward(self, values: Values) -> None:
        x = values[self.inputs[0]]
        lying = self._lay(x)
        self._keep = random_keep(self.binding.rng, lying.shape, self.rate).reshape(-1).view(np.uint8)
        self._scale(lying, lying.line(x), lying.y)
        values[self.outputs[0]] = lying.shaped(lying.y)

    def backward(self, values: Values, gradients: GradientTable) -> None:
        dy, lying = gradients[self.outputs[0]], self._lying
        if dy is None or lying is None or not self.binding.wanted[0]:
            return
        dx = self.binding.scratch.lend((dy.size,), dy.dtype)
        self._scale(lying, lying.line(dy), dx)
        gradients.give(self.inputs[0], lying.shaped(dx))

    def _scale(self, lying: _Lying, line: Array, out: Array) -> None:
        def work(number: int, _hand: int) -> None:
            bending.kept(line, self._keep, self.factor, out, *lying.parts[number])

        thread_pool().run(work, len(lying.parts))
