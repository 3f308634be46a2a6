"""Cells of tables that other programs open: text that a spreadsheet would take for a formula stays text."""

from __future__ import annotations

from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> Any:
    """A value for `csv.writer`; text that begins as a formula does gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    safe = f"'{value}" if value.startswith(FORMULA) else value
    return safe.replace("\r", " ")  # a lone return is not quoted, and ends the row for many readers
