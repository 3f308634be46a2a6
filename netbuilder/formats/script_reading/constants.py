"""Arithmetic on constants that cannot run away: numbers, texts and lists stay small, powers are bounded."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from netbuilder.errors import N_, Fault

LARGEST = 2**63
LONGEST_TEXT = 10_000
LONGEST_LIST = 10_000
MOST_PARTS = 50_000  # of one value, with the lists in its lists
DEEPEST = 50  # lists in lists
NESTING = (list, tuple, dict, set)
WEIGHED = frozenset((str, range, *NESTING))
HIGHEST_POWER = 64
WIDEST = 3  # digits of a width in a format

Number = int | float

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: lambda a, b: a is b or (type(a) is type(b) and a == b),
    ast.IsNot: lambda a, b: not (a is b or (type(a) is type(b) and a == b)),
}
TOO_LARGE = N_("this number, text or list grows too large to be worked out")


def bounded(value: Any) -> Any:
    """The value, if it is small; raises Fault."""
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Fault(TOO_LARGE)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise Fault(TOO_LARGE)
    if isinstance(value, list | tuple | dict | set | range) and len(value) > LONGEST_LIST:
        raise Fault(TOO_LARGE)
    return value


def parts_of(value: Any) -> int:
    """How many parts a value has, with those of its parts; raises Fault for too many, and for a list in itself."""
    total = 0
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            total += len(one) // 10
        elif isinstance(one, range):
            # Compared by its ends: the length of a range may be no number that `len` gives.
            total += len(one) if one[:MOST_PARTS] == one else MOST_PARTS + 1
        else:
            total += len(one)
            inner = one if not isinstance(one, dict) else [*one.keys(), *one.values()]
            waiting += [(part, depth + 1) for part in inner if type(part) in WEIGHED]
        if total + len(waiting) > MOST_PARTS or depth > DEEPEST:
            raise Fault(TOO_LARGE)
    return total


def holds(value: Any, owner: Any) -> bool:
    """Whether a value is `owner`, or has it among its parts; raises Fault where there are too many."""
    if isinstance(value, NESTING):
        parts_of(value)
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if one is owner:
            return True
        if isinstance(one, NESTING):
            waiting += one.values() if isinstance(one, dict) else one
    return False


def check_more(owner: Any, more: Any) -> None:
    """Raises Fault where a list or dict would grow too large by these, or would stand in itself."""
    if len(owner) + len(more) > LONGEST_LIST or any(holds(value, owner) for value in more):
        raise Fault(TOO_LARGE)


def binary(kind: type[ast.operator], left: Any, right: Any) -> Any:
    """What two constants give; raises Fault for what would grow, and for what Python would refuse."""
    numbers = isinstance(left, Number) and isinstance(right, Number)
    if kind is ast.Mod and isinstance(left, str):
        return percent(left, right)
    if kind is ast.Pow and not (numbers and abs(right) <= HIGHEST_POWER and abs(left) <= LARGEST):
        raise Fault(TOO_LARGE)
    if kind is ast.Pow and isinstance(left, int) and left.bit_length() * abs(right) > 128:
        raise Fault(TOO_LARGE)
    if kind is ast.Mult and not numbers:
        _check_repeat(left, right)
    if kind is ast.Add and not numbers and isinstance(left, list | tuple | str) and isinstance(right, type(left)):
        if len(left) + len(right) > LONGEST_LIST:
            raise Fault(TOO_LARGE)
    elif kind not in ARITHMETIC or not (numbers or kind is ast.Mult):
        raise Fault("this cannot be worked out")
    try:
        value = ARITHMETIC[kind](left, right)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise Fault("this cannot be worked out: {cause}", cause=str(error)[:80]) from None
    if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
        raise Fault(TOO_LARGE)
    return bounded(value)


def _check_repeat(left: Any, right: Any) -> None:
    """A text or list times a number."""
    many, count = (left, right) if isinstance(right, int) else (right, left)
    if not isinstance(many, str | list | tuple) or not isinstance(count, int):
        raise Fault("this cannot be worked out")
    if len(many) * max(count, 0) > LONGEST_LIST:
        raise Fault(TOO_LARGE)


PERCENT = re.compile(r"%(?:\((\w+)\))?([0 +-]?\d{0,3}(?:\.\d{1,2})?)([sdifrgGe%])")
FIELD = re.compile(r"\{([^{}]*)\}")
FORMAT = re.compile(r"[<>^=]?[+ -]?0?\d{0,3}(?:\.\d{1,2})?[sdfgGe%]?")


def percent(text: str, values: Any) -> str:
    """The old way to put values into a text; raises Fault for what is not simple."""
    given = (
        list(values.values()) if isinstance(values, dict) else values if isinstance(values, list | tuple) else [values]
    )
    if PERCENT.sub("", text).count("%") or not all(isinstance(value, Number | str | None) for value in given):
        raise Fault("this text cannot be worked out")
    longest = max((len(value) for value in given if isinstance(value, str)), default=0)
    if len(text) + text.count("%") * longest > 10 * LONGEST_TEXT:
        raise Fault(TOO_LARGE)
    try:
        return str(bounded(text % (tuple(values) if isinstance(values, list | tuple) else values)))
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise Fault("this text cannot be worked out: {cause}", cause=str(error)[:80]) from None


def replaced(text: str, old: str, new: str, count: int = -1) -> str:
    """`text.replace(old, new, count)`; raises Fault for what would grow."""
    found = text.count(old)
    if len(text) + (found if count < 0 else min(found, count)) * len(new) > LONGEST_TEXT:
        raise Fault(TOO_LARGE)
    return text.replace(old, new, count)


def joined(text: str, parts: list[str]) -> str:
    """`text.join(parts)`; raises Fault for what would grow."""
    if sum(map(len, parts)) + len(text) * len(parts) > LONGEST_TEXT:
        raise Fault(TOO_LARGE)
    return text.join(parts)


def formatted(value: Any, spec: str) -> str:
    """A value as an f-string writes it; raises Fault for what is not simple."""
    if not isinstance(value, Number | str | None) or not FORMAT.fullmatch(spec):
        raise Fault("this text cannot be worked out")
    try:
        return str(bounded(format(value, spec)))
    except (TypeError, ValueError, OverflowError) as error:
        raise Fault("this text cannot be worked out: {cause}", cause=str(error)[:80]) from None


def filled(text: str, given: list[Any], named: Mapping[str, Any]) -> str:
    """`text.format(…)` with plain fields only; raises Fault for others."""
    count = iter(range(len(given)))
    letters = 0

    def value(found: re.Match[str]) -> str:
        nonlocal letters
        written = field(found)
        letters += len(written)
        if letters > LONGEST_TEXT:
            raise Fault(TOO_LARGE)
        return written

    def field(found: re.Match[str]) -> str:
        name, _, spec = found[1].partition(":")
        if not name:
            name = str(next(count, len(given)))
        if name.isdigit() and int(name) < len(given):
            return formatted(given[int(name)], spec)
        if name in named:
            return formatted(named[name], spec)
        raise Fault("this text cannot be worked out")

    return str(bounded(FIELD.sub(value, text)))
