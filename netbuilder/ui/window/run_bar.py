"""How a run goes, in the status bar, while nobody sees the training panel: epoch, loss, time left, and a stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from netbuilder.errors import Message
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.plots.lines import scalars, short
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.widgets.parts import button, row
from netbuilder.ui.widgets.shrinking import Elided

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace

WIDTH = 96
OFTEN = 0.2  # seconds from one saying to the next


class RunBar(QWidget):
    """Follows the project that is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._said_at = 0.0
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(WIDTH, 6)
        say(self.progress, accessibleName=Message("Training progress"))
        self.words = Elided(least=120)
        self.stop_button = button(Message("Stop training"), self._stop, "link")
        inner = row(self.progress, self.words, self.stop_button)
        inner.setAlignment(self.progress, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(inner)
        self.hide()
        language.changed.connect(self.refresh)

    def follow(self, workspace: Workspace) -> None:
        """Listens to a project that was opened."""
        trainer = workspace.session.trainer
        for changed in (trainer.started, trainer.state_changed):
            changed.connect(self.refresh)
        trainer.progressed.connect(self._on_progress)
        workspace.tabs.currentChanged.connect(lambda _index: self.refresh())

    def show_project(self, workspace: Workspace | None) -> None:
        """Tells of another project."""
        self._workspace = workspace
        self.refresh()

    def _on_progress(self) -> None:
        if time.monotonic() - self._said_at >= OFTEN:
            self.refresh()

    def refresh(self) -> None:
        """Says how the run goes; nothing where there is none, or where it is seen."""
        workspace = self._workspace
        running = workspace is not None and workspace.session.trainer.is_running
        record = workspace.session.trainer.record if workspace is not None and running else None
        if workspace is None or record is None or workspace.training.isVisible():
            self.hide()
            return
        self._said_at = time.monotonic()
        self.progress.setValue(round(record.share * 1000))
        self.words.setText(" · ".join(part for part in (workspace.training.words_of(record), _loss(record)) if part))
        self.stop_button.setEnabled(not workspace.session.trainer.is_stopping)
        self.show()

    def _stop(self) -> None:
        if self._workspace is not None:
            self._workspace.session.trainer.stop()


def _loss(record: RunRecord) -> str:
    """The loss as it is told last: that of the epoch, or of the batches until there is one."""
    told = scalars(record.epoch_logs.get("loss", [])[-1:])
    if not len(told) and "loss" in record.batch_logs:
        told = record.batch_logs["loss"].raw.values[-1:]
    return sentence(Message("loss {value}", {"value": short(told[-1])})) if len(told) else ""
