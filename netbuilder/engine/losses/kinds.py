"""What fields of losses and metrics accept beside plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from netbuilder.errors import Fault
from netbuilder.kinds import Bounds, ChoiceKind, FloatKind, IntKind, TupleKind
from netbuilder.spec import param

MEANS = ("sum_over_batch_size", "mean")
REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight")


class ReductionKind(ChoiceKind):
    """How the values of a batch become one number; none of Keras's ways that leave several."""

    def coerce(self, value: Any) -> str:
        if value is None or value == "none":
            raise Fault("none leaves a loss for each sample, but training needs one number. Choose sum_over_batch_size")
        return super().coerce("sum_over_batch_size" if value == "auto" else value)


@dataclass(frozen=True)
class Numbers(TupleKind):
    """A list of numbers, or none. Where one may stand `alone`, it is kept without a list around it."""

    alone: bool = False

    def coerce(self, value: Any) -> Any:
        listed = isinstance(value, Sequence) and not isinstance(value, str)
        if value is None or (listed and not len(value)):
            return None
        if self.alone and not listed:
            return self.inner.coerce(value)
        items = super().coerce(value)
        return items[0] if self.alone and len(items) == 1 else items

    def to_json(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value


def reduction() -> Any:
    """The field that every loss has, each at its own place among the arguments."""
    return param(
        default="sum_over_batch_size",
        kind=ReductionKind(REDUCTIONS),
        advanced=True,
        doc="How the losses of a batch become one number: their mean, their sum, or a mean by sample weights.",
    )


def axes() -> Any:
    """Several axes, one, or none for all."""
    return Numbers(IntKind(), alone=True)


def shares_of_one(alone: bool = False) -> Any:
    """Numbers from 0 to 1."""
    return Numbers(FloatKind(Bounds(0.0, None, 1.0, None)), alone=alone)
