"""IDX files, gzipped or not, as arrays: the format of MNIST (LeCun: "THE IDX FILE FORMAT"), big-endian."""

from __future__ import annotations

import gzip
import math
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.arrays import Array
from netbuilder.data.memory import bytes_text, free_memory
from netbuilder.errors import DataError, FileFault, listed
from netbuilder.files import DiskArray
from netbuilder.files.arrays import Header
from netbuilder.files.disk_array import OpenFile, RowFile
from netbuilder.files.reading import open_file_to_read, reading, step
from netbuilder.kinds import shown

KINDS = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MOST_AXES = 8
PART = 1 << 20
GZIPPED = b"\x1f\x8b"
PARTS = {"train": "train", "training": "train", "t10k": "test", "test": "test", "testing": "test", "val": "val",
         "valid": "val", "validation": "val"}  # fmt: skip
LETTERS = {"images": "x", "image": "x", "data": "x", "labels": "y", "label": "y", "targets": "y"}
WORD = re.compile(r"[A-Za-z]+\d*[A-Za-z]*|\d+")


@dataclass(frozen=True)
class IdxArray:
    """The array in an IDX file, before it is read; used as a StoredArray is."""

    path: Path
    name: str
    header: Header
    packed: bool

    @property
    def needed(self) -> int:
        """The bytes that its numbers take in training, where each has four or more."""
        return math.prod(self.header.shape) * max(self.header.dtype.itemsize, 4)

    def load(self) -> Array:
        """The whole array, in the order of bytes of this machine; raises FileFault."""
        length, size = self.header.length, self.header.nbytes
        if size > free_memory():
            raise FileFault(
                "{place} ({size} MB) does not fit into memory. Close other programs, or take fewer samples",
                place=self.path, size=f"{size / 1e6:,.1f}",
            )  # fmt: skip
        raw = _read(self.path, self.packed, length + size + 1)
        if len(raw) != length + size:
            raise _other_length(self.path, self.header.shape, len(raw) - length)
        found = np.frombuffer(raw, self.header.dtype, offset=length).reshape(self.header.shape)
        return found.astype(self.header.dtype.newbyteorder("="))

    def on_disk(self) -> DiskArray:
        """The array without reading it; raises FileFault where the file is packed."""
        if self.packed:
            raise FileFault(
                "{place} ({size}) has to stay on disk, but it is compressed. Unpack it with gunzip",
                place=self.path, size=bytes_text(self.header.nbytes),
            )  # fmt: skip
        file = OpenFile(self.path, str(self.path))
        return DiskArray(RowFile(file, self.header.length, self.header.shape, self.header.dtype))


def is_idx(path: Path) -> bool:
    """Whether a file begins as an IDX file does."""
    try:
        head = _read(path, is_packed(path), 4)
    except FileFault:
        return False
    return _begins(head)


def _begins(head: bytes) -> bool:
    return len(head) >= 4 and head[:2] == b"\0\0" and head[2] in KINDS and 1 <= head[3] <= MOST_AXES


def is_packed(path: Path) -> bool:
    """Whether a file is gzipped."""
    with open_file_to_read(path) as file, reading(path):
        return file.read(2) == GZIPPED


def holds_idx(folder: Path) -> bool:
    """Whether a folder holds IDX files, as far as their names tell."""
    return bool(_candidates(folder))


def idx_in(path: Path) -> dict[str, IdxArray]:
    """The arrays of a folder of IDX files, or of one file and those that belong to it, as x_train, y_train, …

    Files belong together whose names differ only in the part (train, t10k or test, validation) and in images or
    labels. Raises FileFault, and DataError where a folder holds several such families.
    """
    folder, chosen = (path, None) if path.is_dir() else (path.parent, path)
    families: dict[str, dict[str, Path]] = {}
    for file in _candidates(folder, chosen):
        family, place = _role(file)
        known = families.setdefault(family, {})
        if place not in known or is_packed(known[place]):  # one that is not packed is read sooner
            known[place] = file
    if chosen is not None:
        families = {name: files for name, files in families.items() if name == _role(chosen)[0]}
    if len(families) != 1:
        raise DataError(
            "{path} holds several data sets of IDX files: {names}. Choose one of the files", path=path,
            names=listed(shown(next(iter(files.values())).name) for files in families.values()) or "none",
        )  # fmt: skip
    (files,) = families.values()
    for place, file in list(files.items()):
        other = place.replace("x", "y", 1) if place[0] == "x" else place.replace("y", "x", 1)
        if other not in files:
            lacking = "labels" if place[0] == "x" else "images"
            raise FileFault(
                "{path} has no {lacking} beside it. Put the file that is called the same, with {lacking} in its name, "
                "into its folder",
                path=file, lacking=lacking,
            )  # fmt: skip
    return {place: _stored(file, place) for place, file in sorted(files.items())}


def _candidates(folder: Path, chosen: Path | None = None) -> list[Path]:
    with reading(folder):
        names = sorted(folder.iterdir())
    return [
        file for file in names
        if file == chosen or (re.search(r"idx\d|ubyte", file.name.lower()) and file.is_file() and is_idx(file))
    ]  # fmt: skip


def _role(path: Path) -> tuple[str, str]:
    """The family of a file, and its place in it: train-images-idx3-ubyte.gz is x_train."""
    name = path.name.lower().removesuffix(".gz")
    words = WORD.findall(name)
    part = next((PARTS[word] for word in words if word in PARTS), "train")
    letter = next((LETTERS[word] for word in words if word in LETTERS), "")
    if not letter:
        axes = next((int(word[3:]) for word in words if re.fullmatch(r"idx\d", word)), 0)
        letter = "y" if axes == 1 else "x"
    rest = [word for word in words if word not in PARTS and word not in LETTERS and not re.fullmatch(r"idx\d", word)]
    return "-".join(rest), f"{letter}_{part}"


def _stored(path: Path, name: str) -> IdxArray:
    """What its head says; raises FileFault where that cannot be."""
    packed = is_packed(path)
    head = _read(path, packed, 4 + 4 * MOST_AXES)
    if not _begins(head):
        raise FileFault("{path} is not an IDX file", path=path)
    axes, dtype = head[3], np.dtype(KINDS[head[2]])
    length = 4 + 4 * axes
    shape = tuple(int(n) for n in np.frombuffer(head[4:length], ">u4")) if len(head) >= length else ()
    if len(shape) != axes:
        raise FileFault("{path} is cut short. Take an earlier copy", path=path)
    header = Header(shape, dtype, False, length)
    if not packed:
        with reading(path):
            size = path.stat().st_size
        if size != length + header.nbytes:
            raise _other_length(path, shape, size - length)
    return IdxArray(path, name, header, packed)


def _other_length(path: Path, shape: tuple[int, ...], found: int) -> FileFault:
    return FileFault(
        "{path} says that it holds {shape} numbers, but it is {found} bytes long. Take another copy",
        path=path, shape=" × ".join(map(str, shape)), found=max(0, found),
    )  # fmt: skip


def _read(path: Path, packed: bool, most: int) -> bytes:
    """Its first `most` bytes, unpacked; raises FileFault."""
    found = bytearray()
    try:
        with open_file_to_read(path) as raw, reading(path):
            file = gzip.GzipFile(fileobj=raw) if packed else raw
            while len(found) < most and (part := file.read(min(PART, most - len(found)))):
                found += part
                step()
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileFault("{path} is damaged, or cut short. Take another copy", path=path) from error
    return bytes(found)
