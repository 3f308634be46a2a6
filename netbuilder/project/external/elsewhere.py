"""Another Python: what of Keras it has, and where something is missing the command that installs it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from netbuilder.engine.events import Waiting
from netbuilder.errors import TrainingError
from netbuilder.files import install_command
from netbuilder.files.causes import cause_of

BACKENDS = ("jax", "tensorflow", "torch")  # the first that is there is taken where none is chosen
OLDEST = 3  # of Keras
SECONDS = 60.0
PATIENCE = 0.1  # seconds without an answer after which Waiting is told
LONGEST = 300  # letters of another program's words
MOST = 1 << 20  # bytes that an answer may have


@dataclass(frozen=True)
class Elsewhere:
    """A Python, and what Keras is to run on there; "" is what it has."""

    python: Path
    backend: str = ""


@dataclass(frozen=True)
class Found:
    """The versions of what is installed there. `backend` is what Keras will run on."""

    python: str
    keras: str
    backend: str
    backend_version: str


class Hurry(BaseException):
    """Thrown into a run instead of closing it: the system wants it to end within seconds.

    Not a GeneratorExit: of that only the closing is handed on to what a generator delegates to.
    """


class Missing(TrainingError):
    """Something is not installed there; `command` installs it."""

    @property
    def command(self) -> str:
        """What to type."""
        return str(self.values["command"])


def look(where: Elsewhere) -> Found:
    """What is there; raises Missing with the command that installs what is not, or TrainingError."""
    steps = looking(where)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Found = end.value
            return found


def looking(where: Elsewhere) -> Generator[Waiting, None, Found]:
    """As `look`, in steps between which it can be given up."""
    told = yield from _probe(where.python)
    versions = {name: str(told.get(name) or "") for name in ("keras", *BACKENDS)}
    backend = where.backend or next((name for name in BACKENDS if versions[name]), "")
    python = where.python
    if not versions["keras"]:
        wanted = ["keras", *([] if backend and versions[backend] else [backend or BACKENDS[0]])]
        raise Missing(
            "{python} has no Keras. Install it: {command}",
            python=python,
            command=install_command(where.python, *wanted),
        )
    if versions["keras"].split(".")[0].isdigit() and int(versions["keras"].split(".")[0]) < OLDEST:
        raise Missing(
            "{python} has Keras {version}, but {oldest} or newer is needed. Install it: {command}",
            python=python, version=versions["keras"], oldest=OLDEST,
            command=install_command(where.python, "--upgrade", "keras"),
        )  # fmt: skip
    if not backend or not versions[backend]:
        raise Missing(
            "Keras in {python} has no {backend} to run on. Install it: {command}",
            python=python, backend=backend or BACKENDS[0],
            command=install_command(where.python, backend or BACKENDS[0]),
        )  # fmt: skip
    return Found(str(told.get("python", "?")), versions["keras"], backend, versions[backend])


def environment(backend: str = "") -> dict[str, str]:
    """What its processes are started with: nothing that belongs to the Python that runs NetBuilder."""
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    own["PYTHONIOENCODING"] = "utf-8"
    return {**own, "KERAS_BACKEND": backend} if backend else own


def _probe(python: Path) -> Generator[Waiting, None, Mapping[str, Any]]:
    command = [str(python), str(Path(__file__).with_name("probe.py"))]
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=environment())
    except FileNotFoundError:
        raise TrainingError(
            "{python} was not found. Choose the Python of an environment with Keras, such as .venv/bin/python",
            python=python,
        ) from None
    except OSError as error:
        raise _no_python(python, cause_of(error)) from error
    out, err = yield from _answer(process, python)
    for line in out.splitlines():
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict) and told.get("netbuilder") == 1:
            return told
    raise _no_python(python, last_line(err) or f"it ended with {process.returncode}")


def _answer(process: subprocess.Popen[bytes], python: Path) -> Generator[Waiting, None, tuple[str, str]]:
    """What it prints, and complains of; it is ended where it takes too long, or nobody waits any more."""
    ends = time.monotonic() + SECONDS
    found = {pipe: bytearray() for pipe in (process.stdout, process.stderr) if pipe is not None}
    readers = [threading.Thread(target=_read, args=(*pair, process), daemon=True) for pair in found.items()]
    try:
        for reader in readers:
            reader.start()
        while any(reader.is_alive() for reader in readers):
            readers[0].join(PATIENCE / 2)
            readers[1].join(PATIENCE / 2)
            if any(len(text) > MOST for text in found.values()):
                raise _no_python(python, f"it printed more than {MOST >> 20} MB instead of an answer")
            if time.monotonic() > ends:
                raise TrainingError(
                    "{python} did not answer within {seconds} s. Choose another Python",
                    python=python, seconds=round(SECONDS),
                )  # fmt: skip
            yield Waiting()
        process.wait()
        out, err = (bytes(text).decode("utf-8", "replace") for text in found.values())
        return out, err
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for reader in readers:
            reader.join(PATIENCE)
        for pipe in found:
            # One that a child of its own holds open is still being read.
            with contextlib.suppress(OSError, RuntimeError):
                pipe.close()


def _read(pipe: IO[bytes], into: bytearray, process: subprocess.Popen[bytes]) -> None:
    """Takes what it prints, and ends it where that is too much."""
    with contextlib.suppress(OSError, ValueError):
        while piece := os.read(pipe.fileno(), 1 << 16):
            into += piece
            if len(into) > MOST:
                process.kill()
                return


def _no_python(python: Path, cause: str) -> TrainingError:
    return TrainingError(
        "{python} does not work as Python: {cause}. Choose the Python of an environment with Keras",
        python=python, cause=cause,
    )  # fmt: skip


def last_line(text: str) -> str:
    """The last line that says something, in short: of a traceback, the error itself."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    last = lines[-1][:LONGEST] if lines else ""
    return last if last.isprintable() else ascii(last)
