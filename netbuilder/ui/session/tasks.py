"""Work off the window's thread: a thread drains an iterator, and the window takes what came at its own pace."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QThread, QTimer, Signal

from netbuilder.data.memory import bytes_text, free_memory
from netbuilder.errors import Fault
from netbuilder.files.reading import ReadingStopped, stoppable

INTERVAL = 33  # milliseconds between two looks: 30 a second
SHORTLY = 0.05  # seconds between two looks at whether an event is there


@dataclass(frozen=True)
class Done:
    """The iterator came to its end; `value` is what it returned."""

    value: Any = None


@dataclass(frozen=True)
class Stopped:
    """It was asked to stop, and did."""


@dataclass(frozen=True)
class Failed:
    """It raised."""

    error: Exception

    def fault(self) -> Fault:
        """What is to be told; raises what is no fault but a mistake of ours."""
        if not isinstance(self.error, Fault):
            raise self.error
        return self.error


class DrainThread(QThread):
    """Drains an iterator of events into a buffer that the window empties."""

    def __init__(self, events: Iterator[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events = events
        self.arrived: deque[Any] = deque()
        self.outcome: Done | Stopped | Failed = Stopped()
        self.hurry: type[BaseException] | None = None  # what is thrown into the events instead of closing them
        self._going = threading.Event()
        self._going.set()
        self._free = threading.Event()  # not set while somebody waits for a place between two events
        self._free.set()
        self._turn = threading.Lock()  # held while an event is being made

    def run(self) -> None:
        try:
            while True:
                self._going.wait()
                self._free.wait()
                with self._turn:
                    if self.isInterruptionRequested():
                        self._close()
                        return
                    self.arrived.append(next(self._events))
        except StopIteration as end:
            self.outcome = Done(end.value)
        except ReadingStopped:
            pass  # as it was asked to
        except MemoryError:
            free = bytes_text(free_memory())
            fault = Fault("there is not enough memory: {free} are free. Make layers smaller, or the batches", free=free)
            self.outcome = Failed(fault)
        except Exception as error:
            self.outcome = Failed(error)
        finally:
            # What the iterator works on is let go here, in the thread that worked on it.
            self._events = iter(())

    def _close(self) -> None:
        if self.hurry is not None and isinstance(self._events, Generator):
            with contextlib.suppress(self.hurry, StopIteration):
                self._events.throw(self.hurry())
        close = getattr(self._events, "close", None)
        if close is not None:
            close()

    def pause(self) -> None:
        """Takes no further event until `resume`."""
        self._going.clear()

    def resume(self) -> None:
        """Goes on."""
        self._going.set()

    def between(self, work: Callable[[], Any]) -> Any:
        """Does `work` here while no event is being made, and gives what it gives.

        An event may take its time: until it is there the window goes on drawing, but takes no clicks and no keys.
        """
        self._free.clear()
        try:
            while not self._turn.acquire(timeout=SHORTLY):
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            try:
                return work()
            finally:
                self._turn.release()
        finally:
            self._free.set()

    @property
    def is_paused(self) -> bool:
        """Whether it waits."""
        return not self._going.is_set()

    def stop(self) -> None:
        """Asks it to end before the next event."""
        self.requestInterruption()
        self._going.set()


class Task(QObject):
    """A drained iterator seen from the window: events in handfuls, then the outcome, both in the window's thread.

    A task that is over deletes itself, its thread and its timer: whoever keeps it has its words, and no memory of it.
    """

    events = Signal(object)  # a list
    ended = Signal(object)  # Done, Stopped or Failed

    def __init__(self, events: Iterator[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thread_ = DrainThread(events, self)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._look)
        self.thread_.finished.connect(self._finish)
        self._over = False

    def start(self) -> None:
        """Begins."""
        self.thread_.start()
        self._timer.start()

    @property
    def is_running(self) -> bool:
        """Whether the outcome is still to come."""
        return not self._over

    def stop(self) -> None:
        """Asks it to end soon."""
        self.thread_.stop()

    def stop_and_wait(self) -> None:
        """Ends it before the window goes: destroying a running thread would abort the program."""
        self.thread_.stop()
        self.thread_.wait()
        self._finish()

    def let_go(self) -> None:
        """The same, and tells nobody: whoever asked for it goes too."""
        self.blockSignals(True)
        self.stop_and_wait()

    def wait(self, milliseconds: int) -> bool:
        """Waits so long for its end, which is told at once where it comes; whether it came."""
        if self.thread_.wait(milliseconds):
            self._finish()
        return self._over

    def between(self, work: Callable[[], Any]) -> Any:
        """Does `work` between two events, when all events before it were told; gives what it gives."""

        def told_first() -> Any:
            self._look()
            return work()

        return self.thread_.between(told_first)

    def _look(self) -> None:
        arrived = self.thread_.arrived
        handful = [arrived.popleft() for _ in range(len(arrived))]
        if handful:
            self.events.emit(handful)

    def _finish(self) -> None:
        if self._over:
            return
        self._over = True
        self._timer.stop()
        self._look()
        self.thread_.wait()  # it has told its end, but may still be on its way out
        outcome, self.thread_.outcome = self.thread_.outcome, Stopped()
        self.deleteLater()
        self.ended.emit(outcome)


def run_once(work: Callable[[], Any]) -> Generator[Any, None, Any]:
    """A function as an iterator without events, for `Task`."""
    return work()
    yield


def run_reading(work: Callable[[], Any]) -> Generator[Any, None, Any]:
    """The same for what reads files: it is stopped at the next step of the reader."""
    with stoppable(QThread.currentThread().isInterruptionRequested):
        return work()
    yield
