"""Optimizers that give each number of a weight its own step by the size of its gradients so far."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from netbuilder.engine.optimizers.base import Optimizer
from netbuilder.engine.optimizers.state import State
from netbuilder.spec import param, register

Array = np.ndarray[Any, np.dtype[Any]]


@register
class RMSprop(Optimizer):
    """Divides each step by a running mean of the gradient's size."""

    rho: float = param(0.9, ge=0, lt=1, doc="How slowly the running mean follows.")
    momentum: float = param(0.0, ge=0, le=1, doc="Share of the last step that is carried on.")
    epsilon: float = param(1e-7, gt=0, doc="Keeps the division from 0.")
    centered: bool = param(False, doc="Divides by the spread instead of the size.")

    def own_slots(self) -> tuple[str, ...]:
        return (
            "velocity",
            *(("momentum",) if self.momentum else ()),
            *(("average_gradient",) if self.centered else ()),
        )

    def step(self, state: State, p: Array, g: Array) -> None:
        kind = g.dtype.type
        v, room = state.slots["velocity"], state.room
        np.multiply(g, g, out=room)
        np.multiply(room, kind(1 - self.rho), out=room)
        np.multiply(v, kind(self.rho), out=v)
        np.add(v, room, out=v)
        if self.centered:
            mean = state.slots["average_gradient"]
            np.multiply(g, kind(1 - self.rho), out=room)
            np.multiply(mean, kind(self.rho), out=mean)
            np.add(mean, room, out=mean)
            np.multiply(mean, mean, out=room)
            np.subtract(v, room, out=room)
            np.maximum(room, 0, out=room)  # a spread that rounding made negative has no root
            np.add(room, kind(self.epsilon), out=room)
        else:
            np.add(v, kind(self.epsilon), out=room)
        np.sqrt(room, out=room)
        np.divide(g, room, out=g)
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

    initial_accumulator_value: float = param(0.1, ge=0, doc="What the sum of squares starts at.")
    epsilon: float = param(1e-7, gt=0, doc="Keeps the division from 0.")

    def own_slots(self) -> tuple[str, ...]:
        return ("accumulator",)

    def slot_start(self, name: str) -> float:
        return self.initial_accumulator_value if name == "accumulator" else 0.0

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, total, room = g.dtype.type, state.slots["accumulator"], state.room
        np.multiply(g, g, out=room)
        np.add(total, room, out=total)
        np.add(total, kind(self.epsilon), out=room)
        np.sqrt(room, out=room)
        np.divide(g, room, out=g)
        np.multiply(g, kind(state.rate(self)), out=g)
        np.subtract(p, g, out=p)


@register
class Adadelta(Optimizer):
    """Divides by the running size of the gradient and multiplies by that of the steps (Zeiler, 2012)."""

    rho: float = param(0.95, ge=0, lt=1, doc="How slowly the running sizes follow.")
    epsilon: float = param(1e-7, gt=0, doc="Keeps the first steps from 0.")

    def own_slots(self) -> tuple[str, ...]:
        return ("accumulated_grad", "accumulated_delta_var")

    def own_groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.own_slots(),)

    def slot_scale(self, name: str) -> float:
        # The slots hold the sums without the factor (1 - rho), which their ratio does not need.
        return 1 - self.rho if name in self.own_slots() else 1.0

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, room = g.dtype.type, state.room
        sizes, steps = state.slots["accumulated_grad"], state.slots["accumulated_delta_var"]
        rho, epsilon = kind(self.rho), kind(self.epsilon / (1 - self.rho))
        np.multiply(g, g, out=room)
        np.multiply(sizes, rho, out=sizes)
        np.add(sizes, room, out=sizes)
        np.add(sizes, epsilon, out=room)
        np.sqrt(room, out=room)
        np.divide(g, room, out=g)
        np.add(steps, epsilon, out=room)
        np.sqrt(room, out=room)
        np.multiply(g, room, out=g)
        np.multiply(g, g, out=room)
        np.multiply(steps, rho, out=steps)
        np.add(steps, room, out=steps)
        np.multiply(g, kind(state.rate(self)), out=g)
        np.subtract(p, g, out=p)


@register
class Ftrl(Optimizer):
    """Follows the regularized leader: made for sparse linear models (McMahan et al., 2013).

    Weights are computed anew from sums of all gradients: what never has a gradient becomes 0.
    """

    needs_spare_room: ClassVar[bool] = True

    learning_rate_power: float = param(-0.5, le=0, doc="How the step shrinks with the sum of squares; 0 is not at all.")
    initial_accumulator_value: float = param(0.1, ge=0, doc="What the sum of squares starts at.")
    l1_regularization_strength: float = param(0.0, ge=0, doc="Pulls weights to exactly 0.")
    l2_regularization_strength: float = param(0.0, ge=0, doc="Pulls weights towards 0.")
    l2_shrinkage_regularization_strength: float = param(0.0, ge=0, doc="Adds a share of the weights to the gradient.")
    beta: float = param(0.0, ge=0, doc="Makes the first steps shorter.")

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
        squares, linear, room, powers = state.slots["accumulator"], state.slots["linear"], state.room, state.spare
        power, l1 = kind(-self.learning_rate_power), kind(self.l1_regularization_strength)
        np.power(squares, power, out=room)
        np.multiply(g, g, out=powers)
        np.add(squares, powers, out=squares)
        np.power(squares, power, out=powers)
        np.subtract(powers, room, out=room)
        np.multiply(room, kind(1 / rate), out=room)
        np.multiply(room, p, out=room)
        np.add(linear, g, out=linear)
        np.subtract(linear, room, out=linear)
        if self.l2_shrinkage_regularization_strength:
            np.multiply(p, kind(2 * self.l2_shrinkage_regularization_strength), out=room)
            np.add(linear, room, out=linear)
        np.multiply(powers, kind(1 / rate), out=powers)
        np.add(powers, kind(2 * self.l2_regularization_strength + self.beta / rate), out=powers)
        np.maximum(powers, np.finfo(powers.dtype).tiny, out=powers)  # 0 where there never was a gradient
        np.clip(linear, -l1, l1, out=room)
        np.subtract(room, linear, out=room)
        np.divide(room, powers, out=p)
