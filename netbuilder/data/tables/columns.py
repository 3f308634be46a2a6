"""Columns while a file is read: numbers as float64, texts once each with a number for every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.tables.numbers import BLANK_TEXTS, BLANKS, CODE, number_of, numbers_of

FIRST = 2000  # rows that kinds and widths are found out from
FEW = 0.1  # the share of texts up to which a column is one of numbers with odd cells


class Growing:
    """Rows one after the other in one array, which takes little more than they do while it grows."""

    def __init__(self, dtype: type[np.generic], width: int = 1) -> None:
        self._store, self.count, self._width = np.empty(1024 * width, dtype), 0, width

    def add(self, rows: Array) -> None:
        """More of them at the end."""
        start, needed = self.count * self._width, (self.count + len(rows)) * self._width
        if needed > len(self._store):
            # Nobody else holds it: it may be moved. The system does so without a copy where it is large.
            self._store.resize(max(needed, len(self._store) * 9 // 8), refcheck=False)
        self._store[start:needed] = rows.ravel()
        self.count += len(rows)

    @property
    def rows(self) -> Array:
        """All of them, of shape (rows, width)."""
        return self._store[: self.count * self._width].reshape(self.count, self._width)


class Numbers:
    """What is odd in a column of numbers: cells that are none, by row, and what was taken off others."""

    def __init__(self, decimal: str) -> None:
        self._decimal = decimal
        self.odd: dict[int, str] = {}
        self.told: Counter[str] = Counter()

    def read(self, cells: Sequence[str], row: int) -> Array:
        """More cells, from this row on, as numbers: blanks and odd ones are NaN."""
        values, odd = numbers_of(cells, self._decimal, self.told)
        self.odd.update((row + i, cell) for i, cell in odd.items())
        return values

    def is_wrong(self, values: Array) -> bool:
        """Whether it turned out to hold texts: too many odd cells, or codes such as 007."""
        if self.told["codes"] or not self.odd:
            return bool(self.told["codes"])
        return len(self.odd) > FEW * (len(values) - int(np.isnan(values).sum()) + len(self.odd))


class Texts:
    """A column of texts: the place of each row's text among them, -1 for a blank."""

    def __init__(self, decimal: str) -> None:
        self._decimal, self._found = decimal, Growing(np.int32)
        self.places: dict[str, int] = {}

    def add(self, cells: Sequence[str]) -> None:
        """More rows."""
        places = self.places
        stripped = [cell.strip() for cell in cells]
        for text in dict.fromkeys(stripped):
            if text not in places:
                places[text] = -1 if text.lower() in BLANK_TEXTS else len(places)
        self._found.add(np.fromiter(map(places.__getitem__, stripped), np.int32, len(stripped)))

    def sorted(self) -> tuple[Array, tuple[str, ...]]:
        """The place of each row's text among all of them in order, -1 for a blank; and those texts."""
        kept = sorted(text for text, place in self.places.items() if place >= 0)
        turned = np.full(len(self.places) + 1, -1, np.int32)
        for new, text in enumerate(kept):
            turned[self.places[text]] = new
        turned[-1] = -1
        return turned[self._found.rows[:, 0]], tuple(kept)

    def is_wrong(self) -> bool:
        """Whether it turned out to hold numbers, but for a few odd cells, and no codes."""
        texts = [text for text in self.places if text.lower() not in BLANKS]
        if not texts or any(CODE.fullmatch(text) for text in texts):
            return False
        counts = np.bincount(self._found.rows[:, 0] + 1, minlength=len(self.places) + 1)
        most, odd = FEW * sum(int(counts[self.places[text] + 1]) for text in texts), 0
        for text in texts:
            if number_of(text, self._decimal) is None:
                odd += int(counts[self.places[text] + 1])
                if odd > most:
                    return False
        return True


def is_of_numbers(cells: Sequence[str], decimal: str) -> bool:
    """Whether a column that begins so holds numbers, for all that can be seen."""
    said = [cell.strip() for cell in cells[:FIRST] if cell.strip().lower() not in BLANKS]
    if any(CODE.fullmatch(cell) for cell in said):
        return False
    return sum(number_of(cell, decimal) is None for cell in said) <= FEW * len(said)
