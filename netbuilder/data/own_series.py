"""The rows of a table as windows in their parts: a data set whose samples are windows, and what they tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.columns import Rows
from netbuilder.data.dataset import Dataset
from netbuilder.data.fingerprint import Fingerprint
from netbuilder.data.series import Run, Series, Sorted, about_groups, in_order, need_windows
from netbuilder.data.settings import DataSettings
from netbuilder.data.split import Parts
from netbuilder.data.tables import Table
from netbuilder.data.windows import WindowForm, whole_windows, windowed
from netbuilder.errors import Message

NAMES = {"train": "training", "val": "validation", "test": "test"}


@dataclass(frozen=True)
class Part:
    """The windows of one part: where they begin among its rows."""

    run: Run
    starts: Array
    left: int  # windows that a blank is in

    @classmethod
    def of(cls, chosen: Array, rows: Rows, found: Sorted, form: WindowForm, over_gaps: bool) -> Part:
        """Those that lie in an unbroken run of the part, hold no blank that leaves them out, and tell something."""
        assert rows.clock is not None
        run = Run.of(chosen, found, rows.clock, over_gaps)
        starts = form.starts(run.runs)
        labels: Array = np.stack([y[run.rows] for y in rows.y.values()]).astype(np.float64)
        told: Array = ~np.asarray(np.isnan(labels).any(axis=0))
        kept = starts[told[starts + form.reach]]
        if rows.whole is not None:
            kept = whole_windows(kept, rows.whole[run.rows], form)
        return cls(run, kept, len(starts) - len(kept))


def dataset_of_series(
    table: Table, rows: Rows, settings: DataSettings, parts: Parts, source: Fingerprint | None = None
) -> Dataset:
    """Windows in their parts as a data set; raises DataError where a part has none."""
    form, clock = settings.windows, rows.clock
    assert form is not None
    assert clock is not None
    chosen = {"train": parts.train, "val": parts.validation, "test": parts.test}
    files = None
    if settings.split == "files":
        files = np.zeros(len(rows.x), np.int64)
        files[parts.validation], files[parts.test] = 1, 2
    found = in_order(clock, rows.lines, settings, files)
    made = {name: Part.of(own, rows, found, form, settings.over_gaps) for name, own in chosen.items()}
    for name, own in chosen.items():
        if len(own):
            need_windows(NAMES[name], made[name].run, made[name].starts, form)
    notes = [*rows.notes, *found.notes, *about_groups(clock, form, settings)]
    if not settings.time_by:
        notes.append(Message("rows are taken in the order of the file: no column says when they were"))
    left = sum(part.left for part in made.values())
    if left:
        notes.append(Message("{count} windows with blanks are left out", {"count": left}))

    def x(name: str) -> dict[str, Array]:
        part = made[name]
        own = part.run.rows
        return {"x": windowed(rows.x[own], part.starts, form, rows.lines[own])} if len(own) or name != "val" else {}

    def told(name: str) -> Array:
        part = made[name]
        rows_told: Array = part.run.rows[part.starts + form.reach]
        return rows_told

    def y(name: str) -> dict[str, Array]:
        values = {output: array[told(name)] for output, array in rows.y.items() if x_val or name != "val"}
        return {output: array.astype(np.int64) if rows.classes[output] else array for output, array in values.items()}

    def weights(name: str) -> Array | None:
        return None if rows.w is None or (name == "val" and not x_val) else rows.w[told(name)]

    x_val = x("val")
    last = {name: part.run.rows[part.starts + form.last] for name, part in made.items()} if form.horizon else {}
    naive = {name: {output: y[own] for output, y in rows.y.items()} for name, own in last.items()}
    several = bool(rows.columns.targets)
    classes = () if several else next(iter(rows.classes.values()), ())
    return Dataset(
        table.path.name, x("train"), y("train"), x("test"), y("test"), classes, rows.columns.names, tuple(notes),
        weights("train"), weights("test"), table.names, x_val, y("val"), weights("val"), raw=rows.columns,
        lines={name: rows.lines[told(name)] for name in made}, source=source,
        series=Series(found.step, clock.form, naive), named=rows.classes if several else {},
    )  # fmt: skip
