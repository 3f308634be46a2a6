"""The arrays that an .npz file or a folder of .npy files holds, before any of them is read."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.files.archive import LARGEST, STEEPEST, most_unpacked, open_archive
from netbuilder.files.arrays import LONGEST_HEADER, Header, array_name, header_of, read_npy, read_npz
from netbuilder.files.disk_array import DiskArray, OpenFile, RowFile
from netbuilder.kinds import shown

HEAD = LONGEST_HEADER + 64  # bytes that hold any header that is accepted
# What stands in a file as it is cannot be more than the file.
ANY = sys.maxsize


@dataclass(frozen=True)
class StoredArray:
    """One array in a file: what its header says, and where it begins (None when it is compressed)."""

    path: Path
    name: str
    header: Header
    begin: int | None

    @property
    def place(self) -> str:
        """How a person is told of it."""
        return f"{self.path}: {shown(self.name)[1:-1]}" if self.path.suffix.lower() == ".npz" else str(self.path)

    @property
    def needed(self) -> int:
        """The bytes that its numbers take in training, where each has four or more."""
        return math.prod(self.header.shape) * max(self.header.dtype.itemsize, 4)

    def load(self) -> Array:
        """The whole array; raises FileFault."""
        try:
            if self.path.suffix.lower() == ".npz":
                found = read_npz(self.path, (self.name,), ANY, self.header.nbytes + self.header.length)
                return found[self.name]
            return read_npy(self.path)
        except MemoryError as error:
            raise FileFault(
                "{place} ({size} MB) does not fit into memory. Close other programs, or take fewer samples",
                place=self.place, size=f"{self.header.nbytes / 1e6:,.1f}",
            ) from error  # fmt: skip

    def on_disk(self) -> DiskArray:
        """The array without reading it; raises FileFault when its rows do not lie one after the other."""
        size = f"{self.header.nbytes / 1e6:,.1f}"
        if self.begin is None:
            raise FileFault(
                "{place} ({size} MB) has to stay on disk, but it is compressed. Save it with numpy.savez, or as .npy "
                "files in a folder",
                place=self.place, size=size,
            )  # fmt: skip
        if not self.header.shape:
            raise FileFault("{place} is a single number. Save an array with one sample a row", place=self.place)
        if self.header.fortran and sum(n > 1 for n in self.header.shape) > 1:
            raise FileFault(
                "{place} ({size} MB) has to stay on disk, but it was saved column by column. Save it again with "
                "numpy.ascontiguousarray",
                place=self.place, size=size,
            )  # fmt: skip
        file = OpenFile(self.path, self.place)
        head = np.empty(self.header.length, np.uint8)
        file.fill(head, self.begin)
        # The file may have been replaced since it was looked at.
        if header_of(head.tobytes(), self.header.length + self.header.nbytes, self.place) != self.header:
            raise FileFault("{place} was changed while it was opened. Load it again", place=self.place)
        return DiskArray(RowFile(file, self.begin + self.header.length, self.header.shape, self.header.dtype))


def stored_in(path: Path, bounded: bool = True) -> dict[str, StoredArray]:
    """The arrays of an .npz file, or of a folder's .npy files, by name; raises FileFault.

    With `bounded` they may not unpack to much more than the file: who reads only arrays of known shapes needs no bound.
    """
    return _in_folder(path) if os.path.isdir(path) else _in_archive(path, bounded)


def _in_folder(folder: Path) -> dict[str, StoredArray]:
    found = {}
    for path in sorted(folder.glob("*.npy")):
        file = OpenFile(path, str(path))
        head = np.empty(min(HEAD, file.size), np.uint8)
        file.fill(head, 0)
        found[path.stem] = StoredArray(path, path.stem, header_of(head.tobytes(), file.size, str(path)), 0)
    return found


def _in_archive(path: Path, bounded: bool) -> dict[str, StoredArray]:
    found = {}
    with open_archive(path, ANY) as archive:
        for member, size in archive.sizes.items():
            name = array_name(path, member)
            header = header_of(archive.head(member, HEAD), size, f"{path}: {shown(name)[1:-1]}")
            found[name] = StoredArray(path, name, header, archive.place_of(member))
    if bounded:
        packed = sum(array.header.nbytes for array in found.values() if array.begin is None)
        if packed > LARGEST:
            raise FileFault("{path} would unpack to more than {most} GB", path=path, most=LARGEST >> 30)
        if packed > most_unpacked(path.stat().st_size):
            raise FileFault(
                "{path} unpacks to over {ratio} times its size. Save it with numpy.savez, which does not compress",
                path=path, ratio=STEEPEST,
            )  # fmt: skip
    return found
