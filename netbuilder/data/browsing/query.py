"""Which rows are shown, and in which order: by what they hold, and by the part that they fall into."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.browsing.sheet import Sheet
from netbuilder.data.tables.numbers import number_of
from netbuilder.files.reading import step

CONDITION = re.compile(r"(<=|>=|!=|<|>|=)\s*(.*)")
RANGE = re.compile(r"(.+?)\s*\.\.\s*(.+)")
IN_NUMBERS = frozenset("0123456789.-+einfa")  # the letters that a number may be written with
AT_ONCE = 50_000  # rows
COMPARED: dict[str, Callable[[Array, float], Array]] = {
    "<": lambda values, limit: values < limit, ">": lambda values, limit: values > limit,
    "<=": lambda values, limit: values <= limit, ">=": lambda values, limit: values >= limit,
    "=": lambda values, limit: _equal(values, limit), "!=": lambda values, limit: ~_equal(values, limit),
}  # fmt: skip
TEXTS_COMPARED: dict[str, Callable[[str, str], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


@dataclass(frozen=True)
class Query:
    """`filters` are conditions by column: "> 5", "1..5", "= 3", "=" for blanks, "!=" for what is filled, or a text
    that a cell has in it. `search` is a text that any cell has; `part` a code of `parts_of_rows`."""

    sort: str = ""
    descending: bool = False
    filters: tuple[tuple[str, str], ...] = ()
    search: str = ""
    part: int | None = None

    def filtered(self, name: str, condition: str) -> Query:
        """The same with another condition for a column; "" is none."""
        kept = tuple((other, said) for other, said in self.filters if other != name)
        return replace(self, filters=(*kept, (name, condition)) if condition else kept)

    def condition(self, name: str) -> str:
        """What is asked of a column."""
        return dict(self.filters).get(name, "")

    @property
    def is_plain(self) -> bool:
        """Whether all rows are shown as they come."""
        return self == Query()


def rows_for(sheet: Sheet, query: Query, parts: Array | None = None) -> Array:
    """The rows that are shown, in order; blanks come last whichever way it is sorted."""
    kept = np.ones(sheet.count, bool)
    if query.part is not None and parts is not None:
        kept &= parts == query.part
    for name, condition in query.filters:
        if name in sheet.names:
            step()
            kept &= _matches(sheet, name, condition.strip())
    if query.search.strip():
        kept &= _holding(sheet, query.search.strip().lower(), kept)
    rows = np.flatnonzero(kept)
    return _sorted(sheet, rows, query) if query.sort in sheet.names else rows


def _sorted(sheet: Sheet, rows: Array, query: Query) -> Array:
    step()
    dates = sheet.dates(query.sort)
    if dates is not None:
        keys = dates.seconds[rows]
    elif sheet.is_text(query.sort):
        keys = sheet.places(query.sort)[0][rows].astype(np.float64)
        keys[keys < 0] = np.nan
    else:
        keys = sheet.numbers(query.sort)[rows]
    order = np.argsort(-keys if query.descending else keys, kind="stable")  # NaN comes last
    return rows[order]


def _matches(sheet: Sheet, name: str, condition: str) -> Array:
    """Which rows a condition holds for."""
    if condition in ("=", "!="):
        blank = _blank(sheet, name)
        return blank if condition == "=" else ~blank
    found = CONDITION.fullmatch(condition)
    sign, said = (found[1], found[2]) if found else ("", condition)
    if sheet.is_text(name):
        dates = sheet.dates(name) if sign else None
        day = float(dates.form.seconds([said])[0]) if dates is not None else np.nan
        if dates is not None and not np.isnan(day):  # written as the column has it
            return COMPARED[sign](dates.seconds, day) & ~np.isnan(dates.seconds)
        places, texts = sheet.places(name)
        return _of_texts(texts, lambda text: _text_matches(text, sign, said.lower()))[places]
    values = sheet.numbers(name)
    limit = number_of(said)
    if sign and limit is not None:
        return COMPARED[sign](values, limit) & ~np.isnan(values)
    between = RANGE.fullmatch(condition)
    ends = [number_of(end) for end in between.groups()] if between else []
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
        return (values >= ends[0]) & (values <= ends[1])
    if limit is not None and not sign:
        return _equal(values, limit)
    return _numbers_holding(sheet, name, said.lower(), np.ones(sheet.count, bool))


def _equal(values: Array, limit: float) -> Array:
    """Also where the values were float32, which holds no 5.1."""
    found: Array = (values == limit) | (values == float(np.float32(limit)))
    return found


def _blank(sheet: Sheet, name: str) -> Array:
    if sheet.is_text(name):
        return sheet.places(name)[0] < 0
    blank = np.isnan(sheet.numbers(name))
    blank[list(sheet.odd(name))] = False
    return blank


def _text_matches(text: str, sign: str, said: str) -> bool:
    text = text.lower()
    return TEXTS_COMPARED[sign](text, said) if sign else said in text


def _of_texts(texts: Sequence[str], is_wanted: Callable[[str], bool]) -> Array:
    """Which texts are wanted, and False for a blank at the end, where -1 looks."""
    found = []
    for i, text in enumerate(texts):
        if not i % AT_ONCE:
            step()
        found.append(is_wanted(text))
    return np.array([*found, False], bool)


def _holding(sheet: Sheet, said: str, wanted: Array) -> Array:
    """Which rows have the text in any cell."""
    found = np.zeros(sheet.count, bool)
    for name in sheet.names:
        step()
        if sheet.is_text(name):
            places, texts = sheet.places(name)
            found |= _of_texts(texts, lambda text: said in text.lower())[places]
        else:
            found |= _numbers_holding(sheet, name, said, wanted & ~found)
    return found


def _numbers_holding(sheet: Sheet, name: str, said: str, wanted: Array) -> Array:
    """Which rows have the text in a number as it is written; only those that are `wanted` are looked at."""
    found = np.zeros(sheet.count, bool)
    for row, text in sheet.odd(name).items():
        found[row] = said in text.lower()
    if not set(said) <= IN_NUMBERS:
        return found
    values = sheet.numbers(name)
    rows = np.flatnonzero(wanted & ~np.isnan(values))
    for start in range(0, len(rows), AT_ONCE):
        step()
        some = rows[start : start + AT_ONCE]
        kinds, places = np.unique(values[some], return_inverse=True)
        has = np.array([said in sheet.said(value) for value in kinds.tolist()], bool)
        found[some[has[places]]] = True
    return found
