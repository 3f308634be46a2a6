"""Verified exports: a file is read back by independent code and compared on samples before it takes its place."""

from netbuilder.formats.verifying import engines, reader
from netbuilder.formats.verifying.certificate import Certificate, LevelResult
from netbuilder.formats.verifying.export import Step, Steps, Verification, export
from netbuilder.formats.verifying.levels import LEVELS, Level, levels_for, register_level

__all__ = [
    "LEVELS",
    "Certificate",
    "Level",
    "LevelResult",
    "Step",
    "Steps",
    "Verification",
    "engines",
    "export",
    "levels_for",
    "reader",
    "register_level",
]
