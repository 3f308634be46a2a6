"""Reads Keras scripts and notebooks by their syntax alone."""

from netbuilder.formats.script_reading.reading import (
    MissingValues,
    ScriptReading,
    looks_like_script,
    read_script,
    read_text,
)
from netbuilder.formats.script_reading.source import SourceFault, escaped

__all__ = [
    "MissingValues",
    "ScriptReading",
    "SourceFault",
    "escaped",
    "looks_like_script",
    "read_script",
    "read_text",
]
