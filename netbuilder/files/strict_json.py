"""JSON from outside, without what Python's reader lets pass: NaN, doubled keys, endless nesting, lone surrogates."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from netbuilder.errors import FileFault

LARGEST = 64 << 20
HUGE = re.compile(rb"[eE]\+?\d{3}|\d{300}")  # what may be too large for a float, which Python reads as infinite


def parse_json(data: bytes, place: str) -> Any:
    """The value that UTF-8 JSON bytes hold; raises FileFault that names `place` and the cause."""
    if len(data) > LARGEST:
        raise FileFault("{place} is larger than {most} MB", place=place, most=LARGEST >> 20)
    try:
        value = json.loads(
            data.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_finite if HUGE.search(data) else None,
            object_pairs_hook=_without_doubles,
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # finds lone surrogates
        return value
    except RecursionError:
        cause = "it is nested too deeply"
    except (ValueError, MemoryError) as error:
        cause = str(error)[:200]
    raise FileFault("{place} cannot be read as JSON: {cause}", place=place, cause=cause)


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
        raise ValueError(f"the key {double!a} stands twice")
    return found
