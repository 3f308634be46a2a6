"""Optimizers that give each number of a weight its own step by the size of its gradients so far."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.optimizers.base import Optimizer
from netbuilder.engine.optimizers.state import State
from netbuilder.spec import param, register


@register
class RMSprop(Optimizer):
    """Divides each step by a running mean of the gradient's size."""

    rho: float = param(default=0.9, ge=0, lt=1, doc="How slowly the running mean follows.")
    momentum: float = param(default=0.0, ge=0, le=1, doc="Share of the last step that is carried on.")
    epsilon: float = param(default=1e-7, gt=0, doc="Keeps the division from 0.")
    centered: bool = param(default=False, doc="Divides by the spread instead of the size.")

    def own_slots(self) -> tuple[str, ...]:
        return (
            "velocity",
            *(("momentum",) if self.momentum else ()),
            *(("average_gradient",) if self.centered else ()),
        )

    def step(self, state: State, p: Array, g: Array) -> None:
        kind = g.dtype.type
        v, buffer = state.slots["velocity"], state.buffer
        np.multiply(g, g, out=buffer)
        np.multiply(buffer, kind(1 - self.rho), out=buffer)
        np.multiply(v, kind(self.rho), out=v)
        np.add(v, buffer, out=v)
        if self.centered:
            mean = state.slots["average_gradient"]
            np.multiply(g, kind(1 - self.rho), out=buffer)
            np.multiply(mean, kind(self.rho), out=mean)
            np.add(mean, buffer, out=mean)
            np.multiply(mean, mean, out=buffer)
            np.subtract(v, buffer, out=buffer)
            np.maximum(buffer, 0, out=buffer)  # a spread that rounding made negative has no root
            np.add(buffer, kind(self.epsilon), out=buffer)
        else:
            np.add(v, kind(self.epsilon), out=buffer)
        np.sqrt(buffer, out=buffer)
        np.divide(g, buffer, out=g)
        np.multiply(g, kind(state.rate(self)), out=g)
        if self.momentum:
            m = state.slots["momentum"]
            np.multiply(m, kind(self.momentum), out=m)
            np.add(m, g, out=m)
            g = m
        np.subtract(p, g, out=p)


@register
class Adagrad(Optimizer):
    """Divides each step by the root of all squared gradients so far (Duchi et al., 2011)."""

    initial_accumulator_value: float = param(default=0.1, ge=0, doc="What the sum of squares starts at.")
    epsilon: float = param(default=1e-7, gt=0, doc="Keeps the division from 0.")

    def own_slots(self) -> tuple[str, ...]:
        return ("accumulator",)

    def slot_start(self, name: str) -> float:
        return self.initial_accumulator_value if name == "accumulator" else 0.0

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, total, buffer = g.dtype.type, state.slots["accumulator"], state.buffer
        np.multiply(g, g, out=buffer)
        np.add(total, buffer, out=total)
        np.add(total, kind(self.epsilon), out=buffer)
        np.sqrt(buffer, out=buffer)
        np.divide(g, buffer, out=g)
        np.multiply(g, kind(state.rate(self)), out=g)
        np.subtract(p, g, out=p)


@register
class Adadelta(Optimizer):
    """Divides by the running size of the gradient and multiplies by that of the steps (Zeiler, 2012)."""

    rho: float = param(default=0.95, ge=0, lt=1, doc="How slowly the running sizes follow.")
    epsilon: float = param(default=1e-7, gt=0, doc="Keeps the first steps from 0.")

    def own_slots(self) -> tuple[str, ...]:
        return ("accumulated_grad", "accumulated_delta_var")

    def own_groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.own_slots(),)

    def slot_scale(self, name: str) -> float:
        # The slots hold the sums without the factor (1 - rho), which their ratio does not need.
        return 1 - self.rho if name in self.own_slots() else 1.0

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, buffer = g.dtype.type, state.buffer
        sizes, steps = state.slots["accumulated_grad"], state.slots["accumulated_delta_var"]
        rho, epsilon = kind(self.rho), kind(self.epsilon / (1 - self.rho))
        np.multiply(g, g, out=buffer)
        np.multiply(sizes, rho, out=sizes)
        np.add(sizes, buffer, out=sizes)
        np.add(sizes, epsilon, out=buffer)
        np.sqrt(buffer, out=buffer)
        np.divide(g, buffer, out=g)
        np.add(steps, epsilon, out=buffer)
        np.sqrt(buffer, out=buffer)
        np.multiply(g, buffer, out=g)
        np.multiply(g, g, out=buffer)
        np.multiply(steps, rho, out=steps)
        np.add(steps, buffer, out=steps)
        np.multiply(g, kind(state.rate(self)), out=g)
        np.subtract(p, g, out=p)


@register
class Ftrl(Optimizer):
    """Follows the regularized leader: made for sparse linear models (McMahan et al., 2013).

    Weights are computed anew from sums of all gradients: what never has a gradient becomes 0.
    """

    needs_second_buffer: ClassVar[bool] = True

    learning_rate_power: float = param(
        default=-0.5, le=0, doc="How the step shrinks with the sum of squares; 0 is not at all."
    )
    initial_accumulator_value: float = param(default=0.1, ge=0, doc="What the sum of squares starts at.")
    l1_regularization_strength: float = param(default=0.0, ge=0, doc="Pulls weights to exactly 0.")
    l2_regularization_strength: float = param(default=0.0, ge=0, doc="Pulls weights towards 0.")
    l2_shrinkage_regularization_strength: float = param(
        default=0.0, ge=0, doc="Adds a share of the weights to the gradient."
    )
    beta: float = param(default=0.0, ge=0, doc="Makes the first steps shorter.")

    def own_slots(self) -> tuple[str, ...]:
        return ("accumulator", "linear")

    def own_groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.own_slots(),)

    def slot_start(self, name: str) -> float:
        return self.initial_accumulator_value if name == "accumulator" else 0.0

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, rate = g.dtype.type, state.rate(self)
        if rate == 0:
            return  # the formula divides by the rate; a step of length 0 changes nothing
        squares, linear = state.slots["accumulator"], state.slots["linear"]
        buffer, powers = state.buffer, state.second_buffer
        power, l1 = kind(-self.learning_rate_power), kind(self.l1_regularization_strength)
        np.power(squares, power, out=buffer)
        np.multiply(g, g, out=powers)
        np.add(squares, powers, out=squares)
        np.power(squares, power, out=powers)
        np.subtract(powers, buffer, out=buffer)
        np.multiply(buffer, kind(1 / rate), out=buffer)
        np.multiply(buffer, p, out=buffer)
        np.add(linear, g, out=linear)
        np.subtract(linear, buffer, out=linear)
        if self.l2_shrinkage_regularization_strength:
            np.multiply(p, kind(2 * self.l2_shrinkage_regularization_strength), out=buffer)
            np.add(linear, buffer, out=linear)
        np.multiply(powers, kind(1 / rate), out=powers)
        np.add(powers, kind(2 * self.l2_regularization_strength + self.beta / rate), out=powers)
        np.maximum(powers, np.finfo(powers.dtype).tiny, out=powers)  # 0 where there never was a gradient
        np.clip(linear, -l1, l1, out=buffer)
        np.subtract(buffer, linear, out=buffer)
        np.divide(buffer, powers, out=p)
