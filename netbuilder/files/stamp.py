"""What a file was like when it was read or written, so that a change by others is noticed before it is replaced."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from netbuilder.errors import FileFault
from netbuilder.files.reading import open_file_to_read


@dataclass(frozen=True)
class Stamp:
    """Size in bytes, when it was changed, in nanoseconds, and the hash of what it holds."""

    size: int
    modified: int
    digest: str

    def is_like(self, other: Stamp | None) -> bool:
        """Whether the contents are the same: a file that was only touched or copied is no other one."""
        return other is not None and (self.size, self.digest) == (other.size, other.digest)

    @property
    def date(self) -> str:
        """When it was changed, in the time zone of this machine."""
        return datetime.fromtimestamp(self.modified / 1e9, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def stamp_of(path: str | Path) -> Stamp | None:
    """The stamp of a file as it is now; None where there is none that can be read."""
    try:
        with open_file_to_read(path) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            about = Path(path).stat()
    except (OSError, FileFault):
        return None
    return Stamp(about.st_size, about.st_mtime_ns, digest)


def beside(path: Path) -> Path:
    """A name in the same folder that is free: net.netb, net 2.netb, net 3.netb …"""
    stem, dot, rest = path.name.partition(".")
    number = 2
    while (free := path.with_name(f"{stem} {number}{dot}{rest}")).exists() or free.is_symlink():
        number += 1
    return free
