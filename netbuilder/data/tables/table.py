"""A table: the columns of a file as numbers or texts, and how they were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.tables.form import Form
from netbuilder.data.tables.numbers import number_of, number_text
from netbuilder.data.tables.source import Source
from netbuilder.errors import DataError, FileFault, Message, listed
from netbuilder.kinds import shown


@dataclass(frozen=True)
class Table:
    """The columns of a text file and how they were read.

    `numbers` holds the columns of numbers in float64, NaN where a cell is blank or odd, and `odd` those odd cells by
    row; `places` holds for the columns of texts which of `texts` each row has, -1 for a blank. `lines` is the line of
    the file that each row begins in; `at` the place of each column in a line. `told` names what stands in cells of
    numbers beside digits: groups, currency, percent, minus, and each way in which a blank is written.
    `readable` are columns that are known to hold texts to be read, `files` where each row is from in a folder of texts,
    `others` the file that a column is from which was joined, and the line of each row there.
    """

    path: Path
    names: tuple[str, ...]
    values: Mapping[str, Array]
    odd: Mapping[str, Mapping[int, str]]
    places: Mapping[str, Array]
    texts: Mapping[str, tuple[str, ...]]
    lines: Array
    form: Form
    encoding: str
    notes: tuple[Message, ...] = ()
    at: Mapping[str, int] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    source: Source | None = None
    known: dict[tuple[str, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)  # once found
    readable: frozenset[str] = frozenset()
    files: tuple[Path, ...] = ()
    others: Mapping[str, tuple[str, Array]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.lines)

    def numbers(self, name: str) -> tuple[Array, list[int]]:
        """A column as numbers, blanks and texts as NaN, and the rows of those texts; raises DataError."""
        self._need(name)
        if name in self.values:
            return self.values[name], sorted(self.odd[name])
        places = self.places[name]
        numbers = [number_of(text, self.form.decimal) for text in self.texts[name]]
        values = np.array([np.nan if number is None else number for number in numbers] + [np.nan], np.float64)
        none = np.array([number is None for number in numbers] + [False])
        return values[places], np.flatnonzero(none[places]).tolist()

    def coded(self, name: str) -> tuple[Array, tuple[str, ...]]:
        """A column as the places of its texts, NaN where it is blank, and those texts in order; raises DataError.

        Of a column of numbers the texts are those numbers, as short as they can be written.
        """
        self._need(name)
        if name in self.places:
            places = self.places[name].astype(np.float64)
            places[places < 0] = np.nan
            return places, self.texts[name]
        values, odd = self.values[name], self.odd[name]
        kinds, found = np.unique(values[~np.isnan(values)], return_inverse=True)
        said = list(map(number_text, kinds.tolist()))
        texts = tuple(sorted({*said, *odd.values()}))
        where = {text: float(i) for i, text in enumerate(texts)}
        places = np.full(len(values), np.nan)
        places[~np.isnan(values)] = np.array([where[text] for text in said] or [np.nan])[found] if len(found) else []
        for row, text in odd.items():
            places[row] = where[text]
        return places, texts

    def numbered(self, name: str) -> tuple[Array, tuple[str, ...]]:
        """The same places as whole numbers, -1 where a cell is blank; raises DataError."""
        if name in self.places:
            return self.places[name].astype(np.int64), self.texts[name]
        places, texts = self.coded(name)
        return np.where(np.isnan(places), -1, places).astype(np.int64), texts

    def blanks(self, name: str) -> int:
        """How many cells of a column are blank; raises DataError."""
        self._need(name)
        if name in self.values:
            return int(np.isnan(self.values[name]).sum()) - len(self.odd[name])
        return int((self.places[name] < 0).sum())

    def different(self, name: str) -> int:
        """How many different cells a column has, blanks not counted; raises DataError."""
        self._need(name)
        if name in self.values:
            values = self.values[name]
            return len(np.unique(values[~np.isnan(values)])) + len(set(self.odd[name].values()))
        return len(self.texts[name])

    def column(self, name: str) -> list[str]:
        """A column's cells as texts, blanks as ""; raises DataError."""
        places, texts = self.coded(name)
        return ["" if np.isnan(place) else texts[int(place)] for place in places]

    def cell(self, name: str, row: int) -> str:
        """One cell as text."""
        if name in self.values:
            value = self.values[name][row]
            return self.odd[name].get(row, "" if np.isnan(value) else number_text(float(value)))
        place = self.places[name][row]
        return "" if place < 0 else self.texts[name][place]

    def joined(self, other: Table) -> Table:
        """The table with the rows of another one, whose columns have the same names, at its end."""
        values, odd, places, texts = {}, {}, {}, {}
        for name in self.names:
            if name in self.values and name in other.values:
                values[name] = np.concatenate([self.values[name], other.values[name]])
                more = {self.count + row: cell for row, cell in other.odd[name].items()}
                odd[name] = {**self.odd[name], **more}
                continue
            both = [table.coded(name) for table in (self, other)]
            texts[name] = tuple(sorted({*both[0][1], *both[1][1]}))
            places[name] = np.concatenate([_moved(found, own, texts[name]) for found, own in both])
        lines = np.concatenate([self.lines, other.lines])
        return replace(
            self,
            values=values,
            odd=odd,
            places=places,
            texts=texts,
            lines=lines,
            told=self.told | other.told,
            source=None,
        )

    def without_rows(self) -> Table:
        """What is known of it, without what it holds."""
        return replace(
            self, values={}, odd={}, places={}, texts={}, lines=self.lines[:1], source=None, files=(), others={}
        )

    def where(self, name: str, row: int) -> dict[str, Any]:
        """The file that a cell stands in, and its line there: {path} and {line} of a sentence."""
        file, lines = self.others.get(name, (self.path.name, self.lines))
        return {"path": file, "line": int(lines[row])}

    def cells(self) -> Iterator[list[str]]:
        """The rows as they stand in the file, read once more; raises FileFault where it has changed meanwhile."""
        if self.source is None:
            yield from ([self.cell(name, row) for name in self.names] for row in range(self.count))
            return
        places, number = [self.at[name] for name in self.names], 0
        first = int(self.form.header) + self.form.types
        for block in self.source.blocks():
            for row in block.rows[max(0, first - number) :]:
                if number - first >= self.count or len(row) <= max(places):
                    raise FileFault("{path} was changed while it was read. Read it again", path=self.path)
                yield [row[place].strip() for place in places]
            number += len(block.lines)
        if number - first != self.count:
            raise FileFault("{path} was changed while it was read. Read it again", path=self.path)

    def _need(self, name: str) -> None:
        if name not in self._known:
            raise DataError(
                "{path} has no column {name}. It has {names}",
                path=self.path.name,
                name=shown(name),
                names=listed(self.names),
            )

    @property
    def has_blanks(self) -> bool:
        """Whether any cell is blank, or no number in a column of numbers."""
        return any(bool(np.isnan(values).any()) for values in self.values.values()) or any(
            bool((places < 0).any()) for places in self.places.values()
        )

    def line(self, row: int) -> int:
        """The line of the file that a row begins in."""
        return int(self.lines[row])

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)


def _moved(places: Array, own: tuple[str, ...], all_: tuple[str, ...]) -> Array:
    """Places among some texts as those among all of them, -1 for blanks."""
    where = {text: i for i, text in enumerate(all_)}
    turned = np.array([*(where[text] for text in own), -1], np.int32)
    return turned[np.where(np.isnan(places), len(own), places).astype(np.int64)]
