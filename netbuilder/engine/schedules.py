"""Learning rates that change from step to step."""

from __future__ import annotations

import math
from typing import Any

from netbuilder.kinds import Bounds, FloatKind, Kind
from netbuilder.spec import Spec, param, register


class Schedule(Spec, registry=True):
    """A learning rate for each step."""

    def rate(self, step: int) -> float:
        """The rate of step number `step`, counted from 0."""
        raise AssertionError("a schedule has rates")


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


@register
class InverseTimeDecay(Schedule):
    """Falls as 1 / (1 + decay_rate · step / decay_steps); the `decay` of old Keras has decay_steps 1."""

    initial_learning_rate: float = param(ge=0, start=0.01, doc="The rate of the first step.")
    decay_steps: int = param(ge=1, start=1, doc="Steps to one unit of decay.")
    decay_rate: float = param(ge=0, start=1e-6, doc="How fast the rate falls.")
    staircase: bool = param(False, doc="Falls in stairs instead of steadily.")

    def rate(self, step: int) -> float:
        passed = step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * (math.floor(passed) if self.staircase else passed))


def rate_at(learning_rate: float | Schedule, step: int) -> float:
    """The rate of a step, whether it is fixed or scheduled."""
    return learning_rate.rate(step) if isinstance(learning_rate, Schedule) else learning_rate
