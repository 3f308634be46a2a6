"""The command train: what was learned is written whatever ends the run."""

from __future__ import annotations

import argparse
import contextlib
import errno
import signal
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.cli import output
from netbuilder.cli.claims import Claim, claimed
from netbuilder.cli.files import current_run, need_writable, opened_file, tells
from netbuilder.cli.problems import need_no_errors
from netbuilder.cli.running import JsonTeller, LineTeller, Teller, data_of, model_of, training_of
from netbuilder.cli.signals import STATUS, Stop, kindly
from netbuilder.cli.targets import need_target
from netbuilder.engine.events import Computing, EpochEnd, Event, Finished, Started, Warned
from netbuilder.engine.falling_back import Diverged
from netbuilder.engine.fit import add_epoch
from netbuilder.engine.model import Model
from netbuilder.engine.readiness import as_fitted, ready_data, training_parts
from netbuilder.engine.samples import Samples
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import Fault, FileFault, Message, TrainingError
from netbuilder.files.causes import cause_of
from netbuilder.project import Opened, Project, TrainedRun
from netbuilder.project.external import Elsewhere, Hurry
from netbuilder.project.file import holds_project, is_project
from netbuilder.project.keeping import becomes_project, keep_run, try_run
from netbuilder.project.place import OUTSIDE, Place
from netbuilder.project.runs import Origin, Run, computed_by, machine, put
from netbuilder.project.training import NotExact, forget_backups, train

NOTHING_KEPT = "nothing of this training will be kept. Say where to write it: -o OUT{in_place}"
CHANGED = "the network was changed since its last training: it is trained from new weights"
BROKEN_PIPE = 13  # the number of SIGPIPE, which Python does not let end a program


def train_command(options: argparse.Namespace) -> int:
    """Trains, tells each epoch, and writes what was learned."""
    _need_possible(options)
    # From here on signals are noted: raised in the middle of a step, they would cut it in two.
    with kindly() as stop, claimed(options.output, options.file, options.as_project) as claim:
        return _train(options, stop, claim)


def _need_possible(options: argparse.Namespace) -> None:
    if options.engine != "keras" and (options.python is not None or options.backend is not None):
        raise TrainingError("--python and --backend say where Keras trains. Add --engine keras")
    if options.in_place:
        if options.output is not None:
            raise FileFault("--in-place writes into {path}. Leave out -o, or --in-place", path=options.file)
        if not is_project(options.file):
            raise FileFault("{path} is no project. Say where to write what is learned: -o OUT", path=options.file)
        options.output = options.file
    options.as_project = options.in_place or (options.output is not None and becomes_project(options.output))
    if options.output is not None:
        need_writable(options.output, options.as_project)
        if not options.as_project and options.file.exists():
            need_target(options, [options.file])


def _train(options: argparse.Namespace, stop: Stop, claim: Claim) -> int:
    found = opened_file(options)
    training = training_of(options, found.project.training)
    project = found.project.replace(training=training)
    earlier = None if options.anew else current_run(found)
    prepared = ready_data(*data_of(options, found.project), project.graph, training)
    prepared = as_fitted(prepared, earlier.snapshot.fitted if earlier is not None else None)
    project = project.replace(data=prepared.settings)
    need_no_errors(project, prepared)
    if earlier is None and found.run is not None and not options.anew:
        output.tell(CHANGED)
    model = model_of(replace(found, run=earlier), training, prepared.input_shapes)
    model.fitted = prepared.fitted
    samples, validation = training_parts(prepared, model.graph, training)
    own = tuple(Path(path) for path in (options.file, options.data, project.data.path) if path)
    place = Place(options.file.parent, options.allow_outside, own)
    result = _Result(options, claim, project, model, found, earlier)
    result.try_target(own)
    events = _events(result, samples, validation, place)
    try:
        _follow(events, JsonTeller() if options.json else LineTeller(training.epochs), stop, result)
    except Diverged as fault:
        result.diverged = fault
        raise
    finally:
        if result.has_learned:
            result.keep()
    if result.finished and result.written:
        forget_backups(training.callbacks, place)
    return result.status


def _events(
    result: _Result, samples: Samples, validation: Samples | None, place: Place
) -> Generator[Event, None, None]:
    """The run, by the engine that is asked for."""
    options, model, earlier = result.options, result.model, result.earlier
    history = earlier.history if earlier is not None else None
    if options.engine == "keras":
        from netbuilder.project.external.training import train_elsewhere  # only now: it brings all formats

        where = Elsewhere(options.python or Path(sys.executable), options.backend or "")
        return train_elsewhere(model, samples, where, history, validation, place)
    return _advised(train(result.project, model, samples, None, history, validation, place, options.resume))


def _advised(events: Generator[Event, None, None]) -> Generator[Event, None, None]:
    """The same; where a run could go on but not exactly, the options that decide it are named."""
    try:
        yield from events
    except NotExact as fault:
        raise FileFault("{cause}: --resume anyway, or --resume anew", cause=fault) from fault


