"""What is known of the file that a document came from, so that the work of others is never replaced unasked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from netbuilder.files.lock import Lock, Owner, lock_file, take_lock
from netbuilder.files.stamp import Stamp, stamp_of


@dataclass(frozen=True)
class OnDisk:
    """`owner` has it open elsewhere; `version` is that of a newer NetBuilder that made it, which would be `lost`."""

    stamp: Stamp | None = None
    lock: Lock | None = None
    owner: Owner | None = None
    version: str = ""
    lost: tuple[str, ...] = ()

    @classmethod
    def taken(cls, path: Path) -> OnDisk:
        """A project's file before it is read: locked for us where that can be."""
        found = take_lock(path)
        if isinstance(found, Owner):
            return cls(stamp_of(path), owner=found)
        return cls(stamp_of(path), found)

    @property
    def read_only(self) -> bool:
        """Whether it may not be written in its place."""
        return self.owner is not None or bool(self.version)

    def written(self, path: Path) -> OnDisk:
        """The same after we wrote to a path: our lock goes along with us."""
        if self.lock is not None and self.lock.place == lock_file(path):
            return OnDisk(stamp_of(path), self.lock)
        self.let_go()
        found = take_lock(path)
        return OnDisk(stamp_of(path), found if isinstance(found, Lock) else None)

    def let_go(self) -> None:
        """Gives the file free for others."""
        if self.lock is not None:
            self.lock.release()
