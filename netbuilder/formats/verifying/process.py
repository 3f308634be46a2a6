"""Other engines in a process of their own, so that a missing or broken installation harms nothing but itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, Fault
from netbuilder.files import dump_json, parse_json, read_npz
from netbuilder.files.causes import cause_of

Waiting = Generator[None, None, None]

SECONDS = 300.0  # a slow machine imports and compiles for a minute
BEAT = 0.1
RUNNERS = Path(__file__).with_name("runners")


class NotRun(Fault):
    """A level could not be tried; the sentence says why."""


class Refused(Fault):
    """The engine is there, but does not read the file."""


@dataclass(frozen=True)
class Answer:
    """What an engine computed, and which it was."""

    outputs: tuple[Array, ...]
    engine: str


def ask(
    runner: str, folder: Path, inputs: Sequence[Array], job: Mapping[str, Any], python: str = ""
) -> Generator[None, None, Answer]:
    """What one of `runners/` computes for these inputs; yields while it waits, and ends the process when closed.

    Raises NotRun, or Refused.
    """
    save_inputs(folder, inputs)
    (folder / "job.json").write_bytes(dump_json(job))
    command = [python or sys.executable, str(RUNNERS / f"{runner}.py"), str(folder)]
    try:
        yield from run(command, folder)
    except Refused as refusal:
        if not (folder / "engine.json").exists():  # it did not even start
            raise NotRun("{cause}", cause=refusal) from refusal
        raise
    engine = parse_json((folder / "engine.json").read_bytes(), "engine.json")
    return Answer(outputs_in(folder), str(engine))


def run(command: Sequence[str], folder: Path, seconds: float = SECONDS) -> Waiting:
    """Runs a command in a folder; yields while it waits. Raises NotRun when it hangs or dies, Refused when it fails.

    What it prints goes to log.txt, whose last line is told.
    """
    log = folder / "log.txt"
    try:
        with log.open("wb") as file:
            child = subprocess.Popen(
                list(command), cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
    except OSError as error:
        raise NotRun("{python} cannot be started: {cause}", python=command[0], cause=cause_of(error)) from error
    end = time.monotonic() + seconds
    try:
        while child.poll() is None:
            if time.monotonic() > end:
                raise NotRun("it took more than {seconds} s", seconds=round(seconds))
            yield
            time.sleep(BEAT)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if child.returncode < 0:
        raise NotRun("it was ended by signal {number}", number=-child.returncode)
    if child.returncode:
        raise Refused("{last}", last=_last_line(log))


def save_inputs(folder: Path, inputs: Sequence[Array]) -> None:
    """Puts samples where a runner finds them."""
    folder.mkdir(exist_ok=True)
    np.savez(folder / "inputs.npz", **{f"x{i}": x for i, x in enumerate(inputs)})  # type: ignore[arg-type]


def outputs_in(folder: Path) -> tuple[Array, ...]:
    """What a runner computed; raises FileFault."""
    arrays = read_npz(folder / "outputs.npz")
    return tuple(arrays[f"y{i}"] for i in range(len(arrays)))


def _environment() -> dict[str, str]:
    """Without graphics cards: some compute with fewer digits, and none is needed for a few samples."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu", "PYTHONUTF8": "1"}
    return {**os.environ, **quiet}


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else N_("it said nothing")
