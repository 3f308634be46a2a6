"""Penalties on weights that are added to the loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.spec import Spec, param, register

Array = np.ndarray[Any, np.dtype[Any]]


class Regularizer(Spec, registry=True):
    """A penalty on the size of a weight."""

    def penalty(self, weight: Array) -> float:
        """What is added to the loss."""
        raise AssertionError("a regularizer has a penalty")

    def gradient(self, weight: Array) -> Array:
        """The penalty's derivative, of the weight's shape."""
        raise AssertionError("a regularizer has a gradient")


@register
class L1(Regularizer):
    """Adds the sum of absolute values; drives weights to exactly 0."""

    l1: float = param(0.01, ge=0, doc="Factor on the sum of absolute values.")

    def penalty(self, weight: Array) -> float:
        return self.l1 * float(np.abs(weight).sum())

    def gradient(self, weight: Array) -> Array:
        return np.sign(weight) * self.l1


@register
class L2(Regularizer):
    """Adds the sum of squares; keeps weights small."""

    l2: float = param(0.01, ge=0, doc="Factor on the sum of squares.")

    def penalty(self, weight: Array) -> float:
        return self.l2 * float(np.square(weight).sum())

    def gradient(self, weight: Array) -> Array:
        return weight * (2 * self.l2)


@register
class L1L2(Regularizer):
    """Adds both the sum of absolute values and the sum of squares."""

    aliases = ("l1_l2",)
    l1: float = param(0.0, ge=0, start=0.01, doc="Factor on the sum of absolute values.")
    l2: float = param(0.0, ge=0, start=0.01, doc="Factor on the sum of squares.")

    def penalty(self, weight: Array) -> float:
        return L1(self.l1).penalty(weight) + L2(self.l2).penalty(weight)

    def gradient(self, weight: Array) -> Array:
        return L1(self.l1).gradient(weight) + L2(self.l2).gradient(weight)
