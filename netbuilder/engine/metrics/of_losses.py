"""Losses as metrics, and other means of differences."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine import losses
from netbuilder.engine.losses.crossentropy import AXIS, LOGITS, SMOOTHING
from netbuilder.engine.metrics.base import LossMetric, Metric, Result, State, like, ratio
from netbuilder.spec import param, register


@register
class MeanSquaredError(LossMetric):
    """Mean of squared differences."""

    aliases = ("mse", "MSE")
    loss = losses.MeanSquaredError


@register
class RootMeanSquaredError(Metric):
    """Root of the mean of squared differences, in the unit of the labels."""

    aliases = ("rmse",)
    better = "min"
    heeds_mask = False

    def values(self, y: Array, p: Array) -> Array:
        y, p = like(y, p, self.snake())
        return np.asarray(np.square(y - p))

    def result(self, state: State) -> Result:
        return math.sqrt(ratio(state["total"], state["count"]))


@register
class MeanAbsoluteError(LossMetric):
    """Mean of absolute differences."""

    aliases = ("mae", "MAE")
    loss = losses.MeanAbsoluteError


@register
class MeanAbsolutePercentageError(LossMetric):
    """Mean difference in percent of the label."""

    aliases = ("mape", "MAPE")
    loss = losses.MeanAbsolutePercentageError


@register
class MeanSquaredLogarithmicError(LossMetric):
    """Mean squared difference of log(1 + x)."""

    aliases = ("msle", "MSLE")
    loss = losses.MeanSquaredLogarithmicError


@register
class LogCoshError(LossMetric):
    """Mean of log(cosh(x)) of the differences."""

    aliases = ("logcosh", "log_cosh")
    loss = losses.LogCosh

    def usual_name(self) -> str:
        return "logcosh"


@register
class CosineSimilarity(Metric):
    """Cosine of the angle between output and label: 1 where they point the same way."""

    axis: int = param(default=-1, advanced=True, doc="The axis that the vectors lie along; -1 is the last.")

    def values(self, y: Array, p: Array) -> Array:
        y, p = like(y, p, self.snake())
        return -losses.CosineSimilarity(axis=self.axis).values(y, p)[0]


@register
class BinaryCrossentropy(LossMetric):
    """Crossentropy of yes-or-no questions."""

    aliases = ("bce", "BCE")
    loss = losses.BinaryCrossentropy
    from_logits: bool = param(default=False, doc=LOGITS)
    label_smoothing: float = param(default=0.0, ge=0, le=1, doc=SMOOTHING)


@register
class CategoricalCrossentropy(LossMetric):
    """Crossentropy of classes, labels one-hot."""

    loss = losses.CategoricalCrossentropy
    from_logits: bool = param(default=False, doc=LOGITS)
    label_smoothing: float = param(default=0.0, ge=0, le=1, doc=SMOOTHING)
    axis: int = param(default=-1, advanced=True, doc=AXIS)


@register
class SparseCategoricalCrossentropy(LossMetric):
    """Crossentropy of classes, labels as class numbers.

    As in Keras a row of the ignored class is a 0 in the mean; with weights it is left out.
    """

    loss = losses.SparseCategoricalCrossentropy
    from_logits: bool = param(default=False, doc="Outputs are scores before softmax, not probabilities.")
    ignore_class: int | None = param(
        default=None, doc="A class number that marks what does not count, such as -1 or 255."
    )
    axis: int = param(default=-1, advanced=True, doc=AXIS)

    def update(self, state: State, y: Array, p: Array, weights: Array | None = None) -> None:
        """Takes a batch into account; weights of rows of the ignored class are 0."""
        if weights is not None and self.ignore_class is not None:
            counts = y.reshape(p.shape[: self.axis % p.ndim] + p.shape[self.axis % p.ndim + 1 :]) != self.ignore_class
            weights = losses.spread(weights, counts.shape) * counts
        super().update(state, y, p, weights)


@register
class KLDivergence(LossMetric):
    """How far outputs are from the labels' distribution."""

    aliases = ("kld", "KLD", "kullback_leibler_divergence")
    loss = losses.KLDivergence


@register
class Poisson(LossMetric):
    """Poisson loss of expected numbers."""

    loss = losses.Poisson


@register
class Hinge(LossMetric):
    """How far answers fall short of a margin, for labels -1 and 1."""

    loss = losses.Hinge


@register
class SquaredHinge(LossMetric):
    """How far answers fall short of a margin, squared."""

    loss = losses.SquaredHinge


@register
class CategoricalHinge(LossMetric):
    """How far the right class falls short of a lead of 1, labels one-hot."""

    loss = losses.CategoricalHinge
