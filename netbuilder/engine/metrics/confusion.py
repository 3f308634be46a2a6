"""True and false answers, and what follows from them: precision, recall and the like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses import spread
from netbuilder.engine.losses.kinds import shares_of_one
from netbuilder.engine.metrics import counting
from netbuilder.engine.metrics.base import Metric, Result, State, one_hot_like, ratios, result_of
from netbuilder.errors import DataError
from netbuilder.spec import param, register

THRESHOLDS = "Probability above which an answer counts as yes, or several; none is 0.5."
TOP_K = "Only this many of the largest outputs count as yes."
CLASS_ID = "Looks at one class only."
COUNT = "How many probabilities between 0 and 1 are tried."


class _Confusion(Metric):
    heeds_mask = False
    numbered = True

    def tried(self) -> Sequence[float]:
        """The thresholds."""
        given = getattr(self, "thresholds", None)
        if given is None:
            return (0.5,) if getattr(self, "top_k", None) is None else (counting.LOWEST,)
        return given if isinstance(given, tuple) else (given,)

    def start(self) -> State:
        return counting.empty()

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        y = one_hot_like(y, p, self.snake())
        w = np.ones(p.shape) if weights is None else spread(weights, p.shape)
        top_k, class_id = getattr(self, "top_k", None), getattr(self, "class_id", None)
        if top_k is not None:
            p = counting.largest(p, top_k)
        if class_id is not None:
            if class_id >= p.shape[-1]:
                raise DataError(
                    "{metric} looks at class {class_id}, but there are {count} outputs",
                    metric=self.snake(),
                    class_id=class_id,
                    count=p.shape[-1],
                )
            y, p, w = y[..., class_id], p[..., class_id], w[..., class_id]
        counts = counting.confusion(y.reshape(-1, 1).astype(bool), p.reshape(-1, 1), w.reshape(-1, 1), self.tried())
        counting.add(state, {name: numbers[:, 0] for name, numbers in counts.items()})


class _Count(_Confusion):
    counted: ClassVar[str]
    thresholds: float | tuple[float, ...] | None = param(default=None, kind=shares_of_one(alone=True), doc=THRESHOLDS)

    def result(self, state: State) -> Result:
        return result_of(state[self.counted])


@register
class TruePositives(_Count):
    """Number of yes answers that are right. Needs yes-or-no or one-hot labels."""

    counted = "tp"


@register
class FalsePositives(_Count):
    """Number of yes answers that are wrong. Needs yes-or-no or one-hot labels."""

    better = "min"
    counted = "fp"


@register
class TrueNegatives(_Count):
    """Number of no answers that are right. Needs yes-or-no or one-hot labels."""

    counted = "tn"


@register
class FalseNegatives(_Count):
    """Number of no answers that are wrong. Needs yes-or-no or one-hot labels."""

    better = "min"
    counted = "fn"


@register
class Precision(_Confusion):
    """Share of the yes answers that are right. Needs yes-or-no or one-hot labels."""

    thresholds: float | tuple[float, ...] | None = param(default=None, kind=shares_of_one(alone=True), doc=THRESHOLDS)
    top_k: int | None = param(default=None, ge=1, doc=TOP_K)
    class_id: int | None = param(default=None, ge=0, doc=CLASS_ID)

    def result(self, state: State) -> Result:
        return result_of(_precision(state))


@register
class Recall(_Confusion):
    """Share of the true cases that are found. Needs yes-or-no or one-hot labels."""

    thresholds: float | tuple[float, ...] | None = param(default=None, kind=shares_of_one(alone=True), doc=THRESHOLDS)
    top_k: int | None = param(default=None, ge=1, doc=TOP_K)
    class_id: int | None = param(default=None, ge=0, doc=CLASS_ID)

    def result(self, state: State) -> Result:
        return result_of(_recall(state))


class _Best(_Confusion):
    """The highest of one rate among thresholds where another rate is high enough."""

    def tried(self) -> Sequence[float]:
        own: Any = self  # each has its number of thresholds after what only it has
        return counting.even_thresholds(own.num_thresholds)

    @staticmethod
    def best(rate: Array, other: Array, wanted: float) -> float:
        """The highest `rate` where `other` reaches `wanted`; 0 where it never does."""
        return float(np.max(np.where(other >= wanted, rate, 0), initial=0))


@register
class SensitivityAtSpecificity(_Best):
    """Highest share of true cases found, while a given share of false cases is told apart."""

    specificity: float = param(ge=0, le=1, start=0.5, doc="Share of false cases that must be told apart.")
    num_thresholds: int = param(default=200, ge=1, advanced=True, doc=COUNT)
    class_id: int | None = param(default=None, ge=0, doc=CLASS_ID)

    def result(self, state: State) -> Result:
        return self.best(_recall(state), _specificity(state), self.specificity)


@register
class SpecificityAtSensitivity(_Best):
    """Highest share of false cases told apart, while a given share of true cases is found."""

    sensitivity: float = param(ge=0, le=1, start=0.5, doc="Share of true cases that must be found.")
    num_thresholds: int = param(default=200, ge=1, advanced=True, doc=COUNT)
    class_id: int | None = param(default=None, ge=0, doc=CLASS_ID)

    def result(self, state: State) -> Result:
        return self.best(_specificity(state), _recall(state), self.sensitivity)


@register
class PrecisionAtRecall(_Best):
    """Highest precision while a given share of true cases is found."""

    recall: float = param(ge=0, le=1, start=0.5, doc="Share of true cases that must be found.")
    num_thresholds: int = param(default=200, ge=1, advanced=True, doc=COUNT)
    class_id: int | None = param(default=None, ge=0, doc=CLASS_ID)

    def result(self, state: State) -> Result:
        return self.best(_precision(state), _recall(state), self.recall)


@register
class RecallAtPrecision(_Best):
    """Highest share of true cases found, while a given share of the yes answers is right."""

    precision: float = param(ge=0, le=1, start=0.5, doc="Share of yes answers that must be right.")
    num_thresholds: int = param(default=200, ge=1, advanced=True, doc=COUNT)
    class_id: int | None = param(default=None, ge=0, doc=CLASS_ID)

    def result(self, state: State) -> Result:
        return self.best(_recall(state), _precision(state), self.precision)


def _precision(state: State) -> Array:
    return ratios(state["tp"], state["tp"] + state["fp"])


def _recall(state: State) -> Array:
    return ratios(state["tp"], state["tp"] + state["fn"])


def _specificity(state: State) -> Array:
    return ratios(state["tn"], state["tn"] + state["fp"])
