"""The live budget in the status bar, and the dialog in which its limits are set."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from netbuilder.engine.budget import Budget, budget_of
from netbuilder.errors import Message
from netbuilder.graph import check
from netbuilder.graph.describe import singular
from netbuilder.kinds import Bounds, FloatKind, OptionalKind
from netbuilder.ui.looks.i18n import big_number, bytes_text, number
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.fields import NumberEdit
from netbuilder.ui.widgets.parts import give_role, label, mark_wrong, ok_and_cancel
from netbuilder.ui.widgets.shrinking import Elided

MEGABYTE = 1 << 20


def budget_of_session(session: Session) -> Budget:
    """What the network of a session costs on its data, by the pace of its last run."""
    training, prepared, record = session.project.training, session.prepared, session.trainer.record
    samples = None
    if prepared is not None and session.loader.is_fresh:
        samples = round(prepared.dataset.train_count * (1 - training.held_back))
    elif record is not None and record.project.data == session.project.data:
        samples = record.samples
    return budget_of(check(session.project.graph), training, samples, session.trainer.pace)


class BudgetBar(QWidget):
    """Four figures; one that is over its limit is red and says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.labels: dict[str, QLabel] = {name: Elided() for name in ("parameters", "operations", "memory", "seconds")}
        for made in self.labels.values():
            box.addWidget(made)
        box.addStretch(1)

    def text(self) -> str:
        """All that is shown."""
        return " · ".join(made.text() for made in self.labels.values() if made.text())

    def show_budget(self, budget: Budget | None, limits: dict[str, float]) -> None:
        """Shows the figures of a network; None is no network."""
        over = budget.over(limits) if budget is not None else ()
        for name, made in self.labels.items():
            value = getattr(budget, name) if budget is not None else None
            text = self._text(name, value) if value is not None else ""
            if name in over:
                text = "▲ " + self.tr("{figure}, over the limit of {limit}").format(
                    figure=text, limit=_figure(name, limits[name])
                )
            made.setText(text)
            made.setVisible(bool(text))
            give_role(made, "error" if name in over else "")

    def _text(self, name: str, value: float) -> str:
        words = {
            "parameters": self.tr("{figure} parameters"),
            "operations": self.tr("{figure} operations per sample"),
            "memory": self.tr("≈ {figure} while training"),
            "seconds": self.tr("≈ {figure} per epoch"),
        }
        return singular(words[name].format(figure=_figure(name, value)))


def _figure(name: str, value: float) -> str:
    if name == "parameters":
        return number(round(value))
    if name == "operations":
        return big_number(round(value))
    if name == "memory":
        return bytes_text(round(value))
    return duration(value)


def duration(seconds: float) -> str:
    """0.04 s, 12 s, 3 min, 2.5 h"""
    seconds = max(seconds, 0.01)  # 9.4e-05 s says nothing to anybody, and no estimate is as good as that
    if seconds < 10:
        return f"{seconds:.2g} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


class LimitsDialog(QDialog):
    """What a network may cost at most; an empty field is no limit."""

    chosen = Signal(object)  # limits by name

    def __init__(self, limits: dict[str, float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, windowTitle=Message("Limits"))
        self.editors: dict[str, NumberEdit] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(ROOM)
        for name, text, factor in (
            ("parameters", Message("Parameters"), 1),
            ("operations", Message("Operations per sample"), 1),
            ("memory", Message("Memory while training, in MB"), MEGABYTE),
            ("seconds", Message("Seconds per epoch"), 1),
        ):
            made = NumberEdit(OptionalKind(FloatKind(Bounds(gt=0))))
            made.setMinimumWidth(140)
            say(made, accessibleName=text)
            value = limits.get(name)
            made.set_value(None if value is None else _whole(value / factor))
            made.edited.connect(lambda _value, editor=made: self._mark(editor))
            self.editors[name] = made
            words = label(text)
            words.setMinimumHeight(made.sizeHint().height())
            form.addRow(words, made)
        self.buttons = ok_and_cancel(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(ROOM)
        box.addWidget(label(Message("Figures over a limit turn red in the status bar."), "quiet"))
        box.addLayout(form)
        box.addWidget(self.buttons)

    def _mark(self, editor: NumberEdit) -> bool:
        value = editor.text_value()
        good = value is None or (isinstance(value, int | float) and 0 < value < float("inf"))
        mark_wrong(editor, not good)
        return good

    def accept(self) -> None:
        """Closes when every field is empty or a number above 0."""
        marks = [self._mark(editor) for editor in self.editors.values()]  # all of them, not up to the first
        if not all(marks):
            return
        values = {name: editor.text_value() for name, editor in self.editors.items()}
        self.chosen.emit(
            {
                name: float(value) * (MEGABYTE if name == "memory" else 1)
                for name, value in values.items()
                if value is not None
            }
        )
        super().accept()


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