@dataclass
class _Result:
    """What a run has learned, and where it goes."""

    options: argparse.Namespace
    claim: Claim
    project: Project
    model: Model
    found: Opened
    earlier: TrainedRun | None
    history: dict[str, list[Any]] = field(default_factory=dict)
    started: Started | None = None
    rate: float | None = None
    kernels: str = ""
    diverged: Diverged | None = None
    outcome: str = "failed"
    written: bool = False
    status: int = 0
    _before: np.ndarray[Any, Any] | None = None
    _began: datetime = field(default_factory=lambda: datetime.now(UTC))
    _clock: float = field(default_factory=time.monotonic)

    @property
    def finished(self) -> bool:
        """Whether the run came to its end."""
        return self.outcome not in ("failed", "stopped")

    def try_target(self, own: tuple[Path, ...]) -> None:
        """Finds out before the first batch what could not be written."""
        options = self.options
        if options.output is None:
            return
        # Training a project into itself is what --in-place does.
        itself = options.as_project and options.file.exists() and options.output.exists()
        need_target(options, own[1:] if itself and options.output.samefile(options.file) else own)
        try_run(options.output, self.project, self._trained(), options.force, self.found.runs, options.as_project)
        if options.engine == "keras":
            self._before = self.model.parameters.values.copy()

    def take(self, event: Event) -> None:
        """Notes what an event tells of it."""
        if isinstance(event, Started):
            self.started, self.rate = event, event.learning_rate
            self.history = {name: list(values) for name, values in event.history.items()}
            if self.options.output is None:
                file = self.options.file
                in_place = f", or into {file}: --in-place" if holds_project(file) else ""
                output.tell(NOTHING_KEPT.format(in_place=in_place))
        elif isinstance(event, Computing):
            self.kernels = computed_by(event)
        elif isinstance(event, EpochEnd):
            self.rate = event.learning_rate
            add_epoch(self.history, event.epoch, event.logs)
        elif isinstance(event, Finished):
            self.outcome, self.history = event.reason, event.history

    @property
    def has_learned(self) -> bool:
        """Whether the weights are worth writing: a process elsewhere may have left none."""
        if self.options.output is None or self.started is None:
            return False
        same = self._before is not None and np.array_equal(self._before, self.model.parameters.values)
        return self.finished or not same

    def keep(self) -> None:
        """Writes it; where that fails, it is written elsewhere and the person is told."""
        path, trained = self.claim.place(), self._trained()
        try:
            runs = put(self.found.runs, self._run(trained))
            keep_run(path, self.project, trained, self.options.force, runs, self.options.as_project)
        except Fault as fault:
            output.tell(" ".join(str(fault).split()))
            self.status = self.status or 2
            return
        self.written = True
        if self.diverged is not None and not self.diverged.has_learned:
            output.tell(f"the weights from before the run are in {path}")
        elif not self.finished:
            output.tell(f"what was learned until then is in {path}")

    def _trained(self) -> TrainedRun:
        number = max([self.found.last, *(run.number for run in self.found.runs)]) + 1
        history = self.history
        if self.diverged is not None:  # that of the epochs which led to the weights
            history = {name: values[: self.diverged.epochs] for name, values in history.items()}
        return TrainedRun(Snapshot.of(self.model), self.project.data, history, number)

    def _run(self, trained: TrainedRun) -> Run:
        """What a project remembers of it."""
        began = self.started
        assert began is not None
        assert trained.number is not None
        options = self.options
        keras = options.engine == "keras"
        return Run(
            trained.number, self.project, Origin.of(self.earlier), seed=began.seed,
            rates=(began.learning_rate, self.rate), first_epoch=began.earlier, epochs=began.epochs,
            history=trained.history, seconds=time.monotonic() - self._clock, began=self._began,
            machine=machine("Keras", options.backend or "") if keras else machine(kernels=self.kernels),
            outcome=self.outcome,
            message=None if self.diverged is None else Message(self.diverged.template, self.diverged.values),
            snapshot=None if self.diverged is not None and not self.diverged.has_learned else trained.snapshot,
        )  # fmt: skip


def _follow(events: Generator[Event, None, None], teller: Teller, stop: Stop, result: _Result) -> None:
    """Tells what happens until the run ends, a person ends it, or nobody listens any more."""
    voice = _Voice(teller, stop, result)
    with contextlib.closing(events):
        for event in events:
            result.take(event)
            stop.learns = stop.learns or result.started is not None
            voice.tell(event)
            if stop.number and not isinstance(event, Finished):
                # A process that trains elsewhere ends, and its weights come back.
                if stop.number == signal.SIGINT:
                    events.close()
                else:
                    with contextlib.suppress(Hurry, StopIteration):
                        events.throw(Hurry())
                voice.stopped(len(result.history.get("loss", ())))
                result.outcome, result.status = "stopped", STATUS + stop.number
                return


class _Voice:
    """A teller that does not end a run when it cannot print. One whose listener went away stops it, as a pipe does."""

    def __init__(self, teller: Teller, stop: Stop, result: _Result) -> None:
        self._teller, self._stop, self._result = teller, stop, result
        self._silent = False

    def tell(self, event: Event) -> None:
        if isinstance(event, Warned):
            allowed = ": --allow-outside" if tells(event.message, OUTSIDE) else ""
            output.tell(f"warning: {' '.join(str(event.message).split())}{allowed}")
        elif not self._silent:
            with self._heard():
                self._teller.tell(event)

    def stopped(self, epochs: int) -> None:
        if not self._silent:
            with self._heard():
                self._teller.stopped(epochs)

    @contextlib.contextmanager
    def _heard(self) -> Generator[None, None, None]:
        try:
            yield
        except OSError as error:
            self._silent = True
            output.give_up()
            if isinstance(error, BrokenPipeError) or error.errno == errno.EPIPE:
                self._stop.number = self._stop.number or BROKEN_PIPE
                return
            self._result.status = self._result.status or 2
            output.tell(f"what is printed is lost, and the run continues: {cause_of(error)}")
