"""Where predictions meet labels: the loss of one output, its gradient, and its metrics."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.scaling import Scaling
from netbuilder.engine.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    SparseCategoricalCrossentropy,
    shares,
)
from netbuilder.engine.metrics import FittingAccuracy, Metric
from netbuilder.layers.parts.activations import logistic


class Head:
    """The loss of one output on its predictions. `tensor` is what it reads."""

    def __init__(self, tensor: int, loss: Loss) -> None:
        self.tensor, self.loss = tensor, loss
        self._predictions: Any = None
        self._gradient: Any = None
        self._mask: Array | None = None
        self._shape: tuple[int, ...] = ()
        self._right = -1  # how many answers of the batch are right, where that was found

    def forward(self, x: Array, y: Array, weights: Array | None = None, mask: Array | None = None) -> float:
        """The loss of a batch; keeps what `gradient`, `predictions` and `update` need."""
        self._predictions, self._mask = x, mask
        value, self._gradient = self.loss(y, x, weights, mask)
        return value

    def gradient(self) -> Array:
        """The loss's derivative by what was read."""
        gradient: Array = self._gradient
        return gradient

    def predictions(self) -> Array:
        """The output itself."""
        predictions: Array = self._predictions
        return predictions

    def update(
        self,
        metric: Metric,
        state: dict[str, Any],
        y: Array,
        weights: Array | None = None,
        scaling: Scaling | None = None,
    ) -> None:
        """Takes the batch into account in a metric, weighed by the mask as in Keras, and by `weights` where given.

        What was scaled for training is measured in its own unit. Where all samples count alike, and the loss has found
        how many answers are right, accuracy costs nothing.
        """
        alike = self._mask is None and weights is None and scaling is None
        if self._right >= 0 and alike and isinstance(metric, FittingAccuracy):
            samples, rows = self._shape[0], math.prod(self._shape[:-1])
            state["total"] += self._right / (rows // max(samples, 1) or 1)
            state["count"] += samples
            return
        mask = self._mask if metric.heeds_mask else None
        if weights is not None and mask is not None:
            weights = weights.reshape(*weights.shape, *(1,) * (mask.ndim - weights.ndim)) * mask
        predictions = self.predictions()
        if scaling is not None:
            y, predictions = scaling.undone(y), scaling.undone(predictions)
        metric.update(state, y, predictions, mask if weights is None else weights)


class SoftmaxHead(Head):
    """Softmax and crossentropy in one, on the scores before the softmax.

    Probabilities are held transposed, (classes, rows), so that sums over classes run along memory.
    Unlike the loss on probabilities nothing is clipped: a sure but wrong answer keeps its gradient.
    """

    def __init__(self, tensor: int, loss: Loss) -> None:
        super().__init__(tensor, loss)
        self._sparse = isinstance(loss, SparseCategoricalCrossentropy)
        self._size = -1

    @staticmethod
    def fits(loss: Loss, rank: int) -> bool:
        """Whether it computes a loss on outputs of this rank (with the batch axis)."""
        if not isinstance(loss, CategoricalCrossentropy | SparseCategoricalCrossentropy):
            return False
        plain = not loss.from_logits and loss.axis in (-1, rank - 1)
        return plain and not getattr(loss, "label_smoothing", 0.0) and getattr(loss, "ignore_class", None) is None

    def forward(self, x: Array, y: Array, weights: Array | None = None, mask: Array | None = None) -> float:
        rows = x.reshape(-1, x.shape[-1])
        self._bind(rows)
        self._shape, self._mask = x.shape, mask
        t, total = self._t, self._total
        np.copyto(t, rows.T)
        np.subtract(t, np.maximum.reduce(t, axis=0, keepdims=True, out=total), out=t)
        if self._sparse:
            y = y.reshape(-1)
            own = t[y, self._numbers]
        else:
            y = y.reshape(rows.shape)
            own = np.einsum("kn,nk->n", t, y)
        # The largest score is now exactly 0, so a right answer is a 0 at the label's place.
        self._right = len(own) - int(np.count_nonzero(own)) if self._sparse else -1
        np.exp(t, out=t)
        np.add.reduce(t, axis=0, keepdims=True, out=total)
        logs = np.log(total[0])
        np.divide(t, total, out=t)
        share = shares(self.loss.reduction, x.shape[:-1], weights, mask)
        share = t.dtype.type(share) if np.ndim(share) == 0 else share.reshape(-1).astype(t.dtype)
        self._differentiate(y, share)
        if not self._sparse:
            logs *= y.sum(axis=1)
        if np.ndim(share) == 0:
            return float((logs.sum() - own.sum()) * share)
        return float((logs - own) @ share)

    def _differentiate(self, y: Array, share: Any) -> None:
        d = self._d
        if self._sparse:
            np.multiply(self._t.T, share if np.ndim(share) == 0 else share[:, None], out=d)
            d[self._numbers, y] -= share
        else:
            np.multiply(self._t.T, y.sum(axis=1, keepdims=True), out=d)
            d -= y
            d *= share if np.ndim(share) == 0 else share[:, None]

    def _bind(self, rows: Array) -> None:
        if len(rows) != self._size:
            self._size = len(rows)
            self._t, self._d = np.empty(rows.shape[::-1], rows.dtype), np.empty(rows.shape, rows.dtype)
            self._total = np.empty((1, len(rows)), rows.dtype)
            self._numbers = np.arange(len(rows))

    def gradient(self) -> Array:
        return self._d.reshape(self._shape)

    def predictions(self) -> Array:
        return np.ascontiguousarray(self._t.T).reshape(self._shape)


class SigmoidHead(Head):
    """Sigmoid and binary crossentropy in one, on the scores before the sigmoid."""

    def __init__(self, tensor: int, loss: BinaryCrossentropy) -> None:
        super().__init__(tensor, loss)
        self._on_scores = loss.replace(from_logits=True)
        self._scores: Any = None

    def forward(self, x: Array, y: Array, weights: Array | None = None, mask: Array | None = None) -> float:
        self._scores, self._mask = x, mask
        value, self._gradient = self._on_scores(y, x, weights, mask)
        return value

    def predictions(self) -> Array:
        return logistic(self._scores)
