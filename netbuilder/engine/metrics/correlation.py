"""How outputs and labels vary together."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses import EPSILON, spread
from netbuilder.engine.metrics.base import Metric, Result, State, like, result_of
from netbuilder.spec import param, register

AXIS = "The axis along which outputs and labels vary; -1 is the last, 0 the samples of a batch."


@register
class PearsonCorrelation(Metric):
    """Correlation of outputs and labels of each sample; 0 where one of them does not vary."""

    axis: int = param(default=-1, doc=AXIS)

    def values(self, y: Array, p: Array) -> Array:
        y, p = like(y, p, self.snake())
        y, p = (array - array.mean(axis=self.axis, keepdims=True) for array in (y, p))
        both = np.sqrt(np.square(y).mean(axis=self.axis) * np.square(p).mean(axis=self.axis))
        together = (y * p).mean(axis=self.axis)
        return np.asarray(np.divide(together, both, out=np.zeros_like(together), where=both > 0))


@register
class ConcordanceCorrelation(Metric):
    """Agreement of outputs and labels of each sample: correlation that also asks for equal mean and spread."""

    axis: int = param(default=-1, doc=AXIS)

    def values(self, y: Array, p: Array) -> Array:
        y, p = like(y, p, self.snake())
        y_mean, p_mean = (array.mean(axis=self.axis, keepdims=True) for array in (y, p))
        together = ((y - y_mean) * (p - p_mean)).mean(axis=self.axis, keepdims=True)
        variances = y.var(axis=self.axis, keepdims=True) + p.var(axis=self.axis, keepdims=True)
        values = 2 * together / (variances + np.square(y_mean - p_mean) + EPSILON)
        return np.asarray(values.squeeze(self.axis))


@register
class R2Score(Metric):
    """Share of the labels' variance that the outputs explain: 1 is all, 0 no more than their mean would."""

    heeds_mask = False
    class_aggregation: str | None = param(
        default="uniform_average",
        choices=("uniform_average", "variance_weighted_average"),
        doc="How outputs are combined; none gives one number an output.",
    )
    num_regressors: int = param(default=0, ge=0, advanced=True, doc="Inputs of a linear model, for the adjusted score.")

    def start(self) -> State:
        return {"mean": 0.0, "variation": 0.0, "error": 0.0, "count": 0.0, "samples": 0.0}

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        """Takes a batch into account. Means are merged rather than sums of squares: nothing cancels."""
        y, p = like(y if y.ndim > 1 else y[:, None], p, self.snake())
        w = np.ones(y.shape) if weights is None else spread(weights, y.shape)
        y, p, w = (array.reshape(-1, y.shape[-1]).astype(np.float64) for array in (y, p, w))
        count = w.sum(axis=0)
        whole = state["count"] + count
        filled = np.where(count > 0, count, 1)
        mean = (w * y).sum(axis=0) / filled
        move = mean - state["mean"]
        variation = (w * np.square(y - mean)).sum(axis=0)
        merged = np.square(move) * state["count"] * count / np.where(whole > 0, whole, 1)
        state["variation"] = state["variation"] + variation + merged
        state["mean"] = state["mean"] + move * count / np.where(whole > 0, whole, 1)
        state["error"] = state["error"] + (w * np.square(y - p)).sum(axis=0)
        state["count"] = whole
        state["samples"] += y.size

    def result(self, state: State) -> Result:
        if not np.any(state["count"]):
            return 0.0
        error, total = np.asarray(state["error"]), np.asarray(state["variation"])
        perfect = np.where(error == 0, 1.0, 0.0)  # labels that do not vary: all or nothing
        scores = np.where(total > 0, 1 - error / np.where(total > 0, total, 1), perfect)
        if self.class_aggregation == "uniform_average":
            scores = scores.mean()
        elif self.class_aggregation == "variance_weighted_average":
            scores = (total * scores).sum() / total.sum() if total.any() else scores.mean()
        free = state["samples"] - self.num_regressors - 1
        if self.num_regressors and free > 0:  # else Keras falls back to the plain score
            scores = 1 - (1 - scores) * (state["samples"] - 1) / free
        return result_of(scores)
