"""CTC: for sequences whose labels are shorter and not aligned, such as speech and handwriting.

Graves et al., "Connectionist Temporal Classification", 2006; the recursion goes over time, for a batch at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.losses.base import Backward, Loss, log_softmax
from netbuilder.engine.losses.kinds import reduction
from netbuilder.errors import DataError
from netbuilder.spec import register

IMPOSSIBLE = -1e5  # what Keras takes for the logarithm of 0


class _Step(NamedTuple):
    """The paths before a step, as logarithms: ends in a blank, ends in a label, and both where a label may follow."""

    blank: Array
    label: Array
    ready: Array


@register
class CTC(Loss):
    """For sequences of scores (steps, classes) and shorter sequences of class numbers; class 0 is the blank."""

    sparse = True
    reduction: str = reduction()

    def labels(self, y: Array, shape: tuple[int, ...], dtype: Any = np.float32) -> Array:
        if y.ndim != 2 or len(shape) != 3:
            raise DataError(
                "ctc compares outputs of shape (steps, classes) with labels of shape (length,), got {outputs} and "
                "{labels}. Let the last layer give scores for each step",
                outputs=shape[1:],
                labels=y.shape[1:],
            )
        numbers = y.astype(np.intp)
        if numbers.size and (numbers.min() < 0 or numbers.max() >= shape[-1] or not np.array_equal(numbers, y)):
            raise DataError(
                "labels go from {low} to {high}, but the network has outputs for classes 0 to {limit}",
                low=y.min(),
                high=y.max(),
                limit=shape[-1] - 1,
            )
        if ((numbers[:, :-1] == 0) & (numbers[:, 1:] != 0)).any():
            raise DataError("class 0 is ctc's blank: it may fill up the end of a label, not stand within it")
        return numbers

    def values(self, y: Array, p: Array) -> tuple[Array, Backward]:
        logs = log_softmax(p)
        blank = np.ascontiguousarray(logs[:, :, :1].transpose(1, 0, 2))
        label = np.take_along_axis(logs, y[:, None, :], -1).transpose(1, 0, 2)
        steps, last = _forward(blank, label, y)
        rows, length = np.arange(len(y)), np.count_nonzero(y, axis=1)
        ends = _joined(last.blank, last.label)

        def backward(dv: Array) -> Array:
            dends = np.zeros_like(ends)
            dends[rows, length] = -dv
            dblank, dlabel = _backward(steps, last, ends, dends, y)
            dlogs = dlabel.transpose(1, 0, 2) @ (y[..., None] == np.arange(p.shape[-1])).astype(p.dtype)
            dlogs[:, :, 0] += dblank.T
            return np.asarray(dlogs - np.exp(logs) * dlogs.sum(axis=-1, keepdims=True))

        return -ends[rows, length], backward


def _penalties(y: Array, dtype: Any) -> tuple[Array, Array]:
    """What it costs to go on from a label without a blank: nothing, unless the next label is the same; and reversed."""
    again = np.zeros(y.shape, dtype)
    again[:, :-1] = y[:, :-1] == y[:, 1:]
    return again * IMPOSSIBLE, (1 - again) * IMPOSSIBLE


def _joined(blank: Array, label: Array) -> Array:
    """Paths that end in a blank or in the label before it; the first blank has none before it."""
    return np.concatenate([blank[:, :1], np.logaddexp(blank[:, 1:], label)], axis=1)


def _forward(blank: Array, label: Array, y: Array) -> tuple[list[_Step], _Step]:
    """The paths before each step and after the last."""
    repeat, fresh = _penalties(y, blank.dtype)
    ends_blank = np.full((len(y), y.shape[1] + 1), IMPOSSIBLE, blank.dtype)
    ends_blank[:, 0] = 0
    ends_label = np.full(y.shape, IMPOSSIBLE, blank.dtype)
    steps = []
    for of_blank, of_label in zip(blank, label, strict=True):
        ready = _joined(ends_blank, ends_label + repeat)
        steps.append(_Step(ends_blank, ends_label, ready))
        ends_blank = _joined(ready, ends_label + fresh) + of_blank
        ends_label = np.logaddexp(ready[:, :-1], ends_label) + of_label
    return steps, _Step(ends_blank, ends_label, ends_blank)


def _unjoined(dy: Array, y: Array, blank: Array, label: Array) -> tuple[Array, Array]:
    """The gradient of `_joined` by its two arguments."""
    dblank = dy.copy()
    dblank[:, 1:] *= np.exp(blank[:, 1:] - y[:, 1:])
    return dblank, dy[:, 1:] * np.exp(label - y[:, 1:])


def _backward(steps: list[_Step], last: _Step, ends: Array, dends: Array, y: Array) -> tuple[Array, Array]:
    """The gradient by the logarithms of the blank, (steps, samples), and of each label, (steps, samples, length)."""
    repeat, fresh = _penalties(y, ends.dtype)
    of_blank = np.empty((len(steps), len(y)), ends.dtype)
    of_label = np.empty((len(steps), *y.shape), ends.dtype)
    dblank, dlabel = _unjoined(dends, ends, last.blank, last.label)
    for t in range(len(steps) - 1, -1, -1):
        blank, label, ready = steps[t]
        of_blank[t], of_label[t] = dblank.sum(axis=1), dlabel
        dready, dbefore = _unjoined(dblank, _joined(ready, label + fresh), ready, label + fresh)
        emitted = np.logaddexp(ready[:, :-1], label)
        dready[:, :-1] += dlabel * np.exp(ready[:, :-1] - emitted)
        dbefore = dbefore + dlabel * np.exp(label - emitted)
        dblank, dlabel = _unjoined(dready, ready, blank, label + repeat)
        dlabel = dlabel + dbefore
    return of_blank, of_label
