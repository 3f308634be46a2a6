"""How far a figure may be from the one of many more samples: the bootstrap's percentile interval.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array

ROUNDS = 1000
SHARE = 0.95
AT_ONCE = 1 << 22  # numbers that are drawn in one go


@dataclass(frozen=True)
class Interval:
    """A figure, and between which bounds it lies in `share` of the rounds; NaN where it cannot be told."""

    value: float
    low: float
    high: float
    share: float = SHARE


def of_counts(
    counts: Array, figure: Callable[[Array], Array], rounds: int = ROUNDS, seed: int = 0, share: float = SHARE
) -> list[Interval]:
    """The intervals of figures that depend on counts alone, such as a confusion matrix.

    `counts` may have any shape; `figure` takes (rounds, *its shape) and gives (rounds, figures). Drawing so many
    samples anew with replacement is drawing their counts from a multinomial distribution.
    """
    total = int(counts.sum())
    values = np.atleast_1d(figure(counts[None].astype(np.float64))[0])
    if not total:
        return [Interval(float(value), np.nan, np.nan, share) for value in values]
    filled = np.flatnonzero(counts)
    rng = np.random.default_rng(seed)
    found = []
    size = max(1, AT_ONCE // counts.size)
    for start in range(0, rounds, size):
        some = min(size, rounds - start)
        drawn = np.zeros((some, counts.size))
        drawn[:, filled] = rng.multinomial(total, counts.ravel()[filled] / total, size=some)
        found.append(figure(drawn.reshape(some, *counts.shape)).reshape(some, -1))
    return bounds(values, np.concatenate(found), share)


def of_samples(
    count: int, figure: Callable[[Array], Array], rounds: int = ROUNDS, seed: int = 0, share: float = SHARE
) -> list[Interval]:
    """The intervals of figures of `count` samples; `figure` takes how often each is counted and gives the figures."""
    values = np.atleast_1d(figure(np.ones(count)))
    if not count:
        return [Interval(float(value), np.nan, np.nan, share) for value in values]
    rng = np.random.default_rng(seed)
    drawn = [np.bincount(rng.integers(count, size=count), minlength=count) for _ in range(rounds)]
    return bounds(values, np.stack([np.atleast_1d(figure(times.astype(np.float64))) for times in drawn]), share)


def bounds(values: Array, drawn: Array, share: float = SHARE) -> list[Interval]:
    """The interval of each figure, from what the rounds gave: (rounds, figures). Rounds without one are left out."""
    found = []
    for value, column in zip(values, drawn.T, strict=True):
        told = column[~np.isnan(column)]
        low, high = np.quantile(told, ((1 - share) / 2, (1 + share) / 2)) if len(told) else (np.nan, np.nan)
        found.append(Interval(float(value), float(low), float(high), share))
    return found
