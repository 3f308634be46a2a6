"""A trained network meets other data than it was trained on: read as it was then, whatever else the file holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.clocks import clock_as
from netbuilder.data.columns import Faults, RawColumns, Rows
from netbuilder.data.dataset import Dataset
from netbuilder.data.date_columns import read_dates
from netbuilder.data.dates import DateForm
from netbuilder.data.dates.forms import EXAMPLES
from netbuilder.data.fingerprint import fingerprint_of, fingerprint_of_files
from netbuilder.data.fitted import Fitted, Predicted
from netbuilder.data.fitted_columns import FittedColumn, Surprises
from netbuilder.data.joining import Joined, joined, read_beside
from netbuilder.data.other_series import windows_ahead
from netbuilder.data.own_arrays import load_arrays
from netbuilder.data.own_picture_tables import files_of, load_picture_table, picture_column
from netbuilder.data.own_pictures import load_pictures, pictures_in
from netbuilder.data.own_series import dataset_of_series
from netbuilder.data.own_tables import dataset_of_rows
from netbuilder.data.own_texts import read_text_folder, table_of_columns
from netbuilder.data.picture_files import SUFFIXES, PictureRows
from netbuilder.data.settings import TABLES, DataSettings
from netbuilder.data.split import Parts
from netbuilder.data.tables import Table, read_table
from netbuilder.errors import N_, DataError, FileFault, Message, listed
from netbuilder.kinds import shown


def is_table(path: Path) -> bool:
    """Whether a file's name says that it holds rows and columns of text."""
    return path.name.lower().endswith(TABLES)


def measured_on(path: Path, fitted: Fitted) -> Dataset:
    """All rows of a file as the test part, or the test part that it has; raises DataError or FileFault."""
    settings = fitted.settings.at(str(path)).replace(
        test_split=0.0, validation_part=0.0, split="fraction", time_column=fitted.settings.time_by
    )
    if fitted.table is not None and path.is_dir():
        return _texts_measured(path, fitted)
    if is_table(path) and fitted.pictures is not None:
        table = read_table(path, settings.asked)
        whole = load_picture_table(table, {}, settings, form=fitted.pictures, classes=fitted.classes)
        return _as_test(whole)
    if is_table(path):
        table = _table_as(path, settings, fitted)[1].table
        rows = rows_as(table, fitted, labelled=not settings.target_is_input)
        parts = Parts(np.arange(0), np.arange(0), np.arange(len(rows.x)))
        if rows.clock is not None:
            return dataset_of_series(table, rows, settings, parts, fingerprint_of(path))
        return dataset_of_rows(table, rows, parts, source=fingerprint_of(path))
    if fitted.pictures is not None:
        data = load_pictures(path, settings, form=fitted.pictures, classes=fitted.classes)
    else:
        data = load_arrays(path, settings)
    return data if data.test_count else _as_test(data)


def _as_test(data: Dataset) -> Dataset:
    """All samples as the test part."""
    none_x = {name: x[:0] for name, x in data.x_train.items()}
    none_y = {name: y[:0] for name, y in data.y_train.items()}
    return dataclasses.replace(
        data, x_train=none_x, y_train=none_y, w_train=None, x_test=data.x_train, y_test=data.y_train,
        w_test=data.w_train, lines={"test": data.lines["train"]} if "train" in data.lines else {},
    )  # fmt: skip


def _texts_measured(path: Path, fitted: Fitted) -> Dataset:
    """The texts of a folder as the test part, or those of its folder test."""
    names = (text_column(fitted), fitted.target)
    table, held = read_text_folder(path, fitted.settings.encoding, fitted.classes, names, usual=fitted.encoding)
    rows, none = rows_as(table, fitted, labelled=True), np.arange(0)
    test = np.flatnonzero(rows.places >= table.count - held.get("test", table.count))
    return dataset_of_rows(table, rows, Parts(none, none, test), source=fingerprint_of_files(path, table.files))


def text_column(fitted: Fitted) -> str:
    """The one column of texts that a network reads; raises DataError where there is another, or none."""
    columns = fitted.table.columns if fitted.table is not None else ()
    if len(columns) != 1 or columns[0].text is None:
        raise DataError(
            "the network was not trained on texts alone: it reads {names}. Give it a table with these columns",
            names=listed(column.name for column in columns) or "arrays",
        )  # fmt: skip
    return columns[0].name


