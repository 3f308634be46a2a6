"""Rules that a weight is brought back to after each step."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.layers.maths.axes import AxesKind
from netbuilder.spec import Spec, param, register

EPSILON = 1e-7  # keras.config.epsilon()


class Constraint(Spec, registry=True):
    """A projection applied to a weight after each step."""

    def apply(self, weight: Array) -> Array:
        """The nearest allowed weight."""
        raise AssertionError("a constraint applies")


@register
class MaxNorm(Constraint):
    """Shrinks columns whose length exceeds a limit."""

    max_value: float = param(default=2.0, gt=0, doc="Largest length of a column.")
    axis: tuple[int, ...] = param(default=0, kind=AxesKind(), doc="Axis or axes along which lengths are measured.")

    def apply(self, weight: Array) -> Array:
        norms = _norms(weight, self.axis)
        return weight * (np.clip(norms, 0, self.max_value) / (EPSILON + norms))


@register
class NonNeg(Constraint):
    """Cuts negative weights to 0."""

    aliases = ("nonneg",)

    def apply(self, weight: Array) -> Array:
        return np.maximum(weight, 0)


@register
class UnitNorm(Constraint):
    """Gives every column length 1."""

    axis: tuple[int, ...] = param(default=0, kind=AxesKind(), doc="Axis or axes along which lengths are measured.")

    def apply(self, weight: Array) -> Array:
        scaled: Array = weight / (EPSILON + _norms(weight, self.axis))
        return scaled


@register
class MinMaxNorm(Constraint):
    """Pulls the length of columns between two limits."""

    min_value: float = param(default=0.0, ge=0, doc="Smallest length of a column.")
    max_value: float = param(default=1.0, gt=0, doc="Largest length of a column.")
    rate: float = param(default=1.0, ge=0, le=1, doc="How far a length is pulled; 1 is all the way.")
    axis: tuple[int, ...] = param(default=0, kind=AxesKind(), doc="Axis or axes along which lengths are measured.")

    def apply(self, weight: Array) -> Array:
        norms = _norms(weight, self.axis)
        wanted = self.rate * np.clip(norms, self.min_value, self.max_value) + (1 - self.rate) * norms
        scaled: Array = weight * (wanted / (EPSILON + norms))
        return scaled


def _norms(weight: Array, axis: tuple[int, ...]) -> Array:
    for number in axis:
        if not -weight.ndim <= number < weight.ndim:
            raise ShapeError("there is no axis {axis} in a weight of shape {shape}", axis=number, shape=weight.shape)
    norms: Array = np.sqrt(np.square(weight).sum(axis=axis, keepdims=True))
    return norms
