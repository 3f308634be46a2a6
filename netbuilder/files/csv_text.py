"""Cells of tables that other programs open: text that a spreadsheet would take for a formula stays text."""

from __future__ import annotations

from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> Any:
    """A value for `csv.writer`; text that begins as a formula does gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
