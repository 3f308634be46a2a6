"""Windows over a table that a trained network has not seen: each tells what comes, also after the last row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.columns import Rows
from netbuilder.data.dates.forms import after
from netbuilder.data.fitted import Fitted
from netbuilder.data.fitted_columns import Surprises
from netbuilder.data.prepare import windows_as
from netbuilder.data.series import Clock, Run, Sorted, in_order, need_windows, time_text
from netbuilder.data.settings import DataSettings
from netbuilder.data.windows import WindowForm, whole_windows, windowed
from netbuilder.errors import Message


@dataclass(frozen=True)
class Ahead:
    """Windows made ready: `rows` are the numbers of the rows that each tells of, -1 where there is none yet; `later`
    holds for those, in order, what is known of them: their time and group."""

    x: Mapping[str, Array]
    rows: Array
    later: tuple[Mapping[str, str], ...]
    told: tuple[Message, ...]


def windows_ahead(rows: Rows, fitted: Fitted, surprises: Surprises) -> Ahead:
    """All windows of a table, each row the last of one; raises DataError where none fits."""
    settings, clock = fitted.settings, rows.clock
    assert clock is not None
    form = WindowForm(settings.sequence_length, settings.sampling_rate, 1, settings.horizon)
    found = in_order(clock, rows.lines, settings)
    run = Run.of(np.arange(len(rows.x)), found, clock, settings.over_gaps)
    starts = form.starts(run.runs, open_end=True)
    if rows.whole is not None:
        starts = whole_windows(starts, rows.whole[run.rows], form)
    need_windows("prediction", run, starts, WindowForm(form.length, form.rate))
    made = windowed(rows.x[run.rows], starts, form, rows.lines[run.rows])
    told = starts + form.reach
    inside = told < len(run.runs)
    inside[inside] = run.runs[told[inside]] == run.runs[starts[inside]]
    places = np.full(len(starts), -1, np.int64)
    places[inside] = rows.places[run.rows[told[inside]]]
    last = run.rows[starts[~inside] + form.last]
    later = tuple(_later(int(row), clock, found, fitted) for row in last)
    return Ahead(windows_as(fitted, made, rows.columns, surprises), places, later, found.notes)


def _later(row: int, clock: Clock, found: Sorted, fitted: Fitted) -> dict[str, str]:
    """What is known of what a window tells that ends with a row: its time and its group."""
    settings: DataSettings = fitted.settings
    known: dict[str, str] = {}
    step = fitted.step if fitted.step is not None else found.step
    if clock.times is not None and step is not None:
        known[settings.time_by] = time_text(
            after(float(clock.times[row]), step, settings.horizon, clock.form), clock.form
        )
    if settings.group_column:
        known[settings.group_column] = clock.names[int(clock.groups[row])]
    return known
