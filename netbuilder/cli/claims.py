"""A file that a command writes to: nobody else has it meanwhile, and what others changed in it is not replaced."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from netbuilder.cli import output
from netbuilder.files.lock import need_free
from netbuilder.files.stamp import Stamp, beside, stamp_of
from netbuilder.files.target import same_place
from netbuilder.project.file import need_not_newer


@dataclass(frozen=True)
class Claim:
    """Where a result goes. `stamp` is what was there when it was read, where it is the file that is read."""

    path: Path | None
    stamp: Stamp | None = None

    def place(self) -> Path:
        """Where it is written: a free name beside the file, where that was changed since it was read."""
        assert self.path is not None
        now = stamp_of(self.path)
        if self.stamp is None or now is None or self.stamp.is_like(now):
            return self.path
        other = beside(self.path)
        output.tell(f"{self.path} was changed since it was read, at {now.date}. Both are kept: this result is {other}")
        return other


@contextlib.contextmanager
def claimed(path: Path | None, source: Path | None = None, as_project: bool = True) -> Iterator[Claim]:
    """Has a project for this command until the end; raises FileFault for one that is open elsewhere, or newer."""
    if path is None or not as_project:
        yield Claim(path)
        return
    need_not_newer(path)
    lock = need_free(path)
    try:
        yield Claim(path, stamp_of(path) if same_place(path, source) else None)
    finally:
        if lock is not None:
            lock.release()
