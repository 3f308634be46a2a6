"""Damaged files by the thousand: a reader gives a value or raises FileFault; it never crashes, hangs or eats memory.

    outcome = read_mutants(path_of_a_good_file, count=500)

The reading is done by a process of its own (`python -m tests.faults.mutations`), which a hang or a crash ends. HDF5
files are read by the same helper as ever, forked from that process rather than started anew: a start takes a quarter of
a second, a fork some milliseconds.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HANG = 60.0  # seconds after which a file that is still being read has hung, on a machine that others use as well
MOST_SECONDS = 5.0  # of processor time for one file
MOST_MEMORY = 1 << 30
OPENING = "netbuilder.project:open_file"
ROOT = Path(__file__).parents[2]


def mutants(data: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """Copies with some bytes changed, cut out, doubled or set to 0 or 255, some of them cut short."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        copy = bytearray(data)
        for _ in range(rng.integers(1, 8)):
            at = int(rng.integers(0, max(len(copy), 1)))
            kind = rng.integers(0, 7)
            if kind == 0:
                copy[at : at + 1] = bytes([int(rng.integers(0, 256))])
            elif kind == 1:
                copy[at : at + int(rng.integers(1, 64))] = b""
            elif kind == 2:
                copy[at:at] = copy[at : at + 32]
            elif kind == 3:
                copy[at : at + 4] = b"\xff\xff\xff\xff"
            elif kind == 4:
                copy[at : at + 8] = bytes(8)
            elif kind == 5 and len(copy) > at:
                copy[at] ^= 1 << int(rng.integers(0, 8))
            elif kind == 6 and rng.integers(0, 8) == 0:
                del copy[at:]
        yield bytes(copy) or b"\0"


def read_mutants(good: Path, count: int, seed: int = 0, reader: str = OPENING, hang: float = HANG) -> dict[str, float]:
    """Reads so many mutants of a good file with `module:function`; fails where one does worse than be refused.

    Gives how many were read and refused, the most processor time that one took, and the most memory in use.
    """
    environment = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "tests.faults.mutations", str(good), str(count), str(seed), reader, str(hang)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
    outcome: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    assert outcome["read"] + outcome["refused"] == count
    assert outcome["seconds"] < MOST_SECONDS, outcome
    assert outcome["memory"] < MOST_MEMORY, outcome
    return outcome


def _main(good: Path, count: int, seed: int, reader: str, hang: float) -> None:
    from netbuilder.errors import FileFault
    from netbuilder.formats import hdf5

    module, _, name = reader.partition(":")
    read = getattr(importlib.import_module(module), name)
    hdf5.run_helper = _forked_helper
    read(good)  # what is imported late is imported now
    _limit_memory()
    outcome = {"read": 0, "refused": 0, "seconds": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, good.name)
        for number, data in enumerate(mutants(good.read_bytes(), count, seed)):
            path.write_bytes(data)
            faulthandler.dump_traceback_later(hang, exit=True)
            began = _processor_time()
            try:
                read(path)
                outcome["read"] += 1
            except FileFault as fault:
                outcome["refused"] += bool(str(fault).strip())  # it says something
            except BaseException:
                kept = Path(tempfile.gettempdir(), f"mutant-{number}{good.suffix}")
                kept.write_bytes(data)
                print(f"mutant {number} of seed {seed} is kept as {kept}", flush=True)
                raise
            outcome["seconds"] = max(outcome["seconds"], _processor_time() - began)
            faulthandler.cancel_dump_traceback_later()
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    outcome["memory"] = max(_most_memory(), helpers)
    print(json.dumps(outcome))


def _most_memory() -> int:
    """The most bytes that this process held; getrusage would count those of the process that started it as well."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def _processor_time() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _limit_memory() -> None:
    """A reader that believes a header gets MemoryError, and not the machine."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MOST_MEMORY, resource.RLIM_INFINITY))


def _forked_helper(path: Path) -> tuple[int, bytes]:
    """The helper in a fork of this process, which has its imports already."""
    from netbuilder.formats import hdf5_helper

    with tempfile.TemporaryFile() as out:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            sys.argv = ["hdf5_helper.py", str(path)]
            status = 70
            try:
                status = hdf5_helper.main()
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        return os.waitstatus_to_exitcode(status), out.read()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], float(sys.argv[5]))
