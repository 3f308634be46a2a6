"""The one field of the learning rate: what runs begin with, and while one goes on, how fast it learns from now on."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.errors import FieldError, Message
from netbuilder.ui.looks.i18n import sentence, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.session.trainer import Trainer
from netbuilder.ui.widgets.fields import NumberEdit
from netbuilder.ui.widgets.form import FieldRow
from netbuilder.ui.widgets.parts import column, label

REDRAW = 200  # milliseconds between two sayings of the rate of a run
SHOWN = 6  # digits


class RateField(QWidget):
    """`edited` carries the optimizer with the new rate. In a run the rate counts for it too, from its next step on."""

    edited = Signal(object)

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self._optimizer: Optimizer | None = None
        self.row = FieldRow(Optimizer.field("learning_rate"))
        self.row.edited.connect(self._change)
        self.note = label("", "small", wrap=True)
        self.note.hide()
        self.setLayout(column(self.row, self.note, gap=4))
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW)
        self._redraw.timeout.connect(self.refresh)
        trainer.progressed.connect(self._note_progress)
        trainer.state_changed.connect(self.refresh)
        language.changed.connect(self.refresh)

    @property
    def editor(self) -> NumberEdit:
        """The field itself."""
        assert isinstance(self.row.editor, NumberEdit)
        return self.row.editor

    def set_value(self, optimizer: Optimizer) -> None:
        """Shows the rate of an optimizer."""
        self._optimizer = optimizer
        self.row.set_value(self._rate_shown(optimizer))
        self.refresh()

    def _rate_shown(self, optimizer: Optimizer) -> object:
        """A schedule is shown by its name; in a run, by the rate that it gives now, which may be replaced."""
        rate, now = optimizer.learning_rate, self._rate_now()
        return float(f"{now:.{SHOWN}g}") if isinstance(rate, Schedule) and now is not None else rate

    def _rate_now(self) -> float | None:
        """How fast the run learns that goes on here."""
        record = self._trainer.record
        return record.rate_now if record is not None and self._trainer.can_pause else None

    def _note_progress(self) -> None:
        if self.isVisible() and not self._redraw.isActive():
            self._redraw.start()

    def refresh(self) -> None:
        """Says what the run does, where that is something else than what is set."""
        if self._optimizer is None:
            return
        rate, now = self._optimizer.learning_rate, self._rate_now()
        is_typing = self.editor.hasFocus() and self.editor.lineEdit().isModified()
        if isinstance(rate, Schedule) and not is_typing:
            self.row.set_value(self._rate_shown(self._optimizer))
        is_other = now is not None and not isinstance(rate, Schedule) and f"{now:.{SHOWN}g}" != f"{rate:.{SHOWN}g}"
        text = ""
        if now is not None and is_other:
            text = self.tr("This run learns at {rate} now.").format(rate=f"{now:.{SHOWN}g}")
        elif now is not None:
            text = self.tr("A new number counts from the next step of this run on.")
        if text != self.note.text():
            self.note.setText(text)
        self.note.setVisible(bool(text))

    def _change(self, value: object) -> None:
        """A number for the next runs, and for the one that goes on; a schedule stays what the next ones follow."""
        optimizer = self._optimizer
        if optimizer is None:
            return
        try:
            changed = optimizer.replace(learning_rate=value)
        except FieldError as error:
            self.row.show_error(translated(error.template, error.values))
            return
        live = self._trainer.can_pause
        if live and isinstance(value, int | float):
            if not 0 < value < float("inf"):
                self.row.show_error(sentence(Message("A run can only go on with a number above 0.")))
                return
            self._trainer.set_rate(float(value))
        self.row.show_error("")
        self.editor.lineEdit().setModified(False)
        if not (live and isinstance(optimizer.learning_rate, Schedule)) and changed != optimizer:
            self._optimizer = changed
            self.edited.emit(changed)

    def take_focus(self) -> None:
        """Gives the keyboard to the field."""
        self.editor.setFocus()
        self.editor.selectAll()
