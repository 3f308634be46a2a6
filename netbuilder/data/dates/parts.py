"""What a network learns of a date: its parts as numbers, and as sine and cosine of what goes round."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dates.forms import DAY

NUMBERS = ("days", "year", "month", "day", "weekday", "day_of_year", "hour", "minute", "second")
CYCLES = ("year_cycle", "month_cycle", "week_cycle", "day_cycle", "hour_cycle")
PARTS = (*NUMBERS, *CYCLES)
LONG = 200 * DAY  # from which on the place in the year says something


def part_of(name: str, seconds: Array, first: float) -> Array:
    """One part of times in seconds since 1970: numbers (rows, 1), or of a cycle its sine and cosine (rows, 2).

    `first` is the time that `days` are counted from. Weekdays count from Monday, 0. A cycle is the share of the year,
    month, week, day or hour that is over, times 2π.
    """
    if name in CYCLES:
        angle = 2 * np.pi * _SHARES[name](seconds)
        return np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return (_days(seconds, first) if name == "days" else _NUMBERS[name](seconds))[:, np.newaxis]


def names_of(column: str, name: str) -> tuple[str, ...]:
    """What the inputs of a part are called."""
    return (f"{column}: {name} sin", f"{column}: {name} cos") if name in CYCLES else (f"{column}: {name}",)


def parts_for(seconds: Array, has_days: bool, counts: bool) -> tuple[str, ...]:
    """The parts that tell something about these times, where nobody chose any: cycles that they go through.

    `has_days` says whether they name a day, `counts` whether the days since the first one are taken too.
    """
    if not has_days:
        return ("day_cycle",)
    found = ["days"] if counts else []
    span = float(np.ptp(seconds)) if len(seconds) else 0.0
    if span >= LONG:
        found.append("year_cycle")
    if len(np.unique(_weekday(seconds))) > 1:
        found.append("week_cycle")
    if len(np.unique(seconds % DAY)) > 1:
        found.append("day_cycle")
    return tuple(found or ["days"])


def _days(seconds: Array, first: float) -> Array:
    found: Array = (seconds - first) / DAY
    return found


def _date(seconds: Array) -> Array:
    found: Array = np.floor(seconds / DAY).astype(np.int64).astype("datetime64[D]")
    return found


def _since(seconds: Array, unit: str) -> Array:
    """Days since the first of the month or the year."""
    dates = _date(seconds)
    found: Array = (dates - dates.astype(f"datetime64[{unit}]").astype("datetime64[D]")).astype(np.float64)
    return found


def _length(seconds: Array, unit: str) -> Array:
    """How many days the month or the year has."""
    starts = _date(seconds).astype(f"datetime64[{unit}]")
    ends = (starts + 1).astype("datetime64[D]")
    found: Array = (ends - starts.astype("datetime64[D]")).astype(np.float64)
    return found


def _weekday(seconds: Array) -> Array:
    found: Array = (np.floor(seconds / DAY) + 3) % 7  # 1970 began on a Thursday
    return found


def _clock(seconds: Array) -> Array:
    """The share of the day that is over."""
    found: Array = seconds % DAY / DAY
    return found


_NUMBERS: dict[str, Callable[[Array], Array]] = {
    "year": lambda s: _date(s).astype("datetime64[Y]").astype(np.float64) + 1970,
    "month": lambda s: _date(s).astype("datetime64[M]").astype(np.float64) % 12 + 1,
    "day": lambda s: _since(s, "M") + 1,
    "weekday": _weekday,
    "day_of_year": lambda s: _since(s, "Y") + 1,
    "hour": lambda s: np.floor(s % DAY / 3600),
    "minute": lambda s: np.floor(s % 3600 / 60),
    "second": lambda s: s % 60,
}
_SHARES: dict[str, Callable[[Array], Array]] = {
    "year_cycle": lambda s: (_since(s, "Y") + _clock(s)) / _length(s, "Y"),
    "month_cycle": lambda s: (_since(s, "M") + _clock(s)) / _length(s, "M"),
    "week_cycle": lambda s: (_weekday(s) + _clock(s)) / 7,
    "day_cycle": _clock,
    "hour_cycle": lambda s: s % 3600 / 3600,
}
