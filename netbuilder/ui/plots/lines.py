"""What is drawn: which points of a run, in which colour and dash."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from netbuilder.ui.looks.theme import theme
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.session.series import extremes

MOST_POINTS = 1000  # about as many as there are pixels; a million would stutter
TRAINING, VALIDATION = "training", "validation"
# Of earlier runs: colours that are told apart without red and green, and dashes that are told apart in grey.
EARLIER = ("#009e73", "#cc5f9a", "#7a8f00", "#8f6bb3", "#56a0c8")
DASHES = (Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine, Qt.PenStyle.DashDotDotLine)


@dataclass(frozen=True)
class Options:
    """How curves are drawn. `smoothing` is 0 to 100; `hidden` holds what the legend switched off."""

    smoothing: int = 50
    batches: bool = True
    log: bool = False
    hidden: frozenset[str] = frozenset()

    def span(self, batches: int) -> int:
        """Over how many batches the mean is taken: one for 0, a quarter of an epoch for 50, a whole one for 100."""
        return max(1, round(batches * (self.smoothing / 100) ** 2))


def key_of(record: RunRecord) -> str:
    """What an earlier run is called in the legend's choices."""
    return f"run {record.number}"


def pen_of(key: str, number: int = 0) -> QPen:
    """The pen of a line. Width 1 keeps drawing fast."""
    if key == TRAINING:
        pen = QPen(theme.colour(TRAINING), 1)
    elif key == VALIDATION:
        pen = QPen(theme.colour(VALIDATION), 1, Qt.PenStyle.DashLine)
    else:
        pen = QPen(QColor(EARLIER[number % len(EARLIER)]), 1, DASHES[number % len(DASHES)])
    pen.setCosmetic(True)
    return pen


def training_points(
    record: RunRecord, name: str, options: Options, low: float, high: float, most: int = MOST_POINTS
) -> tuple[np.ndarray, np.ndarray]:
    """Epochs (fractions within one) and values between two places: batch by batch where they are told."""
    curve = record.batch_logs.get(name)
    if options.batches and curve is not None and record.batches:
        begin = record.begins_at or 0.0
        start = math.floor((low - begin) * record.batches) - 2
        stop = math.ceil((high - begin) * record.batches) + 2
        index, y = curve.points(options.span(record.batches), start, stop, most)
        x = begin + (index + 1) / record.batches
        if begin <= max(low, 0.0):
            return x, y
        # The epochs before it, where it goes on from another run: of those each batch is not known.
        before, values = epoch_points(record, name, low, begin, most)
        is_before = before <= begin
        return np.concatenate([before[is_before], x]), np.concatenate([values[is_before], y])
    return epoch_points(record, name, low, high, most)


def epoch_points(
    record: RunRecord, name: str, low: float, high: float, most: int = MOST_POINTS
) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of whole epochs between two places, with one more at either side."""
    values = record.epoch_logs.get(name, [])
    start, stop = max(0, math.floor(low) - 2), max(0, math.ceil(high) + 1)
    y = scalars(values[start:stop])
    index = extremes(y, most)
    return start + 1.0 + index, y[index]


def scalars(values: list[Any]) -> np.ndarray:
    """One number an epoch; of a metric with a number a class, their mean."""
    return np.array([float(np.mean(value)) for value in values], float)


def short(value: float) -> str:
    """Three digits that matter; thousands in full, up to a million."""
    if 1000 <= abs(value) < 1e6:
        return f"{value:,.0f}"
    return f"{value:.3f}" if 0.001 <= abs(value) < 100 else f"{value:.3g}"
