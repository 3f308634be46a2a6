"""What is exported says what the settings say now, and of which run the weights are."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

from netbuilder.data import DataSettings
from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import SGD, Adam
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot
from netbuilder.formats import ExportOptions
from netbuilder.project import Project, TrainedRun
from netbuilder.project.exporting import save_as, snapshot_of
from tests.networks import mlp

BEFORE = TrainingSettings(loss="categorical_crossentropy", epochs=2, batch_size=16, optimizer=Adam(0.01), seed=1)


@pytest.fixture(scope="module")
def run():
    rng = np.random.default_rng(0)
    data = Samples((rng.normal(size=(32, 6)).astype("float32"),), (np.eye(3, dtype="float32")[rng.integers(0, 3, 32)],))
    model = compile_model(mlp(), BEFORE)
    history = last(fit(model, data)).history
    return TrainedRun(Snapshot.of(model), DataSettings(path="old.npz"), history)


NOW = Project(mlp(), BEFORE.replace(batch_size=64, epochs=9), DataSettings(path="new.npz"))
WEIGHTS = ExportOptions(weights=True)


@pytest.mark.parametrize("form", ["script", "tf.keras", "notebook", "torch"])
def test_a_script_says_what_the_form_says_and_where_its_weights_come_from(form, run, tmp_path):
    path = tmp_path / f"out.{'ipynb' if form == 'notebook' else 'py'}"

    save_as(path, NOW, run, "model", form, WEIGHTS)

    text = path.read_text("utf-8")
    flat = " ".join(text.replace("#", " ").replace('\\n",', " ").replace('"', " ").split())
    assert "batch_size = 64" in text or "batch_size=64" in text or "BATCH_SIZE = 64" in text
    assert f"The weights are of a run of 2 epochs that ended with a loss of {run.history['loss'][-1]:.4g}." in flat
    assert "It was trained with other settings than those here: epochs 2, batch_size 16." in flat
    assert "new.npz" in text


def test_numpy_s_script_says_where_its_weights_come_from(run, tmp_path):
    save_as(tmp_path / "out.py", NOW, run, "model", "numpy")

    assert "# The weights are of a run of 2 epochs" in (tmp_path / "out.py").read_text("utf-8")


def test_a_keras_file_is_compiled_as_the_form_says(run, tmp_path):
    project = NOW.replace(training=NOW.training.replace(loss="mse", metrics=("mae",)))

    save_as(tmp_path / "out.keras", project, run, "model")

    with zipfile.ZipFile(tmp_path / "out.keras") as archive:
        config = json.loads(archive.read("config.json"))["compile_config"]
    assert config["loss"] == "mean_squared_error"
    assert [metric["config"]["name"] for metric in config["metrics"]] == ["mae"]


def test_the_optimizer_s_memory_goes_along_only_with_the_same_optimizer(run):
    same, other = NOW, NOW.replace(training=NOW.training.replace(optimizer=SGD(0.1)))
    faster = NOW.replace(training=NOW.training.replace(optimizer=Adam(0.1)))

    assert snapshot_of(same, run).optimizer is run.snapshot.optimizer
    assert snapshot_of(other, run).optimizer is None
    assert snapshot_of(faster, run).optimizer.slots == run.snapshot.optimizer.slots


def test_a_record_of_a_training_says_how_that_was_trained(run, tmp_path):
    save_as(tmp_path / "out.json", NOW, run, "model", "history.json")

    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert told["training"]["config"]["batch_size"] == 16
    assert told["data"]["config"]["path"] == "old.npz"


def test_a_script_says_what_has_to_lie_beside_it_and_what_it_reads(run, tmp_path):
    save_as(tmp_path / "own.py", NOW, run, "model", "script", WEIGHTS)
    save_as(tmp_path / "bundled.py", NOW.replace(data=DataSettings(source="iris")), None, "model", "torch")

    own, bundled = ((tmp_path / name).read_text("utf-8").split('"""')[1] for name in ("own.py", "bundled.py"))
    assert "It needs model.weights.h5 beside it." in own
    assert "It reads new.npz, which is not part of it." in own
    assert "It needs iris.npz beside it." in bundled
    assert (tmp_path / "model.weights.h5").exists()
    assert (tmp_path / "iris.npz").exists()
