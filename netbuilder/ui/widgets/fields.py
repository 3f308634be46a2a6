"""Editors for one declared field each. They give back what was typed; the declaration says what is wrong with it."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLineEdit, QWidget

from netbuilder.engine.schedules import RateKind
from netbuilder.errors import Message, printable
from netbuilder.graph import Graph
from netbuilder.graph.describe import singular
from netbuilder.kinds import (
    BoolKind,
    ChoiceKind,
    FloatKind,
    IntKind,
    Kind,
    OptionalKind,
    PairsKind,
    SpecKind,
    TextKind,
    TupleKind,
)
from netbuilder.layers.maths.axes import AxesKind
from netbuilder.layers.number_kinds import FreeAxesKind
from netbuilder.layers.parts.activations import ActivationKind
from netbuilder.spec import Field, Spec
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.widgets.gesture import new_gesture, within

BOTH_WAYS = QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
TYPING_PAUSE = 1000  # milliseconds after which another name is begun
NUMBER = re.compile(r"[+-]?\d+")


class NumberEdit(QAbstractSpinBox):
    """A number, or several: sizes with × between them. Arrows step all of them; anything may be typed."""

    edited = Signal(object)

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._value: Any = None
        self._optional = isinstance(kind, OptionalKind)
        inner = kind.inner if isinstance(kind, OptionalKind) else kind
        self._is_tuple = isinstance(inner, TupleKind)
        self._repeats = isinstance(inner, TupleKind) and inner.length is not None
        self._is_float = isinstance(inner, FloatKind | RateKind)
        listed = isinstance(inner, AxesKind | FreeAxesKind) or (
            isinstance(inner, TupleKind) and isinstance(inner.inner, FloatKind)
        )
        self._between = ", " if listed else " × "
        self._gesture = 0  # while one steps on without doing anything else
        self._stepped_to: Any = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().textEdited.connect(self._end_gesture)
        self.lineEdit().installEventFilter(self)
        self._clicked_into = False
        self.lineEdit().setTextMargins(6, 0, 0, 0)  # a style sheet's padding does not reach it
        self.editingFinished.connect(self._finish)
        self._is_mixed = False
        self._say_nothing()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self._clicked_into = event.reason() == Qt.FocusReason.MouseFocusReason

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The click that goes into the field selects all of it, as Tab does: what is typed takes its place."""
        if event.type() == QEvent.Type.MouseButtonRelease and self._clicked_into:
            self._clicked_into = False
            if not self.lineEdit().hasSelectedText():  # unless a part was drawn over
                self.lineEdit().selectAll()
                return True
        return super().eventFilter(watched, event)

    def _say_nothing(self) -> None:
        """What stands in the empty field."""
        if self._is_mixed or self._optional:
            say(self.lineEdit(), placeholderText=Message("different") if self._is_mixed else Message("none"))
        else:
            self.lineEdit().setPlaceholderText("")

    def set_mixed(self) -> None:
        """Shows that several blocks have several values."""
        self.set_value(None)
        self._is_mixed = True
        self._say_nothing()

    def set_value(self, value: Any) -> None:
        """Shows a value."""
        if value != self._stepped_to:
            self._end_gesture()
        self._value = value
        if self._is_mixed:
            self._is_mixed = False
            self._say_nothing()
        # A learning rate that follows a schedule, or numbers in numbers: shown, but not written here.
        fixed = isinstance(value, Spec) or _is_nested(value)
        self.setReadOnly(fixed)
        self.lineEdit().setText(_fixed_text(value) if fixed else number_text(value, self._between))

    def text_value(self) -> Any:
        """What the text stands for; the text itself where it is no number."""
        if self.isReadOnly():
            return self._value
        text = self.lineEdit().text()
        if self._optional and not text.strip():
            return None
        value = parsed(text, self._is_tuple, self._is_float)
        # One number stands for all of a fixed few: 5 is 5 × 5.
        return value[0] if self._repeats and isinstance(value, tuple) and len(value) == 1 else value

    def _finish(self) -> None:
        self._end_gesture()
        value = self.text_value()
        if value != self._value and not (self._is_mixed and not self.lineEdit().text().strip()):
            self.edited.emit(value)

    def _end_gesture(self) -> None:
        self._gesture = 0

    def stepBy(self, steps: int) -> None:  # noqa: N802
        value = self.text_value()
        if self.isReadOnly() or not isinstance(value, tuple | int | float):
            return
        value = (
            tuple(self._stepped(item, steps) for item in value)
            if isinstance(value, tuple)
            else (self._stepped(value, steps))
        )
        self.lineEdit().setText(number_text(value, self._between))
        self._gesture, self._stepped_to = self._gesture or new_gesture(), value
        with within(self._gesture):
            self.edited.emit(value)

    def _stepped(self, value: Any, steps: int) -> Any:
        if isinstance(value, float) or (self._is_float and value is not None):
            return round(value + steps * _float_step(value), 10)
        return value + steps if isinstance(value, int) else value

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:  # noqa: N802
        return BOTH_WAYS

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        # A wheel that scrolls the form must not change what it passes.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TextEdit(QLineEdit):
    """A line of text; for a kind that is more than text, a number where one is typed."""

    edited = Signal(object)

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Any = ""
        self._optional = isinstance(kind, OptionalKind)
        inner = kind.inner if isinstance(kind, OptionalKind) else kind
        self._is_list = isinstance(inner, TupleKind)
        self._may_be_number = not isinstance(inner, TextKind | TupleKind | PairsKind)
        self.editingFinished.connect(self._finish)
        self._is_mixed = False
        self._say_nothing()

    def _say_nothing(self) -> None:
        """What stands in the empty field."""
        if self._is_mixed or self._optional:
            say(self, placeholderText=Message("different") if self._is_mixed else Message("none"))
        else:
            self.setPlaceholderText("")

    def set_mixed(self) -> None:
        """Shows that several blocks have several values."""
        self.set_value(None)
        self._is_mixed = True
        self._say_nothing()

    def set_value(self, value: Any) -> None:
        """Shows a value; a network is only told of."""
        self._value = value
        if self._is_mixed:
            self._is_mixed = False
            self._say_nothing()
        self.setReadOnly(isinstance(value, Graph))
        self.setText(self._text_of(value))

    def _text_of(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, Graph):
            return singular(self.tr("{count} blocks").format(count=len(value)))
        return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)

    def text_value(self) -> Any:
        """What the text stands for."""
        if self.isReadOnly():
            return self._value
        text = self.text().strip()
        if self._optional and not text:
            return None
        if self._is_list:
            return tuple(part.strip() for part in text.split(",") if part.strip())
        return _number(text, False) if self._may_be_number else text

    def _finish(self) -> None:
        if self.text().strip() != self._text_of(self._value):
            self.edited.emit(self.text_value())


