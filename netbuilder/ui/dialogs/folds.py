"""Cross-validation in the window: as many networks as there are folds, and how their scores spread."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QProgressBar,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from netbuilder.data import Prepared, load, prepare
from netbuilder.engine.events import BatchEnd, CrossValidated, EpochEnd, Event, FoldEnd, Started
from netbuilder.engine.folds import cross_validate
from netbuilder.engine.readiness import use_of
from netbuilder.errors import Message
from netbuilder.graph.describe import singular
from netbuilder.project import Project, Run
from netbuilder.project.runs import machine
from netbuilder.ui.dialogs.working import WorkingDialog
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.plots.lines import scalars, short
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done
from netbuilder.ui.widgets.parts import align, column, label, row

MOST_FOLDS = 100
USUAL = 5


class FoldsDialog(WorkingDialog):
    """Asks how many folds, trains a network for each, and keeps what came out among the runs of the project."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, Message("Start"), parent)
        self._project = session.project
        self._folds: list[dict[str, Any]] = []
        self._epochs: list[list[dict[str, Any]]] = []  # of each fold, what each epoch gave
        self._begun, self._began = 0.0, datetime.now(UTC)
        self._batches = self._done = 0
        self.outcome: CrossValidated | None = None
        say(self, windowTitle=Message("Cross-validation of {name}", {"name": session.name}))
        about = label(
            Message(
                "Every training sample validates once, in a network that never saw it. The test part stays untouched, "
                "and the weights of the project stay as they are."
            ),
            "quiet", wrap=True,
        )  # fmt: skip
        self.count = QSpinBox()
        self.count.setRange(2, MOST_FOLDS)
        self.count.setValue(USUAL)
        say(self.count, accessibleName=Message("Folds"))
        self.stratified = say(QCheckBox(), text=Message("Each fold has its share of every class"))
        words = label(Message("Folds"))
        words.setBuddy(self.count)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        say(self.bar, accessibleName=Message("Progress"))
        self.bar.setRange(0, 1000)
        self.table = QTableWidget(0, 0)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().hide()
        say(self.table, accessibleName=Message("Scores by fold"))
        choice = row(words, self.count, self.stratified, "|", gap=ROOM)
        self.setLayout(column(about, choice, self.bar, self.table, self.foot(), margin=16, gap=ROOM))
        self.resize(620, 460)
        self._show_able()

    def _work(self) -> Iterator[Event]:
        """A network for each fold of the project as it is now."""
        self._project, self._folds, self._epochs, self.outcome = self.session.project, [], [], None
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        self._begun, self._began = time.monotonic(), datetime.now(UTC)
        self._batches = self._done = 0
        self.table.clear()
        self.table.setRowCount(0)
        self._tell(self.tr("preparing …"))
        return _folds(self._project, prepared, self.count.value(), self.stratified.isChecked())

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Started):
                self._batches, self._done = event.batches * (event.epochs - event.first_epoch), 0
                self._epochs.append([])
            elif isinstance(event, EpochEnd):
                self._epochs[-1].append(event.logs)
            elif isinstance(event, BatchEnd):
                self._done += 1
            elif isinstance(event, FoldEnd):
                self._folds.append(event.logs)
                self._done = 0
                self._show_table()
            elif isinstance(event, CrossValidated):
                self.outcome = event
        share = (len(self._folds) + (self._done / self._batches if self._batches else 0)) / self.count.value()
        self.bar.setValue(round(1000 * min(1.0, share)))
        if len(self._folds) < self.count.value():
            text = self.tr("fold {fold} of {count}")
            self._tell(text.format(fold=len(self._folds) + 1, count=self.count.value()))

    def _on_over(self, outcome: object) -> None:
        if isinstance(outcome, Done) and self.outcome is not None:
            self._show_table()
            self._keep(self.outcome)
            self._tell(self.tr("Finished. The result is kept among the runs of the project."))
        else:
            self._tell(singular(self.tr("Stopped after {count} folds.").format(count=len(self._folds))))

    # -- what came out ----------------------------------------------------------------------------------

    def _show_table(self) -> None:
        names = list(self._folds[0]) if self._folds else []
        rows = [(str(i + 1), [_text(logs[name]) for name in names]) for i, logs in enumerate(self._folds)]
        if self.outcome is not None:
            mean, deviation = self.outcome.mean, self.outcome.deviation
            rows.append((self.tr("mean ± deviation"), [_spread(mean[name], deviation[name]) for name in names]))
        self.table.setColumnCount(1 + len(names))
        self.table.setHorizontalHeaderLabels([self.tr("fold"), *names])
        for k in range(1 + len(names)):
            align(self.table, k, k > 0)
        self.table.setRowCount(len(rows))
        for i, (head, texts) in enumerate(rows):
            for k, text in enumerate((head, *texts)):
                item = QTableWidgetItem(text)
                if k:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if self.outcome is not None and i == len(rows) - 1:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(i, k, item)
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _keep(self, result: CrossValidated) -> None:
        """Remembers the result as a run without weights: its curves are means over the folds, its notes tell each."""
        document, training = self.session.document, self._project.training
        lines = []
        for name in result.mean:
            each = ", ".join(_text(logs[name]) for logs in self._folds)
            lines.append(f"{name} {_spread(result.mean[name], result.deviation[name])} ({each})")
        document.remember(
            Run(
                document.take_number(),
                self._project,
                name=self.tr("{count} folds, mean ± deviation").format(count=result.folds),
                notes="\n".join(lines),
                seed=training.seed,
                epochs=training.epochs,
                history=_mean_curves(self._epochs),
                seconds=round(time.monotonic() - self._begun, 3),
                began=self._began,
                machine=machine(),
                outcome="done",
            )
        )

    def _show_able(self) -> None:
        super()._show_able()
        for part in (self.count, self.stratified):
            part.setEnabled(not self.is_running)
        self.bar.setVisible(self.is_running)


def _folds(project: Project, prepared: Prepared | None, count: int, stratified: bool) -> Iterator[Event]:
    """In the worker: loads where it must, and trains."""
    use = use_of(project.graph, project.training)
    ready = prepared or prepare(load(project.data), project.data, use)
    yield from cross_validate(project.graph, project.training, ready, count, stratified)


def _mean_curves(folds: list[list[dict[str, Any]]]) -> dict[str, list[Any]]:
    """Each number by epoch, the mean over the folds, for as many epochs as all of them have."""
    epochs = min(map(len, folds))
    names = [name for name in folds[0][0] if all(name in logs for fold in folds for logs in fold[:epochs])]
    return {
        name: [np.mean([fold[epoch][name] for fold in folds], axis=0).tolist() for epoch in range(epochs)]
        for name in names
    }


def _text(value: Any) -> str:
    return short(float(scalars([value])[0]))


def _spread(mean: Any, deviation: Any) -> str:
    return f"{_text(mean)} ± {_text(deviation)}"
