"""What a score tells of a yes-or-no question: curves over all thresholds, and the figures at one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netbuilder.arrays import Array
from netbuilder.insight.intervals import Interval, of_samples
from netbuilder.insight.ratios import ratio

DRAWN = 2000  # points that a picture of a curve needs at the most
ROUNDS = 200


@dataclass(frozen=True)
class At:
    """The figures where samples with at least this score are taken for true; NaN where nothing is to be divided by."""

    threshold: float
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def precision(self) -> float:
        """The share of those taken for true that are."""
        return ratio(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float:
        """The share of the true ones that were found."""
        return ratio(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def false_alarms(self) -> float:
        """The share of the false ones that were taken for true."""
        return ratio(self.false_positives, self.false_positives + self.true_negatives)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return ratio(2 * self.true_positives, 2 * self.true_positives + self.false_positives + self.false_negatives)

    @property
    def accuracy(self) -> float:
        """The share that is right."""
        right = self.true_positives + self.true_negatives
        return ratio(right, right + self.false_positives + self.false_negatives)


@dataclass(frozen=True)
class Scored:
    """Scores and whether each sample is true: both (samples,). Higher scores speak for true."""

    scores: Array
    truth: Array

    def __post_init__(self) -> None:
        if not np.isfinite(self.scores).all():
            raise ValueError("scores must be finite numbers")

    @cached_property
    def _order(self) -> Array:
        return np.argsort(-self.scores, kind="stable")

    @cached_property
    def _ends(self) -> Array:
        """Where each run of equal scores ends, the highest first."""
        ranked = self.scores[self._order]
        return np.flatnonzero(np.r_[ranked[1:] != ranked[:-1], len(ranked) > 0])

    @cached_property
    def thresholds(self) -> Array:
        """Each different score, the highest first."""
        return self.scores[self._order][self._ends]

    def counted(self, times: Array | None = None) -> tuple[Array, Array]:
        """How many true and how many false ones have at least each threshold; `times` is how often each counts."""
        truth = self.truth[self._order].astype(np.float64)
        times = np.ones(len(truth)) if times is None else times[self._order]
        return np.cumsum(truth * times)[self._ends], np.cumsum((1 - truth) * times)[self._ends]

    @cached_property
    def roc(self) -> tuple[Array, Array]:
        """False alarms and recall, from (0, 0) to (1, 1); NaN where there are no true or no false ones."""
        true, false = self.counted()
        return _share(np.r_[0, false]), _share(np.r_[0, true])

    @cached_property
    def precision_recall(self) -> tuple[Array, Array]:
        """Recall and precision for each threshold, the highest first."""
        true, false = self.counted()
        return _share(true), true / np.maximum(true + false, 1)

    @property
    def auc(self) -> float:
        """The area below the ROC curve: how likely a true one has a higher score than a false one."""
        return float(self._areas(np.ones(len(self.scores)))[0])

    @property
    def average_precision(self) -> float:
        """The mean of the precision over the gains of recall, as in scikit-learn: no line is drawn between points."""
        return float(self._areas(np.ones(len(self.scores)))[1])

    def intervals(self, rounds: int = ROUNDS, seed: int = 0) -> tuple[Interval, Interval]:
        """Of the area below the ROC curve, and of the average precision."""
        area, average = of_samples(len(self.scores), self._areas, rounds, seed)
        return area, average

    def _areas(self, times: Array) -> Array:
        true, false = self.counted(times)
        if not len(true) or not true[-1]:
            return np.array([np.nan, np.nan])
        recall = np.r_[0, true] / true[-1]
        precision = np.divide(true, true + false, out=np.zeros_like(true), where=true + false > 0)
        average = float((np.diff(recall) * precision).sum())
        if not false[-1]:
            return np.array([np.nan, average])
        alarms = np.r_[0, false] / false[-1]
        return np.array([float((np.diff(alarms) * (recall[1:] + recall[:-1]) / 2).sum()), average])

    def at(self, threshold: float) -> At:
        """The figures for one threshold."""
        said, truth = self.scores >= threshold, self.truth.astype(bool)
        right = int((said & truth).sum())
        wrong, missed = int(said.sum()) - right, int(truth.sum()) - right
        return At(threshold, right, wrong, missed, len(truth) - right - wrong - missed)

    def best_f1(self) -> At:
        """The threshold with the highest F1, the highest of several."""
        true, false = self.counted()
        if not len(true):
            return self.at(0.5)
        return self.at(float(self.thresholds[(2 * true / (true + false + true[-1] + 1e-300)).argmax()]))


def thinned(x: Array, y: Array, most: int = DRAWN) -> tuple[Array, Array]:
    """A curve with no more points than a picture shows; its ends stay."""
    if len(x) <= most:
        return x, y
    kept = np.unique(np.linspace(0, len(x) - 1, most).astype(int))
    return x[kept], y[kept]


def _share(counts: Array) -> Array:
    return counts / counts[-1] if len(counts) and counts[-1] else np.full(len(counts), np.nan)
