"""What of a table looks like a series: the column that says when rows were, how far apart they are, and its groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.clocks import clock_of
from netbuilder.data.columns import Faults, outputs_of
from netbuilder.data.date_columns import date_column
from netbuilder.data.series import in_order
from netbuilder.data.settings import DataSettings
from netbuilder.data.tables import Table
from netbuilder.errors import Message, printable

MOST_GROUPS = 0.5  # of the rows: what has more different values tells no series apart
FEWEST = 8  # rows of a series


def series_hints(table: Table, settings: DataSettings) -> tuple[list[Message], list[str]]:
    """Sentences about the times of a table that is not taken in windows, and the options that would do so.

    Nothing where no column, or more than one, tells when rows were.
    """
    if settings.sequence_length or table.count < FEWEST:
        return [], []
    time = settings.time_by or _time_of(table, settings)
    if not time:
        return [], []
    faults = Faults(table)
    asked = settings.replace(time_column=time)
    clock = clock_of(table, asked, faults.add)
    if clock.times is None or not faults.is_empty:
        return [], []
    known = ~np.isnan(clock.times) & (clock.groups >= 0)
    if not known.any():
        return [], []
    times, lines = clock.times[known], table.lines[known]
    clock = clock.rows(known)
    options = ["--window N", f"--time-column {time}"]
    group = settings.group_column or _group_of(table, asked, known, times)
    if group and not settings.group_column:
        groups, names = table.numbered(group)
        clock = replace(clock, groups=groups[known], names=names)
        options.append(f"--group-column {group}")
    found = list(in_order(clock, lines, asked.replace(group_column=group)).notes)
    if group:
        values = {"count": len(np.unique(clock.groups)), "name": printable(group)}
        found.append(Message("{name} tells {count} series apart", values))
    return found, options


def _time_of(table: Table, settings: DataSettings) -> str:
    used = {*outputs_of(table.names, settings).values(), *settings.ignore, settings.weight_column}
    dates = []
    for name in table.names:
        column = settings.how(name)
        found = date_column(table, name, column.kind, column.date_form) if name not in used else None
        if found is not None and found.form.order != "time" and not found.odd:
            dates.append(name)
    return dates[0] if len(dates) == 1 else ""


def _group_of(table: Table, settings: DataSettings, known: Array, times: Array) -> str:
    """The column that tells rows of one time apart; nothing where there are none, or no column does."""
    if len(np.unique(times)) == len(times):
        return ""
    used = {*outputs_of(table.names, settings).values(), settings.time_by, settings.weight_column}
    for name in table.names:
        if name in used or not 1 < table.different(name) <= MOST_GROUPS * table.count:
            continue
        if name not in table.places and not np.array_equal(table.values[name], np.round(table.values[name])):
            continue
        both = np.stack([table.numbered(name)[0][known], times])
        if len(np.unique(both, axis=1).T) == both.shape[1]:
            return name
    return ""
