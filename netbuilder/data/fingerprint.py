"""What a file of data was like when a network was trained on it: to know it again, and to notice a change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netbuilder.errors import DataError
from netbuilder.files.reading import open_file_to_read, reading, step

BLOCK = 1 << 20
BLOCKS = 256  # a larger file is known by so many parts of it, evenly spread
LONGEST = 128


@dataclass(frozen=True)
class Fingerprint:
    """The path, the size in bytes, and a hash of the contents (of large files, of parts of them)."""

    path: str
    size: int
    digest: str

    def is_like(self, other: Fingerprint | None) -> bool:
        """Whether it is the same data, wherever it lies."""
        return other is not None and (self.size, self.digest) == (other.size, other.digest)

    def to_json(self) -> dict[str, Any]:
        """As it is kept in a project."""
        return {"path": self.path, "size": self.size, "digest": self.digest}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fingerprint:
        """What a project says; raises DataError for something else."""
        path, size, digest = data.get("path"), data.get("size"), data.get("digest")
        if not isinstance(path, str) or type(size) is not int or not isinstance(digest, str) or len(digest) > LONGEST:
            raise DataError("source must have a path, a size and a digest")
        return cls(path, size, digest)


def fingerprint_of(path: Path) -> Fingerprint:
    """What a file, or a folder of .npy files, is like now; raises FileFault."""
    with reading(path):
        files = sorted(path.glob("*.npy")) if path.is_dir() else [path]
    found, size = hashlib.sha256(), 0
    for file in files:
        if path.is_dir():
            found.update(file.name.encode("utf-8", "surrogateescape"))
        size += _add(file, found)
    return Fingerprint(str(path), size, found.hexdigest())


def fingerprint_of_files(folder: Path, files: Sequence[Path]) -> Fingerprint:
    """What the files of a folder are like by their names, sizes and dates; to read them all would take too long."""
    found, size = hashlib.sha256(), 0
    for file in files:
        with reading(file):
            about = file.stat()
        said = f"{file.relative_to(folder)} {about.st_size} {about.st_mtime_ns}"
        found.update(said.encode("utf-8", "surrogateescape"))
        size += about.st_size
    return Fingerprint(str(folder), size, found.hexdigest())


def _add(path: Path, found: Any) -> int:
    with open_file_to_read(path) as file, reading(path):
        size = path.stat().st_size
        stride = BLOCK if size <= BLOCK * BLOCKS else size // BLOCKS
        for at in range(0, size, stride):
            file.seek(at)
            found.update(file.read(BLOCK))
            step()
    return size
