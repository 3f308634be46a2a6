"""The one changeable thing: holds the current project and tells who listens when it is replaced."""

from __future__ import annotations

from pathlib import Path

from psygnal import Signal

from netbuilder.graph import Graph
from netbuilder.project.project import Project, TrainedRun


class Document:
    """A project being worked on, where it is kept, and what training left.

    `changed` is emitted with the old and the new project; `trained` with the newest run.
    """

    changed = Signal(object, object)
    trained = Signal(object)

    def __init__(self, project: Project | None = None, path: Path | None = None, run: TrainedRun | None = None) -> None:
        self._project = project or Project()
        self._saved = (self._project, run)
        self._run = run
        self.path = path
        self.read_only = False

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
    def run_is_current(self) -> bool:
        """Whether the trained weights still belong to the graph as it is drawn."""
        return self._run is not None and self._run.is_of(self.graph)

    @property
    def is_modified(self) -> bool:
        """Whether there is anything that is not in the file."""
        project, run = self._saved
        return project != self._project or run is not self._run

    def mark_saved(self, path: Path) -> None:
        """Remembers that everything is in the file."""
        self.path, self._saved, self.read_only = path, (self._project, self._run), False
