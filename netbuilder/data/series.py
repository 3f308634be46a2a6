"""Rows in the order of time: which follow one another without a break, which are of which part, and what is told of it.

Windows lie within one group and one part: none of the rows that validate or test is in a window that is trained on, nor
is what such a window tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dates import DateForm
from netbuilder.data.settings import DataSettings
from netbuilder.data.split import Parts, parts_of
from netbuilder.data.windows import WindowForm
from netbuilder.errors import N_, DataError, Message, listed, printable

WIDE = 1.5  # times the usual step make a gap: months differ by less
UNITS = (
    (86400 * 7, N_("1 week"), N_("{count} weeks")), (86400, N_("1 day"), N_("{count} days")),
    (3600, N_("1 hour"), N_("{count} hours")), (60, N_("1 minute"), N_("{count} minutes")),
    (1, N_("1 second"), N_("{count} seconds")),
)  # fmt: skip
MOST_NAMED = 5


@dataclass(frozen=True)
class Clock:
    """When rows were: `times` in seconds since 1970 where `form` says how they are written, else as they are.

    `groups` are the numbers of the series that the rows belong to, `names` what those are called.
    """

    times: Array | None
    groups: Array
    names: tuple[str, ...] = ()
    form: DateForm | None = None

    def rows(self, kept: Array) -> Clock:
        """Of some of the rows."""
        times = None if self.times is None else self.times[kept]
        return replace(self, times=times, groups=self.groups[kept])

    def blanks(self, settings: DataSettings) -> dict[str, Array]:
        """Where the columns that it is made of are blank."""
        found = {} if self.times is None else {settings.time_by: np.isnan(self.times)}
        return {**found, settings.group_column: self.groups < 0} if settings.group_column else found


@dataclass(frozen=True)
class Series:
    """What belongs to the windows of a data set: the usual distance of rows in time, how times are written, and for
    each part and output what the target was in the last row of each window, where they tell what comes."""

    step: float | None = None
    form: DateForm | None = None
    naive: Mapping[str, Mapping[str, Array]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sorted:
    """Rows by group and time: `order` holds their numbers, `breaks` is True where a gap in time is before a row.

    `step` is the usual distance in time of neighbours, None where nobody knows.
    """

    order: Array
    breaks: Array
    step: float | None
    notes: tuple[Message, ...] = ()


def in_order(clock: Clock, lines: Array, settings: DataSettings, files: Array | None = None) -> Sorted:
    """The rows sorted, and what is to be told of their times. Rows of different `files` are different series."""
    groups, times = clock.groups, clock.times
    if files is not None:
        groups = groups * (int(files.max(initial=0)) + 1) + files
    if times is None:
        order = np.argsort(groups, kind="stable")
        return Sorted(order, np.zeros(len(order), bool), None)
    order = np.lexsort((times, groups))
    same = np.diff(groups[order], prepend=groups[order][:1] - 1) == 0 if len(order) else np.zeros(0, bool)
    steps = np.diff(times[order], prepend=times[order][:1]) if len(order) else np.zeros(0)
    forward = steps[same & (steps > 0)]
    step = float(np.median(forward)) if len(forward) else None
    breaks = same & (steps > WIDE * step) if step is not None else np.zeros(len(order), bool)
    notes = [_span(clock, step, settings)] if len(order) else []
    if not np.array_equal(order, np.argsort(groups, kind="stable")):
        notes.append(Message("rows were sorted by {name}", {"name": settings.time_by}))
    equal = np.flatnonzero(same & (steps == 0))
    if len(equal):
        template = N_(
            "{count} rows have the same time as the row before them, the first in line {line}. If there are several "
            "series in the table, name the column that tells them apart"
        )
        notes.append(Message(template, {"count": len(equal), "line": int(lines[order[equal[0]]])}))
    if breaks.any():
        notes.append(_gaps(np.flatnonzero(breaks), steps, order, lines, clock, settings))
    return Sorted(order, breaks, step, tuple(notes))


def _span(clock: Clock, step: float | None, settings: DataSettings) -> Message:
    assert clock.times is not None
    first, last = (time_text(float(time), clock.form) for time in (clock.times.min(), clock.times.max()))
    values: dict[str, Any] = {"name": settings.time_by, "first": first, "last": last}
    if step is None:
        return Message("time by {name}: {first} to {last}", values)
    told = duration(step) if clock.form is not None else f"{step:g}"
    return Message("time by {name}: {first} to {last}, a row every {step}", {**values, "step": told})


def _gaps(places: Array, steps: Array, order: Array, lines: Array, clock: Clock, settings: DataSettings) -> Message:
    longest = places[steps[places].argmax()]
    told = duration(float(steps[longest])) if clock.form is not None else f"{steps[longest]:g}"
    values = {"count": len(places), "longest": told, "line": int(lines[order[longest]])}
    if settings.over_gaps:
        template = N_("{count} gaps in time, the longest of {longest} before line {line}: windows reach over them")
    else:
        template = N_("{count} gaps in time, the longest of {longest} before line {line}: no window reaches over one")
    return Message(template, values)


def duration(seconds: float) -> Message:
    """A time that passes, in words: 1 hour, 15 minutes."""
    for size, one, several in UNITS:
        if seconds >= size and seconds % size == 0:
            return Message(one) if seconds == size else Message(several, {"count": int(seconds // size)})
    return Message("{count} seconds", {"count": seconds})


def time_text(time: float, form: DateForm | None) -> str:
    """A time as the table writes it."""
    return f"{time:.15g}" if form is None else form.text(time)


def parts_in_time(settings: DataSettings, clock: Clock, by: Sequence[str] | None) -> Parts:
    """The numbers of the rows of each part; raises DataError for a split that would part what windows share."""
    count = len(clock.groups)
    if settings.split in ("fraction", "stratified") and (settings.test_split or settings.validation_part):
        fault = DataError(
            "windows share rows: split at random, some of what is tested would be trained on. Split by time, or by "
            "group"
        )
        fault.options = ("--split time", "--split group")
        raise fault
    if settings.split == "time":
        return _by_time(settings, clock)
    if settings.split in ("fraction", "stratified"):
        rows = np.arange(count)
        return Parts(rows, rows[:0], rows[:0])
    return parts_of(settings, count, None, by)


def _by_time(settings: DataSettings, clock: Clock) -> Parts:
    """The latest rows test, those before them validate; rows of one time stay together.

    Without times the order of the file is that of time, in each group for itself.
    """
    if clock.times is not None:
        return Parts(*_cut(np.arange(len(clock.times)), clock.times, settings))
    order = np.argsort(clock.groups, kind="stable")
    found: list[list[Array]] = [[], [], []]
    for rows in np.split(order, np.flatnonzero(np.diff(clock.groups[order])) + 1):
        for part, own in zip(found, _cut(rows, np.arange(len(rows)), settings), strict=True):
            part.append(own)
    return Parts(*(np.sort(np.concatenate(part)) for part in found))


def _cut(rows: Array, times: Array, settings: DataSettings) -> tuple[Array, Array, Array]:
    kinds, places, counts = np.unique(times, return_inverse=True, return_counts=True)
    before = np.concatenate([[0], np.cumsum(counts)])  # rows before each time

    def first(held: int, end: int) -> int:
        """The first of the times at whose end so many rows are held."""
        return int(np.searchsorted(before, before[end] - held, side="right")) - 1 if held else end

    count = len(rows)
    end = first(int(count * settings.test_split), len(kinds))
    test = places >= end
    end -= settings.gap if test.any() else 0
    begin = first(int(count * settings.validation_part), max(end, 0))
    validation = (places >= begin) & (places < end)
    begin -= settings.gap if validation.any() else 0
    return rows[places < begin], rows[validation], rows[test]


@dataclass(frozen=True)
class Run:
    """Rows of one part, in order: their numbers, and the number of the unbroken run that each is in."""

    rows: Array
    runs: Array

    @classmethod
    def of(cls, chosen: Array, found: Sorted, clock: Clock, over_gaps: bool) -> Run:
        """Of a part: rows are neighbours where no other row of their group lies between them."""
        place = np.empty(len(found.order), np.int64)
        place[found.order] = np.arange(len(found.order))
        places = np.sort(place[chosen])
        rows = found.order[places]
        new = np.diff(places, prepend=-2) != 1
        new |= np.diff(clock.groups[rows], prepend=-1) != 0
        if not over_gaps:
            new |= found.breaks[places]
        return cls(rows, np.cumsum(new))

    @property
    def lengths(self) -> Array:
        """How many rows each run has."""
        return np.bincount(self.runs)[1:] if len(self.runs) else np.zeros(0, np.int64)


def need_windows(part: str, run: Run, starts: Array, form: WindowForm) -> None:
    """Raises DataError where no window fits into the rows of a part, or all that would hold blanks."""
    if len(starts):
        return
    need, longest = form.reach + 1, int(run.lengths.max(initial=0))
    if longest >= need:
        raise DataError("{part}: each window holds a blank for which it is left out. Fill blanks instead", part=part)
    raise DataError(
        "{part}: no window fits. One of {length} rows with what it tells, {horizon} ahead, takes {need} rows in a row, "
        "but there are {longest} at most. Take shorter windows, or larger parts",
        part=part, length=form.length, horizon=form.horizon, need=need, longest=longest,
    )  # fmt: skip


def about_groups(clock: Clock, form: WindowForm, settings: DataSettings) -> list[Message]:
    """How many series there are, and which are too short."""
    if not settings.group_column:
        return []
    notes = [
        Message("{count} groups by {name}: no window reaches over two", {
            "count": len(clock.names), "name": settings.group_column,
        })
    ]  # fmt: skip
    counts = np.bincount(clock.groups, minlength=len(clock.names))
    short = [name for name, count in zip(clock.names, counts, strict=True) if count < form.reach + 1]
    if short:
        told = listed([printable(name) for name in short[:MOST_NAMED]])
        notes.append(
            Message("{count} groups are shorter than a window and are left out: {names}", {
                "count": len(short), "names": told,
            })
        )  # fmt: skip
    return notes