class ChoiceEdit(QComboBox):
    """One of a few names; none where it may be left out."""

    edited = Signal(object)

    def __init__(self, names: tuple[str, ...], optional: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self._optional = optional
        self.offer(names)
        self.activated.connect(lambda index: self.edited.emit(self.itemData(index)))
        self._typed, self._gesture, self._last = "", 0, 0

    def event(self, event: QEvent) -> bool:
        """Letters are the list's, also those that are commands of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_letter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Letters choose by name; all those of one name are one decision."""
        if not _is_letter(event):
            super().keyPressEvent(event)
            return
        found = self._found(event, self.currentIndex())
        if found != self.currentIndex():
            self.setCurrentIndex(found)
            with within(self._gesture):
                self.activated.emit(found)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._typed = ""
        super().focusOutEvent(event)

    def showPopup(self) -> None:  # noqa: N802
        self._typed = ""
        self.view().installEventFilter(self)
        super().showPopup()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Letters find names in the open list too."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _is_letter(event):
            row = self._found(event, self.view().currentIndex().row())
            self.view().setCurrentIndex(self.model().index(row, 0))
            return True
        return super().eventFilter(watched, event)

    def _found(self, event: QKeyEvent, current: int) -> int:
        """The name that is meant once a letter more was typed: the exact one, or else the next that begins so."""
        # By when the keys were pressed: what an edit takes is no pause of the one who types.
        if not self._typed or event.timestamp() - self._last > TYPING_PAUSE:
            self._typed, self._gesture = "", new_gesture()
        self._last = event.timestamp()
        self._typed += event.text().casefold()
        names = [self.itemText(i).casefold() for i in range(self.count())]
        if self._typed in names:
            return names.index(self._typed)
        again = len(self._typed) > 1 and len(set(self._typed)) == 1  # the same letter once more goes on
        wanted = self._typed[0] if again else self._typed
        first = current if len(self._typed) > 1 and not again else current + 1
        places = [i % len(names) for i in range(first, first + len(names))]
        return next((i for i in places if names[i].startswith(wanted)), current)

    def offer(self, names: tuple[str, ...]) -> None:
        """Lists these names; what is shown stays, also where it is none of them."""
        if [self.itemData(i) for i in range(self.count())] == [None] * self._optional + list(names):
            return
        shown = self.currentData()
        self.clear()
        if self._optional:
            self.addItem("", None)
            say_item(self, 0, Message("none"))
        for name in names:
            self.addItem(printable(name), name)
            if not name:
                say_item(self, self.count() - 1, Message("none"))
        if shown is not None:
            self.set_value(shown)

    def set_mixed(self) -> None:
        """Shows that several blocks have several values."""
        say(self, placeholderText=Message("different"))  # only now: with it a new list begins with nothing chosen
        self.setCurrentIndex(-1)

    def set_value(self, value: Any) -> None:
        """Shows a value, also one that is not offered."""
        if value is not None and self.findData(value) < 0:
            self.addItem(str(value), value)
        self.setCurrentIndex(max(0, self.findData(value)))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()


class SwitchEdit(QCheckBox):
    """On or off."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicked.connect(lambda on: self.edited.emit(on))
        self.toggled.connect(self.retranslate)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def set_value(self, value: Any) -> None:
        """Shows a value."""
        self.setTristate(False)
        self.setChecked(bool(value))

    def set_mixed(self) -> None:
        """Shows that several blocks have several values."""
        self.setCheckState(Qt.CheckState.PartiallyChecked)
        self.retranslate()

    def retranslate(self) -> None:
        """Says it in the language of the window."""
        words = self.tr("on") if self.isChecked() else self.tr("off")
        self.setText(self.tr("different") if self.checkState() == Qt.CheckState.PartiallyChecked else words)


Editor = NumberEdit | TextEdit | ChoiceEdit | SwitchEdit


def editor_for(field: Field, names: tuple[str, ...] | None = None) -> Editor:
    """The editor that fits a field's kind: it has `set_value` and the signal `edited`.

    `names` are the declared values that are offered; without them, all of the family.
    """
    kind = field.kind
    optional = isinstance(kind, OptionalKind)
    inner = kind.inner if isinstance(kind, OptionalKind) else kind
    if isinstance(inner, BoolKind):
        made: Editor = SwitchEdit()
    elif isinstance(inner, ChoiceKind | ActivationKind):
        made = ChoiceEdit(inner.choices, optional)
    elif isinstance(inner, SpecKind):
        made = ChoiceEdit(tuple(inner.base.registry) if names is None else names, optional)
    elif isinstance(inner, IntKind | FloatKind | RateKind) or (isinstance(inner, TupleKind) and _holds_numbers(inner)):
        made = NumberEdit(kind)
    else:
        made = TextEdit(kind)
    made.setAccessibleName(field.name)
    say(made, toolTip=Message(field.doc))
    return made


def _holds_numbers(kind: TupleKind) -> bool:
    inner = kind.inner.inner if isinstance(kind.inner, OptionalKind) else kind.inner
    return isinstance(inner, IntKind | FloatKind)


def number_text(value: Any, between: str = " × ") -> str:
    """3 × 3, 0.001; an open axis is a question mark, nothing is empty. Nothing of the number is lost."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return between.join("?" if item is None else number_text(item) for item in value)
    if isinstance(value, float):
        short = f"{value:.10g}"
        return short if float(short) == value else repr(value)
    return str(value)


def _is_letter(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return bool(event.text().strip()) and event.text().isprintable() and held == Qt.KeyboardModifier.NoModifier


def _is_nested(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(item, tuple) for item in value)


def _fixed_text(value: Any) -> str:
    return type(value).__name__ if isinstance(value, Spec) else str(value)


def parsed(text: str, is_tuple: bool = False, is_float: bool = False) -> Any:
    """The number or numbers that a text stands for; the text itself where it is none. "1,5" is no number."""
    text = text.strip()
    if not text:
        return () if is_tuple else None
    if is_tuple:
        inside = text.strip("()[] ")
        parts = [part for part in re.split(r"\s*[×xX*,;]\s*|\s+", inside) if part]
        items = [None if part in ("?", "None") else _number(part, is_float) for part in parts]
        return items[0] if len(items) == 1 and isinstance(items[0], str) else tuple(items)
    return _number(text, is_float)


def _number(text: str, is_float: bool) -> Any:
    if NUMBER.fullmatch(text) and len(text) < 30:
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return text
    return value


def _float_step(value: float) -> float:
    """A tenth of the number's own size: 0.001 steps by 0.0001."""
    size = abs(value)
    if size == 0:
        return 0.1
    step = 10.0
    while step > size * 0.11:
        step /= 10
    return step
