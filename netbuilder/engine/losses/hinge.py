"""Losses that want a margin between right and wrong."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses.base import Backward, Loss
from netbuilder.engine.losses.kinds import reduction
from netbuilder.spec import register


@register
class Hinge(Loss):
    """For yes-or-no questions with outputs from -1 to 1, labels -1 and 1 or 0 and 1."""

    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        y = signs(y)
        missing = np.maximum(1 - y * p, 0)
        return missing.mean(axis=-1), lambda dv: -y * (missing > 0) * (dv[..., None] / p.shape[-1])


@register
class SquaredHinge(Loss):
    """Hinge, squared: what is far on the wrong side counts more."""

    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        y = signs(y)
        missing = np.maximum(1 - y * p, 0)
        return np.square(missing).mean(axis=-1), lambda dv: -y * missing * (dv[..., None] * (2 / p.shape[-1]))


@register
class CategoricalHinge(Loss):
    """For one class out of several, labels one-hot: its output should lead all others by 1."""

    one_hot = True
    reduction: str = reduction()

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        others = (1 - y) * p
        best = others.max(axis=-1, keepdims=True)
        values = np.maximum(best[..., 0] - (y * p).sum(axis=-1) + 1, 0)

        def backward(dv: Array) -> Array:
            leads = (others == best).astype(p.dtype)
            leads /= leads.sum(axis=-1, keepdims=True)
            return np.asarray((leads * (1 - y) - y) * (dv * (values > 0))[..., None])

        return values, backward


def signs(y: Array) -> Array:
    """Labels 0 and 1 as -1 and 1; as in Keras, only where a whole batch has no others."""
    binary = bool(((y == 0) | (y == 1)).all())
    return 2 * y - 1 if binary else y
