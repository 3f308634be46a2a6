"""The lines of a script that read dates, and take them into the parts that a network learns from."""

from __future__ import annotations

from collections.abc import Iterable

from netbuilder.data.dates import DateForm
from netbuilder.data.dates.forms import PATTERNS, UNIX
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.formats.python_source import Code, literal, text

READ = '''
def seconds_of(cell, pattern, zone):
    """The seconds since 1970 of a date, or NaN; `zone`: minutes that its clock is ahead."""
    match = re.fullmatch(pattern, cell, re.IGNORECASE | re.ASCII)
    part = match.groupdict() if match else {}
    try:
        days = 0
        if part.get("y"):
            year = int(part["y"])
            if len(part["y"]) == 2:
                year += 2000 if year < 69 else 1900
            if part.get("n"):
                names = "janfebmaraprmayjunjulaugsepoctnovdec"
                part["m"] = names.index(part["n"][:3].lower()) // 3 + 1
            day = datetime.date(year, int(part["m"]), int(part["d"] or 1))
            days = (day - datetime.date(1970, 1, 1)).days
        seconds = days * 86400.0 if match else np.nan
        if part.get("H"):
            hour = int(part["H"])
            if part["p"]:  # am or pm
                hour = hour % 12 + 12 * (part["p"].lower() == "p")
            clock = datetime.time(hour, int(part["M"]), int(part["S"] or 0))
            seconds += clock.hour * 3600 + clock.minute * 60 + clock.second
            if part["f"]:
                seconds += int(part["f"]) / 10 ** len(part["f"])
            ahead = part["z"] or ""
            if ahead and zone is None:
                return np.nan
            if ahead[:1] in ("+", "-"):
                minutes = int(ahead[1:3]) * 60 + int(ahead[-2:] if len(ahead) > 3 else 0)
                seconds -= minutes * (60 if ahead[0] == "+" else -60)
            if ahead:
                seconds += zone * 60
        return seconds
    except ValueError:
        return np.nan  # no calendar has it
'''
TAKEN = {
    "days": "(seconds - first) / 86400",
    "year": 'date.astype("datetime64[Y]").astype(float) + 1970',
    "month": 'date.astype("datetime64[M]").astype(float) % 12 + 1',
    "day": "in_month + 1",
    "weekday": "weekday",
    "day_of_year": "in_year + 1",
    "hour": "np.floor(seconds % 86400 / 3600)",
    "minute": "np.floor(seconds % 3600 / 60)",
    "second": "seconds % 60",
    "year_cycle": '(in_year + clock) / days_in(date, "Y")',
    "month_cycle": '(in_month + clock) / days_in(date, "M")',
    "week_cycle": "(weekday + clock) / 7",
    "day_cycle": "clock",
    "hour_cycle": "seconds % 3600 / 3600",
}
STEPS = {
    "date": 'date = np.floor(seconds / 86400).astype("int64").astype("datetime64[D]")',
    "in_month": 'in_month = (date - date.astype("datetime64[M]").astype("datetime64[D]")).astype(float)',
    "in_year": 'in_year = (date - date.astype("datetime64[Y]").astype("datetime64[D]")).astype(float)',
    "weekday": "weekday = (np.floor(seconds / 86400) + 3) % 7  # from Monday",
    "clock": "clock = seconds % 86400 / 86400  # the share of the day that is over",
}
DAYS_IN = '''
def days_in(date, unit):
    """How many days the month or the year of each date has."""
    start = date.astype(f"datetime64[{unit}]")
    return ((start + 1).astype("datetime64[D]") - start.astype("datetime64[D]")).astype(float)
'''


def reading_function() -> str:
    """The function `seconds_of`; it needs datetime, re and np."""
    return READ


def parts_function(parts: Iterable[str]) -> str:
    """The function `parts_of` for these parts, and what it calls; it needs np."""
    kinds = list(dict.fromkeys(parts))
    said = " ".join(TAKEN[name] for name in kinds)
    steps = [line for name, line in STEPS.items() if name in said or (name == "date" and "in_" in said)]
    lines = [
        "def parts_of(seconds, parts, first):",
        '    """Parts of times as columns of numbers; of a cycle sine and cosine."""',
        *(f"    {line}" for line in steps),
        "    known = {",
        *(f'        "{name}": {TAKEN[name]},' for name in kinds),
        "    }",
        "    found = []",
        "    for name in parts:",
    ]
    if any(name.endswith("_cycle") for name in kinds):
        lines += [
            '        if name.endswith("_cycle"):',
            "            angle = 2 * np.pi * known[name]",
            "            found += [np.sin(angle), np.cos(angle)]",
            "        else:",
            "            found.append(known[name])",
        ]
    else:
        lines.append("        found.append(known[name])")
    lines.append("    return np.stack(found, axis=1)")
    before = DAYS_IN.strip("\n") + "\n\n\n" if "days_in" in said else ""
    return before + "\n".join(lines)


def forms(columns: Iterable[FittedColumn]) -> Code:
    """For each column of dates that are texts its pattern and its zone."""
    items = tuple(
        Code(f"{text(c.name)}: ({raw(PATTERNS[c.date.order])}, {c.date.zone!r})")
        for c in columns
        if c.date is not None and is_text(c.date)
    )
    return Code("", items, "{}")


def is_text(form: DateForm) -> bool:
    """Whether cells are read as texts, not as numbers."""
    return form.order not in UNIX


def raw(pattern: str) -> str:
    """A regular expression as a raw string."""
    return f'r"{pattern}"' if '"' not in pattern else literal(pattern).flat()
