"""One open project in the window: its document, undo, selection, what is known of it, and its training."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from netbuilder.data import Prepared
from netbuilder.errors import Fault
from netbuilder.graph import Graph, Problem, Report, check
from netbuilder.graph.layout import placed
from netbuilder.project import Document, Project, TrainedRun
from netbuilder.project.code import Adoption, carried
from netbuilder.project.repairs import Repair, problems_of, repairs_for
from netbuilder.ui.canvas.editing import Editing
from netbuilder.ui.commands import Edit
from netbuilder.ui.data_loading import DataLoader
from netbuilder.ui.i18n import sentence
from netbuilder.ui.training import Trainer


class Session(QObject):
    """Gestures come in as edits; what follows from them goes out as signals."""

    project_changed = Signal(object, object)  # old, new
    report_changed = Signal()
    selection_changed = Signal()
    run_changed = Signal()
    data_changed = Signal()
    title_changed = Signal()
    refused = Signal(object)  # a Fault to be told where it happened

    def __init__(
        self, project: Project, path: Path | None = None, run: TrainedRun | None = None, name: str = ""
    ) -> None:
        super().__init__()
        project = project.replace(graph=placed(project.graph))
        self.document = Document(project, path, run)
        self._name = name
        self.undo_stack = QUndoStack(self)
        self.selection: frozenset[str] = frozenset()
        self.report: Report = check(project.graph)
        self.problems: tuple[Problem, ...] = ()
        self.editing = Editing(self)
        self.loader = DataLoader(self)
        self.trainer = Trainer(self)
        self.document.changed.connect(self._on_changed)
        self.document.trained.connect(self._on_trained)
        self.undo_stack.cleanChanged.connect(self._on_clean)  # not a lambda: the stack still emits when it dies
        self.loader.changed.connect(self._on_data)
        self._find_problems()

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self.document.project

    @property
    def graph(self) -> Graph:
        """The graph as it is now."""
        return self.document.graph

    @property
    def prepared(self) -> Prepared | None:
        """The data, once it is loaded."""
        return self.loader.prepared

    @property
    def name(self) -> str:
        """What the tab is called."""
        return self.document.path.stem if self.document.path else self._name or self.tr("untitled")

    @property
    def is_modified(self) -> bool:
        """Whether something is not in the file yet."""
        return self.document.is_modified

    def edit(self, text: str, graph: Graph, merge_key: str = "") -> None:
        """Makes a new graph the current one, as one undo step."""
        self.change(text, self.project.replace(graph=graph), merge_key)

    def change(self, text: str, project: Project, merge_key: str = "") -> None:
        """Makes a new project the current one, as one undo step."""
        if project != self.project:
            self.undo_stack.push(Edit(text, self.document, project, merge_key))

    def take_over(self, text: str, adoption: Adoption) -> None:
        """Makes what code says the current project, as one undo step; weights of what did not change stay."""
        if adoption.project != self.project:
            run = self.document.run
            kept = carried(run, self.graph, adoption) if run is not None else None
            self.undo_stack.push(Edit(text, self.document, adoption.project, run=kept))

    def attempt(self, text: str, make, merge_key: str = "") -> bool:
        """Edits by what `make` gives for the graph; a refusal is told, and nothing changes."""
        try:
            graph = make(self.graph)
        except Fault as fault:
            self.refused.emit(fault)
            return False
        self.edit(text, graph, merge_key)
        return True

    def select(self, names: Iterable[str]) -> None:
        """Makes these blocks the selected ones. Selecting is never an undo step."""
        chosen = frozenset(name for name in names if name in self.graph)
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit()

    def mark_saved(self, path: Path) -> None:
        """Remembers where everything was written."""
        self.document.mark_saved(path)
        self.undo_stack.setClean()
        self.title_changed.emit()

    def close(self) -> None:
        """Ends its threads."""
        self.trainer.close()
        self.loader.close()

    def _on_clean(self, _clean: bool) -> None:
        self.title_changed.emit()

    def _on_changed(self, old: Project, new: Project) -> None:
        if new.graph is not old.graph:
            self.report = check(new.graph)
        self.project_changed.emit(old, new)
        gone = self.selection - set(new.graph.nodes)
        if gone:
            self.select(self.selection - gone)
        if new.data != old.data:
            self.loader.request()
        self._find_problems()
        self.title_changed.emit()

    def _on_trained(self, run: TrainedRun | None) -> None:
        self.run_changed.emit()
        self.title_changed.emit()

    def _on_data(self) -> None:
        self._find_problems()
        self.data_changed.emit()

    def say_anew(self) -> None:
        """Lets everything that follows this session say its numbers and names again, in another language."""
        self.project_changed.emit(self.project, self.project)
        self.run_changed.emit()
        self.data_changed.emit()
        self.trainer.state_changed.emit()
        self.report_changed.emit()
        self.selection_changed.emit()
        self.title_changed.emit()

    def _find_problems(self) -> None:
        prepared = self.prepared if self.loader.is_fresh else None
        self.problems = tuple(problems_of(self.project, prepared, self.report))
        self.report_changed.emit()

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """Ways to mend a problem, each tried on a copy."""
        return repairs_for(problem, self.project, self.prepared if self.loader.is_fresh else None)

    def apply(self, repair: Repair) -> None:
        """Mends a problem, as one undo step."""
        self.change(sentence(repair.label), repair.project)

    def problems_of(self, name: str) -> tuple[Problem, ...]:
        """The problems of one block."""
        return tuple(problem for problem in self.problems if problem.node == name)
