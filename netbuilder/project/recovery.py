"""Projects in the recovery folder: whose they are, which file each belongs to, and which of the two is newer."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from netbuilder.errors import FileFault, Message
from netbuilder.files import atomic_write, state_folder
from netbuilder.files.causes import cause_of
from netbuilder.files.lock import Lock, need_free, owner_of
from netbuilder.files.reading import read_bytes
from netbuilder.files.stamp import Stamp, stamp_of
from netbuilder.project.file import SUFFIX, read_project
from netbuilder.project.reading import Opened
from netbuilder.project.weights_beside import read_beside, weights_of, words_of

MOST = 12  # the newest that are told
LONGEST = 5000  # bytes of a path
LONGEST_CODE = 16 << 20  # bytes of what was typed
# Beside a kept project:
OF = ".of"  # the path of the file that it belongs to, and the stamp of that file where its weights are meant
CODE = ".code"  # code that was typed and is not in the network
# ... and RUN, with the runs and their weights: see weights_beside
BELONGS = re.compile(r"(.+\.netb)(\.of|\.code|\.run(\.\d+-\d+)?)", re.IGNORECASE | re.DOTALL)
NAMED = re.compile(r"-\d{8}-\d{6}(-\d+)?$")  # after a project's own name


@dataclass(frozen=True)
class Recovered:
    """A kept project. `origin` is the file that it belongs to, None where it has none; `saved` is when that was."""

    path: Path
    kept: datetime
    origin: Path | None = None
    saved: datetime | None = None
    stamp: Stamp | None = None  # of the origin, where the weights are in it

    @property
    def name(self) -> str:
        """What the project is called."""
        return self.origin.stem if self.origin is not None else NAMED.sub("", self.path.stem) or self.path.stem

    @property
    def is_older(self) -> bool:
        """Whether the file that it belongs to was saved since."""
        return self.saved is not None and self.saved > self.kept


def recovery_folder() -> Path:
    """Where results go that could not be written where they were to be."""
    return state_folder() / "recovered"


def beside(kept: Path, what: str) -> Path:
    """Where something lies that belongs to a kept project."""
    return kept.with_name(kept.name + what)


def note_origin(kept: Path, origin: Path, stamp: Stamp | None = None) -> None:
    """Writes down which file a kept project belongs to; where that cannot be, it is kept without.

    With a `stamp` the weights are those in the file, as long as it stays as it is.
    """
    told = os.fsencode(os.path.abspath(origin))
    if stamp is not None:
        told += f"\0{stamp.size} {stamp.modified} {stamp.digest}".encode()
    with contextlib.suppress(FileFault, ValueError), atomic_write(beside(kept, OF)) as file:
        file.write(told)


def recovered() -> tuple[Recovered, ...]:
    """The newest of what was kept and nobody has open; only looked at from outside: it is read when it is opened."""
    try:
        with os.scandir(recovery_folder()) as entries:
            kept = [
                Recovered(Path(entry.path), _date(entry.stat(follow_symlinks=False).st_mtime), *_origin(entry.path))
                for entry in entries
                if entry.name.lower().endswith(SUFFIX)
                and entry.is_file(follow_symlinks=False)
                and owner_of(entry.path) is None
            ]
    except OSError:
        return ()
    return tuple(sorted(kept, key=lambda one: (one.kept, one.path.name), reverse=True)[:MOST])


def forget(one: Recovered) -> None:
    """Deletes a kept project that nobody has open; raises FileFault."""
    lock = need_free(one.path)
    try:
        delete(one.path)
    finally:
        if isinstance(lock, Lock):
            lock.release()


def delete(path: Path) -> None:
    """Deletes a kept project and all that belongs to it; raises FileFault."""
    try:
        for one in (path, beside(path, OF), beside(path, CODE), words_of(path), *weights_of(path)):
            one.unlink(missing_ok=True)
    except OSError as error:
        raise FileFault("{path} could not be deleted: {cause}", path=path, cause=cause_of(error)) from error


def clear_orphans() -> None:
    """Deletes what belonged to kept projects that are gone: whoever deleted them was killed in the middle."""
    with contextlib.suppress(OSError), os.scandir(recovery_folder()) as entries:
        for entry in entries:
            found = BELONGS.fullmatch(entry.path)
            if found is not None and not os.path.lexists(found[1]):
                os.unlink(entry.path)


def read_recovered(one: Recovered) -> tuple[Opened, str | None]:
    """What was kept, with the code that was typed and is not in the network; raises FileFault."""
    found = read_project(one.path)
    run, runs, last, notices = found.run, found.runs, found.last, found.notices
    if run is not None or runs:
        pass  # it was kept whole
    elif os.path.lexists(words_of(one.path)):
        other = read_beside(one.path, one.name)
        run, runs, last, notices = other.run, other.runs, max(last, other.last), (*notices, *other.notices)
    elif one.origin is not None and one.stamp is not None:
        if one.stamp.is_like(stamp_of(one.origin)):
            other = read_project(one.origin)
            run, runs, last = other.run, other.runs, max(last, other.last)
        else:
            told = "{name}: its weights were in {path}, which is no longer as it was. They were left out"
            notices = (*notices, Message(told, {"name": one.name, "path": one.origin}))
    opened = Opened(found.project, run, False, notices, runs, last)
    return opened, _code(one.path)


def _code(path: Path) -> str | None:
    if not os.path.lexists(beside(path, CODE)):
        return None
    return read_bytes(beside(path, CODE), LONGEST_CODE).decode("utf-8", "replace")


def _origin(path: str) -> tuple[Path | None, datetime | None, Stamp | None]:
    """The file that a kept project belongs to, when that was written, and its stamp; None for what is not known."""
    try:
        raw = read_bytes(path + OF, LONGEST)
    except FileFault:
        return None, None, None
    name, told, rest = raw.partition(b"\0")
    stamp = _stamp(rest)
    origin = Path(os.fsdecode(name))
    if len(raw) == LONGEST or (told and stamp is None) or not origin.is_absolute():
        return None, None, None
    try:
        return origin, _date(os.stat(origin).st_mtime), stamp
    except OSError:
        return origin, None, stamp


def _stamp(told: bytes) -> Stamp | None:
    found = re.fullmatch(rb"(\d{1,19}) (\d{1,19}) ([0-9a-f]{64})", told)
    return Stamp(int(found[1]), int(found[2]), found[3].decode()) if found else None


def _date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone()
