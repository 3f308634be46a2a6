"""Getting the compiled code ready: in the background, once for the process, from the disk where it is kept there."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

from netbuilder.errors import Message, TrainingError
from netbuilder.files import compiled_folder, extra_command

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
        asked = of_machine if of_machine in ("numpy", "compiled") else "auto"
        return asked if is_installed() else "numpy"
    if asked == "compiled" and not is_installed():
        raise TrainingError(
            "compiled kernels need the package numba. Install it: {command}, or choose auto or numpy",
            command=extra_command("fast"),
        )
    return asked


class Loader:
    """Imports Numba and compiles, in a thread that begins when it is asked for first."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.is_ready = False
        self.failure: Message | None = None

    def begin(self) -> None:
        """Begins, where it has not begun yet."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="netbuilder-compiling")
                self._thread.start()

    def wait(self) -> None:
        """Waits until the code is ready; raises TrainingError where that fails."""
        self.begin()
        assert self._thread is not None
        self._thread.join()
        if self.failure is not None:
            raise TrainingError("{cause}", cause=self.failure)

    def _run(self) -> None:
        try:
            folder = usable_folder()
            if folder is not None:
                _fill(folder)
            self.is_ready = not _ends() and compile_all(folder)
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
    root = str(Path(__file__).parents[4])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    code = f"from {__name__} import compile_all; from pathlib import Path; compile_all(Path({str(folder)!r}))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    try:
        while process.poll() is None and not _ends():
            time.sleep(LOOK)
    finally:
        process.kill()
        process.wait()
    if process.returncode == 0:
        whole.touch()


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
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        found.update(source.read_bytes())
    return found.hexdigest()[:16]
