"""CSV files: their encoding, delimiter and decimal sign are found out; what cannot be used is said by row."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dataset import Dataset
from netbuilder.data.settings import DataSettings
from netbuilder.errors import DataError, FileFault, Message, listed
from netbuilder.files.reading import read_bytes, step
from netbuilder.kinds import shown

Row = TypeVar("Row")

LARGEST = 2 << 30
BLANKS = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
DELIMITERS = ",;\t|"
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
MOST_KINDS = 50  # different texts in a column that is still turned into numbers
MOST_TEXT_CLASSES = 1000
MOST_CLASSES = 20  # different whole numbers that are still taken for classes


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

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}


def read_table(path: Path) -> Table:
    """A CSV file; raises FileFault that names the row and what is wrong with it."""
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
    names, body, first = _header(path, rows, comma)
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


def _header(path: Path, rows: list[tuple[str, ...]], comma: bool) -> tuple[tuple[str, ...], list[tuple[str, ...]], int]:
    first = rows[0]
    if any(cell and _number(cell, comma) is None and cell.lower() not in BLANKS for cell in first):
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


def _number(cell: str, comma: bool) -> float | None:
    try:
        return float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        return None


@dataclass(frozen=True)
class Plan:
    """How the columns of a table become features and labels.

    `kinds` lists the texts of each column that holds text (one feature for each); `classes` holds the
    target's texts or whole numbers in order, and is None where an amount is predicted. `weight` is the column
    that says how much each row counts, or nothing.
    """

    table: Table
    target: str
    columns: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]
    classes: tuple[Any, ...] | None
    notes: tuple[Message, ...]
    weight: str = ""

    @property
    def features(self) -> tuple[str, ...]:
        """The name of each feature."""
        names: list[str] = []
        for column in self.columns:
            names += [f"{column}={kind}" for kind in self.kinds[column]] if column in self.kinds else [column]
        return tuple(names)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The name of each class."""
        return tuple(kind if isinstance(kind, str) else f"{kind:g}" for kind in self.classes or ())


def target_of(names: Sequence[str], settings: DataSettings) -> str:
    """The column that is predicted: the one that was chosen, or else the last one that weighs no rows."""
    return settings.target or next((name for name in reversed(names) if name != settings.weight_column), "")


def plan_table(table: Table, settings: DataSettings) -> Plan:
    """Looks all columns through; raises DataError for one that cannot be used."""
    weight = settings.weight_column
    target = target_of(table.names, settings)
    for name in (target, weight) if weight else (target,):
        table.column(name)
    if weight == target:
        raise DataError(
            "{path}: column {name} cannot be predicted and weigh the rows. Choose another for one of them",
            path=table.path.name, name=shown(weight),
        )  # fmt: skip
    table, notes = _without_blanks(table, settings, target)
    columns = tuple(name for name in table.names if name not in (target, weight, *settings.ignore))
    if not columns:
        raise DataError("{path} has no columns left to learn from", path=table.path.name)
    kinds = {name: _kinds(table, name) for name in columns if _numbers(table, name) is None}
    return Plan(table, target, columns, kinds, _classes(table, target), notes, weight)


def dataset_of_table(table: Table, settings: DataSettings) -> Dataset:
    """Features and labels of a table, split into a training and a test part; raises DataError."""
    plan = plan_table(table, settings)
    x = np.concatenate([_feature(plan, name) for name in plan.columns], axis=1)
    y = _labels(plan)
    w = _weights(plan)
    order = np.random.default_rng(0).permutation(len(x))
    held = int(len(x) * settings.test_split)
    test, train = np.sort(order[:held]), np.sort(order[held:])
    return Dataset(
        table.path.name,
        {"x": x[train]}, {"y": y[train]}, {"x": x[test]}, {"y": y[test]},
        plan.class_names, plan.features, plan.notes,
        None if w is None else w[train], None if w is None else w[test],
        table.names,
    )  # fmt: skip


def _without_blanks(table: Table, settings: DataSettings, target: str) -> tuple[Table, tuple[Message, ...]]:
    needed = {target, settings.weight_column}
    used = [i for i, name in enumerate(table.names) if name in needed or name not in settings.ignore]
    counts = {table.names[i]: sum(not row[i] for row in table.rows) for i in used}
    blank = {name: count for name, count in counts.items() if count}
    if not blank:
        return table, ()
    told = listed(f"{name} {count}" for name, count in blank.items())
    if settings.missing == "refuse" or (settings.missing == "mean" and needed & set(blank)):
        raise DataError(
            "{path} has blanks: {counts}. Choose to drop their rows, or to fill them with the mean",
            path=table.path.name, counts=told,
        )  # fmt: skip
    if settings.missing == "mean":
        return table, (Message("blanks filled with the mean: {counts}", {"counts": told}),)
    kept = tuple(row for row in table.rows if all(row[i] for i in used))
    if not kept:
        raise DataError("{path}: every row has a blank. Choose to fill them with the mean", path=table.path.name)
    note = Message("{count} rows with blanks dropped", {"count": len(table.rows) - len(kept)})
    return dataclasses.replace(table, rows=kept), (note,)


