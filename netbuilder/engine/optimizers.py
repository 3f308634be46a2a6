"""Optimizers: one step over the flat vector of all trainable weights, in few passes and without new arrays.

Formulas and defaults are Keras's; where a constant can be folded into another, it is.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from netbuilder.engine.schedules import RateKind, Schedule, rate_at
from netbuilder.spec import Spec, param, register

Array = np.ndarray[Any, np.dtype[Any]]


class Optimizer(Spec, registry=True):
    """How weights follow their gradients."""

    slot_names: ClassVar[tuple[str, ...]] = ()

    learning_rate: float | Schedule = param(0.001, kind=RateKind(), doc="Length of a step.")

    def slots(self) -> tuple[str, ...]:
        """The vectors that are kept from step to step, under Keras's names."""
        return self.slot_names

    def step(self, state: State, p: Array, g: Array) -> None:
        """Changes the weights `p` by their gradients `g`, which may be overwritten."""
        raise AssertionError("an optimizer steps")

    def slot_scale(self, name: str) -> float:
        """What a slot is multiplied by to give Keras's value."""
        return 1.0


class State:
    """What an optimizer remembers: how many steps it took, its slots, and room to work in."""

    def __init__(self, optimizer: Optimizer, size: int, dtype: Any) -> None:
        self.iteration = 0
        self.rate_factor = 1.0
        self.slots: dict[str, Array] = {name: np.zeros(size, dtype) for name in optimizer.slots()}
        self.room: Array = np.empty(size, dtype)

    def rate(self, optimizer: Optimizer) -> float:
        """The learning rate of the step that is being taken."""
        return rate_at(optimizer.learning_rate, self.iteration) * self.rate_factor


def advance(optimizer: Optimizer, state: State, p: Array, g: Array) -> None:
    """Takes one step and counts it."""
    optimizer.step(state, p, g)
    state.iteration += 1


@register
class SGD(Optimizer):
    """Follows the gradient, with momentum if asked."""

    learning_rate: float | Schedule = param(0.01, kind=RateKind(), doc="Length of a step.")
    momentum: float = param(0.0, ge=0, le=1, doc="Share of the last step that is carried on.")
    nesterov: bool = param(False, doc="Looks ahead along the momentum.")

    def slots(self) -> tuple[str, ...]:
        return ("momentum",) if self.momentum else ()

    def step(self, state: State, p: Array, g: Array) -> None:
        rate = state.rate(self)
        np.multiply(g, g.dtype.type(-rate), out=g)
        if self.momentum:
            m, mu = state.slots["momentum"], g.dtype.type(self.momentum)
            np.multiply(m, mu, out=m)
            np.add(m, g, out=m)
            if self.nesterov:
                np.add(p, g, out=p)
                np.multiply(m, mu, out=state.room)
                g = state.room
            else:
                g = m
        np.add(p, g, out=p)


@register
class RMSprop(Optimizer):
    """Divides each step by a running mean of the gradient's size."""

    rho: float = param(0.9, ge=0, lt=1, doc="How slowly the running mean follows.")
    momentum: float = param(0.0, ge=0, le=1, doc="Share of the last step that is carried on.")
    epsilon: float = param(1e-7, gt=0, doc="Keeps the division from 0.")
    centered: bool = param(False, doc="Divides by the spread instead of the size.")

    def slots(self) -> tuple[str, ...]:
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
            mean *= kind(self.rho)
            mean += g * kind(1 - self.rho)
            np.subtract(v, np.square(mean), out=room)
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
class Adam(Optimizer):
    """Follows a running mean of the gradient, divided by its running size (Kingma and Ba, 2014)."""

    beta_1: float = param(0.9, ge=0, lt=1, doc="How slowly the mean follows.")
    beta_2: float = param(0.999, ge=0, lt=1, doc="How slowly the size follows.")
    epsilon: float = param(1e-7, gt=0, doc="Keeps the division from 0; outside the bias correction, as in Keras.")
    amsgrad: bool = param(False, doc="Divides by the largest size so far.")

    def slots(self) -> tuple[str, ...]:
        return ("momentum", "velocity", *(("velocity_hat",) if self.amsgrad else ()))

    def slot_scale(self, name: str) -> float:
        # The slots hold the sums without their factors (1 - beta): that saves two passes.
        return 1 - self.beta_1 if name == "momentum" else 1 - self.beta_2

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, t = g.dtype.type, state.iteration + 1
        m, v, room = state.slots["momentum"], state.slots["velocity"], state.room
        root = math.sqrt(1 - self.beta_2)
        alpha = state.rate(self) * math.sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        np.multiply(m, kind(self.beta_1), out=m)
        np.add(m, g, out=m)
        np.multiply(g, g, out=g)
        np.multiply(v, kind(self.beta_2), out=v)
        np.add(v, g, out=v)
        if self.amsgrad:
            v = np.maximum(state.slots["velocity_hat"], v, out=state.slots["velocity_hat"])
        np.sqrt(v, out=room)
        np.add(room, kind(self.epsilon / root), out=room)
        np.divide(m, room, out=room)
        np.multiply(room, kind(alpha * (1 - self.beta_1) / root), out=room)
        np.subtract(p, room, out=p)
