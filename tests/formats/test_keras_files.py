"""Model files go to real Keras and come back: same outputs, same weights, same optimizer."""

from __future__ import annotations

import importlib
import json
import zipfile

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder import formats
from netbuilder.engine.callbacks import Callback
from netbuilder.engine.fit import Samples, fit, last
from netbuilder.engine.metrics import FittingAccuracy
from netbuilder.engine.model import compile_model
from netbuilder.engine.optimizers import SGD, Adam, RMSprop
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.errors import FileFault
from netbuilder.formats import Bundle
from netbuilder.formats.keras.config_writing import MODULES, as_keras
from netbuilder.formats.keras.own_layers import is_of_keras
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.graph.keras_order import keras_order
from netbuilder.layers import Dense, Input
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten
from netbuilder.layers.sample_normalization import LayerNormalization
from netbuilder.layers.wrappers import Bidirectional
from netbuilder.project.project import same_network
from tests.networks import NETWORKS, chain, node, random_inputs

OPTIMIZERS = (SGD(0.05, momentum=0.9), RMSprop(momentum=0.5), Adam(amsgrad=True))


def trained(name, optimizer="adam"):
    """A snapshot after a few steps, with inputs and what it predicts for them."""
    graph, rng = NETWORKS[name](), np.random.default_rng(0)
    settings = TrainingSettings("categorical_crossentropy", optimizer, epochs=1, batch_size=8, seed=2)
    model = compile_model(graph, settings)
    x = random_inputs(graph, 24, rng)
    y = tuple(np.eye(3, dtype="float32")[rng.integers(0, 3, 24)] for _ in graph.output_names)
    last(fit(model, Samples(x, y)))
    return Snapshot.of(model), x, model.predict(x)


def keras_predict(model, x):
    outputs = model.predict(list(x) if len(x) > 1 else x[0], verbose=0)
    return outputs if isinstance(outputs, list) else [outputs]


def assert_close(mine, theirs, tolerance=1e-6):
    assert len(mine) == len(theirs)
    for one, other in zip(mine, theirs, strict=True):
        assert_allclose(one, other, atol=tolerance)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", NETWORKS)
def test_real_keras_loads_and_predicts_the_same(name, suffix, tmp_path):
    snapshot, x, expected = trained(name)
    formats.write(Bundle(snapshot, name=name), tmp_path / f"model{suffix}")

    theirs = keras.models.load_model(tmp_path / f"model{suffix}")

    assert_close(keras_predict(theirs, x), expected)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_further_output_of_a_network_inside_stays_the_one_that_is_read(suffix, tmp_path):
    inside = Graph.of([node("a", Input((2,))), node("b", Dense(3), "a"), node("c", Dense(3), "a")])
    graph = Graph.of(
        [node("x", Input((2,))), node("two", Functional(inside), "x"), Node("y", Dense(4), (Port("two", 1),))]
    )
    snapshot, x = fresh(graph), np.random.default_rng(0).random((5, 2), np.float32)
    formats.write(Bundle(snapshot), tmp_path / f"model{suffix}")

    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)

    assert_close(keras_predict(theirs, (x,)), snapshot.model().predict((x,)))
    assert formats.read(tmp_path / f"model{suffix}").graph["y"].inputs == (Port("two", 1),)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_file_saved_by_real_keras_loads_here(name, suffix, tmp_path):
    snapshot, x, expected = trained(name)
    formats.write(Bundle(snapshot), tmp_path / "mine.keras")
    keras.models.load_model(tmp_path / "mine.keras").save(tmp_path / f"theirs{suffix}")

    found = formats.read(tmp_path / f"theirs{suffix}")

    assert same_network(found.graph, snapshot.graph) or any(node.shares for node in snapshot.graph.nodes.values())
    assert found.training.optimizer == snapshot.training.optimizer
    assert_close(found.model().predict(x), expected)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda value: type(value).__name__)
