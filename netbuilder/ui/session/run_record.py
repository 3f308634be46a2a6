"""One run as the window follows it, and as its curves are drawn. No Qt."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from netbuilder.engine.advice import Course
from netbuilder.engine.budget import work
from netbuilder.engine.events import BatchEnd, Computing, EpochEnd, Event, Finished, Started, Warned, Watched
from netbuilder.engine.falling_back import Diverged
from netbuilder.engine.fit import add_epoch
from netbuilder.engine.health import MOST_LOOKS, Health, judge
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Fault, Message
from netbuilder.graph import Graph, check
from netbuilder.project import Project, Run
from netbuilder.project.external import Elsewhere
from netbuilder.project.runs import Origin, computed_by, last_validation, machine
from netbuilder.ui.session.series import Curve, Growing, OfBatches


@dataclass(frozen=True)
class RateChanged:
    """The learning rate of a run was set by hand, before step number `step`."""

    step: int
    rate: float


@dataclass
class RunRecord:
    """Its project, its numbers, and how it ended ("" while it goes on). `run` is what the project remembers of it."""

    number: int
    project: Project
    started: float
    batches: int = 0
    epochs: int = 0
    samples: int = 0
    begins_at: float | None = None  # in epochs; not 0 where a run goes on from a checkpoint
    steps: Growing = field(default_factory=lambda: Growing(np.int64))
    batch_logs: dict[str, Curve] = field(default_factory=dict)
    epoch_logs: dict[str, list[Any]] = field(default_factory=dict)
    rates: list[tuple[float, float]] = field(default_factory=list)  # (epochs, learning rate) set by hand
    rate_now: float | None = None
    graph: Graph | None = None  # as it is trained, open axes closed
    looks: deque[Watched] = field(default_factory=lambda: deque(maxlen=MOST_LOOKS))
    health: Health | None = None
    seen: int = 0
    busy: float = 0.0  # seconds of training, pauses left out
    overlaid: bool = False  # whether its curves are shown under those of a later run
    where: Elsewhere | None = None  # None is here
    outcome: str = ""
    message: Exception | Message | None = None
    warnings: list[Message] = field(default_factory=list)  # what went wrong and did not end it
    origin: Origin = field(default_factory=Origin)
    began: datetime | None = None
    first_epoch: int = 0
    seed: int | None = None
    first_rate: float | None = None
    kernels: str = ""  # others than NumPy's usual ones, and from which step on
    compiled: bool = False  # whether they are compiled ones
    run: Run | None = None
    _own: OfBatches = field(default_factory=OfBatches)

    @classmethod
    def of(cls, run: Run) -> RunRecord:
        """What the project remembers of a run of an earlier session: its epochs, but not each batch."""
        logs = {name: list(values) for name, values in run.history.items()}
        return cls(
            run.number, run.project, 0.0, epochs=run.epochs, epoch_logs=logs, busy=run.seconds, outcome=run.outcome,
            message=run.message, origin=run.origin, began=run.began, first_epoch=run.first_epoch, seed=run.seed,
            first_rate=run.rates[0], rate_now=run.rates[1], run=run,
        )  # fmt: skip

    def ended(self, snapshot: Snapshot | None, weights_epoch: int | None) -> Run:
        """What is remembered of it, with the weights that it left and the epochs behind them, where not all are."""
        where = machine(kernels=self.kernels) if self.where is None else machine("Keras", self.where.backend)
        return Run(
            self.number, self.project, self.origin, seed=self.seed, rates=(self.first_rate, self.rate_now),
            first_epoch=self.first_epoch, epochs=self.epochs,
            history={name: list(values) for name, values in self.epoch_logs.items()},
            seconds=round(self.busy, 3), began=self.began, machine=where, outcome=self.outcome,
            message=message_of(self.message), weights_epoch=weights_epoch, snapshot=snapshot,
        )  # fmt: skip

    @property
    def validation(self) -> dict[str, Any]:
        """What validation gave for its weights by name, without `val_`: after the last epoch, while it goes on."""
        return self.run.validation if self.run is not None else last_validation(self.epoch_logs)

    def forget_batches(self) -> None:
        """Lets go what only the newest runs need: a point for each batch, and the looks into the network."""
        if self.steps or self.batch_logs or self.looks:
            self.batch_logs, self.steps, self.rates = {}, Growing(np.int64), []
            self.looks.clear()

    @property
    def epochs_done(self) -> int:
        """How many epochs are behind it."""
        return len(self.epoch_logs.get("loss", ()))

    @property
    def has_learned(self) -> bool:
        """Whether its weights are others than it was begun with: by a step, or by a checkpoint that it went on from."""
        return bool(self.steps) or self.epochs_done > self.first_epoch

    @property
    def rate(self) -> float:
        """Samples per second."""
        return self.seen / self.busy if self.busy > 0 else 0.0

    @cached_property
    def work(self) -> float:
        """The work of one sample, as the budget counts it."""
        return work(check(self.project.graph).total)

    @property
    def place(self) -> float:
        """How far it is, in epochs."""
        return (self.begins_at or 0.0) + (len(self.steps) / self.batches if self.batches else 0.0)

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1; the epochs before it do not count."""
        place = self.place if self.steps or self.run is None else float(self.epochs_done)
        asked = self.epochs - self.first_epoch
        return min(1.0, max(0.0, place - self.first_epoch) / asked) if asked > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """By the pace so far; None before there is one."""
        done = len(self.steps)
        return self.busy / done * (self.epochs - self.place) * self.batches if done else None

    def take(self, event: Event | RateChanged) -> None:
        """Takes over what the run tells."""
        if isinstance(event, BatchEnd):
            if self.begins_at is None:
                self.begins_at = event.epoch + event.batch / max(1, self.batches)
            self.steps.append(event.step)
            self.seen += event.samples
            for name, value in self._own.take(event.batch, event.samples, event.logs).items():
                if name not in self.batch_logs:
                    self.batch_logs[name] = Curve()
                self.batch_logs[name].append(value)
        elif isinstance(event, EpochEnd):
            self.rate_now = event.learning_rate
            add_epoch(self.epoch_logs, event.epoch, event.logs)
        elif isinstance(event, RateChanged):
            self.rate_now = event.rate
            if event.step:
                # What was seen before is of another rate: advice waits for new looks.
                self.looks.clear()
                self.health = None
                self.rates.append((self.place, event.rate))
        elif isinstance(event, Computing):
            self.kernels, self.compiled = computed_by(event), event.compiled
        elif isinstance(event, Watched):
            self.looks.append(event)
        elif isinstance(event, Warned):
            self.warnings.append(event.message)
        elif isinstance(event, Started):
            self.batches, self.samples = event.batches, event.samples
            self.epochs, self.first_epoch = event.epochs, event.earlier
            self.seed, self.first_rate = event.seed, event.learning_rate
            self.epoch_logs = {name: list(values) for name, values in event.history.items()}
        elif isinstance(event, Finished):
            self.outcome = event.reason

    @property
    def course(self) -> Course:
        """How it goes, as advice is given on."""
        blew_up = isinstance(self.message, Diverged)
        return Course(self.project.training, self.epoch_logs, self.rate_now, blew_up, self.health)

    def judge(self) -> Health:
        """Judges the looks that were taken last."""
        self.health = judge(tuple(self.looks), self.graph or self.project.graph)
        return self.health


def message_of(error: Exception | Message | None) -> Message | None:
    """What a run ended with, as a sentence that can be kept."""
    if error is None or isinstance(error, Message):
        return error
    if isinstance(error, Fault):
        return Message(error.template, error.values)
    return Message("Training failed. The log has the details (Help, Show log).")
