"""Layers, formats and data sets from other packages that are installed.

A package offers a module under one of these entry points; what the module registers when it is imported is there:

    [project.entry-points."netbuilder.layers"]
    my_layers = "my_package.layers"

The other groups are `netbuilder.formats` and `netbuilder.datasets`. A module that cannot be imported is left out, and
`failed` says why.
"""

from __future__ import annotations

import logging
import os
import sys
from functools import cache
from typing import Any

GROUPS = ("netbuilder.layers", "netbuilder.formats", "netbuilder.datasets")

# Why modules could not be imported, by the entry point that offers them.
failed: dict[str, str] = {}


@cache
def _offered() -> Any:
    """All entry points; None where no package has any of ours, which is found thirty times sooner."""
    if not _may_offer():
        return None
    from importlib.metadata import entry_points  # only now: it costs a start what reading of mail costs

    return entry_points()


def _may_offer() -> bool:
    """Whether a package that is installed names one of the groups, or is where only `importlib.metadata` can look."""
    finders = [finder for finder in sys.meta_path if hasattr(finder, "find_distributions")]
    if any(getattr(finder, "__name__", "") != "PathFinder" for finder in finders):
        return True
    return any(map(_offers, sys.path))


def _offers(folder: str) -> bool:
    try:
        with os.scandir(folder or ".") as entries:
            packages = [entry.path for entry in entries if entry.name.lower().endswith((".dist-info", ".egg-info"))]
    except NotADirectoryError:
        return True  # a zip
    except OSError:
        return False
    return any(map(_names_a_group, packages))


def _names_a_group(package: str) -> bool:
    try:
        with open(os.path.join(package, "entry_points.txt"), "rb") as file:
            return b"[netbuilder." in file.read()
    except OSError:
        return False


def load(group: str) -> None:
    """Imports what installed packages offer in a group."""
    offered = _offered()
    for entry in offered.select(group=group) if offered is not None else ():
        try:
            entry.load()
        except Exception as error:  # whatever a foreign package does at its import, NetBuilder starts
            logging.getLogger(__name__).exception("the extension %s could not be loaded", entry.name)
            failed[f"{entry.name} ({entry.value})"] = str(error) or type(error).__name__
