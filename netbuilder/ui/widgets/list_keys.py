"""The keys of a search field with a list below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LEAVES = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


def passed_on(
    event: QEvent, rows: QListWidget, take: Callable[[QListWidgetItem | None], None], leave: Callable[[], object]
) -> bool:
    """Whether a key that the field got was meant for the list: arrows move in it, Enter takes, Escape and Tab leave."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
        return False
    if event.key() in MOVES:
        rows.keyPressEvent(event)
    elif event.key() in TAKES:
        take(rows.currentItem())
    elif event.key() in LEAVES:
        leave()
    else:
        return False
    return True
