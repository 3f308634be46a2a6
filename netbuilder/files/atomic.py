"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from netbuilder.errors import FileFault
from netbuilder.files.causes import cause_of
from netbuilder.files.leftovers import clear_leftovers, temporary_prefix


@contextlib.contextmanager
def atomic_write(path: str | Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `path` when the block ends well; else `path` stays as it was.

    A link is followed, so that it goes on pointing where it did. Raises FileFault.
    """
    target = Path(os.path.realpath(path))
    clear_leftovers(target.parent)
    with writing(path):
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if target.exists() and not target.is_file():
            raise FileFault("{path} is not a file that can be replaced. Choose another name", path=path)
        handle, name = tempfile.mkstemp(prefix=temporary_prefix(), dir=target.parent)
    temporary = Path(name)
    try:
        with writing(path):
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, _mode(target))
            os.replace(temporary, target)
            _sync_folder(target.parent)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


@contextlib.contextmanager
def writing(path: str | Path) -> Iterator[None]:
    """The border where an OSError of writing to `path` becomes a FileFault."""
    try:
        yield
    except OSError as error:
        raise FileFault(
            "{path} could not be written: {cause}. Choose another place, or make room there",
            path=path, cause=cause_of(error),
        ) from error  # fmt: skip


def make_folder(folder: Path) -> None:
    """Makes a folder and those around it, where they are not there yet; raises FileFault."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def folder_aside(target: Path) -> Iterator[Path]:
    """A folder on the disk of `target` for files that `put_in_place` moves there; gone at the end. Raises FileFault."""
    clear_leftovers(target.parent)
    with writing(target):
        folder = Path(tempfile.mkdtemp(prefix=temporary_prefix(), dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(made: Path, target: Path, keep: Collection[str] = ()) -> None:
    """Moves a written file to `target`, after all that was written beside it; raises FileFault.

    What is there under a name of `keep` stays.
    """
    with writing(target):
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        beside = [(other, target.with_name(other.name)) for other in sorted(made.parent.iterdir()) if other != made]
        for source, place in (*beside, (made, target)):
            if place.name in keep and place.exists():
                continue
            os.chmod(source, _mode(place))
            os.replace(source, place)
        _sync_folder(target.parent)


def check_beside(made: Path, target: Path, own: str | Path = "", keep: Collection[str] = ()) -> None:
    """Raises FileFault where a file that was written beside `made` would take the place of one that is not its own.

    The first time, nothing may be there but what is of `keep`; the data `own` never gives way.
    """
    for other in made.parent.iterdir():
        place = target.with_name(other.name)
        if other == made or other.name in keep or not place.exists():
            continue
        is_own = bool(own) and os.path.realpath(own) == os.path.realpath(place)
        if is_own or not target.exists() or not place.is_file():
            raise FileFault(
                "{path} already exists, and is written beside {target}. Choose another name, or move it away",
                path=place, target=target.name,
            )  # fmt: skip


def _mode(target: Path) -> int:
    """The permissions that the file has, or that a new one would get."""
    try:
        return target.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
