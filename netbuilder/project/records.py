"""What callbacks write beside a run: models, checkpoints, tables. One that cannot write warns, and tries again."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from netbuilder.engine.callbacks import BackupAndRestore, Callback, CSVLogger, ModelCheckpoint, TensorBoard
from netbuilder.engine.checkpoint import write_checkpoint
from netbuilder.engine.circumstances import Circumstances
from netbuilder.engine.events import BackupDue, EpochEnd, Event, SaveDue, Started, Warned, as_given
from netbuilder.engine.fit import Progress
from netbuilder.engine.model import Model
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import N_, FileFault, Message, TrainingError
from netbuilder.files import extra_command, make_folder, writing
from netbuilder.project.file import named_as_project
from netbuilder.project.place import Place
from netbuilder.project.project import Project, TrainedRun

CHECKPOINT = "checkpoint.npz"
KERAS = "keras"  # the folder beside it that Keras keeps its own in
CANNOT_WRITE = N_("{name} cannot write, and the run continues: {cause}")
HEAD = 4096  # bytes at the beginning of a file that tell whether it is a table of ours


class Record(Protocol):
    """What one callback writes. Each method raises FileFault where that cannot be done now."""

    def begin(self) -> None:
        """Finds out whether it can be written, before the first batch."""

    def take(self, event: Event) -> None:
        """Writes what an event asks for."""

    def close(self) -> None:
        """Ends the record."""


class Records:
    """The records of a run. A fault of one of them is told once as a warning and does not end the run."""

    def __init__(self, records: list[tuple[str, Record]]) -> None:
        self._records = records
        self._told: set[str] = set()

    def begin(self) -> Iterator[Warned]:
        """Tells beforehand of what cannot be written."""
        yield from self._each(lambda record: record.begin())

    def take(self, event: Event) -> Iterator[Warned]:
        """Lets each write what an event asks for."""
        yield from self._each(lambda record: record.take(event))

    def close(self) -> None:
        """Ends all of them."""
        for _ in self._each(lambda record: record.close()):
            pass

    def _each(self, work: Callable[[Record], None]) -> Iterator[Warned]:
        for name, record in self._records:
            try:
                work(record)
            except FileFault as fault:
                if name not in self._told:
                    self._told.add(name)
                    yield Warned(Message(CANNOT_WRITE, {"name": name, "cause": fault}))


def records_of(
    project: Project, model: Model, progress: Progress, place: Place, now: Circumstances | None = None
) -> Records:
    """What the callbacks of a model's settings write, where the own engine trains."""
    callbacks = model.callbacks
    found: list[tuple[str, Record]] = []
    if any(isinstance(callback, ModelCheckpoint) for callback in callbacks):
        found.append((ModelCheckpoint.__name__, _Models(project, model, progress, place)))
    if any(isinstance(callback, BackupAndRestore) for callback in callbacks):
        found.append((BackupAndRestore.__name__, _Backups(model, progress, place, now)))
    return Records([*found, *_of_numbers(callbacks, place)])


def records_of_numbers(callbacks: tuple[Callback, ...], place: Place) -> Records:
    """Those that need only the numbers of each epoch, whoever trains."""
    return Records(_of_numbers(callbacks, place))


def _of_numbers(callbacks: tuple[Callback, ...], place: Place) -> list[tuple[str, Record]]:
    found: list[tuple[str, Record]] = []
    for callback in callbacks:
        if isinstance(callback, CSVLogger):
            found.append((CSVLogger.__name__, _Table(callback, place)))
        elif isinstance(callback, TensorBoard):
            found.append((TensorBoard.__name__, _Board(callback, place)))
    return found


def backup_of(callback: BackupAndRestore, place: Place) -> Path:
    """The file of a callback's checkpoint; raises FileFault where nothing may be written."""
    return place.path_of(callback.backup_dir) / CHECKPOINT


class _Models:
    """The model after an epoch, in the format that the suffix asks for."""

    def __init__(self, project: Project, model: Model, progress: Progress, place: Place) -> None:
        self._project, self._model, self._progress, self._place = project, model, progress, place
        self._written: set[Path] = set()

    def begin(self) -> None:
        """Tries the places of all."""
        for callback in self._model.callbacks:
            if isinstance(callback, ModelCheckpoint):
                path = self._place.path_of(callback.filepath)
                try_file(path)
                self._need_kind(path)

    def _need_kind(self, path: Path) -> None:
        """A model of an earlier run is replaced, as Keras does; another file that was there before the run is not."""
        if named_as_project(path):
            return
        from netbuilder import formats  # only now: it brings all of them, a quarter of a second

        entry = formats.writable(path, self._model.graph)
        replaced = entry.kind in ("model", "weights") and entry.suffix not in (".npz", ".json")
        if not replaced and path not in self._written and os.path.exists(path):
            raise FileFault("{path} exists and may be of another kind. Choose another name, or remove it", path=path)

    def take(self, event: Event) -> None:
        """Writes a model that is due."""
        if not isinstance(event, SaveDue):
            return
        from netbuilder.project.exporting import save_as  # only now: it brings all formats

        path = self._place.path_of(event.path)
        bare = replace(Snapshot.of(self._model), fitted=None)  # each would have a file of its own beside it
        run = TrainedRun(bare, self._project.data, as_given(self._progress.history))
        make_folder(path.parent)
        with writing(path):
            self._need_kind(path)
            save_as(path, self._project, run, path.stem)
            self._written.add(path)

    def close(self) -> None:
        """Nothing is held open."""


