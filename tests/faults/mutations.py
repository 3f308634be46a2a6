"""Damaged files by the thousand: a reader gives a value or raises Fault, one sentence; it never crashes, hangs, writes,
runs anything or eats memory.

    outcome = read_mutants(path_of_a_good_file, count=500)

Most are damaged where the structure of the file is (`moves.py`), some in their bytes. The reading is done by a process
of its own (`python -m tests.faults.mutations`), which a hang or a crash ends. HDF5 files are read by the same helper as
ever, forked from that process rather than started anew: a start takes a quarter of a second, a fork some milliseconds.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.faults.moves import broken, damaged

HANG = 60.0  # seconds after which a file that is still being read has hung, on a machine that others use as well
MOST_SECONDS = 5.0  # of processor time for one file
MOST_MEMORY = 1 << 30
MOST_LETTERS = 500  # of a sentence, without the folder of the file
OPENING = "tests.faults.readers:opened_and_used"
ROOT = Path(__file__).parents[2]
# What no reader does, by the name of the event that Python tells of it.
FORBIDDEN = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "pickle.find_class", "socket.connect")


def mutants(data: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """Damaged copies: four of five in their structure, the fifth in its bytes."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield damaged(data, rng) if rng.integers(5) else broken(data, rng)


def read_mutants(good: Path, count: int, seed: int = 0, reader: str = OPENING, hang: float = HANG) -> dict[str, Any]:
    """Reads so many mutants of a good file or folder with `module:function`.

    Fails where one does worse than be refused. Gives how many were read and refused, the most processor
    time that one took, and the most memory in use.
    """
    outcome = survey(good, count, seed, reader, hang)
    assert not outcome["crashed"], json.dumps(outcome["crashed"], indent=1)
    assert outcome["read"] + outcome["refused"] == count
    assert outcome["seconds"] < MOST_SECONDS, outcome
    assert outcome["memory"] < MOST_MEMORY, outcome
    return outcome


def survey(good: Path, count: int, seed: int = 0, reader: str = OPENING, hang: float = HANG) -> dict[str, Any]:
    """The same without failing: what crashed is told by kind, with how often and a file that was kept."""
    environment = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "tests.faults.mutations", str(good), str(count), str(seed), reader, str(hang)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcome


class Hung(BaseException):
    """A file is still being read after all the processor time that it may take."""


class _Watched:
    """The folder of the files, and what was done outside of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.done, self.on = str(folder), "", False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event in FORBIDDEN:
            self.done = f"{event} {arguments!r}"[:300]
        elif event == "open" and isinstance(arguments[0], str | bytes) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            path = os.path.abspath(os.fsdecode(arguments[0]))
            if not path.startswith(self.folder) and path != os.devnull:
                self.done = f"wrote {path}"


def _main(good: Path, count: int, seed: int, reader: str, hang: float) -> None:
    from netbuilder.formats.keras import hdf5

    module, _, name = reader.partition(":")
    read = getattr(importlib.import_module(module), name)
    hdf5.run_helper = _forked_helper
    read(good)  # what is imported late is imported now
    _limit_memory()
    signal.signal(signal.SIGPROF, _end_hang)
    outcome: dict[str, Any] = {"read": 0, "refused": 0, "seconds": 0.0}
    crashed: Counter[str] = Counter()
    kept: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tempfile.tempdir = folder
        watched = _Watched(Path(folder))
        path = Path(folder, "files", good.name)
        for number, place in enumerate(_damaged_copies(good, path, count, seed)):
            faulthandler.dump_traceback_later(hang, exit=True)
            signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
            began = _processor_time()
            watched.on, watched.done = True, ""
            kind, cause = _result(read, place, folder)
            watched.on = False
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.cancel_dump_traceback_later()
            outcome["seconds"] = max(outcome["seconds"], _processor_time() - began)
            if watched.done:
                kind, cause = "crashed", watched.done
            if kind == "crashed":
                crashed[cause] += 1
                if cause not in kept:
                    kept[cause] = str(_kept(path, f"mutant-{good.name}-{seed}-{number}"))
            else:
                outcome[kind] += 1
        tempfile.tempdir = None
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    outcome["memory"] = max(_most_memory(), helpers)
    outcome["crashed"] = [[count, cause, kept[cause]] for cause, count in crashed.most_common()]
    print(json.dumps(outcome))


def _result(read: Any, path: Path, folder: str) -> tuple[str, str]:
    """read, refused or crashed, and how."""
    from netbuilder.errors import Fault

    try:
        read(path)
    except Fault as fault:
        text = str(fault).replace(folder, "")
        if not text.strip() or len(text) > MOST_LETTERS or not text.isprintable():
            return "crashed", f"said {len(text)} letters: {text[:200]!a}"
        return "refused", ""
    except (Exception, Hung) as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f"{os.sep}netbuilder{os.sep}" in f.filename]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        return "crashed", f"{type(error).__name__} at {place}"
    return "read", ""


def _damaged_copies(good: Path, path: Path, count: int, seed: int) -> Iterator[Path]:
    """Writes one damaged copy after the other, each into an empty folder; of a folder, one of its files is damaged."""
    files = sorted(good.iterdir()) if good.is_dir() else [good]
    rng = np.random.default_rng(seed)
    streams = [mutants(file.read_bytes(), count, seed + i) for i, file in enumerate(files)]
    for _ in range(count):
        shutil.rmtree(path.parent, ignore_errors=True)
        chosen = int(rng.integers(len(files)))
        path.parent.mkdir()
        if good.is_dir():
            shutil.copytree(good, path)
            (path / files[chosen].name).write_bytes(next(streams[chosen]))
        else:
            path.write_bytes(next(streams[0]))
        yield path


def _kept(path: Path, name: str) -> Path:
    place = Path("/tmp" if os.path.isdir("/tmp") else os.curdir, name)
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.copytree(path, place, dirs_exist_ok=True)
        else:
            shutil.copyfile(path, place)
    return place


def _end_hang(*_: Any) -> None:
    raise Hung


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


def _forked_helper(path: Path, steep: int) -> tuple[int, bytes]:
    """The helper in a fork of this process, which has its imports already."""
    from netbuilder.formats.keras import hdf5_helper

    with tempfile.TemporaryFile() as out:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            sys.argv = ["hdf5_helper.py", str(path), str(steep)]
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
