"""Where the files of a run may go: what a foreign project or script names is written below its own folder only."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netbuilder.engine.callbacks import BackupAndRestore, Callback, CSVLogger, ModelCheckpoint, TensorBoard
from netbuilder.errors import N_, FileFault

OUTSIDE = N_("{path} is outside the folder {folder}. Allow it, or name a place below that folder")


@dataclass(frozen=True)
class Place:
    """The folder that relative paths begin in.

    What lies outside of it is written only where a person allowed that: `anywhere`. The files of `own`, such as the
    project and its data, are never replaced.
    """

    folder: Path
    anywhere: bool = False
    own: tuple[Path, ...] = ()

    def path_of(self, named: str) -> Path:
        """Where a path leads that a callback names; raises FileFault where nothing may be written."""
        if "\0" in named:
            raise FileFault("{path} is not a file name. Choose another one", path=ascii(named))
        path = self.folder / named
        if not self.anywhere and not self._is_inside(path):
            raise FileFault(
                OUTSIDE, path=path, folder=self.folder.absolute()
            )  # fmt: skip
        if any(_same(path, other) for other in self.own):
            raise FileFault("{path} is a file that the run is made of. Name another one", path=path)
        return path

    def outside(self, callbacks: Sequence[Callback]) -> list[str]:
        """The paths that callbacks name and that need to be allowed."""
        named = [path for path in map(path_named, callbacks) if path]
        return [path for path in named if not self.anywhere and not self._is_inside(self.folder / path)]

    def _is_inside(self, path: Path) -> bool:
        """Links count as what they lead to."""
        try:
            whole, folder = os.path.realpath(path), os.path.realpath(self.folder)
            return os.path.commonpath([whole, folder]) == folder
        except ValueError:  # another drive, or no path at all
            return False


HERE = Place(Path())


def path_named(callback: Callback) -> str:
    """The file or folder that a callback writes; "" for one that writes nothing."""
    if isinstance(callback, ModelCheckpoint):
        return callback.filepath
    if isinstance(callback, CSVLogger):
        return callback.filename
    if isinstance(callback, TensorBoard):
        return callback.log_dir
    return callback.backup_dir if isinstance(callback, BackupAndRestore) else ""


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return False
