"""The generated script: formatted, idiomatic, running under real Keras, and not to be broken out of."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from netbuilder import formats
from netbuilder.data import DataSettings, load, prepare
from netbuilder.engine.callbacks import EarlyStopping, ModelCheckpoint
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.schedules import InverseTimeDecay
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.formats import Bundle
from netbuilder.formats.keras.config_writing import module_of
from netbuilder.formats.keras.objects import layer_from_keras
from netbuilder.formats.keras.own_layers import is_of_keras
from netbuilder.formats.keras_script.network import node_code, spec_code
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.graph import Functional
from netbuilder.layers import Layer
from netbuilder.project import templates
from tests.contract.cases import CASES
from tests.networks import NETWORKS, mlp

RUFF = Path(sys.executable).with_name("ruff")


@pytest.fixture(autouse=True)
def no_arguments(monkeypatch):
    """Scripts that run in this process are told nothing."""
    monkeypatch.setattr(sys, "argv", ["script.py"])


def script_of(graph, training=None, data=None, name="model"):
    return keras_script(Bundle(Snapshot(graph, {}, training or TrainingSettings()), data or DataSettings(), name))


def assert_formatted(source, tmp_path):
    path = tmp_path / "script.py"
    path.write_text(source)
    for command in (
        ["format", "--diff", "--isolated"],
        ["check", "--isolated", "--select", "E,F,I,W", "--ignore", "E501"],
    ):
        done = subprocess.run([RUFF, *command, str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def run(path):
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    return subprocess.run(
        [sys.executable, path.name], cwd=path.parent, env=environment, capture_output=True, text=True, check=False
    )


def model_of(source):
    """The Keras model that a script builds; its data and training are left out."""
    keras.utils.clear_session(free_memory=False)  # Keras counts names over the whole session
    names: dict = {}
    start, stop = source.index("# The network"), source.index("# Training")
    head = "\n".join(line for line in source.split("\n") if line.startswith(("import keras", "from keras")))
    exec(compile(head + "\n" + source[start:stop].replace("model.summary()", ""), "script", "exec"), names)
    return names["model"]


@pytest.mark.parametrize("name", NETWORKS)
def test_is_formatted_as_ruff_does(name, tmp_path):
    assert_formatted(script_of(NETWORKS[name]()), tmp_path)


@pytest.mark.parametrize("name", list(templates()))
def test_template_is_formatted_and_shows_its_kind(name, tmp_path):
    project = templates()[name].project()

    source = script_of(project.graph, project.training, project.data, name)

    assert_formatted(source, tmp_path)
    assert ("keras.Sequential(" in source) == project.graph.is_chain


@pytest.mark.parametrize("name", NETWORKS)
def test_builds_the_same_model(name, tmp_path):
    graph = NETWORKS[name]()
    snapshot = fresh(graph, TrainingSettings(seed=1))
    formats.write(Bundle(snapshot), tmp_path / "model.keras")

    scripted, filed = model_of(script_of(graph)), keras.models.load_model(tmp_path / "model.keras")

    assert [layer.name for layer in scripted.layers] == [layer.name for layer in filed.layers]
    for one, other in zip(scripted.layers, filed.layers, strict=True):
        assert nameless(one.get_config()) == nameless(other.get_config())


def nameless(config):
    """A config without names: Keras numbers the layers inside of layers."""
    if isinstance(config, dict):
        return {name: nameless(value) for name, value in config.items() if name != "name"}
    return config


OF_KERAS = [case for case in CASES if not isinstance(case.layer, Functional) and is_of_keras(type(case.layer))]


@pytest.mark.filterwarnings("ignore:You passed `rms_scaling:UserWarning")
@pytest.mark.parametrize("case", OF_KERAS, ids=str)
def test_one_layer_s_expression_makes_the_same_layer(case):
    """Read back it is the same: Keras fills in what was left out, and the reader leaves it out again."""
    made = eval(spec_code(case.layer).flat(), {"layers": keras.layers, "keras": keras})
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(made)))

    found = layer_from_keras(config["class_name"], config["config"]).simplified(*case.shapes)
    told = {field.name: getattr(case.layer, field.name) for field in case.layer.fields() if field.call}
    again = eval(spec_code(found).flat(), {"layers": keras.layers, "keras": keras})

    assert found.replace(**told) == case.layer or nameless(again.get_config()) == nameless(made.get_config())


@pytest.mark.parametrize("name", ["mlp", "binary", "regression"])
def test_template_s_script_runs_under_keras_and_scores_alike(name, tmp_path):
    template = templates()[name]
    project = template.project()
    training = project.training.replace(epochs=2, seed=3)
    formats.write(Bundle(Snapshot(project.graph, {}, training), project.data, name), tmp_path / f"{name}.py")

    done = run(tmp_path / f"{name}.py")

    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / f"{name}.keras").exists()
    assert "'loss'" in done.stdout


@pytest.mark.parametrize(
    ("scaling", "arrangement", "one_hot"),
    [
        ("unit", "channels", True),
        ("standardize", "flatten", False),
        ("minmax", "as_is", False),
        ("none", "flatten", True),
    ],
)
def test_prepares_the_data_as_we_do(scaling, arrangement, one_hot, tmp_path):
    data = DataSettings(source="digits", scaling=scaling, arrangement=arrangement, one_hot=one_hot)
    expected = prepare(load(data), data)
    formats.write(Bundle(Snapshot(mlp(), {}, TrainingSettings()), data), tmp_path / "script.py")
    source = (tmp_path / "script.py").read_text()
    names: dict = {"__file__": str(tmp_path / "script.py")}

    exec(compile(source[: source.index("# The network")], "script", "exec"), names)

    np.testing.assert_allclose(names["x_train"], expected.x_train["x"], rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(names["x_test"], expected.x_test["x"], rtol=1e-6, atol=1e-7)
    np.testing.assert_array_equal(names["y_train"], expected.y_train["y"])


CSV = """width;kind;weight;answer
1,5;long;3;yes
2,5;short;;no
0,5;long;1;yes
4;round;2;no
2;long;7;yes
3;short;9;no
"""


@pytest.mark.parametrize("missing", ["drop", "mean"])
def test_reads_a_table_as_we_do(missing, tmp_path):
    (tmp_path / "table.csv").write_text(CSV)
    data = DataSettings(path=str(tmp_path / "table.csv"), missing=missing, test_split=0.4)
    expected = prepare(load(data), data)
    source = script_of(mlp(), data=data)
    names: dict = {"__file__": str(tmp_path / "script.py")}

    exec(compile(source[: source.index("# The network")], "script", "exec"), names)

    for part in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_allclose(names[part], next(iter(getattr(expected, part).values())), rtol=1e-6)
    assert_formatted(source, tmp_path)


@pytest.mark.parametrize("length", [70, 78, 79, 80, 83, 84, 90, 200])
def test_a_path_of_any_length_is_written_as_ruff_would(length, tmp_path):
    source = script_of(mlp(), data=DataSettings(path="a" * (length - 4) + ".npz"))

    assert_formatted(source, tmp_path)


def test_callbacks_and_schedules_are_written_out(tmp_path):
    training = TrainingSettings(
        optimizer=SGD(InverseTimeDecay(0.01, 1, 1e-6), momentum=0.9),
        callbacks=[
            EarlyStopping(patience=3, restore_best_weights=True),
            ModelCheckpoint(filepath="b.keras", save_best_only=True),
        ],
        metrics=["accuracy", "auc"],
        shuffle=False,
        validation_split=0.1,
        seed=4,
    )
    source = script_of(mlp(), training)

    assert_formatted(source, tmp_path)
    for part in (
        "InverseTimeDecay(0.01, 1, 1e-06)",
        "EarlyStopping(",
        "patience=3",
        "set_random_seed(4)",
        "shuffle=False",
        "keras.metrics.AUC()",
        "200 thresholds",
    ):
        assert part in source


@pytest.mark.parametrize("evil", ['");import os#', '"""', "a\\", "line\nbreak", "{x}", "\u202egnp.exe", "'); print('x"])
def test_names_and_paths_cannot_break_out(evil):
    """Fault 66: the syntax tree has the shape of a benign one."""

    def shape(name):
        source = script_of(mlp(), data=DataSettings(path=f"{name}.npz"), name=name)
        return [type(node).__name__ for node in ast.walk(ast.parse(source))]

    assert shape(evil) == shape("benign")


def test_one_block_s_line_fits_the_panel():
    line = node_code(NETWORKS["cnn"](), "conv2d", 38)

    assert all(len(part) <= 40 for part in line.split("\n"))
    assert ast.parse(line)


def test_every_family_knows_its_keras_module():
    for kind in Layer.registry.values():
        assert module_of(kind.starting()) == "keras.layers"


def own_arrays(folder, as_folder):
    """Arrays of one's own with weights, as a folder or an .npz file."""
    rng = np.random.default_rng(0)
    arrays = {
        "x_train": rng.normal(size=(64, 6)).astype("float32"),
        "y_train": rng.integers(0, 3, 64),
        "x_test": rng.normal(size=(16, 6)).astype("float32"),
        "y_test": rng.integers(0, 3, 16),
        "w_train": rng.uniform(0, 2, 64).astype("float32"),
    }
    if not as_folder:
        np.savez(folder / "own.npz", **arrays)
        return folder / "own.npz"
    (folder / "own").mkdir()
    for name, array in arrays.items():
        np.save(folder / "own" / f"{name}.npy", array)
    return folder / "own"


@pytest.mark.parametrize("as_folder", [False, True], ids=["npz", "folder"])
def test_own_arrays_and_their_weights_are_used(as_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the script saves its model there
    data = DataSettings(path=str(own_arrays(tmp_path, as_folder)))
    training = TrainingSettings(epochs=1, class_weight=(1.0, 2.0, 1.0))

    source = script_of(mlp(), training.replace(class_weight=()), data)
    weighed = script_of(mlp(), training, data)

    assert "sample_weight=w_train" in source
    assert "class_weight=" not in weighed.replace(" ", "")[weighed.index("model.fit") :]  # Keras refuses both
    assert "w_train *= class_weight[np.minimum(y_train.reshape(len(y_train)).astype(int), 3)]" in weighed
    found = {}
    exec(compile(source, "script", "exec"), {"__file__": str(tmp_path / "script.py"), "__name__": "script"}, found)
    assert np.isfinite(found["history"].history["loss"]).all()
