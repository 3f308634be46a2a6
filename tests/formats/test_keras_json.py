"""Model JSON of Keras 2 and 3: the network without weights, by real Keras and by the releases that wrote it."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import pytest

from netbuilder import formats
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle
from netbuilder.formats.verifying.comparing import corresponding
from netbuilder.project import open_file
from netbuilder.project.project import same_network
from tests.networks import NETWORKS, mlp

OLD = sorted(Path(__file__).with_name("files").glob("*/*.json"))


@pytest.mark.parametrize("name", NETWORKS)
def test_keras_reads_what_is_written_and_we_what_it_writes(name, tmp_path):
    snapshot = fresh(NETWORKS[name](), TrainingSettings("categorical_crossentropy"))
    formats.write(Bundle(snapshot, name=name), tmp_path / "ours.json")

    theirs = keras.models.model_from_json((tmp_path / "ours.json").read_text())
    (tmp_path / "theirs.txt").write_text(theirs.to_json())

    assert theirs.count_params() == sum(array.size for array in snapshot.weights.values())
    for file in ("ours.json", "theirs.txt"):  # found out by what it holds
        found = open_file(tmp_path / file)
        # Keras forgets what the later calls of a layer were named.
        assert corresponding(snapshot.graph, found.project.graph) is not None
        assert found.run is None or not snapshot.weights


def test_how_it_is_compiled_comes_back(tmp_path):
    training = TrainingSettings("mean_squared_error", "nadam", metrics=("mean_absolute_error",))
    formats.write(Bundle(fresh(mlp(), training)), tmp_path / "model.json")

    found = open_file(tmp_path / "model.json").project.training

    assert (found.loss, found.optimizer, found.metrics) == (training.loss, training.optimizer, training.metrics)


@pytest.mark.parametrize("path", OLD, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_json_of_an_earlier_keras_is_the_network_of_its_files(path):
    found = open_file(path)
    whole = open_file(next(path.parent.glob(f"{path.stem}.keras")))

    assert found.run is None
    if path.parent.name == "keras-2.15" and path.stem == "words":
        assert "hard_sigmoid" in str(found.notices[0])  # the whole model has its weights changed for it
    else:
        assert same_network(found.project.graph, whole.project.graph)


@pytest.mark.parametrize(
    "content", ["{}", '{"a": NaN}', '{"class_name": "Model"', '{"class_name": "Lambda"}', "{" * 9000]
)
def test_other_json_is_refused_with_the_name_of_the_file(content, tmp_path):
    (tmp_path / "x.json").write_text(content)

    with pytest.raises(FileFault, match=r"x\.json"):
        open_file(tmp_path / "x.json")


def test_it_is_what_keras_calls_a_functional_or_sequential_model(tmp_path):
    formats.write(Bundle(fresh(mlp())), tmp_path / "model.json")

    assert json.loads((tmp_path / "model.json").read_text())["class_name"] == "Sequential"


def test_a_functional_model_that_is_a_bare_list_is_refused(tmp_path):
    formats.write(Bundle(fresh(NETWORKS["residual"](), TrainingSettings("mse"))), tmp_path / "model.json")
    written = json.loads((tmp_path / "model.json").read_text())
    written["config"] = written["config"]["layers"]
    (tmp_path / "model.json").write_text(json.dumps(written))

    with pytest.raises(FileFault, match=r"model\.json: Functional\.config must be an object, got "):
        open_file(tmp_path / "model.json")
