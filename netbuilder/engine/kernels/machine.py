"""The machine as its system describes it, and the choices that were measured on it, kept in the cache folder."""

from __future__ import annotations

import ctypes
import hashlib
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from netbuilder.engine.choices import UNMEASURED, Choices
from netbuilder.engine.kernels.compiled.loading import is_installed, numba_version, run_aside
from netbuilder.engine.kernels.threads import processors
from netbuilder.errors import FileFault, TrainingError
from netbuilder.files import atomic_write, compiled_folder, dump_json, parse_json
from netbuilder.version import __version__

VERSION = 1
LARGEST_FILE = 1 << 20
CPU = Path("/sys/devices/system/cpu/cpu0/cache")
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def processor() -> str:
    """What the processor is called."""
    if sys.platform.startswith("linux"):
        try:
            lines = Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        for line in lines:
            name, _, value = line.partition(":")
            if name.strip() in ("model name", "Model", "Hardware"):
                return value.strip()
    if sys.platform == "darwin":
        return _sysctl("machdep.cpu.brand_string", text=True) or platform.machine()
    return platform.processor() or platform.machine()


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


def description() -> dict[str, Any]:
    """What choices were measured with: others hold for another processor, and for other versions."""
    blas = [
        f"{library['internal_api']} {library['version']} {library.get('architecture', '')}".strip()
        for library in ThreadpoolController().info()
        if library["user_api"] == "blas" and "numpy" in library["filepath"]
    ]
    return {
        "processor": processor(),
        "cores": processors(),
        "caches": {f"L{level}": size for level, size in sorted(caches().items())},
        "netbuilder": __version__,
        "numpy": f"{np.__version__}, {', '.join(blas)}",
        "numba": numba_version() if is_installed() else None,
        "python": platform.python_version(),
    }


def place_of(described: dict[str, Any]) -> Path:
    """The file for the choices of a machine."""
    name = hashlib.sha256(dump_json(described)).hexdigest()[:16]
    return compiled_folder() / f"machine-{name}.json"


def measured() -> tuple[Choices, list[dict[str, Any]]]:
    """What is chosen for this machine, measured now by a process of its own; raises TrainingError where it fails."""
    found = run_aside(["-m", "netbuilder.engine.calibration"], NETBUILDER_THREADS="1", OPENBLAS_NUM_THREADS="1")
    try:
        read = parse_json((found or "").encode(), "what was measured")
        return Choices.from_json(read["choices"]), read["measured"]
    except (FileFault, ValueError, TypeError, LookupError) as error:
        raise TrainingError("this machine could not be measured: {cause}", cause=str(error)) from error


def kept() -> tuple[Choices, list[dict[str, Any]]] | None:
    """The choices that were measured on this machine, and what was measured; None where there are none to be read."""
    described = description()
    place = place_of(described)
    try:
        if place.stat().st_size > LARGEST_FILE:
            return None
        read = parse_json(place.read_bytes(), str(place))
        if read["version"] != VERSION or read["machine"] != described or not isinstance(read["measured"], list):
            return None
        return Choices.from_json(read["choices"]), read["measured"]
    except (OSError, FileFault, ValueError, TypeError, LookupError):
        return None


def keep(choices: Choices, measured: list[dict[str, Any]]) -> Path:
    """Keeps what was measured, and tells where; raises OSError or FileFault where that cannot be."""
    described = description()
    place = place_of(described)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with atomic_write(place) as file:
        told = {"version": VERSION, "machine": described, "choices": choices.to_json(), "measured": measured}
        file.write(dump_json(told))
    return place


def choices_here() -> Choices:
    """The choices of this machine, as far as they were measured."""
    found = kept()
    return UNMEASURED if found is None else found[0]
