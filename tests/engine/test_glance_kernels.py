"""One sample is predicted by kernels of its own: they compute what the layers that they replace compute."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.engine.model import compile_model
from netbuilder.graph import Graph, Node
from netbuilder.graph.graph import Port
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten
from tests.networks import NETWORKS, chain, random_inputs

LAYERS = {
    "few channels": ((7, 6, 3), Conv2D(4, 3, activation="relu")),
    "many channels": ((7, 6, 9), Conv2D(4, (2, 3), padding="same", use_bias=False)),
    "strides": ((9, 8, 2), Conv2D(3, 3, strides=(2, 3), padding="same", activation="tanh")),
    "dilation": ((9, 8, 10), Conv2D(3, 2, dilation_rate=2)),
    "a line": ((9, 2), Conv1D(3, 4, padding="causal", activation="relu")),
    "a volume": ((4, 5, 6, 9), Conv3D(2, (1, 2, 3), padding="same")),
    "lstm": ((5, 3), LSTM(4)),
    "lstm without bias": ((5, 3), LSTM(4, use_bias=False, go_backwards=True)),
    "lstm of sequences": ((5, 3), LSTM(4, return_sequences=True)),
    "lstm of sequences, backwards": ((5, 3), LSTM(4, return_sequences=True, go_backwards=True)),
}


def assert_kernels_predict_the_same(graph, *samples):
    fast, slow = (compile_model(graph, dtype=np.float64, kernels=kernels) for kernels in (True, False))
    rng = np.random.default_rng(4)
    for key, view in fast.parameters.views.items():
        view[...] = slow.parameters.views[key][...] = rng.normal(size=view.shape)
    for inputs in samples:
        for one, other in zip(fast.predict(inputs), slow.predict(inputs), strict=True):
            assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", LAYERS)
def test_one_sample_gives_what_the_layers_own_code_gives(name):
    shape, layer = LAYERS[name]
    rng = np.random.default_rng(1)

    assert_kernels_predict_the_same(
        chain(Input(shape), layer, Flatten(), Dense(3, "softmax")), *([rng.normal(size=(1, *shape))] for _ in "ab")
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_one_sample_of_a_network(name):
    graph = NETWORKS[name]()

    assert_kernels_predict_the_same(graph, random_inputs(graph, 1, np.random.default_rng(2)))


def test_states_of_one_sequence():
    graph = Graph.of(
        [
            Node("input", Input((5, 3))),
            Node("lstm", LSTM(4, return_state=True), (Port("input"),)),
            *(Node(f"out_{i}", Dense(2), (Port("lstm", i),)) for i in range(3)),
        ]
    )

    assert_kernels_predict_the_same(graph, [np.random.default_rng(3).normal(size=(1, 5, 3))])


def test_what_is_predicted_stays_the_callers_own():
    model = compile_model(chain(Input((3,)), Dense(2)))
    first = model.predict([np.ones((1, 3), np.float32)])[0]
    kept = first.copy()

    model.predict([np.zeros((1, 3), np.float32)])

    assert_allclose(first, kept)


def test_weights_that_changed_are_seen():
    model = compile_model(chain(Input((6, 6, 1)), Conv2D(2, 3), Flatten(), Dense(2)))
    x = [np.ones((1, 6, 6, 1), np.float32)]
    model.predict(x)

    model.parameters.values[...] = 0

    assert not model.predict(x)[0].any()
