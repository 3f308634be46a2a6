"""What a cell says as a number: with a decimal point or comma, digits in groups, a currency or a percent sign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from netbuilder.arrays import Array

BLANKS = frozenset(
    {"", "na", "n/a", "nan", "null", "none", "?", "-", ".", "#n/a", "<na>"}
)  # where numbers are expected
BLANK_TEXTS = BLANKS - {"none", "-", "."}  # where texts are: None, -, + and . may be what was measured
CURRENCIES = "$€£¥₹₽₩₺¢"
MINUS = "\u2212"
PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?|[+-]?(?:inf|infinity)", re.IGNORECASE | re.ASCII)
CODE = re.compile(r"[+-]?0\d+", re.ASCII)  # 007, 01: what begins with a zero is no amount
GROUPS = {".": ",' \u00a0\u202f\u2019", ",": ".' \u00a0\u202f\u2019"}  # the signs between groups, by the decimal sign
GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:([,' \u00a0\u202f\u2019])\d{3})(?:\1\d{3})*(?:\.\d+)?", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:([.' \u00a0\u202f\u2019])\d{3})(?:\1\d{3})*(?:,\d+)?", re.ASCII),
}


def number_of(cell: str, decimal: str = ".", told: Counter[str] | None = None) -> float | None:
    """The number that a cell holds; None where it holds none. `told` counts what was taken off it."""
    text = cell.strip()
    if text.startswith(MINUS):
        _tell(told, "minus")
        text = "-" + text[1:]
    is_percent, wrong = False, "," if decimal == "." else "."
    if not text[-1:].isdigit() or not text[:1].isdigit():
        text, is_percent = _without_unit(text, told)
    if GROUPED[decimal].fullmatch(text):
        _tell(told, "groups")
        text = re.sub(r"[^\d.,+-]", "", text).replace(wrong, "")
    elif wrong in text or not PLAIN.fullmatch(text):
        return None
    number = float(text.replace(decimal, "."))
    return number / 100 if is_percent else number


def number_text(number: float) -> str:
    """A number as a category or a class is called: 3, not 3.0; all of its digits."""
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e16 else repr(float(number))


def _without_unit(text: str, told: Counter[str] | None) -> tuple[str, bool]:
    """The text without a currency or a percent sign, and whether it was a percentage."""
    sign = text[:1] if text[:1] in "+-" else ""
    bare = text[len(sign) :]
    stripped = bare.strip(CURRENCIES)
    if stripped != bare:
        _tell(told, "currency")
        inner = stripped.strip()
        return (inner if inner.startswith("-") and not sign else sign + inner), False
    if bare.endswith("%"):
        _tell(told, "percent")
        return sign + bare[:-1].rstrip(), True
    return text, False


def _tell(told: Counter[str] | None, what: str) -> None:
    if told is not None:
        told[what] += 1


def numbers_of(cells: Sequence[str], decimal: str, told: Counter[str]) -> tuple[Array, dict[int, str]]:
    """Cells as float64, blanks and texts as NaN, and those texts by their place."""
    if is_plain("\n".join(cells), "\n"):
        try:
            ready = cells if decimal == "." else [cell.replace(",", ".") if "." not in cell else "x" for cell in cells]
            values = np.array(ready, np.float64)
        except ValueError:
            pass
        else:
            if not np.isnan(values).any():
                return values, {}
    found = np.full(len(cells), np.nan)
    odd: dict[int, str] = {}
    for i, cell in enumerate(cells):
        if (word := cell.strip().lower()) in BLANKS:
            told[word] += bool(word)
            continue
        number = number_of(cell, decimal, told)
        if number is None:
            odd[i] = cell.strip()
        else:
            found[i] = number
            told["codes"] += CODE.fullmatch(cell.strip()) is not None
    return found, odd


def is_plain(text: str, delimiter: str) -> bool:
    """Whether no cell of a text begins with a zero that counts nothing, and none has a `_` between digits."""
    if "_" in text:
        return False
    letters = np.frombuffer(text.encode("ascii", "replace"), np.uint8)
    digits = (letters >= ord("0")) & (letters <= ord("9"))
    zeros = np.flatnonzero((letters[:-1] == ord("0")) & digits[1:])
    before, second = letters[zeros - 1], digits[zeros - 2]  # the first has nothing before it
    inside = digits[zeros - 1] | (before == ord("."))
    if delimiter != ",":
        inside |= before == ord(",")
    for sign in "-/:":  # as in dates and times
        inside |= (before == ord(sign)) & second
    inside[zeros == 0] = False
    return bool(inside.all())
