"""Optimizers that look at each weight as a whole: its norm, its rows and columns, its directions."""

from __future__ import annotations

import math
import re

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.optimizers.adam import Moments
from netbuilder.engine.optimizers.base import Optimizer
from netbuilder.engine.optimizers.state import Part, State, norm
from netbuilder.engine.parameters import Key
from netbuilder.errors import FieldError
from netbuilder.kinds import shown
from netbuilder.spec import param, register


@register
class Lamb(Moments):
    """Adam whose step for each weight is as long as the weight, for very large batches (You et al., 2019)."""

    def step(self, state: State, p: Array, g: Array) -> None:
        kind = g.dtype.type
        m, v, buffer = state.slots["momentum"], state.slots["velocity"], state.buffer
        root = self.size_factor(state.updates + 1)
        np.multiply(m, kind(self.beta_1), out=m)
        np.add(m, g, out=m)
        np.multiply(g, g, out=g)
        np.multiply(v, kind(self.beta_2), out=v)
        np.add(v, g, out=v)
        np.sqrt(v, out=buffer)
        np.add(buffer, kind(self.epsilon / root), out=buffer)
        np.divide(m, buffer, out=buffer)
        for part in state.parts:
            step = part.flat(buffer)
            np.multiply(step, kind(self.length(state, norm(part.flat(p)), norm(step))), out=step)
        np.subtract(p, buffer, out=p)

    def length(self, state: State, weight: float, step: float) -> float:
        """What a weight's step is multiplied by, by the norms of both."""
        rate, t = state.rate(self), state.updates + 1
        plain = rate * (1 - self.beta_1) / (1 - self.beta_1**t) / self.size_factor(t)
        return rate * weight / step if weight and step else plain


@register
class Adafactor(Optimizer):
    """Keeps sizes by row and column instead of by number, and limits each weight's step (Shazeer and Stern, 2018)."""

    beta_2_decay: float = param(
        default=-0.8, le=0, doc="How fast the sizes come to follow slowly: 1 - step^beta_2_decay."
    )
    epsilon_1: float = param(default=1e-30, gt=0, doc="Keeps the division from 0.")
    epsilon_2: float = param(default=1e-3, ge=0, doc="Least size of a weight that the step is measured by.")
    clip_threshold: float = param(
        default=1.0, gt=0, doc="Largest mean size of a weight's step before the learning rate."
    )
    relative_step: bool = param(
        default=True, doc="Limits the learning rate to 1 / √step. Keras's formula does so in any case.", advanced=True
    )

    def own_slots(self) -> tuple[str, ...]:
        return ("r", "c", "velocity")

    def own_groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.own_slots(),)

    def slot_shape(self, name: str, key: Key, shape: tuple[int, ...]) -> tuple[int, ...]:
        if name not in ("r", "c"):
            return shape
        if len(shape) < 2:
            return ()  # Keras keeps an unused number in its place
        return shape[:-1] if name == "r" else (*shape[:-2], shape[-1])

    def step(self, state: State, p: Array, g: Array) -> None:
        slow, limit = self.slowness(state)
        for part in state.parts:
            weight, step = part.flat(p), part.flat(g)
            self._divide(state, part, g, slow)
            step *= g.dtype.type(self.length(limit, norm(weight), norm(step), math.sqrt(step.size)))
            weight -= step

    def slowness(self, state: State) -> tuple[float, float]:
        """How slowly sizes follow, and the largest learning rate."""
        t = state.updates + 1
        return 1 - t**self.beta_2_decay, min(state.rate(self), 1 / math.sqrt(t))

    def length(self, limit: float, weight: float, step: float, root: float) -> float:
        """What a weight's step is multiplied by, by the norms of both and the root of how many numbers they have."""
        alpha = limit * max(self.epsilon_2, weight / root)
        return alpha / max(1.0, step / root / self.clip_threshold)

    def _divide(self, state: State, part: Part, gradients: Array, slow: float) -> None:
        """Divides one weight's gradient by its running size."""
        kind = gradients.dtype.type
        g, buffer, v = part.view(gradients), part.view(state.buffer), state.views["velocity"][part.key]
        if g.ndim < 2:
            self._square(g, buffer)
            np.multiply(buffer, kind(1 - slow), out=buffer)
            np.multiply(v, kind(slow), out=v)
            np.add(v, buffer, out=v)
        else:
            shares = self.shares_of_rows(state, part, gradients, slow)
            np.multiply(shares[..., None], state.views["c"][part.key][..., None, :], out=v)
        np.maximum(v, np.finfo(v.dtype).tiny, out=buffer)  # the product of two tiny sizes may become 0
        np.sqrt(buffer, out=buffer)
        np.divide(g, buffer, out=g)

    def _square(self, g: Array, out: Array) -> None:
        np.multiply(g, g, out=out)
        np.add(out, g.dtype.type(self.epsilon_1), out=out)

    def shares_of_rows(self, state: State, part: Part, gradients: Array, slow: float) -> Array:
        """Lets the sizes of a weight's rows and columns follow; gives those of rows as multiples of their mean."""
        g, buffer, kind = part.view(gradients), part.view(state.buffer), gradients.dtype.type
        self._square(g, buffer)
        rows, columns = state.views["r"][part.key], state.views["c"][part.key]
        for sizes, axis in ((rows, -1), (columns, -2)):
            sizes *= kind(slow)
            sizes += kind(1 - slow) * buffer.mean(axis=axis)
        shares: Array = rows / rows.mean(axis=-1, keepdims=True)
        return shares


