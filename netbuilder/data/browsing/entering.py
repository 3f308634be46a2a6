"""What enters the network for one row: its inputs after preparation, and its labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.browsing.parts import rows_of_parts
from netbuilder.data.browsing.sheet import Sheet
from netbuilder.data.prepare import Prepared
from netbuilder.data.text.fitted import FIRST
from netbuilder.errors import printable

MOST_NUMBERS = 500  # of an input, that are shown one by one


@dataclass(frozen=True)
class Entering:
    """A sample: its part, its place there, and its inputs and labels as arrays without the batch axis.

    `features` names the numbers of an input where they have names, `words` what they stand for where they count the
    words of a text; `classes` says what the labels of an output stand for.
    """

    part: str
    place: int
    inputs: dict[str, Array]
    labels: dict[str, Array]
    features: dict[str, tuple[str, ...]]
    classes: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]


def entering_of(sheet: Sheet, prepared: Prepared, row: int) -> Entering | None:
    """What a row becomes; None where it is in no part, for a blank, a gap, or since no window ends in it."""
    for part, rows in rows_of_parts(sheet, prepared).items():
        found = np.flatnonzero(rows == row)
        if len(found):
            return _sample(prepared, part, int(found[0]))
    return None


def _sample(prepared: Prepared, part: str, place: int) -> Entering:
    inputs = {name: _one(x, place) for name, x in getattr(prepared, f"x_{part}").items()}
    labels = {name: _one(y, place) for name, y in getattr(prepared, f"y_{part}").items()}
    return Entering(
        part, place, inputs, labels, {name: _features(prepared, name, x) for name, x in inputs.items()},
        {name: tuple(map(printable, prepared.classes_of(name))) for name in labels},
        {name: _words(prepared, name, x) for name, x in inputs.items()},
    )  # fmt: skip


def _one(array: Array, place: int) -> Array:
    found: Array = np.asarray(array[place : place + 1])[0]
    return found


def _words(prepared: Prepared, name: str, sample: Array) -> tuple[str, ...]:
    """The words of a text by their numbers: "" for padding, "?" for one that is not known."""
    table = prepared.fitted.table
    columns = table.inputs.get(name, ()) if table is not None else ()
    text = columns[0].text if len(columns) == 1 else None
    if text is None or not text.is_sequence or sample.ndim != 1:
        return ()
    known = text.vocabulary
    return tuple(
        "" if number == 0 else printable(known[number - FIRST]) if FIRST <= number < FIRST + len(known) else "?"
        for number in sample[:MOST_NUMBERS].astype(np.int64).tolist()
    )


def _features(prepared: Prepared, name: str, sample: Array) -> tuple[str, ...]:
    """The names of the numbers along the last axis, where as many are known as it has."""
    table = prepared.fitted.table
    known = table.features_of(name) if table is not None else prepared.dataset.features
    if table is not None and not known and len(table.inputs) == 1:
        known = table.features
    width = sample.shape[-1] if sample.ndim else 1
    return tuple(map(printable, known)) if len(known) == width else ()
