"""Training from the window: the run keeps its own snapshot of the project, and tells how it goes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from netbuilder.data import Prepared, load, prepare
from netbuilder.data.fitted import in_own_unit
from netbuilder.engine.events import Computing, Event, Started, Watched
from netbuilder.engine.falling_back import Diverged
from netbuilder.engine.fit import evaluate, last
from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.readiness import as_fitted, samples_of, training_parts, use_of
from netbuilder.engine.snapshot import Snapshot
from netbuilder.engine.watch import Watch
from netbuilder.errors import Message
from netbuilder.project import Document, Project, Run, TrainedRun
from netbuilder.project.external import Elsewhere, Hurry
from netbuilder.project.place import Place
from netbuilder.project.repairs import refuse_errors
from netbuilder.project.runs import Origin
from netbuilder.project.training import Resume, forget_backups, train
from netbuilder.project.using import changed_on_disk, ready_to_measure
from netbuilder.ui.session.loading import DataLoader
from netbuilder.ui.session.run_record import RateChanged, RunRecord
from netbuilder.ui.session.tasks import Done, Failed, Stopped, Task, run_once

MEASURED = 0.5  # seconds of a run that tell its pace
DRAWN_BY_BATCHES = 10  # of the newest runs, a point for each batch is kept in memory
LOOKING = 0.4  # seconds between two judgements of a network's health


@dataclass(frozen=True)
class DataLoaded:
    """A run had to load the data itself."""

    prepared: Prepared


class Trainer(QObject):
    """Starts, pauses and stops runs; keeps the records of all runs of a document."""

    started = Signal()
    progressed = Signal()
    state_changed = Signal()
    health_changed = Signal()
    kernels_changed = Signal()
    records_changed = Signal()  # which earlier runs are shown
    finished = Signal(object)  # the record

    def __init__(self, document: Document, loader: DataLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._loader = document, loader
        self._task: Task | None = None
        self._model: Model | None = None
        self._resumed_at = 0.0
        self._judged_at = 0.0
        self._wishes: deque[float] = deque()  # learning rates, on their way to the worker
        self.watching = True
        self.where: Elsewhere | None = None  # where the next run trains; None is here
        self.is_stopping = False
        self.allowed: frozenset[str] = frozenset()  # paths outside of the project's folder that may be written
        self._backed_up: tuple[Any, Place] | None = None  # the callbacks of a run that came to its end, and where
        self._watch: Watch | None = None
        self.records = [RunRecord.of(run) for run in document.runs]
        document.runs_changed.connect(self._follow_runs)

    @property
    def record(self) -> RunRecord | None:
        """The newest run."""
        return self.records[-1] if self.records else None

    @property
    def pace(self) -> float | None:
        """Work a second of the last run that went on long enough to tell; None when there was none."""
        for record in reversed(self.records):
            if record.busy >= MEASURED and record.rate:
                return record.rate * record.work
        return None

    @property
    def is_running(self) -> bool:
        """Whether a run is under way, paused or not."""
        return self._task is not None and self._task.is_running

    @property
    def can_pause(self) -> bool:
        """Whether the run that is under way trains here: only then it can wait, and change its learning rate."""
        return self.is_running and self.records[-1].where is None

    @property
    def is_paused(self) -> bool:
        """Whether the run waits."""
        return self._task is not None and self._task.is_running and self._task.thread_.is_paused

    @property
    def place(self) -> Place:
        """Where the files of the next run may go: below the project's folder."""
        path, data = self._document.path, self._document.project.data.path
        own = tuple(Path(file) for file in (path, data) if file)
        strict = Place(path.parent if path is not None else folder_of_unsaved(), own=own)
        outside = strict.outside(self._document.project.training.callbacks)
        return replace(strict, anywhere=True) if outside and self.allowed.issuperset(outside) else strict

    def forget_backups(self) -> None:
        """Deletes the checkpoints of the last run: its result is written, or another run begins."""
        if self._backed_up is not None:
            forget_backups(*self._backed_up)
            self._backed_up = None

    def start(self, anew: bool = False, resume: Resume = "exactly") -> None:
        """Begins a run of the project as it is now, with the weights that belong to its graph or with new ones.

        `resume` says what becomes of the checkpoint of a run that was interrupted.
        """
        self.forget_backups()
        resume = "anew" if anew else resume
        project, run = self._document.project, self._document.run
        going_on = run if not anew and run is not None and run.is_of(project.graph) else None
        prepared = self._loader.prepared if self._loader.is_fresh else None
        for earlier in self.records[:-DRAWN_BY_BATCHES]:
            earlier.forget_batches()
        number = self._document.take_number()
        record = RunRecord(number, project, time.monotonic(), epochs=project.training.epochs)
        record.origin, record.began = Origin.of(going_on), datetime.now(UTC)
        record.where = self.where
        self.is_stopping = False
        self.records.append(record)
        self._model = None
        self._wishes.clear()
        self._watch = Watch() if self.watching and self.where is None else None
        place = self.place
        self._task = Task(self._events(project, going_on, prepared, self._watch, self.where, place, resume), self)
        self._task.events.connect(self._on_events)
        self._task.ended.connect(self._on_ended)
        self._resumed_at = time.monotonic()
        self._task.start()
        self.started.emit()
        self.kernels_changed.emit()
        self.state_changed.emit()

    def _events(
        self,
        project: Project,
        going_on: TrainedRun | None,
        prepared: Prepared | None,
        watch: Watch | None,
        where: Elsewhere | None,
        place: Place,
        resume: Resume,
    ) -> Iterator[Event | RateChanged | DataLoaded]:
        """Runs in the worker: compiles and fits. Only this thread touches the model until it has ended."""
        if prepared is None:
            prepared = prepare(load(project.data), project.data, use_of(project.graph, project.training))
            yield DataLoaded(prepared)
        refuse_errors(project, prepared)
        if going_on is not None:
            snapshot = going_on.snapshot
            prepared = as_fitted(prepared, snapshot.fitted)
            model = snapshot.model(project.training, prepared.input_shapes)
            if snapshot.training is None or snapshot.training.optimizer != project.training.optimizer:
                # The rate that took the place of the declared one does so no longer when another is declared.
                model.optimizer_state.rate_override = None
        else:
            model = compile_model(project.graph, project.training, prepared.input_shapes)
        model.fitted = prepared.fitted
        self._model = model
        samples, validation = training_parts(prepared, model.graph, project.training)
        history = going_on.history if going_on is not None else {}
        if where is not None:
            from netbuilder.project.external.training import train_elsewhere  # only now: it brings all formats

            yield from train_elsewhere(model, samples, where, history, validation=validation, place=place)
            return
        state = model.optimizer_state
        events = train(project, model, samples, watch, history, validation=validation, place=place, resume=resume)
        for event in events:
            yield event
            if isinstance(event, Started):
                yield RateChanged(0, state.rate(project.training.optimizer))
            while self._wishes:
                state.rate_override = self._wishes.popleft()
                yield RateChanged(state.iteration, state.rate_override)

    def watch(self, on: bool) -> None:
        """Looks into the networks that are trained, or not: from now on in a run that goes on."""
        self.watching = on
        if self._watch is not None:
            self._watch.share = Watch.share if on else 0.0
        self.health_changed.emit()

    def set_rate(self, rate: float) -> None:
        """Changes the learning rate of the run from its next step on."""
        if self.can_pause:
            self._wishes.append(float(rate))

    def show_under(self, record: RunRecord, shown: bool) -> None:
        """Shows an earlier run's curves under those of the newest, or no longer."""
        record.overlaid = shown
        self.records_changed.emit()

    def drop(self, record: RunRecord) -> None:
        """Forgets a run that took no step."""
        self.records = [other for other in self.records if other is not record]
        self.records_changed.emit()
        self.state_changed.emit()

    def toggle_pause(self) -> None:
        """Pauses a run, or goes on with it."""
        if self._task is None or not self.can_pause:
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
        if self._task is not None and self.is_running:
            self.is_stopping = True
            self._task.stop()
            self.state_changed.emit()

    def close(self, hurry: bool = False) -> None:
        """Ends the run and waits for its thread; in a `hurry`, within seconds."""
        if self._task is not None and self.is_running:
            if hurry:
                self._task.thread_.hurry = Hurry
            self._task.stop_and_wait()

    @property
    def has_learned(self) -> bool:
        """Whether a run here is under way that learned something: that can be kept at once."""
        return self.can_pause and self.records[-1].has_learned

    def keep_learned(self) -> bool:
        """Brings what the run under way has learned so far into the project, as it is between two batches.

        False where there is no such run: then the project has all there is. A run of Keras in another Python keeps
        what it learned at its end.
        """
        if self._task is None or not self.has_learned:
            return False
        return bool(self._task.between(self._keep_now))

    def _keep_now(self) -> bool:
        if self._model is None or not self.is_running:  # it ended meanwhile, and was remembered
            return True
        record = self.records[-1]
        self._count_time()
        run = replace(record.ended(Snapshot.of(self._model), None), outcome="stopped")
        self._document.remember(run)
        self._document.run = run.trained()
        return True

    def _remember(self, run: Run) -> None:
        """The project remembers a run that took a step; its weights come into the network."""
        document = self._document
        self.records[-1].run = run
        document.remember(run)
        trained = run.trained()
        if trained is not None:
            document.run = trained

    def _follow_runs(self) -> None:
        """Runs were remembered, renamed or forgotten; what took no step is known in this session only."""
        runs = {run.number: run for run in self._document.runs}
        under_way = self.record if self.is_running else None  # whatever was forgotten of it, it goes on
        known = {
            record.number: record
            for record in self.records
            if record.run is None or record.number in runs or record is under_way
        }
        for number, run in runs.items():
            known.setdefault(number, RunRecord.of(run)).run = run
        self.records = [known[number] for number in sorted(known)]
        self.records_changed.emit()

    def _count_time(self) -> None:
        now = time.monotonic()
        if self.record is not None and not self.is_paused:
            self.record.busy += now - self._resumed_at
        self._resumed_at = now

    def _on_events(self, events: list[Event]) -> None:
        record = self.records[-1]
        self._count_time()
        for event in events:
            if isinstance(event, DataLoaded):
                self._loader.take(event.prepared)
                continue
            record.take(event)
            if isinstance(event, Started):
                record.graph = self._model.graph if self._model is not None else None
                self._resumed_at = time.monotonic()  # loading and compiling is not training
                record.busy = 0.0
        if any(isinstance(event, Computing) for event in events):
            self.kernels_changed.emit()
        if any(isinstance(event, RateChanged) and event.step for event in events):
            self.health_changed.emit()  # what was known is of another learning rate
        self._judge(record, any(isinstance(event, Watched) for event in events))
        self.progressed.emit()

    def _judge(self, record: RunRecord, is_new: bool) -> None:
        """Judges what was seen, now and then: it may not cost the worker its pace."""
        if is_new and (record.health is None or time.monotonic() - self._judged_at >= LOOKING):
            self._judged_at = time.monotonic()
            record.judge()
            self.health_changed.emit()

    def _on_ended(self, outcome: object) -> None:
        record = self.records[-1]
        if isinstance(outcome, Failed):
            record.outcome, record.message = "failed", outcome.error
        elif isinstance(outcome, Stopped):
            record.outcome = "stopped"
        elif isinstance(outcome, Done):
            record.outcome = record.outcome or "done"
            self._backed_up = record.project.training.callbacks, self.place
        diverged = record.message if isinstance(record.message, Diverged) else None
        if self._model is not None and record.has_learned:
            learned = diverged is None or diverged.has_learned
            snapshot = Snapshot.of(self._model) if learned else None
            self._remember(record.ended(snapshot, diverged.epochs if diverged is not None else None))
        self._model = None
        if record.looks:
            record.judge()
            self.health_changed.emit()
        self.state_changed.emit()
        self.finished.emit(record)
        if isinstance(record.message, BaseException):
            _without_frames(record.message)