def asked_texts(texts: Sequence[str], fitted: Fitted, files: Sequence[Path] = ()) -> Asked:
    """Texts as they are, to be predicted; raises DataError where the network reads something else."""
    name = text_column(fitted)
    table = dataclasses.replace(table_of_columns(Path(name), {name: texts}, (name,)), files=tuple(files))
    return _asked(table, fitted)


def pictures_of(path: Path, fitted: Fitted) -> tuple[tuple[Path, ...], Array]:
    """The pictures of a folder, the one in a file, or those that a table names, as they were fitted, with their files.

    Raises DataError and FileFault.
    """
    assert fitted.pictures is not None
    if is_table(path):
        table = read_table(path, fitted.settings.asked)
        name = picture_column(table, fitted.settings)
        if name not in table.places:
            raise DataError("{path} has no column that names pictures", path=path.name)
        files = files_of(table, name)
        return files, PictureRows(files, fitted.pictures).read(range(len(files)))
    files = (path,) if path.is_file() else pictures_in(path)
    if not files:
        raise FileFault("{path} holds no pictures ({kinds})", path=path, kinds=listed(SUFFIXES))
    return files, PictureRows(files, fitted.pictures).read(range(len(files)))


def _table_as(path: Path, settings: DataSettings, fitted: Fitted) -> tuple[Table, Joined]:
    """A table read in the form of the one that was fitted, which another file alone may not tell as well; and the same
    with the columns of those that stand beside it."""
    asked = settings.asked
    if fitted.decimal:
        asked = dataclasses.replace(asked, decimal=fitted.decimal)
    if fitted.header and asked.header == "auto":
        asked = dataclasses.replace(asked, header=fitted.header)
    asked = dataclasses.replace(asked, usual=fitted.encoding)
    known = [column for column in fitted.table.columns if column.date is None] if fitted.table else []
    forced = {column.name: column.of_numbers for column in known}
    forced |= {one.column: one.numeric for one in fitted.predicted.values() if one.column and one.classes}
    table = read_table(path, asked, forced)
    if not settings.beside:
        return table, Joined(table, np.arange(table.count))
    return table, joined(table, settings.beside, read_beside(settings.beside, asked, forced))


def rows_as(table: Table, fitted: Fitted, labelled: bool) -> Rows:
    """The rows of a table by the columns that were fitted; raises DataError that names all that does not fit."""
    assert fitted.table is not None
    faults = Faults(table)
    settings, columns = fitted.settings, fitted.table.columns
    wanted = [column.name for column in columns]
    outputs = fitted.predicted if labelled else {}
    order = [settings.time_by, settings.group_column] if settings.sequence_length else []
    needed = [*wanted, *(one.column for one in outputs.values()), *filter(None, order)]
    weight = settings.weight_column if labelled and settings.weight_column in table.names else ""
    absent = [name for name in needed if name not in table.names]
    if absent:
        faults.add(
            N_("{path} has no column {absent}, which the network was trained on. It has {names}"),
            absent=listed(map(shown, absent)), names=listed(table.names),
        )  # fmt: skip
        faults.stop()
    texts: dict[str, tuple[str, ...]] = {}
    values: dict[str, Array] = {}
    dates = {column.name: column.date for column in columns if column.date is not None}
    for column in columns:
        if column.date is not None:
            values[column.name] = _dates(table, column.name, column.date, faults, settings.column(column.name).kind)
        elif not column.of_numbers:
            values[column.name], texts[column.name] = table.coded(column.name)
        else:
            values[column.name] = _numbers(table, column.name, faults, forced=settings.column(column.name).kind)
    held = {name: _labels(table, one, faults) for name, one in outputs.items()}
    clock = clock_as(table, settings, fitted.time, faults.add) if settings.sequence_length else None
    w = _numbers(table, weight, faults).astype(np.float32) if weight else None
    faults.stop()
    x = np.column_stack([values[name] for name in wanted])
    dropped = [np.isnan(values[c.name]) for c in columns if c.missing == "drop"] or [np.zeros(len(x), bool)]
    kept: Array = np.asarray(~np.column_stack(dropped).any(axis=1))
    whole: Array | None = None
    if clock is not None:  # a row keeps its place, windows that it is in are left out
        blanks: Array = np.array([np.zeros(len(x), bool), *clock.blanks(settings).values()])
        timed: Array = np.asarray(~blanks.any(axis=0))
        whole, kept = kept[timed], timed
        clock = clock.rows(kept)
    for y, _ in held.values() if clock is None else ():
        kept &= ~np.isnan(y)
    notes = (Message("{count} rows with blanks dropped", {"count": int((~kept).sum())}),) if not kept.all() else ()
    return Rows(
        RawColumns(
            tuple(wanted), texts, fitted.target, dates=dates, readable=_readable(columns),
            targets={name: one.column for name, one in fitted.several.items()},
        ),
        x[kept],
        {name: y[kept] if clock is not None else _whole(y[kept], classes) for name, (y, classes) in held.items()},
        {name: classes for name, (_, classes) in held.items()},
        None if w is None else w[kept], None, np.flatnonzero(kept), table.lines[kept], (*table.notes, *notes),
        clock, whole,
    )  # fmt: skip


