"""Whether two networks differ on the same samples, or by luck: McNemar's test and the paired bootstrap.

McNemar, Note on the sampling error of the difference between correlated proportions or percentages (1947), in its
exact form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.insight.intervals import Interval, of_samples


@dataclass(frozen=True)
class Changed:
    """What changed between two networks: the numbers of the samples that only one of them has right.

    `chance` is how likely a difference as large is where both are equally good.
    """

    gained: Array
    lost: Array
    chance: float


def mcnemar(before: Array, after: Array) -> Changed:
    """From whether each of the same samples is right: both (samples,)."""
    gained, lost = np.flatnonzero(~before & after), np.flatnonzero(before & ~after)
    return Changed(gained, lost, exact_chance(len(gained), len(lost)))


def exact_chance(one: int, other: int) -> float:
    """How likely so uneven a split of one + other coins is, both ways."""
    count, least = one + other, min(one, other)
    if not count:
        return 1.0
    below = _log_sum([_log_choose(count, k) for k in range(least + 1)]) - count * math.log(2)
    return min(1.0, 2 * math.exp(below))


def paired_difference(before: Array, after: Array, rounds: int = 1000, seed: int = 0) -> Interval:
    """The mean of after less before, one number a sample each, with its bootstrap interval."""
    apart = after.astype(np.float64) - before.astype(np.float64)

    def mean(times: Array) -> Array:
        return np.array([(apart * times).sum() / times.sum() if times.sum() else np.nan])

    return of_samples(len(apart), mean, rounds, seed)[0]


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _log_sum(logs: list[float]) -> float:
    most = max(logs)
    return most + math.log(sum(math.exp(value - most) for value in logs))
