"""A run of Keras in another Python as a stream of events, the same as those of the own engine."""

from __future__ import annotations

import math
import os
import queue
import secrets
import shutil
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from netbuilder.engine.adaptation import adapt
from netbuilder.engine.callbacks import TerminateOnNaN
from netbuilder.engine.events import BatchEnd, EpochEnd, Event, Finished, Started, Waiting, Warned
from netbuilder.engine.falling_back import Diverged
from netbuilder.engine.fit import Progress
from netbuilder.engine.model import Model
from netbuilder.engine.monitors import refuse_deaf
from netbuilder.engine.samples import Samples, checked, split
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, Message, TrainingError, listed
from netbuilder.files import writing
from netbuilder.files.leftovers import lives
from netbuilder.formats.keras.archive import weights_of
from netbuilder.formats.keras.config_reading import Described
from netbuilder.formats.keras.hdf5 import read_hdf5
from netbuilder.formats.keras.places import held_by
from netbuilder.formats.keras.weights import memory_of
from netbuilder.kinds import shown
from netbuilder.project.external.elsewhere import PATIENCE, Elsewhere, Hurry, last_line, looking
from netbuilder.project.external.job import allowed, write_job
from netbuilder.project.external.process import GRACE, HURRY, Followed
from netbuilder.project.place import HERE, Place
from netbuilder.project.records import CANNOT_WRITE, records_of_numbers

PREFIX = "netbuilder-keras-"  # then the number of our process
RESULTS = ("result.weights.h5", "latest.weights.h5")  # what the runner leaves; the better first
GOOD = "good.weights.h5"  # what it leaves after a number that was not finite


def train_elsewhere(
    model: Model,
    samples: Samples,
    where: Elsewhere,
    history: Mapping[str, Sequence[Any]] | None = None,
    validation: Samples | None = None,
    place: Place = HERE,
) -> Generator[Event, None, None]:
    """Trains the model with Keras in another Python, and brings the weights back into it.

    With the `history` of the run that the weights are of, it goes on after those epochs.
    Closing the generator stops the run after its batch; what it learned is then in the model. So does throwing Hurry
    into it, in a few seconds. Raises Missing or TrainingError for what is not there, and TrainingError with its last
    words for a process that fails.
    """
    found = yield from looking(where)
    settings = model.settings
    callbacks, warnings = allowed(model.callbacks, place)
    yield from warnings
    if validation is None and settings.held_back:
        samples, validation = split(samples, settings.held_back)
    samples = checked(model, samples, weigh_classes=True)
    validation = checked(model, validation) if validation is not None else None
    progress = Progress.after(history or {})
    refuse_deaf(settings, model.graph.output_names, validation is not None)
    if not progress.first:
        adapt(model, samples)
    token = secrets.token_hex(8)
    clear_left_behind()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with writing(folder):
            write_job(folder, model, callbacks, samples, validation, token, progress.first)
        # A copy, so that nothing beside it is found there by an import.
        shutil.copyfile(Path(__file__).with_name("runner.py"), folder / "runner.py")
        process = Followed([str(where.python.absolute()), "-u", "runner.py", str(folder)], folder, found.backend, token)
        yield from _Run(model, samples, validation, folder, process, progress, place).events()


