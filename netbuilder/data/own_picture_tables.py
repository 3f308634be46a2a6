"""A table that names picture files, a row each, beside what they show: relative to the table, or by whole paths."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.class_folders import Found
from netbuilder.data.columns import target_of
from netbuilder.data.dataset import Dataset, class_names
from netbuilder.data.fingerprint import fingerprint_of
from netbuilder.data.memory import memory_limit, stays_on_disk
from netbuilder.data.own_pictures import form_of_pictures
from netbuilder.data.picture_files import SUFFIXES, PictureForm, PictureRows
from netbuilder.data.settings import BY_COLUMN, DataSettings
from netbuilder.data.split import parts_of, parts_of_files
from netbuilder.data.tables import Table
from netbuilder.errors import DataError, Message, listed
from netbuilder.files import DiskArray
from netbuilder.files.reading import reading, step
from netbuilder.kinds import shown

LOOKED_AT = 20  # cells of a column
MOST_NAMED = 5  # files that are missing


def picture_column(table: Table, settings: DataSettings) -> str:
    """The column that names pictures: the one that was chosen, or whose first cells are all names of such files, the
    first of which is there. "" where no column is.
    """
    if settings.picture_column:
        return str(settings.picture_column)
    for name in table.places:
        cells = [text for text in islice(table.texts[name], LOOKED_AT) if text]
        if cells and all(Path(text).suffix.lower() in SUFFIXES for text in cells):
            place = _place(table, cells[0])
            with reading(place):
                if place.is_file():
                    return name
    return ""


def files_of(table: Table, column: str) -> tuple[Path, ...]:
    """The file that each row names; raises DataError that names the lines of those that are not there."""
    files = [_place(table, cell) if cell else None for cell in table.column(column)]
    absent = []
    for row, file in enumerate(files):
        step()
        if file is None or not file.is_file():
            absent.append(row)
    if absent:
        told = listed(f"{table.line(row)} ({shown(table.cell(column, row))})" for row in absent[:MOST_NAMED])
        raise DataError(
            "{path}: column {name} names {count} pictures that are not there, in lines {lines}. They are looked for "
            "beside the table. Put them there, or leave these rows out",
            path=table.path.name, name=column, count=len(absent), lines=told,
        )  # fmt: skip
    return tuple(cast(Sequence[Path], files))


def load_picture_table(
    table: Table, held: Mapping[str, int], settings: DataSettings, limit: int | None = None,
    form: PictureForm | None = None, classes: tuple[str, ...] = (),
) -> Dataset:  # fmt: skip
    """The pictures that a table names in their parts, with the target column as labels; raises DataError or FileFault.

    With the `form` and the `classes` of a trained network they become what that one knows.
    """
    column = picture_column(table, settings)
    _need(table, column)
    files = files_of(table, column)
    names = [name for name in table.names if name != column]
    target = target_of(names, settings)
    if not target and not settings.target_is_input:
        raise DataError("{path} has no column beside {name} that could be predicted", path=table.path.name, name=column)
    y, known, counted = _labels(table, target, classes) if target else (np.zeros(len(files)), (), False)
    by = table.column(settings.split_column) if settings.split in BY_COLUMN and settings.split_column else None
    parts = parts_of_files(table.count, held, np.arange(table.count)) if held else parts_of(settings, len(files), y, by)
    notes = [*table.notes]
    left = [name for name in names if name not in (target, settings.weight_column, settings.split_column)]
    told = Message("column {name} names pictures: they are what is learned from", {"name": shown(column)[1:-1]})
    notes.append(told)
    if left:
        notes.append(Message("other columns are left out: {names}", {"names": listed(map(shown, left))}))
    if form is None:
        found = Found(table.path.parent, known, {}, {"train": files}, {}, ())
        form, guessed = form_of_pictures(found, settings)
        notes += [guessed] if guessed is not None else []
    limit = memory_limit() if limit is None else limit
    streams = stays_on_disk(settings.keep_on_disk, len(files) * math.prod(form.shape), limit)
    w = _weights(table, settings.weight_column)

    def part(index: Array) -> dict[str, Any]:
        rows = PictureRows(tuple(files[int(i)] for i in index), form)
        x = cast(Array, DiskArray(rows)) if streams else rows.read(range(len(index)))
        return {"x": {"x": x}, "y": {"y": y[index]}, "w": None if w is None else w[index]}

    found_in = {"train": parts.train, "val": parts.validation, "test": parts.test}
    made = {name: part(index) if len(index) or name != "val" else {"x": {}, "y": {}, "w": None}
            for name, index in found_in.items()}  # fmt: skip
    return Dataset(
        table.path.name, classes=known, counted=counted, notes=tuple(notes), columns=table.names, pictures=form,
        source=fingerprint_of(table.path), lines={name: table.lines[index] for name, index in found_in.items()},
        **{f"{letter}_{name}": each[letter] for name, each in made.items() for letter in "xyw"},
    )  # fmt: skip


def _place(table: Table, cell: str) -> Path:
    return table.path.parent / cell.replace("\\", "/")


def _need(table: Table, column: str) -> None:
    if column not in table.places:
        raise DataError(
            "{path}: column {name} holds no names of pictures ({kinds})", path=table.path.name, name=shown(column),
            kinds=listed(SUFFIXES),
        )  # fmt: skip


def _labels(table: Table, target: str, classes: tuple[str, ...]) -> tuple[Array, tuple[str, ...], bool]:
    """Labels as numbers, the classes that they are, and whether those are no more than these numbers."""
    values, texts = table.coded(target) if target in table.places else (table.numbers(target)[0], ())
    blank = np.flatnonzero(np.isnan(values))
    if len(blank):
        raise DataError(
            "{path}, line {line}: column {name} is blank, or no number. Fill it in, or leave the row out",
            path=table.path.name, line=table.line(int(blank[0])), name=target,
        )  # fmt: skip
    if texts:
        known = classes or texts
        strange = [text for text in texts if text not in known]
        if strange:
            raise DataError(
                "{path}: column {name} holds {names}, which the network does not know. It knows {known}",
                path=table.path.name, name=target, names=listed(map(shown, strange)), known=listed(map(shown, known)),
            )  # fmt: skip
        return np.array([known.index(text) for text in texts])[values.astype(np.int64)], known, False
    if np.array_equal(values, np.round(values)):
        whole = values.astype(np.int64)
        found = classes or class_names(whole)
        return whole, found, bool(found)
    return values.astype(np.float32), (), False


def _weights(table: Table, column: str) -> Array | None:
    return table.numbers(column)[0].astype(np.float32) if column else None
