"""Learning rates that change from step to step: Keras's schedules, and a warm-up for each of them."""

from __future__ import annotations

import bisect
import math
from typing import Any

from netbuilder.errors import Fault, FieldError
from netbuilder.kinds import Bounds, FloatKind, Kind, TupleKind
from netbuilder.spec import Spec, param, register


class Schedule(Spec, registry=True):
    """A learning rate for each step."""

    def rate(self, step: int) -> float:
        """The rate of step number `step`, counted from 0."""
        raise AssertionError("a schedule has rates")

    def for_keras(self) -> Schedule:
        """The schedule of Keras that has the same rates; raises Fault when there is none."""
        return self


class RateKind(Kind):
    """A learning rate: a number of at least 0, or a schedule."""

    number = FloatKind(Bounds(ge=0))

    def coerce(self, value: Any) -> float | Schedule:
        if isinstance(value, int | float):
            return self.number.coerce(value)
        schedule: Schedule = Schedule.coerce(value)
        return schedule

    def to_json(self, value: Any) -> Any:
        return value.to_json() if isinstance(value, Schedule) else value


class StepsKind(FloatKind):
    """A number of steps. People divide samples by batches: it need not be whole, but is kept so where it is."""

    def coerce(self, value: Any) -> float:
        number = super().coerce(value)
        return int(number) if number.is_integer() else number


STEPS = StepsKind(Bounds(gt=0))


@register
class ExponentialDecay(Schedule):
    """Is multiplied by `decay_rate` every `decay_steps`."""

    initial_learning_rate: float = param(ge=0, start=0.01, doc="The rate of the first step.")
    decay_steps: float = param(kind=STEPS, start=1000, doc="Steps from one multiplication to the next.")
    decay_rate: float = param(ge=0, start=0.9, doc="What the rate is multiplied by.")
    staircase: bool = param(default=False, doc="Falls in steps instead of steadily.")

    def rate(self, step: int) -> float:
        passed = step / self.decay_steps
        return self.initial_learning_rate * _power(self.decay_rate, math.floor(passed) if self.staircase else passed)


@register
class PiecewiseConstantDecay(Schedule):
    """Has one of `values` at a time: the next after each boundary."""

    boundaries: tuple[float, ...] = param(
        kind=TupleKind(StepsKind(Bounds(ge=0))), start=(1000, 2000), doc="Last steps of all values but the last."
    )
    values: tuple[float, ...] = param(ge=0, start=(0.01, 0.003, 0.001), doc="The rates; one more than boundaries.")

    def validate(self) -> None:
        if len(self.values) != len(self.boundaries) + 1 or not self.boundaries:
            raise FieldError("values", "must be one more than the boundaries, which are at least one")
        if any(after <= before for before, after in zip(self.boundaries, self.boundaries[1:], strict=False)):
            raise FieldError("boundaries", "must increase")

    def rate(self, step: int) -> float:
        # Keras drops a boundary's fraction.
        return self.values[bisect.bisect_left([int(boundary) for boundary in self.boundaries], step)]


@register
class PolynomialDecay(Schedule):
    """Falls to `end_learning_rate` along a power of the steps that are left."""

    initial_learning_rate: float = param(ge=0, start=0.01, doc="The rate of the first step.")
    decay_steps: float = param(kind=STEPS, start=1000, doc="Steps to the end.")
    end_learning_rate: float = param(default=0.0001, ge=0, doc="The rate at the end and after it.")
    power: float = param(default=1.0, ge=0, doc="1 falls in a straight line, more falls faster at first.")
    cycle: bool = param(default=False, doc="Rises and falls again after the end, each time for decay_steps.")

    def rate(self, step: int) -> float:
        cycles = max(1, math.ceil(step / self.decay_steps)) if self.cycle else 1
        left = max(0.0, 1 - step / (self.decay_steps * cycles))
        return (self.initial_learning_rate - self.end_learning_rate) * math.pow(
            left, self.power
        ) + self.end_learning_rate


@register
class InverseTimeDecay(Schedule):
    """Falls as 1 / (1 + decay_rate · step / decay_steps); the `decay` of old Keras has decay_steps 1."""

    initial_learning_rate: float = param(ge=0, start=0.01, doc="The rate of the first step.")
    decay_steps: float = param(kind=STEPS, start=1, doc="Steps to one unit of decay.")
    decay_rate: float = param(ge=0, start=1e-6, doc="How fast the rate falls.")
    staircase: bool = param(default=False, doc="Falls in steps instead of steadily.")

    def rate(self, step: int) -> float:
        passed = step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * (math.floor(passed) if self.staircase else passed))


