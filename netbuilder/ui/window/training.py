"""Runs are started and their ends told; what trains, and what a network may cost, is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from netbuilder.engine.checkpoint import NotExact
from netbuilder.errors import Fault
from netbuilder.kinds import shown
from netbuilder.project.external import Elsewhere
from netbuilder.ui import hooks
from netbuilder.ui.dialogs.engine import EngineDialog
from netbuilder.ui.dialogs.questions import Answer, ask
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.session.session import Session
from netbuilder.ui.window.budget import LimitsDialog
from netbuilder.ui.window.documents import Documents
from netbuilder.ui.window.notify import Notifier
from netbuilder.ui.window.status import StatusBar

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace


class Training(QObject):
    """Says what must be settled before anything can train, asks what must be asked, and tells how a run ended."""

    settings_changed = Signal()  # the engine, the limits, or the pace that was measured

    def __init__(self, documents: Documents, status: StatusBar, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._documents, self._status, self._preferences, self._window = documents, status, preferences, window
        self.notifier = Notifier(window)

    def follow(self, workspace: Workspace) -> None:
        """Serves a project that was opened."""
        session = workspace.session
        session.trainer.watch(self._preferences.watches_layers)
        self._give_engine(workspace)
        workspace.training.engine_asked.connect(self.choose_engine)
        workspace.training.run_asked.connect(lambda anew: self.start(workspace, anew))
        session.trainer.finished.connect(lambda record: self._tell_end(session, record))

    # -- settings -------------------------------------------------------------------------------------

    def set_limits(self) -> None:
        """Asks what a network may cost at most."""
        dialog = LimitsDialog(self._preferences.limits, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._keep_limits)
        dialog.open()

    def _keep_limits(self, limits: dict[str, float]) -> None:
        self._preferences.limits = limits
        self.settings_changed.emit()

    def choose_engine(self) -> None:
        """Asks what trains from the next run on."""
        known = self._preferences
        dialog = EngineDialog(known.engine, known.engine_python, known.engine_backend, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.use_engine)
        dialog.open()

    def use_engine(self, where: Elsewhere | None) -> None:
        """Trains there from the next run on."""
        self._preferences.engine = where
        for workspace in self._documents.workspaces:
            self._give_engine(workspace)
        self.settings_changed.emit()

    def _give_engine(self, workspace: Workspace) -> None:
        workspace.session.trainer.where = self._preferences.engine
        workspace.training.show_engine()

    # -- starting -------------------------------------------------------------------------------------

    def start(self, workspace: Workspace, anew: bool = False) -> None:
        """Starts a run, or says what keeps it from starting."""
        session = workspace.session
        if session.trainer.is_running or not self._may_train(workspace) or not self._may_write(session):
            return
        workspace.show_panel("training", is_needed=False)
        self._status.clearMessage()  # how the last run ended is no news any more
        if session.document.run is not None and not session.document.run_is_current:
            self._status.showMessage(
                self.tr("The graph was changed since its last training: the run begins with new weights."), 10_000
            )
        session.trainer.start(anew)

    def examine(self, workspace: Workspace, is_asked: bool = True) -> None:
        """Tries network and data together; the dialog stays open beside the window.

        Unless that `is_asked` for, it shows what a glance has found, and waits.
        """
        session = workspace.session
        if not session.project.data.chosen:
            workspace.show_panel("data")
            self._status.showMessage(self.tr("Choose data first: it is examined together with the network"), 8000)
            return
        from netbuilder.ui.dialogs.doctor import DoctorDialog

        dialog = next((found for found in self._window.findChildren(DoctorDialog) if found.session is session), None)
        if dialog is None:
            dialog = DoctorDialog(session, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            workspace.destroyed.connect(dialog.close)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        if is_asked:
            dialog.start()

    def cross_validate(self, workspace: Workspace) -> None:
        """Asks how many folds, and trains a network for each."""
        if not self._may_train(workspace):
            return
        if workspace.session.trainer.is_running:
            self._status.showMessage(self.tr("Cross-validation can begin once the training has ended"), 8000)
            return
        from netbuilder.ui.dialogs.folds import FoldsDialog

        dialog = FoldsDialog(workspace.session, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def label_faults(self, workspace: Workspace) -> None:
        """Looks for labels that are probably wrong; the dialog stays open beside the window."""
        if not self._may_train(workspace):
            return
        from netbuilder.ui.panels.label_faults import LabelFaultsDialog

        session = workspace.session
        dialog = next((one for one in self._window.findChildren(LabelFaultsDialog) if one.session is session), None)
        if dialog is None:
            dialog = LabelFaultsDialog(session, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.sample_asked.connect(workspace.show_sample)
            workspace.destroyed.connect(dialog.close)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _may_train(self, workspace: Workspace) -> bool:
        """Whether the project can be trained; says what is in the way."""
        session = workspace.session

        def has_errors() -> bool:
            return any(problem.severity == "error" for problem in session.all_problems)

        session.judge()
        if has_errors():
            workspace.show_panel("problems")
            self._status.ask_for(self.tr("The network has problems. Fix them, then train."), has_errors)
            return False
        if not session.project.data.chosen:
            workspace.show_panel("data")
            self._status.ask_for(self.tr("Choose data first."), lambda: not session.project.data.chosen)
            return False
        return True

    def _may_write(self, session: Session) -> bool:
        """Asks before callbacks write outside of the project's folder; False where the run is not to begin."""
        place = session.trainer.place
        outside = place.outside(session.project.training.callbacks)
        if not outside:
            return True
        text = self.tr("{name} wants to write while it trains: {paths}. That is outside {folder}.").format(
            name=session.name, paths=", ".join(shown(path) for path in outside), folder=place.folder
        )
        title = self.tr("Files outside the project's folder")
        answers = {Answer.Yes: self.tr("Allow"), Answer.No: self.tr("Train without these files")}
        answer = ask(self._window, title, text, answers, Answer.No)
        session.trainer.allowed = frozenset(outside if answer == Answer.Yes else ())
        return answer != Answer.Cancel

    # -- the end --------------------------------------------------------------------------------------

    def _tell_end(self, session: Session, record: RunRecord) -> None:
        error = record.message
        if record.outcome == "failed" and isinstance(error, Exception) and not isinstance(error, Fault):
            hooks.teller.tell(type(error), error, error.__traceback__)
        ends = {
            "stopped": self.tr("Training was stopped: {name}"),
            "failed": self.tr("Training failed: {name}"),
        }
        text = ends.get(record.outcome, self.tr("Training is finished: {name}")).format(name=session.name)
        self._status.showMessage(text, 8000)
        self.notifier.tell("NetBuilder", text)
        self.settings_changed.emit()  # the pace was measured
        if isinstance(error, NotExact):
            fault = error
            QTimer.singleShot(0, session, lambda: self._ask_to_resume(session, fault))

    def _ask_to_resume(self, session: Session, fault: NotExact) -> None:
        """A run was interrupted under other circumstances: it goes on, or begins anew, or waits."""
        answers = {Answer.Yes: self.tr("Continue anyway"), Answer.No: self.tr("Begin anew")}
        answer = ask(self._window, self.tr("An interrupted run"), sentence(fault), answers)
        if answer != Answer.Cancel:
            session.trainer.start(resume="anyway" if answer == Answer.Yes else "anew")
