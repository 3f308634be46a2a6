"""JSON from outside, without what Python's reader lets pass: NaN, doubled keys, endless nesting, lone surrogates."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

import numpy as np

from netbuilder.errors import FileFault

LARGEST = 64 << 20
DEEPEST = 128  # sixteen networks inside of each other take 96
MOST_VALUES = 1_500_000  # a network of 20,000 blocks has about a million
# A text in JSON, one that never ends too: each letter is looked at once.
TEXT = re.compile(rb'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
# What may be too large for a float, which Python reads as infinite, with 0 for each digit.
HUGE = (b"e000", b"e+000", b"0" * 300)
DIGITS = bytes.maketrans(b"123456789E", b"000000000e")
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
WITHOUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
STEPS = np.zeros(256, np.int8)
STEPS[list(b"[{")], STEPS[list(b"]}")] = 1, -1


def without_long_texts(data: bytes, longest: int, longest_word: int) -> bytes:
    """JSON where texts of more than so many bytes are empty, and words, which have no space in them."""
    kept, end = [], 0
    for found in TEXT.finditer(data):
        size = found.end() - found.start()
        if size > longest or (size > longest_word and b" " not in found[0]):
            kept += [data[end : found.start()], b'""']
            end = found.end()
    return b"".join([*kept, data[end:]]) if kept else data


def parse_json(data: bytes, place: str) -> Any:
    """The value that UTF-8 JSON bytes hold; raises FileFault that names `place` and the cause."""
    if len(data) > LARGEST:
        raise FileFault("{place} is larger than {most} MB", place=place, most=LARGEST >> 20)
    try:
        _check_size(data)
        value = json.loads(
            data.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_finite if _may_be_huge(data) else None,
            object_pairs_hook=_without_doubles,
        )
        if SURROGATE.search(data):
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # finds lone ones
        return value
    except RecursionError:
        cause = DEEP
    except (ValueError, MemoryError) as error:
        cause = str(error)[:200]
    raise FileFault("{place} cannot be read as JSON: {cause}", place=place, cause=cause)


DEEP = "it is nested too deeply"


def need_readable(data: bytes, place: str) -> None:
    """Raises FileFault for JSON of ours that `parse_json` would refuse for its size: what is saved opens again."""
    try:
        if len(data) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST >> 20} MB")
        _check_size(data)
    except ValueError as error:
        raise FileFault(
            "{place} could not be written: it could not be read again, since {cause}", place=place, cause=str(error)
        ) from error


def _may_be_huge(data: bytes) -> bool:
    plain = data.translate(DIGITS)
    return any(sign in plain for sign in HUGE)


def _check_size(data: bytes) -> None:
    """Raises ValueError for more values, or deeper ones, than any honest file has; nothing is made of them yet."""
    marks = data.count(b",") + data.count(b"[") + data.count(b"{")
    depth = data.count(b"[") + data.count(b"{")
    if marks <= MOST_VALUES and depth <= DEEPEST:
        return
    bare = TEXT.sub(b"", data)
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > MOST_VALUES:
        raise ValueError(f"it holds more than {MOST_VALUES:,} values")
    brackets = np.frombuffer(bare.translate(None, WITHOUT_BRACKETS), np.uint8)
    if brackets.size and int(STEPS[brackets].cumsum(dtype=np.int32).max()) > DEEPEST:
        raise ValueError(DEEP)


def dump_json(value: Any, indent: int | None = 1) -> bytes:
    """A value as UTF-8 JSON. Half a character, as the name of a file may hold, is written as a question mark."""
    # To fail here would be to lose what is saved; and `parse_json` reads no half ones.
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent).encode("utf-8", "replace")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]} is too large for a number")
    return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {double[:40]!a} stands twice")
    return found
