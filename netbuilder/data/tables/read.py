"""The table in a file: by what the file begins with, and of texts by their suffix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.tables.columns import Numbers, Texts, is_of_numbers
from netbuilder.data.tables.form import NOTHING, Asked, Form
from netbuilder.data.tables.held import key_of, known, remembered
from netbuilder.data.tables.json_lines import SUFFIXES as JSON_LINES
from netbuilder.data.tables.json_lines import JsonLines
from netbuilder.data.tables.numbers import number_text
from netbuilder.data.tables.parquet import read_parquet
from netbuilder.data.tables.reading import Reading
from netbuilder.data.tables.rows import Text
from netbuilder.data.tables.sheets import Sheet
from netbuilder.data.tables.source import Source
from netbuilder.data.tables.table import Table
from netbuilder.errors import FileFault
from netbuilder.files.reading import open_file_to_read, reading


def read_table(path: Path, asked: Asked = NOTHING, forced: Mapping[str, bool] | None = None) -> Table:
    """The table that a file holds; raises FileFault that names the line and what is wrong with it.

    `forced` says of columns whether they hold numbers, whatever it looks like; those of which it says no are texts.
    """
    forced = forced or {}
    key = key_of(path, asked, forced)  # before it is read: a change meanwhile makes it another
    return known(key) or remembered(key, _read_new(path, asked, forced))


def _read_new(path: Path, asked: Asked, forced: Mapping[str, bool]) -> Table:
    with open_file_to_read(path) as file, reading(path):
        start = file.read(8)
    if start.startswith(b"PAR1"):
        return _of_columns(path, read_parquet(path), forced)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _read(Sheet(path, asked), forced).table()
    if path.suffix.lower() in JSON_LINES:
        return _read(JsonLines(path), forced).table()
    text = Text(path, asked)
    found = _read(text, forced)
    if not asked.decimal and text.form.decimal == "." and found.has_commas:  # the first of them far down
        text.form = replace(text.form, decimal=",")
        other = _read(text, forced)
        found = other if other.odd_count < found.odd_count else found
    return found.table()


def _read(source: Source, forced: Mapping[str, bool]) -> Reading:
    """The file read, once more where a column turned out to be of another kind far down."""
    kinds: dict[str, bool] = {}
    while wrong := (found := Reading(source, forced, kinds)).wrong():
        kinds.update(wrong)
    return found


def _of_columns(path: Path, columns: dict[str, Array], forced: Mapping[str, bool]) -> Table:
    """A table whose columns are there as they are: of numbers, or of texts that may be numbers."""
    rows = len(next(iter(columns.values()), ()))
    if not rows:
        raise FileFault("{path} is empty", path=path)
    values, odd, places, texts = {}, {}, {}, {}
    for name, cells in columns.items():
        if cells.dtype != object and forced.get(name, True):
            values[name], odd[name] = cells, dict[int, str]()
            continue
        said = [
            "" if cell != cell else number_text(cell) if isinstance(cell, float) else cell for cell in cells.tolist()
        ]
        numbers = Numbers(".")
        if forced.get(name, is_of_numbers(said, ".")):
            found = numbers.read(said, 0)
            if name in forced or not numbers.is_wrong(found):
                values[name], odd[name] = found, numbers.odd
                continue
        column = Texts(".")
        column.add(said)
        places[name], texts[name] = column.sorted()
    return Table(path, tuple(columns), values, odd, places, texts, np.arange(1, rows + 1), Form(), "")
