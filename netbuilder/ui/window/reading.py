"""What is being opened: files are read one after the other off the window's thread, and reading can be stopped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from netbuilder.errors import Fault, printable
from netbuilder.files.target import same_place
from netbuilder.ui.looks.language import language
from netbuilder.ui.session.tasks import Done, Failed, Task, run_reading
from netbuilder.ui.widgets.parts import button, label, row

SOON = 200  # milliseconds: what is read within them needs no word
LONGEST = 24  # letters of a name: the bar is narrow
WIDTH = 80  # pixels


def _nothing(_found: Any) -> None:
    """What was read holds nothing that others wait for."""


@dataclass(frozen=True)
class Wanted:
    """Something to read: `read` runs in a thread of its own, all else in the window's.

    `take` has what was read, or else `refuse` has the fault; `let_go` has what nobody wants any more.
    """

    name: str
    read: Callable[[], Any]
    take: Callable[[Any], object]
    refuse: Callable[[Fault], object]
    let_go: Callable[[Any], object] = _nothing
    path: Path | None = None


class Readings(QObject):
    """Reads what is wanted in the order in which it was asked for."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Wanted] = deque()
        self._current: Wanted | None = None
        self._task: Task | None = None
        self.is_stopping = False

    @property
    def is_going_on(self) -> bool:
        """Whether something is being read."""
        return self._task is not None

    @property
    def name(self) -> str:
        """What is being read."""
        return self._current.name if self._current is not None else ""

    @property
    def left(self) -> int:
        """How many files come after it."""
        return len(self._waiting)

    def is_reading(self, path: Path) -> bool:
        """Whether a file is being read, or will be."""
        wanted = (self._current, *self._waiting)
        return not self.is_stopping and any(one is not None and same_place(one.path, path) for one in wanted)

    def add(self, wanted: Wanted, first: bool = False) -> None:
        """Reads it after what is being read, and after or before what waits."""
        if first:
            self._waiting.appendleft(wanted)
        else:
            self._waiting.append(wanted)
        self._begin_next()

    def stop(self) -> None:
        """Reads no more. What a reader has in its hands it may have to end; nothing comes of it."""
        self._waiting.clear()
        if self._task is not None:
            self.is_stopping = True
            self._task.stop()
            self.changed.emit()

    def stop_and_wait(self) -> None:
        """The same, before the window goes."""
        self.stop()
        if self._task is not None:
            self._task.stop_and_wait()

    def _begin_next(self) -> None:
        if self._task is None and self._waiting:
            self._current = self._waiting.popleft()
            self._task = Task(run_reading(self._current.read), self)
            self._task.ended.connect(self._on_ended)
            self._task.start()
        self.changed.emit()

    def _on_ended(self, outcome: object) -> None:
        wanted, was_stopped = self._current, self.is_stopping
        self._task, self._current, self.is_stopping = None, None, False
        assert wanted is not None
        try:
            if isinstance(outcome, Done):
                (wanted.let_go if was_stopped else wanted.take)(outcome.value)
            elif isinstance(outcome, Failed) and not was_stopped:
                wanted.refuse(outcome.fault())
        finally:
            self._begin_next()


class ReadingBar(QWidget):
    """Says in the status bar what is being read, once that takes its time, with a stop."""

    def __init__(self, readings: Readings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readings = readings
        self.words = label()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)  # nobody knows how much is left of a script
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(WIDTH, 6)
        self.stop_button = button(self.tr("Stop reading"), readings.stop, "link")
        inner = row(self.words, self.progress, self.stop_button)
        inner.setAlignment(self.progress, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(inner)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.show)
        self.hide()
        readings.changed.connect(self._follow)
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says it in the language of the window."""
        self.stop_button.setText(self.tr("Stop reading"))
        self._follow()

    def _follow(self) -> None:
        readings = self._readings
        if not readings.is_going_on:
            self._soon.stop()
            self.hide()
            return
        if not self.isVisible() and not self._soon.isActive():
            self._soon.start()
        name = printable(readings.name)
        name = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        if readings.is_stopping:
            text = self.tr("Cancelling {name} …").format(name=name)
        elif readings.left:
            text = self.tr("Reading {name}, then {count} more …").format(name=name, count=readings.left)
        else:
            text = self.tr("Reading {name} …").format(name=name)
        self.words.setText(text)
        self.words.setToolTip(printable(readings.name))
        self.stop_button.setEnabled(not readings.is_stopping)