def folder_of_unsaved() -> Path:
    """Where the callbacks of a project write that has no file: where the program was started, if that is a place."""
    here = Path.cwd()
    return Path.home() / "NetBuilder" if here in (Path.home(), Path(here.anchor)) else here


def _without_frames(error: BaseException | None) -> None:
    """What was raised keeps its words; the places it came through would keep the model and the data alive."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def evaluation(run: TrainedRun, project: Project, prepared: Prepared | None) -> Iterator[Any]:
    """Scores on the test part, the outputs for its samples, those, and what is to be told of them; for a `Task`."""

    def work() -> tuple[dict[str, Any], list[Any], Prepared, tuple[Message, ...]]:
        model, ready, told = made_ready(run, project, prepared)
        samples = samples_of(ready, model.graph, "test")
        event = last(evaluate(model, samples))
        return event.logs, in_own_unit(ready.fitted, model.graph.output_names, model.predict(samples.x)), ready, told

    return run_once(work)


def made_ready(
    run: TrainedRun, project: Project, prepared: Prepared | None
) -> tuple[Model, Prepared, tuple[Message, ...]]:
    """The model of a run and data as its weights know it, and what is to be told; `prepared` is taken where it is that.

    Losses and metrics are those of the project, where the weights still belong to its graph.
    """
    training = run.snapshot.training
    if run.is_of(project.graph) and training is not None:
        training = training.replace(loss=project.training.loss, metrics=project.training.metrics)
    fitted, told = run.snapshot.fitted, tuple[Message, ...]()
    if prepared is not None and (fitted is None or fitted == prepared.fitted):
        ready, told = prepared, tuple(changed_on_disk(prepared.dataset))
    else:
        measured = ready_to_measure(project, run)
        ready, told = measured.prepared, measured.told
    model = run.snapshot.model(training, ready.input_shapes)
    model.fitted = ready.fitted
    return model, ready, told
