"""Training and evaluation as streams of events: a generator holds no thread and calls nothing back."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.data.memory import free_memory
from netbuilder.engine.adaptation import adapt
from netbuilder.engine.batches import Gatherer
from netbuilder.engine.budget import (
    TRAINING,
    NoMemory,
    evaluation_memory,
    need_memory,
    need_training_memory,
    training_memory,
)
from netbuilder.engine.callbacks import Callback, TerminateOnNaN, Verdict
from netbuilder.engine.choices import Choices
from netbuilder.engine.events import (
    BackupDue,
    BatchEnd,
    EpochEnd,
    Evaluated,
    Event,
    Finished,
    SaveDue,
    Started,
    Validated,
)
from netbuilder.engine.falling_back import GoodWeights
from netbuilder.engine.model import Model
from netbuilder.engine.monitors import refuse_deaf
from netbuilder.engine.samples import Samples, checked, split
from netbuilder.engine.scores import Scores
from netbuilder.engine.takeover import Takeover
from netbuilder.engine.watch import Watch
from netbuilder.errors import N_, DataError, Message, TrainingError

Training = Iterator[Event]

NOT_FINITE = N_("Start anew, or load other weights")


@dataclass
class Progress:
    """How far a run is, and all that it needs to go on exactly: with the model's state it makes a checkpoint."""

    epoch: int = 0
    batch: int = 0
    first: int = 0  # epochs that were behind the weights when the run began: the settings' epochs come after them
    begun_at: int = 0  # the batch of this pass over the samples that the epoch begins with
    shuffling: dict[str, Any] | None = None  # the generator's state before this pass's order was drawn
    scores: dict[str, Any] = field(default_factory=dict)
    memories: list[dict[str, Any]] = field(default_factory=list)
    history: dict[str, list[Any]] = field(default_factory=dict)
    kept: Any = None
    stopped_by: str = ""
    seed: int | None = None  # the one that is used
    compiled: bool = False  # whether compiled kernels computed the last batch
    choices: dict[str, Any] | None = None  # what was measured on the machine it began on, and chosen for it

    @classmethod
    def after(cls, history: Mapping[str, Sequence[Any]]) -> Progress:
        """A run that goes on after the epochs of an earlier one, with new memories and new random numbers."""
        done = len(history.get("loss", ()))
        return cls(done, first=done, history={name: list(values) for name, values in history.items()})

    def add(self, logs: Mapping[str, Any]) -> None:
        """Adds an epoch's numbers to the history."""
        add_epoch(self.history, self.epoch, logs)


def add_epoch(history: dict[str, list[Any]], epoch: int, logs: Mapping[str, Any]) -> None:
    """Adds the numbers of epoch number `epoch` (from 0); where a number was not told before it, NaN stands for it."""
    for name, value in logs.items():
        values = history.setdefault(name, [])
        values.extend([math.nan] * (epoch - len(values)))
        values.append(value)


def fit(
    model: Model,
    samples: Samples,
    validation: Samples | None = None,
    progress: Progress | None = None,
    watch: Watch | None = None,
) -> Iterator[Event]:
    """Trains as the model's settings say; raises DataError or NoMemory before the first batch, Diverged during one.

    When a number is not finite, the model is given the weights that `GoodWeights` says. NoMemory may also come during
    a batch; then the model holds what it has learned.

    With a `validation_split` and no `validation`, the last fraction of the samples is taken, as in Keras.
    A `progress` that an earlier run left off at is gone on with; between two events it is whole, so that
    together with the model it can be kept as a checkpoint. What `watch` sees comes as events of its own.
    After `Progress.after` an earlier run's history the settings' epochs come on top of those in it.
    """
    try:
        yield from _fit(model, samples, validation, progress, watch)
    except MemoryError as error:
        raise NoMemory(TRAINING, training_memory(model.report, model.settings), free_memory()) from error


