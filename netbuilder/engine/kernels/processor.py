"""The processor and its caches as the system describes them."""

from __future__ import annotations

import ctypes
import platform
import sys
from functools import cache
from pathlib import Path
from typing import Any

CPU = Path("/sys/devices/system/cpu/cpu0/cache")
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def processor() -> str:
    """What the processor is called."""
    found = _information()
    for name in ("model name", "Model", "Hardware"):
        if name in found:
            return found[name]
    if sys.platform == "darwin":
        return _sysctl("machdep.cpu.brand_string", text=True) or platform.machine()
    return platform.processor() or platform.machine()


def abilities() -> str:
    """The instructions that the processor knows, where the system tells them."""
    found = _information()
    return found.get("flags", found.get("Features", ""))


@cache
def _information() -> dict[str, str]:
    """What Linux tells of the first processor."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8", errors="replace")
    except OSError:
        return {}
    lines = (line.partition(":") for line in text.splitlines())
    found: dict[str, str] = {}
    for name, _, value in lines:
        found.setdefault(name.strip(), value.strip())
    return found


def caches() -> dict[int, int]:
    """Bytes of the caches that a core has or shares, by level, as the system tells them; what it does not tell is
    left out.
    """
    found: dict[int, int] = {}
    if sys.platform == "darwin":
        names = {1: "hw.perflevel0.l1dcachesize", 2: "hw.perflevel0.l2cachesize", 3: "hw.l3cachesize"}
        found = {level: int(_sysctl(name) or 0) for level, name in names.items()}
    for folder in sorted(CPU.glob("index*")) if sys.platform.startswith("linux") else ():
        try:
            level, kind, size = ((folder / name).read_text().strip() for name in ("level", "type", "size"))
            if kind != "Instruction":
                found[int(level)] = int(size.rstrip("KMG")) * UNITS.get(size[-1:], 1)
        except (OSError, ValueError):
            continue
    return {level: size for level, size in found.items() if size > 0}


def _sysctl(name: str, text: bool = False) -> Any:
    """A value of macOS; None where it has none of that name."""
    room = ctypes.create_string_buffer(256)
    length = ctypes.c_size_t(len(room))
    try:
        failed = ctypes.CDLL(None).sysctlbyname(name.encode(), room, ctypes.byref(length), None, 0)
    except (OSError, AttributeError):
        return None
    if failed:
        return None
    return room.value.decode("utf-8", "replace") if text else int.from_bytes(room.raw[: length.value], sys.byteorder)
