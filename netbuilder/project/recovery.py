"""Projects that were kept in the recovery folder: which file each belongs to, and which of the two is newer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from netbuilder.errors import FileFault
from netbuilder.files import state_folder
from netbuilder.files.reading import read_bytes
from netbuilder.project.file import SUFFIX

MOST = 6  # the newest that are told
LONGEST = 5000  # bytes of a path
OF = ".of"  # beside a kept project: the path of the file that it belongs to
NAMED = len("-20261129-093000")  # after a project's own name


@dataclass(frozen=True)
class Recovered:
    """A kept project. `origin` is the file that it belongs to, None where it has none; `saved` is when that was."""

    path: Path
    kept: datetime
    origin: Path | None = None
    saved: datetime | None = None

    @property
    def name(self) -> str:
        """What the project is called."""
        return self.origin.stem if self.origin is not None else self.path.stem[:-NAMED] or self.path.stem

    @property
    def is_older(self) -> bool:
        """Whether the file that it belongs to was saved since."""
        return self.saved is not None and self.saved > self.kept


def recovery_folder() -> Path:
    """Where results go that could not be written where they were to be."""
    return state_folder() / "recovered"


def note_origin(kept: Path, origin: Path) -> None:
    """Writes down which file a kept project belongs to; where that cannot be, it is kept without."""
    try:
        kept.with_name(kept.name + OF).write_bytes(os.fsencode(os.path.abspath(origin)))
    except (OSError, ValueError):
        return


def recovered() -> tuple[Recovered, ...]:
    """The newest of what was kept; only looked at from outside: what it holds is read when it is opened."""
    try:
        with os.scandir(recovery_folder()) as entries:
            kept = [
                Recovered(Path(entry.path), _date(entry.stat(follow_symlinks=False).st_mtime), *_origin(entry.path))
                for entry in entries
                if entry.name.lower().endswith(SUFFIX) and entry.is_file(follow_symlinks=False)
            ]
    except OSError:
        return ()
    return tuple(sorted(kept, key=lambda one: (one.kept, one.path.name), reverse=True)[:MOST])


def forget(one: Recovered) -> None:
    """Deletes a kept project; raises FileFault."""
    try:
        for path in (one.path, one.path.with_name(one.path.name + OF)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise FileFault("{path} could not be deleted: {cause}", path=one.path, cause=error.strerror) from error


def _origin(path: str) -> tuple[Path | None, datetime | None]:
    """The file that a kept project belongs to, and when that was written; None for what is not told or not there."""
    try:
        raw = read_bytes(path + OF, LONGEST)
    except FileFault:
        return None, None
    origin = Path(os.fsdecode(raw))
    if len(raw) == LONGEST or b"\0" in raw or not origin.is_absolute():
        return None, None
    try:
        return origin, _date(os.stat(origin).st_mtime)
    except OSError:
        return origin, None


def _date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone()
