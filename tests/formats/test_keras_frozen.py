"""What is not trained, inside of models and wrappers: Keras and NetBuilder mean the same weights, in every file."""

from __future__ import annotations

import logging
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras import layers as k
from keras.src.legacy.saving import legacy_h5_format

from netbuilder import formats
from netbuilder.engine.settings import TrainingSettings
from netbuilder.engine.snapshot import Snapshot, fresh
from netbuilder.formats import Bundle
from netbuilder.formats.keras.objects import optimizer_from_keras
from netbuilder.formats.script_reading.reading import read_text
from netbuilder.formats.verifying.comparing import corresponding
from netbuilder.graph import Functional, Graph
from netbuilder.graph.every_layer import every_layer
from netbuilder.layers import Dense, Input, Run
from netbuilder.layers.multi_head import MultiHeadAttention
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.pooling import GlobalAveragePooling1D
from netbuilder.layers.recurrent import GRU, LSTM
from netbuilder.layers.wrappers import Bidirectional, TimeDistributed
from tests.formats.branches import with_weights
from tests.networks import chain, node

FILES = pytest.mark.parametrize("suffix", [".keras", ".h5"])
logging.getLogger("absl").setLevel(logging.ERROR)  # Keras advises against .h5 each time it writes one


def trained_in_keras(model):
    return sorted(tuple(weight.shape) for weight in model.trainable_weights)


def trained_here(snapshot):
    return sorted(snapshot.weights[key].shape for key in snapshot.model().parameters.trainable)


def same(model, snapshot, *x):
    """Whether both compute the same."""
    theirs = model(x[0] if len(x) == 1 else list(x), training=False)
    theirs = theirs if isinstance(theirs, list | tuple) else [theirs]
    for mine, other in zip(snapshot.model().predict(x), theirs, strict=True):
        np.testing.assert_allclose(mine, np.asarray(other), rtol=1e-5, atol=1e-5)


def varied(model):
    """The model with weights of which no two are alike."""
    rng = np.random.default_rng(0)
    for weight in model.weights:
        weight.assign(rng.uniform(0.1, 1, weight.shape))
    return model


def block():
    return Functional(chain(Input((4,)), Dense(5), BatchNormalization(), Dense(4)))


WRAPPED = {
    "both ways": Bidirectional(LSTM(2, return_sequences=True), trainable=False),
    "both ways, inside": Bidirectional(LSTM(2, return_sequences=True, trainable=False)),
    "one of the ways": Bidirectional(
        LSTM(2, return_sequences=True, trainable=False),
        backward_layer=GRU(2, return_sequences=True, go_backwards=True),
    ),
    "every step": TimeDistributed(BatchNormalization(), trainable=False),
    "every step, inside": TimeDistributed(Dense(4, trainable=False)),
    "a model at every step": TimeDistributed(block(), trainable=False),
    "a model at every step, inside": TimeDistributed(block().replace(trainable=False)),
    "part of a model at every step": TimeDistributed(
        Functional(chain(Input((4,)), Dense(5, trainable=False), BatchNormalization(), Dense(4)))
    ),
}


