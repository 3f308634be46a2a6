"""Metrics: what is reported beside the loss. Each gathers over the batches of an epoch and then gives one number.

Formulas and defaults are Keras's, but AUC is exact where Keras approximates it with 200 thresholds.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from netbuilder.errors import DataError
from netbuilder.spec import Spec, param, register

Array = np.ndarray[Any, np.dtype[Any]]
State = dict[str, Any]
Result = float | tuple[float, ...]


class Metric(Spec, registry=True):
    """A number that says how good predictions `p` are for labels `y`."""

    better: ClassVar[str] = "max"

    def start(self) -> State:
        """A fresh state."""
        return {"total": 0.0, "count": 0.0}

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        """Takes a batch into account; `weights` has one number a sample."""
        values = self.values(y, p)
        if weights is None:
            state["total"] += float(values.sum(dtype=np.float64))
            state["count"] += values.size
        else:
            weights = _spread(weights, values)
            state["total"] += float((values * weights).sum(dtype=np.float64))
            state["count"] += float(weights.sum(dtype=np.float64))

    def values(self, y: Array, p: Array) -> Array:
        """A mean metric's value for each row."""
        raise AssertionError("a mean metric has values")

    def result(self, state: State) -> Result:
        """The metric over all that was taken into account."""
        return state["total"] / state["count"] if state["count"] else 0.0

    def log_name(self) -> str:
        """The name under which it is reported, Keras's."""
        return self.snake()


@register
class Accuracy(Metric):
    """Share of predictions that equal the label exactly."""

    def values(self, y: Array, p: Array) -> Array:
        hits: Array = (_like(y, p) == p).mean(axis=-1)
        return hits


@register
class BinaryAccuracy(Metric):
    """Share of yes-or-no answers that are right."""

    threshold: float = param(0.5, ge=0, le=1, doc="Probability above which the answer is yes.")

    def values(self, y: Array, p: Array) -> Array:
        hits: Array = (_like(y, p) == (p > self.threshold)).mean(axis=-1)
        return hits


@register
class CategoricalAccuracy(Metric):
    """Share of samples whose largest output is the one-hot label's class."""

    def values(self, y: Array, p: Array) -> Array:
        hits: Array = np.equal(y.argmax(axis=-1), p.argmax(axis=-1))
        return hits


@register
class SparseCategoricalAccuracy(Metric):
    """Share of samples whose largest output is the labelled class number."""

    def values(self, y: Array, p: Array) -> Array:
        hits: Array = np.equal(y if y.ndim < p.ndim else y[..., 0], p.argmax(axis=-1))
        return hits


@register
class FittingAccuracy(Metric):
    """Accuracy in the form that fits the labels: what Keras makes of metrics=["accuracy"]."""

    aliases = ("accuracy", "acc")

    def values(self, y: Array, p: Array) -> Array:
        return self.chosen(y, p).values(y, p)

    @staticmethod
    def chosen(y: Array, p: Array) -> Metric:
        """The metric that Keras would choose for labels and predictions of these shapes."""
        if p.shape[-1] == 1:
            return BinaryAccuracy()
        sparse = y.ndim < p.ndim or y.shape[-1] == 1
        return SparseCategoricalAccuracy() if sparse else CategoricalAccuracy()

    def log_name(self) -> str:
        return "accuracy"


class _Confusion(Metric):
    thresholds: float | None = param(
        None, ge=0, le=1, doc="Probability above which an answer counts as yes; none is 0.5."
    )
    class_id: int | None = param(None, ge=0, doc="Looks at one class only.")

    def start(self) -> State:
        return {"tp": 0.0, "fp": 0.0, "fn": 0.0}

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        y = _one_hot_like(y, p, self.snake())
        if self.class_id is not None:
            y, p = y[..., self.class_id], p[..., self.class_id]
        yes = p > (0.5 if self.thresholds is None else self.thresholds)
        true = y.astype(bool)
        weights = _spread(weights, yes)
        state["tp"] += float(weights[yes & true].sum(dtype=np.float64))
        state["fp"] += float(weights[yes & ~true].sum(dtype=np.float64))
        state["fn"] += float(weights[~yes & true].sum(dtype=np.float64))


@register
class Precision(_Confusion):
    """Share of the yes answers that are right. Needs yes-or-no or one-hot labels."""

    def result(self, state: State) -> Result:
        return _ratio(state["tp"], state["tp"] + state["fp"])


@register
class Recall(_Confusion):
    """Share of the true cases that are found. Needs yes-or-no or one-hot labels."""

    def result(self, state: State) -> Result:
        return _ratio(state["tp"], state["tp"] + state["fn"])


