"""A process that is followed: what it tells comes in order, its complaints go to the log, and it always ends."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from netbuilder.errors import TrainingError
from netbuilder.files.causes import cause_of
from netbuilder.project.external.elsewhere import environment, last_line

log = logging.getLogger("netbuilder")

GRACE = 10.0  # seconds for its last batch and for keeping the weights
HURRY = 2.0  # the same where the system wants us to end
LAST_GRACE = 1.0  # seconds between asking the system to end it and ending it
LONGEST = 1 << 20  # bytes of a line
KEPT = 200  # lines of complaint
NOISE = 8 << 20  # bytes on both its outputs without a word of the run among them
WAITING = 10_000  # words that nobody has taken yet


class Followed:
    """One process in a group of its own, so that Ctrl+C in a terminal reaches it through us alone."""

    def __init__(self, command: Sequence[str], folder: Path, backend: str, token: str) -> None:
        self._token = token
        self._told: queue.Queue[dict[str, Any] | None] = queue.Queue(WAITING)
        self._noise = 0
        self._flooded = self._ending = False
        self._complaints: deque[str] = deque(maxlen=KEPT)
        apart: dict[str, Any] = (
            {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
            if sys.platform == "win32"
            else {"start_new_session": True}
        )
        try:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment(backend),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **apart,
            )  # fmt: skip
        except OSError as error:
            raise TrainingError(
                "{python} could not be started: {cause}", python=command[0], cause=cause_of(error)
            ) from error
        self._readers = [
            threading.Thread(target=self._read_told, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_complaints, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def next(self, seconds: float) -> dict[str, Any] | None:
        """What it tells next; None when that is nothing more. Raises queue.Empty when it says nothing so long."""
        return self._told.get(timeout=seconds)

    def end(self, grace: float = GRACE) -> int:
        """Ends it, kindly at first; gives its status. Nothing of it is left."""
        self._ending = True
        if self._process.poll() is None and not self._flooded:
            self._ask()
            self._wait(grace)
        for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            if self._process.poll() is None:
                self._signal(number)
                self._wait(LAST_GRACE)
        status = self._process.wait()
        for reader in self._readers:
            reader.join(LAST_GRACE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return status

    def cause(self, status: int) -> str:
        """Why it ended, in a line: its last complaint, or the signal that ended it."""
        if self._flooded:
            return f"it printed {NOISE >> 20} MB that say nothing of the training, and was cut off"
        if status < 0:
            with contextlib.suppress(ValueError):
                return f"ended by {signal.Signals(-status).name}"
        return last_line("\n".join(self._complaints)) or f"status {status}"

    def _ask(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.write(b"stop\n")
                self._process.stdin.flush()

    def _wait(self, seconds: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, number)

    def _read_told(self, pipe: IO[bytes]) -> None:
        for line in self._lines(pipe):
            told = self._understood(line)
            if told is not None:
                self._noise = 0
                self._put(told)
            else:
                self._note(line)
        self._put(None)

    def _put(self, told: dict[str, Any] | None) -> None:
        """Waits until there is room, so that it waits too; when it is ended, nobody takes any more."""
        while True:
            try:
                return self._told.put(told, timeout=0.1)
            except queue.Full:
                if self._ending:
                    return None

    def _lines(self, pipe: IO[bytes]) -> Iterator[bytes]:
        """What it prints; no more where it prints without end."""
        for line in iter(lambda: pipe.readline(LONGEST), b""):
            self._noise += len(line)
            if self._noise > NOISE:
                self._flooded = True
                self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            if self._flooded:
                return
            yield line

    def _understood(self, line: bytes) -> dict[str, Any] | None:
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            return None
        return told if isinstance(told, dict) and told.get("token") == self._token else None

    def _read_complaints(self, pipe: IO[bytes]) -> None:
        for line in self._lines(pipe):
            self._complaints.append(self._note(line))

    @staticmethod
    def _note(line: bytes) -> str:
        text = line.decode("utf-8", "replace").rstrip()
        log.info("Keras: %s", text)
        return text
