"""Work off the window's thread of which only the newest counts: text that is typed on makes old what was read of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from netbuilder.ui.session.tasks import Stopped, Task, run_reading

Then = Callable[[object], object]  # what is done with the outcome, in the window's thread


class Newest(QObject):
    """Does one thing at a time. Asked for another, it stops what it does and begins that; older ones are never told."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._then: Then | None = None  # of what is being done; None where nobody wants it any more
        self._next: tuple[Callable[[], Any], Then] | None = None
        self._is_stopping = False

    @property
    def is_going_on(self) -> bool:
        """Whether something is being done that is still wanted."""
        return self._then is not None or self._next is not None

    def ask(self, work: Callable[[], Any], then: Then) -> None:
        """Does `work` in a thread, and `then` has its outcome; what was asked for before is forgotten."""
        self.forget()
        self._next = (work, then)
        if self._task is None:
            self._begin()
        else:
            self.changed.emit()

    def wait(self, milliseconds: int) -> None:
        """Waits so long for what is being done: most things take less."""
        if self._task is not None and self._next is None:
            self._task.wait(milliseconds)

    def stop(self) -> None:
        """Ends what is being done, which is told."""
        if self._task is not None and self._then is not None:
            self._is_stopping = True
            self._task.stop()

    def forget(self) -> None:
        """Ends what is being done, and tells nobody."""
        self._then, self._next = None, None
        if self._task is not None:
            self._task.stop()
        self.changed.emit()

    def stop_and_wait(self) -> None:
        """The same, before the window goes."""
        self.forget()
        if self._task is not None:
            self._task.stop_and_wait()

    def _begin(self) -> None:
        assert self._next is not None
        (work, self._then), self._next = self._next, None
        self._task = Task(run_reading(work), self)
        self._task.ended.connect(self._on_ended)
        self._task.start()
        self.changed.emit()

    def _on_ended(self, outcome: object) -> None:
        then, was_stopped = self._then, self._is_stopping
        self._task, self._then, self._is_stopping = None, None, False
        try:
            self.changed.emit()
            if then is not None:
                then(Stopped() if was_stopped else outcome)
        finally:
            if self._task is None and self._next is not None:
                self._begin()
