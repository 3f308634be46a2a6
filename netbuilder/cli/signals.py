"""Being asked to end: by Ctrl+C, by the system, by a terminal that goes away."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

STATUS = 128  # and the number of the signal: what a shell gives for a program that a signal ended
TOGETHER = 0.5  # seconds in which the same wish may arrive twice: from the terminal, and from whatever started us

Handler = Callable[[int, FrameType | None], None]


class Ended(KeyboardInterrupt):
    """The program was asked to end by the signal `number`."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__()


class Stop:
    """Whether a run was asked to stop. Nothing is raised, so that no step is cut in two.

    Before something was learned, and when it is asked again, the program ends at once.
    """

    def __init__(self) -> None:
        self.number = 0
        self.learns = False
        self._asked = 0.0

    def ask(self, number: int, _frame: FrameType | None = None) -> None:
        """Notes a signal."""
        now = time.monotonic()
        if not self.learns or (self.number and now - self._asked > TOGETHER and number != _hangup()):
            leave(number)
        if not self.number:
            self.number, self._asked = number, now
            _write(b"netbuilder: stopping after this batch; once more ends at once\n")


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Signals end a command by Ended, so that what it began to write is cleared away."""

    def end(number: int, frame: FrameType | None) -> None:
        if _imports(frame):  # raised there, it may get lost; nothing is written yet
            leave(number)
        raise Ended(number)

    with _handled(end):
        yield


@contextlib.contextmanager
def kindly() -> Iterator[Stop]:
    """Signals are noted, and what runs looks for them."""
    stop = Stop()
    with _handled(stop.ask):
        yield stop


def leave(number: int) -> None:
    """Ends the program now."""
    _write(b"netbuilder: stopped\n")
    os._exit(STATUS + number)


@contextlib.contextmanager
def _handled(handler: Handler) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for number in (signal.SIGINT, signal.SIGTERM, _hangup()) if number]
    # What nohup lets live on stays alive.
    before = {number: signal.getsignal(number) for number in numbers}
    wanted = [number for number in numbers if number == signal.SIGINT or before[number] is not signal.SIG_IGN]
    for number in wanted:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in wanted:
            signal.signal(number, before[number])


def _hangup() -> int:
    """The signal of a terminal that goes away; 0 where there is none."""
    return int(getattr(signal, "SIGHUP", 0))


def _imports(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _write(text: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(2, text)
