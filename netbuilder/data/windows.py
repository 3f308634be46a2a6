"""Windows over the rows of a series: made when they are asked for, so that they take no more memory than the rows.

They are those of Keras's timeseries_dataset_from_array: with `length` L and `rate` r window i is rows[i : i + L·r : r];
what lies `horizon` h rows after its last row is at i + (L - 1)·r + h.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from netbuilder.arrays import Array
from netbuilder.files import DiskArray


@dataclass(frozen=True)
class WindowForm:
    """How many rows a window has, each so many after the one before, and how far ahead what is told lies.

    `stride` is how many rows one window begins after another.
    """

    length: int
    rate: int = 1
    stride: int = 1
    horizon: int = 0

    @property
    def steps(self) -> Array:
        """Where the rows of a window lie, counted from its first."""
        return np.arange(self.length, dtype=np.int64) * self.rate

    @property
    def last(self) -> int:
        """Where the last row of a window lies, counted from its first."""
        return (self.length - 1) * self.rate

    @property
    def reach(self) -> int:
        """The same of what is told."""
        return self.last + self.horizon

    def starts(self, runs: Array, open_end: bool = False) -> Array:
        """Where windows begin that lie within one run of rows, with what they tell unless the end is open.

        `runs` holds the number of each row's run, rows of one run being neighbours.
        """
        reach = self.last if open_end else self.reach
        count = len(runs) - reach
        if count <= 0:
            return np.empty(0, np.int64)
        whole = np.flatnonzero(runs[:count] == runs[reach:])
        if self.stride == 1 or not len(whole):
            return whole
        # Each run has windows from its own first row on.
        changes = np.flatnonzero(np.diff(runs[whole], prepend=runs[whole[0]] - 1))
        first = np.repeat(whole[changes], np.diff(np.append(changes, len(whole))))
        thinned: Array = whole[(whole - first) % self.stride == 0]
        return thinned


class WindowRows:
    """Windows as rows that are read: of shape (windows, length, columns). `lines` are the rows' lines in their file."""

    def __init__(self, rows: Array, starts: Array, form: WindowForm, lines: Array | None = None) -> None:
        self.rows, self.starts, self.form, self.lines = rows, starts, form, lines
        self._steps = form.steps
        self.shape: tuple[int, ...] = (len(starts), form.length, *rows.shape[1:])
        self.dtype: np.dtype[Any] = rows.dtype

    def read(self, numbers: range | Array) -> Array:
        """The windows of these numbers, in their order."""
        begin = self.starts[np.asarray(numbers, np.int64)]
        found: Array = self.rows.take(begin[:, np.newaxis] + self._steps, axis=0)
        return found


def windowed(rows: Array, starts: Array, form: WindowForm, lines: Array | None = None) -> Array:
    """Windows that stand where an array of samples stands."""
    return cast(Array, DiskArray(WindowRows(rows, starts, form, lines)))


def windows_of(x: Any) -> WindowRows | None:
    """The windows that an array is made of; None for any other."""
    source = x.source if isinstance(x, DiskArray) else None
    return source if isinstance(source, WindowRows) else None


def rows_in(x: Array) -> Array:
    """The rows that windows are made of, each once; any other array as it is."""
    found = windows_of(x)
    return x if found is None else found.rows


def over(x: Any, rows: Array) -> Array:
    """The same windows over other rows, as many as there were, such as those that were made ready."""
    found = windows_of(x)
    assert found is not None
    return cast(Array, DiskArray(WindowRows(rows, found.starts, found.form, found.lines), x.numbers))


def whole_windows(starts: Array, good: Array, form: WindowForm) -> Array:
    """Of windows those all of whose rows are good."""
    bad = ~good
    if not bad.any() or not len(starts):
        return starts
    kept = np.ones(len(starts), bool)
    for step in form.steps:
        kept &= ~bad[starts + step]
    return starts[kept]
