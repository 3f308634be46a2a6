"""Getting the compiled code ready: in the background, once for the process, from the disk where it is kept there."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netbuilder.errors import FileFault, Message, TrainingError
from netbuilder.files import compiled_folder, extra_command

if TYPE_CHECKING:
    from netbuilder.engine.choices import Choices

WHOLE = "whole"  # is in a folder where everything was compiled
LOOK = 0.05  # seconds between two looks at a process
CODE = "netbuilder.engine.kernels.compiled.code"


def is_installed() -> bool:
    """Whether Numba is there, without importing it."""
    return importlib.util.find_spec("numba") is not None


def numba_version() -> str:
    """Which Numba is there."""
    return importlib.metadata.version("numba")


def chosen(asked: str) -> str:
    """What settings mean on this machine: NETBUILDER_KERNELS says what "auto" is.

    Raises TrainingError where what is asked for cannot be had.
    """
    if asked == "auto":
        of_machine = os.environ.get("NETBUILDER_KERNELS", "")
        if of_machine not in ("numpy", "compiled"):
            return "auto"
        return of_machine if is_installed() else "numpy"
    if asked == "compiled" and not is_installed():
        raise TrainingError(
            "compiled kernels need the package numba. Install it: {command}, or choose auto or numpy",
            command=extra_command("fast"),
        )
    return asked


class Loader:
    """Imports Numba and compiles, in a thread that begins when it is asked for first. Before that the machine is
    measured, where it was not; without Numba that is all.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._preparing: threading.Thread | None = None
        self._lock, self._aside = threading.Lock(), threading.Lock()
        self.is_ready = False
        self.failure: Message | None = None

    def prepare(self) -> None:
        """Begins to do what a process of its own can do: nothing is imported into this one yet."""
        with self._lock:
            if self._preparing is None and self._thread is None:
                self._preparing = threading.Thread(
                    target=self._tried, args=(self._prepare,), name="netbuilder-preparing"
                )
                self._preparing.start()

    def begin(self, measures: bool = True) -> None:
        """Begins, where it has not begun yet; without a look at the machine if nobody asks what is best on it."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._tried, args=(lambda: self._run(measures),), name="netbuilder-compiling"
                )
                self._thread.start()

    def wait(self) -> None:
        """Waits until the code is ready; raises TrainingError where that fails."""
        self.begin(measures=False)
        assert self._thread is not None
        self._thread.join()
        if self.failure is not None:
            raise TrainingError("{cause}", cause=self.failure)

    def measured(self) -> tuple[Choices, list[dict[str, Any]]]:
        """What is chosen for this machine, measured now; raises TrainingError where that fails."""
        from netbuilder.engine.kernels.machine import measured  # only now: it is a floor above

        self._prepare(measures=False)
        return measured()

    def _prepare(self, measures: bool = True) -> None:
        with self._aside:
            folder = usable_folder() if is_installed() else None
            if folder is not None:
                _fill(folder)
            if measures and not _ends():
                measure_if_needed()

    def _run(self, measures: bool) -> None:
        self._prepare(measures)
        if is_installed():
            self.is_ready = not _ends() and compile_all(usable_folder())

    def _tried(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # whatever Numba says: NumPy goes on computing
            self.failure = Message("Numba cannot compile here: {cause}", {"cause": " ".join(str(error).split())[:300]})


@cache
def loader() -> Loader:
    """The loader of this process."""
    return Loader()


def _ends() -> bool:
    """Whether the program ends: nobody waits for compiled code any more."""
    return not threading.main_thread().is_alive()


def _fill(folder: Path) -> None:
    """Lets a process of its own compile into a folder where that was not done: it takes no time of the interpreter
    from the training and from the window, and ends with the program. What it leaves out is compiled here.
    """
    whole = folder / WHOLE
    if whole.exists():
        return
    code = f"from {__name__} import fill; fill({str(folder)!r})"
    if run_aside(["-c", code]) is not None:
        with contextlib.suppress(OSError):
            whole.touch()


def fill(folder: str) -> None:
    """What a process of its own does to fill a folder."""
    let_others_go_first()
    compile_all(Path(folder))


def let_others_go_first() -> None:
    """Leaves the processors to the training and the window."""
    if hasattr(os, "nice"):
        os.nice(5)


def run_aside(arguments: list[str], **environment: str) -> str | None:
    """What a Python of its own prints, as long as the program does not end; None where it fails."""
    root = str(Path(__file__).parents[4])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, **environment},
        )  # fmt: skip
        try:
            while process.poll() is None and not _ends():
                time.sleep(LOOK)
        finally:
            process.kill()
            process.wait()
        printed.seek(0)
        return printed.read() if process.returncode == 0 else None


def measure_if_needed() -> None:
    """Measures this machine where that was not done, and can be kept."""
    from netbuilder.engine.kernels import machine  # only now: it is a floor above

    folder = compiled_folder()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.access(folder, os.W_OK) and machine.kept() is None:
        with contextlib.suppress(OSError, FileFault, TrainingError):
            machine.keep(*machine.measured())


def compile_all(folder: Path | None) -> bool:
    """Compiles everything, or takes it from the folder; False where the program ends meanwhile."""
    settings: Any = importlib.import_module("numba.core.config")
    declaring: Any = importlib.import_module("netbuilder.engine.kernels.compiled.declaring")
    before, settings.CACHE_DIR = settings.CACHE_DIR, str(folder) if folder is not None else ""
    try:
        declaring.KEPT_ON_DISK = folder is not None
        importlib.import_module(CODE)
        for function in declaring.DECLARED:
            if _ends():
                return False
            _compile_one(function, folder)
    finally:
        settings.CACHE_DIR = before
    return True


def _compile_one(function: Any, folder: Path | None) -> None:
    try:
        function.compile()
    except Exception:
        # What lies in the folder may be damaged, or the disk full.
        if folder is None:
            raise
        shutil.rmtree(folder, ignore_errors=True)
        function.compile(on_disk=False)


def usable_folder() -> Path | None:
    """Where compiled code is kept; None where it cannot be, or where others could put theirs in its place."""
    folder = compiled_folder() / _fingerprint()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        of = folder.stat()
    except OSError:
        return None
    if hasattr(os, "getuid") and (of.st_uid != os.getuid() or of.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return None
    return folder if os.access(folder, os.W_OK) else None


def _fingerprint() -> str:
    """Changes with our sources, which Numba looks at one by one only, and with what compiles them."""
    found = hashlib.sha256(f"{numba_version()} {sys.version}".encode())
    here = Path(__file__).parent
    for source in (here / "declaring.py", *sorted((here / "code").rglob("*.py"))):
        found.update(source.read_bytes())
    return found.hexdigest()[:16]