def _fit(
    model: Model, samples: Samples, validation: Samples | None, progress: Progress | None, watch: Watch | None
) -> Iterator[Event]:
    settings = model.settings
    need_training_memory(model.report, settings, len(samples) if samples.x else 0, model.cast_bytes(samples.x))
    if validation is None and settings.validate_on_test:
        raise DataError("the settings validate on the test part, which was not given")
    if validation is None and settings.held_back:
        samples, validation = split(samples, settings.held_back)
    samples = checked(model, samples, weigh_classes=True)
    validation = checked(model, validation) if validation is not None else None
    run = progress if progress is not None else Progress()
    if not (run.epoch or run.batch):
        run.epoch = settings.initial_epoch
    state, until = model.optimizer_state, settings.until(run.first)
    if not run.history and run.epoch >= until:
        raise TrainingError(
            "training ends after epoch {epochs}, before its first one, number {first} (initial_epoch), begins",
            epochs=until, first=run.epoch + 1,
        )  # fmt: skip
    validates = validation is not None and until // settings.validation_freq > run.first // settings.validation_freq
    refuse_deaf(settings, model.graph.output_names, validates)
    run.memories = run.memories or [callback.start() for callback in model.callbacks]
    batches = min(-(-len(samples) // settings.batch_size), settings.steps_per_epoch or len(samples))
    run.seed = model.seed if run.seed is None else run.seed
    yield Started(
        len(samples), len(validation) if validation else 0, batches, until, run.epoch, run.history, run.seed,
        state.rate(settings.optimizer), run.first,
    )  # fmt: skip
    shuffler = _shuffler(run.seed, run.first)
    if run.shuffling is None and run.first:
        model.draw_anew(run.first)
    if run.shuffling is not None:
        shuffler.bit_generator.state = run.shuffling
    if not (run.batch or run.history):
        adapt(model, samples)
    if watch is not None:
        watch.begin(model, samples)
    model.need_finite(NOT_FINITE)
    takeover = Takeover(model, run.compiled, None if run.choices is None else Choices.from_json(run.choices))
    takeover.before_first_batch()
    run.choices = model.choices.to_json()
    if takeover.is_told:
        yield takeover.now()
    good = GoodWeights(model, run.epoch)
    try:
        while run.epoch < until and not run.stopped_by:
            yield from _epoch(model, samples, validation, run, shuffler, watch, good, takeover)
        model.finish()
    except TrainingError as error:
        diverged = good.put_back(model, error)
        if not any(isinstance(callback, TerminateOnNaN) for callback in model.callbacks):
            raise diverged from error
        run.stopped_by = TerminateOnNaN.__name__
    finally:
        model.observer = None
    if run.kept is not None and any(callback.restores_kept_weights for callback in model.callbacks):
        model.parameters.restore(run.kept)
    yield Finished(run.epoch, run.stopped_by or "done", run.history)


def _epoch(
    model: Model,
    samples: Samples,
    validation: Samples | None,
    run: Progress,
    shuffler: np.random.Generator,
    watch: Watch | None,
    good: GoodWeights,
    takeover: Takeover,
) -> Training:
    """Training, validation and callbacks of one epoch; all of it is in `run` when its last event is out."""
    settings = model.settings
    if not run.batch:
        for callback in model.callbacks:
            _obey(model, callback.epoch_begin(run.epoch), run, callback)
        model.begin_pass()
    good.begin(model, run.epoch)
    logs = yield from _train_epoch(model, samples, run, shuffler, watch, takeover)
    model.need_finite()
    good.end(logs["loss"])
    if validation is not None and settings.is_validated(run.epoch):
        scores = Scores(model, "evaluate")
        yield from _evaluate(model, validation, settings.batch_size, scores)
        logs.update({f"val_{name}": value for name, value in scores.results().items()})
    run.add(logs)
    state = model.optimizer_state
    rate = state.rate(settings.optimizer, max(state.iteration - 1, 0))
    asked = []
    for callback, memory in zip(model.callbacks, run.memories, strict=True):
        verdict = callback.epoch_end(memory, run.epoch, logs, rate)
        _obey(model, verdict, run, callback)
        asked.append(verdict)
    ended = run.epoch
    run.epoch, run.batch, run.scores = run.epoch + 1, 0, {}
    if not run.begun_at:
        run.shuffling = dict(shuffler.bit_generator.state)
    yield EpochEnd(ended, logs, rate)
    for verdict in asked:
        yield from _due(verdict, ended)


def _train_epoch(
    model: Model,
    samples: Samples,
    run: Progress,
    shuffler: np.random.Generator,
    watch: Watch | None,
    takeover: Takeover,
) -> Any:
    settings = model.settings
    if run.begun_at and run.shuffling is not None:
        shuffler.bit_generator.state = run.shuffling
    run.shuffling = dict(shuffler.bit_generator.state)
    order = shuffler.permutation(len(samples)) if settings.shuffle else None
    gatherer = Gatherer((*samples.x, *samples.y), samples.weights, order, settings.batch_size)
    scores = Scores(model, "train")
    if run.batch:
        scores.restore(run.scores)
    inputs = len(samples.x)
    frequent = [pair for pair in zip(model.callbacks, run.memories, strict=True) if pair[0].batches]
    first, end = run.begun_at, gatherer.batches
    if settings.steps_per_epoch is not None:
        end = min(end, first + settings.steps_per_epoch)
    for batch in range(run.batch, end - first):
        arrays, weights = gatherer.batch(first + batch)
        news = takeover.before_batch((settings.until(run.first) - run.epoch) * (end - first) - batch)
        if news is not None:
            run.choices = model.choices.to_json()
            yield news
        run.compiled = model.compiled
        if watch is not None:
            watch.before_batch(model)
        loss = model.train_batch(arrays[:inputs], arrays[inputs:], weights)
        size = len(arrays[0])
        scores.update(loss, size, arrays[inputs:], weights)
        if watch is not None:
            watch.after_batch()
        run.batch, run.scores = batch + 1, scores.state
        step = model.optimizer_state.iteration
        yield BatchEnd(run.epoch, batch, step, size, loss, scores.running())
        if watch is not None and watch.has_news:
            yield watch.news(run.epoch, batch, step)
        for callback, memory in frequent:
            if step % callback.batches == 0:
                yield from _due(callback.batch_end(memory, run.epoch, scores.results()), run.epoch)
    run.begun_at = end % gatherer.batches
    return scores.results()


def _obey(model: Model, verdict: Verdict, run: Progress, callback: Callback) -> None:
    """What a callback asks for that the engine does itself."""
    if verdict.learning_rate is not None:
        model.optimizer_state.rate_override = verdict.learning_rate
    if verdict.keep_weights:
        run.kept = model.parameters.snapshot()
    if verdict.stop:
        run.stopped_by = type(callback).__name__


def _due(verdict: Verdict, epoch: int) -> Training:
    """What a callback asks for that whoever follows the events does."""
    if verdict.save_to:
        yield SaveDue(verdict.save_to, epoch)
    if verdict.back_up_to:
        yield BackupDue(verdict.back_up_to, epoch)


def evaluate(model: Model, samples: Samples, batch_size: int = 256) -> Iterator[Event]:
    """Loss and metrics over all samples, as the last event."""
    need_memory(Message("evaluating"), evaluation_memory(model.report, min(batch_size, len(samples))))
    scores = Scores(model, "evaluate")
    samples = checked(model, samples)
    yield from _evaluate(model, samples, batch_size, scores)
    yield Evaluated(len(samples), scores.results())


def _evaluate(model: Model, samples: Samples, batch_size: int, scores: Scores) -> Training:
    kept = {name: dict(memory) for name, memory in model.memories.items()}
    model.begin_pass()
    batches = -(-len(samples) // batch_size)
    for batch in range(batches):
        part = samples.part(batch * batch_size, (batch + 1) * batch_size)
        loss = model.evaluate_batch(model.cast(part.x), part.y, part.weights)
        scores.update(loss, len(part), part.y, part.weights)
        yield Validated(batch + 1, batches)
    for name, memory in kept.items():
        model.memories[name].clear()
        model.memories[name].update(memory)


def _shuffler(seed: int, first: int) -> np.random.Generator:
    """What mixes the samples; a run that goes on after some epochs does not mix them as those before it did."""
    words = [zlib.crc32(b"shuffle"), seed, *([first] if first else [])]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def last(events: Iterator[Event]) -> Any:
    """Runs a generator to its end and gives its last event."""
    event: Any = None
    for event in events:  # noqa: B007
        pass
    return event


__all__: Sequence[str] = ("Progress", "Samples", "add_epoch", "checked", "evaluate", "fit", "last", "split")
