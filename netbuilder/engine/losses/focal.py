"""Crossentropies that care less for what is already right, or for labels that may be wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses.base import Backward, Loss, clipped, normalized
from netbuilder.engine.losses.crossentropy import AXIS, LOGITS, SMOOTHING, ClassNumbers
from netbuilder.engine.losses.kinds import Numbers, reduction
from netbuilder.errors import DataError, FieldError
from netbuilder.kinds import Bounds, FloatKind
from netbuilder.layers.parts.activations import logistic, softmax
from netbuilder.spec import param, register

GAMMA = "How little sure and right answers count; 0 is the plain crossentropy."


@register
class BinaryFocalCrossentropy(Loss):
    """For yes-or-no questions with few yes: what is sure and right counts less."""

    apply_class_balancing: bool = param(default=False, doc="Weighs yes by alpha and no by 1 - alpha.")
    alpha: float = param(default=0.25, ge=0, le=1, doc="Weight of the yes answers when classes are balanced.")
    gamma: float = param(default=2.0, ge=0, doc=GAMMA)
    from_logits: bool = param(default=False, doc=LOGITS)
    label_smoothing: float = param(default=0.0, ge=0, le=1, doc=SMOOTHING)
    axis: int = param(default=-1, advanced=True, doc="The axis whose questions are averaged; -1 is the last.")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        if self.label_smoothing:
            y = y * (1 - self.label_smoothing) + 0.5 * self.label_smoothing
        p = logistic(p) if self.from_logits else p
        q, inside = clipped(p)
        entropy = -(y * np.log(q) + (1 - y) * np.log(1 - q))
        missing = 1 - (y * p + (1 - y) * (1 - p))
        focus, slope = _power(missing, self.gamma)
        weight = y * self.alpha + (1 - y) * (1 - self.alpha) if self.apply_class_balancing else 1
        n = p.shape[self.axis]

        def backward(dv: Array) -> Array:
            of_entropy = (q - y) / (q * (1 - q)) * inside
            gradient: Array = weight * (focus * of_entropy + slope * (1 - 2 * y) * entropy)
            gradient = gradient * (np.expand_dims(dv, self.axis) / n)
            return gradient * p * (1 - p) if self.from_logits else gradient

        return (weight * focus * entropy).mean(axis=self.axis), backward


@register
class CategoricalFocalCrossentropy(Loss):
    """For one class out of several that are not equally common, labels one-hot."""

    one_hot = True
    alpha: float | tuple[float, ...] = param(
        default=0.25,
        kind=Numbers(FloatKind(Bounds(ge=0)), alone=True),
        doc="Weight of all classes, or one for each class.",
    )
    gamma: float = param(default=2.0, ge=0, doc=GAMMA)
    from_logits: bool = param(default=False, doc=LOGITS)
    label_smoothing: float = param(default=0.0, ge=0, le=1, doc=SMOOTHING)
    axis: int = param(default=-1, advanced=True, doc=AXIS)
    reduction: str = reduction()

    def validate(self) -> None:
        if self.alpha is None:
            raise FieldError("alpha", "must be a number, or one for each class")

    def labels(self, y: Array, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
        if isinstance(self.alpha, tuple) and len(self.alpha) != shape[-1]:
            raise DataError(
                "alpha has {count} numbers, but there are {classes} outputs",
                count=len(self.alpha),
                classes=shape[-1],
            )
        return super().labels(y, shape, dtype)

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        if self.label_smoothing:  # Keras divides by the size of the last axis, whatever the axis of the classes
            y = y * (1 - self.label_smoothing) + self.label_smoothing / p.shape[-1]
        alpha = np.broadcast_to(np.asarray(self.alpha, p.dtype), p.shape)
        y, p, alpha = (np.moveaxis(array, self.axis, -1) for array in (y, p, alpha))
        chances, to_scores = softmax(p) if self.from_logits else (p, lambda dp: dp)
        shares, to_chances = normalized(chances)
        q, inside = clipped(shares)
        focus, slope = _power(1 - q, self.gamma)
        logs = np.log(q)

        def backward(dv: Array) -> Array:
            dq = alpha * y * (slope * logs - focus / q) * inside * dv[..., None]
            return np.moveaxis(to_scores(to_chances(dq)), -1, self.axis)

        return -(alpha * focus * y * logs).sum(axis=-1), backward


@register
class CategoricalGeneralizedCrossEntropy(ClassNumbers):
    """For class numbers of which some are wrong: (1 - p^q) / q of the labelled class's probability."""

    known_by_name = False
    q: float = param(default=0.5, gt=0, lt=1, doc="Near 0 it is the crossentropy, near 1 the mean absolute error.")
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        at = y[..., None]
        own = np.take_along_axis(p, at, -1)

        def backward(dv: Array) -> Array:
            gradient = np.zeros_like(p)
            np.put_along_axis(gradient, at, -(own ** (self.q - 1)) * dv[..., None], -1)
            return gradient

        return ((1 - own**self.q) / self.q)[..., 0], backward


def _power(base: Array, gamma: float) -> tuple[Array, Array]:
    """base ** gamma and its derivative by `base`, which is 0 for no power and finite for a small one."""
    if not gamma:
        return np.ones_like(base), np.zeros_like(base)
    steep = np.maximum(base, 1e-7) if gamma < 1 else base
    return base**gamma, gamma * steep ** (gamma - 1)
