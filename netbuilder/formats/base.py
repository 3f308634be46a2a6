"""What a foreign format is: a suffix, a writer, a reader, and what it cannot express."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, Message, listed
from netbuilder.files.start import Start, look
from netbuilder.formats.flat import flat_snapshot
from netbuilder.formats.unread import unread_layers
from netbuilder.graph import Graph, Problem
from netbuilder.kinds import shown


@dataclass(frozen=True)
class ExportOptions:
    """What a person may choose about a file besides its format.

    `style` is how a script builds the network; `flat` puts what is inside of composite blocks in their place;
    `weights` puts the trained weights beside a script, which then begins with them; a `complete` one can be told on the
    command line where its data is and how to train, goes on after a stop, and trains on several devices.
    """

    style: Literal["auto", "sequential", "functional"] = "auto"
    flat: bool = False
    weights: bool = False
    complete: bool = False


@dataclass(frozen=True)
class RunFacts:
    """What a record tells of the run besides its epochs; None and empty are what nobody knows.

    `test` holds scores by name, measured on so many `test_samples`; `machine` names what trained, and its versions.
    """

    name: str = ""
    began: datetime | None = None
    seconds: float | None = None
    seed: int | None = None
    outcome: str = ""
    machine: Mapping[str, str] = field(default_factory=dict)
    test: Mapping[str, Any] | None = None
    test_samples: int = 0
    notes: str = ""


@dataclass(frozen=True)
class Bundle:
    """What is exported: the network with its weights, the data it is trained on, the numbers of its epochs by name.

    The snapshot's settings are those that hold now; `trained` are those of the run that left the weights.
    """

    snapshot: Snapshot
    data: DataSettings = field(default_factory=DataSettings)
    name: str = "model"
    options: ExportOptions = field(default_factory=ExportOptions)
    history: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    trained: TrainingSettings | None = None
    run: RunFacts = field(default_factory=RunFacts)

    def __post_init__(self) -> None:
        # A file may be called what no text can be; what is written into it has to be text.
        object.__setattr__(self, "name", as_text(self.name))
        # No other program knows blocks that are passed over: it gets the Identity that they are.
        active = self.snapshot.graph.active
        if active is not self.snapshot.graph:
            object.__setattr__(self, "snapshot", replace(self.snapshot, graph=active))
        if self.options.flat:
            object.__setattr__(self, "snapshot", flat_snapshot(self.snapshot))


def as_text(name: str) -> str:
    """A name with a ? for each letter that is none, as names of files may hold."""
    return name.encode("utf-8", "replace").decode("utf-8")


Writer = Callable[[Bundle, Path], None]
Reader = Callable[[Path], Snapshot]
Kind = Literal["model", "weights", "script", "picture", "record"]
# A reader that is told the values of names which the file leaves open.
DefinedReader = Callable[[Path, Mapping[str, str]], Snapshot]


@dataclass(frozen=True)
class Format:
    """One foreign format. `limits` lists what of a graph it cannot express, before a byte is written.

    Several formats may share a suffix: a file's name then asks for the first of them, and `name` tells them apart.
    `kind` is what such a file holds, `help` one line on what it is good for, `options` the fields of `ExportOptions`
    that it heeds. `mend` gives the graph without a problem that `limits` told of, where there is one that computes
    the same with the same weights. `needs_run`: it tells of a training, so there must have been one. `needs` says what
    such a file needs of the program that reads it, where not every release will do.
    `recognizes` tells by how a file begins whether it is of this format; the file's name counts where no format does.
    """

    suffix: str
    label: str
    write: Writer | None = None
    read: Reader | None = None
    limits: Callable[[Graph], list[Problem]] = lambda graph: []
    name: str = ""
    kind: Kind = "model"
    help: str = ""
    options: tuple[str, ...] = ()
    mend: Callable[[Graph, Problem], Graph | None] = lambda graph, problem: None
    read_defined: DefinedReader | None = None
    needs_run: bool = False
    needs: Callable[[Bundle], list[Message]] = lambda bundle: []
    recognizes: Callable[[Start], bool] = lambda start: False

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.suffix.lstrip("."))

    @property
    def holds_network(self) -> bool:
        """Whether another program computes with such a file; pictures and records are of any network."""
        return self.kind in ("model", "weights", "script")

    def problems(self, graph: Graph) -> list[Problem]:
        """All that keeps a graph from being written: layers that could not be read, or else its own limits."""
        return (unread_layers(graph) if self.holds_network else []) or self.limits(graph)


FORMATS: dict[str, Format] = {}


def register(entry: Format) -> Format:
    """Enters a format under its name."""
    FORMATS[entry.name] = entry
    return entry


def recognized(path: Path) -> Format | None:
    """The format of a file by its contents, or else by its suffix, one that is readable first; raises FileFault."""
    start = look(path)
    if not start.size:
        raise FileFault("{path} is empty. Take an earlier copy", path=path)
    by_contents = next((entry for entry in FORMATS.values() if entry.recognizes(start)), None)
    if by_contents is not None:
        return by_contents
    suffix = path.suffix.lower() or start.name
    named = [entry for entry in FORMATS.values() if entry.suffix == suffix]
    return next((entry for entry in named if entry.read), next(iter(named), None))


def suffixes(*, readable: bool = False) -> tuple[str, ...]:
    """All suffixes in the order of their formats, each once; perhaps only those that can be read."""
    return tuple(dict.fromkeys(entry.suffix for entry in FORMATS.values() if entry.read or not readable))


def format_of(path: Path, name: str = "") -> Format:
    """The format of that name, or else the one that a file's name asks for, by the longest suffix that fits.

    Raises FileFault where there is none.
    """
    if name:
        if name not in FORMATS:
            raise FileFault("there is no format {name}. There are {known}", name=shown(name), known=listed(FORMATS))
        return FORMATS[name]
    fitting = [entry for entry in FORMATS.values() if path.name.lower().endswith(entry.suffix)]
    if not fitting:
        raise FileFault(
            "{path}: unknown kind of file. There are {known}", path=shown(str(path)), known=" ".join(suffixes())
        )
    return max(fitting, key=lambda entry: len(entry.suffix))  # the first of the longest


def writable(path: Path, graph: Graph, name: str = "") -> Format:
    """The format of that name, or the one that the suffix asks for, if it can express the graph; raises FileFault."""
    entry = format_of(path, name)
    if entry.write is None:
        raise FileFault("{suffix} files can be read but not written. Choose another suffix", suffix=entry.suffix)
    refuse(entry, entry.problems(graph))
    return entry


def refuse(entry: Format, problems: Sequence[Problem]) -> None:
    """Raises FileFault where there is something that a format cannot express."""
    if problems:
        raise FileFault(
            "{label} cannot express this network: {problems}",
            label=entry.label, problems=listed(problems, "; "),
        )  # fmt: skip


def write(bundle: Bundle, path: Path, name: str = "") -> None:
    """Writes a bundle in the format of that name, or the one that the suffix asks for.

    Raises FileFault, and then leaves an old file as it was.
    """
    entry = format_of(path, name)
    if entry.write is not None and entry.needs_run and not bundle.history:
        raise FileFault("{label} records a training run, and there has been none yet. Train the network first",
                        label=entry.label)  # fmt: skip
    entry = writable(path, bundle.snapshot.graph, name)
    assert entry.write is not None
    entry.write(bundle, path)


def read(path: Path) -> Snapshot:
    """Reads a model file; raises FileFault."""
    entry = format_of(path)
    readers = [other.read for other in FORMATS.values() if other.suffix == entry.suffix and other.read is not None]
    if not readers:
        raise FileFault("{suffix} files can be written but not read. Choose another file", suffix=entry.suffix)
    return readers[0](path)
