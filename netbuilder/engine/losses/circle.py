"""Circle loss: samples of one class shall lie close together, others apart.

Sun et al., "Circle Loss: A Unified Perspective of Pair Similarity Optimization", 2020.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses.base import Backward, Loss
from netbuilder.engine.losses.kinds import reduction
from netbuilder.errors import DataError
from netbuilder.layers.parts.activations import logistic
from netbuilder.spec import param, register


@register
class Circle(Loss):
    """For embeddings of length 1 with class numbers: each sample is compared with all others of its batch."""

    sparse = True
    gamma: float = param(default=80.0, gt=0, doc="How steep it is.")
    margin: float = param(default=0.4, ge=0, le=1, doc="How far apart classes should be.")
    remove_diagonal: bool = param(default=True, doc="Leaves out the comparison of a sample with itself.")
    reduction: str = reduction()

    def labels(self, y: Array, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
        if y.ndim == 2 and y.shape[-1] == 1:
            y = y[:, 0]
        if y.ndim != 1 or len(shape) != 2:
            raise DataError(
                "circle compares embeddings of shape (size,) by one class number a sample, got outputs of shape "
                "{outputs} and labels of shape {labels}. Flatten the outputs",
                outputs=shape[1:],
                labels=y.shape[1:],
            )
        return y.astype(np.intp)

    def valid(self, y: Array, values: Array) -> Array | None:
        return values > 0

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        apart = 1 - p @ p.T
        distance = np.maximum(apart, 0)
        same = y[:, None] == y[None, :]
        other = ~same
        if self.remove_diagonal:
            np.fill_diagonal(same, False)
        near, near_slope = self._term(self.margin + distance, self.margin - distance, same, -1)
        far, far_slope = self._term(1 + self.margin - distance, 1 - self.margin - distance, other, 1)
        near_sum, near_shares = _log_sum(near, same)
        far_sum, far_shares = _log_sum(far, other)
        total = near_sum + far_sum

        def backward(dv: Array) -> Array:
            slope = near_shares * near_slope + far_shares * far_slope
            by_cosine = -slope * (apart > 0) * (dv * logistic(total))[:, None]
            return np.asarray(by_cosine @ p + by_cosine.T @ p)

        return np.logaddexp(total, p.dtype.type(0)), backward

    def _term(self, weight: Array, gap: Array, pairs: Array, sign: int) -> tuple[Array, Array]:
        """The weighted gaps of pairs, and their derivative by the distance."""
        active = (weight > 0) & pairs
        weight = weight * active
        return weight * gap * (sign * self.gamma), -(active * gap + sign * weight) * self.gamma


def _log_sum(x: Array, where: Array) -> tuple[Array, Array]:
    """The logarithm of the sum of exponentials of each row, and each one's share; -inf where there is none."""
    x = np.where(where, x, -np.inf)
    highest = x.max(axis=1, keepdims=True)
    highest = np.where(np.isfinite(highest), highest, 0).astype(x.dtype)
    powers = np.exp(x - highest)
    sums = powers.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        logs = np.log(sums) + highest
    return logs[:, 0], powers / np.where(sums > 0, sums, 1)
