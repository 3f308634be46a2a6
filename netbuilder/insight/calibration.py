"""Whether probabilities mean what they say, and one number that mends them: the temperature.

Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks (2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array

BINS = 10
LEAST, MOST = 0.05, 20.0  # temperatures that are tried
STEPS = 60  # of the golden section: the last is far below a millionth
GOLDEN = (5**0.5 - 1) / 2
TINY = 1e-12


@dataclass(frozen=True)
class Calibration:
    """Per bin of confidence: the mean confidence, the share that was right, and the number of samples.

    `error` is the mean distance of both, weighted by the samples (the expected calibration error).
    """

    confidence: Array
    right: Array
    counts: Array

    @property
    def error(self) -> float:
        """The expected calibration error; NaN of no samples."""
        total = self.counts.sum()
        apart = np.abs(np.nan_to_num(self.confidence - self.right))
        return float((apart * self.counts).sum() / total) if total else float("nan")


def calibration(confidence: Array, right: Array, bins: int = BINS) -> Calibration:
    """From the confidence of each sample (0 to 1) and whether it was right; bins of equal width, the last with 1."""
    at = np.clip((confidence * bins).astype(int), 0, bins - 1)
    counts = np.bincount(at, minlength=bins)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Calibration(
            np.bincount(at, confidence, bins) / counts, np.bincount(at, right.astype(np.float64), bins) / counts, counts
        )


def temperature(shares: Array, truth: Array) -> float:
    """The number by which scores are divided so that the likelihood is largest; above 1 the network was too sure.

    `shares` are probabilities (samples, classes), measured on samples that were not trained on; `truth` their class
    numbers. NaN of no samples.
    """
    if not len(truth):
        return float("nan")
    scores = np.log(np.maximum(shares.astype(np.float64), TINY))
    rows = np.arange(len(truth))

    def loss(log_of: float) -> float:
        scaled = scores / np.exp(log_of)
        most = scaled.max(axis=1)
        sums: Array = np.log(np.exp(scaled - most[:, None]).sum(axis=1)) + most
        return float((sums - scaled[rows, truth]).mean())

    low, high = np.log(LEAST), np.log(MOST)
    for _ in range(STEPS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return float(np.exp((low + high) / 2))


def cooled(shares: Array, by: float) -> Array:
    """Probabilities (samples, classes) with their scores divided by a temperature."""
    scores = np.log(np.maximum(shares.astype(np.float64), TINY)) / by
    found: Array = np.exp(scores - scores.max(axis=1, keepdims=True))
    found /= found.sum(axis=1, keepdims=True)
    return found
