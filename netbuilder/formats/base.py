"""What a foreign format is: a suffix, a writer, a reader, and what it cannot express."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from netbuilder.data import DataSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault
from netbuilder.graph import Graph, Problem
from netbuilder.kinds import shown


@dataclass(frozen=True)
class Bundle:
    """What is exported: the network with its weights, and the data it is trained on."""

    snapshot: Snapshot
    data: DataSettings = field(default_factory=DataSettings)
    name: str = "model"

    def __post_init__(self) -> None:
        # No other program knows blocks that are passed over: it gets the Identity that they are.
        active = self.snapshot.graph.active
        if active is not self.snapshot.graph:
            object.__setattr__(self, "snapshot", replace(self.snapshot, graph=active))


Writer = Callable[[Bundle, Path], None]
Reader = Callable[[Path], Snapshot]


@dataclass(frozen=True)
class Format:
    """One foreign format. `limits` lists what of a graph it cannot express, before a byte is written."""

    suffix: str
    label: str
    write: Writer | None = None
    read: Reader | None = None
    limits: Callable[[Graph], list[Problem]] = lambda graph: []


FORMATS: dict[str, Format] = {}


def register(entry: Format) -> Format:
    """Enters a format under its suffix."""
    FORMATS[entry.suffix] = entry
    return entry


def format_of(path: Path) -> Format:
    """The format that a file's name asks for, by the longest suffix that fits; raises FileFault."""
    name = path.name.lower()
    fitting = [suffix for suffix in FORMATS if name.endswith(suffix)]
    if not fitting:
        raise FileFault(
            "{path}: unknown kind of file. There are {known}", path=shown(str(path)), known=" ".join(FORMATS)
        )
    return FORMATS[max(fitting, key=len)]


def write(bundle: Bundle, path: Path) -> None:
    """Writes a bundle in the format that the suffix chooses; raises FileFault, and leaves an old file as it was."""
    entry = format_of(path)
    if entry.write is None:
        raise FileFault("{suffix} files can be read but not written. Choose another suffix", suffix=entry.suffix)
    problems = entry.limits(bundle.snapshot.graph)
    if problems:
        raise FileFault(
            "{label} cannot express this network: {problems}",
            label=entry.label, problems="; ".join(map(str, problems)),
        )  # fmt: skip
    entry.write(bundle, path)


def read(path: Path) -> Snapshot:
    """Reads a model file; raises FileFault."""
    entry = format_of(path)
    if entry.read is None:
        raise FileFault("{suffix} files can be written but not read. Choose another file", suffix=entry.suffix)
    return entry.read(path)
