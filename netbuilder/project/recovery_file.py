"""Where an open document is kept while it is not saved: in the recovery folder, locked, and written step by step."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from netbuilder.errors import FileFault
from netbuilder.files import atomic_write, writing
from netbuilder.files.lock import Lock, Owner, need_free, take_lock
from netbuilder.files.stamp import Stamp
from netbuilder.project.document import Document
from netbuilder.project.file import write_project
from netbuilder.project.keeping import free_place
from netbuilder.project.project import Project, TrainedRun
from netbuilder.project.recovery import (
    CODE,
    OF,
    Recovered,
    beside,
    clear_orphans,
    delete,
    note_origin,
    recovery_folder,
)
from netbuilder.project.runs import Runs
from netbuilder.project.weights_beside import WeightsBeside

ATTEMPTS = 20


@dataclass(frozen=True)
class Contents:
    """What of a document is to be kept. `code` is what was typed and is not in the network.

    `stamp` is that of the file it belongs to, where the weights and runs are in that file as they are here.
    """

    project: Project
    run: TrainedRun | None = None
    runs: Runs = ()
    last: int = 0
    name: str = ""
    origin: Path | None = None
    stamp: Stamp | None = None
    code: str | None = None

    @classmethod
    def of(cls, document: Document, name: str, code: str | None = None) -> Contents:
        """A document as it is now: all of it are values, which another thread may write."""
        stamp = document.on_disk.stamp if document.has_weights_in_file else None
        return cls(
            document.project, document.run, document.runs, document.last_number, name, document.path, stamp, code
        )

    def is_like(self, other: Contents | None) -> bool:
        """Whether both say the same; by identity, where equality would compare weights or whole graphs."""
        if other is None:
            return False
        same = self.project is other.project and self.run is other.run and self.runs is other.runs
        rest = (self.name, self.origin, self.stamp, self.code)
        return same and rest == (other.name, other.origin, other.stamp, other.code)


class RecoveryFile:
    """The kept project of one document; ours alone until `let_go`. One thread at a time may use it.

    At each step the graph and the settings are written. Weights are in the file that the document belongs to, or else
    in files of their own, one a run, which are written only where they are others.
    """

    def __init__(self, kept: Recovered | None = None) -> None:
        self.path: Path | None = None
        self._lock: Lock | None = None
        self._origin: Path | None = None
        self._weights: WeightsBeside | None = None
        self._noted: tuple[Path | None, Stamp | None] | None = None
        if kept is not None:
            self._lock = need_free(kept.path)
            self.path, self._origin = kept.path, kept.origin

    def write(self, contents: Contents, whole: bool = False) -> Path:
        """Keeps a document as it is, with the weights in the same file if it is to be `whole`. Raises FileFault."""
        path = self._place(contents.name)
        has_weights = contents.run is not None or bool(contents.runs)
        beside_it = has_weights and not whole and contents.stamp is None
        if beside_it and os.path.lexists(path):  # before those in it or in its origin count no longer
            self._write_weights(path, contents)
        if whole:
            write_project(path, contents.project, contents.run, contents.runs, contents.last)
        else:
            write_project(path, contents.project, None, (), contents.last)
        self._note_origin(path, contents.origin or self._origin, None if whole else contents.stamp)
        self._write_code(path, contents.code)
        if beside_it:
            self._write_weights(path, contents)
        else:
            self._weights_at(path).remove()
        return path

    def remove(self) -> None:
        """Deletes what was kept: it is saved, or not wanted. Raises FileFault."""
        if self.path is not None:
            path, self.path = self.path, None
            try:
                delete(path)
            finally:
                self.let_go()

    def let_go(self) -> None:
        """Leaves what was kept to whoever wants it."""
        if self._lock is not None:
            self._lock.release()
        self.path = self._lock = self._weights = self._noted = None

    def _place(self, name: str) -> Path:
        """Where it is kept: the first time at a place that is free, and locked for us where that can be."""
        if self.path is None:
            clear_orphans()
        for _attempt in range(ATTEMPTS):
            if self.path is not None:
                break
            path = free_place(recovery_folder(), name)
            lock = take_lock(path)
            if not isinstance(lock, Owner):  # else another was quicker
                self.path, self._lock = path, lock
        if self.path is None:
            raise FileFault("{path} could not be locked. Make room there", path=recovery_folder())
        return self.path

    def _note_origin(self, path: Path, origin: Path | None, stamp: Stamp | None) -> None:
        if (origin, stamp) == self._noted:
            return
        if origin is not None:
            note_origin(path, origin, stamp)
        else:
            _without(path, OF)
        self._noted = (origin, stamp)

    def _write_code(self, path: Path, code: str | None) -> None:
        if code is None:
            _without(path, CODE)
            return
        with atomic_write(beside(path, CODE)) as file:
            file.write(code.encode("utf-8", "replace"))

    def _write_weights(self, path: Path, contents: Contents) -> None:
        self._weights_at(path).write(contents.run, contents.runs, contents.last)

    def _weights_at(self, path: Path) -> WeightsBeside:
        if self._weights is None:
            self._weights = WeightsBeside(path)
        return self._weights


def _without(path: Path, what: str) -> None:
    with writing(path), contextlib.suppress(FileNotFoundError):
        os.unlink(beside(path, what))
