"""Rows and columns to look at: those of a table's file, or of arrays with their labels. Cells become text when asked
for; nothing is turned into text ahead, and no array is copied but a column that somebody sorts or measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.columns import kind_of
from netbuilder.data.dataset import PARTS, Dataset
from netbuilder.data.date_columns import DateColumn, date_column
from netbuilder.data.settings import DataSettings
from netbuilder.data.tables import Table
from netbuilder.data.tables.numbers import number_text

MOST_COLUMNS = 2000  # of arrays, which may have as many as a picture has pixels
LABEL = "y"


class Sheet(Protocol):
    """Rows and columns, whatever they are of."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""

    @property
    def count(self) -> int:
        """How many rows there are."""

    def is_text(self, name: str) -> bool:
        """Whether a column holds texts rather than numbers."""

    def kind(self, name: str) -> str:
        """What a column was found to hold: number, category, text or date."""

    def dates(self, name: str) -> DateColumn | None:
        """A column of texts as the dates that they are."""

    def cell(self, name: str, row: int) -> str:
        """One cell as text, "" where it is blank."""

    def said(self, value: float) -> str:
        """A number as its cell shows it."""

    def numbers(self, name: str) -> Array:
        """A column of numbers as float64 of shape (rows,), NaN where a cell is blank or holds no number."""

    def odd(self, name: str) -> Mapping[int, str]:
        """The cells of a column of numbers that hold none, by row."""

    def places(self, name: str) -> tuple[Array, Sequence[str]]:
        """A column of texts as the place of each row's text, -1 for a blank, and those texts in order."""

    def number(self, row: int) -> int:
        """What a row is called by: the line of its file, or its place in its array."""


@dataclass(frozen=True, eq=False)
class TableSheet:
    """The rows of a table's file; those of files for other parts come after them, `held` says how many."""

    table: Table
    held: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in their order in the file."""
        return self.table.names

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.table.count

    def is_text(self, name: str) -> bool:
        """Whether a column was read as texts."""
        return name in self.table.places

    def kind(self, name: str) -> str:
        """What nobody has said of a column, but its cells say."""
        return "date" if self.dates(name) is not None else kind_of(self.table, name, DataSettings())

    def dates(self, name: str) -> DateColumn | None:
        """Found once."""
        return date_column(self.table, name)

    def cell(self, name: str, row: int) -> str:
        """One cell as text."""
        return self.table.cell(name, row)

    def said(self, value: float) -> str:
        """A number with all of its digits."""
        return number_text(value)

    def numbers(self, name: str) -> Array:
        """A column as numbers."""
        return self.table.numbers(name)[0]

    def odd(self, name: str) -> Mapping[int, str]:
        """Texts among numbers."""
        return self.table.odd.get(name, {})

    def places(self, name: str) -> tuple[Array, Sequence[str]]:
        """A column of texts."""
        return self.table.places[name], self.table.texts[name]

    def number(self, row: int) -> int:
        """The line of the file that a row begins in."""
        return self.table.line(row)


@dataclass(frozen=True, eq=False)
class ArraySheet:
    """The samples of all parts, one after the other: their labels, and of flat inputs a column for each number."""

    dataset: Dataset

    @cached_property
    def labels(self) -> dict[str, str]:
        """The columns of labels, and the arrays that they are in: those that hold one number a sample."""
        found = {}
        for name in self._names_of("y"):
            if all(y.size == len(y) for y in self._parts_of("y", name)):
                found[name if name != LABEL else "label"] = name
        return found

    @cached_property
    def _features(self) -> dict[str, tuple[str, int]]:
        """The columns of inputs: their array, and where they stand in it."""
        found: dict[str, tuple[str, int]] = {}
        inputs = self._names_of("x")
        for name in inputs:
            arrays = self._parts_of("x", name)
            if any(x.ndim > 2 for x in arrays):
                continue
            width = max((x.shape[1] if x.ndim == 2 else 1 for x in arrays), default=0)
            given = self.dataset.features if len(inputs) == 1 and len(self.dataset.features) == width else ()
            for i in range(min(width, MOST_COLUMNS - len(found))):
                said = given[i] if given else f"{name}[{i}]"
                found[said if said not in self.labels else f"{said} (input)"] = name, i
        return found

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Labels first, then inputs."""
        return (*self.labels, *self._features)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many rows each part has."""
        data = self.dataset
        return data.train_count, data.val_count, data.test_count

    @cached_property
    def _ends(self) -> Array:
        return np.cumsum(self.sizes)

    @property
    def count(self) -> int:
        """How many samples there are in all."""
        return sum(self.sizes)

    def at(self, row: int) -> tuple[str, int]:
        """The part that a row is of, and its place there."""
        part = int(np.searchsorted(self._ends, row, side="right"))
        return PARTS[part], row - (int(self._ends[part - 1]) if part else 0)

    def is_text(self, name: str) -> bool:
        """Labels are shown by the names of their classes."""
        return name in self.labels and bool(self.dataset.classes)

    def kind(self, name: str) -> str:
        """Classes are categories, all else are numbers."""
        return "category" if self.is_text(name) else "number"

    def dates(self, name: str) -> DateColumn | None:
        """Arrays hold none."""
        return None

    def cell(self, name: str, row: int) -> str:
        """One label or number."""
        part, place = self.at(row)
        x, y, _ = self.dataset.part(part)
        if name in self.labels:
            value = float(np.asarray(y[self.labels[name]][place]).ravel()[0])
            classes = self.dataset.classes
            is_class = bool(classes) and value.is_integer() and 0 <= value < len(classes)
            return classes[int(value)] if is_class else _text(value)
        array, column = self._features[name]
        return _text(float(np.asarray(x[array][place]).ravel()[column]))

    def said(self, value: float) -> str:
        """A number as text; float32 has no more digits."""
        return _text(value)

    def numbers(self, name: str) -> Array:
        """A column of all parts as numbers."""
        if name in self.labels:
            columns = [np.asarray(y[:]).reshape(-1) for y in self._parts_of("y", self.labels[name])]
        else:
            array, place = self._features[name]
            columns = [np.asarray(x[:, place] if x.ndim == 2 else x[:]) for x in self._parts_of("x", array)]
        return np.concatenate([np.asarray(column, np.float64) for column in columns])

    def odd(self, name: str) -> Mapping[int, str]:
        """Arrays hold numbers and nothing else."""
        return {}

    def places(self, name: str) -> tuple[Array, Sequence[str]]:
        """Labels as the places of their classes; -1 where a label is of no class."""
        values, classes = self.numbers(name), self.dataset.classes
        is_class = (values == np.floor(values)) & (values >= 0) & (values < len(classes))
        return np.where(is_class, values, -1).astype(np.int64), classes

    def number(self, row: int) -> int:
        """The sample's place in its array, from 0."""
        return self.at(row)[1]

    def _names_of(self, letter: str) -> tuple[str, ...]:
        arrays = [getattr(self.dataset, f"{letter}_{part}") for part in PARTS]
        return tuple(next((found for found in arrays if found), {}))

    def _parts_of(self, letter: str, name: str) -> list[Array]:
        found = [getattr(self.dataset, f"{letter}_{part}").get(name) for part in PARTS]
        return [array for array in found if array is not None]


def _text(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.6g}"


def sheet_of(dataset: Dataset) -> ArraySheet:
    """Arrays as something to look at."""
    return ArraySheet(dataset)
