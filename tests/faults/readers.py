"""What is done with files from outside, whole: read, and then used as the application would use it."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import numpy as np

from netbuilder.data import DataSettings
from netbuilder.data.own_arrays import load_arrays
from netbuilder.engine.callbacks import EarlyStopping, ReduceLROnPlateau
from netbuilder.engine.checkpoint import read_checkpoint, write_checkpoint
from netbuilder.engine.fit import Progress, Samples, fit
from netbuilder.engine.model import Model, compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.formats import read_weights
from netbuilder.graph import check
from netbuilder.graph.pasting import blocks_of_text
from netbuilder.layers import Dense, Input
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.regularization import Dropout
from netbuilder.project import my_blocks, open_file
from netbuilder.project.file import write_project
from tests.networks import chain, mlp


def opened_and_used(path: Path) -> None:
    """A project or a model of another program: opened, checked, written again, and computed with."""
    found = open_file(path)
    check(found.project.graph)
    [str(notice) for notice in found.notices]
    with tempfile.TemporaryDirectory() as folder:
        write_project(Path(folder, "again.netb"), found.project, found.run)
    if found.run is not None:
        found.run.snapshot.model()


def weights(path: Path) -> None:
    """Weights for a network that is there."""
    read_weights(path, mlp())


def data(path: Path) -> None:
    """An own .npz file, or a folder of .npy files."""
    load_arrays(path, DataSettings(path=str(path)))


def kept_block(path: Path) -> None:
    """A block that a person keeps, or dragged from another window."""
    my_blocks.from_text(path.read_bytes(), str(path))


def checkpoint(path: Path) -> None:
    """A run that goes on from what is in the file."""
    model = compile_model(RUN_GRAPH, RUN_SETTINGS)
    progress = read_checkpoint(path, model)
    for _ in fit(model, run_samples(), progress=progress):
        pass


RUN_GRAPH = chain(Input((5,)), Dense(4, "relu"), BatchNormalization(), Dropout(0.4), Dense(3, "softmax"))
RUN_SETTINGS = TrainingSettings(
    loss="categorical_crossentropy",
    metrics=("accuracy", "auc"),
    epochs=3,
    batch_size=8,
    seed=3,
    validation_split=0.25,
    callbacks=(EarlyStopping(patience=2, restore_best_weights=True), ReduceLROnPlateau(patience=0, min_delta=1.0)),
)


def run_samples() -> Samples:
    """Samples for that run."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(24, 5)).astype("float32")
    return Samples((x,), (np.eye(3, dtype="float32")[rng.integers(0, 3, 24)],))


def good_checkpoint(path: Path) -> None:
    """Writes a run that was stopped in its second epoch."""
    model: Model = compile_model(RUN_GRAPH, RUN_SETTINGS)
    progress = Progress()
    for _ in itertools.islice(fit(model, run_samples(), progress=progress), 9):
        pass
    write_checkpoint(path, model, progress)


def pasted(path: Path) -> None:
    """Text that was copied somewhere."""
    blocks_of_text(path.read_bytes().decode("utf-8", "replace"))
