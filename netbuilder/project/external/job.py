"""What another Python is given: the model as a .keras file, the samples as arrays, and how to train, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder import formats
from netbuilder.arrays import Array
from netbuilder.data.fitted import target_scalings
from netbuilder.engine.callbacks import (
    BackupAndRestore,
    Callback,
    CSVLogger,
    LearningRateScheduler,
    ModelCheckpoint,
    TensorBoard,
    TerminateOnNaN,
)
from netbuilder.engine.events import Warned
from netbuilder.engine.model import Model
from netbuilder.engine.samples import Samples
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import FileFault, Message, TrainingError
from netbuilder.files import DiskArray, make_folder
from netbuilder.formats.keras.config_writing import as_keras
from netbuilder.project.place import Place
from netbuilder.project.records import CANNOT_WRITE, KERAS, try_file

OURS = (CSVLogger, TensorBoard, TerminateOnNaN)  # done here, from what is told
WRITTEN = (".keras", ".weights.h5", ".h5")  # by Keras's ModelCheckpoint
CHUNK = 4096  # rows of an array on disk that are copied at once


def allowed(callbacks: tuple[Callback, ...], place: Place) -> tuple[list[dict[str, Any]], list[Warned]]:
    """The callbacks that Keras has, as it declares them; those that may not write where they want are told instead.

    Raises TrainingError for what Keras cannot do.
    """
    found, warnings = [], []
    for callback in callbacks:
        if isinstance(callback, OURS):
            continue
        try:
            found.append(_callback(callback, place))
        except FileFault as fault:
            warnings.append(Warned(Message(CANNOT_WRITE, {"name": type(callback).__name__, "cause": fault})))
    return found, warnings


def write_job(
    folder: Path, model: Model, callbacks: list[dict[str, Any]], samples: Samples, validation: Samples | None,
    token: str, first: int = 0,
) -> None:  # fmt: skip
    """Writes everything that the runner reads; raises Fault for what Keras cannot do.

    `first` is how many epochs are behind the model's weights: those of the settings come after them.
    """
    settings = model.settings
    formats.write(formats.Bundle(Snapshot.of(model)), folder / "model.keras")
    weighed = []
    for part, given in (("train", samples), ("validation", validation)):
        if given is None:
            continue
        for letter, arrays in (("x", given.x), ("y", given.y)):
            for i, array in enumerate(arrays):
                _write(folder / f"{letter}_{part}_{i}.npy", array)
        if given.weights is not None:
            weighed.append(part)
            _write(folder / f"w_{part}_0.npy", given.weights)
    job = {
        "token": token, "initial_epoch": first or settings.initial_epoch, "epochs": settings.until(first),
        "batch_size": settings.batch_size, "shuffle": settings.shuffle, "seed": model.seed, "inputs": len(samples.x),
        "outputs": len(samples.y), "weighed": weighed, "validates": validation is not None, "callbacks": callbacks,
        "steps_per_epoch": settings.steps_per_epoch, "validation_freq": settings.validation_freq,
        "scales": _scales(model),
    }  # fmt: skip
    (folder / "job.json").write_text(json.dumps(job), "utf-8")


def _scales(model: Model) -> dict[str, list[Any]]:
    """Offset and spread of the outputs that learn scaled amounts, by their numbers."""
    found = target_scalings(model.fitted, model.graph.output_names)
    return {str(i): [one.offset.tolist(), one.divisor.tolist()] for i, one in enumerate(found) if one is not None}


def _write(path: Path, array: Array) -> None:
    """An array as a .npy file; one that lies on disk goes there piece by piece."""
    if not isinstance(array, DiskArray):
        np.save(path, array, allow_pickle=False)
        return
    first = np.asarray(array[:1])
    with path.open("wb") as file:
        head = {"descr": np.lib.format.dtype_to_descr(first.dtype), "fortran_order": False}
        np.lib.format.write_array_header_1_0(file, {**head, "shape": (len(array), *first.shape[1:])})
        for piece in _pieces(array):
            file.write(np.ascontiguousarray(piece, first.dtype).tobytes())


def _pieces(array: DiskArray) -> Iterator[Array]:
    for start in range(0, len(array), CHUNK):
        yield np.asarray(array[start : start + CHUNK])


def _callback(callback: Callback, place: Place) -> dict[str, Any]:
    """A callback as Keras's; its files go where they would go here. Raises FileFault where nothing can be written."""
    if isinstance(callback, ModelCheckpoint):
        if not callback.filepath.lower().endswith(WRITTEN):
            raise TrainingError(
                "ModelCheckpoint cannot write {path} with Keras. Choose one of {suffixes}",
                path=callback.filepath, suffixes=" ".join(WRITTEN),
            )  # fmt: skip
        path = place.path_of(callback.filepath).absolute()
        try_file(path)
        make_folder(path.parent)
        callback = callback.replace(filepath=str(path))
    if isinstance(callback, BackupAndRestore):
        # A folder of its own: Keras removes the whole of it in the end.
        folder = place.path_of(callback.backup_dir).absolute() / KERAS
        try_file(folder / "trial")
        callback = callback.replace(backup_dir=str(folder), delete_checkpoint=False)  # not before the result is written
    declared = as_keras(callback)
    if isinstance(callback, LearningRateScheduler):
        declared["config"]["schedule"] = as_keras(callback.schedule.for_keras())
    return {"class_name": declared["class_name"], "config": declared["config"]}
