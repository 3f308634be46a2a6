"""Optimizers whose step over the flat vectors is compiled."""

from __future__ import annotations

import math
from collections.abc import Callable

from netbuilder.arrays import Array
from netbuilder.engine.kernels.compiled.code import stepping
from netbuilder.engine.kernels.compiled.laying import cut
from netbuilder.engine.kernels.threads import WORTH_SPREADING, thread_pool
from netbuilder.engine.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop, State

StepTaken = Callable[[State, Array, Array], None]


def step_of(optimizer: Optimizer) -> StepTaken:
    """The compiled step of an optimizer; its own where there is none."""
    kind = type(optimizer)
    if kind in (Adam, AdamW):
        return lambda state, p, g: _adam(optimizer, state, p, g)  # type: ignore[arg-type]
    if kind is SGD:
        return lambda state, p, g: _sgd(optimizer, state, p, g)  # type: ignore[arg-type]
    if kind is RMSprop and not optimizer.momentum and not optimizer.centered:  # type: ignore[attr-defined]
        return lambda state, p, g: _rmsprop(optimizer, state, p, g)  # type: ignore[arg-type]
    return optimizer.step


def _spread(step: Callable[[int, int], None], size: int) -> None:
    """A step in parts, where each thread has enough to do."""
    parts = cut(size, thread_pool().size if size >= 2 * WORTH_SPREADING else 1)
    thread_pool().run(lambda number, _hand: step(*parts[number]), len(parts))


def _adam(adam: Adam, state: State, p: Array, g: Array) -> None:
    kind, t, slots = p.dtype.type, state.updates + 1, state.slots
    root = math.sqrt(1 - adam.beta_2)
    alpha = state.rate(adam) * math.sqrt(1 - adam.beta_2**t) / (1 - adam.beta_1**t)
    of_mean = kind(adam.beta_1), kind(adam.beta_2), kind(adam.epsilon / root), kind(alpha * (1 - adam.beta_1) / root)
    m, v = slots["momentum"], slots["velocity"]
    if adam.amsgrad:
        _spread(lambda i, j: stepping.amsgrad(p, g, m, v, slots["velocity_hat"], *of_mean, i, j), p.size)
    else:
        _spread(lambda i, j: stepping.adam(p, g, m, v, *of_mean, i, j), p.size)


def _sgd(sgd: SGD, state: State, p: Array, g: Array) -> None:
    kind = p.dtype.type
    rate = kind(state.rate(sgd))
    if not sgd.momentum:
        _spread(lambda i, j: stepping.plain(p, g, rate, i, j), p.size)
        return
    m, share = state.slots["momentum"], kind(sgd.momentum)
    _spread(lambda i, j: stepping.momentum(p, g, m, rate, share, sgd.nesterov, i, j), p.size)


def _rmsprop(rmsprop: RMSprop, state: State, p: Array, g: Array) -> None:
    kind, v = p.dtype.type, state.slots["velocity"]
    numbers = kind(rmsprop.rho), kind(1 - rmsprop.rho), kind(rmsprop.epsilon), kind(state.rate(rmsprop))
    _spread(lambda i, j: stepping.rmsprop(p, g, v, *numbers, i, j), p.size)
