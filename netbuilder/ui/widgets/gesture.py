"""What belongs to one gesture: steps through numbers, letters of one name. Edits made within it are one undo step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

_numbers = count(1)
_running = 0


def new_gesture() -> int:
    """A number for a gesture that begins."""
    return next(_numbers)


@contextmanager
def within(gesture: int) -> Iterator[None]:
    """What is edited in here belongs to this gesture. Signals are followed at once, so the editor knows no reader."""
    global _running
    before, _running = _running, gesture
    try:
        yield
    finally:
        _running = before


def merge_key(field: str) -> str:
    """What edits of a field must have in common to be one step; empty for an edit that is a decision of its own."""
    return f"{field}#{_running}" if _running else ""
