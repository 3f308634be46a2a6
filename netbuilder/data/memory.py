"""How much memory there is, and how much of it a data set may hold."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

SHARE = 4  # the inputs of a data set may take one part in so many
UNKNOWN = 8 << 30  # bytes, where a machine does not tell
ROOT = Path("/")


def memory_limit() -> int:
    """The bytes that the inputs of a data set may take before they are left on disk: a quarter of what there is."""
    return whole_memory() // SHARE


def whole_memory(root: Path = ROOT) -> int:
    """The bytes that this program could have at most: the machine's, or fewer where it is kept to a part of them."""
    return min([_of_machine(), *(limit for limit, _ in _groups(root))])


def free_memory(root: Path = ROOT) -> int:
    """The bytes that this program can still take, memory that is swapped included, as far as the system tells.

    `root` is where the files are that tell it on Linux.
    """
    found = [_free_on_machine(root), *(max(0, limit - used) for limit, used in _groups(root)), *_own_limit(root)]
    return min(found)


def bytes_text(count: int) -> str:
    """98 KB, 61 MB"""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if count >= size:
            amount = count / size
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:,.0f} {unit}"
    return f"{count} B"


if sys.platform == "win32":

    class _Status(ctypes.Structure):
        """What GlobalMemoryStatusEx fills; `free` is what can still be had, on disk too, in bytes."""

        _fields_ = (
            ("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("whole", ctypes.c_ulonglong),
            ("at_once", ctypes.c_ulonglong), ("most", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong),
            *((f"rest_{i}", ctypes.c_ulonglong) for i in range(3)),
        )  # fmt: skip

    def _status() -> _Status | None:
        status = _Status()
        status.length = ctypes.sizeof(status)
        return status if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else None

    def _of_machine() -> int:
        status = _status()
        return int(status.whole) if status is not None else UNKNOWN

    def _free_on_machine(_root: Path) -> int:
        status = _status()
        return int(status.free) if status is not None else UNKNOWN

    def _own_limit(_root: Path) -> list[int]:
        return []
else:

    def _of_machine() -> int:
        try:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (ValueError, OSError):
            return UNKNOWN

    def _free_on_machine(root: Path) -> int:
        lines = [line.split() for line in _text(root / "proc/meminfo").splitlines()]
        told = {words[0]: int(words[1]) << 10 for words in lines if len(words) > 1 and words[1].isdigit()}
        # Elsewhere than on Linux nothing tells what is free: then all of it is taken for that.
        return told["MemAvailable:"] + told.get("SwapFree:", 0) if "MemAvailable:" in told else _of_machine()

    def _own_limit(root: Path) -> list[int]:
        """What `ulimit -v` leaves of addresses."""
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit == resource.RLIM_INFINITY:
            return []
        pages = _text(root / "proc/self/statm").split()[:1]
        used = int(pages[0]) * resource.getpagesize() if pages and pages[0].isdigit() else 0
        return [max(0, limit - used)]


def _groups(root: Path) -> Iterator[tuple[int, int]]:
    """Limit and use of each control group on Linux that this program is in, as containers are; of both versions."""
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, kinds, place = ([*line.split(":", 2), "", ""])[:3]
        if not kinds:
            top, limit, used, idle = root / "sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"
        elif "memory" in kinds.split(","):
            top, limit, used = root / "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
            idle = "total_inactive_file"
        else:
            continue
        parts = [part for part in place.split("/") if part and part != ".."]
        for count in range(len(parts) + 1):
            group = top.joinpath(*parts[:count])
            most, now = _text(group / limit).strip(), _text(group / used).strip()
            if most.isdigit() and now.isdigit() and int(most) < 1 << 60:
                told = dict(line.split(maxsplit=1) for line in _text(group / "memory.stat").splitlines() if " " in line)
                given_back = told.get(idle, "0")  # copies of files, which are let go when memory is wanted
                yield int(most), int(now) - (int(given_back) if given_back.isdigit() else 0)


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", errors="replace")
    except OSError:
        return ""
