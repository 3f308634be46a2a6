"""Keys of the window in a field of text: Ctrl+E exports there too, where some systems would go to the line's end."""

from __future__ import annotations

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from netbuilder.ui.window.command import Command, Reach

FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit)
# What a field does itself: its own text is meant.
OF_TEXT = ("undo", "redo", "cut", "copy", "paste", "paste_with_wires", "delete", "delete_and_reconnect", "select_all")


class OwnKeys(QObject):
    """Watches the field that has the keyboard, and lets it claim none of Ctrl with a letter that the window has."""

    def __init__(self, commands: Iterable[Command], window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        own = [command for command in commands if command.reach is Reach.WINDOW and command.id not in OF_TEXT]
        self._keys = frozenset(key for command in own for key in command.keys if _is_letter(key))
        self._field: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._field is not None and shiboken6.isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = new if isinstance(new, FIELDS) and new.window() is self._window else None
        if self._field is not None:
            self._field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and QKeySequence(event.keyCombination()).toString() in self._keys
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _is_letter(key: str) -> bool:
    *held, last = key.split("+")
    return "Ctrl" in held and len(last) == 1 and last.isalpha()
