"""F-scores: one number for precision and recall."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses import spread
from netbuilder.engine.metrics.base import Metric, Result, State, one_hot_like, ratio
from netbuilder.spec import param, register

AVERAGES = ("micro", "macro", "weighted")
AVERAGE = "How classes are combined; none gives one number a class."
THRESHOLD = "Probability above which an answer is yes; none takes the largest."


class _FScore(Metric):
    heeds_mask = False

    def start(self) -> State:
        return {"tp": 0.0, "fp": 0.0, "fn": 0.0, "true": 0.0}

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        true = one_hot_like(y, p, self.snake()).astype(np.float64)
        threshold = getattr(self, "threshold", None)
        highest = (p >= p.max(axis=-1, keepdims=True)) & (np.abs(p) > 1e-9)
        yes = highest if threshold is None else p > threshold
        w = np.ones(p.shape) if weights is None else spread(weights, p.shape)
        for name, hit in (("tp", yes * true), ("fp", yes * (1 - true)), ("fn", ~yes * true), ("true", true)):
            state[name] = state[name] + (w * hit).reshape(-1, p.shape[-1]).sum(axis=0)

    def result(self, state: State) -> Result:
        tp, fp, fn, true = (np.atleast_1d(state[name]) for name in ("tp", "fp", "fn", "true"))
        average = getattr(self, "average", None)
        if average == "micro":
            tp, fp, fn = tp.sum(keepdims=True), fp.sum(keepdims=True), fn.sum(keepdims=True)
        square = getattr(self, "beta", 1.0) ** 2
        scores = (1 + square) * tp / np.maximum((1 + square) * tp + square * fn + fp, 1e-7)
        if average is None:
            return tuple(float(score) for score in scores)
        if average == "weighted":
            return ratio(float((scores * true).sum()), float(true.sum()))
        return float(scores.mean())


@register
class F1Score(_FScore):
    """Harmonic mean of precision and recall, for each class. Needs yes-or-no or one-hot labels."""

    average: str | None = param(default=None, choices=AVERAGES, start="macro", doc=AVERAGE)
    threshold: float | None = param(default=None, gt=0, le=1, doc=THRESHOLD)


@register
class FBetaScore(_FScore):
    """Mean of precision and recall, of which recall counts beta times as much. Needs one-hot labels."""

    aliases = ("fbeta_score",)
    average: str | None = param(default=None, choices=AVERAGES, start="macro", doc=AVERAGE)
    beta: float = param(default=1.0, gt=0, doc="How many times as much recall counts.")
    threshold: float | None = param(default=None, gt=0, le=1, doc=THRESHOLD)

    def usual_name(self) -> str:
        return "fbeta_score"
