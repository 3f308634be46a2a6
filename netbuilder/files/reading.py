"""Opening what others wrote: a regular file and nothing else, read a part at a time, with a stop between two parts."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from netbuilder.errors import FileFault
from netbuilder.files.causes import cause_of

PART = 4 << 20
# Opening must not wait for somebody to write into a pipe of that name.
FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)

_thread = threading.local()


class ReadingStopped(BaseException):
    """Whoever asked for what is being read wants it no longer. No reader may take it for a fault of the file."""


@contextmanager
def stoppable(is_asked: Callable[[], bool]) -> Iterator[None]:
    """Within it `step` raises ReadingStopped, in this thread, once `is_asked` says so."""
    before = getattr(_thread, "is_asked", None)
    _thread.is_asked = is_asked
    try:
        yield
    finally:
        _thread.is_asked = before


def step() -> None:
    """A place where reading may end: between two parts of a file, two layers, two statements of a script."""
    is_asked = getattr(_thread, "is_asked", None)
    if is_asked is not None and is_asked():
        raise ReadingStopped


def need_file(path: str | Path) -> None:
    """Raises FileFault where a path leads to nothing, or to a folder, a pipe, a socket or a device."""
    try:
        about = os.stat(path)
    except (OSError, ValueError) as error:  # a name may hold a NUL, or what the system cannot write
        raise _unreadable(path, error) from error
    _need_regular(path, about.st_mode)


def open_file_to_read(path: str | Path) -> BufferedReader:
    """An open file for its bytes; raises FileFault as `need_file` does."""
    need_file(path)  # before it is opened: some devices act when they are
    try:
        file = open(path, "rb", opener=lambda name, _flags: os.open(name, FLAGS))  # noqa: SIM115 (for the caller)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        _need_regular(path, os.fstat(file.fileno()).st_mode)  # another may have taken its place
    except FileFault:
        file.close()
        raise
    return file


def read_bytes(path: str | Path, most: int | None = None) -> bytes:
    """What a file holds, or its first `most` bytes; raises FileFault."""
    parts = bytearray()
    with open_file_to_read(path) as file, reading(path):
        while (wanted := PART if most is None else min(PART, most - len(parts))) and (part := file.read(wanted)):
            parts += part
            step()
    return bytes(parts)


def _need_regular(path: str | Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise FileFault("{path} is a folder, not a file. Choose a file in it", path=path)
    if stat.S_ISFIFO(mode):
        raise FileFault("{path} is a pipe, not a file. Save what comes through it, and open that", path=path)
    raise FileFault("{path} is a device or a socket, not a file. Choose a file", path=path)


@contextmanager
def reading(path: str | Path) -> Iterator[None]:
    """The border where an OSError of reading `path` becomes a FileFault."""
    try:
        yield
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str | Path, error: Exception) -> FileFault:
    return FileFault("{path} could not be read: {cause}", path=path, cause=cause_of(error))
