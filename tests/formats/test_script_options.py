"""Options of a script: its style, its dialect, its weights; and networks without blocks in blocks."""

from __future__ import annotations

import ast
import sys
import types

import keras
import numpy as np
import pytest

from netbuilder import formats
from netbuilder.cli import main
from netbuilder.engine.optimizers import Adam
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle, ExportOptions
from netbuilder.formats.flat import flat_snapshot
from netbuilder.graph import Functional, Graph
from netbuilder.layers import Dense, Input
from tests.formats.test_keras_script import assert_formatted
from tests.networks import NETWORKS, chain, mlp, nested, node, random_inputs


def written(snapshot, folder, form="script", **options):
    """The text of a script with these options, and where it lies."""
    path = folder / "model.py"
    formats.write(Bundle(snapshot, options=ExportOptions(**options)), path, form)
    return path.read_text(), path


def model_of(source, path):
    """The Keras model that a script builds; its data and training are left out."""
    keras.utils.clear_session(free_memory=False)  # Keras counts names over the whole session
    names: dict = {"__file__": str(path)}
    start, stop = source.index("# The network"), source.index("# Training")
    head = "\n".join(line for line in source.split("\n") if line.startswith(("import keras", "from ")))
    exec(compile(head + "\n" + source[start:stop].replace("model.summary()", ""), "script", "exec"), names)
    return names["model"]


def assert_computes_alike(model, snapshot):
    """A Keras model and a snapshot give the same outputs."""
    x = random_inputs(snapshot.graph, 3, np.random.default_rng(0))
    ours = snapshot.model().predict(x)
    theirs = model(list(x) if len(x) > 1 else x[0], training=False)
    theirs = theirs if isinstance(theirs, list | tuple) else [theirs]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(np.asarray(other), mine, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("style", ["auto", "functional"])
@pytest.mark.parametrize(
    "name",
    [name if name == "nested" else pytest.param(name, marks=pytest.mark.long) for name in NETWORKS],
)
def test_a_script_with_weights_begins_with_ours(name, style, tmp_path):
    snapshot = fresh(NETWORKS[name](), TrainingSettings(seed=1))

    source, path = written(snapshot, tmp_path, style=style, weights=True)

    assert_formatted(source, tmp_path)
    assert ("keras.Model(" in source) or (style == "auto" and snapshot.graph.is_chain)
    assert_computes_alike(model_of(source, path), snapshot)


def test_sequential_can_be_forced_only_on_a_chain(tmp_path):
    source, _ = written(fresh(mlp()), tmp_path, style="sequential")

    assert "keras.Sequential(" in source
    with pytest.raises(FileFault, match=r"right.*again.*functional"):
        written(fresh(NETWORKS["two_in_two_out"]()), tmp_path, style="sequential")
    assert (tmp_path / "model.py").read_text() == source


def chain_around_a_branch() -> Graph:
    """A chain of which one block holds a chain that holds a network which branches, and is frozen."""
    deep = chain(Input((4,)), Dense(4), Functional(nested()["block"].layer.graph, trainable=False))
    branch = Graph.of(
        [
            node("a", Input((4,))),
            node("dense", Dense(4, "tanh"), "a"),
            node("dense_1", Dense(4), "dense"),
            node("both", deep["functional"].layer, "dense", "dense_1"),
        ]
    )
    inner = chain(
        Input((4,)),
        Dense(4),
        Functional(branch, trainable=False),
        Functional(chain(Input((4,)), Dense(4)), trainable=False),
    )
    return chain(Input((6,)), Dense(4), Functional(inner), Dense(2))


def test_blocks_in_blocks_stay_what_they_are(tmp_path):
    snapshot = fresh(chain_around_a_branch(), TrainingSettings(loss="mean_squared_error", seed=1))

    source, path = written(snapshot, tmp_path, weights=True)
    model = model_of(source, path)

    assert_formatted(source, tmp_path)
    assert isinstance(model, keras.Sequential)
    assert_computes_alike(model, snapshot)
    assert len(model.trainable_variables) == 6  # those of the three layers that are not frozen


@pytest.mark.parametrize("make", [nested, chain_around_a_branch], ids=["nested", "chain"])
def test_flat_networks_compute_and_train_as_before(make):
    training = TrainingSettings("mean_squared_error", Adam(0.01), (), seed=2)
    model = fresh(make(), training).model()
    x = random_inputs(model.graph, 8, np.random.default_rng(1))
    y = [np.ones_like(part) for part in model.predict(x)]
    model.train_batch(x, y)

    flat = flat_snapshot(Snapshot.of(model))
    other = flat.model()

    assert not any(isinstance(part.layer, Functional) for part in flat.graph.nodes.values())
    assert flat.graph.input_names == model.graph.input_names
    for _ in range(2):
        for mine, theirs in zip(model.predict(x), other.predict(x), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-6)
        model.train_batch(x, y)
        other.train_batch(x, y)


def test_the_tf_keras_dialect_is_the_same_script_under_other_imports(tmp_path, monkeypatch):
    snapshot = fresh(mlp(), TrainingSettings(seed=1))
    plain, _ = written(snapshot, tmp_path, complete=True)
    assert "--backend" in plain
    # TensorFlow's `tf.keras` is this very package since its version 2.16.
    tensorflow = types.ModuleType("tensorflow")
    tensorflow.keras = keras
    for name, module in (("tensorflow", tensorflow), ("tensorflow.keras", keras)):
        monkeypatch.setitem(sys.modules, name, module)

    source, path = written(snapshot, tmp_path, "tf.keras", weights=True, complete=True)

    assert_formatted(source, tmp_path)
    assert "from tensorflow import keras\nfrom tensorflow.keras import layers\n" in source
    assert 'parser.add_argument("--backend"' not in source
    assert plain[plain.index("# The network") :] in source.replace(
        'model.load_weights(Path(__file__).with_name("model.weights.h5"))\n', ""
    )
    assert_computes_alike(model_of(source, path), snapshot)


@pytest.mark.parametrize(
    ("framework", "mark", "weights"),
    [
        ("keras", "from keras import layers", "out.weights.h5"),
        ("tf.keras", "from tensorflow import keras\n", "out.weights.h5"),
        ("torch", "class Network(nn.Module):\n", "out.npz"),
        ("numpy", "def predict(weights, ", "out.npz"),
    ],
)
def test_the_command_line_knows_frameworks_by_name(framework, mark, weights, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    formats.write(Bundle(fresh(nested())), tmp_path / "model.keras")

    assert main(["export", "model.keras", "-o", "out.py", "--framework", framework, "--flat", "--weights"]) == 0

    source = (tmp_path / "out.py").read_text()
    assert ast.parse(source)
    assert mark in source
    assert source.count("keras.Model(") == ("keras" in framework)
    assert (tmp_path / weights).exists()


def test_the_command_line_tells_what_verified_a_numpy_script(tmp_path, capsys):
    formats.write(Bundle(fresh(nested())), tmp_path / "model.keras")

    assert main(["export", str(tmp_path / "model.keras"), "-o", str(tmp_path / "out.py"), "--framework", "numpy"]) == 0

    assert f"NumPy {np.__version__}: largest difference" in capsys.readouterr().out
