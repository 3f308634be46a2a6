"""The Training menu: runs are started, paused and stopped, networks evaluated."""

from __future__ import annotations

from PySide6.QtCore import Qt

from netbuilder.errors import Fault
from netbuilder.ui import hooks
from netbuilder.ui.budget import LimitsDialog
from netbuilder.ui.notify import Notifier
from netbuilder.ui.session import Session
from netbuilder.ui.training import RunRecord


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

    def watch_layers(self) -> None:
        """Shows on blocks and wires how the training goes, or no longer."""
        on = self.actions_["watch_layers"].isChecked()
        self.preferences.watches_layers = on
        for workspace in self.workspaces:
            workspace.session.trainer.watch(on)

    def train(self) -> None:
        """Starts a run, or says what keeps it from starting."""
        workspace = self.workspace
        if workspace is None or workspace.session.trainer.is_running:
            return
        session = workspace.session
        if any(problem.severity == "error" for problem in session.problems):
            workspace.show_panel("problems")
            self.statusBar().showMessage(self.tr("The network has problems. Mend them, then train."), 6000)
            return
        if not session.project.data.chosen:
            workspace.show_panel("data")
            self.statusBar().showMessage(self.tr("Choose data first."), 6000)
            return
        workspace.show_panel("training")
        session.trainer.start()

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

    def forget_weights(self) -> None:
        """Lets the next run begin from new weights."""
        if self.session is not None and not self.session.trainer.is_running:
            self.session.document.run = None

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
