"""Zip archives from outside: every member is accounted for before one is read, and nothing is unpacked to disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from netbuilder.errors import FileFault
from netbuilder.files.reading import open_file_to_read, step
from netbuilder.kinds import shown

LARGEST = 8 << 30  # bytes, all members together
MOST_MEMBERS = 100_000
STEEPEST = 100  # times smaller than its contents
SMALL = 32 << 20  # below this the ratio does not matter
LOCAL_HEADER = 30
CHUNK = 1 << 20
# How NumPy, Keras and we pack. Others unpack without a bound: 4 KB of bzip2 may become gigabytes in one step.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What a damaged member may raise while it is unpacked: a directory that lies about places makes seeks to where
# nothing is.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, NotImplementedError, ValueError,
    OverflowError, MemoryError, IndexError, KeyError, RuntimeError,
)  # fmt: skip


class Archive:
    """The members of a checked zip file.

    What is read without a bound of its own may be STEEPEST times as large as the file, all together.
    """

    def __init__(self, path: str | Path, file: zipfile.ZipFile, size: int) -> None:
        self.path, self._file = path, file
        self.sizes = {info.filename: info.file_size for info in file.infolist() if not info.is_dir()}
        self._room = most_unpacked(size)

    def __contains__(self, name: object) -> bool:
        return name in self.sizes

    def read(self, name: str, most: int | None = None) -> bytes:
        """The bytes of a member; raises FileFault when it is missing, damaged or larger than it may be.

        `most` is a bound that is known of what the member holds: with it the ratio does not matter.
        """
        target = io.BytesIO()
        self.copy(name, target, most)
        return target.getvalue()

    def copy(self, name: str, target: IO[bytes], most: int | None = None) -> None:
        """Writes the bytes of a member into a file, a part at a time; raises FileFault as `read` does."""
        if name not in self.sizes:
            raise FileFault("{path}: {member} is missing. The file is incomplete", path=self.path, member=shown(name))
        size = self.sizes[name]
        if most is None:
            self._room -= size
        if most is None and self._room < 0:
            raise FileFault(
                "{path}: {member} unpacks to over {ratio} times its size. Save it without compression",
                path=self.path, member=shown(name), ratio=STEEPEST,
            )  # fmt: skip
        if most is not None and size > most:
            raise FileFault(
                "{path}: {member} holds {size} bytes, more than the {most} allowed",
                path=self.path, member=shown(name), size=size, most=most,
            )  # fmt: skip
        found = 0
        for part in self._parts(name, size + 1):
            found += len(part)
            target.write(part)
        if found != size:
            raise FileFault("{path}: {member} is not as long as it says", path=self.path, member=shown(name))

    def _parts(self, name: str, most: int) -> Iterator[bytes]:
        try:
            with self._file.open(name) as file:
                while most and (part := file.read(min(CHUNK, most))):
                    most -= len(part)
                    yield part
                    step()
        except BROKEN as error:
            raise self._damaged(name, error) from error

    def head(self, name: str, most: int) -> bytes:
        """The first bytes of a member, at most so many; raises FileFault when it is damaged."""
        try:
            with self._file.open(name) as file:
                return file.read(most)
        except BROKEN as error:
            raise self._damaged(name, error) from error

    def place_of(self, name: str) -> int | None:
        """Where the bytes of a member begin in the file, if they stand there as they are; None if compressed."""
        info = self._file.getinfo(name)
        if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            return None
        file = self._file.fp
        assert file is not None
        file.seek(info.header_offset)
        header = file.read(LOCAL_HEADER)
        if len(header) < LOCAL_HEADER or header[:4] != b"PK\3\4":
            raise FileFault("{path}: {member} is not where it should be", path=self.path, member=shown(name))
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        return info.header_offset + LOCAL_HEADER + int(name_length) + int(extra_length)

    def _damaged(self, name: str, cause: Exception) -> FileFault:
        return FileFault(
            "{path}: {member} is damaged ({cause}). Take an earlier copy of the file",
            path=self.path, member=shown(name), cause=cause,
        )  # fmt: skip


def most_unpacked(size: int) -> int:
    """How many bytes a zip file of that size may hold, where nothing else tells how many there should be."""
    return max(SMALL, STEEPEST * size)


@contextmanager
def open_archive(path: str | Path, most: int = LARGEST, data: bytes | None = None) -> Iterator[Archive]:
    """Opens a zip file after checking its directory; raises FileFault that says what is wrong with it.

    `most` is how many bytes its members may have together. With `data`, those are the file, and `path` its name.
    """
    handle = open_file_to_read(path) if data is None else io.BytesIO(data)
    with handle:
        try:
            file = zipfile.ZipFile(handle)
        except BROKEN as error:
            raise FileFault("{path} is empty, cut short, or not a zip file. Take an earlier copy", path=path) from error
        with file:
            try:
                _check(path, file, handle, most)
                size = handle.seek(0, io.SEEK_END)
            except (OSError, ValueError, OverflowError, struct.error) as error:
                if isinstance(error, FileFault):
                    raise
                raise FileFault("{path} is damaged. Take an earlier copy", path=path) from error
            yield Archive(path, file, size)


def _check(path: str | Path, file: zipfile.ZipFile, handle: IO[bytes], most: int) -> None:
    members = file.infolist()
    if len(members) > MOST_MEMBERS:
        raise FileFault("{path} holds {count} members, more than is plausible", path=path, count=len(members))
    if sum(info.file_size for info in members) > most:
        raise FileFault("{path} would unpack to more than {most} GB", path=path, most=most >> 30)
    names = [info.filename for info in members]
    if len(set(names)) != len(names):
        raise FileFault("{path} holds two members of one name", path=path)
    for info in members:
        _check_member(path, info)
    _check_overlap(path, members, handle)


def _check_member(path: str | Path, info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    if not name or name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name:
        raise FileFault("{path} holds a member that points outside it: {member}", path=path, member=shown(name))
    if stat.S_ISLNK(info.external_attr >> 16):
        raise FileFault("{path} holds a link: {member}", path=path, member=shown(name))
    if info.flag_bits & 1:
        raise FileFault("{path} is encrypted. Unlock it first", path=path)
    if info.compress_type not in METHODS:
        raise FileFault(
            "{path}: {member} is packed in a way that is not read. Pack it by deflate, or not at all",
            path=path, member=shown(name),
        )  # fmt: skip


def _check_overlap(path: str | Path, members: list[zipfile.ZipInfo], handle: IO[bytes]) -> None:
    """Python's zipfile reads overlapping members without a word."""
    end = 0
    for info in sorted(members, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise FileFault("{path} holds members that overlap", path=path)
        handle.seek(info.header_offset)
        header = handle.read(LOCAL_HEADER)
        if len(header) < LOCAL_HEADER:
            raise FileFault("{path} is cut short. Take an earlier copy", path=path)
        name, extra = struct.unpack("<HH", header[26:30])
        end = info.header_offset + LOCAL_HEADER + name + extra + info.compress_size
