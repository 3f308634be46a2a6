"""A word from the system when a run has ended and the window is not looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from netbuilder.files import resource

SHOWN = 10_000  # milliseconds


class Notifier(QObject):
    """Has an icon in the tray only while it has something to say; where there is no tray it says nothing."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(SHOWN)
        self._away.timeout.connect(self.close)

    def tell(self, title: str, text: str) -> bool:
        """Shows a notification; whether it could, and had to."""
        if QGuiApplication.focusWindow() is not None or not QSystemTrayIcon.isSystemTrayAvailable():
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(QIcon(str(resource("icons", "netbuilder.svg"))), self)
            self._icon.activated.connect(self._raise)
            self._icon.messageClicked.connect(self._raise)
        self._icon.show()
        self._icon.showMessage(title, text, QSystemTrayIcon.MessageIcon.Information, SHOWN)
        self._away.start()
        return True

    def close(self) -> None:
        """Takes the icon away."""
        self._away.stop()
        if self._icon is not None:
            self._icon.hide()

    def _raise(self, *_why: object) -> None:
        window = self.parent()
        if isinstance(window, QWidget):
            window.raise_()
            window.activateWindow()
