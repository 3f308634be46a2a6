"""What a script has to know of a table: how it is read, what its columns become, what was measured."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from netbuilder.data import Dataset, DataSettings, Fitted, Use
from netbuilder.data.dataset import PARTS
from netbuilder.data.date_columns import date_column
from netbuilder.data.dates import DateForm
from netbuilder.data.leaving_out import stay, without
from netbuilder.data.own_picture_tables import picture_column
from netbuilder.data.own_tables import Pieces, dataset_of_table, read_parts, read_pieces, stratified_by
from netbuilder.data.prepare import fit
from netbuilder.data.tables import Table
from netbuilder.errors import DataError, Fault


@dataclass(frozen=True)
class Plan:
    """A table without its rows, and its columns as they are fitted on it; `blanks` says whether any of them had some,
    `validates` whether there is a validation part.

    `classes` are texts, or None where amounts are predicted. `time` is how the column is written that a split by time
    goes by, where it holds dates; `stratified` is what of several labels a stratified one goes by.
    """

    table: Table
    fitted: Fitted
    blanks: bool
    validates: bool
    time: DateForm | None = None
    left: Mapping[str, list[int]] = field(default_factory=dict)  # places of rows in their part that are left out
    stratified: str = ""
    numbers: frozenset[str] = frozenset()  # the columns that are read as such
    pieces: Pieces | None = None  # of a table that is put together from several files, without their rows

    @property
    def columns(self) -> tuple[str, ...]:
        """The inputs' names."""
        assert self.fitted.table is not None
        return tuple(column.name for column in self.fitted.table.columns)


def plan_of(data: DataSettings, use: Use) -> Plan | Fault:
    """How the columns of a table are used, or why they cannot be."""
    state: list[int] = []
    others = (data.validation_path, data.test_path, *(one.path for one in data.beside))
    for path in (data.path, *filter(None, others)):
        try:
            about = os.stat(path)
        except (OSError, ValueError):
            continue  # reading it tells what is wrong with it
        state += [about.st_size, about.st_mtime_ns, about.st_ctime_ns]
    return _plan_at(data, use, tuple(state))


@lru_cache(maxsize=4)
def _plan_at(data: DataSettings, use: Use, _state: tuple[int, ...]) -> Plan | Fault:
    """The same for files of these sizes and times: with each edit a script is written, but no table read."""
    try:
        table, held = read_parts(Path(data.path), data)
        name = picture_column(table, data)
        if name and not table.files:
            raise DataError("a script cannot read the pictures that a table names (column {name}) yet", name=name)
        whole = dataset_of_table(table, data, held)
        dataset = without(whole, data)
        fitted = fit(dataset, data, use)
    except Fault as fault:
        return fault
    return Plan(
        table.without_rows(),
        fitted,
        table.has_blanks,
        bool(dataset.val_count),
        _time_of(table, data),
        _left(whole, data),
        _stratified(whole),
        frozenset(table.values),
        _pieces(data),
    )


def _left(dataset: Dataset, data: DataSettings) -> dict[str, list[int]]:
    """The places of what is left out, by part."""
    if not data.leave_out:
        return {}
    return {part: np.flatnonzero(~stay(dataset, part, data)).tolist() for part in PARTS}


def _pieces(data: DataSettings) -> Pieces | None:
    if not (data.beside or data.split == "files"):
        return None
    found = read_pieces(Path(data.path), data)
    parts = {part: table.without_rows() for part, table in found.parts.items()}
    return Pieces(found.first.without_rows(), parts, tuple(_without_rows(table) for table in found.beside))


def _without_rows(table: Table) -> Table:
    """A table without what it holds, but with which columns held numbers."""
    return dataclasses.replace(table.without_rows(), values={name: np.empty(0) for name in table.values})


def _stratified(dataset: Dataset) -> str:
    """By the labels of all rows, as when they were split."""
    parts = [dataset.part(part)[1] for part in PARTS]
    y = {name: np.concatenate([part[name] for part in parts if name in part]) for name in dataset.y_train}
    return stratified_by(y, dataset.named)


def _time_of(table: Table, data: DataSettings) -> DateForm | None:
    name = data.time_by if data.sequence_length else data.split_by if data.split == "time" else ""
    column = data.how(name)
    kind = "date" if column.kind == "date" else "auto"
    found = date_column(table, name, kind, column.date_form) if name else None
    return None if found is None else found.form