def _readable(columns: Sequence[FittedColumn]) -> frozenset[str]:
    return frozenset(column.name for column in columns if column.text is not None)


def _whole(y: Array, classes: tuple[str, ...]) -> Array:
    return y.astype(np.int64) if classes else y


def _numbers(table: Table, name: str, faults: Faults, forced: str = "auto") -> Array:
    values, odd = table.numbers(name)
    if odd and forced != "number":
        faults.add(
            N_("{path}: column {name} held numbers in training, but here text in {count} rows, first {cell} in line "
            "{line}. Correct them, or leave them blank"),
            name=name, count=len(odd), cell=shown(table.cell(name, odd[0])), **table.where(name, odd[0]),
        )  # fmt: skip
    elif np.isinf(values).any():
        at = int(np.isinf(values).argmax())
        faults.add(N_("{path}: column {name} is infinite in line {line}. Correct it"), name=name, line=table.line(at))
    return values


def _dates(table: Table, name: str, form: DateForm, faults: Faults, kind: str) -> Array:
    found = read_dates(table, name, form)
    if found.odd and kind != "date":
        faults.add(
            N_("{path}: column {name} held dates in training ({example}), but here {count} cells are none, first "
            "{cell} in line {line}. Correct them, or leave them blank"),
            name=name, example=EXAMPLES[form.order], count=len(found.odd), cell=shown(table.cell(name, found.odd[0])),
            line=table.line(found.odd[0]),
        )  # fmt: skip
    return found.seconds


def _labels(table: Table, predicted: Predicted, faults: Faults) -> tuple[Array, tuple[str, ...]]:
    if predicted.classes and not predicted.numeric:
        values, texts = table.coded(predicted.column)
        return values, texts or ("",)
    return _numbers(table, predicted.column, faults), ()


@dataclass(frozen=True)
class Asked:
    """Rows to be predicted, made ready: `rows` are their places in the table, which may have others that are blank.

    Of a series they are the rows that windows tell of, -1 where one is yet to come: `later` says when, and of which
    group, in their order.
    """

    table: Table
    x: Mapping[str, Array]
    rows: Array
    told: tuple[Message, ...]
    later: tuple[Mapping[str, str], ...] = ()


def asked(path: Path, fitted: Fitted) -> Asked:
    """The rows of a table as the network takes them; raises DataError or FileFault."""
    first, found = _table_as(path, fitted.settings, fitted)
    made = _asked(found.table, fitted)
    if not fitted.settings.beside:
        return made
    notes = found.table.notes[len(first.notes) :]
    return dataclasses.replace(made, table=first, rows=found.rows[made.rows], told=(*notes, *made.told))


def _asked(table: Table, fitted: Fitted) -> Asked:
    rows, surprises = rows_as(table, fitted, labelled=False), Surprises()
    if not len(rows.x):
        raise DataError("{path} holds no rows that can be predicted: each has a blank", path=table.path.name)
    assert fitted.table is not None
    if rows.clock is not None:
        ahead = windows_ahead(rows, fitted, surprises)
        return Asked(table, ahead.x, ahead.rows, (*ahead.told, *surprises.sentences()), ahead.later)
    x = fitted.table(rows.x, rows.columns, rows.lines, surprises)
    left = [Message("{count} rows with blanks have no answer", {"count": table.count - len(rows.x)})]
    told = (*(left if len(rows.x) < table.count else []), *surprises.sentences())
    return Asked(table, x, rows.places, told)
