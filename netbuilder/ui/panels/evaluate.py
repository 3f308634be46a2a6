"""The evaluation: scores on the test set, and what the network says of its samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from netbuilder.errors import Message, printable
from netbuilder.project.project import TrainedRun
from netbuilder.project.runs import Measured
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.panels.samples import SamplesView
from netbuilder.ui.plots.curves import scalars, short
from netbuilder.ui.session.basis import Basis
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done, Failed, Task
from netbuilder.ui.session.trainer import evaluation
from netbuilder.ui.widgets.parts import breakable, button, clear, column, give_role, hold_width, label, row, scrolled

WIDTH, SCROLL_BAR = 220, 12  # pixels


class EvaluatePanel(QWidget):
    """Evaluates the weights of the last training."""

    page_asked = Signal()  # the page of answers

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self._task: Task | None = None
        self.button = button(Message("Evaluate on the test set"), self.evaluate, "primary")
        self.state = label("", "quiet", wrap=True)
        self.scores = column(gap=4)
        self.notice = label("", "notice", wrap=True)
        self.notice.hide()
        self.samples = SamplesView()
        self.samples.setMinimumWidth(208)
        self._basis: Basis | None = None  # of the scores that are shown
        self._values: list[QLabel] = []
        self._measured: Measured | None = None
        self._steps_measured = 0
        self.details = button(Message("Which samples are wrong"), self.page_asked.emit, "link")
        left = QWidget()
        left.setObjectName("panel")
        left.setLayout(column(self.button, self.state, self.scores, self.details, "|"))
        scores = scrolled(left, Message("Scores"))
        hold_width(scores, WIDTH + SCROLL_BAR)
        below = row(scores, self.samples, gap=ROOM)
        below.setStretch(1, 1)
        whole = column(self.notice, below, margin=ROOM, gap=ROOM)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        session.run_changed.connect(self.refresh)
        session.project_changed.connect(lambda old, new: self.refresh())
        session.data_changed.connect(self.refresh)
        session.trainer.state_changed.connect(self.refresh)
        self.refresh()

    @property
    def is_busy(self) -> bool:
        """Whether an evaluation is under way."""
        return self._task is not None and self._task.is_running

    def refresh(self) -> None:
        """Says what can be done, and whether the scores that are shown are still those of the network."""
        document, data, trainer = self.session.document, self.session.project.data, self.session.trainer
        run = document.run
        ready = (run is not None or trainer.has_learned) and data.chosen and not self.is_busy
        self.button.setEnabled(ready)
        hold_width(self.state, WIDTH)
        if trainer.has_learned:
            self.state.setText(self.tr("Evaluates what the run has learned so far."))
        elif run is None:
            self.state.setText(
                self.tr("The network has no trained weights.")
                if document.runs
                else self.tr("Nothing has been trained yet.")
            )
        elif not data.chosen:
            self.state.setText(self.tr("Choose data in the Data tab first."))
        elif not document.run_is_current:
            self.state.setText(self.tr("These weights belong to an earlier graph."))
        elif not self.is_busy:
            self.state.setText(self._of_weights(run))
        self._adopt()
        self._show_age()

    def _adopt(self) -> None:
        """Shows what the project remembers of the weights in the network, where that was measured before."""
        document = self.session.document
        own = document.own_run
        if own is None or own.test is None or own.test is self._measured or self.is_busy:
            return
        self._measured = own.test
        basis = Basis.of(document)
        self._basis = replace(basis, data=own.test.data) if basis is not None else None
        self.samples.show_data(None)
        self._show_scores(own.test.scores)

    def _of_weights(self, run: TrainedRun) -> str:
        if run.epochs:
            return self.tr("Trained up to epoch {count}.").format(count=run.epochs)
        return self.tr("Weights of {file}.").format(file=printable(run.source)) if run.source else ""

    def _show_age(self) -> None:
        """Marks scores and samples of another time."""
        moved = self._basis.moved_on(self.session.document) if self._basis is not None else ""
        if self._basis is not None and not moved and self._has_gone_on():
            moved = "run"
        words = {
            "": "",
            "run": self.tr("Measured earlier in the run, which has gone on since: evaluate again."),
            "weights": self.tr("Measured before the weights changed: evaluate again."),
            "forgotten": self.tr("Measured with weights that are no longer in the network."),
            "graph": self.tr("Measured before the network was changed."),
            "data": self.tr("Measured before the data or its preparation was changed: evaluate again."),
            "measures": self.tr("Measured before the loss or the metrics were changed: evaluate again."),
        }
        self.notice.setText(words[moved])
        self.notice.setVisible(bool(moved))
        self.samples.setEnabled(not moved)
        for value in self._values:
            give_role(value, "quiet" if moved else "name")

    def _steps(self) -> int:
        """How many steps of a run that is under way are behind it."""
        trainer = self.session.trainer
        return len(trainer.record.steps) if trainer.record is not None and trainer.is_running else 0

    def _has_gone_on(self) -> bool:
        """Whether a run under way has learned more than what was measured in it, or is about to."""
        trainer = self.session.trainer
        return trainer.is_running and (not trainer.is_paused or self._steps() > self._steps_measured)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()

    def evaluate(self) -> None:
        """Starts an evaluation, in a run of what it has learned so far; the data is loaded first where it must be."""
        if self.is_busy:
            return
        self.session.trainer.keep_learned()
        self._steps_measured = self._steps()
        run, data = self.session.document.run, self.session.project.data
        basis = Basis.of(self.session.document)
        if run is None or basis is None or not data.chosen:
            return
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        self.state.setText(self.tr("Evaluating …"))
        self._task = Task(evaluation(run, self.session.project, prepared), self)
        self._task.ended.connect(lambda outcome: self._show(outcome, basis))
        self._task.start()
        self.button.setEnabled(False)

    def _show(self, outcome: object, basis: Basis) -> None:
        self._task = None
        if isinstance(outcome, Done):
            logs, outputs, prepared, told = outcome.value
            self._basis, self._measured = basis, Measured(logs, len(outputs[0]), basis.data)
            self._show_scores(logs)
            self._tell_bad(outputs)
            for said in told:
                self.scores.addWidget(label(sentence(said), "small", wrap=True))
            if len(outputs) == 1:
                self.samples.show_predictions(prepared, outputs[0])
            else:
                self.samples.show_data(None)
            self.session.document.measure(basis.run, self._measured)
            self.refresh()
            return
        self._basis = None
        self._show_scores({})
        self.samples.show_data(None)
        self.refresh()
        if isinstance(outcome, Failed):
            self.state.setText(sentence(outcome.fault()))

    def _show_scores(self, scores: Mapping[str, Any]) -> None:
        clear(self.scores)
        self._values = []
        for name, value in scores.items():
            title = label(breakable(name), "quiet", wrap=True)
            said = label(short(scalars([value])[0]), "name")
            said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._values.append(said)
            both = row(title, said)
            both.setStretch(0, 1)
            self.scores.addLayout(both)

    def _tell_bad(self, outputs: list[Any]) -> None:
        """Says where the network gives no numbers."""
        bad = sum(int((~np.isfinite(output).reshape(len(output), -1).all(axis=1)).sum()) for output in outputs)
        if bad:
            text = self.tr(
                "{count} of {all} outputs are not finite numbers (NaN). The weights have diverged or the data holds "
                "such values: train again with a lower learning rate, or load other weights."
            )
            self.scores.addWidget(label(text.format(count=bad, all=len(outputs[0])), "error", wrap=True))

    def close_tasks(self) -> None:
        """Ends its thread."""
        if self._task is not None:
            self._task.let_go()
