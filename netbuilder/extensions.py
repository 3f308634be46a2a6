"""Layers, formats and data sets from other packages that are installed.

A package offers a module under one of these entry points; what the module registers when it is imported is there:

    [project.entry-points."netbuilder.layers"]
    my_layers = "my_package.layers"

The other groups are `netbuilder.formats` and `netbuilder.datasets`. A module that cannot be imported is left out, and
`failed` says why.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib.metadata import entry_points
from typing import Any

GROUPS = ("netbuilder.layers", "netbuilder.formats", "netbuilder.datasets")

# Why modules could not be imported, by the entry point that offers them.
failed: dict[str, str] = {}


@cache
def _offered() -> Any:
    return entry_points()  # it looks through all that is installed: once


def load(group: str) -> None:
    """Imports what installed packages offer in a group."""
    for entry in _offered().select(group=group):
        try:
            entry.load()
        except Exception as error:  # whatever a foreign package does at its import, NetBuilder starts
            logging.getLogger(__name__).exception("the extension %s could not be loaded", entry.name)
            failed[f"{entry.name} ({entry.value})"] = str(error) or type(error).__name__
