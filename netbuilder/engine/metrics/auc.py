"""Areas under curves: exact, or over thresholds as Keras approximates them."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses import EPSILON, Numbers, spread
from netbuilder.engine.losses.kinds import shares_of_one
from netbuilder.engine.metrics import counting
from netbuilder.engine.metrics.base import Metric, Result, State, one_hot_like, ratios
from netbuilder.errors import DataError, FieldError
from netbuilder.kinds import Bounds, FloatKind
from netbuilder.layers.parts.activations import logistic
from netbuilder.spec import param, register


@register
class AUC(Metric):
    """Area under the ROC curve: how surely a true case scores above a false one. Exact, unless thresholds are given."""

    heeds_mask = False
    numbered = True
    num_thresholds: int | None = param(
        default=None, ge=2, doc="Approximates with this many thresholds (Keras: 200); none is exact."
    )
    curve: str = param(
        default="ROC", choices=("ROC", "PR", "PRGAIN"), doc="ROC, precision over recall, or their gains over chance."
    )
    summation_method: str = param(
        default="interpolation",
        choices=("interpolation", "majoring", "minoring"),
        advanced=True,
        doc="What the curve is between two points: a line, the higher, or the lower of both.",
    )
    thresholds: tuple[float, ...] | None = param(
        default=None, kind=shares_of_one(), advanced=True, doc="Approximates with these thresholds."
    )
    multi_label: bool = param(default=False, doc="Takes each output apart and gives their mean.")
    num_labels: int | None = param(default=None, ge=1, advanced=True, doc="Number of outputs, if each is taken apart.")
    label_weights: tuple[float, ...] | None = param(
        default=None,
        kind=Numbers(FloatKind(Bounds(ge=0))),
        advanced=True,
        doc="How much each output counts; none is the same for all.",
    )
    from_logits: bool = param(default=False, doc="Outputs are scores before the sigmoid, not probabilities.")

    def validate(self) -> None:
        if self.num_labels is not None and not self.multi_label:
            raise FieldError("num_labels", "is only for multi_label")

    def tried(self) -> tuple[float, ...] | None:
        """The thresholds, with one just below 0 and one just above 1; none where every score is one."""
        if self.thresholds is not None:
            inner = tuple(sorted(self.thresholds))
        elif self.num_thresholds is not None:
            inner = counting.even_thresholds(self.num_thresholds)[1:-1]
        else:
            return None
        return (-EPSILON, *inner, 1 + EPSILON)

    def start(self) -> State:
        return {"y": [], "p": [], "w": []} if self.tried() is None else counting.empty()

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        y = one_hot_like(y, p, "auc").astype(bool)
        w = np.ones(p.shape) if weights is None else spread(weights, p.shape)
        if self.label_weights is not None:
            self._check_outputs("label_weights", len(self.label_weights), p.shape[-1])
            w = w if self.multi_label else w * np.asarray(self.label_weights)
        if self.num_labels is not None:
            self._check_outputs("num_labels", self.num_labels, p.shape[-1])
        columns = p.shape[-1] if self.multi_label else 1
        y, p, w = (array.reshape(-1, columns) for array in (y, p, w))
        tried = self.tried()
        if tried is not None:
            p = logistic(p) if self.from_logits else p
            counting.add(state, counting.confusion(y, p, w, tried))
            return
        for name, array in (("y", y), ("p", p), ("w", w)):  # the sigmoid would not change the order of scores
            state[name].append(np.array(array))

    def result(self, state: State) -> Result:
        if self.tried() is not None:
            if np.ndim(state["tp"]) == 0:
                return 0.0
            areas = self._areas(state)
        elif not state["y"]:
            return 0.0
        else:
            y, p, w = (np.concatenate(state[name]) for name in ("y", "p", "w"))
            areas = np.array([self._exact(y[:, k], p[:, k], w[:, k]) for k in range(p.shape[1])])
        if self.multi_label and self.label_weights is not None:
            shares = np.asarray(self.label_weights)
            return float((areas * shares).sum() / shares.sum()) if shares.any() else 0.0
        return float(areas.mean())

    def _exact(self, y: Array, p: Array, weights: Array) -> float:
        if self.curve == "PR" and self.summation_method == "interpolation":
            return average_precision(y, p, weights)
        true, false = (np.r_[0, sums][::-1] for sums in sums_by_score(y, p, weights))
        counts = {"tp": true, "fp": false, "fn": true[0] - true, "tn": false[0] - false}
        return float(self._areas({name: sums[:, None] for name, sums in counts.items()})[0])

    def _areas(self, counts: State) -> Array:
        """The area of each column of counts (thresholds, columns), from the lowest threshold up."""
        if self.curve == "PR" and self.summation_method == "interpolation":
            return interpolated_precision(counts)
        x, y = _points(counts, self.curve)
        if self.summation_method == "interpolation":
            heights = (y[:-1] + y[1:]) / 2
        else:
            heights = (np.minimum if self.summation_method == "minoring" else np.maximum)(y[:-1], y[1:])
        return np.asarray(((x[:-1] - x[1:]) * heights).sum(axis=0))

    @staticmethod
    def _check_outputs(name: str, count: int, outputs: int) -> None:
        if count != outputs:
            raise DataError(
                "auc: {name} is for {count} outputs, but there are {outputs}", name=name, count=count, outputs=outputs
            )


def _points(counts: State, curve: str) -> tuple[Array, Array]:
    """Where a curve runs: its x and its y at each threshold."""
    tp, fp, fn, tn = (counts[name] for name in ("tp", "fp", "fn", "tn"))
    if curve == "ROC":
        return ratios(fp, fp + tn), ratios(tp, tp + fn)
    if curve == "PR":
        return ratios(tp, tp + fn), ratios(tp, tp + fp)
    chance = ratios(tp + fn, tn + fp)
    recall = np.where(tp == 0, 0, 1 - chance * ratios(fn, tp))
    return np.maximum(recall, 0), np.where(tp == 0, 1, 1 - chance * ratios(fp, tp))


def interpolated_precision(counts: State) -> Array:
    """The area under precision over recall as Keras interpolates it (Davis and Goadrich, 2006)."""
    tp, fp, fn = counts["tp"], counts["fp"], counts["fn"]
    answers = tp + fp
    new_true, new_answers = tp[:-1] - tp[1:], answers[:-1] - answers[1:]
    slope = ratios(new_true, np.maximum(new_answers, 0))
    start = tp[1:] - slope * answers[1:]
    both = (answers[:-1] > 0) & (answers[1:] > 0)
    growth = np.where(both, ratios(answers[:-1], np.maximum(answers[1:], 0)), 1)
    growth = np.where(growth > 0, growth, 1)
    parts = ratios(slope * (new_true + start * np.log(growth)), np.maximum(tp[1:] + fn[1:], 0))
    return np.asarray(parts.sum(axis=0))


def roc_area(y: Array, p: Array, weights: Array) -> float:
    """The exact area under the ROC curve, ties counted half; 0 when one class is missing."""
    true, false = sums_by_score(y, p, weights)
    if not true[-1] or not false[-1]:
        return 0.0
    tpr, fpr = np.r_[0, true / true[-1]], np.r_[0, false / false[-1]]
    return float(((tpr[1:] + tpr[:-1]) / 2 * np.diff(fpr)).sum())


def average_precision(y: Array, p: Array, weights: Array) -> float:
    """The sum of precisions weighted by the growth of recall; 0 when there is no true case."""
    true, false = sums_by_score(y, p, weights)
    if not true[-1]:
        return 0.0
    precision = true / np.maximum(true + false, 1e-300)
    return float((precision * np.diff(np.r_[0, true / true[-1]])).sum())


def sums_by_score(y: Array, p: Array, weights: Array) -> tuple[Array, Any]:
    """Weight of true and of false cases that score at least each distinct score, from the highest down."""
    order = np.argsort(-p, kind="stable")
    scores, w = p[order], weights[order].astype(np.float64)
    last = np.r_[np.nonzero(np.diff(scores))[0], len(scores) - 1]
    return np.cumsum(w * y[order])[last], np.cumsum(w * ~y[order])[last]