def clear_left_behind() -> None:
    """Removes the copies of training data of those of us that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        number = folder.name.removeprefix(PREFIX).split("-")[0]
        if number.isdigit() and not lives(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


class _Run:
    """One process, from its first word to its last."""

    def __init__(
        self,
        model: Model,
        samples: Samples,
        validation: Samples | None,
        folder: Path,
        process: Followed,
        progress: Progress,
        place: Place,
    ) -> None:
        self._place = place
        self._model, self._samples, self._folder, self._process = model, samples, folder, process
        self._validation_count = len(validation) if validation is not None else 0
        self._progress, self._begun = progress, False
        self._sum, self._seen = 0.0, 0
        self._reason = ""
        self._spoiled, self._began_with = False, progress.first

    def events(self) -> Iterator[Event]:
        """Follows it; whatever happens, it has ended and its weights are in the model when this is over."""
        records = records_of_numbers(self._model.callbacks, self._place)
        grace, whole = GRACE, False
        try:
            yield from records.begin()
            for event in self._followed():
                yield from records.take(event)
                yield event
        except Hurry:
            grace = HURRY
            raise
        finally:
            status = self._process.end(grace if self._begun else 0.0)
            records.close()
            whole = self._take_back()
        if not self._reason:
            raise TrainingError(
                "Keras ended before its training did: {cause}. The log has the details",
                cause=self._process.cause(status),
            )
        if not whole and self._reason != TerminateOnNaN.__name__:
            raise TrainingError(
                "Keras said that its training ended, but left no weights: {cause}. The log has the details",
                cause=self._process.cause(status),
            )
        yield Finished(self._progress.epoch, self._reason, self._progress.history)

    def _followed(self) -> Iterator[Event]:
        while not self._reason:
            try:
                told = self._process.next(PATIENCE)
            except queue.Empty:
                yield Waiting()
                continue
            if told is None:
                return
            try:
                event = self._event(told)
            except (KeyError, TypeError):
                continue  # no word of the runner's
            if event is not None:
                yield event

    def _event(self, told: Mapping[str, Any]) -> Event | None:
        kind = told.get("event")
        if kind == "begin":
            self._progress.epoch = self._began_with = int(told["epoch"])
            self._begun = True
            return self._started()
        if kind == "batch":
            return self._batch(told)
        if kind == "epoch":
            logs = dict(told["logs"])
            epoch, rate = int(told["epoch"]), float(told["rate"])
            self._progress.epoch = epoch
            self._progress.add(logs)
            self._progress.epoch += 1
            return EpochEnd(epoch, logs, rate)
        if kind == "warning":
            return Warned(
                Message(CANNOT_WRITE, {"name": shown(told["name"]), "cause": shown(last_line(told["cause"]))})
            )
        if kind == "end":
            self._reason = str(told["reason"])
        elif kind == "not finite":
            self._spoiled = True
            if any(isinstance(callback, TerminateOnNaN) for callback in self._model.callbacks):
                self._reason = TerminateOnNaN.__name__
            else:
                cause = TrainingError(
                    "the loss is not finite in epoch {epoch}, batch {batch}. Try a lower learning rate, or clipnorm",
                    epoch=int(told["epoch"]) + 1, batch=int(told["batch"]) + 1,
                )  # fmt: skip
                raise Diverged(cause, int(told["good"]), self._began_with)
        return None

    def _started(self) -> Started:
        settings, progress = self._model.settings, self._progress
        batches = math.ceil(len(self._samples) / settings.batch_size)
        batches = min(batches, settings.steps_per_epoch or batches)
        rate = self._model.optimizer_state.rate(settings.optimizer)
        return Started(
            len(self._samples), self._validation_count, batches, settings.until(progress.first), progress.epoch,
            progress.history, self._model.seed, rate, progress.first,
        )  # fmt: skip

    def _batch(self, told: Mapping[str, Any]) -> BatchEnd:
        """A batch; its own loss comes out of the mean so far."""
        size, batch, logs = self._model.settings.batch_size, int(told["batch"]), dict(told["logs"])
        if batch == 0:
            self._sum, self._seen = 0.0, 0
        count = size if self._model.settings.steps_per_epoch else min(size, len(self._samples) - batch * size)
        total = logs["loss"] * (self._seen + count)
        own = (total - self._sum) / count
        self._sum, self._seen = total, self._seen + count
        return BatchEnd(int(told["epoch"]), batch, int(told["step"]), count, own, logs)

    def _take_back(self) -> bool:
        """The weights that it left, and the optimizer's memory where that is whole, into the model.

        Gives whether they are those of the end.
        """
        wanted = (GOOD,) if self._spoiled else RESULTS
        path = next((self._folder / name for name in wanted if (self._folder / name).exists()), None)
        if path is None:
            return False
        graph, settings = self._model.graph, self._model.settings
        content = read_hdf5(path)
        described = Described(graph, {name: name for name in graph.nodes}, held=tuple(held_by(graph, content)))
        weights = weights_of(content, described, path)
        # After a number that was not finite the optimizer begins anew: what it remembers blew up with the rest.
        variables = [] if self._spoiled else content.numbered("optimizer/vars")
        memory = memory_of(variables, graph, settings.optimizer) if variables else None
        snapshot = Snapshot(graph, weights, settings, memory)
        broken = snapshot.not_finite()
        if broken:
            raise FileFault("Keras left weights that are not finite numbers: {names}", names=listed(broken))
        snapshot.fill(self._model)
        return path.name == RESULTS[0]
