"""Whether a network treats groups of samples alike: what it says of each, and how far they are apart.

Selection rate and equalized odds as in Hardt, Price and Srebro, Equality of Opportunity in Supervised Learning (2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.insight.intervals import Interval, of_counts
from netbuilder.insight.ratios import ratios

RATES = ("accuracy", "selection_rate", "recall", "false_alarms")


@dataclass(frozen=True)
class Groups:
    """The rates of each group, NaN where it has no such samples, and between which bounds their largest gap lies.

    The gap of "equalized_odds" is the larger of those of recall and of false alarms.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    rates: dict[str, tuple[float, ...]]
    gaps: dict[str, Interval]


def by_group(truth: Array, said: Array, groups: Array, names: Sequence[str], rounds: int = 1000) -> Groups:
    """From whether each sample is true, whether it is said to be, and the number of its group: all (samples,)."""
    size = len(names)
    places = (groups.astype(np.int64) * 2 + truth.astype(np.int64)) * 2 + said.astype(np.int64)
    counts = np.bincount(places, minlength=4 * size).reshape(size, 2, 2)
    found = _rates(counts[None].astype(np.float64))[0]
    gaps = of_counts(counts, _gaps, rounds)
    return Groups(
        tuple(names),
        tuple(int(count) for count in counts.sum(axis=(1, 2))),
        {name: tuple(found[i].tolist()) for i, name in enumerate(RATES)},
        dict(zip((*RATES, "equalized_odds"), gaps, strict=True)),
    )


def _rates(counts: Array) -> Array:
    """From (rounds, groups, true, said) the rates: (rounds, 4, groups)."""
    no, yes = counts[:, :, 0, :], counts[:, :, 1, :]
    all_of = counts.sum(axis=(2, 3))
    pairs = (
        (no[..., 0] + yes[..., 1], all_of), (no[..., 1] + yes[..., 1], all_of), (yes[..., 1], yes.sum(axis=2)),
        (no[..., 1], no.sum(axis=2)),
    )  # fmt: skip
    return np.stack([ratios(a, b) for a, b in pairs], axis=1)


def _gaps(counts: Array) -> Array:
    rates = _rates(counts)
    low = np.where(np.isnan(rates), np.inf, rates).min(axis=2)
    high = np.where(np.isnan(rates), -np.inf, rates).max(axis=2)
    gaps = np.where(high >= low, high - low, np.nan)
    return np.concatenate([gaps, np.fmax(gaps[:, 2], gaps[:, 3])[:, None]], axis=1)
