"""How much of a data set may be held in memory."""

from __future__ import annotations

import ctypes
import os
import sys

SHARE = 4  # the inputs of a data set may take one part in so many
UNKNOWN = 8 << 30  # bytes, where a machine does not tell


def memory_limit() -> int:
    """The bytes that the inputs of a data set may take before they are left on disk: a quarter of this machine's."""
    return _whole_memory() // SHARE


if sys.platform == "win32":

    class _Status(ctypes.Structure):
        """What GlobalMemoryStatusEx fills; `whole` is the machine's memory in bytes."""

        _fields_ = (
            ("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("whole", ctypes.c_ulonglong),
            *((f"rest_{i}", ctypes.c_ulonglong) for i in range(6)),
        )  # fmt: skip

    def _whole_memory() -> int:
        status = _Status()
        status.length = ctypes.sizeof(status)
        return int(status.whole) if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else UNKNOWN
else:

    def _whole_memory() -> int:
        try:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (ValueError, OSError):
            return UNKNOWN
