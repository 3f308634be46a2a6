"""Compiled code on the disk: the folder for it, and the processes that fill it and measure the machine."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from netbuilder.engine.kernels.processor import abilities, processor
from netbuilder.errors import TrainingError
from netbuilder.files import compiled_folder

WHOLE = "whole"  # is in a folder where everything was compiled
LOOK = 0.05  # seconds between two looks at a process
FORGOTTEN = 90 * 86_400  # seconds after which what nobody used is deleted
OWN = re.compile(r"[0-9a-f]{16}|machine-[0-9a-f]{16}\.json")  # names that are given here


def is_installed() -> bool:
    """Whether Numba is there, without importing it."""
    return importlib.util.find_spec("numba") is not None


def numba_version() -> str:
    """Which Numba is there."""
    try:
        return importlib.metadata.version("numba")
    except importlib.metadata.PackageNotFoundError:  # it is there, but was not installed
        return "?"


def program_ends() -> bool:
    """Whether the program ends: nobody waits for compiled code any more."""
    return not threading.main_thread().is_alive()


def is_whole(folder: Path) -> bool:
    """Whether everything was compiled into a folder."""
    return (folder / WHOLE).exists()


def filled(folder: Path) -> bool:
    """Lets a process of its own compile into a folder where that was not done: it takes no time of the interpreter
    from the training and from the window, and ends with the program. False where that fails, as on a full disk.

    Raises TrainingError where the compiler crashes: then it must not be tried within the program.
    """
    for _ in range(2):
        if is_whole(folder):
            return True
        status, _ = run_aside(["-m", "netbuilder.engine.kernels.compiled.filling", str(folder)])
        if status < 0 and not program_ends():
            raise TrainingError("its compiler ended by signal {signal}", signal=signal.Signals(-status).name)
        if status == 0:
            with contextlib.suppress(OSError):
                (folder / WHOLE).touch()
        elif not program_ends():
            _empty(folder)  # what lies there may be damaged
    return is_whole(folder)


def _empty(folder: Path) -> None:
    for inner in folder.iterdir():
        shutil.rmtree(inner, ignore_errors=True)


def let_others_go_first() -> None:
    """Leaves the processors to the training and the window."""
    if hasattr(os, "nice"):
        os.nice(5)


def run_aside(arguments: list[str], **environment: str) -> tuple[int, str]:
    """The exit status of a Python of its own, and what it prints; it is ended where the program ends."""
    root = str(Path(__file__).parents[4])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, **environment},
        )  # fmt: skip
        try:
            while process.poll() is None and not program_ends():
                time.sleep(LOOK)
        finally:
            process.kill()
            process.wait()
        printed.seek(0)
        return process.returncode, printed.read()


def forget_old() -> None:
    """Deletes what other versions left and nobody used for months."""
    with contextlib.suppress(OSError):
        ages = {old: (old / WHOLE if old.is_dir() else old) for old in compiled_folder().iterdir()}
        newest = max((used.stat().st_mtime for used in ages.values() if used.exists()), default=0.0)  # ours, just used
        for old, used in ages.items():
            with contextlib.suppress(OSError):
                if OWN.fullmatch(old.name) and newest - used.stat().st_mtime > FORGOTTEN:
                    shutil.rmtree(old) if old.is_dir() else old.unlink()


def used(folder: Path) -> None:
    """Notes that a folder is used."""
    with contextlib.suppress(OSError):
        if is_whole(folder):
            os.utime(folder / WHOLE)


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
    found = hashlib.sha256(f"{numba_version()} {sys.version} {processor()} {abilities()}".encode())
    here = Path(__file__).parent
    for source in (here / "declaring.py", *sorted((here / "code").rglob("*.py"))):
        found.update(source.read_bytes())
    return found.hexdigest()[:16]
