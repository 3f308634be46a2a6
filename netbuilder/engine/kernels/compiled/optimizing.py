"""Optimizers whose step over the flat vectors is compiled: clipping, decay and step in one pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.kernels.compiled.code import stepping
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.threads import WORTH_SPREADING, thread_pool
from netbuilder.engine.optimizers import (
    SGD,
    Adadelta,
    Adafactor,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Ftrl,
    Lamb,
    Lion,
    Muon,
    Nadam,
    Optimizer,
    Passes,
    RMSprop,
    ScheduleFreeAdamW,
    State,
)  # fmt: skip
from netbuilder.engine.optimizers.base import ACCUMULATOR, AVERAGE
from netbuilder.engine.optimizers.state import Part, norm

Numbers = tuple[Any, ...]
# What an optimizer's step is called with: its state, weights, gradients, and (keep, shorter, most) of `stepping`.
Stepped = Callable[[Any, State, Array, Array, Numbers], None]

NOTHING: Array = np.empty(0, np.float32)
NEITHER = (np.float32(1), np.float32(1), np.float32(np.inf))  # nothing decays, and nothing is clipped


class CompiledPasses(Passes):
    """The passes of an optimizer that has a compiled step."""

    def gather(self, state: State, g: Array) -> bool:
        if (state.iteration + 1) % state.period:
            return super().gather(state, g)
        waiting, period = state.slots[ACCUMULATOR], g.dtype.type(state.period)
        _spread(partial(stepping.gathered, waiting, g, period), g.size)
        return True

    def step(self, state: State, p: Array, g: Array) -> None:
        optimizer = self.optimizer
        stepped, kind = STEPS.get(type(optimizer)), p.dtype.type
        if stepped is None:
            super().step(state, p, g)
            return
        if optimizer.clipnorm:
            optimizer.clip(state, g)
        keep, shorter, most = NEITHER
        if type(optimizer) is not Muon and optimizer.weight_decay:
            keep = kind(1 - optimizer.weight_decay * state.rate(optimizer))
        if optimizer.global_clipnorm:
            length = norm(g)
            shorter = kind(optimizer.global_clipnorm / length) if length > optimizer.global_clipnorm else shorter
        if optimizer.clipvalue:
            most = kind(optimizer.clipvalue)
        stepped(optimizer, state, p, g, (keep, shorter, most))

    def average(self, state: State, p: Array) -> None:
        kind, (share, rest, overwrites) = p.dtype.type, self.shares(state)
        numbers = state.slots[AVERAGE], p, kind(share), kind(rest), overwrites
        _spread(partial(stepping.averaged, *numbers), p.size)


def _spread(step: Callable[[int, int], None], size: int, rows: int | None = None) -> None:
    """A step over so many numbers, by number or by rows: in parts, where each thread has enough to do."""
    count = size if rows is None else rows
    if size < 2 * WORTH_SPREADING:
        step(0, count)
        return
    parts = cut(count, thread_pool().size)
    thread_pool().run(lambda number, _hand: step(*parts[number]), len(parts))


def _adam(adam: Adam, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, t, slots = p.dtype.type, state.updates + 1, state.slots
    root = math.sqrt(1 - adam.beta_2)
    alpha = state.rate(adam) * math.sqrt(1 - adam.beta_2**t) / (1 - adam.beta_1**t)
    numbers = kind(adam.beta_1), kind(adam.beta_2), kind(adam.epsilon / root), kind(alpha * (1 - adam.beta_1) / root)
    vectors = p, g, slots["momentum"], slots["velocity"]
    if adam.amsgrad:
        _spread(partial(stepping.amsgrad, *vectors, slots["velocity_hat"], *numbers, *cuts), p.size)
    else:
        _spread(partial(stepping.adam, *vectors, *numbers, *cuts), p.size)


def _adamax(adamax: Adamax, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, vectors = p.dtype.type, (p, g, state.slots["momentum"], state.slots["norm"])
    alpha = state.rate(adamax) * (1 - adamax.beta_1) / (1 - adamax.beta_1 ** (state.updates + 1))
    numbers = kind(adamax.beta_1), kind(adamax.beta_2), kind(adamax.epsilon), kind(alpha)
    _spread(partial(stepping.adamax, *vectors, *numbers, *cuts), p.size)


def _nadam(nadam: Nadam, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, vectors = p.dtype.type, (p, g, state.slots["momentum"], state.slots["velocity"])
    root, of_mean, of_gradient = nadam.shares(state.updates + 1)
    ahead = of_gradient / of_mean if of_mean else math.inf
    length = state.rate(nadam) * (of_mean or of_gradient) / root
    betas = kind(nadam.beta_1), kind(nadam.beta_2), kind(nadam.epsilon / root)
    _spread(partial(stepping.nadam, *vectors, *betas, kind(ahead), kind(length), *cuts), p.size)


def _schedule_free(free: ScheduleFreeAdamW, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, vectors = p.dtype.type, (p, g, state.slots["momentum"], state.slots["velocity"])
    root, weight = free.size_factor(state.updates + 1), 1 / (state.updates + 1)
    numbers = kind(free.beta_2), kind(free.epsilon / root), kind(free.warm_rate(state) / root)
    shares = kind(1 - weight), kind(weight), kind(1 - free.beta_1 + free.beta_1 * weight)
    _spread(partial(stepping.schedule_free, *vectors, *numbers, *shares, *cuts), p.size)


def _sgd(sgd: SGD, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind = p.dtype.type
    rate = kind(state.rate(sgd))
    if not sgd.momentum:
        _spread(partial(stepping.plain, p, g, rate, *cuts), p.size)
        return
    vectors = p, g, state.slots["momentum"]
    _spread(partial(stepping.momentum, *vectors, rate, kind(sgd.momentum), sgd.nesterov, *cuts), p.size)


def _lion(lion: Lion, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, leans = p.dtype.type, lion.beta_1 < 1
    lean = kind(lion.beta_1 * (1 - lion.beta_2) / (1 - lion.beta_1)) if leans else kind(1)
    numbers = lean, kind(lion.beta_2), kind(state.rate(lion)), leans
    _spread(partial(stepping.lion, p, g, state.slots["momentum"], *numbers, *cuts), p.size)


def _rmsprop(rmsprop: RMSprop, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, slots, v = p.dtype.type, state.slots, state.slots["velocity"]
    numbers = kind(rmsprop.rho), kind(1 - rmsprop.rho), kind(rmsprop.epsilon), kind(state.rate(rmsprop))
    carried = rmsprop.momentum > 0
    if not rmsprop.centered and not carried:
        _spread(partial(stepping.rmsprop, p, g, v, *numbers, *cuts), p.size)
        return
    vectors = v, slots.get("average_gradient", NOTHING), slots.get("momentum", NOTHING)
    more = kind(rmsprop.momentum), rmsprop.centered, carried
    _spread(partial(stepping.rmsprop_of, p, g, *vectors, *numbers, *more, *cuts), p.size)


def _adagrad(adagrad: Adagrad, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind = p.dtype.type
    numbers = state.slots["accumulator"], kind(adagrad.epsilon), kind(state.rate(adagrad))
    _spread(partial(stepping.adagrad, p, g, *numbers, *cuts), p.size)


def _adadelta(adadelta: Adadelta, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, slots = p.dtype.type, state.slots
    numbers = kind(adadelta.rho), kind(adadelta.epsilon / (1 - adadelta.rho)), kind(state.rate(adadelta))
    vectors = p, g, slots["accumulated_grad"], slots["accumulated_delta_var"]
    _spread(partial(stepping.adadelta, *vectors, *numbers, *cuts), p.size)


def _ftrl(ftrl: Ftrl, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, rate, power = p.dtype.type, state.rate(ftrl), -ftrl.learning_rate_power
    if rate == 0:
        return  # as NumPy's
    strengths = ftrl.l1_regularization_strength, 2 * ftrl.l2_shrinkage_regularization_strength, 1 / rate
    numbers = (power, *strengths, 2 * ftrl.l2_regularization_strength + ftrl.beta / rate)
    vectors = p, g, state.slots["accumulator"], state.slots["linear"]
    _spread(partial(stepping.ftrl, *vectors, *map(kind, numbers), power == 0.5, *cuts), p.size)


def _lamb(lamb: Lamb, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    kind, root = p.dtype.type, lamb.size_factor(state.updates + 1)
    numbers = kind(lamb.beta_1), kind(lamb.beta_2), kind(lamb.epsilon / root)
    vectors = p, g, state.slots["momentum"], state.slots["velocity"], state.buffer
    _spread(partial(stepping.lamb, *vectors, *numbers, *cuts), p.size)
    for part in state.parts:
        weight, step = part.flat(p), part.flat(state.buffer)
        factor = kind(lamb.length(state, norm(weight), norm(step)))
        _spread(partial(stepping.stepped, weight, step, factor), weight.size)


def _adafactor(adafactor: Adafactor, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    _cut_first(p, g, cuts)
    slow, limit = adafactor.slowness(state)
    for part in state.parts:
        weight, step, v = part.flat(p), part.flat(g), state.views["velocity"][part.key]
        kind, wide = g.dtype.type, part.shape[-1] if part.shape else 1
        if len(part.shape) < 2:
            numbers = kind(slow), kind(1 - slow), kind(adafactor.epsilon_1)
            _spread(partial(stepping.divided, step, v.reshape(-1), *numbers), step.size)
        else:
            shares = adafactor.shares_of_rows(state, part, g, slow).reshape(-1, part.shape[-2])
            columns = state.views["c"][part.key].reshape(-1, wide)
            slopes, sizes = (each.reshape(len(shares), -1, wide) for each in (step, v))
            for matrix in zip(slopes, sizes, shares, columns, strict=True):
                _spread(partial(stepping.divided_rows, *map(plain, matrix)), matrix[0].size, part.shape[-2])
        factor = kind(adafactor.length(limit, norm(weight), norm(step), math.sqrt(step.size)))
        _spread(partial(stepping.stepped, weight, step, factor), step.size)


def _cut_first(p: Array, g: Array, cuts: Numbers) -> None:
    """What is otherwise done on the way."""
    keep, shorter, most = cuts
    if keep != 1:
        np.multiply(p, keep, out=p)
    if shorter != 1:
        np.multiply(g, shorter, out=g)
    if np.isfinite(most):
        np.clip(g, -most, most, out=g)


def _muon(muon: Muon, state: State, p: Array, g: Array, cuts: Numbers) -> None:
    for part in state.parts:
        if part.key in state.views["velocity"]:
            _adam_of_muon(muon, state, part, p, g, cuts)
        else:
            _directions_of_muon(muon, state, part, p, g, cuts)


def _adam_of_muon(muon: Muon, state: State, part: Part, p: Array, g: Array, cuts: Numbers) -> None:
    kind, t, rate = p.dtype.type, state.updates + 1, state.rate(muon)
    slots = [state.views[name][part.key].reshape(-1) for name in ("momentum", "velocity")]
    betas = muon.adam_beta_1, 1 - muon.adam_beta_1, muon.adam_beta_2, 1 - muon.adam_beta_2
    alpha = rate * muon.adam_lr_ratio * math.sqrt(1 - muon.adam_beta_2**t) / (1 - muon.adam_beta_1**t)
    keep = kind(1 - (muon.adam_weight_decay or 0) * rate)
    numbers = (*map(kind, (*betas, muon.epsilon, alpha)), keep, *cuts[1:])
    _spread(partial(stepping.adam_of_means, part.flat(p), part.flat(g), *slots, *numbers), part.stop - part.start)


def _directions_of_muon(muon: Muon, state: State, part: Part, p: Array, g: Array, cuts: Numbers) -> None:
    kind, rate, m = p.dtype.type, state.rate(muon), state.views["momentum"][part.key].reshape(-1)
    keep, weight, way = kind(1 - (muon.weight_decay or 0) * rate), part.flat(p), part.flat(g)
    share = kind(muon.momentum)
    _spread(partial(stepping.toward, weight, way, m, share, muon.nesterov, keep, *cuts[1:]), m.size)
    equal = plain(muon.equalized(part.view(g))).reshape(-1)
    _spread(partial(stepping.stepped, weight, equal, kind(rate * muon.scale(part))), m.size)


STEPS: dict[type[Optimizer], Stepped] = {
    SGD: _sgd, Lion: _lion, Adam: _adam, AdamW: _adam, Adamax: _adamax, Nadam: _nadam,
    ScheduleFreeAdamW: _schedule_free, RMSprop: _rmsprop, Adagrad: _adagrad, Adadelta: _adadelta, Ftrl: _ftrl,
    Lamb: _lamb, Adafactor: _adafactor, Muon: _muon,
}  # fmt: skip
