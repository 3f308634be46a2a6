"""Training and evaluation as generators of events: pausing is not asking for the next, stopping is closing."""

from __future__ import annotations

import math
import zlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.engine.callbacks import Verdict
from netbuilder.engine.events import BatchEnd, EpochEnd, Evaluated, Event, Finished, SaveDue, Started, Validated
from netbuilder.engine.gather import Gatherer
from netbuilder.engine.logs import Scores
from netbuilder.engine.model import Model
from netbuilder.engine.schedules import rate_at
from netbuilder.errors import DataError

Array = np.ndarray[Any, np.dtype[Any]]
Arrays = tuple[Array, ...]
Training = Generator[Event, None, dict[str, Any]]


@dataclass(frozen=True)
class Samples:
    """Inputs and labels, one array for each of the model's inputs and outputs, and a weight a sample."""

    x: Arrays
    y: Arrays
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.x[0])

    def part(self, start: int, stop: int) -> Samples:
        """Consecutive samples, as views."""
        weights = None if self.weights is None else self.weights[start:stop]
        return Samples(tuple(a[start:stop] for a in self.x), tuple(a[start:stop] for a in self.y), weights)


@dataclass
class Progress:
    """How far a run is, and all that it needs to go on exactly: with the model's weights it makes a checkpoint."""

    epoch: int = 0
    batch: int = 0
    shuffling: dict[str, Any] | None = None  # the generator's state before this epoch's order was drawn
    scores: dict[str, Any] = field(default_factory=dict)
    memories: list[dict[str, Any]] = field(default_factory=list)
    history: dict[str, list[Any]] = field(default_factory=dict)
    kept: Any = None
    stopped_by: str = ""


