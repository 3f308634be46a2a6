"""Foreign HDF5 files, read by a helper process with limits on time and memory: a damaged file can crash the library."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FileFault
from netbuilder.files.reading import need_file, step

SECONDS = 60.0
STEEP = 32 << 20  # bytes of strongly compressed arrays in any file
LOOK = 0.1  # seconds between two looks at whether it is still wanted
OUT_OF_TIME = -24  # SIGXCPU, which Windows doesn't have


@dataclass(frozen=True)
class Hdf5:
    """All arrays of a file by path, and the attributes of its groups by path ("" is the root)."""

    datasets: Mapping[str, Array]
    attributes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def numbered(self, folder: str) -> list[Array]:
        """The arrays 0, 1, 2 … of a folder."""
        found: list[Array] = []
        while (place := f"{folder}/{len(found)}") in self.datasets:
            found.append(self.datasets[place])
        return found


def read_hdf5(path: Path, shown_as: Path | None = None, steep: int = 0) -> Hdf5:
    """The contents of an HDF5 file; raises FileFault that says what is wrong with it.

    `steep` is how many bytes arrays that were compressed to a hundredth may have together, where it is known how many
    there should be; a few are always read.
    """
    shown = shown_as or path
    need_file(path)
    code, said = run_helper(path, max(steep, STEEP))
    if code == OUT_OF_TIME:
        raise FileFault("{path} is damaged: reading it never ends. Take an earlier copy", path=shown)
    head, _, body = said.partition(b"\n")
    try:
        index = json.loads(head) if head else {}
    except ValueError:
        index = {}
    if "error" in index:
        raise FileFault("{path}: {cause}", path=shown, cause=index["error"])
    if code or "datasets" not in index:
        raise FileFault(
            "{path} is damaged: reading it failed (helper process ended with {code})", path=shown, code=code
        )
    return Hdf5(dict(_arrays(index["datasets"], body)), index["attributes"])


def run_helper(path: Path, steep: int) -> tuple[int, bytes]:
    """How the helper ended for a file, and what it wrote.

    Its own limit counts only what it computes; the one by the clock is for a disk that never answers.
    """
    step()  # a helper that is quick leaves no other place to stop
    # Isolated (-I): neither the folder of the helper nor the current one is searched for modules.
    command = [sys.executable, "-I", str(Path(__file__).with_name("hdf5_helper.py")), str(path), str(steep)]
    end = time.monotonic() + SECONDS
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=nowhere, stdout=subprocess.PIPE, stderr=nowhere) as helper:
        try:
            while True:
                try:
                    said, _ = helper.communicate(timeout=LOOK)
                    return helper.returncode, said
                except subprocess.TimeoutExpired:
                    step()
                if time.monotonic() > end:
                    return OUT_OF_TIME, b""
        finally:
            helper.kill()  # does nothing to one that has ended


def _arrays(index: list[Any], body: bytes) -> Any:
    start = 0
    for place, shape, dtype in index:
        kind = np.dtype(dtype)
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(body, kind, count, start).reshape(shape)
        start += count * kind.itemsize
        yield place, array
