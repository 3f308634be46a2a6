"""Scripts and notebooks among the formats that can be opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats.base import FORMATS, Format, register
from netbuilder.formats.script_reading.reading import read_script


def read_snapshot(path: Path) -> Snapshot:
    """The network of a script or notebook, without weights; raises FileFault."""
    return read_defined(path, {})


def read_defined(path: Path, define: Mapping[str, str]) -> Snapshot:
    """The same where some names are given values."""
    found = read_script(path, define)
    return Snapshot(found.graph, {}, found.training, notes=found.notes, data=found.data)


register(replace(FORMATS["script"], read=read_snapshot, read_defined=read_defined))
register(
    Format(
        ".ipynb",
        "Jupyter notebook",
        read=read_snapshot,
        name="notebook-reading",
        kind="script",
        read_defined=read_defined,
    )
)
