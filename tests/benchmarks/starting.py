"""From the start of a process to its first batch, and to full speed: our command line against scripts of the peers.

Full speed begins with the first batch after which nothing is compiled any more: a peer's is its first, ours the one
after compiled kernels took over.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.training import free_environment, python_of

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("first_batch.py")
LIMIT = 0.5  # seconds, of our own
TEMPLATES = {"M1": "mlp", "M4": "cnn"}  # the networks of these benchmarks, on data that is bundled
PEERS = ("Keras-TensorFlow", "Keras-JAX", "PyTorch")
FULL = "NetBuilder[fast], at full speed"
FIRST = f"{FULL}, the first time on a machine"


class Start(NamedTuple):
    """Median seconds by the clock, the quickest, and the median on the processor."""

    model: str
    who: str
    median: float
    least: float
    processor: float


def measure(rounds: int, environments: Path, first: bool = True) -> list[Start]:
    """Interleaves A B C A B C …; a first round, in which Python keeps what it compiled, is not counted.

    What compiled kernels take the `first` time, when nothing of them is on the disk, is measured once.
    """
    with tempfile.TemporaryDirectory() as folder:
        kept, commands, found = Path(folder, "compiled"), {}, []
        peers = [(peer, python) for peer in PEERS if (python := python_of(peer, environments)) is not None]
        for model, template in TEMPLATES.items():
            project = Path(folder, f"{template}.netb")
            made = [sys.executable, "-m", "netbuilder", "new", template, "-o", str(project)]
            subprocess.run(made, env=_environment(kept), check=True)
            own = ["netbuilder", "train", str(project), "--kernels"]
            for who, what in (("NetBuilder", "numpy"), ("NetBuilder[fast]", "auto")):
                commands[model, who] = [sys.executable, str(SCRIPT), *own, what]
            commands[model, FULL] = [sys.executable, str(SCRIPT), "full", *own[1:], "auto", "--epochs", "1000000"]
            commands |= {(model, peer): [python, str(SCRIPT), peer, model] for peer, python in peers}
        if first:
            model = next(iter(TEMPLATES))
            found.append(_start(model, FIRST, [_timed(commands[model, FULL], kept)]))
        times: dict[tuple[str, str], list[tuple[float, float]]] = {key: [] for key in commands}
        for _ in range(rounds + 1):
            for key, command in commands.items():
                times[key].append(_timed(command, kept))
    return [*(_start(*key, each[1:]) for key, each in times.items()), *found]


def _environment(kept: Path) -> dict[str, str]:
    """As a person's: BLAS chooses its kernels, Python keeps what it compiled, and so do compiled kernels."""
    left = free_environment()
    for name in ("PYTHONDONTWRITEBYTECODE", "NETBUILDER_KERNELS"):
        left.pop(name, None)
    return {**left, "PYTHONPATH": str(ROOT), "NETBUILDER_COMPILED": str(kept)}


def _timed(command: list[str], kept: Path) -> tuple[float, float]:
    began = time.perf_counter()
    done = subprocess.run(command, env=_environment(kept), capture_output=True, text=True, check=True)
    until, processor = map(float, done.stdout.split()[-2:])
    return until - began, processor


def _start(model: str, who: str, times: list[tuple[float, float]]) -> Start:
    clock = [one for one, _ in times]
    return Start(model, who, statistics.median(clock), min(clock), statistics.median(own for _, own in times))


def table(starts: list[Start]) -> tuple[str, bool]:
    """Markdown, and whether our own are within the limit."""
    lines = ["| model | who | seconds | least | processor | limit | |", "|---|---|---:|---:|---:|---:|---|"]
    within = True
    for start in starts:
        verdict = " | "
        if start.who in ("NetBuilder", "NetBuilder[fast]"):
            fine = start.median < LIMIT
            within = within and fine
            verdict = f"{LIMIT} | {'within' if fine else 'over'}"
        lines.append(
            f"| {start.model} | {start.who} | {start.median:.2f} | {start.least:.2f} | {start.processor:.2f} "
            f"| {verdict} |"
        )
    return "\n".join(lines), within
