"""The choices that were measured on this machine, kept in the cache folder."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from netbuilder.engine.choices import UNMEASURED, Choices
from netbuilder.engine.kernels.compiled.keeping import is_installed, numba_version, run_aside
from netbuilder.engine.kernels.processor import caches, processor
from netbuilder.engine.kernels.threads import processors
from netbuilder.errors import FileFault, TrainingError
from netbuilder.files import atomic_write, compiled_folder, dump_json, parse_json
from netbuilder.version import __version__

VERSION = 1
LARGEST_FILE = 1 << 20


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
    status, found = run_aside(["-m", "netbuilder.engine.calibration"], NETBUILDER_THREADS="1", OPENBLAS_NUM_THREADS="1")
    try:
        if status:
            raise ValueError(f"its process ended with {status}")
        read = parse_json(found.encode(), "what was measured")
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
