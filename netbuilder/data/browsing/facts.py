"""What a column holds, for its head: blanks, how its values are spread, what is unusual, and whether it is of use."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.browsing.sheet import Sheet
from netbuilder.data.date_columns import DateColumn
from netbuilder.data.text import without_spaces
from netbuilder.files.reading import step

BINS = 24
AT_ONCE = 65536  # texts between two places where it may be stopped
MOST_BARS = 12  # categories with a bar of their own
REACH = 1.5  # times the distance of the quartiles: Tukey's fences, beyond which a value is called unusual
FEWEST = 20  # rows in which something may be an identifier
ALL_DIFFERENT = 0.95
WORDS = 3  # on average: so many make a text rather than a name
IS_NAME = re.compile(r"(^|[_\W])(id|key|index|no|nr|uuid|guid)([_\W]|$)|[a-z](Id|ID)$", re.IGNORECASE)
NEARLY_ONE = 1 - 1e-9  # of a correlation: the same in another unit


@dataclass(frozen=True)
class ColumnFacts:
    """What is measured of a column.

    `bars` count the values: of numbers in bins of equal width from `low` to `high`, of texts by `labels`, the most
    frequent first, with `rest` in others; of dates, which are seconds, `ends` say the first and the last. `fences` are
    where unusual numbers begin, `unusual` how many there are. Texts to be read are counted by how long they are, in
    words or, in a writing without blanks, in characters (`unit`). `hint` is "", "empty", "constant", "identifier" or
    "target" (it says what is to be predicted).
    """

    name: str
    kind: str
    rows: int
    missing: int = 0
    odd: int = 0
    different: int = 0
    bars: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    rest: int = 0
    low: float = math.nan
    high: float = math.nan
    mean: float = math.nan
    median: float = math.nan
    fences: tuple[float, float] = (-math.inf, math.inf)
    unusual: int = 0
    hint: str = ""
    ends: tuple[str, str] | None = None
    unit: str = ""

    @property
    def is_text(self) -> bool:
        """Whether there is a bar for each text, not for each range of numbers."""
        return self.kind == "category"

    def is_unusual(self, bin_: int) -> bool:
        """Whether all that a bin holds lies beyond the fences."""
        if self.is_text or not self.unusual or not self.bars[bin_]:
            return False
        width = (self.high - self.low) / len(self.bars)
        start = self.low + bin_ * width
        return start + width <= self.fences[0] or start >= self.fences[1]


def facts_of(sheet: Sheet, name: str, target: str = "") -> ColumnFacts:
    """Measures a column; `target` is what is predicted, which no other column may say."""
    step()
    dates = sheet.dates(name)
    if dates is not None:
        found = _of_dates(sheet, name, dates)
    else:
        found = _of_text(sheet, name) if sheet.is_text(name) else _of_numbers(sheet, name)
    if found.hint or not target or name == target or target not in sheet.names:
        return found
    return replace(found, hint="target") if says_the_same(sheet, name, target) else found


def _of_text(sheet: Sheet, name: str) -> ColumnFacts:
    places, texts = sheet.places(name)
    counts = np.bincount(places[places >= 0], minlength=len(texts))
    known, filled = int((counts > 0).sum()), int(counts.sum())
    order = np.argsort(-counts, kind="stable")[:MOST_BARS]
    order = order[counts[order] > 0]
    bars = tuple(int(counts[i]) for i in order)
    hint, kind = _usefulness(filled, known), sheet.kind(name)
    if kind == "text" and filled:
        return _of_lengths(sheet, name, known, hint)
    if not hint and filled >= FEWEST and known >= ALL_DIFFERENT * filled:
        words = sum(len(texts[int(i)].split()) for i in places[places >= 0][:200]) / min(filled, 200)
        hint = "identifier" if words < WORDS else ""
    return ColumnFacts(
        name, kind, sheet.count, sheet.count - filled, 0, known, bars, tuple(texts[int(i)] for i in order),
        filled - sum(bars), hint=hint,
    )  # fmt: skip


def _of_lengths(sheet: Sheet, name: str, different: int, hint: str) -> ColumnFacts:
    """How long the texts of a column are."""
    places, texts = sheet.places(name)
    unit = "characters" if without_spaces(texts) else "words"
    sizes = np.empty(len(texts), np.int64)
    for start in range(0, len(texts), AT_ONCE):
        step()
        some = texts[start : start + AT_ONCE]
        sizes[start : start + len(some)] = [len(text) if unit == "characters" else len(text.split()) for text in some]
    lengths = sizes[places[places >= 0]]
    low, high = float(lengths.min()), float(lengths.max())
    bars = tuple(int(bar) for bar in np.histogram(lengths, BINS, (low, high))[0])
    return ColumnFacts(
        name, "text", sheet.count, sheet.count - len(lengths), 0, different, bars, low=low, high=high,
        mean=float(lengths.mean()), median=float(np.median(lengths)), hint=hint, unit=unit,
    )  # fmt: skip


def _usefulness(filled: int, different: int) -> str:
    return "empty" if not filled else "constant" if different == 1 else ""


def _of_numbers(sheet: Sheet, name: str) -> ColumnFacts:
    all_, odd = sheet.numbers(name), sheet.odd(name)
    values = all_[np.isfinite(all_)]
    missing = int(np.isnan(all_).sum()) - len(odd)
    if not len(values):
        hint = "empty" if not len(odd) and missing == sheet.count else ""
        return ColumnFacts(name, "number", sheet.count, missing, len(odd), len(set(odd.values())), hint=hint)
    step()
    different = len(np.unique(values))
    low, high = float(values.min()), float(values.max())
    step()
    first, median, third = np.percentile(values, (25, 50, 75))
    fences = (float(first - REACH * (third - first)), float(third + REACH * (third - first)))
    unusual = int(((values < fences[0]) | (values > fences[1])).sum()) if third > first else 0
    step()
    with np.errstate(over="ignore"):
        bars = np.histogram(values, BINS, (low, high))[0] if math.isfinite(high - low) else np.array([len(values)])
    hint = _usefulness(len(values), different) or ("identifier" if _counts(values, different, name) else "")
    return ColumnFacts(
        name, "number", sheet.count, missing, len(odd), different, tuple(int(bar) for bar in bars), (), 0, low, high,
        float(values.mean()), float(median), fences, unusual, hint,
    )  # fmt: skip


def _of_dates(sheet: Sheet, name: str, dates: DateColumn) -> ColumnFacts:
    blank = int((sheet.places(name)[0] < 0).sum())
    seconds = dates.seconds[np.isfinite(dates.seconds)]
    if not len(seconds):
        return ColumnFacts(name, "date", sheet.count, blank, len(dates.odd))
    step()
    low, high, different = float(seconds.min()), float(seconds.max()), len(np.unique(seconds))
    bars = tuple(int(bar) for bar in np.histogram(seconds, BINS, (low, high))[0])
    return ColumnFacts(
        name, "date", sheet.count, blank, len(dates.odd), different, bars, low=low, high=high,
        hint=_usefulness(len(seconds), different), ends=(dates.form.text(low), dates.form.text(high)),
    )  # fmt: skip


def _counts(values: Array, different: int, name: str) -> bool:
    """Whether numbers only name the rows: whole, none twice, and one after the other or called so."""
    if len(values) < FEWEST or different < len(values) or not np.array_equal(values, np.floor(values)):
        return False
    return bool((np.diff(values) == 1).all()) or IS_NAME.search(name) is not None


def says_the_same(sheet: Sheet, name: str, target: str) -> bool:
    """Whether a column is the target in other words: the same groups of rows, or the same amount in another unit."""
    is_amount = not sheet.is_text(name) and not sheet.is_text(target)
    if is_amount:
        a, b = sheet.numbers(name), sheet.numbers(target)
        both = np.isfinite(a) & np.isfinite(b)
        a, b = a[both], b[both]
        if len(a) < 3 or a.std() == 0 or b.std() == 0:
            return False
        if abs(np.corrcoef(a, b)[0, 1]) > NEARLY_ONE and len(np.unique(a)) > 2:
            return True
    one, two = _codes(sheet, name), _codes(sheet, target)
    both = (one >= 0) & (two >= 0)
    one, two = one[both], two[both]
    if len(one) < FEWEST:
        return False
    kinds = len(np.unique(one))
    step()
    if kinds < 2 or kinds * 2 > len(one) or kinds != len(np.unique(two)):
        return False
    return len(np.unique(one * (int(two.max()) + 1) + two)) == kinds


def _codes(sheet: Sheet, name: str) -> Array:
    """Equal cells have equal numbers from 0 on; -1 for blanks."""
    if sheet.is_text(name):
        return sheet.places(name)[0].astype(np.int64)
    values = sheet.numbers(name)
    known = ~np.isnan(values)
    found = np.full(len(values), -1, np.int64)
    found[known] = np.unique(values[known], return_inverse=True)[1]
    return found
