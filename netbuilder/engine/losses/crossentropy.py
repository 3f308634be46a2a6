"""Crossentropies: for probabilities of classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses.base import EPSILON, Backward, Loss, clipped, log_softmax, normalized
from netbuilder.engine.losses.kinds import reduction
from netbuilder.errors import DataError
from netbuilder.layers.parts.activations import logistic
from netbuilder.spec import param, register

LOGITS = "Outputs are scores before softmax or sigmoid, not probabilities."
AXIS = "The axis that classes lie along; -1 is the last."
SMOOTHING = "Moves labels this far towards even probabilities."


@register
class BinaryCrossentropy(Loss):
    """For yes-or-no questions, each output one question."""

    aliases = ("bce", "BCE")
    from_logits: bool = param(default=False, doc=LOGITS)
    label_smoothing: float = param(default=0.0, ge=0, le=1, doc=SMOOTHING)
    axis: int = param(default=-1, advanced=True, doc="The axis whose questions are averaged; -1 is the last.")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        if self.label_smoothing:
            y = y * (1 - self.label_smoothing) + 0.5 * self.label_smoothing
        axis, n = self.axis, p.shape[self.axis]
        if self.from_logits:
            values = np.maximum(p, 0) - p * y + np.log1p(np.exp(-np.abs(p)))
            return values.mean(axis=axis), lambda dv: (logistic(p) - y) * (np.expand_dims(dv, axis) / n)
        q, inside = clipped(p)
        values = -(y * np.log(q) + (1 - y) * np.log(1 - q))
        return values.mean(axis=axis), lambda dv: (q - y) / (q * (1 - q)) * inside * (np.expand_dims(dv, axis) / n)


@register
class CategoricalCrossentropy(Loss):
    """For one class out of several, labels one-hot."""

    aliases = ("cce",)
    one_hot = True
    from_logits: bool = param(default=False, doc=LOGITS)
    label_smoothing: float = param(default=0.0, ge=0, le=1, doc=SMOOTHING)
    axis: int = param(default=-1, advanced=True, doc=AXIS)
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        if self.label_smoothing:  # Keras divides by the size of the last axis, whatever the axis of the classes
            y = y * (1 - self.label_smoothing) + self.label_smoothing / p.shape[-1]
        y, p = np.moveaxis(y, self.axis, -1), np.moveaxis(p, self.axis, -1)
        if self.from_logits:
            logs = log_softmax(p)
            total = y.sum(axis=-1, keepdims=True)
            return -(y * logs).sum(axis=-1), lambda dv: np.moveaxis(
                (np.exp(logs) * total - y) * dv[..., None], -1, self.axis
            )
        shares, to_outputs = normalized(p)
        q, inside = clipped(shares)
        return -(y * np.log(q)).sum(axis=-1), lambda dv: np.moveaxis(
            to_outputs(-y / q * inside * dv[..., None]), -1, self.axis
        )


class ClassNumbers(Loss):
    """What losses on class numbers share: which labels they take."""

    sparse = True

    def _ignored(self) -> int | None:
        return getattr(self, "ignore_class", None)

    def labels(self, y: Array, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
        """Class numbers of the shape of the outputs without the axis of the classes; raises DataError."""
        self.check_axes(len(shape), shape)
        (axis,) = self.axes()
        axis %= len(shape)
        rows = shape[:axis] + shape[axis + 1 :]
        if y.ndim == len(shape) and y.shape[axis] == 1:
            y = y.squeeze(axis)
        if y.shape[1:] != rows[1:]:
            raise DataError(
                "{loss} needs one class number for each of {outputs}, got labels of shape {labels}. For one-hot labels "
                "use categorical_crossentropy",
                loss=self.snake(),
                outputs=rows[1:] or "the samples",
                labels=y.shape[1:],
            )
        numbers = y.astype(np.intp)
        self._check_range(y, numbers, shape[axis])
        return numbers

    def _check_range(self, y: Array, numbers: Array, classes: int) -> None:
        ignored = self._ignored()
        counted = numbers if ignored is None else numbers[numbers != ignored]
        if not np.array_equal(numbers, y) or (counted.size and (counted.min() < 0 or counted.max() >= classes)):
            raise DataError(
                "labels go from {low} to {high}, but the network has outputs for classes 0 to {limit}",
                low=y.min(),
                high=y.max(),
                limit=classes - 1,
            )


@register
class SparseCategoricalCrossentropy(ClassNumbers):
    """For one class out of several, labels as class numbers."""

    aliases = ("scce",)
    from_logits: bool = param(default=False, doc="Outputs are scores before softmax, not probabilities.")
    ignore_class: int | None = param(
        default=None, doc="A class number that marks what does not count, such as -1 or 255."
    )
    reduction: str = reduction()
    axis: int = param(default=-1, advanced=True, doc=AXIS)

    def valid(self, y: Array, values: Array) -> Array | None:
        return None if self.ignore_class is None else np.not_equal(y, self.ignore_class)

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        p = np.moveaxis(p, self.axis, -1)
        counts = self.valid(y, y)
        at = (y if counts is None else np.where(counts, y, 0))[..., None]
        values, backward = self._of_scores(at, p) if self.from_logits else self._of_probabilities(at, p)
        if counts is None:
            return values, lambda dv: np.moveaxis(backward(dv), -1, self.axis)
        return np.where(counts, values, 0), lambda dv: np.moveaxis(backward(dv * counts), -1, self.axis)

    @staticmethod
    def _of_scores(at: Array, p: Array) -> tuple[Array, Backward]:
        logs = log_softmax(p)

        def backward(dv: Array) -> Array:
            gradient = np.exp(logs)
            np.put_along_axis(gradient, at, np.take_along_axis(gradient, at, -1) - 1, -1)
            gradient *= dv[..., None]
            return gradient

        return -np.take_along_axis(logs, at, -1)[..., 0], backward

    @staticmethod
    def _of_probabilities(at: Array, p: Array) -> tuple[Array, Backward]:
        sums = p.sum(axis=-1, keepdims=True)
        share = np.take_along_axis(p, at, -1) / sums
        q, inside = clipped(share)

        def backward(dv: Array) -> Array:
            own = -inside / q / sums * dv[..., None]
            gradient = np.broadcast_to(-own * share, p.shape).copy()
            np.put_along_axis(gradient, at, own * (1 - share), -1)
            return gradient

        return -np.log(q)[..., 0], backward


@register
class KLDivergence(Loss):
    """How far a distribution is from the labels' distribution."""

    aliases = ("kld", "KLD", "kullback_leibler_divergence")
    one_hot = True
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        y, q = np.clip(y, EPSILON, 1), np.clip(p, EPSILON, 1)
        return (y * np.log(y / q)).sum(axis=-1), lambda dv: -y / q * (q == p) * dv[..., None]


@register
class Poisson(Loss):
    """For counts: outputs are the expected numbers."""

    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        values = (p - y * np.log(p + EPSILON)).mean(axis=-1)
        return values, lambda dv: (1 - y / (p + EPSILON)) * (dv[..., None] / p.shape[-1])
