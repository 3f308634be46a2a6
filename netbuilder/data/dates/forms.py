"""The forms that a date is written in, each a regular expression, and what a cell of that form is in seconds.

Seconds are counted from the beginning of 1970, without leap seconds, as float64: a millionth is still told apart. The
same expressions stand in exported scripts.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from netbuilder.arrays import Array

DAY = 86400
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAME = r"(?P<n>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,](?P<f>\d{1,9}))?)?(?: ?(?P<p>[ap])\.?m\.?)?"
ZONE = r"(?: ?(?P<z>z|utc|gmt|[+-]\d\d(?::?\d\d)?))?"
TIME = rf"(?:(?:t|,? +){CLOCK}{ZONE})?"
WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +)?"
YEAR = r"(?P<y>\d{4}|\d\d)"
PATTERNS = {
    "iso": rf"(?P<y>\d{{4}})(?P<s>[-/.])(?P<m>\d\d?)(?:(?P=s)(?P<d>\d\d?))?{TIME}",
    "day_first": rf"(?P<d>\d\d?)(?P<s>[-/.])(?P<m>\d\d?)(?P=s){YEAR}{TIME}",
    "month_first": rf"(?P<m>\d\d?)(?P<s>[-/.])(?P<d>\d\d?)(?P=s){YEAR}{TIME}",
    "day_name": rf"{WEEKDAY}(?P<d>\d\d?)(?:st|nd|rd|th|\.)?[- ]{NAME}[- ,]+{YEAR}{TIME}",
    "name_day": rf"{WEEKDAY}{NAME} (?P<d>\d\d?)(?:st|nd|rd|th)?,? +{YEAR}{TIME}",
    "time": rf"{CLOCK}{ZONE}",
    "digits": rf"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d){TIME}",
}
UNIX = ("seconds", "milliseconds")  # since 1970, in numbers
FORMS = (*PATTERNS, *UNIX)
EXAMPLES = {
    "iso": "2024-12-31", "day_first": "31.12.2024", "month_first": "12/31/2024", "day_name": "31 Dec 2024",
    "name_day": "Dec 31, 2024", "time": "13:45", "digits": "20241231", "seconds": "1735603200",
    "milliseconds": "1735603200000",
}  # fmt: skip
USUAL = {
    "iso": "{y:4}-{m:2}-{d:2}", "day_first": "{d:2}.{m:2}.{y:4}", "month_first": "{m:2}/{d:2}/{y:4}",
    "day_name": "{d:1} {n:3} {y:4}", "name_day": "{n:3} {d:1}, {y:4}", "time": "", "digits": "{y:4}{m:2}{d:2}",
}  # fmt: skip
PART = re.compile(r"\{([ymdnHIMSfpz]):(\d\d?)\}", re.ASCII)
ORDINAL = re.compile(r"^(?:st|nd|rd|th)")
PIVOT = 69  # two digits are a year from 1969 to 2068, as in POSIX
MONTH, NEAR = 30.436875 * 86400, 0.03  # seconds, and by what share months may differ from that
VECTORS = 200  # cells from which on it pays to read them all at once


@dataclass(frozen=True)
class DateForm:
    """How the dates of a column are written: one of FORMS, and the minutes that its clock is ahead of UTC.

    `zone` is None where no cell names a zone: the time is taken as it is written. Times that name another zone are
    turned into that of `zone`. `written` shows where the parts stand: "{d:2}.{m:2}.{y:4}".
    """

    order: str
    zone: int | None = None
    written: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a cell has to match as a whole."""
        return re.compile(PATTERNS[self.order], re.IGNORECASE | re.ASCII)

    def seconds(self, texts: Sequence[str]) -> Array:
        """What texts are in seconds since 1970, NaN where one is no date of this form."""
        found = self._at_once(texts) if len(texts) > VECTORS else None
        if found is None:
            found = np.fromiter(map(self._seconds, texts), np.float64, len(texts))
        return found

    def alike(self, texts: Sequence[str]) -> Array | None:
        """The seconds of many texts that differ in nothing but their digits, in the zone that they all name; None for
        others."""
        first = self.pattern.fullmatch(texts[0]) if len(texts) > VECTORS else None
        return None if first is None else DateForm(self.order, zone_of(first["z"]))._at_once(texts)

    def as_in(self, text: str) -> DateForm:
        """The same form, dates being written as this one is."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return self
        spans = sorted((match.span(name), name) for name, said in match.groupdict().items() if said and name != "s")
        parts, at = [], spans[0][0][0]  # a weekday before the date says nothing of others
        for (begin, end), name in spans:
            while name == "n" and end < len(text) and text[end].isalpha():
                end += 1  # the rest of the month's name
            parts.append(ORDINAL.sub("", text[at:begin]) + f"{{{name}:{end - begin}}}")
            at = end
        return DateForm(self.order, self.zone, "".join(parts))

    def text(self, seconds: float) -> str:
        """A time in this form, for tables that are written; its seconds where no calendar has it."""
        if self.order in UNIX:
            return str(round(seconds * (1 if self.order == "seconds" else 1000)))
        try:
            when = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=round(seconds, 6))
        except OverflowError:
            return f"{seconds:g}"
        has = {name for name, _ in PART.findall(self.written)}
        lost = (when.hour or when.minute) and "H" not in has
        lost = lost or (when.second and "S" not in has) or (when.microsecond and "f" not in has)
        lost = lost or (when.day > 1 and "d" not in has and self.order != "time")
        written = self.written if has and not lost else _usual(self.order, when)
        if "{p:" in written:
            written = written.replace("{H:", "{I:")
        return PART.sub(lambda part: _said(part[1], int(part[2]), when, self.zone), written)

    def _seconds(self, text: str) -> float:
        match = self.pattern.fullmatch(text)
        if match is None:
            return np.nan
        part = match.groupdict()
        try:
            seconds = float(_day_of(part) * DAY + _clock_of(part))
        except ValueError:
            return np.nan
        zone = zone_of(part["z"])
        if (zone is None) != (self.zone is None) and part["H"] is not None:
            return np.nan if self.zone is None else seconds
        return seconds + 60 * ((self.zone or 0) - (zone or 0)) if part["H"] is not None else seconds

    def _at_once(self, texts: Sequence[str]) -> Array | None:
        """The same for texts that are alike but for their digits; None where they are not."""
        first = self.pattern.fullmatch(texts[0])
        width = len(texts[0])
        if first is None or not texts[0].isascii() or any(len(text) != width for text in texts):
            return None
        part = first.groupdict()
        if part.get("n"):
            return None
        try:
            letters = np.array(texts, f"S{width}").view(np.uint8).reshape(len(texts), width)
        except UnicodeEncodeError:
            return None
        digits = np.zeros(width, bool)
        for name in ("y", "m", "d", "H", "M", "S", "f"):
            if part.get(name):
                digits[slice(*first.span(name))] = True
        same = (letters[:, ~digits] == letters[0, ~digits]).all()
        values = letters.astype(np.int64) - ord("0")
        if not same or not ((values[:, digits] >= 0) & (values[:, digits] <= 9)).all():
            return None

        def number(name: str, otherwise: int) -> Array:
            if not part.get(name):
                return np.full(len(texts), otherwise)
            begin, end = first.span(name)
            found: Array = values[:, begin:end] @ 10 ** np.arange(end - begin - 1, -1, -1)
            return found

        years, months, days = number("y", 1970), number("m", 1), number("d", 1)
        if len(part.get("y", "")) == 2:
            years += np.where(years < PIVOT, 2000, 1900)
        hours, minutes, seconds = number("H", 0), number("M", 0), number("S", 0)
        if part["p"]:
            wrong = (hours < 1) | (hours > 12)
            hours = hours % 12 + (12 if part["p"].lower() == "p" else 0) + 24 * wrong
        counted, good = days_since(years, months, days)
        good &= (hours < 24) & (minutes < 60) & (seconds < 60)
        found = (counted * DAY + hours * 3600 + minutes * 60 + seconds).astype(np.float64)
        if part["f"]:
            found += number("f", 0) / 10.0 ** len(part["f"])
        zone = zone_of(part["z"])
        if part["H"] is not None:
            if zone is not None and self.zone is None:
                good[:] = False
            elif zone is not None:
                found += 60 * ((self.zone or 0) - zone)
        return np.where(good, found, np.nan)


def days_since(years: Array, months: Array, days: Array) -> tuple[Array, Array]:
    """The days since 1970, and which of these dates a calendar has."""
    good = (years >= 1) & (months >= 1) & (months <= 12) & (days >= 1)
    starts = np.where(good, (years - 1970) * 12 + months - 1, 0).astype("datetime64[M]")
    counted = starts.astype("datetime64[D]").astype(np.int64) + days - 1
    good &= counted < (starts + 1).astype("datetime64[D]").astype(np.int64)
    return counted, good


def _usual(order: str, when: datetime.datetime) -> str:
    """How a date is written where none shows it."""
    day = USUAL[order]
    if order == "digits" or not (when.hour or when.minute or when.second or when.microsecond or order == "time"):
        return day
    clock = "{H:2}:{M:2}" + ":{S:2}" * bool(when.second or when.microsecond) + ".{f:6}" * bool(when.microsecond)
    return f"{day} {clock}{{z:6}}" if day else clock


def _said(name: str, width: int, when: datetime.datetime, zone: int | None) -> str:
    """One part of a date, as wide as it was written."""
    if name == "n":
        said = when.strftime("%B")
        return said if width > 3 else said[:3]
    if name == "p":
        return "AM" if when.hour < 12 else "PM"
    if name == "z":
        return zone_text(zone) if width > 1 or zone else "Z"
    if name == "f":
        return f"{when.microsecond:06d}".ljust(9, "0")[: min(width, 9)]
    number = {"y": when.year, "m": when.month, "d": when.day, "H": when.hour, "M": when.minute, "S": when.second,
              "I": (when.hour - 1) % 12 + 1}[name]  # fmt: skip
    return f"{number % 100 if name == 'y' and width == 2 else number:0{width}d}"


def _day_of(part: dict[str, Any]) -> int:
    """Days since 1970; raises ValueError for a date that no calendar has."""
    if "y" not in part:
        return 0
    year = int(part["y"])
    if len(part["y"]) == 2:
        year += 2000 if year < PIVOT else 1900
    name = part.get("n")
    month = MONTHS.index(name[:3].lower()) + 1 if name else int(part["m"])
    return datetime.date(year, month, int(part["d"] or 1)).toordinal() - 719163


def _clock_of(part: dict[str, Any]) -> float:
    """Seconds since midnight; raises ValueError for a time that no clock has."""
    if part["H"] is None:
        return 0
    hour, minute, second = int(part["H"]), int(part["M"]), int(part["S"] or 0)
    if part["p"]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if part["p"].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError
    fraction = int(part["f"]) / 10 ** len(part["f"]) if part["f"] else 0
    return hour * 3600 + minute * 60 + second + fraction


def zone_of(text: str | None) -> int | None:
    """The minutes that a zone such as +01:00 is ahead of UTC; None without one."""
    if not text:
        return None
    if text[0] not in "+-":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:] if len(text) > 3 else 0)
    return -minutes if text[0] == "-" else minutes


def zone_text(zone: int | None) -> str:
    """+01:00, or nothing where there is none."""
    if zone is None:
        return ""
    return f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02d}:{abs(zone) % 60:02d}"


def after(seconds: float, step: float, count: int, form: DateForm | None) -> float:
    """The time so many steps later; steps of months, quarters or years keep the day, where the calendar has it."""
    months = step / MONTH
    if form is None or months < 0.9 or abs(months - round(months)) > NEAR * max(months, 1):
        return seconds + count * step
    when = np.datetime64(0, "s") + np.timedelta64(int(seconds), "s")
    month = when.astype("datetime64[M]")
    day = when - month.astype("datetime64[s]")
    begin = month + round(months) * count
    length = (begin + 1).astype("datetime64[s]") - begin.astype("datetime64[s]")
    later = begin.astype("datetime64[s]") + min(day, length - np.timedelta64(DAY - int(seconds) % DAY, "s"))
    return float(later.astype(np.int64)) + seconds % 1
