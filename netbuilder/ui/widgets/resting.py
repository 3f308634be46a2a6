"""A button that is disabled while it works keeps its place: the keys are nobody else's until it is enabled again."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


class Resting(QObject):
    """Follows the focus of the application.

    Qt gives the focus of what is disabled to the next field, where an arrow or a letter would change a number. Here
    the widget around the button gets it, which has no keys of its own; the button takes it back once it is enabled.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._button: QAbstractButton | None = None
        self._holder: QWidget | None = None
        application.focusChanged.connect(self._on_changed)

    @classmethod
    def watch(cls) -> None:
        """Begins to follow it; once is enough."""
        application = QApplication.instance()
        if isinstance(application, QApplication) and application.findChild(cls) is None:
            cls(application)

    def _on_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is self._holder and new is not None:
            return
        self._forget()
        if not isinstance(old, QAbstractButton) or not shiboken6.isValid(old) or old.isEnabled():
            return
        holder = old.parentWidget()
        if holder is None or not holder.isEnabled() or (new is not None and old.window() is not new.window()):
            return  # all around it is disabled, or gone: where the focus went is as good as any
        self._button, self._holder = old, holder
        old.installEventFilter(self)
        holder.setFocus()

    def _forget(self) -> None:
        if self._button is not None and shiboken6.isValid(self._button):
            self._button.removeEventFilter(self)
        self._button = self._holder = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The button can be pressed again: who still waits at its place, has it."""
        if watched is self._button and event.type() == QEvent.Type.EnabledChange and self._button.isEnabled():
            button, holder = self._button, self._holder
            self._forget()
            if holder is not None and holder.hasFocus():
                button.setFocus()
        return super().eventFilter(watched, event)
