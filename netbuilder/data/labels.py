"""What the labels of a data set are like: their range, and of classes which there are and where each comes first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dataset import PARTS, Dataset

MOST_KINDS = 1000  # different whole numbers that are still looked at one by one


@dataclass(frozen=True)
class Labels:
    """The labels of one output in one part of the data.

    `first` holds the place of the first sample of each class; it is empty where labels are no class numbers, one a
    sample, or too many.
    """

    low: float
    high: float
    first: Mapping[int, int]


def labels_of(dataset: Dataset, part: str, name: str) -> Labels | None:
    """What the labels of that name in "train", "val" or "test" are like; gone through once. None without numbers."""
    kept, key = dataset.measured, (part, f"labels {name}")
    if key not in kept:
        y = dataset.part(part)[1].get(name)
        kept[key] = None if y is None or not y.size or y.dtype.kind not in "biuf" else _looked_at(y)
    found: Labels | None = kept[key]
    return found


def _looked_at(y: Array) -> Labels | None:
    low, high = float(y.min()), float(y.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    flat = y.ravel() if y.size == len(y) else np.empty(0)
    is_classes = flat.size > 0 and low >= -MOST_KINDS and high <= MOST_KINDS and np.array_equal(flat, np.round(flat))
    if not is_classes:
        return Labels(low, high, {})
    kinds, first = np.unique(flat, return_index=True)
    return Labels(low, high, {int(kind): int(place) for kind, place in zip(kinds, first, strict=True)})


def look_through(dataset: Dataset) -> None:
    """Finds out all of it, so that later answers cost nothing."""
    for part in PARTS:
        for name in dataset.part(part)[1]:
            labels_of(dataset, part, name)
