"""What an optimizer is, and one step of training with all that Keras's optimizers have in common."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.optimizers.state import State, norm
from netbuilder.engine.parameters import Key, Parameters
from netbuilder.engine.schedules import RateKind, Schedule
from netbuilder.errors import FieldError
from netbuilder.spec import Spec, param

AVERAGE, ACCUMULATOR = "average", "gradient_accumulator"
CLIPPING = ("clipnorm", "clipvalue", "global_clipnorm")


class Optimizer(Spec, registry=True):
    """How weights follow their gradients.

    A member declares its own fields and `own_slots`, and changes the weights in `step`. What it writes into
    the gradients must be 0 where they are 0: the gaps between weights stay 0.
    """

    needs_second_buffer: ClassVar[bool] = False

    learning_rate: float | Schedule = param(default=0.001, kind=RateKind(), doc="Length of a step.")
    weight_decay: float | None = param(
        default=None,
        ge=0,
        doc="Share of each weight, times the learning rate, that is taken away before a step.",
        advanced=True,
        kw_only=True,
    )
    clipnorm: float | None = param(
        default=None,
        ge=0,
        doc="Longest gradient of a single weight; longer ones are shortened.",
        advanced=True,
        kw_only=True,
    )
    clipvalue: float | None = param(
        default=None, ge=0, doc="Largest number in a gradient; larger ones are cut off.", advanced=True, kw_only=True
    )
    global_clipnorm: float | None = param(
        default=None, ge=0, doc="Longest gradient of all weights together.", advanced=True, kw_only=True
    )
    use_ema: bool = param(
        default=False,
        doc="Keeps a running average of the weights, which they become in the end.",
        advanced=True,
        kw_only=True,
    )
    ema_momentum: float = param(
        default=0.99, ge=0, le=1, doc="How slowly the average follows the weights.", advanced=True, kw_only=True
    )
    ema_overwrite_frequency: int | None = param(
        default=None, ge=1, doc="Steps after which the weights become their average; none is only in the end.",
        advanced=True, kw_only=True,
    )  # fmt: skip
    gradient_accumulation_steps: int | None = param(
        default=None, ge=2, doc="Batches whose mean gradient makes one step.", advanced=True, kw_only=True
    )

    def validate(self) -> None:
        given = [name for name in CLIPPING if getattr(self, name) is not None]
        if len(given) > 1:
            raise FieldError(given[1], "cannot be set together with {other}. Choose one", other=given[0])

    def own_slots(self) -> tuple[str, ...]:
        """The vectors that this kind of optimizer keeps from step to step, under Keras's names."""
        return ()

    def slots(self) -> tuple[str, ...]:
        """All vectors that are kept, in Keras's order."""
        average = (AVERAGE,) if self.use_ema else ()
        accumulator = (ACCUMULATOR,) if self.gradient_accumulation_steps else ()
        return (*average, *accumulator, *self.own_slots())

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Slots that Keras's files hold side by side for each weight; the groups follow one another."""
        own = self.own_groups()
        return (*((slot,) for slot in self.slots() if not any(slot in group for group in own)), *own)

    def own_groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups of `own_slots`."""
        return tuple((slot,) for slot in self.own_slots())

    def numbers(self, updates: int) -> dict[str, float]:
        """What Keras's files hold after the slots when so many steps were taken."""
        return {}

    def updates(self, iteration: int) -> int:
        """How often the weights have changed after so many batches."""
        return iteration // (self.gradient_accumulation_steps or 1)

    def slot_scale(self, name: str) -> float:
        """What a slot is multiplied by to give Keras's value."""
        return 1.0

    def slot_start(self, name: str) -> float:
        """What Keras's value is at the start."""
        return 0.0

    def slot_shape(self, name: str, key: Key, shape: tuple[int, ...]) -> tuple[int, ...] | None:
        """The shape of a slot for a weight of a given shape; None where the weight has no such slot."""
        return shape

    def start(self, state: State, p: Array) -> None:
        """Prepares the slots for the first weights."""
        if self.use_ema:
            state.slots[AVERAGE][...] = p

    def step(self, state: State, p: Array, g: Array) -> None:
        """Changes the weights `p` by their gradients `g`, which may be overwritten."""
        raise AssertionError("an optimizer steps")

    def clip(self, state: State, g: Array) -> None:
        """Shortens what is too long in the gradients."""
        if self.clipnorm:
            for part in state.parts:
                _shorten(part.flat(g), self.clipnorm)
        elif self.global_clipnorm:
            _shorten(g, self.global_clipnorm)
        elif self.clipvalue:
            np.clip(g, -self.clipvalue, self.clipvalue, out=g)

    def decay(self, state: State, p: Array) -> None:
        """Takes the decay from the weights."""
        if self.weight_decay:
            np.multiply(p, p.dtype.type(1 - self.weight_decay * state.rate(self)), out=p)


class Passes:
    """The passes over the flat vectors that an optimizer makes: by NumPy here, while others may join some in one."""

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer

    def gather(self, state: State, g: Array) -> bool:
        """Adds the gradients to those that wait; at the last of a period puts their mean into `g` and says so."""
        waiting = state.slots[ACCUMULATOR]
        if (state.iteration + 1) % state.period:
            np.add(waiting, g, out=waiting)
            return False
        np.add(g, waiting, out=g)
        np.divide(g, g.dtype.type(state.period), out=g)
        waiting.fill(0)
        return True

    def step(self, state: State, p: Array, g: Array) -> None:
        """Changes the weights by their gradients, which are clipped and may be overwritten."""
        self.optimizer.clip(state, g)
        self.optimizer.decay(state, p)
        self.optimizer.step(state, p, g)

    def average(self, state: State, p: Array) -> None:
        """Lets the average follow the weights."""
        average, (share, rest, overwrites) = state.slots[AVERAGE], self.shares(state)
        np.multiply(average, p.dtype.type(share), out=average)
        np.multiply(p, p.dtype.type(rest), out=state.buffer)
        np.add(average, state.buffer, out=average)
        if overwrites:
            p[...] = average

    def shares(self, state: State) -> tuple[float, float, bool]:
        """Of the old average and of the weights in the new one, and whether that takes the weights' place.

        Until the first step was counted it is the weights, as in Keras.
        """
        share = self.optimizer.ema_momentum if state.updates else 0.0
        every = self.optimizer.ema_overwrite_frequency
        return share, 1 - share, every is not None and (state.updates + 1) % every == 0


def advance(optimizer: Optimizer, state: State, p: Array, g: Array, passes: Passes | None = None) -> None:
    """Takes what one batch teaches into the weights, in Keras's order, and counts it. Overwrites `g`."""
    passes = passes or Passes(optimizer)
    if not state.iteration:
        optimizer.start(state, p)
    if state.period == 1 or passes.gather(state, g):
        passes.step(state, p, g)
    if optimizer.use_ema:
        passes.average(state, p)
    state.iteration += 1


def finish(optimizer: Optimizer, state: State, parameters: Parameters) -> None:
    """Ends a training: the weights become their running average, where one is kept."""
    if optimizer.use_ema and state.iteration:
        parameters.values[...] = state.slots[AVERAGE]


def _shorten(g: Array, longest: float) -> None:
    length = norm(g)
    if length > longest:
        np.multiply(g, g.dtype.type(longest / length), out=g)
