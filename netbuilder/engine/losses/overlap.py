"""Losses for how far two areas overlap, as in segmentation.

Without an `axis` a whole batch is one area and has one value.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses.base import EPSILON, Backward, Loss
from netbuilder.engine.losses.kinds import axes, reduction
from netbuilder.spec import param, register

AREA = "Axes that make up an area, such as 1, 2, 3; none takes the whole batch as one."


class _Overlap(Loss):
    one_hot = True

    def _ratio(self, top: Array, bottom: Array, dtop: Any, dbottom: Any, axis: Any) -> tuple[Array, Backward]:
        """1 - top / bottom and its gradient from those of `top` and `bottom` by each prediction."""
        ratio = top / bottom

        def backward(dv: Array) -> Array:
            dv = dv.reshape(ratio.shape)
            return np.asarray((ratio * dbottom - dtop) / bottom * dv)

        return 1 - np.asarray(ratio.squeeze(axis)), backward


@register
class Dice(_Overlap):
    """1 minus twice the overlap over the sum of both areas."""

    reduction: str = reduction()
    axis: int | tuple[int, ...] | None = param(default=None, kind=axes(), doc=AREA)

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        axis = self.axis
        top = 2 * (y * p).sum(axis=axis, keepdims=True)
        bottom = y.sum(axis=axis, keepdims=True) + p.sum(axis=axis, keepdims=True) + EPSILON
        return self._ratio(top, bottom, 2 * y, 1, axis)


@register
class Tversky(_Overlap):
    """Like dice, with separate weights for what is missed and what is too much."""

    alpha: float = param(default=0.5, ge=0, doc="Weight of labelled area that the output misses.")
    beta: float = param(default=0.5, ge=0, doc="Weight of output outside the labelled area.")
    reduction: str = reduction()
    axis: int | tuple[int, ...] | None = param(default=None, kind=axes(), doc=AREA)

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        axis = self.axis
        top = (y * p).sum(axis=axis, keepdims=True)
        missed = ((1 - p) * y).sum(axis=axis, keepdims=True)
        wrong = (p * (1 - y)).sum(axis=axis, keepdims=True)
        bottom = top + missed * self.alpha + wrong * self.beta + EPSILON
        return self._ratio(top, bottom, y, y * (1 - self.alpha) + (1 - y) * self.beta, axis)