@register
class Muon(Optimizer):
    """Steps of equal length in all directions of a matrix; Adam for what is no matrix (Jordan et al., 2024)."""

    adam_beta_1: float = param(default=0.9, ge=0, lt=1, doc="How slowly Adam's mean follows.")
    adam_beta_2: float = param(default=0.999, ge=0, lt=1, doc="How slowly Adam's size follows.")
    adam_weight_decay: float | None = param(default=0.004, ge=0, doc="Decay of the weights that Adam changes.")
    epsilon: float = param(default=1e-7, gt=0, doc="Keeps Adam's division from 0.")
    weight_decay: float | None = param(default=0.004, ge=0, doc="Decay of the weights that Muon changes.", kw_only=True)
    exclude_layers: tuple[str, ...] = param(
        default=(), doc="Adam changes the weights whose names hold one of these; best the last layer.", kw_only=True
    )
    exclude_embeddings: bool = param(default=True, doc="Adam changes embeddings.", kw_only=True)
    muon_a: float = param(default=3.4445, doc="First number of the iteration's formula.", advanced=True, kw_only=True)
    muon_b: float = param(default=-4.7750, doc="Second number of the iteration's formula.", advanced=True, kw_only=True)
    muon_c: float = param(default=2.0315, doc="Third number of the iteration's formula.", advanced=True, kw_only=True)
    adam_lr_ratio: float = param(default=1.0, ge=0, doc="Adam's learning rate as a multiple of Muon's.", kw_only=True)
    momentum: float = param(
        default=0.95, ge=0, le=1, doc="Share of earlier gradients that is carried on.", kw_only=True
    )
    ns_steps: int = param(default=5, ge=0, le=100, doc="Iterations that make the directions equal.", kw_only=True)
    nesterov: bool = param(default=True, doc="Looks ahead along the momentum.", kw_only=True)
    rms_rate: float | None = param(
        default=0.2,
        ge=0,
        doc="Scales steps by this and the root of the longer side, to be as long as Adam's.",
        kw_only=True,
    )

    def validate(self) -> None:
        super().validate()
        for pattern in self.exclude_layers:
            try:
                re.compile(pattern)
            except re.error:
                raise FieldError(
                    "exclude_layers", "{pattern} is not a regular expression", pattern=shown(pattern)
                ) from None

    def own_slots(self) -> tuple[str, ...]:
        return ("momentum", "velocity")

    def own_groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.own_slots(),)

    def slot_shape(self, name: str, key: Key, shape: tuple[int, ...]) -> tuple[int, ...] | None:
        return None if name == "velocity" and not self.uses_adam(key, shape) else shape

    def uses_adam(self, key: Key, shape: tuple[int, ...]) -> bool:
        """Whether Adam changes a weight."""
        path = "/".join(key)
        embeds = self.exclude_embeddings and "embedding" in path.lower()
        return len(shape) != 2 or embeds or any(re.search(pattern, path) for pattern in self.exclude_layers)

    def decay(self, state: State, p: Array) -> None:
        rate = state.rate(self)
        for part in state.parts:
            share = self.adam_weight_decay if self.uses_adam(part.key, part.shape) else self.weight_decay
            if share:
                weight = part.flat(p)
                weight *= p.dtype.type(1 - share * rate)

    def step(self, state: State, p: Array, g: Array) -> None:
        rate = state.rate(self)
        for part in state.parts:
            if part.key in state.views["velocity"]:
                self._adam(state, part, p, g, rate * self.adam_lr_ratio)
            else:
                self._muon(state, part, p, g, rate)

    def _adam(self, state: State, part: Part, p: Array, gradients: Array, rate: float) -> None:
        kind, t = p.dtype.type, state.updates + 1
        weight, g, buffer = part.view(p), part.view(gradients), part.view(state.buffer)
        m, v = state.views["momentum"][part.key], state.views["velocity"][part.key]
        alpha = rate * math.sqrt(1 - self.adam_beta_2**t) / (1 - self.adam_beta_1**t)
        m *= kind(self.adam_beta_1)
        m += np.multiply(g, kind(1 - self.adam_beta_1), out=buffer)
        v *= kind(self.adam_beta_2)
        np.multiply(g, g, out=g)
        v += np.multiply(g, kind(1 - self.adam_beta_2), out=g)
        np.sqrt(v, out=buffer)
        buffer += kind(self.epsilon)
        np.divide(m, buffer, out=buffer)
        buffer *= kind(alpha)
        weight -= buffer

    def _muon(self, state: State, part: Part, p: Array, gradients: Array, rate: float) -> None:
        kind = p.dtype.type
        weight, g, m = part.view(p), part.view(gradients), state.views["momentum"][part.key]
        m *= kind(self.momentum)
        m += g
        if self.nesterov:
            g += np.multiply(m, kind(self.momentum), out=part.view(state.buffer))
        weight -= kind(rate * self.scale(part)) * self.equalized(g if self.nesterov else m)

    def scale(self, part: Part) -> float:
        """How long a matrix's step is for a learning rate of 1."""
        return 1.0 if self.rms_rate is None else math.sqrt(max(part.shape)) * self.rms_rate

    def equalized(self, x: Array) -> Array:
        """A matrix with nearly the same directions as `x`, all nearly of length 1, by Newton-Schulz iteration."""
        rows, columns = x.shape
        a, b, c = (x.dtype.type(number) for number in (self.muon_a, self.muon_b, self.muon_c))
        x = x.T if rows > columns else x
        x = x / x.dtype.type(norm(x.ravel()) + 1e-7)
        for _ in range(self.ns_steps):
            squared = x @ x.T
            x = a * x + (b * squared + c * (squared @ squared)) @ x
        return x.T if rows > columns else x
