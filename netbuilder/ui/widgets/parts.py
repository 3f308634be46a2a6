"""Small parts that all panels are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeVar
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from netbuilder.errors import Message
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, ROOM, scaled, theme

Item = QWidget | QLayout | int | Literal["|"]
Box = TypeVar("Box", bound=QBoxLayout)


def label(text: Message | str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A text in one of the roles of the style sheet: quiet, small, section, heading, name, error."""
    made = QLabel()
    give_text(made, text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def button(text: Message | str, slot: Callable[[], object] | None = None, kind: str = "") -> QPushButton:
    """A button; `kind` is primary, link or repair."""
    made = QPushButton()
    give_text(made, text)
    if kind:
        made.setProperty(kind, True)
    if slot is not None:
        made.clicked.connect(lambda: slot())
    return made


def give_text(made: QLabel | QAbstractButton, text: Message | str) -> None:
    """A message follows the language; a text stays as it is."""
    if isinstance(text, Message):
        say(made, text=text)
    else:
        made.setText(text)


def breakable(name: str) -> str:
    """A name that may go on in a second line after each of its underscores."""
    return name.replace("_", "_\u200b")


def line() -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setObjectName("line")
    return made


def column(*items: Item, margin: int = 0, gap: int = PAD) -> QVBoxLayout:
    """Widgets, layouts and stretches ("|") from top to bottom."""
    return _filled(QVBoxLayout(), items, margin, gap)


def row(*items: Item, margin: int = 0, gap: int = PAD) -> QHBoxLayout:
    """Widgets, layouts and stretches ("|") from left to right."""
    return _filled(QHBoxLayout(), items, margin, gap)


def _filled(box: Box, items: Iterable[Item], margin: int, gap: int) -> Box:
    box.setContentsMargins(margin, margin, margin, margin)
    box.setSpacing(gap)
    for item in items:
        if isinstance(item, str):
            box.addStretch(1)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        elif isinstance(item, int):
            box.addSpacing(item)
        else:
            box.addLayout(item)
    return box


def scrolled(content: QWidget, name: Message | None = None) -> QScrollArea:
    """Content that scrolls up and down; the keyboard reaches it, so that it has a `name` for those who hear it."""
    area = QScrollArea()
    if name is not None:
        say(area, accessibleName=name)
    area.setObjectName("panel")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    return area


def clear(box: QLayout) -> None:
    """Takes everything out of a layout."""
    while box.count():
        item = box.takeAt(0)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            widget.hide()  # without a parent it would first become a window of its own: that takes milliseconds
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def hold_width(widget: QWidget, pixels: int) -> None:
    """Makes a widget as wide as this, and wider where the system's text is larger."""
    _held[widget] = pixels
    widget.setFixedWidth(scaled(pixels))


# What has a width of its own, by what it is where the system's text is as large as ours.
_held: WeakKeyDictionary[QWidget, int] = WeakKeyDictionary()


def _hold_anew() -> None:
    for widget, pixels in list(_held.items()):
        if shiboken6.isValid(widget) and widget.minimumWidth() != scaled(pixels):
            widget.setFixedWidth(scaled(pixels))


theme.changed.connect(_hold_anew)


def card(*items: Item) -> QFrame:
    """A framed group."""
    frame = QFrame()
    frame.setObjectName("card")
    frame.setLayout(column(*items, margin=ROOM))
    return frame


def align(table: QTableWidget, place: int, to_the_right: bool) -> None:
    """Lets the head of a column stand as its cells do."""
    side = Qt.AlignmentFlag.AlignRight if to_the_right else Qt.AlignmentFlag.AlignLeft
    head = table.horizontalHeaderItem(place)
    if head is not None:
        head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)


def ok_and_cancel(dialog: QDialog, ok: Message | None = None) -> QDialogButtonBox:
    """The buttons at the foot of a dialog, in the words of Qt, or with what OK does in ours."""
    kinds = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
    if ok is not None:
        say(buttons.button(kinds.Ok), text=ok)
        say(buttons.button(kinds.Cancel), text=Message("Cancel"))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons


def restyle(widget: QWidget) -> None:
    """Applies the style sheet anew after a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def give_role(widget: QWidget, role: str) -> None:
    """Draws a text in another role of the style sheet."""
    _mark(widget, "role", role)


def mark_wrong(widget: QWidget, wrong: bool) -> None:
    """Draws a field as one whose content is refused, or no longer."""
    _mark(widget, "wrong", wrong)


def mark_doubtful(widget: QWidget, doubtful: bool) -> None:
    """Draws a field as one that a warning is about, or no longer."""
    _mark(widget, "doubtful", doubtful)


def _mark(widget: QWidget, name: str, value: bool | str) -> None:
    if (widget.property(name) or None) != (value or None):  # nothing yet is as good as False or ""
        widget.setProperty(name, value)
        restyle(widget)