@FILES
@pytest.mark.parametrize("nested", [False, True])
def test_keras_trains_of_a_wrapper_what_is_trained_here(nested, suffix, tmp_path):
    layers = list(WRAPPED.values())
    within = chain(Input((3, 4)), *layers, Dense(4))
    snapshot = with_weights(chain(Input((3, 4)), Functional(within), Dense(2)) if nested else within)

    formats.write(Bundle(snapshot), tmp_path / f"model{suffix}")
    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)
    back = formats.read(tmp_path / f"model{suffix}")

    assert trained_in_keras(theirs) == trained_here(snapshot) == trained_here(back)
    assert corresponding(snapshot.graph, back.graph) is not None
    same(theirs, snapshot, np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32"))


@pytest.mark.parametrize("name", ["both ways", "both ways, inside", "every step", "every step, inside"])
def test_one_way_to_say_that_nothing_in_a_wrapper_is_trained(name):
    layer = WRAPPED[name]

    assert not layer.trainable
    assert layer.layer.trainable
    assert all(part.trainable for part in getattr(layer.replace(trainable=True), "parts", [layer.layer]))


@pytest.mark.parametrize("inside", [BatchNormalization(), Functional(chain(Input((4,)), BatchNormalization()))])
def test_a_frozen_layer_at_every_step_keeps_its_statistics(inside):
    layer, x = TimeDistributed(inside, trainable=False), np.random.default_rng(0).normal(3, 2, (5, 3, 4))
    weights = {
        name: np.full(weight.shape, 0.5) if name.endswith("variance") else np.ones(weight.shape)
        for name, weight in layer.weights((3, 4)).items()
    }
    before = {name: array.copy() for name, array in weights.items()}

    trained, _ = layer.forward(weights, x, run=Run(training=True))

    np.testing.assert_allclose(trained, layer.forward(weights, x, run=Run(training=False))[0])
    for name, array in weights.items():
        np.testing.assert_array_equal(array, before[name])


def test_a_script_tells_keras_what_is_frozen(tmp_path):
    graph = Graph.of(
        [
            node("x", Input((3, 4))),
            node("ways", Bidirectional(LSTM(2, return_sequences=True), trainable=False), "x"),
            node("steps", TimeDistributed(BatchNormalization(), trainable=False), "ways"),
            node("look", MultiHeadAttention(1, 2, trainable=False), "steps", "steps"),
            node("mean", GlobalAveragePooling1D(), "look"),
            node("y", Dense(1), "mean"),
        ]
    )
    formats.write(Bundle(fresh(graph, TrainingSettings(loss="mse"))), tmp_path / "model.py")
    text = (tmp_path / "model.py").read_text("utf-8")
    network = text[text.index("# The network") : text.index("model.summary()")]
    names = {"keras": keras, "layers": keras.layers}

    exec(network, names)  # what we wrote ourselves

    assert trained_in_keras(names["model"]) == [(1,), (4, 1)]
    assert corresponding(graph, read_text(text).graph) is not None


@pytest.mark.parametrize("style", ["model", "weights alone"])
def test_weights_of_partly_frozen_models_keep_their_places_in_h5(style, tmp_path):
    def inner(frozen):
        layers = k.Dense(4), k.BatchNormalization(), k.LayerNormalization(), k.Dense(4), k.BatchNormalization()
        for number in frozen:
            layers[number].trainable = False
        return keras.Sequential([keras.Input((4,)), *layers])

    deep = keras.Sequential([keras.Input((4,)), inner([0, 1]), inner([4]), k.Dense(4)])
    asleep = inner([])
    asleep.trainable = False
    again = inner([])
    again.trainable = False
    again.layers[0].trainable = True  # as Keras 3 allows: trained in a model whose own flag says no
    steps = keras.Sequential([keras.Input((2, 4)), k.TimeDistributed(inner([2]))])
    end = keras.Sequential([keras.Input((4,)), again, inner([3])])
    x = keras.Input((2, 4))
    y = k.Flatten()(steps(x))
    model = varied(keras.Model(x, end(asleep(deep(k.Dense(4)(y))))))
    model.save(tmp_path / "model.h5")
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)

    snapshot = formats.read(tmp_path / "model.h5")
    if style != "model":
        snapshot = Snapshot(snapshot.graph, formats.read_weights(tmp_path / "weights.h5", snapshot.graph))

    same(model, snapshot, np.random.default_rng(0).normal(size=(3, 2, 4)).astype("float32"))


@FILES
def test_a_model_that_was_frozen_as_a_whole_trains_nothing(suffix, tmp_path):
    model = keras.Sequential([keras.Input((4,)), k.Dense(3), k.Dense(2)])
    model.trainable = False
    model.save(tmp_path / f"model{suffix}")

    assert trained_here(formats.read(tmp_path / f"model{suffix}")) == []


@FILES
@pytest.mark.parametrize("where", ["cell", "layer"])
def test_a_frozen_cell_is_a_frozen_layer(where, suffix, tmp_path):
    layer = k.RNN(k.LSTMCell(3, trainable=where != "cell"))
    model = keras.Sequential([keras.Input((5, 4)), layer, k.Dense(2)])
    if where == "layer":
        layer.trainable = False
    model.save(tmp_path / f"model{suffix}")

    assert trained_here(formats.read(tmp_path / f"model{suffix}")) == trained_in_keras(model) == [(2,), (3, 2)]


