"""Numbers that are dates: the seconds or milliseconds of Unix, and days written as 20241231."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dates.forms import DAY, DateForm, days_since

FIRST, LAST = 631_152_000, 4_102_444_800  # 1990 and 2100 in seconds: where numbers look like dates at all
NAMED = ("time", "date", "stamp", "when", "_at")
LOOKED_AT = 1000  # numbers of a column


def dates_of_numbers(values: Array, order: str = "auto") -> tuple[DateForm, Array]:
    """How numbers tell dates, and what they are in seconds since 1970; NaN where one is none.

    Days are taken for what they are where all numbers are such, milliseconds where seconds would lie far beyond.
    """
    known = values[~np.isnan(values)]
    if order == "auto":
        if len(known) and not np.isnan(_days(known)).any():
            order = "digits"
        else:
            order = "milliseconds" if len(known) and np.median(np.abs(known)) > 1e11 else "seconds"
    if order == "digits":
        return DateForm(order), _days(values)
    return DateForm(order), values / 1000 if order == "milliseconds" else values


def may_be_unix(name: str, values: Array) -> str:
    """ "seconds", "milliseconds" or "digits" where numbers look like dates; "" where they do not.

    They are not taken for dates, only offered: an identifier may look the same.
    """
    some = values[:LOOKED_AT]
    if not np.array_equal(some, np.round(some), equal_nan=True):  # most columns of amounts are told by a few of them
        return ""
    known = values[~np.isnan(values)]
    if len(known) < 2 or not np.array_equal(known, np.round(known)):
        return ""
    steps = np.diff(known)
    if not (any(word in name.lower() for word in NAMED) or (steps >= 0).all() or (steps <= 0).all()):
        return ""
    low, high = float(known.min()), float(known.max())
    if low >= 19000101 and high <= 21001231:
        return "digits" if not np.isnan(_days(known)).any() else ""
    for order, factor in (("seconds", 1), ("milliseconds", 1000)):
        if FIRST * factor <= low < high <= LAST * factor:
            return order
    return ""


def _days(values: Array) -> Array:
    """20241231 as seconds, NaN for what is no day."""
    whole = np.where(np.isfinite(values) & (values >= 10000101) & (values <= 99991231), values, 0).astype(np.int64)
    counted, good = days_since(whole // 10000, whole // 100 % 100, whole % 100)
    return np.where(good & (whole == values), counted * float(DAY), np.nan)
