"""Where predictions meet labels: the loss of one output, its gradient, and its metrics."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.engine.losses import BinaryCrossentropy, Loss, SparseCategoricalCrossentropy
from netbuilder.engine.metrics import FittingAccuracy, Metric
from netbuilder.layers.activations import logistic

Array = np.ndarray[Any, np.dtype[Any]]


class Head:
    """The loss of one output on its predictions. `tensor` is what it reads."""

    def __init__(self, tensor: int, loss: Loss) -> None:
        self.tensor, self.loss = tensor, loss
        self._predictions: Any = None
        self._gradient: Any = None

    def forward(self, x: Array, y: Array, weights: Array | None = None) -> float:
        """The mean loss of a batch; keeps what `gradient` and `predictions` give."""
        self._predictions = x
        value, self._gradient = self.loss(y, x, weights)
        return value

    def gradient(self) -> Array:
        """The loss's derivative by what was read."""
        gradient: Array = self._gradient
        return gradient

    def predictions(self) -> Array:
        """The output itself."""
        predictions: Array = self._predictions
        return predictions

    def update(self, metric: Metric, state: dict[str, Any], y: Array, weights: Array | None) -> None:
        """Takes the batch into account in a metric."""
        metric.update(state, y, self.predictions(), weights)


class SoftmaxHead(Head):
    """Softmax and crossentropy in one, on the scores before the softmax.

    Probabilities are held transposed, (classes, rows), so that sums over classes run along memory.
    Unlike the loss on probabilities nothing is clipped: a sure but wrong answer keeps its gradient.
    """

    def __init__(self, tensor: int, loss: Loss) -> None:
        super().__init__(tensor, loss)
        self._sparse = isinstance(loss, SparseCategoricalCrossentropy)
        self._size = -1
        self._correct = 0

    def forward(self, x: Array, y: Array, weights: Array | None = None) -> float:
        rows = x.reshape(-1, x.shape[-1])
        self._bind(rows)
        t, total = self._t, self._total
        np.copyto(t, rows.T)
        np.subtract(t, np.maximum.reduce(t, axis=0, keepdims=True, out=total), out=t)
        if self._sparse:
            at = (y.reshape(-1), self._numbers)
            own = t[at]
        else:
            own = np.einsum("kn,nk->n", t, y.reshape(rows.shape))
        # The largest score is now exactly 0, so a right answer is a 0 at the label's place.
        self._correct = len(own) - int(np.count_nonzero(own)) if self._sparse else -1
        np.exp(t, out=t)
        np.add.reduce(t, axis=0, keepdims=True, out=total)
        logs = np.log(total[0])
        share = self._share(weights, x.shape[:-1])
        if self._sparse:
            value = float((logs - own) @ share if weights is not None else (logs.sum() - own.sum()) / len(own))
        else:
            mass = y.reshape(rows.shape).sum(axis=1)
            value = float(((logs * mass - own) * share).sum())
        np.divide(t, total, out=t)
        self._predictions = t
        self._differentiate(y.reshape(-1) if self._sparse else y.reshape(rows.shape), share)
        self._shape = x.shape
        return value

    def _differentiate(self, y: Array, share: Any) -> None:
        d = self._d
        if self._sparse:
            np.multiply(self._t.T, share if np.ndim(share) == 0 else share[:, None], out=d)
            d[self._numbers, y] -= share
        else:
            np.multiply(self._t.T, y.sum(axis=1, keepdims=True), out=d)
            d -= y
            d *= share if np.ndim(share) == 0 else share[:, None]

    def _share(self, weights: Array | None, shape: tuple[int, ...]) -> Any:
        count = self._t.shape[1]
        if weights is None:
            return self._t.dtype.type(1 / count)
        each = np.broadcast_to(weights.reshape(weights.shape + (1,) * (len(shape) - weights.ndim)), shape)
        return (each.reshape(-1) / count).astype(self._t.dtype)

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

    def update(self, metric: Metric, state: dict[str, Any], y: Array, weights: Array | None) -> None:
        if self._sparse and weights is None and isinstance(metric, FittingAccuracy) and self._shape[-1] > 1:
            state["total"] += self._correct
            state["count"] += self._size
        else:
            super().update(metric, state, y, weights)


class SigmoidHead(Head):
    """Sigmoid and binary crossentropy in one, on the scores before the sigmoid."""

    def __init__(self, tensor: int, loss: BinaryCrossentropy) -> None:
        super().__init__(tensor, loss)
        self._on_scores = loss.replace(from_logits=True)
        self._scores: Any = None

    def forward(self, x: Array, y: Array, weights: Array | None = None) -> float:
        self._scores = x
        value, self._gradient = self._on_scores(y, x, weights)
        return value

    def predictions(self) -> Array:
        return logistic(self._scores)
