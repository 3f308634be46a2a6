"""How a file begins: what it is recognized by, whatever it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from netbuilder.files.archive import open_archive
from netbuilder.files.reading import open_file_to_read, reading

FIRST = 16  # bytes
ZIP, HDF5 = b"PK", b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True)
class Start:
    """A file's name in small letters, its first bytes, its size, and the names in it where it is a zip."""

    name: str
    first: bytes
    size: int
    members: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_zip(self) -> bool:
        """Whether it begins as a zip."""
        return self.first.startswith(ZIP)

    @property
    def is_hdf5(self) -> bool:
        """Whether it begins as an HDF5 file."""
        return self.first.startswith(HDF5)


def look(path: Path) -> Start:
    """How a file begins; raises FileFault."""
    with reading(path), open_file_to_read(path) as file:
        start = Start(path.name.lower(), file.read(FIRST), file.seek(0, 2))
    if not start.is_zip:
        return start
    with open_archive(path) as archive:
        return Start(start.name, start.first, start.size, frozenset(archive.sizes))
