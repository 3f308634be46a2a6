"""Adam and its kin: a running mean of the gradient, divided by its running size."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.optimizers.base import Optimizer
from netbuilder.engine.optimizers.state import State
from netbuilder.engine.schedules import RateKind, Schedule
from netbuilder.spec import param, register

# Nadam's momentum grows to beta_1 as 1 - 0.96^t / 2; this product of all such factors no longer changes after 1,000.
NADAM_DECAY = 0.96
NADAM_PRODUCTS = np.cumprod(1 - 0.5 * NADAM_DECAY ** np.arange(1, 1001))


class Moments(Optimizer):
    """A mean and a size of the gradient that are followed with `beta_1` and `beta_2`."""

    beta_1: float = param(default=0.9, ge=0, lt=1, doc="How slowly the mean follows.")
    beta_2: float = param(default=0.999, ge=0, lt=1, doc="How slowly the size follows.")
    epsilon: float = param(
        default=1e-7, gt=0, doc="Keeps the division from 0; outside the bias correction, as in Keras."
    )

    def own_slots(self) -> tuple[str, ...]:
        return ("momentum", "velocity")

    def own_groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.own_slots(),)

    def slot_scale(self, name: str) -> float:
        # The slots hold the sums without their factors (1 - beta): that saves two passes.
        return {"momentum": 1 - self.beta_1, "velocity": 1 - self.beta_2, "velocity_hat": 1 - self.beta_2}.get(name, 1)

    def size_factor(self, t: int) -> float:
        """What the root of the velocity slot is multiplied by to give the gradient's size, its bias corrected."""
        return math.sqrt((1 - self.beta_2) / (1 - self.beta_2**t))


@register
class Adam(Moments):
    """Follows a running mean of the gradient, divided by its running size (Kingma and Ba, 2014)."""

    amsgrad: bool = param(default=False, doc="Divides by the largest size so far.")

    def own_slots(self) -> tuple[str, ...]:
        return ("momentum", "velocity", *(("velocity_hat",) if self.amsgrad else ()))

    def own_groups(self) -> tuple[tuple[str, ...], ...]:
        slots = self.own_slots()
        return (slots[:2], *((slot,) for slot in slots[2:]))

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, t = g.dtype.type, state.updates + 1
        m, v, buffer = state.slots["momentum"], state.slots["velocity"], state.buffer
        root = math.sqrt(1 - self.beta_2)
        alpha = state.rate(self) * math.sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        np.multiply(m, kind(self.beta_1), out=m)
        np.add(m, g, out=m)
        np.multiply(g, g, out=g)
        np.multiply(v, kind(self.beta_2), out=v)
        np.add(v, g, out=v)
        if self.amsgrad:
            v = np.maximum(state.slots["velocity_hat"], v, out=state.slots["velocity_hat"])
        np.sqrt(v, out=buffer)
        np.add(buffer, kind(self.epsilon / root), out=buffer)
        np.divide(m, buffer, out=buffer)
        np.multiply(buffer, kind(alpha * (1 - self.beta_1) / root), out=buffer)
        np.subtract(p, buffer, out=p)


@register
class AdamW(Adam):
    """Adam that takes a share of each weight away at each step (Loshchilov and Hutter, 2017)."""

    weight_decay: float = param(
        default=0.004, ge=0, doc="Share of each weight, times the learning rate, that is taken away before a step."
    )


@register
class Adamax(Moments):
    """Adam that divides by the largest recent gradient instead of a mean size (Kingma and Ba, 2014)."""

    def own_slots(self) -> tuple[str, ...]:
        return ("momentum", "norm")

    def step(self, state: State, p: Array, g: Array) -> None:
        kind = g.dtype.type
        m, largest, buffer = state.slots["momentum"], state.slots["norm"], state.buffer
        alpha = state.rate(self) * (1 - self.beta_1) / (1 - self.beta_1 ** (state.updates + 1))
        np.multiply(m, kind(self.beta_1), out=m)
        np.add(m, g, out=m)
        np.abs(g, out=buffer)
        np.multiply(largest, kind(self.beta_2), out=largest)
        np.maximum(largest, buffer, out=largest)
        np.add(largest, kind(self.epsilon), out=buffer)
        np.divide(m, buffer, out=buffer)
        np.multiply(buffer, kind(alpha), out=buffer)
        np.subtract(p, buffer, out=p)


