"""What stands in the place that a file is to be written to."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from netbuilder.errors import FileFault


def need_replaceable(path: Path) -> None:
    """Raises FileFault where something stands that no file may replace: a folder, a device, a protected file."""
    try:
        about = path.stat()
    except (OSError, ValueError):
        return  # nothing is there, or the writing will tell
    if not stat.S_ISREG(about.st_mode):
        raise FileFault("{path} is not a file that can be replaced. Choose another name", path=path)
    # By its bits and not by asking the system: who is root may write all, and meant to protect it all the same.
    if not about.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise FileFault("{path} is write-protected. Choose another name, or remove the protection", path=path)


def same_place(one: Path | None, other: Path | None) -> bool:
    """Whether two paths lead to one file, through whatever links."""
    if one is None or other is None:
        return False
    try:
        if os.path.realpath(one) == os.path.realpath(other):
            return True
        return one.samefile(other)  # a hard link, or a disk that takes capitals and small letters for the same
    except (OSError, ValueError):  # one of them is not there, or can be no name
        return False
