"""The evaluation: scores on the test set, and what the network says of its samples."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from netbuilder.data import DataSettings
from netbuilder.errors import Fault
from netbuilder.project import TrainedRun
from netbuilder.project.runs import Measured
from netbuilder.ui.i18n import sentence
from netbuilder.ui.panels.parts import button, clear, column, label, row
from netbuilder.ui.panels.samples import SamplesView
from netbuilder.ui.plots.curves import scalars, short
from netbuilder.ui.session import Session
from netbuilder.ui.tasks import Done, Failed, Task
from netbuilder.ui.theme import ROOM
from netbuilder.ui.training import evaluation


class EvaluatePanel(QWidget):
    """Evaluates the weights of the last training."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self._task: Task | None = None
        self._measuring: tuple[TrainedRun, DataSettings] | None = None
        self._measured: tuple[TrainedRun | None, Measured | None] = (None, None)
        self._shown: Measured | None = None
        self.button = button(self.tr("Evaluate on the test set"), self.evaluate, "primary")
        self.state = label("", "quiet", wrap=True)
        self.scores = column(gap=4)
        self.samples = SamplesView()
        self.samples.setMinimumWidth(360)
        left = column(self.button, self.state, self.scores, "|")
        self.setLayout(row(left, self.samples, margin=ROOM, gap=ROOM))
        self.layout().setStretch(1, 1)
        session.run_changed.connect(self.refresh)
        session.project_changed.connect(lambda old, new: self.refresh())
        session.data_changed.connect(self.refresh)
        self.refresh()

    @property
    def measured(self) -> Measured | None:
        """The scores of the weights in the network, where they were measured; the project keeps those of its runs."""
        document = self.session.document
        if document.own_run is not None:
            return document.own_run.test
        run, measured = self._measured
        return measured if run is not None and run is document.run else None

    def _show_scores(self) -> None:
        measured = self.measured
        if measured is self._shown:
            return
        self._shown = measured
        clear(self.scores)
        for name, value in measured.scores.items() if measured is not None else ():
            title = label(name, "quiet")
            title.setFixedWidth(160)
            self.scores.addLayout(row(title, label(short(scalars([value])[0]), "name")))

    @property
    def is_busy(self) -> bool:
        """Whether an evaluation is under way."""
        return self._task is not None and self._task.is_running

    def refresh(self) -> None:
        """Says what can be done."""
        self._show_scores()
        run, data = self.session.document.run, self.session.project.data
        ready = run is not None and data.chosen and not self.is_busy
        self.button.setEnabled(ready)
        self.state.setFixedWidth(220)
        if run is None:
            self.state.setText(self.tr("Nothing was trained yet."))
        elif not data.chosen:
            self.state.setText(self.tr("Choose data in the Data tab first."))
        elif not self.session.document.run_is_current:
            self.state.setText(self.tr("These weights are of an earlier graph."))
        elif not self.is_busy:
            self.state.setText(self.tr("Trained up to epoch {count}.").format(count=run.epochs) if run.epochs else "")

    def showEvent(self, event) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()

    def evaluate(self) -> None:
        """Starts an evaluation; the data is loaded first where it is not there."""
        run = self.session.document.run
        if run is None or self.is_busy:
            return
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        self.state.setText(self.tr("Evaluating …"))
        self._measuring = (run, self.session.project.data)
        self._task = Task(evaluation(run, self.session.project.data, prepared), self)
        self._task.ended.connect(self._show)
        self._task.start()
        self.button.setEnabled(False)

    def _show(self, outcome) -> None:
        self._task = None
        run, data = self._measuring
        self.refresh()
        if isinstance(outcome, Failed):
            if not isinstance(outcome.error, Fault):
                raise outcome.error
            self.state.setText(sentence(outcome.error))
            return
        if not isinstance(outcome, Done):
            return
        logs, outputs, prepared = outcome.value
        self._measured = (run, Measured(logs, len(outputs[0]), data))
        self.session.document.measure(*self._measured)
        self._show_scores()
        if len(outputs) == 1:
            self.samples.show_predictions(prepared, outputs[0])

    def close_tasks(self) -> None:
        """Ends its thread."""
        if self.is_busy:
            self._task.blockSignals(True)
            self._task.stop_and_wait()
