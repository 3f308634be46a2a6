"""What a network makes of amounts: how far its answers are from what was true, in the amounts' own unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netbuilder.arrays import Array
from netbuilder.insight.intervals import Interval, of_samples

FIGURES = ("mean_absolute_error", "root_mean_squared_error", "r2_score")
ROUNDS = 200


@dataclass(frozen=True)
class Amounts:
    """True and predicted amounts, one a sample: both (samples,)."""

    truth: Array
    predicted: Array

    @cached_property
    def residuals(self) -> Array:
        """Predicted less true: above 0 the network said too much."""
        found: Array = self.predicted.astype(np.float64) - self.truth.astype(np.float64)
        return found

    @property
    def figures(self) -> dict[str, float]:
        """Under Keras's names; R² is NaN where the true amounts are all the same."""
        return dict(zip(FIGURES, self._figures(np.ones(len(self.truth))).tolist(), strict=True))

    def intervals(self, rounds: int = ROUNDS, seed: int = 0) -> dict[str, Interval]:
        """The same with bootstrap intervals."""
        found = of_samples(len(self.truth), self._figures, rounds, seed)
        return dict(zip(FIGURES, found, strict=True))

    @property
    def bias(self) -> float:
        """The mean of the residuals."""
        return float(self.residuals.mean()) if len(self.truth) else float("nan")

    @property
    def of_mean(self) -> float:
        """The mean absolute error of always answering the median: what a network should be better than."""
        if not len(self.truth):
            return float("nan")
        truth = self.truth.astype(np.float64)
        return float(np.abs(truth - np.median(truth)).mean())

    def worst(self, most: int = 20) -> Array:
        """The samples that it is furthest from, the furthest first."""
        return np.argsort(-np.abs(self.residuals), kind="stable")[:most]

    def _figures(self, times: Array) -> Array:
        total = times.sum()
        if not total:
            return np.full(len(FIGURES), np.nan)
        truth, squares = self.truth.astype(np.float64), self.residuals**2
        lost = float((squares * times).sum())
        spread = float(((truth - (truth * times).sum() / total) ** 2 * times).sum())
        error = float((np.abs(self.residuals) * times).sum() / total)
        return np.array([error, np.sqrt(lost / total), 1 - lost / spread if spread else np.nan])
