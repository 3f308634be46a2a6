"""How often each class comes in each part, or how amounts are spread there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.browsing.sheet import Sheet
from netbuilder.files.reading import step

MOST_CLASSES = 1000
CODES = 4  # of parts, that of what is left out included


@dataclass(frozen=True)
class Balance:
    """`counts` has a row for each of `labels`, and a column for each code of a part. Of amounts there are no labels:
    `spread` then has for each code how many there are, their mean, and the smallest and largest."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    spread: tuple[tuple[int, float, float, float], ...] = ()
    more: int = 0  # classes that are not listed


def balance_of(sheet: Sheet, name: str, parts: Array, are_classes: bool) -> Balance:
    """Counts the cells of a column by the part of their row; blanks are not counted."""
    step()
    if sheet.is_text(name):
        places, texts = sheet.places(name)
        return _counted(places, parts, texts)
    values = sheet.numbers(name)
    if not are_classes:
        return Balance((), (), tuple(_spread(values[(parts == code) & ~np.isnan(values)]) for code in range(CODES)))
    known = ~np.isnan(values)
    kinds, found = np.unique(values[known], return_inverse=True)
    places = np.full(len(values), -1, np.int64)
    places[known] = found
    return _counted(places, parts, [sheet.said(kind) for kind in kinds.tolist()])


def _counted(places: Array, parts: Array, texts: Sequence[str]) -> Balance:
    names = list(texts)
    known = places >= 0
    flat = places[known].astype(np.int64) * CODES + parts[known]
    counts = np.bincount(flat, minlength=len(names) * CODES).reshape(-1, CODES)
    order = [i for i in range(len(names)) if counts[i].any()]
    kept = order[:MOST_CLASSES]
    return Balance(
        tuple(names[i] for i in kept), tuple(tuple(map(int, counts[i])) for i in kept), more=len(order) - len(kept)
    )


def _spread(values: Array) -> tuple[int, float, float, float]:
    if not len(values):
        return 0, np.nan, np.nan, np.nan
    return len(values), float(values.mean()), float(values.min()), float(values.max())
