"""Kernels of recurrent layers compute what the layers compute."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.engine.kernels.recurrent import RecurrentOp
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Concatenate
from netbuilder.layers.recurrent import GRU, LSTM, SimpleRNN
from netbuilder.layers.reshaping import Flatten
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import chain

pytestmark = pytest.mark.numpy

LOSS = "categorical_crossentropy"
KINDS = (SimpleRNN, LSTM, GRU)


def takes_kernel(graph):
    program = compile_model(graph, TrainingSettings(loss=LOSS)).program("train")
    return sum(isinstance(op, RecurrentOp) for op in program.ops)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("backwards", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_stacked_recurrent_layers(kind, backwards, bias):
    graph = chain(
        Input((7, 3)),
        kind(5, return_sequences=True, go_backwards=backwards, use_bias=bias),
        kind(4, bias_initializer="random_normal"),
        Dense(3, "softmax"),
    )

    assert takes_kernel(graph) == 2
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize("kind", KINDS)
def test_all_outputs_are_read(kind):
    graph = chain(Input((4, 20)), Dense(17), kind(3, return_sequences=True), Flatten(), Dense(3, "softmax"))

    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize("kind", KINDS)
def test_states_that_are_read(kind):
    names = ("first", "second", "third")[: 1 + kind.states]
    nodes = [
        Node("x", Input((5, 3))),
        Node("r", kind(4, return_state=True), (Port("x"),)),
        *(Node(name, Dense(2), (Port("r", i),)) for i, name in enumerate(names)),
        Node("all", Concatenate(), tuple(map(Port, names))),
        Node("y", Dense(3, "softmax"), (Port("all"),)),
    ]
    graph = Graph.of(nodes)

    assert takes_kernel(graph) == 1
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize("kind", KINDS)
def test_batches_of_changing_size(kind):
    graph = chain(Input((6, 3)), kind(5), Dense(3, "softmax"))
    sizes = (4, 4, 2, 4, 1)

    assert_same(gradients_of(graph, LOSS, True, 15, sizes), gradients_of(graph, LOSS, False, 15, sizes))


def test_sequences_of_changing_length():
    graph = chain(Input((None, 3)), LSTM(5), Dense(2))
    rng = np.random.default_rng(0)
    settings = TrainingSettings("mean_squared_error", seed=1)
    fast, slow = (compile_model(graph, settings, kernels=k) for k in (True, False))

    for length in (4, 9, 4, 2, 9):
        x = rng.random((3, length, 3), dtype=np.float32)
        np.testing.assert_allclose(fast.predict([x])[0], slow.predict([x])[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "layer",
    [
        LSTM(4, dropout=0.2),
        LSTM(4, recurrent_dropout=0.2),
        LSTM(4, stateful=True),
        LSTM(4, activation="relu"),
        GRU(4, reset_after=False),
        GRU(4, recurrent_activation="hard_sigmoid"),
        SimpleRNN(4, activation="relu"),
    ],
    ids=str,
)
def test_what_else_a_layer_does_is_left_to_it(layer):
    assert takes_kernel(chain(Input((6, 3)), layer, Dense(3, "softmax"))) == 0


@pytest.mark.parametrize("n", [1, 16, 33])
@pytest.mark.parametrize("kind", KINDS)
def test_predictions_of_few_and_many_samples(kind, n):
    graph = chain(Input((9, 3)), kind(5, return_sequences=True, bias_initializer="random_normal"), kind(4), Dense(2))
    settings = TrainingSettings("mean_squared_error", seed=1)
    fast, slow = (compile_model(graph, settings, kernels=k) for k in (True, False))
    x = np.random.default_rng(0).normal(size=(n, 9, 3)).astype(np.float32)

    for _ in range(2):  # what a first call leaves behind is not read by a second
        np.testing.assert_allclose(fast.predict([x])[0], slow.predict([x])[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("n", [16, 21])
@pytest.mark.parametrize("kind", KINDS)
def test_batches_that_fill_lines_of_cache(kind, n):
    graph = chain(Input((5, 3)), kind(6, return_sequences=True), kind(4, go_backwards=True), Dense(3, "softmax"))
    sizes = (n, n)

    assert_same(gradients_of(graph, LOSS, True, 2 * n, sizes), gradients_of(graph, LOSS, False, 2 * n, sizes))


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_far_beyond_where_gates_are_shut(kind):
    graph = chain(Input((4, 2)), kind(3), Dense(2))
    settings = TrainingSettings("mean_squared_error", seed=1)
    fast, slow = (compile_model(graph, settings, kernels=k) for k in (True, False))
    x = np.random.default_rng(0).normal(size=(8, 4, 2)).astype(np.float32) * 1e4

    found = fast.predict([x])[0]

    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, slow.predict([x])[0], rtol=1e-5, atol=1e-6)
