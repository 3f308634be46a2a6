"""When the rows of a table were, and of which series each is: the columns that say so, read and checked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.date_columns import DateColumn, date_column, odd_sentence, read_dates
from netbuilder.data.dates import DateForm
from netbuilder.data.series import Clock
from netbuilder.data.settings import DataSettings
from netbuilder.data.tables import Table
from netbuilder.errors import N_
from netbuilder.kinds import shown

Add = Callable[..., None]


def clock_of(table: Table, settings: DataSettings, add: Add) -> Clock:
    """Times and groups of the rows, NaN and -1 where they are blank; `add` takes what keeps them from being used."""
    name = settings.time_by
    form, times = None, None
    if name:
        column = settings.how(name)
        kind = "date" if column.kind == "date" else "auto"
        form, times = _times(table, name, date_column(table, name, kind, column.date_form), add)
    return _with_groups(table, settings.group_column, times, form)


def clock_as(table: Table, settings: DataSettings, form: DateForm | None, add: Add) -> Clock:
    """The same of another table, whose times are written as those were that were trained on."""
    name = settings.time_by
    times = None
    if name:
        form, times = _times(table, name, None if form is None else read_dates(table, name, form), add)
    return _with_groups(table, settings.group_column, times, form)


def _times(table: Table, name: str, found: DateColumn | None, add: Add) -> tuple[DateForm | None, Array]:
    """What a column says in seconds, or in numbers of its own."""
    if found is not None:
        if found.odd:
            template, gaps = odd_sentence(found, table)
            add(template, **gaps)
        return found.form, found.seconds
    values, odd = table.numbers(name)
    if odd:
        add(
            N_("{path}: column {name} should tell when rows were, but holds neither dates nor numbers in {count} rows, "
            "first {cell} in line {line}. Correct them, or choose another column"),
            name=name, count=len(odd), cell=shown(table.cell(name, odd[0])), line=table.line(odd[0]),
        )  # fmt: skip
    return None, np.where(np.isinf(values), np.nan, values)


def _with_groups(table: Table, name: str, times: Array | None, form: DateForm | None) -> Clock:
    if not name:
        return Clock(times, np.zeros(table.count, np.int64), (), form)
    return Clock(times, *table.numbered(name), form)
