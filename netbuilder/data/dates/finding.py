"""Whether a column holds dates, and in which form: decided by all of its rows, and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.dates.forms import EXAMPLES, PATTERNS, DateForm, zone_of
from netbuilder.errors import N_, Message, printable

FIRST = 40  # texts that show whether it is worth to look at all
ENOUGH = 0.9  # the share of texts that must be dates
WORDS = {
    "iso": N_("the year first"), "day_first": N_("the day first"), "month_first": N_("the month first"),
    "day_name": N_("the day, then the month's name"), "name_day": N_("the month's name, then the day"),
    "time": N_("times without a day"), "digits": N_("days in digits"),
    "seconds": N_("seconds since 1970"), "milliseconds": N_("milliseconds since 1970"),
}  # fmt: skip


@dataclass(frozen=True)
class Dates:
    """What the texts of a column are in seconds since 1970, in their order, NaN for those that are no dates.

    `impossible` are texts of the right form that no calendar has, `other` those of another form. `notes` say what was
    guessed.
    """

    form: DateForm
    seconds: Array
    impossible: frozenset[str]
    other: frozenset[str]
    notes: tuple[Message, ...]


def find_dates(texts: Sequence[str], order: str = "auto") -> Dates | None:
    """The dates that different texts stand for; None where fewer than nine in ten are written as dates are.

    With an `order` that was set, all texts that are not written so are `other`.
    """
    if order != "auto":
        return _read(texts, order, None)
    looked = texts[:: max(1, len(texts) // FIRST)]
    candidates = [word for word in PATTERNS if word != "month_first"]
    counts = {word: _matching(looked, word) for word in candidates}
    if not looked or sum(counts.values()) < ENOUGH / 2 * len(looked):
        return None
    best = max(candidates, key=lambda word: counts[word])
    found = _by_place_of_day(texts) if best == "day_first" else _read(texts, best, None)
    most = (1 - ENOUGH) * len(texts)
    if len(found.other) + len(found.impossible) <= most:
        return found
    # Dates in several forms are dates too, which whoever reads them is told.
    ways = [word for word in PATTERNS if word != found.form.order]
    strange = [text for text in found.other | found.impossible if not any(_is_date(text, word) for word in ways)]
    return found if len(strange) <= most else None


def about(form: DateForm) -> Message:
    """The form in words, with an example."""
    return Message("dates, {form} ({example})", {"form": Message(WORDS[form.order]), "example": EXAMPLES[form.order]})


def _is_date(text: str, order: str) -> bool:
    return not np.isnan(DateForm(order, 0).seconds([text])[0])


def _matching(texts: Sequence[str], order: str) -> int:
    pattern = DateForm(order).pattern
    return sum(pattern.fullmatch(text) is not None for text in texts)


def _by_place_of_day(texts: Sequence[str]) -> Dates:
    """31/12/2024 or 12/31/2024: what a single date cannot tell, all of them may."""
    pattern = DateForm("day_first").pattern
    firsts = seconds = signs = 0
    for text in texts:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        firsts += int(match["d"]) > 12
        seconds += int(match["m"]) > 12
        signs += match["s"] != "."
    if seconds > firsts:  # where there are both, the fewer are told as impossible
        return _read(texts, "month_first", None)
    note = None
    if not seconds and not firsts and signs:
        example = next(text for text in texts if pattern.fullmatch(text))
        template = N_("each date could be read with the day or the month first ({example}): the day was taken first")
        note = Message(template, {"example": printable(example)})
    return _read(texts, "day_first", note)


def _read(texts: Sequence[str], order: str, note: Message | None) -> Dates:
    form = DateForm(order)
    zones, bare, short = set[int](), 0, False
    together = form.alike(texts)
    for text in texts[:1] if together is not None else texts:  # where all are alike one tells of all
        match = form.pattern.fullmatch(text)
        if match is None:
            continue
        zone = zone_of(match["z"])
        short = short or (order not in ("iso", "time") and len(match["y"]) == 2)
        if zone is not None:
            zones.add(zone)
        elif match["H"] is not None:
            bare += 1
    if zones:
        form = DateForm(order, next(iter(zones)) if len(zones) == 1 else 0)
    first = next((text for text in texts if form.pattern.fullmatch(text)), "")
    form = form.as_in(first)
    seconds = form.seconds(texts) if together is None else together
    odd = [texts[i] for i in np.flatnonzero(np.isnan(seconds)).tolist()]
    impossible = frozenset(text for text in odd if form.pattern.fullmatch(text))
    notes = [note] if note is not None else []
    if short:
        notes.append(Message("years of two digits were read as 1969 to 2068"))
    if form.zone == 0 and len(zones) > 1:
        notes.append(Message("times of several zones were turned into UTC"))
    if form.zone is not None and bare:
        notes.append(Message("some times name a zone, others do not: those were taken as of the same zone"))
    return Dates(form, seconds, impossible, frozenset(odd) - impossible, tuple(notes))
