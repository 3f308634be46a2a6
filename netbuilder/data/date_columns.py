"""The columns of a table that hold dates: which those are, what each row is in seconds, and what is odd in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dates import DateForm, dates_of_numbers, find_dates, may_be_unix
from netbuilder.data.dates.finding import about
from netbuilder.data.dates.forms import UNIX
from netbuilder.data.tables import Table
from netbuilder.errors import N_, Message, printable

OFFERED = {
    "seconds": N_("{name} may hold seconds since 1970. Say so, and it is taken for a date"),
    "milliseconds": N_("{name} may hold milliseconds since 1970. Say so, and it is taken for a date"),
    "digits": N_("{name} may hold days such as 20241231. Say so, and it is taken for a date"),
}


@dataclass(frozen=True)
class DateColumn:
    """What the rows of a column are in seconds since 1970, NaN for blanks and for what is no date.

    `odd` holds the rows of those, `impossible` of them those of dates that no calendar has. `notes` say what was found.
    """

    name: str
    form: DateForm
    seconds: Array
    odd: tuple[int, ...]
    impossible: frozenset[int]
    notes: tuple[Message, ...]


def date_column(table: Table, name: str, kind: str = "auto", order: str = "auto") -> DateColumn | None:
    """A column as dates, where it holds such: where nobody says so, texts that nearly all are dates. Found once.

    Raises DataError for a column that is not there.
    """
    key = ("dates", name, kind, order)
    if key not in table.known:
        table.known[key] = _found(table, name, kind, order)
    found: DateColumn | None = table.known[key]
    return found


def read_dates(table: Table, name: str, form: DateForm) -> DateColumn:
    """A column as dates of a form that is known; raises DataError for a column that is not there."""
    if name in table.values or form.order in UNIX:
        return _of_numbers(table, name, form.order, told=False)
    places, texts = table.places[name], table.texts[name]
    seconds = form.seconds(texts)
    matched = {i for i in np.flatnonzero(np.isnan(seconds)).tolist() if form.pattern.fullmatch(texts[i])}
    return _of_texts(name, form, places, seconds, matched, ())


def offered(table: Table, name: str) -> Message | None:
    """What a column of numbers may be, where it looks like times that count from 1970, or days in digits."""
    if name not in table.values or table.odd[name]:
        return None
    key = ("offered", name)
    if key not in table.known:
        table.known[key] = may_be_unix(name, table.values[name])
    order = table.known[key]
    return Message(OFFERED[order], {"name": printable(name)}) if order else None


def _found(table: Table, name: str, kind: str, order: str) -> DateColumn | None:
    if kind not in ("auto", "date"):
        return None
    if name in table.values or (kind == "date" and order in UNIX):
        if kind == "auto":
            return None
        return _of_numbers(table, name, order, told=True)
    places, texts = table.numbered(name)
    found = find_dates(texts, order) if texts else None
    if found is None and kind == "date":
        found = find_dates(texts, "iso")  # what is no date of that form counts as a blank, and is told
    if found is None:
        return None
    own: dict[str, Any] = {"name": printable(name)}
    notes = tuple(Message("{name}: {what}", {**own, "what": note}) for note in found.notes)
    impossible = {i for i, text in enumerate(texts) if text in found.impossible}
    return _of_texts(name, found.form, places, found.seconds, impossible, (_note(name, found.form), *notes))


def _of_numbers(table: Table, name: str, order: str, told: bool) -> DateColumn:
    values, odd = table.numbers(name)
    form, seconds = dates_of_numbers(values, order if order in (*UNIX, "digits") else "auto")
    wrong = np.isnan(seconds) & ~np.isnan(values)
    wrong[odd] = True
    rows = tuple(np.flatnonzero(wrong).tolist())
    return DateColumn(name, form, seconds, rows, frozenset(rows) - set(odd), (_note(name, form),) if told else ())


def _of_texts(
    name: str, form: DateForm, places: Array, seconds: Array, impossible: set[int], notes: tuple[Message, ...]
) -> DateColumn:
    rows = np.append(seconds, np.nan)[places]
    odd = np.flatnonzero(np.isnan(rows) & (places >= 0)).tolist()
    return DateColumn(
        name, form, rows, tuple(odd), frozenset(row for row in odd if int(places[row]) in impossible), notes
    )


def _note(name: str, form: DateForm) -> Message:
    return Message("{name}: {what}", {"name": printable(name), "what": about(form)})


def odd_sentence(found: DateColumn, table: Table) -> tuple[str, dict[str, Any]]:
    """What is odd in a column of dates, as a template with {path} open and its other values."""
    row = found.odd[0]
    first = min(found.impossible, default=row)
    values: dict[str, Any] = {"name": found.name, "count": len(found.odd), "form": about(found.form)}
    if found.impossible and first == row:
        template = N_(
            "{path}: column {name} holds {form}, but {count} cells are none, first {cell} in line {line}, which no "
            "calendar has. Correct them, set the form, or let them count as blanks"
        )
    else:
        template = N_(
            "{path}: column {name} holds {form}, but {count} cells are none, first {cell} in line {line}. Write all in "
            "one form, set the form, or let them count as blanks"
        )
    return template, {**values, "cell": table.cell(found.name, row), "line": table.line(row)}