@register
class F1Score(Metric):
    """Harmonic mean of precision and recall, for each class. Needs yes-or-no or one-hot labels."""

    average: str | None = param(
        None,
        choices=("micro", "macro", "weighted"),
        start="macro",
        doc="How classes are combined; none gives one number a class.",
    )
    threshold: float | None = param(
        None, gt=0, le=1, doc="Probability above which an answer is yes; none takes the largest."
    )

    def start(self) -> State:
        return {"tp": 0.0, "fp": 0.0, "fn": 0.0, "true": 0.0}

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        true = _one_hot_like(y, p, self.snake()).astype(bool)
        if self.threshold is None:
            yes = (p >= p.max(axis=-1, keepdims=True)) & (np.abs(p) > 1e-9)
        else:
            yes = p > self.threshold
        w = _spread(weights, yes)
        for name, hit in (("tp", yes & true), ("fp", yes & ~true), ("fn", ~yes & true), ("true", true)):
            state[name] = state[name] + (w * hit).reshape(-1, p.shape[-1]).sum(axis=0, dtype=np.float64)

    def result(self, state: State) -> Result:
        tp, fp, fn, true = (np.atleast_1d(state[name]) for name in ("tp", "fp", "fn", "true"))
        if self.average == "micro":
            tp, fp, fn = tp.sum(keepdims=True), fp.sum(keepdims=True), fn.sum(keepdims=True)
        scores = 2 * tp / np.maximum(2 * tp + fp + fn, 1e-7)
        if self.average is None:
            return tuple(float(score) for score in scores)
        if self.average == "weighted":
            return _ratio(float((scores * true).sum()), float(true.sum()))
        return float(scores.mean())


@register
class AUC(Metric):
    """Area under the ROC curve: how surely a true case scores above a false one. Exact, unlike Keras's."""

    curve: str = param("ROC", choices=("ROC", "PR"), doc="ROC, or precision over recall (as average precision).")
    multi_label: bool = param(False, doc="Takes each output apart and gives their mean.")

    def start(self) -> State:
        return {"y": [], "p": [], "w": []}

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        y = _one_hot_like(y, p, "auc").astype(bool)
        state["y"].append(y.reshape(-1, p.shape[-1]).copy())
        state["p"].append(p.reshape(-1, p.shape[-1]).copy())
        state["w"].append(np.array(_spread(weights, p)).reshape(-1, p.shape[-1]))

    def result(self, state: State) -> Result:
        if not state["y"]:
            return 0.0
        y, p, w = (np.concatenate(state[name]) for name in ("y", "p", "w"))
        area = roc_area if self.curve == "ROC" else average_precision
        if not self.multi_label:
            return area(y.ravel(), p.ravel(), w.ravel())
        return float(np.mean([area(y[:, k], p[:, k], w[:, k]) for k in range(p.shape[1])]))


@register
class MeanAbsoluteError(Metric):
    """Mean of absolute differences."""

    aliases = ("mae",)
    better = "min"

    def values(self, y: Array, p: Array) -> Array:
        values: Array = np.abs(_like(y, p) - p).mean(axis=-1)
        return values


@register
class MeanSquaredError(Metric):
    """Mean of squared differences."""

    aliases = ("mse",)
    better = "min"

    def values(self, y: Array, p: Array) -> Array:
        values: Array = np.square(_like(y, p) - p).mean(axis=-1)
        return values


def roc_area(y: Array, p: Array, weights: Array) -> float:
    """The exact area under the ROC curve, ties counted half; 0 when one class is missing."""
    true, false, _ = _sums_by_score(y, p, weights)
    if not true[-1] or not false[-1]:
        return 0.0
    tpr, fpr = np.r_[0, true / true[-1]], np.r_[0, false / false[-1]]
    return float(((tpr[1:] + tpr[:-1]) / 2 * np.diff(fpr)).sum())


def average_precision(y: Array, p: Array, weights: Array) -> float:
    """The sum of precisions weighted by the growth of recall; 0 when there is no true case."""
    true, false, _ = _sums_by_score(y, p, weights)
    if not true[-1]:
        return 0.0
    precision = true / np.maximum(true + false, 1e-300)
    return float((precision * np.diff(np.r_[0, true / true[-1]])).sum())


def _sums_by_score(y: Array, p: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Weight of true and of false cases that score at least each distinct score, from the highest down."""
    order = np.argsort(-p, kind="stable")
    scores, w = p[order], weights[order].astype(np.float64)
    last = np.r_[np.nonzero(np.diff(scores))[0], len(scores) - 1]
    true = np.cumsum(w * y[order])[last]
    return true, np.cumsum(w)[last] - true, scores[last]


def _one_hot_like(y: Array, p: Array, name: str) -> Array:
    if y.shape == p.shape:
        return y
    if y.ndim == p.ndim - 1 and p.shape[-1] == 1:
        return y[..., None]
    raise DataError("{metric} needs one-hot labels. Choose one-hot in the data's preparation", metric=name)


def _like(y: Array, p: Array) -> Array:
    return y[..., None] if y.ndim == p.ndim - 1 and p.shape[-1] == 1 else y


def _spread(weights: Array | None, values: Array) -> Array:
    """A weight for each value from one a sample."""
    if weights is None:
        return np.ones(values.shape)
    return np.broadcast_to(weights.reshape(-1, *(1,) * (values.ndim - 1)), values.shape)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
