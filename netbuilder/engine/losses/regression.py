"""Losses for numbers."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses.base import EPSILON, Backward, Loss
from netbuilder.engine.losses.kinds import reduction
from netbuilder.spec import param, register


@register
class MeanSquaredError(Loss):
    """The mean of squared differences; for numbers."""

    aliases = ("mse", "MSE")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        d = p - y
        return np.square(d).mean(axis=-1), lambda dv: d * (dv[..., None] * (2 / d.shape[-1]))


@register
class MeanAbsoluteError(Loss):
    """The mean of absolute differences; for numbers with outliers."""

    aliases = ("mae", "MAE")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        d = p - y
        return np.abs(d).mean(axis=-1), lambda dv: np.sign(d) * (dv[..., None] / d.shape[-1])


@register
class MeanAbsolutePercentageError(Loss):
    """The mean difference in percent of the label; for numbers far from 0."""

    aliases = ("mape", "MAPE")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        d = (p - y) / np.maximum(np.abs(y), EPSILON)

        def backward(dv: Array) -> Array:
            scale = np.sign(d) / np.maximum(np.abs(y), EPSILON)
            return np.asarray(scale * (dv[..., None] * (100 / d.shape[-1])))

        return np.abs(d).mean(axis=-1) * 100, backward


@register
class MeanSquaredLogarithmicError(Loss):
    """The mean squared difference of log(1 + x); for numbers above 0 of very different size."""

    aliases = ("msle", "MSLE")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        positive = np.maximum(p, EPSILON)
        d = np.log(positive + 1) - np.log(np.maximum(y, EPSILON) + 1)

        def backward(dv: Array) -> Array:
            return np.asarray(d / (positive + 1) * (p > EPSILON) * (dv[..., None] * (2 / d.shape[-1])))

        return np.square(d).mean(axis=-1), backward


@register
class Huber(Loss):
    """Squared near the label, absolute farther away; for numbers with outliers."""

    aliases = ("huber_loss",)
    delta: float = param(default=1.0, gt=0, doc="Difference from which it is absolute.")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        d = p - y
        near = np.clip(d, -self.delta, self.delta)
        return (near * (d - 0.5 * near)).mean(axis=-1), lambda dv: near * (dv[..., None] / d.shape[-1])


@register
class LogCosh(Loss):
    """The mean of log(cosh(x)) of the differences: squared near the label, absolute farther away, and smooth."""

    aliases = ("logcosh",)
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        d = p - y
        far = np.abs(d)
        values = far + np.log1p(np.exp(-2 * far)) - math.log(2)
        return values.mean(axis=-1), lambda dv: np.tanh(d) * (dv[..., None] / d.shape[-1])


@register
class CosineSimilarity(Loss):
    """Minus the cosine of the angle between output and label: -1 where they point the same way."""

    axis: int = param(default=-1, advanced=True, doc="The axis that the vectors lie along; -1 is the last.")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        axis = self.axis
        y, _ = unit(y, axis)
        q, inverse = unit(p, axis)
        cosine = (y * q).sum(axis=axis, keepdims=True)
        return -cosine.squeeze(axis), lambda dv: (q * cosine - y) * inverse * np.expand_dims(dv, axis)


def unit(x: Array, axis: int) -> tuple[Array, Array]:
    """Vectors of length 1 along an axis, and one over their length; Keras stretches none more than 1e7 times."""
    squares = np.square(x).sum(axis=axis, keepdims=True)
    inverse = 1 / np.sqrt(np.maximum(squares, EPSILON**2))
    return x * inverse, inverse
