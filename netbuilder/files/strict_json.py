"""JSON from outside, without what Python's reader lets pass: NaN, doubled keys, endless nesting, lone surrogates."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from netbuilder.errors import FileFault

LARGEST = 64 << 20


def parse_json(data: bytes, place: str) -> Any:
    """The value that UTF-8 JSON bytes hold; raises FileFault that names `place` and the cause."""
    if len(data) > LARGEST:
        raise FileFault("{place} is larger than {most} MB", place=place, most=LARGEST >> 20)
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # finds lone surrogates
        return value
    except RecursionError:
        cause = "it is nested too deeply"
    except (ValueError, MemoryError) as error:
        cause = str(error)[:200]
    raise FileFault("{place} cannot be read as JSON: {cause}", place=place, cause=cause)


def dump_json(value: Any, indent: int | None = 1) -> bytes:
    """A value as UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent).encode("utf-8")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {double!a} stands twice")
    return found
