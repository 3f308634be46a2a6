"""The Training menu: runs are started, paused and stopped, networks evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from netbuilder.engine.checkpoint import NotExact
from netbuilder.errors import Fault
from netbuilder.kinds import shown
from netbuilder.project.external import Elsewhere
from netbuilder.ui import hooks
from netbuilder.ui.budget import LimitsDialog
from netbuilder.ui.commands import ChangeWeights
from netbuilder.ui.engine_dialog import EngineDialog
from netbuilder.ui.i18n import sentence
from netbuilder.ui.notify import Notifier
from netbuilder.ui.session import Session
from netbuilder.ui.training import RunRecord

if TYPE_CHECKING:
    from netbuilder.ui.workspace import Workspace


class TrainingCommands:
    """What the Training menu does."""

    def prepare_training(self) -> None:
        """Sets what was remembered."""
        action = self.actions_["watch_layers"]
        action.setCheckable(True)
        action.setChecked(self.preferences.watches_layers)
        self.notifier = Notifier(self)

    def set_limits(self) -> None:
        """Asks what a network may cost at most."""
        dialog = LimitsDialog(self.preferences.limits, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._keep_limits)
        dialog.open()
        self.limits_dialog = dialog

    def _keep_limits(self, limits: dict[str, float]) -> None:
        self.preferences.limits = limits
        self._show_figures()

    def choose_engine(self) -> None:
        """Asks what trains from the next run on."""
        known = self.preferences
        dialog = EngineDialog(known.engine, known.engine_python, known.engine_backend, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._keep_engine)
        dialog.open()
        self.engine_dialog = dialog

    def _keep_engine(self, where: Elsewhere | None) -> None:
        self.preferences.engine = where
        for workspace in self.workspaces:
            self._give_engine(workspace)
        self._show_figures()

    def _give_engine(self, workspace: Workspace) -> None:
        workspace.session.trainer.where = self.preferences.engine
        workspace.training.show_engine()

    def _engine_name(self) -> str:
        return self.tr("NumPy engine") if self.preferences.engine is None else self.tr("Keras in another Python")

    def _show_pausing(self) -> None:
        """Says on the button why a run cannot wait, where it cannot."""
        trainer = self.session.trainer if self.session is not None else None
        tip = self.actions_["pause"].toolTip()
        if trainer is not None and trainer.is_running and not trainer.can_pause:
            tip = self.tr("A run of Keras in another Python cannot pause. Stop keeps what it learned.")
        self.pause_button.setToolTip(tip)

    def watch_layers(self) -> None:
        """Shows on blocks and wires how the training goes, or no longer."""
        on = self.actions_["watch_layers"].isChecked()
        self.preferences.watches_layers = on
        for workspace in self.workspaces:
            workspace.session.trainer.watch(on)

    def train(self) -> None:
        """Starts a run that goes on with the weights that belong to the graph, or says what keeps it from starting."""
        self._train(anew=False)

    def train_anew(self) -> None:
        """Starts a run with new weights, or says what keeps it from starting."""
        self._train(anew=True)

    def _train(self, anew: bool) -> None:
        workspace = self.workspace
        if workspace is None or workspace.session.trainer.is_running or not self.may_train(workspace):
            return
        session = workspace.session
        if not self._may_write(session):
            return
        workspace.show_panel("training")
        self.statusBar().clearMessage()  # how the last run ended is no news any more
        if session.document.run is not None and not session.document.run_is_current:
            self.statusBar().showMessage(
                self.tr("The graph was changed since its last training: the run begins with new weights."), 10_000
            )
        session.trainer.start(anew)

    def _may_write(self, session: Session) -> bool:
        """Asks before callbacks write outside of the project's folder; False where the run is not to begin."""
        place = session.trainer.place
        outside = place.outside(session.project.training.callbacks)
        if not outside:
            return True
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Files outside of the project's folder"))
        text = self.tr("{name} wants to write while it trains: {paths}. That is outside of {folder}.")
        paths = ", ".join(shown(path) for path in outside)
        box.setText(text.format(name=session.name, paths=paths, folder=place.folder))
        kinds = QMessageBox.StandardButton
        box.setStandardButtons(kinds.Yes | kinds.No | kinds.Cancel)
        box.button(kinds.Yes).setText(self.tr("Allow"))
        box.button(kinds.No).setText(self.tr("Train without these files"))
        box.button(kinds.Cancel).setText(self.tr("Cancel"))
        box.setDefaultButton(kinds.No)
        answer = box.exec()
        session.trainer.allowed = frozenset(outside if answer == kinds.Yes else ())
        return answer != kinds.Cancel

    def _ask_to_resume(self, session: Session, fault: NotExact) -> None:
        """A run was interrupted under other circumstances: it goes on, or begins anew, or waits."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("An interrupted run"))
        box.setText(sentence(fault))
        kinds = QMessageBox.StandardButton
        box.setStandardButtons(kinds.Yes | kinds.No | kinds.Cancel)
        box.button(kinds.Yes).setText(self.tr("Go on anyway"))
        box.button(kinds.No).setText(self.tr("Begin anew"))
        box.button(kinds.Cancel).setText(self.tr("Cancel"))
        answer = box.exec()
        if answer in (kinds.Yes, kinds.No):
            session.trainer.start(resume="anyway" if answer == kinds.Yes else "anew")

    def pause(self) -> None:
        """Pauses the run, or goes on with it."""
        if self.session is not None:
            self.session.trainer.toggle_pause()

    def stop(self) -> None:
        """Stops the run after the current batch."""
        if self.session is not None:
            self.session.trainer.stop()

    def evaluate(self) -> None:
        """Measures the network on the test set."""
        if self.workspace is not None:
            self.workspace.show_panel("evaluate")
            self.workspace.evaluate.evaluate()

    def _show_beginnings(self, is_going_on: bool) -> None:
        """Names what begins a run: with weights that belong to the graph one goes on with them, or starts anew."""
        text = self.tr("Continue training") if is_going_on else self.tr("Train")
        if self.actions_["train"].text() != text:
            self.actions_.say("train", text)
            self.train_button.setText(self.tr("Continue") if is_going_on else self.tr("Train"))
            self.train_button.setToolTip(self.actions_["train"].toolTip())

    def restore_run(self) -> None:
        """Brings the run that is chosen in Runs back."""
        self._with_runs(lambda runs: runs.restore())

    def rename_run(self) -> None:
        """Lets the name of the chosen run be typed."""
        self._with_runs(lambda runs: runs.rename())

    def annotate_run(self) -> None:
        """Lets notes on the chosen run be typed."""
        self._with_runs(lambda runs: runs.annotate())

    def delete_run(self) -> None:
        """Forgets the chosen run."""
        self._with_runs(lambda runs: runs.delete())

    def draw_run(self) -> None:
        """Draws the curves of the chosen run under those of the newest, or no longer."""
        self._with_runs(lambda runs: runs.toggle_drawn())

    def _with_runs(self, act) -> None:
        if self.workspace is not None:
            self.workspace.show_panel("runs")
            act(self.workspace.runs)

    def forget_weights(self) -> None:
        """Lets the next run begin from new weights, as one undo step."""
        session = self.session
        if session is not None and session.document.run is not None and not session.trainer.is_running:
            session.undo_stack.push(ChangeWeights(self.tr("Forget the trained weights"), session.document, None))

    def _tell_end(self, session: Session, record: RunRecord) -> None:
        if record.outcome == "failed" and record.message is not None and not isinstance(record.message, Fault):
            hooks.teller.tell(type(record.message), record.message, record.message.__traceback__)
        ends = {
            "stopped": self.tr("Training was stopped: {name}"),
            "failed": self.tr("Training failed: {name}"),
        }
        text = ends.get(record.outcome, self.tr("Training is finished: {name}"))
        self.statusBar().showMessage(text.format(name=session.name), 8000)
        self.notifier.tell("NetBuilder", text.format(name=session.name))
        self._show_figures()  # the pace was measured
        if isinstance(record.message, NotExact):
            fault = record.message
            QTimer.singleShot(0, session, lambda: self._ask_to_resume(session, fault))
