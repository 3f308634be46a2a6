"""Who works on a file: a lock beside it, that goes with its owner and that others can read."""

from __future__ import annotations

import atexit
import contextlib
import getpass
import hashlib
import json
import os
import platform
import secrets
import stat
import sys
import tempfile
import threading
import time
import weakref
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netbuilder.errors import FileFault

LONGEST_NAME = 255  # bytes, on all file systems that matter
LARGEST = 4096  # bytes of a lock
SHOWN = 100  # letters of what a lock says of its owner
BEAT = 60.0  # seconds between two signs of life
SILENT = 300.0  # seconds without one after which the owner on another machine is taken for gone
ATTEMPTS = 50
PAUSE = 0.01


@dataclass(frozen=True)
class Owner:
    """Who holds a lock: the user, the machine, the number of the process there, and since when."""

    user: str
    host: str
    process: int
    since: str
    token: str = ""

    @classmethod
    def of_this_process(cls) -> Owner:
        """Ourselves, now."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError, ImportError):  # a user without a name, as in a container
            user = str(os.getuid()) if hasattr(os, "getuid") else "?"
        since = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(_short(user), _short(platform.node()), os.getpid(), since, secrets.token_hex(8))

    @property
    def since_here(self) -> str:
        """The date and time in the time zone of this machine."""
        try:
            return datetime.fromisoformat(self.since).astimezone().strftime("%Y-%m-%d %H:%M")
        except (ValueError, OverflowError, OSError):
            return "?"

    def values(self) -> dict[str, Any]:
        """The gaps of a sentence that names the owner."""
        return {"user": self.user, "host": self.host, "process": self.process, "since": self.since_here}


NOBODY = Owner("?", "?", 0, "?")


class Lock:
    """A lock that is ours, until `release` or the end of this process."""

    def __init__(self, place: Path, handle: int, owner: Owner) -> None:
        self.place, self.owner, self._handle = place, owner, handle
        self._over = threading.Event()
        threading.Thread(target=self._beat, name=f"lock {place.name}", daemon=True).start()
        _HELD.add(self)

    def release(self) -> None:
        """Gives the file free; nothing stays behind."""
        if self._over.is_set():
            return
        self._over.set()
        _HELD.discard(self)
        if os.name != "nt" and _is_at(self._handle, self.place):  # else somebody took it over while we slept
            _remove(self.place)
        os.close(self._handle)
        if os.name == "nt" and _owner_at(self.place) == self.owner:  # an open file cannot be removed there
            _remove(self.place)

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            with contextlib.suppress(OSError):
                os.utime(self.place)


_HELD: weakref.WeakSet[Lock] = weakref.WeakSet()


@atexit.register
def release_all() -> None:
    """Gives free what this process holds."""
    for lock in list(_HELD):
        lock.release()


def take_lock(path: str | Path) -> Lock | Owner | None:
    """Our lock on a file, or else its owner. None where there can be no lock, as in a folder that is read-only.

    A lock whose owner is gone is taken over: its process ended, or gave no sign of life from another machine.
    """
    place = lock_file(path)
    for _attempt in range(ATTEMPTS):
        try:
            handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o644)
        except FileExistsError:
            owner = _living_owner(place)
            if owner is not None:
                return owner
            continue
        except OSError:
            return None
        owner = Owner.of_this_process()
        try:
            # Where another was quicker to take it for one without an owner, the lock is theirs.
            if _hold(handle) is False or not _is_at(handle, place):
                os.close(handle)
                time.sleep(PAUSE)
                continue
            os.write(handle, json.dumps(asdict(owner)).encode())
            os.fsync(handle)
        except OSError:
            os.close(handle)
            _remove(place)
            return None
        return Lock(place, handle, owner)
    return _owner_at(place) or NOBODY


def owner_of(path: str | Path) -> Owner | None:
    """Who holds a file, which may be this process; None where nobody does, or does any more."""
    place = lock_file(path)
    return _living_owner(place) if os.path.lexists(place) else None


def need_free(path: str | Path) -> Lock | None:
    """Our lock on a file, None where there can be none; raises FileFault that names its owner."""
    found = take_lock(path)
    if isinstance(found, Owner):
        raise FileFault(
            "{path} is open elsewhere: {user} on {host}, process {process}, since {since}. Close it there, or choose "
            "another name",
            path=path, **found.values(),
        )  # fmt: skip
    return found


def lock_file(path: str | Path) -> Path:
    """Where the lock of a file is. A link counts as what it leads to."""
    target = Path(os.path.realpath(path))
    name = f".{target.name}.lock"
    if len(os.fsencode(name)) > LONGEST_NAME:
        name = f".{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:32]}.lock"
    return target.with_name(name)


# A pipe of that name must not be waited for.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_BINARY", "O_NONBLOCK"))


def _living_owner(place: Path) -> Owner | None:
    """Who holds the lock at a place; None where nobody does any more, and then it is gone."""
    try:
        handle = os.open(place, os.O_RDONLY | _FLAGS)
    except FileNotFoundError:
        return None
    except OSError:
        return NOBODY
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return NOBODY
        held = _hold(handle)
        owner = _owner_at(place) or NOBODY
        if held is False:
            return owner
        if not _is_at(handle, place):
            return None
        if _may_live(owner, place, known_here=held is True):
            return owner
        if not _remove(place):
            return owner
        return None
    finally:
        os.close(handle)


def _may_live(owner: Owner, place: Path, known_here: bool) -> bool:
    """Whether an owner may still be there although the system does not hold the file for it."""
    if owner.host == NOBODY.host:
        return False
    if owner.host != _short(platform.node()):
        return _age(place) < SILENT  # its file system may not tell us of its hold
    return False if known_here else _is_running(owner.process)


def _age(place: Path) -> float:
    """Seconds since the last sign of life, by the clock of the disk that the lock lies on."""
    try:
        with tempfile.TemporaryFile(dir=place.parent) as now:
            return os.fstat(now.fileno()).st_mtime - place.stat().st_mtime
    except OSError:
        return 0.0


def _is_running(process: int) -> bool:
    if process <= 0:
        return False
    if os.name == "nt":
        return True  # there the system holds every file for its owner
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _owner_at(place: Path) -> Owner | None:
    """What a lock says of its owner, believed as far as it is a short text."""
    try:
        with place.open("rb") as file:
            told = json.loads(file.read(LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    process = told.get("process")
    words = {name: _short(told.get(name)) for name in ("user", "host", "since", "token")}
    return Owner(process=process if type(process) is int and abs(process) < 1 << 31 else 0, **words)


def _short(value: Any) -> str:
    text = value[:SHOWN] if isinstance(value, str) else "?"
    return (text if text.isprintable() else ascii(text)) or "?"


def _is_at(handle: int, place: Path) -> bool:
    """Whether an open file is still the one at its place."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(place, follow_symlinks=False))
    except OSError:
        return False


def _remove(place: Path) -> bool:
    try:
        place.unlink(missing_ok=True)
        return True
    except OSError:
        return False


def _hold(handle: int) -> bool | None:
    """Has the system hold an open file for us: True, False where it does for another, None where it cannot."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 1 << 20, os.SEEK_SET)  # behind what others read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except (OSError, ImportError):
        return None
    return True
