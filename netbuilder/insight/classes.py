"""What a network makes of classes: its confusion matrix, and precision, recall and F1 of each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netbuilder.arrays import Array
from netbuilder.insight.intervals import ROUNDS, Interval, of_counts
from netbuilder.insight.ratios import ratio, ratios

BY = ("counts", "true", "predicted")
FIGURES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class Confusion:
    """How often each true class (row) was taken for each class (column); `counts` is (classes, classes)."""

    counts: Array
    names: tuple[str, ...]

    @classmethod
    def of(cls, truth: Array, predicted: Array, names: Sequence[str]) -> Confusion:
        """From class numbers, one a sample. Raises ValueError for a number that is no class."""
        size = len(names)
        for numbers in (truth, predicted):
            if len(numbers) and not (int(numbers.min()) >= 0 and int(numbers.max()) < size):
                raise ValueError(f"class numbers must be 0 to {size - 1}, got {numbers.min()} to {numbers.max()}")
        places = truth.astype(np.int64) * size + predicted.astype(np.int64)
        return cls(np.bincount(places, minlength=size * size).reshape(size, size), tuple(names))

    @property
    def total(self) -> int:
        """How many samples there are."""
        return int(self.counts.sum())

    @property
    def accuracy(self) -> float:
        """The share of samples that are right; NaN of none."""
        return ratio(float(np.trace(self.counts)), float(self.total))

    @cached_property
    def support(self) -> Array:
        """How many samples each class has."""
        found: Array = self.counts.sum(axis=1)
        return found

    def rates(self, by: str) -> Array:
        """The matrix as shares: of the "true" class (rows sum to 1), or of the "predicted" one (columns do).

        A class without samples has none: its shares are NaN. "counts" gives the counts.
        """
        if by == "counts":
            return self.counts
        axis = 1 if by == "true" else 0
        return ratios(self.counts.astype(np.float64), self.counts.sum(axis=axis, keepdims=True).astype(np.float64))

    @cached_property
    def by_class(self) -> dict[str, Array]:
        """Precision, recall and F1 of each class; NaN where there is nothing to divide by."""
        found = figures_of(self.counts[None].astype(np.float64))[0]
        return dict(zip(FIGURES, found.reshape(len(FIGURES), -1), strict=True))

    @property
    def averages(self) -> dict[str, float]:
        """The mean of each figure over the classes; one that was never predicted counts as 0, as in scikit-learn."""
        there = (self.support > 0) | (self.counts.sum(axis=0) > 0)
        return {
            name: float(np.nan_to_num(values[there]).mean()) if there.any() else float("nan")
            for name, values in self.by_class.items()
        }

    def intervals(self, rounds: int = ROUNDS, seed: int = 0) -> dict[str, list[Interval]]:
        """The same figures with bootstrap intervals, and that of the accuracy under its name."""
        found = of_counts(self.counts, _with_accuracy, rounds, seed)
        size = len(self.names)
        by_class = {name: found[i * size : (i + 1) * size] for i, name in enumerate(FIGURES)}
        return {**by_class, "accuracy": found[-1:]}

    def confused(self, most: int = 10) -> list[tuple[int, int, int]]:
        """The pairs that were taken for each other most often: (true, predicted, count), the most first."""
        off = self.counts.copy()
        np.fill_diagonal(off, 0)
        order = np.argsort(-off, axis=None, kind="stable")[:most]
        pairs = zip(*np.unravel_index(order, off.shape), strict=True)
        return [(int(true), int(said), int(off[true, said])) for true, said in pairs if off[true, said]]

    def order_by_confusion(self) -> list[int]:
        """The classes so that those stand beside each other which are taken for one another.

        From the class that is confused most, each time the one that is confused most with the last.
        """
        both = (self.counts + self.counts.T).astype(np.float64)
        np.fill_diagonal(both, 0)
        left = list(range(len(self.names)))
        if not left or not both.any():
            return left
        found = [int(both.sum(axis=1).argmax())]
        left.remove(found[0])
        while left:
            closest = max(left, key=lambda kind: (both[found[-1], kind], -kind))
            found.append(closest)
            left.remove(closest)
        return found


def figures_of(counts: Array) -> Array:
    """Precision, recall and F1 of each class from (rounds, classes, classes): (rounds, 3 · classes)."""
    right = np.diagonal(counts, axis1=1, axis2=2)
    true, said = counts.sum(axis=2), counts.sum(axis=1)
    return np.concatenate([ratios(right, said), ratios(right, true), ratios(2 * right, true + said)], axis=1)


def _with_accuracy(counts: Array) -> Array:
    right = np.trace(counts, axis1=1, axis2=2)
    return np.concatenate([figures_of(counts), ratios(right, counts.sum(axis=(1, 2)))[:, None]], axis=1)