def test_a_frozen_block_is_no_other_network_when_it_is_read_back(tmp_path):
    snapshot = with_weights(chain(Input((4,)), block().replace(trainable=False), Dense(2)))
    formats.write(Bundle(snapshot), tmp_path / "model.keras")

    found = formats.read(tmp_path / "model.keras")

    assert corresponding(snapshot.graph, found.graph) is not None
    trained = chain(Input((4,)), block(), Dense(2))
    assert corresponding(trained, found.graph) is None


@FILES
def test_attention_that_keras_will_train_again_is_told(suffix, tmp_path):
    look = MultiHeadAttention(1, 2, trainable=False)
    graph = Graph.of([node("x", Input((3, 4))), node("look", look, "x", "x")])

    told = formats.format_of(Path(f"model{suffix}")).needs(Bundle(with_weights(graph)))

    assert any("Keras trains look again" in str(message) for message in told)


@FILES
@pytest.mark.parametrize("is_chain", [True, False])
@pytest.mark.parametrize("ends", ["first", "second", "both", "turned", "neither"])
def test_the_call_of_a_model_inside_that_leads_to_an_output_is_the_right_one(ends, is_chain, suffix, tmp_path):
    x = keras.Input((4,))
    inner = keras.Sequential([x, k.Dense(4)]) if is_chain else keras.Model(x, k.Add()([k.Dense(4)(x), x]))
    a, b = keras.Input((4,)), keras.Input((4,))
    first, second = inner(a), inner(b)
    outputs = {
        "first": lambda: [first, k.Dense(3)(second)],
        "second": lambda: [second, k.Dense(3)(first)],
        "both": lambda: [first, second, k.Dense(3)(first)],
        "turned": lambda: [second, first],
        "neither": lambda: [k.Dense(3)(first), k.Dense(3)(second)],
    }[ends]()
    model = varied(keras.Model([a, b], outputs))
    model.save(tmp_path / f"theirs{suffix}")

    snapshot = formats.read(tmp_path / f"theirs{suffix}")
    formats.write(Bundle(snapshot), tmp_path / f"ours{suffix}")

    rng = np.random.default_rng(0)
    x = [rng.normal(size=(2, 4)).astype("float32") for _ in range(2)]
    same(model, snapshot, *x)
    same(keras.models.load_model(tmp_path / f"ours{suffix}", compile=False), snapshot, *x)
    same(model, formats.read(tmp_path / f"ours{suffix}"), *x)


def test_a_file_without_its_optimizer_says_which_was_taken(tmp_path):
    model = keras.Sequential([keras.Input((4,)), k.Dense(2)])
    model.compile("adam", "mse")
    model.save(tmp_path / "model.h5")
    model.save(tmp_path / "model.keras")  # Keras has forgotten it by now

    found = formats.read(tmp_path / "model.keras")

    assert type(found.training.optimizer).__name__ == "RMSprop"
    assert type(found.training.loss_of(0)).__name__ == "MeanSquaredError"
    assert any("names no optimizer" in str(note) for note in found.notes)
    assert type(formats.read(tmp_path / "model.h5").training.optimizer).__name__ == "Adam"


def test_every_layer_is_found_in_wrappers_of_models_and_on_the_way_back():
    backward = GRU(2, return_sequences=True, go_backwards=True)
    steps = TimeDistributed(Functional(chain(Input((4,)), Dense(5))))
    graph = chain(Input((3, 4)), steps, Bidirectional(LSTM(2, return_sequences=True), backward_layer=backward))

    kinds = [type(layer).__name__ for _, layer in every_layer(graph)]

    assert kinds.count("Dense") == 1
    assert kinds.count("GRU") == 1


@pytest.mark.parametrize("name", ["rmsprop", "adamw", "RMSPROP", "sgd"])
def test_an_optimizer_is_known_in_small_and_in_large_letters(name):
    assert type(optimizer_from_keras(name)) is type(optimizer_from_keras({"class_name": name, "config": {}}))
    assert type(optimizer_from_keras(name)).__name__.lower() == name.lower()
