"""Softmax or sigmoid with its crossentropy, all of it in one go over the rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.heads import Head, SigmoidHead, SoftmaxHead
from netbuilder.engine.kernels.compiled.code import scoring
from netbuilder.engine.kernels.compiled.laying import cut, plain
from netbuilder.engine.kernels.threads import thread_pool
from netbuilder.engine.losses import shares

PARTS = 16  # into which what adds up is cut, whatever the threads
FEWEST = 1 << 14  # numbers of a part


def compiled_head(head: Head) -> Head:
    """The compiled head that does what a head does; itself where there is none."""
    kinds: dict[type[Head], Any] = {SoftmaxHead: CompiledSoftmaxHead, SigmoidHead: CompiledSigmoidHead}
    make = kinds.get(type(head))
    return head if make is None else make(head.tensor, head.loss)


class _Rows:
    """Workspace for rows of scores, and what is found in them."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.p, self.d = np.empty((2, *shape), np.float32)
        self.shares, self.share = np.empty(shape[0], np.float32), math.nan
        self.parts = cut(shape[0], min(PARTS, self.p.size // FEWEST))
        self.found = np.zeros((len(self.parts), 2))

    def run(self, work: Any) -> tuple[float, int]:
        """The loss, and how many answers are right, after work(found, first, last) on all parts."""
        found = self.found
        if len(self.parts) == 1:
            work(found[0], *self.parts[0])
        else:
            thread_pool().run(lambda number, _hand: work(found[number], *self.parts[number]), len(self.parts))
        return sum(found[:, scoring.LOSS].tolist()), int(sum(found[:, scoring.RIGHT].tolist()))

    def weigh(self, share: Any, by: float) -> None:
        """Takes over the share of each row in the loss, one number or one a row, divided by a number."""
        if np.ndim(share):
            self.shares[:], self.share = share.reshape(-1) / by, math.nan
        elif share / by != self.share:
            self.share = share / by
            self.shares.fill(self.share)


class _Compiled(Head):
    """What both share: the workspace."""

    _rows: _Rows | None = None

    def _workspace(self, x: Array, weights: Array | None, mask: Array | None, by: float = 1.0) -> tuple[Array, _Rows]:
        """The rows of the scores, and room for what becomes of them; shares are divided by a number."""
        lines = plain(x.reshape(-1, x.shape[-1]))
        rows = self._rows
        if rows is None or rows.p.shape != lines.shape:
            rows = self._rows = _Rows(lines.shape)
        self._shape, self._mask = x.shape, mask
        rows.weigh(shares(self.loss.reduction, x.shape[:-1], weights, mask), by)
        return lines, rows

    def gradient(self) -> Array:
        assert self._rows is not None
        gradient: Array = self._rows.d.reshape(self._shape)
        return gradient

    def predictions(self) -> Array:
        assert self._rows is not None
        predictions: Array = self._rows.p.reshape(self._shape).copy()
        return predictions


class CompiledSoftmaxHead(_Compiled, SoftmaxHead):
    """Softmax and crossentropy."""

    def forward(self, x: Array, y: Array, weights: Array | None = None, mask: Array | None = None) -> float:
        lines, rows = self._workspace(x, weights, mask)
        labels = y.reshape(-1) if self._sparse else plain(y.reshape(lines.shape))
        if self._sparse and not (labels.flags.carray and labels.dtype == np.int64):
            labels = np.require(labels, np.int64, ["C", "W"])
        compute = scoring.of_numbers if self._sparse else scoring.of_vectors
        loss, self._right = rows.run(
            lambda found, first, last: compute(lines, labels, rows.shares, rows.p, rows.d, found, first, last)
        )
        return loss


class CompiledSigmoidHead(_Compiled, SigmoidHead):
    """Sigmoid and binary crossentropy of the last axis; of another one as NumPy does it."""

    _by_numpy = False

    def forward(self, x: Array, y: Array, weights: Array | None = None, mask: Array | None = None) -> float:
        loss: Any = self.loss
        self._by_numpy = y.shape != x.shape or loss.axis % x.ndim != x.ndim - 1
        if self._by_numpy:
            self._right = -1
            return SigmoidHead.forward(self, x, y, weights, mask)
        lines, rows = self._workspace(x, weights, mask, x.shape[-1])
        labels, smoothing = plain(y.reshape(lines.shape)), np.float32(loss.label_smoothing)
        found_loss, right = rows.run(
            lambda found, first, last: scoring.of_questions(
                lines, labels, rows.shares, smoothing, rows.p, rows.d, found, first, last
            )
        )
        self._right = right if x.shape[-1] == 1 else -1
        return found_loss

    def gradient(self) -> Array:
        return SigmoidHead.gradient(self) if self._by_numpy else _Compiled.gradient(self)

    def predictions(self) -> Array:
        return SigmoidHead.predictions(self) if self._by_numpy else _Compiled.predictions(self)
