"""The system ends the program: what runs learned, and what is not saved, goes to the recovery folder first."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication, QSessionManager

from netbuilder.errors import Fault

if TYPE_CHECKING:
    from netbuilder.ui.window.main_window import MainWindow

log = logging.getLogger("netbuilder")

STATUS = 128  # and the number of the signal
TOGETHER = 0.5  # seconds in which the same wish may arrive twice


class Ending(QObject):
    """Follows SIGTERM, SIGHUP, Ctrl+C in the terminal, and the end of a session. Nobody is asked any more.

    A second signal ends the program at once.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self.status = window, 0
        self._asked = 0.0
        # A handler of Python's runs when Python does: Qt is woken by what is written to this end.
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        self._before_waker = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        numbers = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
        self._before = {number: signal.signal(number, self._note) for number in numbers if number is not None}
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._on_session_end)

    def stop(self) -> None:
        """Gives the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_waker)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._woken.close()
        self._waker.close()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.status and now - self._asked > TOGETHER and number != getattr(signal, "SIGHUP", 0):
            os._exit(STATUS + number)
        if not self.status:
            self.status, self._asked = STATUS + number, now

    def _on_woken(self) -> None:
        with contextlib.suppress(OSError):
            self._woken.recv(4096)
        if self.status:
            self._notifier.setEnabled(False)
            self.rescue()
            QCoreApplication.exit(self.status)

    def _on_session_end(self, _manager: QSessionManager) -> None:
        self.rescue()

    def rescue(self) -> list[Path]:
        """Stops all runs and writes what is not saved; gives the files."""
        kept = []
        for workspace in self._window.documents.workspaces:
            workspace.session.trainer.close(hurry=True)
            try:
                path = workspace.keeper.keep_now()
            except Fault as fault:
                log.error("%s could not be kept: %s", workspace.session.name, fault)
                continue
            if path is not None:
                kept.append(path)
        for path in kept:
            log.info("kept: %s", path)
            with contextlib.suppress(OSError, AttributeError):
                print(f"netbuilder: what was not saved is in {path}", file=sys.stderr, flush=True)
        return kept
