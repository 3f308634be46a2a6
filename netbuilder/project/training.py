"""A run with all that its callbacks write: models, checkpoints, tables; for the window and the command line alike."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Generator, Mapping, Sequence
from typing import Any, Literal

from netbuilder.engine.callbacks import BackupAndRestore, Callback
from netbuilder.engine.checkpoint import NotExact, read_checkpoint
from netbuilder.engine.circumstances import Circumstances, circumstances
from netbuilder.engine.events import Event, Started
from netbuilder.engine.fit import Progress, fit
from netbuilder.engine.model import Model
from netbuilder.engine.samples import Samples
from netbuilder.engine.watch import Watch
from netbuilder.errors import FileFault
from netbuilder.project.kept import need_all_known
from netbuilder.project.place import HERE, Place
from netbuilder.project.project import Project
from netbuilder.project.records import CHECKPOINT, KERAS, backup_of, records_of

# Whether a run goes on from a checkpoint: only where that is exact, in any case, or never.
Resume = Literal["exactly", "anyway", "anew"]


def train(
    project: Project,
    model: Model,
    samples: Samples,
    watch: Watch | None = None,
    history: Mapping[str, Sequence[Any]] | None = None,
    validation: Samples | None = None,
    place: Place = HERE,
    resume: Resume = "exactly",
) -> Generator[Event, None, None]:
    """Trains, and does what callbacks ask for before each event is given on; what cannot be written is a Warned.

    With the `history` of the run that the model's weights are of, it goes on after those epochs. Where
    BackupAndRestore finds a checkpoint the run goes on from it; whoever has written the result then calls
    `forget_backups`. Raises NotExact for a checkpoint of other circumstances, FileFault for one that is damaged,
    DataError and TrainingError as `fit` does.
    """
    need_all_known(project)
    backed_up = any(isinstance(callback, BackupAndRestore) for callback in model.callbacks)
    now = circumstances(model, samples, validation) if backed_up else None
    restored = None if resume == "anew" else _restored(model, place, None if resume == "anyway" else now)
    progress = restored or Progress.after(history or {})
    records = records_of(project, model, progress, place, now)
    try:
        for event in fit(model, samples, validation, progress=progress, watch=watch):
            yield from records.take(event)
            yield event
            if isinstance(event, Started):
                yield from records.begin()
    finally:
        records.close()


def _restored(model: Model, place: Place, now: Circumstances | None) -> Progress | None:
    for callback in model.callbacks:
        if isinstance(callback, BackupAndRestore):
            try:
                path = backup_of(callback, place)
            except FileFault:
                continue  # where nothing may be written, nothing was: it is told when the run begins
            with contextlib.suppress(OSError):
                if path.exists():
                    return read_checkpoint(path, model, now)
    return None


def forget_backups(callbacks: tuple[Callback, ...], place: Place = HERE) -> None:
    """Deletes the checkpoints of a run that came to its end, as its callbacks say: its result is written."""
    for callback in callbacks:
        if isinstance(callback, BackupAndRestore) and callback.delete_checkpoint:
            with contextlib.suppress(FileFault, OSError):
                path = backup_of(callback, place)
                path.unlink(missing_ok=True)
                shutil.rmtree(path.with_name(KERAS), ignore_errors=True)


__all__ = ["CHECKPOINT", "NotExact", "Resume", "forget_backups", "train"]