def test_what_is_written_is_read_back_whole(optimizer, suffix, tmp_path):
    snapshot, _, _ = trained("cnn", optimizer)
    formats.write(Bundle(snapshot), tmp_path / f"model{suffix}")

    found = formats.read(tmp_path / f"model{suffix}")

    assert found.weights.keys() == snapshot.weights.keys()
    for key, array in snapshot.weights.items():
        np.testing.assert_array_equal(found.weights[key], array)
    assert found.training == snapshot.training.replace(epochs=10, batch_size=32, seed=None)
    assert found.optimizer.iteration == snapshot.optimizer.iteration
    for slot, arrays in snapshot.optimizer.slots.items():
        for key, array in arrays.items():
            assert_allclose(found.optimizer.slots[slot][key], array, rtol=1e-6)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda value: type(value).__name__)
def test_keras_goes_on_training_where_we_stopped(optimizer, tmp_path):
    snapshot, x, _ = trained("mlp", optimizer)
    formats.write(Bundle(snapshot), tmp_path / "model.keras")
    theirs = keras.models.load_model(tmp_path / "model.keras")
    y = np.eye(3, dtype="float32")[np.arange(24) % 3]

    theirs.fit(x[0], y, batch_size=8, epochs=1, shuffle=False, verbose=0)
    model = snapshot.model(snapshot.training.replace(shuffle=False))
    last(fit(model, Samples(x, (y,))))

    assert_close(keras_predict(theirs, x), model.predict(x), 1e-5)


def test_weights_files_load_into_the_same_keras_model(tmp_path):
    snapshot, x, expected = trained("residual")
    formats.write(Bundle(snapshot), tmp_path / "model.keras")
    formats.write(Bundle(snapshot), tmp_path / "only.weights.h5")
    theirs = keras.models.clone_model(keras.models.load_model(tmp_path / "model.keras", compile=False))

    theirs.load_weights(tmp_path / "only.weights.h5")

    assert_close(keras_predict(theirs, x), expected)


def test_npz_names_each_weight_by_its_layer(tmp_path):
    snapshot, _, _ = trained("mlp")
    formats.write(Bundle(snapshot), tmp_path / "weights.npz")

    with np.load(tmp_path / "weights.npz") as found:
        assert set(found) == {f"{node}/{name}" for node, name in snapshot.weights}
        np.testing.assert_array_equal(found["dense/kernel"], snapshot.weights["dense", "kernel"])


@pytest.mark.parametrize("name", NETWORKS)
def test_layers_are_counted_in_keras_s_own_order(name, tmp_path):
    snapshot, _, _ = trained(name)
    formats.write(Bundle(snapshot), tmp_path / "model.keras")
    theirs = keras.models.load_model(tmp_path / "model.keras")

    order = [node for node in keras_order(snapshot.graph) if node in {layer.name for layer in theirs.layers}]

    assert order == [layer.name for layer in theirs.layers]


def test_the_same_model_gives_the_same_bytes(tmp_path):
    snapshot, _, _ = trained("mlp")
    for name in ("a.keras", "b.keras"):
        formats.write(Bundle(snapshot), tmp_path / name)

    assert (tmp_path / "a.keras").read_bytes() == (tmp_path / "b.keras").read_bytes()


def test_a_sequential_model_without_an_input_layer_is_read(tmp_path):
    model = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(2)])
    x = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    expected = model.predict(x, verbose=0)
    model.save(tmp_path / "model.keras")

    found = formats.read(tmp_path / "model.keras")

    assert found.training is None
    assert_close(found.model().predict((x,)), [expected])


def test_names_that_python_does_not_allow_are_changed(tmp_path):
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, name="block-1 conv"), keras.layers.Dense(2, name="class")]
    )
    x = np.ones((2, 3), "float32")
    model.save(tmp_path / "model.keras")

    found = formats.read(tmp_path / "model.keras")

    assert list(found.graph.nodes)[1:] == ["block_1_conv", "class_"]
    assert_close(found.model().predict((x,)), [model.predict(x, verbose=0)])


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (keras.layers.Lambda(lambda x: x), "Lambda"),
        (keras.layers.Dense(2, lora_rank=1), "lora_rank"),
        (keras.layers.Dense(2, dtype="float16"), "float16"),
    ],
    ids=["lambda", "argument", "dtype"],
)
def test_what_cannot_be_expressed_is_refused_by_name(layer, words, tmp_path):
    keras.Sequential([keras.Input((3,)), layer]).save(tmp_path / "model.keras")

    with pytest.raises(ValueError, match=words):
        formats.read(tmp_path / "model.keras")