@register
class CosineDecay(Schedule):
    """Falls along half a cosine wave, after a warm-up if asked (Loshchilov and Hutter, 2016)."""

    initial_learning_rate: float = param(ge=0, start=0.01, doc="The rate of the first step.")
    decay_steps: float = param(kind=STEPS, start=1000, doc="Steps to the end, counted from the end of the warm-up.")
    alpha: float = param(default=0.0, ge=0, doc="The rate at the end, as a share of the highest.")
    warmup_target: float | None = param(
        default=None, ge=0, doc="The rate at the end of the warm-up; none is no warm-up."
    )
    warmup_steps: float = param(default=0, kind=StepsKind(Bounds(ge=0)), doc="Steps of the warm-up.")

    def rate(self, step: int) -> float:
        if self.warmup_target is None:
            return self.initial_learning_rate * _cosine(step / self.decay_steps, self.alpha)
        if step < self.warmup_steps:
            return _between(self.initial_learning_rate, self.warmup_target, step / self.warmup_steps)
        return self.warmup_target * _cosine((step - self.warmup_steps) / self.decay_steps, self.alpha)


@register
class CosineDecayRestarts(Schedule):
    """Falls along half a cosine wave again and again (Loshchilov and Hutter, 2016)."""

    initial_learning_rate: float = param(ge=0, start=0.01, doc="The rate of the first step.")
    first_decay_steps: float = param(kind=STEPS, start=1000, doc="Steps to the first restart.")
    t_mul: float = param(default=2.0, ge=1, doc="How much longer each wave is than the one before.")
    m_mul: float = param(default=1.0, ge=0, doc="How much higher each wave starts than the one before.")
    alpha: float = param(default=0.0, ge=0, doc="The rate at the end of a wave, as a share of the first.")

    def rate(self, step: int) -> float:
        wave, passed = self._wave(step / self.first_decay_steps)
        height = _power(self.m_mul, wave) * _cosine(passed, 0.0)
        return self.initial_learning_rate * ((1 - self.alpha) * height + self.alpha)

    def _wave(self, waves: float) -> tuple[int, float]:
        """The number of the wave, and the share of it that has passed, after so many lengths of the first."""
        growth = self.t_mul - 1
        if not growth:
            return math.floor(waves), waves - math.floor(waves)
        number = math.floor(math.log1p(waves * growth) / math.log1p(growth))
        if (self.t_mul ** (number + 1) - 1) / growth <= waves:  # the logarithm's rounding stopped just below
            number += 1
        return number, max(0.0, (waves - (self.t_mul**number - 1) / growth) / self.t_mul**number)


@register
class Warmup(Schedule):
    """Rises in a straight line to another rate or schedule, which then begins at its own first step."""

    in_keras = False  # there CosineDecay has a warm-up

    target: float | Schedule = param(kind=RateKind(), start=0.01, doc="The rate or the schedule that follows.")
    warmup_steps: int = param(ge=1, start=1000, doc="Steps of the warm-up.")
    initial_learning_rate: float = param(default=0.0, ge=0, doc="The rate of the first step.")

    def rate(self, step: int) -> float:
        if step < self.warmup_steps:
            return _between(self.initial_learning_rate, rate_at(self.target, 0), step / self.warmup_steps)
        return rate_at(self.target, step - self.warmup_steps)

    def for_keras(self) -> Schedule:
        """Keras can warm up for CosineDecay alone; one that does not fall is a fixed rate."""
        target = self.target if isinstance(self.target, Schedule) else CosineDecay(self.target, 1, alpha=1.0)
        if not isinstance(target, CosineDecay) or target.warmup_target is not None:
            raise Fault(
                "Keras has no warm-up to {schedule}. Choose a fixed rate or CosineDecay as the target of Warmup",
                schedule=type(target).__name__,
            )
        return target.replace(
            initial_learning_rate=self.initial_learning_rate,
            warmup_target=target.initial_learning_rate,
            warmup_steps=self.warmup_steps,
        )


def rate_at(learning_rate: float | Schedule, step: int) -> float:
    """The rate of a step, whether it is fixed or scheduled."""
    return learning_rate.rate(step) if isinstance(learning_rate, Schedule) else learning_rate


def _cosine(passed: float, least: float) -> float:
    """Half a cosine wave from 1 to `least`, and `least` after it."""
    return (1 - least) * 0.5 * (1 + math.cos(math.pi * min(passed, 1.0))) + least


def _between(first: float, last: float, passed: float) -> float:
    return first + (last - first) * passed


def _power(base: float, exponent: float) -> float:
    """A power that is infinite where it grows too large."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
