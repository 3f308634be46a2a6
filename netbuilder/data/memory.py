"""How much memory there is, and how much of it a data set may hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

SHARE = 4  # the inputs of a data set may take one part in so many
ROOT = Path("/")


def memory_limit() -> int:
    """The bytes that the inputs of a data set may take before they are left on disk: a quarter of what there is."""
    return whole_memory() // SHARE


def stays_on_disk(keep: str, needed: int, limit: int) -> bool:
    """Whether inputs of so many bytes are read batch by batch; `keep` is what the settings say of it."""
    return keep == "always" or (keep == "auto" and needed > limit)


def whole_memory(root: Path = ROOT) -> int:
    """The bytes that this program could have at most: the machine's, or fewer where it is kept to a part of them."""
    return min([_of_machine(), *(limit for limit, _ in _groups(root))])


def free_memory(root: Path = ROOT) -> int:
    """The bytes that this program can still take, memory that is swapped included, as far as the system tells.

    `root` is where the files are that tell of control groups on Linux.
    """
    found = [_free_on_machine(), *(max(0, limit - used) for limit, used in _groups(root)), *_own_limit()]
    return min(found)


def bytes_text(count: int) -> str:
    """98 KB, 61 MB"""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if count >= size:
            amount = count / size
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:,.0f} {unit}"
    return f"{count} B"


def _of_machine() -> int:
    import psutil  # here and not above: it takes 25 ms to import, and small networks never ask

    return int(psutil.virtual_memory().total)


def _free_on_machine() -> int:
    import psutil

    return int(psutil.virtual_memory().available + psutil.swap_memory().free)


def _own_limit() -> list[int]:
    """What `ulimit -v` leaves of addresses."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return []
    import psutil

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return [] if limit == resource.RLIM_INFINITY else [max(0, limit - psutil.Process().memory_info().vms)]


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
