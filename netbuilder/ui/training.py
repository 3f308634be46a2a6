"""Training from the window: the run keeps its own snapshot of the project, and tells how it goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from netbuilder.data import DataSettings, Prepared, load, prepare
from netbuilder.engine.events import BatchEnd, EpochEnd, Event, Finished, Started
from netbuilder.engine.fit import evaluate, last
from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.readiness import samples_of
from netbuilder.engine.snapshot import Snapshot
from netbuilder.project import Project, TrainedRun
from netbuilder.project.training import train
from netbuilder.ui.tasks import Done, Failed, Stopped, Task, run_once

if TYPE_CHECKING:
    from netbuilder.ui.session import Session


@dataclass
class RunRecord:
    """One run as the window follows it: its project, its numbers, and how it ended ("" while it goes on)."""

    number: int
    project: Project
    started: float
    batches: int = 0
    epochs: int = 0
    samples: int = 0
    steps: list[int] = field(default_factory=list)
    batch_logs: dict[str, list[float]] = field(default_factory=dict)
    epoch_logs: dict[str, list[Any]] = field(default_factory=dict)
    seen: int = 0
    busy: float = 0.0  # seconds of training, pauses left out
    outcome: str = ""
    message: Exception | None = None

    @property
    def epochs_done(self) -> int:
        """How many epochs are behind it."""
        return len(self.epoch_logs.get("loss", ()))

    @property
    def rate(self) -> float:
        """Samples per second."""
        return self.seen / self.busy if self.busy > 0 else 0.0

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        total = self.batches * self.epochs
        return min(1.0, len(self.steps) / total) if total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """By the pace so far; None before there is one."""
        done = len(self.steps)
        total = self.batches * self.epochs
        return self.busy / done * (total - done) if done else None


class Trainer(QObject):
    """Starts, pauses and stops runs; keeps the records of all runs of this session."""

    started = Signal()
    progressed = Signal()
    state_changed = Signal()
    finished = Signal(object)  # the record

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._task: Task | None = None
        self._model: Model | None = None
        self._resumed_at = 0.0
        self.records: list[RunRecord] = []

    @property
    def record(self) -> RunRecord | None:
        """The newest run."""
        return self.records[-1] if self.records else None

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, paused or not."""
        return self._task is not None and self._task.is_running

    @property
    def is_paused(self) -> bool:
        """Whether the run waits."""
        return self.is_running and self._task.thread_.is_paused

    def start(self) -> None:
        """Begins a run of the project as it is now. Weights that belong to its graph are gone on with."""
        project, run = self._session.project, self._session.document.run
        going_on = run.snapshot if run is not None and run.is_of(project.graph) else None
        prepared = self._session.prepared if self._session.loader.is_fresh else None
        record = RunRecord(len(self.records) + 1, project, time.monotonic(), epochs=project.training.epochs)
        self.records.append(record)
        self._model = None
        self._task = Task(self._events(project, going_on, prepared), self)
        self._task.events.connect(self._on_events)
        self._task.ended.connect(self._on_ended)
        self._resumed_at = time.monotonic()
        self._task.start()
        self.started.emit()
        self.state_changed.emit()

    def _events(self, project: Project, going_on: Snapshot | None, prepared: Prepared | None) -> Iterator[Event]:
        """Runs in the worker: compiles and fits. Only this thread touches the model until it has ended."""
        prepared = prepared or prepare(load(project.data), project.data)
        if going_on is not None:
            model = going_on.model(project.training, prepared.input_shapes)
        else:
            model = compile_model(project.graph, project.training, prepared.input_shapes)
        self._model = model
        yield from train(project, model, samples_of(prepared, model.graph, "train"))

    def toggle_pause(self) -> None:
        """Pauses a run, or goes on with it."""
        if not self.is_running:
            return
        thread = self._task.thread_
        if thread.is_paused:
            self._resumed_at = time.monotonic()
            thread.resume()
        else:
            self._count_time()
            thread.pause()
        self.state_changed.emit()

    def stop(self) -> None:
        """Ends the run after the current batch; what it learned is kept."""
        if self.is_running:
            self._task.stop()

    def close(self) -> None:
        """Ends the run and waits for its thread."""
        if self.is_running:
            self._task.stop_and_wait()

    def _count_time(self) -> None:
        now = time.monotonic()
        if self.record is not None and not self.is_paused:
            self.record.busy += now - self._resumed_at
        self._resumed_at = now

    def _on_events(self, events: list[Event]) -> None:
        record = self.records[-1]
        self._count_time()
        for event in events:
            if isinstance(event, BatchEnd):
                record.steps.append(event.step)
                record.seen += event.samples
                for name, value in event.logs.items():
                    record.batch_logs.setdefault(name, []).append(value)
            elif isinstance(event, EpochEnd):
                for name, value in event.logs.items():
                    record.epoch_logs.setdefault(name, []).append(value)
            elif isinstance(event, Started):
                record.batches, record.samples = event.batches, event.samples
                record.epoch_logs = {name: list(values) for name, values in event.history.items()}
                self._resumed_at = time.monotonic()  # loading and compiling is not training
                record.busy = 0.0
            elif isinstance(event, Finished):
                record.outcome = event.reason
        self.progressed.emit()

    def _on_ended(self, outcome: object) -> None:
        record = self.records[-1]
        if isinstance(outcome, Failed):
            record.outcome, record.message = "failed", outcome.error
        elif isinstance(outcome, Stopped):
            record.outcome = "stopped"
        elif isinstance(outcome, Done) and not record.outcome:
            record.outcome = "done"
        if self._model is not None and record.steps:
            # After a failure these are the last finite weights.
            snapshot = Snapshot.of(self._model)
            self._session.document.run = TrainedRun(snapshot, record.project.data, record.epoch_logs)
        self._model = None
        self.state_changed.emit()
        self.finished.emit(record)


def evaluation(run: TrainedRun, data: DataSettings, prepared: Prepared | None) -> Iterator[Any]:
    """Scores on the test part and the outputs for its samples; for a `Task`."""

    def work() -> tuple[dict[str, Any], list[Any], Prepared]:
        ready = prepared or prepare(load(data), data)
        model = run.snapshot.model(run.snapshot.training, ready.input_shapes)
        samples = samples_of(ready, model.graph, "test")
        event = last(evaluate(model, samples))
        return event.logs, model.predict(samples.x), ready

    return run_once(work)
