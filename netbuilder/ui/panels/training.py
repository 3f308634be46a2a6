"""The training panel: progress, time left, learning rate, what is wrong, and the curves as they come in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QProgressBar, QSizePolicy, QWidget

from netbuilder.errors import Fault, Message, printable
from netbuilder.ui.looks.i18n import bytes_text, number, opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.panels.findings import FindingsRow
from netbuilder.ui.plots.curves import CurvesView
from netbuilder.ui.session.memory import memory_used
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import button, column, give_role, label, restyle, row
from netbuilder.ui.widgets.qt import layout_of
from netbuilder.ui.widgets.shrinking import Elided

REDRAW = 120  # milliseconds between two drawings
PROGRESS = 200  # pixels of the bar and the words beside it, at least


class TrainingPanel(QWidget):
    """Follows the newest run of one session; `engine_asked` when another engine is wanted, `rate_asked` another rate.

    `run_asked` when a run is: True where it is to begin with new weights.
    """

    engine_asked = Signal()
    rate_asked = Signal()
    run_asked = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self._wanted = 0  # pixels of height
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setMinimumWidth(60)
        say(self.bar, accessibleName=Message("Training progress"))
        self.state = Elided("", "small", least=120)
        self.rate_button = button("", self.rate_asked.emit, "link")
        say(self.rate_button, accessibleName=Message("Learning rate"))
        say(self.rate_button, toolTip=Message("Goes to the field: a new rate counts from the next step of this run on"))
        self.engine_button = button("", self.engine_asked.emit)
        say(self.engine_button, toolTip=Message("Choose what trains: NumPy, or Keras in another Python"))
        self.continue_button = button(Message("Continue"), lambda: self.run_asked.emit(False))
        self.anew_button = button(Message("Start anew"), lambda: self.run_asked.emit(True))
        self.notice = label("", "notice", wrap=True)
        self.notice.hide()
        self.findings = FindingsRow(session)
        self.findings.anew_asked.connect(lambda: self.run_asked.emit(True))
        self.empty = label("", "quiet", wrap=True)
        self.curves = CurvesView()
        self.curves.told.connect(self._tell)
        self._progress = self._make_progress()
        buttons = _held(row(self.continue_button, self.anew_button, self.engine_button))
        top = FlowLayout(self._progress, self.rate_button, buttons, gap=ROOM)
        box = column(top, self.notice, self.findings, self.empty, self.curves, margin=ROOM, gap=PAD)
        box.setStretch(4, 1)
        self.setLayout(box)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW)
        self._redraw.timeout.connect(self.refresh)
        trainer = session.trainer
        trainer.started.connect(self.refresh)
        trainer.progressed.connect(self._note_progress)
        trainer.state_changed.connect(self.refresh)
        trainer.records_changed.connect(self.refresh)
        session.project_changed.connect(lambda old, new: self._show_weights())
        session.run_changed.connect(self._show_weights)
        self.refresh()
        language.changed.connect(self.retranslate)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """So high that the curves have their axes below all that is said, in however many rows that has to stand."""
        least = super().minimumSizeHint()
        if not self.isVisible():
            return QSize(least.width(), 0)  # another panel is in front
        return QSize(least.width(), max(least.height(), layout_of(self).totalMinimumHeightForWidth(self.width())))

    def _room_changed(self) -> None:
        """Asks for another height where other rows are needed."""
        wanted = self.minimumSizeHint().height()
        if wanted != self._wanted:
            self._wanted = wanted
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._room_changed()
        return done

    def _make_progress(self) -> QWidget:
        box = row(self.bar, self.state, gap=ROOM)
        box.setStretch(0, 1)
        return _held(box, QSizePolicy.Policy.MinimumExpanding)

    def _note_progress(self) -> None:
        """Draws soon, but not at every handful: the worker and the drawing share one interpreter."""
        if not self._redraw.isActive():
            self._redraw.start()

    def refresh(self) -> None:
        """Draws what the newest run has told."""
        trainer = self.session.trainer
        record = trainer.record
        self.empty.setVisible(record is None)
        self.curves.setVisible(record is not None)
        self.bar.setVisible(record is not None)
        self.state.setVisible(record is not None)
        self._progress.setMinimumWidth(PROGRESS if record is not None else 0)
        if record is not None:
            self.bar.setValue(round(record.share * 1000))
            self.state.setText(self.words_of(record))
        self.show_engine()
        self.curves.show_record(record, [run for run in trainer.records if run.overlaid])
        self._show_rate(record)
        self._show_weights()

    def _show_weights(self) -> None:
        """Shows what the weights in the network mean for the run that is shown, and for the next one."""
        document, trainer = self.session.document, self.session.trainer
        is_going_on = document.run_is_current and not trainer.is_running
        for made in (self.continue_button, self.anew_button):
            made.setVisible(is_going_on)
        if is_going_on and document.run is not None:
            epochs, more = document.run.epochs, self.session.project.training.epochs
            self.continue_button.setToolTip(
                self.tr("Continues with the weights in the network: epochs {first} to {last} (Ctrl+Return)").format(
                    first=epochs + 1, last=epochs + more
                )
            )
            self.anew_button.setToolTip(
                self.tr("Trains new weights; the previous run stays in Runs (Ctrl+Shift+Return)")
            )
        self.empty.setText(
            self.tr("The network has trained weights. Continue trains them further, Start anew draws new ones.")
            if document.run_is_current
            else self.tr("Nothing has been trained yet. Choose data in the Data tab, then press Train (Ctrl+Return).")
        )
        self._show_notice()

    def show_engine(self) -> None:
        """Says what trains, or will."""
        trainer = self.session.trainer
        where = trainer.record.where if trainer.record is not None and trainer.is_running else trainer.where
        self.engine_button.setText(self.tr("Engine: NumPy") if where is None else self.tr("Engine: Keras"))
        self.engine_button.setEnabled(not trainer.is_running)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.refresh()

    # -- words ------------------------------------------------------------------------------------------

    def words_of(self, record: RunRecord) -> str:
        """How far a run is, how fast, and how long it will take; or how it ended."""
        trainer = self.session.trainer
        epoch = min(record.epochs_done + 1, record.epochs)
        if not trainer.is_running:
            ends = {
                "done": self.tr("finished after epoch {epochs}"),
                "stopped": self.tr("stopped in epoch {epoch}"),
                "failed": "✗ " + self.tr("failed in epoch {epoch}"),
                "EarlyStopping": self.tr("stopped early after epoch {epochs}"),
            }
            text = ends.get(record.outcome, record.outcome).format(epochs=record.epochs_done, epoch=epoch)
            name = record.run.name if record.run is not None else ""
            return " · ".join(part for part in (name, text, self._pace(record) if record.rate else "") if part)
        if trainer.is_stopping:
            return self.tr("stopping …")
        if not record.steps:
            return self.tr("preparing …") if record.where is None else self.tr("Keras is starting …")
        parts = [self.tr("epoch {epoch} of {epochs}").format(epoch=epoch, epochs=record.epochs)]
        if trainer.is_paused:
            parts.append(self.tr("paused"))
        else:
            parts.append(self._pace(record))
            if record.seconds_left is not None:
                parts.append(self.tr("{time} left").format(time=clock(record.seconds_left)))
        memory = memory_used()
        if memory is not None:
            parts.append(bytes_text(memory))
        return " · ".join(parts)

    def _pace(self, record: RunRecord) -> str:
        return self.tr("{rate} samples/s").format(rate=number(round(record.rate)))

    def _tell(self, text: str) -> None:
        self.state.setText(text)

    def _show_rate(self, record: RunRecord | None) -> None:
        """Says how fast the run learns, while it does."""
        rate = record.rate_now if record is not None and self.session.trainer.can_pause else None
        self.rate_button.setVisible(rate is not None)
        if rate is not None:
            self.rate_button.setText(self.tr("Learning rate {rate}").format(rate=f"{rate:.4g}"))

    def _whose_weights(self, record: RunRecord) -> str:
        """What the weights in the network are, where they are not what the run that is shown has left."""
        run = self.session.document.run
        if run is None:
            return self.tr("The network no longer has trained weights: the next run begins with new ones.")
        if run.number == record.number:
            return ""
        if run.number is not None:
            return self.tr("The weights in the network are those of run {number}.").format(number=run.number)
        if run.source:
            return self.tr("The weights in the network are those of {file}.").format(file=printable(run.source))
        return self.tr("The weights in the network are not those of this run.")

    def _show_failure(self, failed: bool) -> None:
        """Lets a run that failed look like one, or no longer."""
        roles = ((self.state, "failure", "small"), (self.notice, "hint", "notice"))
        for part, bad, good in roles:
            give_role(part, bad if failed else good)
        if bool(self.bar.property("failed")) != failed:
            self.bar.setProperty("failed", failed)
            restyle(self.bar)

    def _show_notice(self) -> None:
        """Says what went wrong, or that the results are of an earlier graph."""
        record = self.session.trainer.record
        self._show_failure(record is not None and record.outcome == "failed" and not self.session.trainer.is_running)
        text = ""
        if record is not None and record.message is not None:
            text = (
                opening(sentence(record.message), record.project.graph)
                if isinstance(record.message, Fault | Message)
                else self.tr("Training failed. The log has the details (Help, Show log).")
            )
        elif record is not None and self.session.trainer.is_running:
            if record.project.graph is not self.session.project.graph:
                text = self.tr("The run continues with the graph as it was when it started.")
        elif self.session.document.run is not None and not self.session.document.run_is_current:
            text = self.tr("The graph has changed since: these results belong to the earlier one.")
        elif record is not None:
            text = self._whose_weights(record)
        warnings = record.warnings if record is not None else []
        told = [opening(sentence(warning), self.session.graph) for warning in warnings]
        text = "\n".join([*told, *([text] if text else [])])
        self.notice.setText(text)
        self.notice.setVisible(bool(text))


def _held(box: QBoxLayout, across: QSizePolicy.Policy = QSizePolicy.Policy.Minimum) -> QWidget:
    """A part of the tools that stays together where they wrap."""
    made = QWidget()
    made.setLayout(box)
    made.setSizePolicy(across, QSizePolicy.Policy.Fixed)
    return made


def clock(seconds: float) -> str:
    """0:21, 12:05, 1:02:03"""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{last:02}" if hours else f"{minutes}:{last:02}"
