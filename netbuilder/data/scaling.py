"""Scaling of inputs: measured in one pass over parts of them, so that they need not fit in memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import DataError, Message

NUMBERS_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Scaling:
    """x becomes (x - offset) / divisor, in float32. `sentence` says so to a person."""

    offset: Array
    divisor: Array
    sentence: Message

    def __call__(self, x: Array) -> Array:
        if self.offset.ndim and x.shape[1:] != self.offset.shape:
            raise DataError(
                "the columns were measured on samples of shape {measured}, but these have {given}",
                measured=self.offset.shape,
                given=x.shape[1:],
            )
        scaled: Array = x.astype(np.float32, copy=False) - self.offset
        return np.divide(scaled, self.divisor, out=scaled)


@dataclass(frozen=True)
class Measure:
    """Smallest and largest number, mean and spread, in float64; of each column, or of all numbers."""

    low: Array
    high: Array
    mean: Array
    spread: Array


def scaling_of(x: Array, kind: str) -> Scaling | None:
    """How inputs are scaled; None where `kind` leaves them as they are."""
    if kind == "none" or not x.size or (kind == "unit" and x.dtype.kind not in "biu"):
        return None
    if kind == "unit":
        largest = max(max(abs(float(part.min())), abs(float(part.max()))) for part in _parts(x)) or 1.0
        sentence = Message("divided by {largest}", {"largest": f"{largest:g}"})
        return Scaling(np.asarray(0, np.float32), np.asarray(largest, np.float32), sentence)
    # Columns of a table are scaled one by one, images and sequences as a whole.
    measure = measured(x, by_column=x.ndim == 2)
    if kind == "standardize":
        offset, spread = measure.mean, measure.spread
        sentence = Message("standardized to mean 0 and spread 1")
    else:
        offset, spread = measure.low, measure.high - measure.low
        sentence = Message("brought to the range 0 to 1")
    still = measure.low == measure.high
    constant = int(np.sum(still))
    if constant:
        template = sentence.template + " ({constant} of {count} columns never change)"
        sentence = Message(template, {"constant": constant, "count": np.size(spread)})
    divisor = np.asarray(spread, np.float32)  # what is close to 0 may become 0 here
    divisor = np.where(still | (divisor == 0), 1, divisor)
    return Scaling(np.asarray(offset, np.float32), np.asarray(divisor, np.float32), sentence)


def measured(x: Array, by_column: bool) -> Measure:
    """The measures of an array with at least one number.

    Parts are joined by the rule of Chan, Golub and LeVeque (1979) for the sum of squared distances from the mean.
    The parts are the same wherever the numbers lie, so that the result is the same to the last bit.
    """
    axes: Any = 0 if by_column else None
    low, high = np.asarray(np.inf), np.asarray(-np.inf)
    mean, squares, count = np.asarray(0.0), np.asarray(0.0), 0
    for part in _parts(x):
        numbers = part.astype(np.float64)
        size = len(part) if by_column else part.size
        low = np.minimum(low, numbers.min(axis=axes))
        high = np.maximum(high, numbers.max(axis=axes))
        own = numbers.mean(axis=axes)
        distance = own - mean
        squares = squares + ((numbers - own) ** 2).sum(axis=axes) + distance**2 * (count * size / (count + size))
        count += size
        mean = mean + distance * (size / count)
    return Measure(low, high, np.asarray(mean), np.sqrt(squares / count))


def _parts(x: Array) -> Iterator[Array]:
    rows = max(1, NUMBERS_AT_ONCE // max(math.prod(x.shape[1:]), 1))
    for start in range(0, len(x), rows):
        yield x[start : start + rows]
