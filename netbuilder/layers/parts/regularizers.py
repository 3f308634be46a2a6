"""Penalties on weights, or on a layer's output, that are added to the loss."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.spec import Spec, param, register

EPSILON = 1e-7  # keras.config.epsilon()


class Regularizer(Spec, registry=True):
    """A penalty on the size of a weight."""

    def penalty(self, weight: Array) -> float:
        """What is added to the loss; raises ShapeError for a weight that it cannot take."""
        raise AssertionError("a regularizer has a penalty")

    def gradient(self, weight: Array) -> Array:
        """The penalty's derivative, of the weight's shape."""
        raise AssertionError("a regularizer has a gradient")


@register
class L1(Regularizer):
    """Adds the sum of absolute values; drives weights to exactly 0."""

    l1: float = param(default=0.01, ge=0, doc="Factor on the sum of absolute values.")

    def penalty(self, weight: Array) -> float:
        return self.l1 * float(np.abs(weight).sum())

    def gradient(self, weight: Array) -> Array:
        return np.sign(weight) * self.l1


@register
class L2(Regularizer):
    """Adds the sum of squares; keeps weights small."""

    l2: float = param(default=0.01, ge=0, doc="Factor on the sum of squares.")

    def penalty(self, weight: Array) -> float:
        return self.l2 * float(np.square(weight).sum())

    def gradient(self, weight: Array) -> Array:
        return weight * (2 * self.l2)


@register
class L1L2(Regularizer):
    """Adds both the sum of absolute values and the sum of squares."""

    aliases = ("l1_l2",)
    l1: float = param(default=0.0, ge=0, start=0.01, doc="Factor on the sum of absolute values.")
    l2: float = param(default=0.0, ge=0, start=0.01, doc="Factor on the sum of squares.")

    def penalty(self, weight: Array) -> float:
        return L1(self.l1).penalty(weight) + L2(self.l2).penalty(weight)

    def gradient(self, weight: Array) -> Array:
        return L1(self.l1).gradient(weight) + L2(self.l2).gradient(weight)


@register
class OrthogonalRegularizer(Regularizer):
    """Adds the mean cosine, without its sign, between rows or columns of a matrix; turns them to right angles."""

    factor: float = param(default=0.01, ge=0, doc="Factor on the mean.")
    mode: str = param(default="rows", choices=("rows", "columns"), doc="What is to stand at right angles.")

    def penalty(self, weight: Array) -> float:
        unit, _ = self._units(weight)
        return self._share(unit) * 0.5 * float(np.abs(_cosines(unit)).sum())

    def gradient(self, weight: Array) -> Array:
        unit, inverse = self._units(weight)
        d = self._share(unit) * (np.sign(_cosines(unit)) @ unit)
        gradient: Array = inverse * (d - unit * (d * unit).sum(axis=1, keepdims=True))
        return gradient if self.mode == "rows" else gradient.T

    def _units(self, weight: Array) -> tuple[Array, Array]:
        """What is compared, as rows of length 1, and 1 / their lengths."""
        if weight.ndim != 2:
            raise ShapeError("OrthogonalRegularizer takes weights of two axes, not of {shape}", shape=weight.shape)
        rows = weight if self.mode == "rows" else weight.T
        inverse = 1 / np.maximum(np.sqrt(np.square(rows).sum(axis=1, keepdims=True)), EPSILON)
        return rows * inverse, inverse

    def _share(self, unit: Array) -> float:
        """The factor for each pair of rows; a single row has none."""
        return self.factor / max(len(unit) * (len(unit) - 1) / 2, 1)


def _cosines(unit: Array) -> Array:
    """The product of each row with each other one, and 0 with itself."""
    product: Array = unit @ unit.T
    np.fill_diagonal(product, 0)
    return product
