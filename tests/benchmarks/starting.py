"""From the start of a process to its first batch: our command line against a script of Keras's and one of PyTorch's."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.training import ENVIRONMENTS

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("first_batch.py")
LIMIT = 0.5  # seconds, of our own
TEMPLATES = {"M1": "mlp", "M4": "cnn"}  # the networks of these benchmarks, on data that is bundled
PEERS = ("Keras-TensorFlow", "PyTorch")


class Start(NamedTuple):
    """Median seconds by the clock, the quickest, and the median on the processor."""

    model: str
    who: str
    median: float
    least: float
    processor: float


def measure(rounds: int, environments: Path) -> list[Start]:
    """Interleaves A B C A B C …; a first round, in which Python keeps what it compiled, is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {}
        for model, template in TEMPLATES.items():
            project = Path(folder, f"{template}.netb")
            made = [sys.executable, "-m", "netbuilder", "new", template, "-o", str(project)]
            subprocess.run(made, env=_environment(), check=True)
            commands[model, "NetBuilder"] = [sys.executable, str(SCRIPT), "netbuilder", "train", str(project)]
            for peer in PEERS:
                python = environments / ENVIRONMENTS[peer] / "bin" / "python"
                if python.exists():
                    commands[model, peer] = [str(python), str(SCRIPT), peer, model]
        times: dict[tuple[str, str], list[tuple[float, float]]] = {key: [] for key in commands}
        for _ in range(rounds + 1):
            for key, command in commands.items():
                times[key].append(_timed(command))
    return [_start(*key, found[1:]) for key, found in times.items()]


def _environment() -> dict[str, str]:
    """As a person's: BLAS chooses its kernels, and Python keeps what it compiled."""
    left = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS")}
    left.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**left, "PYTHONPATH": str(ROOT)}


def _timed(command: list[str]) -> tuple[float, float]:
    began = time.perf_counter()
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)
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
        if start.who == "NetBuilder":
            fine = start.median < LIMIT
            within = within and fine
            verdict = f"{LIMIT} | {'within' if fine else 'over'}"
        lines.append(
            f"| {start.model} | {start.who} | {start.median:.2f} | {start.least:.2f} | {start.processor:.2f} "
            f"| {verdict} |"
        )
    return "\n".join(lines), within
