"""Runs as values: how each began and went on, what it measured, how it ended, and the weights that it left."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

import numpy as np

from netbuilder.data import DataSettings
from netbuilder.engine.events import Computing
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Message
from netbuilder.project.project import Project, TrainedRun
from netbuilder.version import __version__

KEPT = 128 << 20  # bytes of weights that the runs before the newest may keep together
MOST_RUNS = 1000
LONGEST_NAME = 200  # letters
LONGEST_NOTES = 10_000


@dataclass(frozen=True)
class Origin:
    """Where the weights came from that a run began with: new ones, those of run number `run`, or of a `file`."""

    kind: Literal["new", "run", "file"] = "new"
    run: int | None = None
    file: str = ""

    @classmethod
    def of(cls, going_on: TrainedRun | None) -> Origin:
        """The origin of a run that goes on with these weights, or with none."""
        if going_on is None:
            return cls()
        if going_on.number is not None:
            return cls("run", run=going_on.number)
        return cls("file", file=going_on.source)


@dataclass(frozen=True)
class Measured:
    """Scores by name, and what they were measured on: so many samples of the test part of this data."""

    scores: Mapping[str, Any]
    samples: int
    data: DataSettings


@dataclass(frozen=True)
class Run:
    """One run. Two are equal when all but their weights is.

    `project` is graph, training and data as they were trained; `seed` the one that was used, given or drawn.
    `history` holds the numbers of each epoch, those of the runs that it goes on from included: the first
    `first_epoch`. The weights have `weights_epoch` of them behind them, where that is not all. `epochs` is the number
    of the last epoch that was asked for, `rates` the learning rate at the beginning and at the end. `outcome` is
    "done", "stopped", "failed" or the callback that ended it. `snapshot` is None
    where the weights are not kept.
    """

    number: int
    project: Project
    origin: Origin = Origin()
    name: str = ""
    notes: str = ""
    seed: int | None = None
    rates: tuple[float | None, float | None] = (None, None)
    first_epoch: int = 0
    epochs: int = 0
    history: Mapping[str, list[Any]] = field(default_factory=dict)
    seconds: float = 0.0
    began: datetime | None = None
    machine: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    message: Message | None = None
    test: Measured | None = None
    weights_epoch: int | None = None
    snapshot: Snapshot | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", one_line(self.name))
        object.__setattr__(self, "notes", readable(self.notes)[:LONGEST_NOTES])

    @property
    def epochs_done(self) -> int:
        """How many epochs it came to, those before it included."""
        return len(self.history.get("loss", ()))

    @property
    def batch_size(self) -> int:
        """Samples in each step."""
        return int(self.project.training.batch_size)

    @property
    def validation(self) -> dict[str, Any]:
        """What validation gave for the weights that it left, by name without `val_`; none where there was none."""
        epoch = self.restored_epoch or self.weights_epoch
        return last_validation({name: values[:epoch] for name, values in self.history.items()})

    @cached_property
    def restored_epoch(self) -> int | None:
        """The epoch, from 1, whose weights a callback put back at the end; None where none did, or it is the last."""
        if self.outcome in ("", "stopped", "failed"):
            return None  # it did not come to its end
        restoring = [one for one in self.project.training.callbacks if one.restores_kept_weights]
        memories, found = [one.start() for one in restoring], None
        for epoch in range(self.first_epoch, self.epochs_done):
            told = {name: values[epoch] for name, values in self.history.items() if epoch < len(values)}
            logs = {name: value for name, value in told.items() if isinstance(value, int | float)}
            for callback, memory in zip(restoring, memories, strict=True):
                if callback.epoch_end(memory, epoch, logs, 0.0).keep_weights:
                    found = epoch + 1
        return found if found != self.epochs_done else None

    def trained(self) -> TrainedRun | None:
        """Its weights, as a document holds them; None where they are not kept."""
        if self.snapshot is None:
            return None
        history = {name: list(values[: self.weights_epoch]) for name, values in self.history.items()}
        return TrainedRun(self.snapshot, self.project.data, history, self.number, kept=self.project.kept)


Runs = tuple[Run, ...]


def last_validation(history: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """What the validation of the last epoch gave, by name without `val_`; an earlier epoch's is not told."""
    epochs = len(history.get("loss", ()))
    return {
        name.removeprefix("val_"): values[-1]
        for name, values in history.items()
        if name.startswith("val_") and values and len(values) == epochs
    }


def put(runs: Runs, run: Run) -> Runs:
    """The runs with this one, in the place of the one with its number; raises nothing, drops what is beyond bounds."""
    others = [other for other in runs if other.number != run.number]
    return bounded(sorted([*others, run], key=lambda other: other.number))


def without(runs: Runs, number: int) -> Runs:
    """The runs without that one."""
    return tuple(run for run in runs if run.number != number)


def find(runs: Iterable[Run], number: int | None) -> Run | None:
    """The run of that number."""
    return next((run for run in runs if run.number == number), None)


def bounded(runs: Sequence[Run], most: int = KEPT) -> Runs:
    """The newest `MOST_RUNS`, with the weights of the newest and of as many before it as `most` bytes hold."""
    found: list[Run] = []
    left = most
    for i, run in enumerate(reversed(runs[-MOST_RUNS:])):
        if run.snapshot is not None and i:
            left -= weight_bytes(run.snapshot)
            run = run if left >= 0 else replace(run, snapshot=None)
        found.append(run)
    return tuple(reversed(found))


def weight_bytes(snapshot: Snapshot) -> int:
    """What weights and the optimizer's memory take."""
    arrays = list(snapshot.weights.values())
    if snapshot.optimizer is not None:
        arrays += [array for slot in snapshot.optimizer.slots.values() for array in slot.values()]
    return sum(array.nbytes for array in arrays)


def one_line(text: str) -> str:
    """A name as it is kept: short, and without what would break or turn a line."""
    return " ".join(readable(text).split())[:LONGEST_NAME]


def readable(text: str) -> str:
    """Text without invisible and reordering characters; lines stay lines."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def computed_by(event: Computing) -> str:
    """What a record says of kernels that took over."""
    return f"{event.kernels}, from step {event.step + 1} on" if event.step else event.kernels


def machine(engine: str = "NumPy", backend: str = "", kernels: str = "") -> dict[str, str]:
    """What trains here, and with which versions; nothing that tells who. `kernels` are other than usual ones."""
    return {
        "engine": f"{engine} ({backend})" if backend else engine,
        **({"kernels": kernels} if kernels else {}),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "processors": str(os.cpu_count() or "?"),
        "python": ".".join(map(str, sys.version_info[:3])),
        "numpy": np.__version__,
        "netbuilder": __version__,
    }
