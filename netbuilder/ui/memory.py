"""How much memory this program uses, as far as the system tells. No Qt."""

from __future__ import annotations

import sys
from pathlib import Path


def memory_used() -> int | None:
    """Bytes in use now (Linux, Windows), or at most so far (elsewhere); None where nothing tells."""
    try:
        if sys.platform.startswith("linux"):
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
            return pages * _page_size()
        if sys.platform == "win32":
            return _on_windows()
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    except (OSError, ValueError, ImportError, AttributeError):
        return None


def _page_size() -> int:
    import resource

    return resource.getpagesize()


def _on_windows() -> int | None:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            ("peak", ctypes.c_size_t),
            ("used", ctypes.c_size_t),
            *((f"other_{i}", ctypes.c_size_t) for i in range(6)),
        )

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    ask = kernel.K32GetProcessMemoryInfo
    ask.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
    return int(counters.used) if ask(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.size) else None
