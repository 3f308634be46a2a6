"""Losses: how wrong a prediction is, and in which direction it would be less so.

Formulas and defaults are Keras's. Rows are the last axis: a loss has one value for each row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from netbuilder.errors import DataError
from netbuilder.layers.activations import logistic
from netbuilder.spec import Spec, param, register

Array = np.ndarray[Any, np.dtype[Any]]
Backward = Callable[[Array], Array]

EPSILON = 1e-7  # keras.config.epsilon(): probabilities are kept this far from 0 and 1


class Loss(Spec, registry=True):
    """A loss over labels `y` and predictions `p`."""

    sparse: ClassVar[bool] = False  # labels are class numbers, not vectors

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        """The loss of each row, shape p.shape[:-1], and the function that carries its gradient back to p."""
        raise AssertionError("a loss has values")

    def labels(self, y: Array, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
        """`y` as `values` wants it for predictions of `shape` (with the batch axis); raises DataError."""
        if y.ndim == len(shape) - 1 and shape[-1] == 1:
            y = y[..., None]
        if y.shape[1:] != shape[1:]:
            raise DataError(
                "{loss} compares labels of shape {labels} with outputs of shape {outputs}. {remedy}",
                loss=self.snake(),
                labels=y.shape[1:],
                outputs=shape[1:],
                remedy=self._remedy(y, shape),
            )
        return y.astype(dtype, copy=False)

    def __call__(self, y: Array, p: Array, weights: Array | None = None) -> tuple[float, Array]:
        """The mean over all rows and its gradient; `weights` has one number a sample or a row."""
        values, backward = self.values(y, p)
        share = np.full(values.shape, 1 / values.size, p.dtype)
        if weights is not None:
            share *= weights.reshape(weights.shape + (1,) * (values.ndim - weights.ndim))
        return float((values * share).sum(dtype=np.float64)), backward(share)

    def _remedy(self, y: Array, shape: tuple[int, ...]) -> str:
        if np.issubdtype(y.dtype, np.integer) and y.ndim == len(shape) - 1:
            return "For labels that are class numbers use sparse_categorical_crossentropy, or one-hot labels"
        return "Let the last layer have as many outputs as the labels"


@register
class MeanSquaredError(Loss):
    """The mean of squared differences; for numbers."""

    aliases = ("mse",)

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        d = p - y
        return np.square(d).mean(axis=-1), lambda dv: d * (dv[..., None] * (2 / d.shape[-1]))


@register
class MeanAbsoluteError(Loss):
    """The mean of absolute differences; for numbers with outliers."""

    aliases = ("mae",)

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        d = p - y
        return np.abs(d).mean(axis=-1), lambda dv: np.sign(d) * (dv[..., None] / d.shape[-1])


class _Crossentropy(Loss):
    from_logits: bool = param(False, doc="Outputs are scores before softmax or sigmoid, not probabilities.")
    label_smoothing: float = param(0.0, ge=0, le=1, doc="Moves labels this far towards even probabilities.")


@register
class BinaryCrossentropy(_Crossentropy):
    """For yes-or-no questions, each output one question."""

    aliases = ("bce",)

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        if self.label_smoothing:
            y = y * (1 - self.label_smoothing) + 0.5 * self.label_smoothing
        n = p.shape[-1]
        if self.from_logits:
            values = np.maximum(p, 0) - p * y + np.log1p(np.exp(-np.abs(p)))
            return values.mean(axis=-1), lambda dv: (logistic(p) - y) * (dv[..., None] / n)
        q, inside = _clipped(p)
        values = -(y * np.log(q) + (1 - y) * np.log(1 - q))
        return values.mean(axis=-1), lambda dv: (q - y) / (q * (1 - q)) * inside * (dv[..., None] / n)


@register
class CategoricalCrossentropy(_Crossentropy):
    """For one class out of several, labels one-hot."""

    aliases = ("cce",)

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        if self.label_smoothing:
            y = y * (1 - self.label_smoothing) + self.label_smoothing / p.shape[-1]
        if self.from_logits:
            logs = _log_softmax(p)
            total = y.sum(axis=-1, keepdims=True)
            return -(y * logs).sum(axis=-1), lambda dv: (np.exp(logs) * total - y) * dv[..., None]
        sums = p.sum(axis=-1, keepdims=True)
        q, inside = _clipped(p / sums)

        def backward(dv: Array) -> Array:
            dq = -y / q * inside * dv[..., None]
            gradient: Array = (dq - (dq * p / sums).sum(axis=-1, keepdims=True)) / sums
            return gradient

        return -(y * np.log(q)).sum(axis=-1), backward


@register
class SparseCategoricalCrossentropy(Loss):
    """For one class out of several, labels as class numbers."""

    sparse = True
    from_logits: bool = param(False, doc="Outputs are scores before softmax, not probabilities.")

    def labels(self, y: Array, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
        if y.ndim == len(shape) and y.shape[-1] == 1:
            y = y[..., 0]
        if y.shape[1:] != shape[1:-1]:
            raise DataError(
                "sparse_categorical_crossentropy needs one class number for each of {outputs}, got labels of shape "
                "{labels}. For one-hot labels use categorical_crossentropy",
                outputs=shape[1:-1] or "the samples",
                labels=y.shape[1:],
            )
        numbers = y.astype(np.intp)
        if numbers.size and (numbers.min() < 0 or numbers.max() >= shape[-1] or not np.array_equal(numbers, y)):
            raise DataError(
                "labels go from {low} to {high}, but the network has outputs for classes 0 to {limit}",
                low=y.min(),
                high=y.max(),
                limit=shape[-1] - 1,
            )
        return numbers

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        at = y[..., None]
        if self.from_logits:
            logs = _log_softmax(p)

            def of_logits(dv: Array) -> Array:
                gradient = np.exp(logs)
                np.put_along_axis(gradient, at, np.take_along_axis(gradient, at, -1) - 1, -1)
                gradient *= dv[..., None]
                return gradient

            return -np.take_along_axis(logs, at, -1)[..., 0], of_logits
        q, inside = _clipped(np.take_along_axis(p, at, -1))

        def backward(dv: Array) -> Array:
            gradient = np.zeros_like(p)
            np.put_along_axis(gradient, at, -inside / q * dv[..., None], -1)
            return gradient

        return -np.log(q)[..., 0], backward


def _clipped(p: Array) -> tuple[Array, Array]:
    """Probabilities away from 0 and 1, and 1 where nothing was cut (a cut value passes no gradient)."""
    q = np.clip(p, EPSILON, 1 - EPSILON)
    return q, (q == p).astype(p.dtype)


def _log_softmax(p: Array) -> Array:
    shifted = p - p.max(axis=-1, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs
