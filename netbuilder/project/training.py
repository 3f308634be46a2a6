"""A run with all that its callbacks write: models, checkpoints, tables; for the window and the command line alike."""

from __future__ import annotations

import csv
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from netbuilder.engine.callbacks import BackupAndRestore, Callback, CSVLogger, TensorBoard
from netbuilder.engine.checkpoint import read_checkpoint, write_checkpoint
from netbuilder.engine.events import BackupDue, EpochEnd, Event, Finished, SaveDue, as_given
from netbuilder.engine.fit import Progress, fit
from netbuilder.engine.model import Model
from netbuilder.engine.samples import Samples
from netbuilder.engine.snapshot import Snapshot
from netbuilder.engine.watch import Watch
from netbuilder.errors import FileFault, TrainingError
from netbuilder.files import extra_command
from netbuilder.project.kept import need_all_known
from netbuilder.project.project import Project, TrainedRun

CHECKPOINT = "checkpoint.npz"


def train(
    project: Project,
    model: Model,
    samples: Samples,
    watch: Watch | None = None,
    history: Mapping[str, Sequence[Any]] | None = None,
    validation: Samples | None = None,
) -> Generator[Event, None, None]:
    """Trains, and does what callbacks ask for before each event is given on.

    With the `history` of the run that the model's weights are of, it goes on after those epochs. Where
    BackupAndRestore finds a checkpoint the run goes on from it. Raises FileFault when a file cannot be
    written, DataError and TrainingError as `fit` does.
    """
    need_all_known(project)
    callbacks = model.settings.callbacks
    progress = _restored(model, callbacks) or Progress.after(history or {})
    recorders = recorders_of(callbacks)
    try:
        for event in fit(model, samples, validation, progress=progress, watch=watch):
            if isinstance(event, SaveDue):
                path = Path(event.path)
                path.parent.mkdir(parents=True, exist_ok=True)
                from netbuilder.project.opening import save_as  # only now: it brings all formats

                save_as(
                    path, project, TrainedRun(Snapshot.of(model), project.data, as_given(progress.history)), path.stem
                )
            elif isinstance(event, BackupDue):
                write_checkpoint(Path(event.path) / CHECKPOINT, model, progress)
            elif isinstance(event, EpochEnd):
                for recorder in recorders:
                    recorder.epoch(event)
            elif isinstance(event, Finished):
                _clean_up(callbacks)
            yield event
    finally:
        for recorder in recorders:
            recorder.close()


def _restored(model: Model, callbacks: tuple[Callback, ...]) -> Progress | None:
    for callback in callbacks:
        if isinstance(callback, BackupAndRestore) and (Path(callback.backup_dir) / CHECKPOINT).exists():
            return read_checkpoint(Path(callback.backup_dir) / CHECKPOINT, model)
    return None


def _clean_up(callbacks: tuple[Callback, ...]) -> None:
    for callback in callbacks:
        if isinstance(callback, BackupAndRestore) and callback.delete_checkpoint:
            (Path(callback.backup_dir) / CHECKPOINT).unlink(missing_ok=True)


class Recorder(Protocol):
    """Writes the numbers of each epoch somewhere."""

    def epoch(self, event: EpochEnd) -> None:
        """Takes the numbers of one epoch."""

    def close(self) -> None:
        """Ends the record."""


def recorders_of(callbacks: tuple[Callback, ...]) -> list[Recorder]:
    """What writes the numbers of each epoch down, as the callbacks say."""
    return [recorder for recorder in map(_recorder, callbacks) if recorder is not None]


def _recorder(callback: Callback) -> Recorder | None:
    if isinstance(callback, CSVLogger):
        return _Table(callback)
    if isinstance(callback, TensorBoard):
        return _Board(callback)
    return None


class _Table:
    """A line an epoch, with Keras's columns: epoch, then the numbers by name."""

    def __init__(self, declared: CSVLogger) -> None:
        self._path, self._separator = Path(declared.filename), declared.separator
        self._columns: list[str] = []
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if declared.append and self._path.exists() and self._path.stat().st_size:
                with self._path.open(newline="", encoding="utf-8") as file:
                    self._columns = next(csv.reader(file, delimiter=self._separator), [])[1:]
            else:
                self._path.write_text("", encoding="utf-8")
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise FileFault("{path} could not be written: {cause}", path=self._path, cause=str(error)) from error

    def epoch(self, event: EpochEnd) -> None:
        """Adds a line; the file is whole after each."""
        numbers = {**event.logs, "learning_rate": event.learning_rate}
        try:
            with self._path.open("a", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, delimiter=self._separator)
                if not self._columns:
                    self._columns = sorted(numbers)
                    writer.writerow(["epoch", *self._columns])
                writer.writerow([event.epoch, *(_cell(numbers.get(name, "")) for name in self._columns)])
        except OSError as error:
            raise FileFault("{path} could not be written: {cause}", path=self._path, cause=str(error)) from error

    def close(self) -> None:
        """Nothing is held open."""


def _cell(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, tuple | list) else value


class _Board:
    """Scalars for TensorBoard, under the names that Keras gives them."""

    def __init__(self, declared: TensorBoard) -> None:
        try:
            from tensorboardX import SummaryWriter
        except ImportError as error:
            raise TrainingError(
                "the callback TensorBoard needs the package tensorboardX. Install it: {command}",
                command=extra_command("tensorboard"),
            ) from error
        self._open = SummaryWriter
        self._folder = Path(declared.log_dir)
        self._writers: dict[str, Any] = {}

    def epoch(self, event: EpochEnd) -> None:
        """Adds each number; those of validation go beside those of training, as in Keras."""
        for name, value in {**event.logs, "learning_rate": event.learning_rate}.items():
            part = "validation" if name.startswith("val_") else "train"
            if part not in self._writers:
                self._writers[part] = self._open(str(self._folder / part))
            for i, number in enumerate(value if isinstance(value, tuple | list) else [value]):
                tag = f"epoch_{name.removeprefix('val_')}" + (f"/{i}" if isinstance(value, tuple | list) else "")
                self._writers[part].add_scalar(tag, number, event.epoch)
        for writer in self._writers.values():
            writer.flush()

    def close(self) -> None:
        """Closes the files."""
        for writer in self._writers.values():
            writer.close()
