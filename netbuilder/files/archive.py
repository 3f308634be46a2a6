"""Zip archives from outside: every member is accounted for before one is read, and nothing is unpacked to disk."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from netbuilder.errors import FileFault

LARGEST = 8 << 30  # bytes, all members together
MOST_MEMBERS = 100_000
STEEPEST = 1000  # times smaller than its contents
SMALL = 1 << 20  # below this the ratio does not matter
LOCAL_HEADER = 30
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, NotImplementedError)


class Archive:
    """The members of a checked zip file."""

    def __init__(self, path: str | Path, file: zipfile.ZipFile) -> None:
        self.path, self._file = path, file
        self.sizes = {info.filename: info.file_size for info in file.infolist() if not info.is_dir()}

    def __contains__(self, name: object) -> bool:
        return name in self.sizes

    def read(self, name: str, most: int | None = None) -> bytes:
        """The bytes of a member; raises FileFault when it is missing, damaged or larger than `most`."""
        if name not in self.sizes:
            raise FileFault("{path}: {member} is missing. The file is incomplete", path=self.path, member=name)
        if most is not None and self.sizes[name] > most:
            raise FileFault(
                "{path}: {member} holds {size} bytes, more than the {most} allowed",
                path=self.path, member=name, size=self.sizes[name], most=most,
            )  # fmt: skip
        try:
            with self._file.open(name) as file:
                data = file.read(self.sizes[name] + 1)
        except BROKEN as error:
            raise self._damaged(name, error) from error
        if len(data) != self.sizes[name]:
            raise FileFault("{path}: {member} is not as long as it says", path=self.path, member=name)
        return data

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
            raise FileFault("{path}: {member} is not where it should be", path=self.path, member=name)
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        return info.header_offset + LOCAL_HEADER + int(name_length) + int(extra_length)

    def _damaged(self, name: str, cause: Exception) -> FileFault:
        return FileFault(
            "{path}: {member} is damaged ({cause}). Take an earlier copy of the file",
            path=self.path, member=name, cause=cause,
        )  # fmt: skip


@contextmanager
def open_archive(path: str | Path, most: int = LARGEST) -> Iterator[Archive]:
    """Opens a zip file after checking its directory; raises FileFault that says what is wrong with it.

    `most` is how many bytes its members may have together.
    """
    try:
        handle = open(path, "rb")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise FileFault("{path} could not be read: {cause}", path=path, cause=error.strerror or error) from error
    with handle:
        try:
            file = zipfile.ZipFile(handle)
        except (zipfile.BadZipFile, struct.error, EOFError, ValueError, OSError, NotImplementedError) as error:
            raise FileFault("{path} is empty, cut short, or not a zip file. Take an earlier copy", path=path) from error
        with file:
            _check(path, file, handle, most)
            yield Archive(path, file)


def _check(path: str | Path, file: zipfile.ZipFile, handle: IO[bytes], most: int) -> None:
    members = file.infolist()
    if len(members) > MOST_MEMBERS:
        raise FileFault("{path} holds {count} members, too many to be true", path=path, count=len(members))
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
        raise FileFault("{path} holds a member that points outside it: {member}", path=path, member=ascii(name))
    if stat.S_ISLNK(info.external_attr >> 16):
        raise FileFault("{path} holds a link: {member}", path=path, member=ascii(name))
    if info.flag_bits & 1:
        raise FileFault("{path} is encrypted. Unlock it first", path=path)
    if info.file_size > SMALL and info.file_size > STEEPEST * max(info.compress_size, 1):
        raise FileFault(
            "{path}: {member} unpacks to over {ratio} times its size", path=path, member=ascii(name), ratio=STEEPEST
        )


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
