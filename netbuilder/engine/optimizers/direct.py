"""Optimizers that follow the gradient or its sign."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.optimizers.base import Optimizer
from netbuilder.engine.optimizers.state import State
from netbuilder.engine.schedules import RateKind, Schedule
from netbuilder.spec import param, register


@register
class SGD(Optimizer):
    """Follows the gradient, with momentum if asked."""

    learning_rate: float | Schedule = param(default=0.01, kind=RateKind(), doc="Length of a step.")
    momentum: float = param(default=0.0, ge=0, le=1, doc="Share of the last step that is carried on.")
    nesterov: bool = param(default=False, doc="Looks ahead along the momentum.")

    def own_slots(self) -> tuple[str, ...]:
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
                np.multiply(m, mu, out=state.buffer)
                g = state.buffer
            else:
                g = m
        np.add(p, g, out=p)


@register
class Lion(Optimizer):
    """Steps by the sign of a running mean of the gradient: all weights move alike (Chen et al., 2023)."""

    beta_1: float = param(default=0.9, gt=0, le=1, doc="Share of the running mean in the direction of a step.")
    beta_2: float = param(default=0.99, ge=0, lt=1, doc="How slowly the running mean follows.")

    def own_slots(self) -> tuple[str, ...]:
        return ("momentum",)

    def slot_scale(self, name: str) -> float:
        # The slot holds the sum without its factor, as Adam's do.
        return 1 - self.beta_2 if name == "momentum" else 1.0

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, m, buffer = g.dtype.type, state.slots["momentum"], state.buffer
        if self.beta_1 < 1:
            np.multiply(m, kind(self.beta_1 * (1 - self.beta_2) / (1 - self.beta_1)), out=buffer)
            np.add(buffer, g, out=buffer)
            np.sign(buffer, out=buffer)
        else:
            np.sign(m, out=buffer)
        np.multiply(buffer, kind(state.rate(self)), out=buffer)
        np.subtract(p, buffer, out=p)
        np.multiply(m, kind(self.beta_2), out=m)
        np.add(m, g, out=m)
