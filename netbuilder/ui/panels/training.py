"""The training panel: progress, time left, and the curves as they come in."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from netbuilder.errors import Fault
from netbuilder.ui.i18n import number, sentence
from netbuilder.ui.panels.parts import column, label, row, scrolled
from netbuilder.ui.plots.curves import CurvesView
from netbuilder.ui.session import Session
from netbuilder.ui.theme import ROOM
from netbuilder.ui.training import RunRecord

REDRAW = 120  # milliseconds between two drawings


class TrainingPanel(QWidget):
    """Follows the newest run of one session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(self.tr("Training progress"))
        self.state = label("", "small")
        self.notice = label("", "notice", wrap=True)
        self.notice.hide()
        self.empty = label(
            self.tr("Nothing was trained yet. Choose data in the Data tab, then press Train (Ctrl+Return)."),
            "quiet",
            wrap=True,
        )
        self.curves = CurvesView()
        self.setLayout(
            column(row(self.bar, self.state, gap=ROOM), self.notice, self.empty, scrolled(self.curves), margin=ROOM)
        )
        self.layout().itemAt(0).layout().setStretch(0, 3)
        self.layout().itemAt(0).layout().setStretch(1, 2)
        self.layout().setStretch(3, 1)
        trainer = session.trainer
        trainer.started.connect(self.refresh)
        trainer.progressed.connect(self._note_progress)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW)
        self._redraw.timeout.connect(self.refresh)
        trainer.state_changed.connect(self.refresh)
        session.project_changed.connect(lambda old, new: self._show_notice())
        session.run_changed.connect(self._show_notice)
        self.refresh()

    def _note_progress(self) -> None:
        """Draws soon, but not at every handful: the worker and the drawing share one interpreter."""
        if not self._redraw.isActive():
            self._redraw.start()

    def refresh(self) -> None:
        """Draws what the newest run has told."""
        record = self.session.trainer.record
        self.empty.setVisible(record is None)
        self.bar.setVisible(record is not None)
        self.state.setVisible(record is not None)
        if record is not None:
            self.bar.setValue(round(record.share * 1000))
            self.state.setText(self._state(record))
        self.curves.show_record(record)
        self._show_notice()

    def _state(self, record: RunRecord) -> str:
        trainer = self.session.trainer
        epoch = min(record.epochs_done + 1, record.epochs)
        if not trainer.is_running:
            ends = {
                "done": self.tr("finished after {epochs} epochs"),
                "stopped": self.tr("stopped in epoch {epoch}"),
                "failed": self.tr("failed in epoch {epoch}"),
                "EarlyStopping": self.tr("stopped early after {epochs} epochs"),
            }
            text = ends.get(record.outcome, record.outcome).format(epochs=record.epochs_done, epoch=epoch)
            return f"{text} · {self._rate(record)}" if record.rate else text
        if not record.steps:
            return self.tr("preparing …")
        parts = [self.tr("epoch {epoch} of {epochs}").format(epoch=epoch, epochs=record.epochs), self._rate(record)]
        if trainer.is_paused:
            parts[-1] = self.tr("paused")
        elif record.seconds_left is not None:
            parts.append(self.tr("{time} left").format(time=clock(record.seconds_left)))
        return " · ".join(parts)

    def _rate(self, record: RunRecord) -> str:
        return self.tr("{rate} samples/s").format(rate=number(round(record.rate)))

    def _show_notice(self) -> None:
        """Says what went wrong, or that the results are of an earlier graph."""
        record = self.session.trainer.record
        text = ""
        if record is not None and record.message is not None:
            text = (
                sentence(record.message)
                if isinstance(record.message, Fault)
                else self.tr("Training failed. The log has the details (Help, Show log).")
            )
        elif self.session.document.run is not None and not self.session.document.run_is_current:
            text = self.tr("The graph was changed since: these results are of the earlier one.")
        elif record is not None and self.session.trainer.is_running and record.project.graph is not self.session.graph:
            text = self.tr("The run goes on with the graph as it was when it started.")
        self.notice.setText(text)
        self.notice.setVisible(bool(text))


def clock(seconds: float) -> str:
    """0:21, 12:05, 1:02:03"""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{last:02}" if hours else f"{minutes}:{last:02}"
