"""Tables beside each other: which row of another table belongs to each of the first, and what has none or several."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.beside import DOUBLE, WITHOUT, Beside
from netbuilder.data.tables import Table, read_table
from netbuilder.data.tables.form import Asked
from netbuilder.errors import DataError, FileFault, Message, listed
from netbuilder.files.reading import reading
from netbuilder.kinds import shown

NAMED = 5  # lines of doubles that are told


@dataclass(frozen=True)
class Joined:
    """The table with all columns, and the rows of the first that it kept."""

    table: Table
    rows: Array


def read_beside(others: Sequence[Beside], asked: Asked, forced: Mapping[str, bool]) -> tuple[Table, ...]:
    """The other tables as they are; `forced` says of joined columns whether they hold numbers. Raises FileFault."""
    found = []
    for other in others:
        path = Path(other.path)
        with reading(path):
            is_there = path.exists()
        if not is_there:
            raise FileFault("{path} does not exist. Was it moved? Choose it again", path=path)
        before = f"{other.called}."
        own = {name.removeprefix(before): is_number for name, is_number in forced.items() if name.startswith(before)}
        # What is said of the first file's form holds for the first file; a header is said for all.
        found.append(read_table(path, Asked(header=asked.header), own))
    return tuple(found)


def joined(table: Table, others: Sequence[Beside], tables: Sequence[Table]) -> Joined:
    """The first table with the columns of the others beside its own; raises DataError where that cannot be."""
    names = [other.called for other in others]
    if len(set(names)) < len(names):
        double = next(name for name in names if names.count(name) > 1)
        raise DataError("two tables are called {name}. Give one another name", name=shown(double))
    first, kept, notes = table, np.ones(table.count, bool), list[Message]()
    for other, own in zip(others, tables, strict=True):
        index, told = _index(first, other, own)
        if other.missing == "drop" or other.double == "drop":
            kept &= index != -1
        table = _with_columns(table, other, own, index)
        notes += told
    rows = np.flatnonzero(kept)
    if not len(rows) and first.count:
        raise DataError("{path}: no row has one in the tables beside it. Compare the keys", path=first.path.name)
    table = dataclasses.replace(table, notes=(*table.notes, *notes), source=None)
    return Joined(table if kept.all() else _taken(table, rows), rows)


def _index(first: Table, other: Beside, own: Table) -> tuple[Array, list[Message]]:
    """For each row of the first table that of the other, or -1, and what is to be told; raises DataError."""
    if not other.key:
        return _in_order(first, other, own)
    theirs = other.own_key or other.key
    wanted, wanted_texts = first.coded(other.key)
    places, texts = own.coded(theirs)
    known = ~np.isnan(places)
    kinds, at, counts = np.unique(places[known].astype(np.intp), return_index=True, return_counts=True)
    rows = np.flatnonzero(known)[at]
    row_of = {texts[kind]: int(row) for kind, row in zip(kinds, rows, strict=True)}
    doubles = {texts[kind] for kind, count in zip(kinds, counts, strict=True) if count > 1}
    turned = np.array([*(row_of.get(text, -1) for text in wanted_texts), -1], np.intp)
    places_of = np.where(np.isnan(wanted), len(wanted_texts), wanted).astype(np.intp)
    index = turned[places_of]
    told = []
    if doubles and other.double != "first":
        is_double = np.array([*(text in doubles for text in wanted_texts), False])[places_of]
        if other.double == "refuse" and is_double.any():
            fault = _several(own, theirs, wanted_texts[places_of[int(is_double.argmax())]], len(doubles))
            fault.options = tuple(_as_option(other, double=how) for how in DOUBLE[1:])
            raise fault
        index = np.where(is_double, -1, index) if other.double == "drop" else index
        if is_double.any():
            values = {"count": int(is_double.sum()), "path": own.path.name}
            told.append(Message("{count} rows left out: {path} has several rows with their key", values))
    absent = turned[places_of] < 0
    if absent.any():
        if other.missing == "refuse":
            row = int(absent.argmax())
            fault = DataError(
                "{path}, line {line}: {other} has no row with {key} {cell} ({count} rows are like that). Correct them, "
                "or choose to leave them out (drop), or blanks (blank)",
                path=first.path.name, line=first.line(row), other=own.path.name, key=shown(theirs),
                cell=shown(first.cell(other.key, row)), count=int(absent.sum()),
            )  # fmt: skip
            fault.options = tuple(_as_option(other, missing=how) for how in WITHOUT[1:])
            raise fault
        told.append(_about_absent(other, own, int(absent.sum())))
    if other.missing == "blank" and other.double == "drop":
        # Those that are only blank stay: they are told apart from those that are left out.
        index = np.where(absent, -2, index)
    return index, told


def _as_option(other: Beside, **changes: str) -> str:
    """The table on the command line, with something said otherwise."""
    words = {name: getattr(other, name) for name in ("key", "own_key", "to", "missing", "double")} | changes
    usual = Beside(other.path)
    told = [f"{name}={value}" for name, value in words.items() if value != getattr(usual, name)]
    told += [f"column={name}" for name in other.columns]
    return f"--join {quote(','.join([other.path, *told]))}"


def _in_order(first: Table, other: Beside, own: Table) -> tuple[Array, list[Message]]:
    """Row by row; what one table has more than the other is refused or left out."""
    count = first.count - own.count
    if count and other.missing == "refuse":
        fault = DataError(
            "{path} has {count} rows, but {other} has {others}: in their order they do not belong together. Name a "
            "key, or choose to leave out what is over (drop)",
            path=first.path.name, count=first.count, other=own.path.name, others=own.count,
        )  # fmt: skip
        fault.options = (_as_option(other, missing="drop"),)
        raise fault
    index = np.arange(first.count)
    index[own.count :] = -2 if other.missing == "blank" else -1
    if count > 0:
        return index, [_about_absent(other, own, count)]
    values = {"count": -count, "path": own.path.name}
    return index, [Message("{count} rows of {path} are over, and left out", values)] if count else []


def _about_absent(other: Beside, own: Table, count: int) -> Message:
    values = {"count": count, "path": own.path.name}
    if other.missing == "drop":
        return Message("{count} rows left out: {path} has no row for them", values)
    return Message("{count} rows have blanks: {path} has no row for them", values)


def _several(own: Table, key: str, cell: str, count: int) -> DataError:
    places, texts = own.coded(key)
    lines = [str(own.line(int(row))) for row in np.flatnonzero(places == texts.index(cell))[:NAMED]]
    return DataError(
        "{path}: {key} {cell} stands in several rows (lines {lines}), and {count} keys are like that. Leave one row "
        "for each, or choose to take the first, or to leave out who asks for them (drop)",
        path=own.path.name, key=shown(key), cell=shown(cell), lines=listed(lines), count=count,
    )  # fmt: skip


def _with_columns(table: Table, other: Beside, own: Table, index: Array) -> Table:
    """The table with columns of another, a row of which belongs to each of its rows, or none (below 0)."""
    key = other.own_key or other.key
    wanted = other.columns or tuple(name for name in own.names if name != key)
    absent = [name for name in wanted if name not in own.names]
    if absent:
        raise DataError(
            "{path} has no column {name}. It has {names}", path=own.path.name, name=listed(map(shown, absent)),
            names=listed(own.names),
        )  # fmt: skip
    none, rows = index < 0, np.maximum(index, 0)
    values, odd = dict(table.values), dict(table.odd)
    places, texts = dict(table.places), dict(table.texts)
    for name in wanted:
        called = other.column(name)
        if called in table.names:
            raise DataError("two columns are called {name}. Give the table {path} another name", name=shown(called),
                            path=own.path.name)  # fmt: skip
        if name in own.values:
            values[called] = np.where(none, np.nan, own.values[name][rows] if own.count else np.nan)
            strange = own.odd[name]
            some = np.flatnonzero(np.isin(index, list(strange))) if strange else ()
            odd[called] = {int(row): strange[int(index[row])] for row in some}
        else:
            texts[called] = own.texts[name]
            places[called] = np.where(none, -1, own.places[name][rows] if own.count else -1).astype(np.int32)
    lines = own.lines[rows] if own.count else np.zeros(len(rows), np.int64)
    others = {**table.others, **{other.column(name): (own.path.name, lines) for name in wanted}}
    return dataclasses.replace(
        table, names=(*table.names, *map(other.column, wanted)), values=values, odd=odd, places=places, texts=texts,
        others=others,
        told=table.told | own.told, readable=table.readable | {other.column(name) for name in own.readable},
    )  # fmt: skip


def _taken(table: Table, rows: Array) -> Table:
    """Some rows of a table."""
    where = {int(row): i for i, row in enumerate(rows)} if any(table.odd.values()) else {}
    return dataclasses.replace(
        table, values={name: own[rows] for name, own in table.values.items()},
        odd={name: {where[row]: cell for row, cell in own.items() if row in where} for name, own in table.odd.items()},
        places={name: own[rows] for name, own in table.places.items()}, lines=table.lines[rows],
        others={name: (file, lines[rows]) for name, (file, lines) in table.others.items()},
        files=tuple(table.files[int(row)] for row in rows) if table.files else (),
    )  # fmt: skip