def fit(
    model: Model, samples: Samples, validation: Samples | None = None, progress: Progress | None = None
) -> Iterator[Event]:
    """Trains as the model's settings say; raises DataError before the first batch, TrainingError during one.

    With a `validation_split` and no `validation`, the last fraction of the samples is taken, as in Keras.
    A `progress` that an earlier run left off at is gone on with.
    """
    settings = model.settings
    if validation is None and settings.validation_split:
        samples, validation = split(samples, settings.validation_split)
    samples = checked(model, samples)
    validation = checked(model, validation) if validation is not None else None
    run = progress or Progress()
    run.memories = run.memories or [callback.start() for callback in settings.callbacks]
    batches = -(-len(samples) // settings.batch_size)
    yield Started(len(samples), len(validation) if validation else 0, batches, settings.epochs, run.epoch)
    shuffler = _shuffler(settings.seed)
    if run.shuffling is not None:
        shuffler.bit_generator.state = run.shuffling
    while run.epoch < settings.epochs and not run.stopped_by:
        logs = yield from _train_epoch(model, samples, run, shuffler)
        if validation is not None:
            scores = Scores(model, "evaluate")
            yield from _evaluate(model, validation, settings.batch_size, scores)
            logs.update({f"val_{name}": value for name, value in scores.results().items()})
        for name, value in logs.items():
            run.history.setdefault(name, []).append(value)
        yield from _consult(model, run, logs)
        rate = rate_at(settings.optimizer.learning_rate, max(model.optimizer_state.iteration - 1, 0))
        run.epoch, run.batch, run.scores = run.epoch + 1, 0, {}
        run.shuffling = dict(shuffler.bit_generator.state)
        yield EpochEnd(run.epoch - 1, logs, rate * model.optimizer_state.rate_factor)
    if run.kept is not None and any(callback.restores_kept_weights for callback in settings.callbacks):
        model.parameters.restore(run.kept)
    yield Finished(run.epoch, run.stopped_by or "done", run.history)


def _train_epoch(model: Model, samples: Samples, run: Progress, shuffler: np.random.Generator) -> Training:
    settings = model.settings
    run.shuffling = dict(shuffler.bit_generator.state)
    order = shuffler.permutation(len(samples)) if settings.shuffle else None
    gatherer = Gatherer((*samples.x, *samples.y), samples.weights, order, settings.batch_size)
    scores = Scores(model, "train")
    if run.batch:
        scores.restore(run.scores)
    inputs = len(samples.x)
    for batch in range(run.batch, gatherer.batches):
        arrays, weights = gatherer.batch(batch)
        loss = model.train_batch(arrays[:inputs], arrays[inputs:], weights)
        size = len(arrays[0])
        scores.update(loss, size, arrays[inputs:], weights)
        run.batch, run.scores = batch + 1, scores.state
        yield BatchEnd(run.epoch, batch, model.optimizer_state.iteration, size, loss, scores.running())
    return scores.results()


def _consult(model: Model, run: Progress, logs: dict[str, Any]) -> Iterator[Event]:
    for callback, memory in zip(model.settings.callbacks, run.memories, strict=True):
        verdict: Verdict = callback.epoch_end(memory, run.epoch, logs)
        if verdict.keep_weights:
            run.kept = model.parameters.snapshot()
        if verdict.save_to:
            yield SaveDue(verdict.save_to, run.epoch)
        if verdict.stop:
            run.stopped_by = type(callback).__name__


def evaluate(model: Model, samples: Samples, batch_size: int = 256) -> Iterator[Event]:
    """Loss and metrics over all samples, as the last event."""
    scores = Scores(model, "evaluate")
    samples = checked(model, samples)
    yield from _evaluate(model, samples, batch_size, scores)
    yield Evaluated(len(samples), scores.results())


def _evaluate(model: Model, samples: Samples, batch_size: int, scores: Scores) -> Iterator[Event]:
    batches = -(-len(samples) // batch_size)
    for batch in range(batches):
        part = samples.part(batch * batch_size, (batch + 1) * batch_size)
        loss = model.evaluate_batch([model.cast(x) for x in part.x], part.y, part.weights)
        scores.update(loss, len(part), part.y, part.weights)
        yield Validated(batch + 1, batches)


def split(samples: Samples, fraction: float) -> tuple[Samples, Samples]:
    """The samples without their last fraction, and that fraction; raises DataError when one is empty."""
    at = math.floor(len(samples) * (1 - fraction))
    if not 0 < at < len(samples):
        raise DataError(
            "a validation split of {fraction} leaves nothing of {count} samples on one side. Choose another, or none",
            fraction=fraction,
            count=len(samples),
        )
    return samples.part(0, at), samples.part(at, len(samples))


def checked(model: Model, samples: Samples) -> Samples:
    """Samples whose inputs fit and whose labels are as the losses want them; raises DataError."""
    if not samples.x or not len(samples):
        raise DataError("there are no samples to train on")
    model.check_inputs(samples.x)
    outputs = model.output_shapes
    if len(samples.y) != len(outputs):
        raise DataError(
            "the network has {count} outputs ({names}), the data has {given} kinds of labels",
            count=len(outputs),
            names=", ".join(outputs),
            given=len(samples.y),
        )
    labels = []
    for y, loss, (name, shape) in zip(samples.y, model.losses, outputs.items(), strict=True):
        if len(y) != len(samples):
            raise DataError("there are {x} samples but {y} labels for {name}", x=len(samples), y=len(y), name=name)
        full = (len(y), *(int(dim or 1) for dim in shape))
        labels.append(loss.labels(y, full, model.parameters.dtype))
    return Samples(tuple(model.cast(x) for x in samples.x), tuple(labels), samples.weights)


def _shuffler(seed: int | None) -> np.random.Generator:
    words = [zlib.crc32(b"shuffle")] if seed is None else [zlib.crc32(b"shuffle"), seed]
    sequence = np.random.SeedSequence(words if seed is not None else None)
    return np.random.Generator(np.random.PCG64(sequence))


def last(events: Iterator[Event]) -> Any:
    """Runs a generator to its end and gives its last event."""
    event: Any = None
    for event in events:  # noqa: B007
        pass
    return event


__all__: Sequence[str] = ("Progress", "Samples", "checked", "evaluate", "fit", "last", "split")
