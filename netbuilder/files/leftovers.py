"""Files on their way to a target that a process left when it was killed: known by their names, cleared by the next."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
import stat
import sys
from functools import cache
from pathlib import Path

PREFIX = ".netbuilder-"
NAME = re.compile(r"\.netbuilder-(?P<machine>[0-9a-f]{8})-(?P<process>[0-9]{1,10})-[^/]+")


def temporary_prefix() -> str:
    """How a temporary file or folder of this process begins: with the machine and the process."""
    return f"{PREFIX}{_machine()}-{os.getpid()}-"


def clear_leftovers(folder: Path) -> None:
    """Removes what killed processes of this machine and this person left in a folder; never what is of anybody else."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.name.startswith(PREFIX)]
    except OSError:
        return
    for name in names:
        found = NAME.fullmatch(name)
        if found and found["machine"] == _machine() and not lives(int(found["process"])):
            with contextlib.suppress(OSError):
                _remove(folder / name)


def lives(process: int) -> bool:
    """Whether a process is there; on Windows one cannot ask, but what it uses cannot be removed there."""
    if process == os.getpid():
        return True
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _remove(path: Path) -> None:
    about = path.lstat()
    if hasattr(os, "getuid") and about.st_uid != os.getuid():
        return
    if stat.S_ISDIR(about.st_mode):
        shutil.rmtree(path, ignore_errors=True)
    elif stat.S_ISREG(about.st_mode):
        path.unlink()


@cache
def _machine() -> str:
    """What tells machines and containers apart that share a disk: numbers of processes mean nothing to the others."""
    words = [platform.node()]
    with contextlib.suppress(OSError):
        words.append(os.readlink("/proc/self/ns/pid"))
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:8]
