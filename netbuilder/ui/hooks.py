"""The last net: whatever goes wrong anywhere is written to the log, and a person is told once, without a traceback."""

from __future__ import annotations

import faulthandler
import gc
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from functools import wraps
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler

from netbuilder.files import state_folder

log = logging.getLogger("netbuilder")
CRASHES = 256 << 10  # bytes of crash.log with which a new one is begun

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Teller(QObject):
    """Brings the news of an exception into the window's thread, whichever thread it happened in."""

    happened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._told: set[str] = set()

    def tell(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Logs an exception; the same place is told only once."""
        text = "".join(traceback.format_exception(kind, error, trace))
        place = text.rsplit("File ", 1)[-1][:300]
        if place in self._told:
            return
        self._told.add(place)
        log.error("unexpected: %s", text)
        self.happened.emit(str(error) or kind.__name__)


teller = Teller()


def drawing(method: Callable[..., None]) -> Callable[..., None]:
    """For what Qt calls to draw: an exception is told and the rest is drawn.

    Qt goes on calling into Python with the exception pending, and the process dies of it.
    """

    @wraps(method)
    def guarded(*arguments: Any) -> None:
        try:
            method(*arguments)
        except Exception as error:
            teller.tell(type(error), error, error.__traceback__)

    return guarded


def log_file() -> Path:
    """Where the log is kept."""
    return state_folder() / "netbuilder.log"


def install() -> Teller:
    """Sets all hooks; to be called before the QApplication is made."""
    _open_log()
    sys.excepthook = teller.tell
    # A worker that wants the interpreter back from the window asks after half a millisecond, not after five.
    sys.setswitchinterval(0.0005)

    def from_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            teller.tell(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    threading.excepthook = from_thread
    qInstallMessageHandler(lambda kind, _context, text: log.log(LEVELS.get(kind, logging.WARNING), "Qt: %s", text))
    return teller


def _crash_log(path: Path) -> Path:
    """The file in which Python writes where it crashed; one that has grown becomes the older one, which goes."""
    if path.exists() and path.stat().st_size > CRASHES:
        path.replace(path.with_name("crash.log.1"))
    return path


def _open_log() -> None:
    """A log that does not grow without end; without a writable home there is none."""
    log.setLevel(logging.INFO)
    if log.handlers:
        return
    try:
        state_folder().mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(log_file(), maxBytes=1 << 20, backupCount=2, encoding="utf-8")
        faulthandler.enable(_crash_log(state_folder() / "crash.log").open("a"))  # must stay open
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)


def has_log() -> bool:
    """Whether the log is a file."""
    return any(isinstance(handler, RotatingFileHandler) for handler in log.handlers)


def collect_soon() -> None:
    """Gives back the memory of what was closed as soon as Qt has deleted it: a data set is not kept for a while."""
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, gc.collect))  # first what waits to be deleted, then its values


class GarbageCollector(QObject):
    """Collects in the window's thread only: Qt objects that a worker thread destroyed would crash the program."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(2000)
        self._timer.timeout.connect(self._collect)
        self._threshold = gc.get_threshold()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Gives collecting back to Python."""
        self._timer.stop()
        gc.enable()

    def _collect(self) -> None:
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._threshold[generation]:
                gc.collect(generation)
                return
