"""How much memory this program uses. No Qt."""

from __future__ import annotations


def memory_used() -> int | None:
    """Bytes in use now; None where the system does not tell."""
    import psutil  # not before the first run: it takes 25 ms to import

    try:
        return int(psutil.Process().memory_info().rss)
    except psutil.Error:
        return None
