"""What the operating system says went wrong, in its own words and without its numbers."""

from __future__ import annotations


def cause_of(error: Exception) -> str:
    """The cause alone: "No space left on device", not "[Errno 28] No space left on device: 'a.netb'"."""
    return str(getattr(error, "strerror", None) or error)