class _Backups:
    """Checkpoints from which an interrupted run goes on."""

    def __init__(self, model: Model, progress: Progress, place: Place, now: Circumstances | None) -> None:
        self._model, self._progress, self._place, self._now = model, progress, place, now

    def begin(self) -> None:
        """Tries the places of all."""
        for callback in self._model.callbacks:
            if isinstance(callback, BackupAndRestore):
                try_file(backup_of(callback, self._place))

    def take(self, event: Event) -> None:
        """Writes a checkpoint that is due."""
        if isinstance(event, BackupDue):
            write_checkpoint(self._place.path_of(event.path) / CHECKPOINT, self._model, self._progress, self._now)

    def close(self) -> None:
        """Nothing is held open."""


class _Table:
    """A line an epoch, with Keras's columns: epoch, then the numbers by name."""

    def __init__(self, declared: CSVLogger, place: Place) -> None:
        self._declared, self._place, self._separator = declared, place, declared.separator
        self._columns: list[str] = []
        self._is_begun = self._validates = False
        self._missed: list[EpochEnd] = []  # what could not be written yet

    def begin(self) -> None:
        """Opens the table, or empties it, or reads the columns of the one to go on with."""
        if self._is_begun:
            return
        path = self._place.path_of(self._declared.filename)
        make_folder(path.parent)
        with writing(path):
            if path.exists() and not path.is_file():
                raise FileFault("{path} is not a file that can be replaced. Choose another name", path=path)
            if path.exists() and path.stat().st_size:
                columns = self._columns_of(path)
                if self._declared.append:
                    self._columns = columns
            if not self._columns:
                path.write_text("", encoding="utf-8")
        self._is_begun = True

    def _columns_of(self, path: Path) -> list[str]:
        """What the table there holds; another kind of file is not replaced."""
        try:
            with path.open("rb") as file:
                text = file.read(HEAD).decode("utf-8", "strict" if path.stat().st_size <= HEAD else "ignore")
            columns = next(csv.reader(text.splitlines(), delimiter=self._separator), [])
        except (UnicodeDecodeError, csv.Error):
            columns = []
        if columns[:1] != ["epoch"]:
            raise FileFault("{path} exists and is not a table of epochs. Choose another name, or remove it", path=path)
        return columns[1:]

    def take(self, event: Event) -> None:
        """Adds a line; the file is whole after each."""
        if isinstance(event, Started):
            self._validates = bool(event.validation_samples)
        if not isinstance(event, EpochEnd):
            return
        self._missed.append(event)
        self.begin()
        path = self._place.path_of(self._declared.filename)
        with writing(path), path.open("a", newline="", encoding="utf-8") as file:
            whole = file.seek(0, os.SEEK_END)
            try:
                writer = csv.writer(file, delimiter=self._separator)
                columns = self._columns or self._names(event)
                if not whole:
                    writer.writerow(["epoch", *columns])
                for missed in self._missed:
                    numbers = _numbers(missed)
                    writer.writerow([missed.epoch, *(_cell(numbers.get(name, "")) for name in columns)])
                file.flush()
            except OSError:
                os.truncate(path, whole)  # half a line would spoil the next one
                raise
        self._columns = columns
        self._missed.clear()

    def _names(self, event: EpochEnd) -> list[str]:
        """All columns: an epoch may end without the validation that comes after a later one."""
        names = set(_numbers(event))
        if self._validates:
            names |= {f"val_{name}" for name in event.logs if not name.startswith("val_")}
        return sorted(names)

    def close(self) -> None:
        """Nothing is held open."""


def _numbers(event: EpochEnd) -> dict[str, Any]:
    return {**event.logs, "learning_rate": event.learning_rate}


def _cell(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, tuple | list) else value


class _Board:
    """Scalars for TensorBoard, under the names that Keras gives them."""

    def __init__(self, declared: TensorBoard, place: Place) -> None:
        try:
            from tensorboardX import SummaryWriter
        except ImportError as error:
            raise TrainingError(
                "the callback TensorBoard needs the package tensorboardX. Install it: {command}",
                command=extra_command("tensorboard"),
            ) from error
        self._open = SummaryWriter
        self._declared, self._place = declared, place
        self._writers: dict[str, Any] = {}

    def begin(self) -> None:
        """Makes its folder."""
        make_folder(self._place.path_of(self._declared.log_dir))

    def take(self, event: Event) -> None:
        """Adds each number; those of validation go beside those of training, as in Keras."""
        if not isinstance(event, EpochEnd):
            return
        folder = self._place.path_of(self._declared.log_dir)
        with writing(folder):
            for name, value in _numbers(event).items():
                part = "validation" if name.startswith("val_") else "train"
                if part not in self._writers:
                    make_folder(folder / part)
                    self._writers[part] = self._open(str(folder / part))
                for i, number in enumerate(value if isinstance(value, tuple | list) else [value]):
                    tag = f"epoch_{name.removeprefix('val_')}" + (f"/{i}" if isinstance(value, tuple | list) else "")
                    self._writers[part].add_scalar(tag, number, event.epoch)
            for writer in self._writers.values():
                writer.flush()

    def close(self) -> None:
        """Closes the files."""
        with writing(self._place.folder / self._declared.log_dir):
            for writer in self._writers.values():
                writer.close()


def try_file(path: Path) -> None:
    """Finds out whether a file could be written at a path; raises FileFault. Nothing of the trial stays."""
    with writing(path):
        if path.is_dir():
            raise FileFault("{path} is a folder. Choose the name of a file", path=path)
        folder = next(folder for folder in path.absolute().parents if folder.exists())
        if not folder.is_dir():
            raise FileFault("{path} could not be written: {folder} is not a folder", path=path, folder=folder)
        trial = folder / f".netbuilder-{os.getpid()}-trial"
        try:
            trial.write_bytes(bytes(HEAD))
        finally:
            trial.unlink(missing_ok=True)
