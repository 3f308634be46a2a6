"""A Sequential model that holds Functional ones, in .h5: as Keras writes it, and as Keras reads what is written."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.formats import Bundle
from netbuilder.graph import Functional
from netbuilder.layers import Dense, Input
from tests.networks import chain

L = keras.layers


def branches(name):
    """Two layers of one shape, the one that is made first read last, and one with weights that are not trained."""
    x = keras.Input((4,))
    up, down = L.Dense(4, name=f"{name}_up")(x), L.Dense(4, name=f"{name}_down")(x)
    return keras.Model(x, L.Add()([L.BatchNormalization(name=f"{name}_norm")(down), up]), name=name)


MADE = {
    "first": lambda: [branches("inner"), L.Dense(3, name="head")],
    "last": lambda: [L.Dense(4, name="stem"), branches("inner")],
    "two": lambda: [branches("one"), branches("two"), L.Dense(3, name="head")],
    "deeper": lambda: [keras.Sequential([branches("inner"), L.Dense(4, name="inside")], name="chain"), L.Dense(3)],
}


@pytest.fixture(params=MADE)
def theirs(request):
    """A model of Keras with weights that all differ."""
    model = keras.Sequential([keras.Input((4,)), *MADE[request.param]()])
    rng = np.random.default_rng(3)
    model.set_weights([rng.uniform(0.1, 1, weight.shape) for weight in model.get_weights()])
    return model


def test_it_is_read_and_written_with_the_same_outputs(theirs, rng, tmp_path):
    x = rng.normal(size=(5, 4)).astype("float32")
    expected = theirs.predict(x, verbose=0)
    theirs.save(tmp_path / "theirs.h5")

    snapshot = formats.read(tmp_path / "theirs.h5")
    formats.write(Bundle(snapshot), tmp_path / "ours.h5")
    again = keras.models.load_model(tmp_path / "ours.h5", compile=False)

    assert_allclose(snapshot.model().predict((x,))[0], expected, rtol=1e-5, atol=1e-6)
    assert_allclose(again.predict(x, verbose=0), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["theirs.h5", "theirs.weights.h5"])
def test_its_weights_alone_are_those_of_the_whole_model(name, theirs, tmp_path):
    theirs.save(tmp_path / "theirs.h5")
    theirs.save_weights(tmp_path / "theirs.weights.h5")
    snapshot = formats.read(tmp_path / "theirs.h5")

    found = formats.read_weights(tmp_path / name, snapshot.graph)

    assert set(found) == set(snapshot.weights)
    for key, array in found.items():
        assert_array_equal(array, snapshot.weights[key])


def test_a_chain_of_chains_stays_a_sequential_model(tmp_path):
    inner = Functional(chain(Input((4,)), Dense(4, "relu"), Dense(4)))
    formats.write(Bundle(fresh(chain(Input((4,)), inner, Dense(3)))), tmp_path / "model.h5")

    found = keras.models.load_model(tmp_path / "model.h5", compile=False)

    assert [type(model) for model in (found, found.layers[0])] == [keras.Sequential, keras.Sequential]


def two_ends():
    """A model with two outputs."""
    x = keras.Input((4,))
    return keras.Model(x, [L.Dense(3, name="left")(x), L.Dense(5, name="right")(x)], name="two")


ENDS = {
    "model": lambda: [keras.Input((2,)), L.Dense(4, name="stem"), two_ends()],
    "states": lambda: [keras.Input((3, 2)), L.LSTM(4, return_state=True, name="lstm")],
}


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("within", [False, True], ids=["alone", "inside"])
@pytest.mark.parametrize("name", ENDS)
def test_a_sequential_model_gives_all_outputs_of_its_last_layer(name, within, suffix, rng, tmp_path):
    theirs = keras.Sequential(ENDS[name](), name="chain")
    shape = theirs.input_shape[1:]
    if within:
        x = keras.Input(shape)
        theirs = keras.Model(x, theirs(x))
    x = rng.normal(size=(5, *shape)).astype("float32")
    theirs.save(tmp_path / f"theirs{suffix}")

    found = formats.read(tmp_path / f"theirs{suffix}").model().predict((x,))

    expected = theirs.predict(x, verbose=0)
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert_allclose(one, other, rtol=1e-5, atol=1e-6)
