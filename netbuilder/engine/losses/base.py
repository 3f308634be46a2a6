"""What a loss is, and how the values of a batch become one number.

Formulas, names and defaults are Keras's. A loss has one value for each row: the last axis is taken together,
or the one that a loss's `axis` names.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses.kinds import MEANS
from netbuilder.errors import N_, DataError
from netbuilder.spec import Spec

Backward = Callable[[Array], Array]

EPSILON = 1e-7  # keras.config.epsilon(): probabilities are kept this far from 0 and 1


class Loss(Spec, registry=True):
    """A loss over labels `y` and predictions `p`."""

    sparse: ClassVar[bool] = False  # labels are class numbers, not vectors
    one_hot: ClassVar[bool] = False  # labels are vectors with a share for each class
    known_by_name: ClassVar[bool] = True  # Keras finds it by its snake-case name

    if TYPE_CHECKING:
        reduction: str

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        """The losses (of rows: shape p.shape[:-1]), and the function that carries their gradient back to p."""
        raise AssertionError("a loss has values")

    def valid(self, y: Array, values: Array) -> Array | None:
        """Which values count, as a mask; none is all."""
        return None

    def axes(self) -> tuple[int, ...]:
        """The axes that are taken together."""
        axis = getattr(self, "axis", -1)
        return axis if isinstance(axis, tuple) else () if axis is None else (axis,)

    def labels(self, y: Array, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
        """`y` as `values` wants it for predictions of `shape` (with the batch axis); raises DataError."""
        if y.ndim == 1 and len(shape) == 2 and shape[-1] == 1:
            y = y[..., None]
        if y.ndim == len(shape) + 1 and y.shape[-1] == 1:
            y = y[..., 0]
        if y.shape[1:] != shape[1:] and (y.shape[1:] != shape[1:-1] or shape[-1] != 1):
            raise DataError(
                "{loss} compares labels of shape {labels} with outputs of shape {outputs}. {remedy}",
                loss=self.snake(),
                labels=y.shape[1:],
                outputs=shape[1:],
                remedy=self._remedy(y, shape),
            )
        self.check_axes(y.ndim, shape)
        return y.astype(dtype, copy=False)

    def check_axes(self, rank: int, shape: tuple[int, ...]) -> None:
        """Raises DataError for an axis that arrays of this rank do not have."""
        for axis in self.axes():
            if not -rank <= axis < rank:
                raise DataError(
                    "{loss} goes along axis {axis}, but the outputs have shape {outputs}. Choose axis -1",
                    loss=self.snake(),
                    axis=axis,
                    outputs=shape[1:],
                )

    def __call__(
        self, y: Array, p: Array, weights: Array | None = None, mask: Array | None = None
    ) -> tuple[float, Array]:
        """The loss of a batch and its gradient by `p`; `weights` and `mask` have one number a sample or a row."""
        shape = p.shape
        if not self.sparse:
            y, p = same_rank(y, p, weights, mask)
        values, backward = self.values(y, p)
        valid = self.valid(y, values)
        if valid is not None:
            mask = valid if mask is None else valid & aligned(mask.astype(bool), values.ndim)
        share = shares(self.reduction, values.shape, weights, mask)
        if np.ndim(share) == 0:
            total = values.sum(dtype=np.float64) * share
            share = np.full(values.shape, share, p.dtype)
        else:
            total = (values * share).sum(dtype=np.float64)
            share = share.sum() if values.ndim == 0 else share
        return float(total), backward(np.asarray(share, p.dtype)).reshape(shape)

    def _remedy(self, y: Array, shape: tuple[int, ...]) -> str:
        if np.issubdtype(y.dtype, np.integer) and y.ndim == len(shape) - 1:
            return N_("For labels that are class numbers use sparse_categorical_crossentropy, or one-hot labels")
        return N_("Let the last layer have as many outputs as the labels")


def same_rank(y: Array, p: Array, weights: Array | None = None, mask: Array | None = None) -> tuple[Array, Array]:
    """Labels and predictions without a last axis of 1 that only the predictions have.

    Keras drops it, so that steps of a sequence become the row; where weights or a mask tell the steps apart
    (there Keras fails) the labels get the axis.
    """
    if y.ndim != p.ndim - 1 or p.shape[-1] != 1:
        return y, p
    finest = max((given.ndim for given in (weights, mask) if given is not None), default=0)
    return (y[..., None], p) if y.ndim == 1 or finest >= y.ndim else (y, p[..., 0])


def shares(reduction: str, shape: tuple[int, ...], weights: Array | None = None, mask: Array | None = None) -> Any:
    """The factor of each value in the loss: one number, or an array of the values' shape (of the weights' for one).

    As in Keras, the mean reductions give what a mask keeps the weight of what it leaves out, and
    `mean_with_sample_weight` divides by the sum of the weights before they are spread over rows.
    """
    if weights is None and mask is None:
        return 1.0 if reduction == "sum" else 1 / max(math.prod(shape), 1)
    for given in (weights, mask):
        if given is not None:
            spread(given, shape)
    factor = np.ones(())
    if mask is not None:
        factor = mask.astype(np.float64)
        if reduction in MEANS:
            factor *= factor.size / max(int(np.count_nonzero(mask)), 1)
    if weights is not None:
        rank = max(weights.ndim, factor.ndim)
        factor = aligned(weights.astype(np.float64), rank) * aligned(factor, rank)
    total = factor.sum()
    factor = spread(factor, shape)
    if reduction == "sum":
        return factor
    if reduction == "mean_with_sample_weight":
        return factor / total if total else np.zeros_like(factor)
    return factor / max(factor.size, 1)


def aligned(array: Array, rank: int) -> Array:
    """An array with axes of 1 at its end, so that it has at least `rank`."""
    return array.reshape(array.shape + (1,) * (rank - array.ndim))


def spread(weights: Array, shape: tuple[int, ...]) -> Array:
    """Weights of samples or rows for values of `shape`; raises DataError where they do not fit."""
    if not shape:
        return weights
    if weights.ndim == len(shape) + 1 and weights.shape[-1] == 1:
        weights = weights[..., 0]
    full = aligned(weights, len(shape))
    if full.ndim > len(shape) or any(w not in (1, size) for w, size in zip(full.shape, shape, strict=True)):
        raise DataError(
            "weights or a mask of shape {given} do not fit values of shape {values}. "
            "Give one number a sample, or as many as there are values",
            given=weights.shape,
            values=shape,
        )
    return np.broadcast_to(full, shape)


def clipped(p: Array) -> tuple[Array, Array]:
    """Probabilities away from 0 and 1, and 1 where nothing was cut (a cut value passes no gradient)."""
    q = np.clip(p, EPSILON, 1 - EPSILON)
    return q, (q == p).astype(p.dtype)


def log_softmax(p: Array) -> Array:
    """The logarithm of softmax along the last axis."""
    shifted = p - p.max(axis=-1, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs


def normalized(p: Array) -> tuple[Array, Backward]:
    """Values that sum to 1 along the last axis."""
    sums = p.sum(axis=-1, keepdims=True)
    q = p / sums

    def backward(dq: Array) -> Array:
        gradient: Array = (dq - (dq * q).sum(axis=-1, keepdims=True)) / sums
        return gradient

    return q, backward
