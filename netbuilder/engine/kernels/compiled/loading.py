"""Getting the compiled code ready: in the background, once for the process, from the disk where it is kept there."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netbuilder.engine.kernels.compiled.keeping import (
    filled,
    forget_old,
    is_installed,
    is_whole,
    program_ends,
    usable_folder,
    used,
)
from netbuilder.errors import FileFault, Message, TrainingError
from netbuilder.files import compiled_folder, extra_command

if TYPE_CHECKING:
    from netbuilder.engine.choices import Choices

CODE = "netbuilder.engine.kernels.compiled.code"


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

    def _prepare(self, measures: bool = True) -> Path | None:
        """Tells the folder for compiled code, where it can be kept."""
        with self._aside:
            folder = usable_folder() if is_installed() else None
            if folder is not None and not is_whole(folder):
                filled(folder)
                forget_old()
            if measures and not program_ends():
                measure_if_needed()
        return folder

    def _run(self, measures: bool) -> None:
        folder = self._prepare(measures)
        if not is_installed():
            return
        with contextlib.ExitStack() as stack:
            if folder is None or not is_whole(folder):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netbuilder-")))
                filled(folder)
            self.is_ready = not program_ends() and compile_all(folder)
            used(folder)

    def _tried(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # whatever Numba says: NumPy goes on computing
            self.failure = Message("Numba cannot compile here: {cause}", {"cause": " ".join(str(error).split())[:300]})


@cache
def loader() -> Loader:
    """The loader of this process."""
    return Loader()


def measure_if_needed() -> None:
    """Measures this machine where that was not done, and can be kept."""
    from netbuilder.engine.kernels import machine  # only now: it is a floor above

    folder = compiled_folder()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.access(folder, os.W_OK) and machine.kept() is None:
        with contextlib.suppress(OSError, FileFault, TrainingError):
            machine.keep(*machine.measured())


def compile_all(folder: Path | None, falls_back: bool = True) -> bool:
    """Compiles everything, or takes it from the folder; False where the program ends meanwhile.

    Where it cannot be kept or read there it is compiled for this process alone, unless it must not fall back.
    """
    settings: Any = importlib.import_module("numba.core.config")
    declaring: Any = importlib.import_module("netbuilder.engine.kernels.compiled.declaring")
    before, settings.CACHE_DIR = settings.CACHE_DIR, str(folder) if folder is not None else ""
    try:
        declaring.KEPT_ON_DISK = folder is not None
        importlib.import_module(CODE)
        for function in declaring.DECLARED:
            if program_ends():
                return False
            _compile_one(function, folder if falls_back else None)
    finally:
        settings.CACHE_DIR = before
    return True


def _compile_one(function: Any, folder: Path | None) -> None:
    try:
        function.compile()
    except Exception:
        if folder is None:
            raise
        # What lies in the folder may be damaged, or the disk full.
        shutil.rmtree(folder, ignore_errors=True)
        function.compile(on_disk=False)