def _numbers(table: Table, name: str) -> Array | None:
    """A column as numbers, blanks as NaN; None when it holds text; raises DataError for a few odd cells."""
    step()
    cells = table.column(name)
    numbers = [np.nan if not cell else _number(cell, table.decimal_comma) for cell in cells]
    odd = [i for i, number in enumerate(numbers) if number is None]
    if len(odd) * 10 > len(cells):
        return None
    if odd:
        raise DataError(
            "{path}: column {name} holds numbers, but text in {count} rows, first {cell} in line {line}. Fix them, "
            "or leave the column out",
            path=table.path.name, name=name, count=len(odd), cell=shown(cells[odd[0]]), line=table.first_line + odd[0],
        )  # fmt: skip
    values = np.array(numbers, np.float64)
    if np.isinf(values).any():
        raise DataError(
            "{path}: column {name} holds {count} infinite values. Fix them, or leave the column out",
            path=table.path.name, name=name, count=int(np.isinf(values).sum()),
        )  # fmt: skip
    if np.isnan(values).all():
        raise DataError("{path}: column {name} is empty. Leave it out", path=table.path.name, name=name)
    return values


def _kinds(table: Table, name: str, most: int = MOST_KINDS) -> tuple[str, ...]:
    kinds = tuple(sorted(set(table.column(name))))
    if len(kinds) > most:
        raise DataError(
            "{path}: column {name} holds {count} different texts, too many to learn from. Leave it out",
            path=table.path.name, name=name, count=len(kinds),
        )  # fmt: skip
    return kinds


def _classes(table: Table, target: str) -> tuple[Any, ...] | None:
    """Texts and few whole numbers are classes; other numbers are amounts."""
    values = _numbers(table, target)
    if values is None:
        found: tuple[Any, ...] = _kinds(table, target, MOST_TEXT_CLASSES)
    else:
        distinct = np.unique(values)
        if len(distinct) > MOST_CLASSES or not np.array_equal(distinct, np.round(distinct)):
            return None
        found = tuple(float(value) for value in distinct)
    if len(found) < 2:
        raise DataError(
            "{path}: column {name} holds only one value, {value}: there is nothing to tell apart",
            path=table.path.name, name=target, value=shown(found[0]),
        )  # fmt: skip
    return found


def _feature(plan: Plan, name: str) -> Array:
    """A column as one column of numbers, or as one for each of its texts."""
    if name in plan.kinds:
        at = {kind: i for i, kind in enumerate(plan.kinds[name])}
        return np.eye(len(at), dtype=np.float32)[[at[cell] for cell in plan.table.column(name)]]
    values = _numbers(plan.table, name)
    assert values is not None
    gaps = np.isnan(values)
    values[gaps] = values[~gaps].mean()
    return values.astype(np.float32)[:, None]


def _labels(plan: Plan) -> Array:
    values = _numbers(plan.table, plan.target)
    if plan.classes is None:
        assert values is not None
        return values.astype(np.float32)
    at = {kind: i for i, kind in enumerate(plan.classes)}
    cells = plan.table.column(plan.target) if values is None else values.tolist()
    return np.array([at[cell] for cell in cells], np.int64)


def _weights(plan: Plan) -> Array | None:
    """How much each row counts; raises DataError for what is no weight."""
    if not plan.weight:
        return None
    values = _numbers(plan.table, plan.weight)
    if values is None:
        raise DataError(
            "{path}: column {name} holds text, so that it cannot weigh the rows. Choose a column of numbers",
            path=plan.table.path.name, name=plan.weight,
        )  # fmt: skip
    if (values < 0).any():
        at = int((values < 0).argmax())
        raise DataError(
            "{path}: column {name} cannot weigh the rows: line {line} has {value}, but none may be below 0",
            path=plan.table.path.name, name=plan.weight, line=plan.table.first_line + at, value=f"{values[at]:g}",
        )  # fmt: skip
    return values.astype(np.float32)
