"""Files that earlier releases of Keras wrote are read as they were meant; see the scripts in files/."""

from __future__ import annotations

import shutil
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder import formats
from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.losses import Huber, SparseCategoricalCrossentropy
from netbuilder.engine.snapshot import Snapshot
from netbuilder.project import open_file
from netbuilder.project.exporting import load_weights, save_as

FOLDER = Path(__file__).with_name("files")
MODELS = sorted(
    path
    for kind in ("*.keras", "*.h5")
    for path in FOLDER.glob(f"*/{kind}")
    if ".weights" not in path.name and path.parent.name.startswith(("keras", "more", "nested"))
    if path.name != "nested_weights.h5"
)
WEIGHTS = sorted([*FOLDER.glob("more-*/*.weights.h5"), *FOLDER.glob("nested-*/*weights.h5")])


def samples(path):
    """The inputs and the outputs that the release which wrote the file gave for them."""
    name = path.name.split(".")[0].removesuffix("_weights")
    with np.load(path.with_name("expected.npz")) as stored:
        return tuple([stored[key] for key in sorted(stored) if key.startswith(f"{name}/{kind}")] for kind in "xy")


def _case(path):
    """The everyday run reads what Keras 2 wrote, and the hardest of the others."""
    everyday = "2.15" in path.parent.name or "more" in path.parent.name or path.name == "branches.keras"
    return pytest.param(path, id=f"{path.parent.name}-{path.name}", marks=() if everyday else pytest.mark.long)


@pytest.mark.parametrize("path", [_case(path) for path in MODELS])
def test_a_file_of_an_earlier_keras_computes_what_it_computed_there(path):
    x, y = samples(path)

    found = open_file(path)

    for mine, theirs in zip(found.run.snapshot.model(found.project.training).predict(x), y, strict=True):
        assert_allclose(mine, theirs, atol=1e-6)


@pytest.mark.parametrize("path", WEIGHTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_weights_alone_of_an_earlier_keras_go_into_the_model_of_its_file(path):
    x, y = samples(path)
    project = open_file(
        path.with_name(path.name.replace("_weights", ".weights").replace(".weights.h5", ".keras"))
    ).project

    found = load_weights(path, project)

    for mine, theirs in zip(found.snapshot.model(project.training).predict(x), y, strict=True):
        assert_allclose(mine, theirs, atol=1e-6)


@pytest.mark.parametrize("version", ["2.15", pytest.param("3.0.5", marks=pytest.mark.long)])
def test_the_optimizer_goes_on_where_an_earlier_keras_stopped(version):
    memory = open_file(FOLDER / f"keras-{version}" / "image.keras").run.snapshot.optimizer

    assert memory.iteration == 3
    assert all(np.abs(memory.slots[slot]["dense", "kernel"]).max() > 0 for slot in memory.slots)


def test_the_hard_sigmoid_of_keras_2_is_told():
    """Fault 22: the same outputs, and why the weights are others."""
    (notice,) = open_file(FOLDER / "keras-2.15" / "words.h5").notices

    assert "hard_sigmoid" in str(notice)


@pytest.mark.parametrize("name", ["branches", "attention"])
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_what_was_read_from_keras_2_goes_to_keras_3(name, suffix, tmp_path):
    path = FOLDER / "keras-2.15" / f"{name}.h5"
    x, y = samples(path)
    found = open_file(path)

    save_as(tmp_path / f"model{suffix}", found.project, found.run, "model")
    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)

    for theirs_, expected in zip(_list(theirs.predict(x if len(x) > 1 else x[0], verbose=0)), y, strict=True):
        assert_allclose(theirs_, expected, atol=1e-6)


def _list(outputs):
    return outputs if isinstance(outputs, list) else [outputs]


OPTIMIZERS = sorted(path for kind in ("*.keras", "*.h5") for path in (FOLDER / "optimizers-keras-2.15").glob(kind))


@pytest.mark.parametrize("path", OPTIMIZERS, ids=lambda path: path.name)
def test_training_goes_on_as_it_would_have_gone_on_in_keras_2(path):
    with np.load(path.with_name("expected.npz")) as stored:
        x, y, kernel, bias = (stored[key] for key in ("x", "y", f"{path.stem}/0", f"{path.stem}/1"))
    snapshot = formats.read(path)

    model = snapshot.model(snapshot.training.replace(epochs=2, batch_size=4, shuffle=False))
    last(fit(model, Samples((x,), (y,))))

    assert snapshot.notes == ()
    weights = Snapshot.of(model).weights
    near = 1e-3 if path.stem == "nadam" else 1e-5  # Keras 3's Nadam, which is ours, takes steps of other lengths
    assert_allclose(weights["dense", "kernel"], kernel, atol=near)
    assert_allclose(weights["dense", "bias"], bias, atol=near)


def test_a_memory_that_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "model.h5"
    shutil.copy(FOLDER / "optimizers-keras-2.15" / "legacy_adam.h5", path)
    with h5py.File(path, "a") as file:
        group = file["optimizer_weights"]
        group.attrs["weight_names"] = group.attrs["weight_names"][:-1]

    snapshot = formats.read(path)

    assert snapshot.optimizer is None
    assert "starts afresh" in str(snapshot.notes[0])


COMPILED = {"scores": SparseCategoricalCrossentropy(from_logits=True), "huber": Huber(delta=0.5)}

NAMES = [
    "accuracy", "mae", "auc", "m", "sparse_categorical_accuracy", "mean_absolute_error", "top_k_categorical_accuracy",
    "precision",
]  # fmt: skip


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", COMPILED)
def test_how_a_model_was_compiled_in_keras_2_is_read(name, suffix):
    snapshot = formats.read(FOLDER / "compiled-keras-2.15" / f"{name}{suffix}")

    assert snapshot.notes == ()
    assert snapshot.training.loss == (COMPILED[name],)
    assert [metric.log_name() for metric in snapshot.training.metrics] == NAMES


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_losses_and_metrics_by_the_names_of_outputs_go_to_their_outputs(suffix):
    found = formats.read(FOLDER / "nested-keras-2.15" / f"ends{suffix}")

    assert found.graph.output_names == ("size", "kind")
    assert found.training.loss == (Huber(0.5), SparseCategoricalCrossentropy())
    assert found.training.loss_weights == (0.5, 2.0)
    assert [(metric.output, metric.log_name()) for metric in found.training.metrics] == [(0, "mae"), (1, "accuracy")]
    assert found.optimizer is not None
    assert found.notes == ()
