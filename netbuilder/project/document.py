"""The one changeable thing: holds the current project and tells who listens when it is replaced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from psygnal import Signal

from netbuilder.graph import Graph
from netbuilder.project.on_disk import OnDisk
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.runs import Measured, Run, Runs, find, put, without


class Document:
    """A project being worked on, where it is kept, and what training left.

    `changed` is emitted with the old and the new project; `trained` with the weights that are new in the network;
    `runs_changed` when a run is remembered, changed or forgotten.
    """

    changed = Signal(object, object)
    trained = Signal(object)
    runs_changed = Signal()

    def __init__(
        self,
        project: Project | None = None,
        path: Path | None = None,
        run: TrainedRun | None = None,
        runs: Runs = (),
        last: int = 0,
    ) -> None:
        self._project = project or Project()
        self._saved: tuple[Project, TrainedRun | None, Runs] | None = (self._project, run, runs)
        self._run, self._runs = run, runs
        self._last = max([last, *(other.number for other in runs)])
        self.path = path
        self.on_disk = OnDisk()

    @property
    def project(self) -> Project:
        """The current project; setting it tells all listeners."""
        return self._project

    @project.setter
    def project(self, new: Project) -> None:
        old, self._project = self._project, new
        if new is not old:
            self.changed.emit(old, new)

    @property
    def graph(self) -> Graph:
        """The current graph."""
        return self._project.graph

    @property
    def run(self) -> TrainedRun | None:
        """What the last training left."""
        return self._run

    @run.setter
    def run(self, new: TrainedRun | None) -> None:
        self._run = new
        self.trained.emit(new)

    @property
    def runs(self) -> Runs:
        """All runs that are remembered, by number."""
        return self._runs

    @property
    def last_number(self) -> int:
        """The highest number that a run ever had: those of forgotten ones are not given again."""
        return self._last

    def take_number(self) -> int:
        """The number of a run that begins."""
        self._last += 1
        return self._last

    def remember(self, run: Run) -> None:
        """Keeps a run, in the place of the one with its number."""
        self._set_runs(put(self._runs, run))

    def forget(self, number: int) -> None:
        """Lets a run go; the weights in the network stay."""
        self._set_runs(without(self._runs, number))

    def measure(self, run: TrainedRun, measured: Measured) -> None:
        """Keeps what was measured of the weights of a run that is remembered."""
        found = find(self._runs, run.number)
        if found is not None and (found.snapshot is None or found.snapshot is run.snapshot):
            self.remember(replace(found, test=measured))

    def _set_runs(self, runs: Runs) -> None:
        self._runs = runs
        self.runs_changed.emit()

    @property
    def own_run(self) -> Run | None:
        """The run whose weights are in the network; None where they are no remembered run's."""
        return find(self._runs, self._run.number) if self._run is not None else None

    @property
    def run_is_current(self) -> bool:
        """Whether the trained weights still belong to the graph as it is drawn."""
        return self._run is not None and self._run.is_of(self.graph)

    @property
    def is_modified(self) -> bool:
        """Whether there is anything that is not in the file."""
        if self._saved is None:
            return True
        project, run, runs = self._saved
        return project != self._project or run is not self._run or runs != self._runs

    @property
    def has_weights_in_file(self) -> bool:
        """Whether the weights and all runs are those in its file."""
        if self._saved is None or self.path is None:
            return False
        return self._saved[1] is self._run and self._saved[2] == self._runs

    def mark_unsaved(self) -> None:
        """Remembers that what it holds now is in no file: it was pasted, or recovered."""
        self._saved = None

    def mark_saved(self, path: Path) -> None:
        """Remembers that everything is in the file."""
        self.path, self._saved = path, (self._project, self._run, self._runs)
        self.on_disk = self.on_disk.written(path)

    @property
    def read_only(self) -> bool:
        """Whether its file belongs to another, or to a newer version: it is saved under another name."""
        return self.on_disk.read_only

    def let_go(self) -> None:
        """Gives its file free for others."""
        self.on_disk.let_go()
