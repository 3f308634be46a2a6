"""CSV files: their encoding, delimiter and decimal sign are found out; what cannot be used is said by row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import DataError, FileFault, listed
from netbuilder.files.reading import read_bytes, step
from netbuilder.kinds import shown

Row = TypeVar("Row")

LARGEST = 2 << 30
BLANKS = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
DELIMITERS = ",;\t|"
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")


@dataclass(frozen=True)
class Table:
    """The cells of a CSV file as text, blanks as empty text, and how they were read."""

    path: Path
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first_line: int
    encoding: str
    delimiter: str
    decimal_comma: bool

    def column(self, name: str) -> list[str]:
        """One column's cells; raises DataError when there is none of that name."""
        if name not in self._places:
            raise DataError(
                "{path} has no column {name}. It has {names}",
                path=self.path.name,
                name=shown(name),
                names=listed(self.names),
            )
        at = self._places[name]
        return [row[at] for row in self.rows]

    def numbers(self, name: str) -> tuple[Array, list[int]]:
        """A column as numbers, blanks and texts as NaN, and the places of those texts."""
        step()
        cells = self.column(name)
        if not self.decimal_comma:
            try:
                return np.fromiter((float(cell or "nan") for cell in cells), np.float64, len(cells)), []
            except ValueError:
                pass
        found = [np.nan if not cell else number_of(cell, self.decimal_comma) for cell in cells]
        odd = [i for i, number in enumerate(found) if number is None]
        return np.array([np.nan if number is None else number for number in found], np.float64), odd

    def joined(self, rows: tuple[tuple[str, ...], ...]) -> Table:
        """The table with more rows at its end."""
        return replace(self, rows=self.rows + rows)

    def line(self, row: int) -> int:
        """The line of the file that a row stands in."""
        return self.first_line + row

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}


def read_table(path: Path, header: str = "auto") -> Table:
    """A CSV file; raises FileFault that names the row and what is wrong with it.

    `header` says whether its first line holds the names of its columns: "yes", "no", or "auto".
    """
    text, encoding = _decode(path)
    if "\0" in text:
        raise FileFault(
            "{path} holds NUL characters in line {line}. It is not a text file",
            path=path,
            line=text[: text.index("\0")].count("\n") + 1,
        )
    delimiter = _delimiter(text)
    try:
        cells = _stepped(csv.reader(io.StringIO(text), delimiter=delimiter))
        rows = [tuple(cell.strip() for cell in row) for row in cells]
    except csv.Error as error:
        raise FileFault("{path} cannot be read as CSV: {cause}", path=path, cause=error) from error
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise FileFault("{path} is empty", path=path)
    comma = delimiter != "," and any(DECIMAL_COMMA.fullmatch(cell) for row in rows[:100] for cell in row)
    names, body, first = _header(path, rows, comma, header)
    for i, row in enumerate(body):
        if len(row) != len(names):
            raise FileFault(
                "{path}, line {line}: {found} columns instead of {wanted}. Fix the line, or save the table again",
                path=path, line=first + i, found=len(row), wanted=len(names),
            )  # fmt: skip
    clean = tuple(tuple("" if cell.lower() in BLANKS else cell for cell in row) for row in _stepped(body))
    return Table(path, names, clean, first, encoding, delimiter, comma)


def _stepped(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows one after the other; between some of them reading may end."""
    for i, row in enumerate(rows):
        if not i % 100:
            step()
        yield row


def _decode(path: Path) -> tuple[str, str]:
    raw = read_bytes(path, LARGEST + 1)
    if len(raw) > LARGEST:
        raise FileFault("{path} is larger than {most} GB", path=path, most=LARGEST >> 30)
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise FileFault("{path} is cut short, or not text", path=path)


def _delimiter(text: str) -> str:
    """The sign that splits the first lines most evenly."""
    lines = [line for line in text.split("\n", 21)[:20] if line.strip()]

    def evenness(sign: str) -> tuple[bool, int]:
        counts = [line.count(sign) for line in lines] or [0]
        return min(counts) > 0 and min(counts) == max(counts), min(counts)

    return max(DELIMITERS, key=evenness)


def _header(
    path: Path, rows: list[tuple[str, ...]], comma: bool, header: str
) -> tuple[tuple[str, ...], list[tuple[str, ...]], int]:
    first = rows[0]
    named = any(cell and number_of(cell, comma) is None and cell.lower() not in BLANKS for cell in first)
    if header == "yes" or (named and header == "auto"):
        if len(rows) == 1:
            raise FileFault("{path} holds only a header and no rows", path=path)
        double = sorted(name for name, count in Counter(first).items() if count > 1)
        if double:
            raise FileFault(
                "{path} has several columns named {names}. Give each its own name",
                path=path,
                names=listed(map(shown, double)),
            )
        names = tuple(name or f"column_{i + 1}" for i, name in enumerate(first))
        return names, rows[1:], 2
    return tuple(f"column_{i + 1}" for i in range(len(first))), rows, 1


def number_of(cell: str, comma: bool) -> float | None:
    """The number that a cell holds; None where it holds none."""
    try:
        return float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        return None
