"""Scaling of inputs: measured in one pass over parts of them, so that they need not fit in memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, DataError, Message

NUMBERS_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Scaling:
    """x becomes (x - offset) / divisor: computed in float64, given as float32. `kind` is the setting's word for it.

    Both are single numbers, or one for each column; `constant` counts the columns that never change.
    """

    kind: str
    offset: Array
    divisor: Array
    constant: int = 0

    def __call__(self, x: Array) -> Array:
        if self.offset.ndim and x.shape[1:] != self.offset.shape:
            raise DataError(
                "the columns were measured on samples of shape {measured}, but these have {given}",
                measured=self.offset.shape,
                given=x.shape[1:],
            )
        scaled = np.empty(x.shape, np.float32)
        for part, out in zip(_parts(x), _parts(scaled), strict=True):
            # float32 holds every such whole number: dividing it rounds once, as float64 and then float32 would.
            if self.kind == "unit" and part.dtype.itemsize <= 2:
                np.divide(part, np.float32(self.divisor), out=out)
                continue
            with np.errstate(over="ignore", invalid="ignore"):  # what becomes infinite is told where it enters
                np.divide(part.astype(np.float64) - self.offset, self.divisor, out=out, casting="same_kind")
        return scaled

    def undone(self, y: Array) -> Array:
        """What was scaled, in its own unit again: float64."""
        found: Array = y.astype(np.float64) * self.divisor + self.offset
        return found

    @property
    def sentence(self) -> Message:
        """What is done, with its numbers, to a person."""
        if self.kind == "unit":
            return Message("divided by {largest}", {"largest": f"{float(self.divisor):g}"})
        template = {
            "standardize": N_("standardized to mean 0 and spread 1"),
            "minmax": N_("brought to the range 0 to 1"),
        }[self.kind]
        if self.constant:
            values = {"how": Message(template), "constant": self.constant, "count": np.size(self.divisor)}
            return Message("{how} ({constant} of {count} columns never change)", values)
        return Message(template)


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
        return Scaling(kind, np.asarray(0.0), np.asarray(largest))
    # Columns of a table are scaled one by one, images and sequences as a whole.
    return scaling_from(kind, measured(x, by_column=x.ndim == 2))


def scaling_from(kind: str, measure: Measure) -> Scaling:
    """standardize or minmax, by what was measured."""
    offset, spread = (
        (measure.mean, measure.spread) if kind == "standardize" else (measure.low, measure.high - measure.low)
    )
    still = measure.low == measure.high
    # What is so close to 0 that float32 has none of it would make infinities.
    divisor = np.where(still | (spread.astype(np.float32) == 0), 1.0, spread)
    return Scaling(kind, np.asarray(offset, np.float64), divisor, int(np.sum(still)))


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
