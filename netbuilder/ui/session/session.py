"""One open project in the window: its document, undo, selection, what is known of it, and its training."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from netbuilder.data import SOURCES, Prepared
from netbuilder.errors import Fault, Message, printable
from netbuilder.graph import Functional, Graph, Problem, Report, check
from netbuilder.graph.drawing.placing import placed
from netbuilder.graph.ends import with_ends
from netbuilder.graph.inside import Path as Place
from netbuilder.graph.inside import changed_at, existing, graph_at, report_at, with_graph_at
from netbuilder.graph.serial import need_keepable
from netbuilder.project import Document, Project, Run, TrainedRun
from netbuilder.project.code import Adoption, carried
from netbuilder.project.repairs import Repair, problems_of, repairs_for
from netbuilder.project.runs import Runs
from netbuilder.project.suited import suited
from netbuilder.ui.session.checkup import Checkup
from netbuilder.ui.session.data_choice import DataChoice
from netbuilder.ui.session.editing import Editing
from netbuilder.ui.session.loading import DataLoader
from netbuilder.ui.session.trainer import Trainer
from netbuilder.ui.session.undo import Edit, Said, Step


class Session(QObject):
    """Gestures come in as edits; what follows from them goes out as signals."""

    project_changed = Signal(object, object)  # old, new
    report_changed = Signal()
    selection_changed = Signal()
    run_changed = Signal()
    data_changed = Signal()
    title_changed = Signal()
    place_leaving = Signal()  # another network is going to be looked at: what is being written belongs to this one
    place_changed = Signal()  # another network is looked at: the whole, or one inside a block
    revisited = Signal(object, object)  # by undo or redo: the blocks that changed, and the graph there as it was
    refused = Signal(object)  # a Fault to be told where it happened

    def __init__(
        self,
        project: Project,
        path: Path | None = None,
        run: TrainedRun | None = None,
        name: str = "",
        runs: Runs = (),
        last: int = 0,
    ) -> None:
        super().__init__()
        project = project.replace(graph=placed(project.graph))
        self.document = Document(project, path, run, runs, last)
        self._name = name
        self.number = 1  # among those that are called so and lie in no file
        self.undo_stack = QUndoStack(self)
        self.selection: frozenset[str] = frozenset()
        self.place: Place = ()  # the blocks that lead to the network that is looked at
        self.graph: Graph = project.graph
        self.report: Report = check(project.graph)
        self.problems: tuple[Problem, ...] = ()
        self.all_problems: tuple[Problem, ...] = ()  # of the whole network, wherever one looks
        self._judged = False  # from Train on, until the network is changed
        self._unsuited: set[str] = set()  # blocks that were added while the data was being read
        self._stood = project  # as it was at the last step of the history
        self._is_stepping = True  # back or forth in the history; not while a step is made
        self._repairs: dict[int, tuple[Repair, ...]] = {}  # those that were asked for, by the number of the problem
        self.editing = Editing(self, self)
        self.loader = DataLoader(self.document, self)
        self.trainer = Trainer(self.document, self.loader, self)
        self.document.changed.connect(self._on_changed)
        self.document.trained.connect(self._on_trained)
        self.document.runs_changed.connect(self._on_runs)
        # Told once the stack has moved: before, it does not know yet what can be done again. Not by a lambda: the
        # stack still emits when it dies.
        self.undo_stack.indexChanged.connect(self._on_step)
        self.undo_stack.cleanChanged.connect(self._on_step)
        self.loader.changed.connect(self._on_data)
        self.data_choice = DataChoice(self, self)
        self.checkup = Checkup(self.document, self.loader, self.trainer, self)
        self._find_problems()

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self.document.project

    @property
    def prepared(self) -> Prepared | None:
        """The data, once it is loaded."""
        return self.loader.prepared

    @property
    def name(self) -> str:
        """What the tab is called."""
        if self.document.path is not None and (stem := printable(self.document.path.stem)):
            return stem
        return f"{self.given_name}-{self.number}" if self.number > 1 else self.given_name

    @property
    def given_name(self) -> str:
        """What it is called until it is saved."""
        return printable(self._name) or self.tr("untitled")

    @property
    def data_title(self) -> str:
        """What the data set is called: the same before it is loaded and afterwards; "" where none is chosen."""
        settings = self.project.data
        if settings.source in SOURCES:
            return SOURCES[settings.source].title
        if self.prepared is not None and self.loader.is_fresh:
            return self.prepared.dataset.title
        return settings.name

    @property
    def is_modified(self) -> bool:
        """Whether something is not in the file yet."""
        return self.document.is_modified

    def edit(self, text: Said, graph: Graph) -> None:
        """Makes a new graph the one that is looked at, as one undo step; a refusal is told, and nothing changes."""
        self._attempt(text, lambda _graph: graph)

    def change(self, text: Said, project: Project, merge_key: str = "") -> None:
        """Makes a new project the current one, as one undo step."""
        if project != self.project:
            self._push(Edit(text, self.document, project, merge_key))

    def restore(self, text: Said, run: Run) -> None:
        """Brings graph, settings and, where they are kept, the weights of a run back, as one undo step."""
        trained = run.trained()
        if run.project != self.project or (trained is not None and self.document.own_run != run):
            self._push(Edit(text, self.document, run.project, run=trained))

    def take_over(self, text: Said, adoption: Adoption) -> None:
        """Makes what code says the current project, as one undo step; weights of what did not change stay."""
        if adoption.project != self.project:
            run = self.document.run
            kept = carried(run, self.project.graph, adoption) if run is not None else None
            self._push(Edit(text, self.document, adoption.project, run=kept))

    def _push(self, step: Edit) -> None:
        self._is_stepping = False
        try:
            self.undo_stack.push(step)
        finally:
            self._is_stepping = True

    def attempt(self, text: Said, make: Callable[[Graph], Graph], merge_key: str = "", suit: bool = False) -> bool:
        """Edits by what `make` gives for the graph, with the same outputs; a refusal is told, and nothing changes.

        Where asked for, new blocks `suit` the chosen data.
        """
        return self._attempt(text, lambda graph: with_ends(graph, make(graph)), merge_key, suit)

    def _attempt(self, text: Said, make: Callable[[Graph], Graph], merge_key: str = "", suit: bool = False) -> bool:
        try:
            made = placed(make(self.graph))  # what comes out of a block may never have been drawn
            if len(made) > len(self.graph):
                need_keepable(made)  # sooner than when it is to be saved
            whole = with_graph_at(self.project.graph, self.place, made)
        except Fault as fault:
            self.refused.emit(fault)
            return False
        changed = self.project.replace(graph=whole)
        if suit and not self.place:
            new = whole.nodes.keys() - self.graph.nodes.keys()
            if self.prepared is not None and self.loader.is_fresh:
                changed = suited(changed, new, self.prepared)
            elif self.loader.is_loading:
                self._unsuited |= new
        self.change(text, changed, merge_key)
        return True

    def _suit(self) -> None:
        """Blocks that were added while the data was being read suit it now, where nobody has changed them since."""
        new, self._unsuited = self._unsuited & self.project.graph.nodes.keys(), set()
        # A step that was undone can still be done again: a new one would take that away.
        if new and self.prepared is not None and not self.undo_stack.canRedo():
            self.change(Message("Fit new blocks to the data"), suited(self.project, new, self.prepared))

    def enter(self, name: str) -> bool:
        """Looks at the network inside a block; False where there is none."""
        if name not in self.graph or not isinstance(self.graph[name].layer, Functional):
            return False
        self.go_to((*self.place, name))
        return True

    def leave(self) -> None:
        """Looks at the network around this one; the block that one comes from is selected."""
        if self.place:
            name = self.place[-1]
            self.go_to(self.place[:-1])
            self.select({name})

    def go_to(self, place: Place) -> None:
        """Looks at the network inside these blocks."""
        place = existing(self.project.graph, place)
        if place == self.place:
            return
        self.place_leaving.emit()
        self.select(())
        self.place = place
        self._look()
        self._find_problems()
        self.project_changed.emit(self.project, self.project)
        self.place_changed.emit()

    def _look(self) -> None:
        """Takes over the network at the place that is looked at."""
        whole = self.project.graph
        self.graph = placed(graph_at(whole, self.place)) if self.place else whole
        self.report = report_at(whole, self.place)

    def select(self, names: Iterable[str]) -> None:
        """Makes these blocks the selected ones. Selecting is never an undo step."""
        chosen = frozenset(name for name in names if name in self.graph)
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit()

    def mark_unsaved(self) -> None:
        """Remembers that what is open is in no file yet."""
        self.document.mark_unsaved()
        self.title_changed.emit()

    def mark_saved(self, path: Path) -> None:
        """Remembers where everything was written."""
        self.document.mark_saved(path)
        self.trainer.forget_backups()
        self.undo_stack.setClean()
        self.title_changed.emit()

    def close(self) -> None:
        """Ends its threads."""
        self.checkup.close()
        self.trainer.close()
        self.loader.close()
        self.document.let_go()

    def _on_step(self, _step: int) -> None:
        self.title_changed.emit()
        before, self._stood = self._stood, self.project
        if self._is_stepping and before.graph is not self.project.graph:
            self._revisit(before.graph, self.project.graph)

    def _revisit(self, before: Graph, after: Graph) -> None:
        """A step back or forth in the history is looked at where it changed something."""
        place, names = changed_at(before, after, self.place)
        self.go_to(place)
        if names and place == self.place:
            self.revisited.emit(names, graph_at(before, place))

    def _on_changed(self, old: Project, new: Project) -> None:
        place = self.place
        if new.graph is not old.graph:
            self._judged = False
            self.place = existing(new.graph, place)  # around it, where a block on the way there is gone
            self._look()
        self.project_changed.emit(old, new)
        # What is called the same in another network is another block; the one that one comes from may be there.
        stays = self.selection if self.place == place else place[len(self.place) : len(self.place) + 1]
        self.select(name for name in stays if name in self.graph)
        if self.place != place:
            self.place_changed.emit()
        if new.data != old.data or not self.loader.suits:
            self.loader.request()
        self._find_problems()

    def _on_trained(self, run: TrainedRun | None) -> None:
        self.run_changed.emit()
        self.title_changed.emit()

    def _on_runs(self) -> None:
        self.title_changed.emit()

    def _on_data(self) -> None:
        if self.loader.is_fresh:
            self._suit()
        elif not self.loader.is_loading:
            self._unsuited = set()
        self._find_problems()
        self.data_changed.emit()

    def say_anew(self) -> None:
        """Lets everything that follows this session say its numbers and names again, in another language."""
        for i in range(self.undo_stack.count()):
            step = self.undo_stack.command(i)
            if isinstance(step, Step):
                step.say()
        self.project_changed.emit(self.project, self.project)
        self.run_changed.emit()
        self.data_changed.emit()
        self.trainer.state_changed.emit()
        self.report_changed.emit()
        self.selection_changed.emit()
        self.title_changed.emit()

    def judge(self) -> tuple[Problem, ...]:
        """All problems, those with the end of the network included: it is to be trained as it is."""
        if not self._judged:
            self._judged = True
            self._find_problems()
        return self.all_problems

    def _find_problems(self) -> None:
        prepared = self.prepared if self.loader.is_fresh else None
        self.all_problems = tuple(problems_of(self.project, prepared, building=not self._judged))
        self.problems = self.report.problems if self.place else self.all_problems
        self._repairs = {}
        self.report_changed.emit()

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """Ways to mend a problem, each tried on a copy."""
        number = self.problems.index(problem) if problem in self.problems else -1
        if number < 0:
            return self._tried(problem)
        if number not in self._repairs:
            self._repairs[number] = self._tried(problem)
        return self._repairs[number]

    def _tried(self, problem: Problem) -> tuple[Repair, ...]:
        if self.place:
            return repairs_for(problem, self.project.replace(graph=self.graph))
        return repairs_for(problem, self.project, self.prepared if self.loader.is_fresh else None)

    def apply(self, repair: Repair) -> None:
        """Mends a problem, as one undo step."""
        if self.place:
            self.edit(repair.label, repair.project.graph)
        else:
            self.change(repair.label, repair.project)

    def problems_of(self, name: str) -> tuple[Problem, ...]:
        """The problems of one block."""
        return tuple(problem for problem in self.problems if problem.node == name)
