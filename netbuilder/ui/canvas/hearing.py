"""Makes the canvas known to screen readers, and tells them where on it the keyboard is."""

from __future__ import annotations

import PySide6
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QGraphicsView

from netbuilder.ui.session.session import Session

SINCE = (6, 11)  # of PySide6: the first in which Python can answer a screen reader without a crash
_installed = False


def install() -> bool:
    """Lets screen readers find what is on a canvas; False where this PySide6 cannot. Twice is as good as once."""
    global _installed
    if tuple(PySide6.__version_info__[:2]) < SINCE:
        return False
    if not _installed:
        from netbuilder.ui.canvas import faces

        QAccessible.installFactory(faces.make)
        _installed = True
    return True


class Hearing(QObject):
    """Tells a screen reader which block has the keyboard, as one walks from block to block."""

    def __init__(self, view: QGraphicsView, session: Session) -> None:
        super().__init__(view)
        self._canvas = view
        self._can = install()
        session.selection_changed.connect(self._tell)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.FocusIn and self._can and QAccessible.isActive():
            QTimer.singleShot(0, self, self._tell)  # after Qt has told that the canvas has it
        return False

    def _tell(self) -> None:
        if not self._can or not QAccessible.isActive() or not self._canvas.hasFocus():
            return
        face = QAccessible.queryAccessibleInterface(self._canvas)
        child = face.focusChild() if face is not None else None
        if child is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(child, QAccessible.Event.Focus))
            QAccessible.updateAccessibility(QAccessibleEvent(child, QAccessible.Event.Selection))
