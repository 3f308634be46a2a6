"""Weights of runs in files of their own, beside a kept project: each is written once, whatever is said of its run.

`net.netb.run` is a project file with the words of all runs and none of their weights; it names the files that have
them. Those of run 7 are in `net.netb.run.7-1`, and in `net.netb.run.7-2` once they are others: the words are written
after the weights that they name and before those are deleted that they name no longer, so that whoever is killed in
between leaves the old or the new.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from netbuilder.errors import N_, FileFault, Message, listed
from netbuilder.files import writing
from netbuilder.kinds import shown
from netbuilder.project.file import ProjectFile, read_named, read_project, write_project
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.runs import KEPT, Run, Runs, weight_bytes

RUN = ".run"
NAMED = re.compile(r"\d{1,16}-\d{1,9}")  # number of the run, and how often its weights were written
GONE = N_("{name}: the weights of these runs could not be read and were left out: {numbers}. {cause}")
NETWORK_GONE = N_("{name}: the weights of its network could not be read and were left out: {cause}")


def words_of(kept: Path) -> Path:
    """Where it stands what a kept project's runs are, without their weights."""
    return kept.with_name(kept.name + RUN)


def weights_of(kept: Path) -> Iterator[Path]:
    """The files of weights that lie beside a kept project."""
    with contextlib.suppress(FileNotFoundError), os.scandir(kept.parent) as entries:
        for entry in entries:
            before, _, rest = entry.name.rpartition(".")
            if before == kept.name + RUN and NAMED.fullmatch(rest):
                yield kept.with_name(entry.name)


class WeightsBeside:
    """Writes what runs left beside a kept project; remembers what is there, so that nothing is written twice."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._written: dict[str, TrainedRun] = {}
        self._told: tuple[TrainedRun | None, Runs] | None = None

    def write(self, run: TrainedRun | None, runs: Runs, last: int) -> None:
        """Writes the words of all runs, and those weights that are not there yet; raises FileFault."""
        if self._told is not None and self._told[0] is run and self._told[1] is runs:
            return
        own = {other.number: trained for other in runs if (trained := other.trained()) is not None}
        named = {str(number): self._name_of(trained) for number, trained in own.items()}
        network = None if run is None else self._name_of(run)
        words = tuple(replace(other, snapshot=None) for other in runs)
        write_project(words_of(self._kept), Project(), None, words, last, named={"network": network, "runs": named})
        self._told = (run, runs)
        used = {network, *named.values()}
        self._written = {name: trained for name, trained in self._written.items() if name in used}
        _delete(path for path in weights_of(self._kept) if path.name.rpartition(".")[2] not in used)

    def _name_of(self, trained: TrainedRun) -> str:
        """The name of the file that has these weights; written now, where none has."""
        for name, other in self._written.items():
            if other.snapshot is trained.snapshot and _words(other) == _words(trained):
                return name
        number, turn = trained.number or 0, 1
        while os.path.lexists(self._path(f"{number}-{turn}")):
            turn += 1
        name = f"{number}-{turn}"
        write_project(self._path(name), Project(), trained)
        self._written[name] = trained
        return name

    def _path(self, name: str) -> Path:
        return self._kept.with_name(f"{self._kept.name}{RUN}.{name}")

    def remove(self) -> None:
        """Deletes all of it: the project has its weights elsewhere, or has none. Raises FileFault."""
        self._written, self._told = {}, None
        _delete((words_of(self._kept), *weights_of(self._kept)))


def _words(run: TrainedRun) -> tuple[object, ...]:
    """All but the weights."""
    return run.data, run.history, run.number, run.source, run.kept


def _delete(paths: Iterator[Path] | tuple[Path, ...]) -> None:
    for path in paths:
        with writing(path), contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def read_beside(kept: Path, name: str) -> ProjectFile:
    """What lies beside a kept project of that `name`; raises FileFault. Weights that cannot be read are left out."""
    words = words_of(kept)
    found = read_project(words)
    named = read_named(words)
    if named is None:
        return found  # an older version's, which has the weights in the same file
    reading = _Reading(kept)
    file = named.get("network")
    network = None if file is None else reading.read(file)
    notices = (*found.notices, *(network.notices if network is not None else ()))
    if file in reading.faults:
        notices = (*notices, Message(NETWORK_GONE, {"name": name, "cause": reading.faults[file]}))
    runs = tuple(reading.with_weights(run, named["runs"].get(str(run.number))) for run in reversed(found.runs))
    if reading.lost:
        cause = next(iter(reading.faults.values()))
        numbers = listed([str(number) for number in reversed(reading.lost)])
        notices = (*notices, Message(GONE, {"name": name, "numbers": numbers, "cause": cause}))
    return replace(found, run=network.run if network is not None else None, runs=runs[::-1], notices=notices)


class _Reading:
    """Each file is read once; the newest first, until they hold as much as is kept."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._read: dict[str, ProjectFile | None] = {}
        self._left = KEPT
        self.faults: dict[str, FileFault] = {}  # by the name of the file
        self.lost: list[int] = []  # numbers of runs

    def with_weights(self, run: Run, file: str | None) -> Run:
        if file is None or (file not in self._read and self._left < 0):
            return run
        found = self.read(file)
        if found is None:
            self.lost.append(run.number)
        return run if found is None or found.run is None else replace(run, snapshot=found.run.snapshot)

    def read(self, file: str) -> ProjectFile | None:
        if file not in self._read:
            self._read[file] = self._read_file(file)
        return self._read[file]

    def _read_file(self, file: str) -> ProjectFile | None:
        try:
            if not NAMED.fullmatch(file):
                told = "{path} names {name}, which is no file of weights"
                raise FileFault(told, path=words_of(self._kept), name=shown(file))
            found = read_project(self._kept.with_name(f"{self._kept.name}{RUN}.{file}"))
        except FileFault as fault:
            self.faults[file] = fault
            return None
        if found.run is not None:
            self._left -= weight_bytes(found.run.snapshot)
        return found