@register
class Nadam(Moments):
    """Adam that looks ahead along the mean, as Nesterov's momentum does (Dozat, 2015)."""

    def numbers(self, updates: int) -> dict[str, float]:
        return {"u_product": self.product(updates)}

    def product(self, updates: int) -> float:
        """The product of the momentums of all steps so far."""
        if not updates:
            return 1.0
        return float(self.beta_1**updates * NADAM_PRODUCTS[min(updates, len(NADAM_PRODUCTS)) - 1])

    def shares(self, t: int) -> tuple[float, float, float]:
        """The factor of the size's root at a step, and those of the mean and of the gradient."""
        now, ahead = (self.beta_1 * (1 - 0.5 * NADAM_DECAY**i) for i in (t, t + 1))
        of_mean = ahead * (1 - self.beta_1) / (1 - self.product(t) * ahead)
        return self.size_factor(t), of_mean, (1 - now) / (1 - self.product(t))

    def step(self, state: State, p: Array, g: Array) -> None:
        kind = g.dtype.type
        m, v, buffer = state.slots["momentum"], state.slots["velocity"], state.buffer
        root, of_mean, of_gradient = self.shares(state.updates + 1)
        np.multiply(m, kind(self.beta_1), out=m)
        np.add(m, g, out=m)
        np.multiply(g, g, out=buffer)
        np.multiply(v, kind(self.beta_2), out=v)
        np.add(v, buffer, out=v)
        np.sqrt(v, out=buffer)
        np.add(buffer, kind(self.epsilon / root), out=buffer)
        if of_mean:  # 0 without beta_1
            np.multiply(g, kind(of_gradient / of_mean), out=g)
            np.add(g, m, out=g)
        np.divide(g, buffer, out=g)
        np.multiply(g, kind(state.rate(self) * (of_mean or of_gradient) / root), out=g)
        np.subtract(p, g, out=p)


@register
class ScheduleFreeAdamW(Moments):
    """Adam whose weights lie between its steps and their mean; needs no schedule (Defazio et al., 2024)."""

    learning_rate: float | Schedule = param(default=0.0025, kind=RateKind(), doc="Length of a step.")
    epsilon: float = param(default=1e-8, gt=0, doc="Keeps the division from 0.")
    warmup_steps: int = param(default=0, ge=0, doc="Steps in which the learning rate grows to its full length.")

    def slot_scale(self, name: str) -> float:
        return 1 - self.beta_2 if name == "velocity" else 1.0

    def start(self, state: State, p: Array) -> None:
        super().start(state, p)
        state.slots["momentum"][...] = p

    def warm_rate(self, state: State) -> float:
        """The learning rate as far as it has grown."""
        t = state.updates + 1
        return state.rate(self) * min(t / self.warmup_steps if self.warmup_steps else 1.0, 1.0)

    def step(self, state: State, p: Array, g: Array) -> None:
        kind, t = g.dtype.type, state.updates + 1
        z, v, buffer = state.slots["momentum"], state.slots["velocity"], state.buffer
        root, weight, rate = self.size_factor(t), 1 / t, self.warm_rate(state)
        np.multiply(g, g, out=buffer)
        np.multiply(v, kind(self.beta_2), out=v)
        np.add(v, buffer, out=v)
        np.sqrt(v, out=buffer)
        np.add(buffer, kind(self.epsilon / root), out=buffer)
        np.divide(g, buffer, out=g)
        np.multiply(g, kind(rate / root), out=g)
        # Keras recovers the mean x from y and z, moves z and x, and mixes y anew; put together, this remains.
        np.multiply(p, kind(1 - weight), out=p)
        np.multiply(z, kind(weight), out=buffer)
        np.add(p, buffer, out=p)
        np.subtract(z, g, out=z)
        np.multiply(g, kind(1 - self.beta_1 + self.beta_1 * weight), out=g)
        np.subtract(p, g, out=p)
