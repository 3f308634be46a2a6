"""Own tables: a file, or one for each part, as a data set of raw columns that is split but not prepared yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.class_folders import paths_within
from netbuilder.data.columns import Rows, rows_of_table
from netbuilder.data.dataset import Dataset
from netbuilder.data.fingerprint import Fingerprint, fingerprint_of, fingerprint_of_files
from netbuilder.data.joining import joined, read_beside
from netbuilder.data.own_picture_tables import load_picture_table, picture_column
from netbuilder.data.own_series import dataset_of_series
from netbuilder.data.own_texts import read_text_folder
from netbuilder.data.series import parts_in_time
from netbuilder.data.settings import DataSettings
from netbuilder.data.split import Parts, parts_of, parts_of_files
from netbuilder.data.tables import Table, read_table
from netbuilder.errors import DataError, FileFault, listed
from netbuilder.files.reading import reading


def load_table(path: Path, settings: DataSettings) -> Dataset:
    """The rows of a file in their parts; raises DataError or FileFault."""
    table, held = read_parts(path, settings)
    try:
        if not path.is_dir() and picture_column(table, settings):
            return load_picture_table(table, held, settings)
        data = dataset_of_table(table, settings, held, fingerprinted=True)
        return dataclasses.replace(data, others=fingerprints_beside(settings))
    except DataError as error:
        error.columns = table.names
        raise


def read_parts(path: Path, settings: DataSettings) -> tuple[Table, dict[str, int]]:
    """One table of all rows, and how many of them come from the files of which parts, at its end.

    A folder of texts is a table too.
    """
    with reading(path):
        if path.is_dir():
            return read_text_folder(path, settings.encoding)
    pieces = read_pieces(path, settings)
    table, counts = pieces.first, {part: more.count for part, more in pieces.parts.items()}
    for more in pieces.parts.values():
        table = table.joined(more)
    if not settings.beside:
        return table, counts
    try:
        found = joined(table, settings.beside, pieces.beside)
    except DataError as error:
        error.columns = error.columns or table.names
        raise
    ends = np.cumsum([table.count - sum(counts.values()), *counts.values()])
    kept = np.searchsorted(ends, found.rows, side="right")
    return found.table, {part: int((kept == i).sum()) for i, part in enumerate(counts, 1)}


@dataclass(frozen=True)
class Pieces:
    """What a table is put together from: its file, those of other parts, and those that stand beside."""

    first: Table
    parts: Mapping[str, Table]
    beside: tuple[Table, ...]


def read_pieces(path: Path, settings: DataSettings) -> Pieces:
    """All files of a table, each as it is; raises DataError or FileFault."""
    forced = forced_kinds(settings)
    table, parts = read_table(path, settings.asked, forced), {}
    for part, other in (("validation", settings.validation_path), ("test", settings.test_path)):
        if other and settings.split == "files":
            kinds = {**dict.fromkeys(table.values, True), **dict.fromkeys(table.places, False)}
            more = read_table(Path(other), settings.asked, kinds)
            if set(more.names) != set(table.names):
                raise FileFault(
                    "{path} has other columns than {first}: {names}. Each part needs the same",
                    path=other, first=path, names=listed(set(more.names) ^ set(table.names)),
                )  # fmt: skip
            parts[part] = more
    return Pieces(table, parts, read_beside(settings.beside, settings.asked, forced))


def forced_kinds(settings: DataSettings) -> dict[str, bool]:
    """The columns of which the settings say whether they hold numbers."""
    said = [column for column in settings.columns if column.kind not in ("auto", "date")]
    found = {column.name: column.kind == "number" for column in said}
    if settings.split_by and settings.split != "time":
        found.setdefault(settings.split_by, False)
    if settings.group_column:
        found.setdefault(settings.group_column, False)
    return found


def dataset_of_table(
    table: Table, settings: DataSettings, held: dict[str, int] | None = None, fingerprinted: bool = False
) -> Dataset:
    """The columns of a table as numbers, in their parts; raises DataError."""
    rows = rows_of_table(table, settings)
    source = _fingerprint(table) if fingerprinted else None
    files = parts_of_files(table.count, held, rows.places) if held else None
    if rows.clock is not None:
        parts = files or parts_in_time(settings, rows.clock, rows.by)
        return dataset_of_series(table, rows, settings, parts, source)
    labels = rows.y[stratified_by(rows.y, rows.classes)]
    parts = files or parts_of(settings, len(rows.x), labels, rows.by)
    if table.files and held and "validation" not in held and settings.validation_part:
        parts = _validated(parts, rows, settings)
    return dataset_of_rows(table, rows, parts, source=source, own_parts=bool(table.files and held))


def fingerprints_beside(settings: DataSettings) -> tuple[Fingerprint, ...]:
    """What the other files of a table are like: those of its parts, and those that stand beside."""
    parts = (settings.validation_path, settings.test_path) if settings.split == "files" else ()
    paths = [*filter(None, parts), *(one.path for one in settings.beside)]
    return tuple(fingerprint_of(Path(path)) for path in paths)


def _fingerprint(table: Table) -> Fingerprint:
    return fingerprint_of_files(table.path, table.files) if table.files else fingerprint_of(table.path)


def stratified_by(y: Mapping[str, Array], classes: Mapping[str, tuple[str, ...]]) -> str:
    """The labels that a stratified split goes by: of several the first that are texts, or else whole numbers."""
    texts = [name for name in y if classes.get(name)]
    whole = [name for name, own in y.items() if np.array_equal(own, np.round(own))]
    return [*texts, *whole, *y][0]


def dataset_of_rows(
    table: Table, rows: Rows, parts: Parts, source: Fingerprint | None = None, own_parts: bool = False
) -> Dataset:
    """Rows in their parts as a data set."""

    def weights(index: Array) -> Array | None:
        return None if rows.w is None else rows.w[index]

    def labels(index: Array) -> dict[str, Array]:
        return {name: y[index] for name, y in rows.y.items()}

    x, several = rows.x, bool(rows.columns.targets)
    train, val, test = parts.train, parts.validation, parts.test
    return Dataset(
        table.path.name, {"x": x[train]}, labels(train), {"x": x[test]}, labels(test),
        () if several else next(iter(rows.classes.values()), ()), rows.columns.names, rows.notes,
        weights(train), weights(test), table.names,
        {"x": x[val]} if len(val) else {}, labels(val) if len(val) else {}, weights(val) if len(val) else None,
        raw=rows.columns, own_parts=own_parts,
        lines={"train": rows.lines[train], "val": rows.lines[val], "test": rows.lines[test]},
        source=source, named=rows.classes if several else {}, keys=_paths(table, rows, parts) if table.files else {},
    )  # fmt: skip


def _paths(table: Table, rows: Rows, parts: Parts) -> dict[str, Array]:
    """Of a folder of texts: where in it each one lies."""
    if len(table.files) != table.count or not table.path.is_dir():
        return {}  # texts that were asked for, which are called as they are
    of_rows = paths_within(table.path, table.files)[rows.places]
    return {"train": of_rows[parts.train], "val": of_rows[parts.validation], "test": of_rows[parts.test]}


def _validated(parts: Parts, rows: Rows, settings: DataSettings) -> Parts:
    """The same parts with some of what is trained on for validation: a folder may have none for that."""
    train = parts.train
    labels = rows.y[stratified_by(rows.y, rows.classes)][train]
    inner = parts_of(settings.replace(test_split=0.0), len(train), labels, rows.by)
    return Parts(train[inner.train], train[inner.validation], parts.test)