def test_all_unknown_layers_are_listed_at_once(tmp_path):
    keras.Sequential(
        [keras.Input((3,)), keras.layers.Lambda(lambda x: x, name="one"), keras.layers.Lambda(lambda x: x, name="two")]
    ).save(tmp_path / "model.keras")

    with pytest.raises(ValueError, match=r"'one'.*'two'"):
        formats.read(tmp_path / "model.keras")


def test_a_layer_that_keeps_its_state_is_refused_with_the_remedy(tmp_path):
    graph = chain(Input((4, 3)), LSTM(2, stateful=True), Dense(1))

    with pytest.raises(FileFault, match=r"lstm.*Turn stateful off"):
        formats.write(Bundle(fresh(graph)), tmp_path / "model.keras")

    assert not list(tmp_path.iterdir())


def test_several_axes_are_refused_in_h5_and_kept_in_keras(tmp_path):
    graph = chain(Input((4, 3)), LayerNormalization(axis=(1, 2)), Flatten(), Dense(1))

    with pytest.raises(FileFault, match=r"layer_normalization.*\.keras"):
        formats.write(Bundle(fresh(graph)), tmp_path / "model.h5")

    formats.write(Bundle(fresh(graph)), tmp_path / "model.keras")
    assert same_network(formats.read(tmp_path / "model.keras").graph, graph)


def test_a_mask_that_layers_do_not_make_is_refused(tmp_path):
    words, own = keras.Input((5,), dtype="int32"), keras.Input((5,), dtype="bool")
    vectors = keras.layers.Embedding(7, 3)(words)
    keras.Model([words, own], keras.layers.LSTM(2)(vectors, mask=own)).save(tmp_path / "model.keras")

    with pytest.raises(FileFault, match=r"lstm|bool"):
        formats.read(tmp_path / "model.keras")


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_model_that_was_never_compiled_is_read_without_a_word(suffix, tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.save(tmp_path / f"model{suffix}")

    found = formats.read(tmp_path / f"model{suffix}")

    assert found.notes == ()


DECLARED = [
    kind
    for base, module in MODULES.items()
    if base not in (Callback,)  # Keras keeps no callbacks in files
    for kind in base.registry.values()
    if kind not in (Input, Functional, FittingAccuracy) and is_of_keras(kind)  # they have forms of their own
]


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}-{kind.__name__}")
def test_what_is_written_for_a_value_as_it_begins_is_read_by_real_keras(kind):
    config = json.loads(json.dumps(as_keras(kind.starting())))

    # As the layers of Keras read theirs, which know older names too.
    read = keras.initializers.get if issubclass(kind, Initializer) else keras.saving.deserialize_keras_object
    found = read(config)

    assert isinstance(found, getattr(importlib.import_module(config["module"]), config["class_name"]))


def test_the_way_back_of_bidirectional_is_told_as_keras_tells_it(tmp_path):
    """Keras 3 turns a layer round by way of its address, at which another may have been: it then takes that one."""
    layer = Bidirectional(LSTM(3), trainable=False)
    formats.write(Bundle(fresh(chain(Input((4, 2)), layer))), tmp_path / "model.keras")

    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        config = json.loads(archive.read("config.json"))["config"]["layers"][-1]["config"]

    assert config["backward_layer"]["class_name"] == "LSTM"
    assert config["backward_layer"]["config"] == {"units": 3, "go_backwards": True, "trainable": False}
    assert next(reversed(formats.read(tmp_path / "model.keras").graph.nodes.values())).layer == layer
