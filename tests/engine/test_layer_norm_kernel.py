"""The kernel of layer normalization computes what the layers compute, with a sum before it and without."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from netbuilder.engine.kernels import rows
from netbuilder.engine.kernels.layer_norm import LayerNormalizationOp
from netbuilder.engine.kernels.threads import ThreadPool
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph
from netbuilder.layers import Dense, Embedding, Input
from netbuilder.layers.merging import Add
from netbuilder.layers.pooling import GlobalAveragePooling1D
from netbuilder.layers.reshaping import Flatten
from netbuilder.layers.sample_normalization import LayerNormalization, RMSNormalization
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import chain, node

pytestmark = pytest.mark.numpy

LOSS = "categorical_crossentropy"
LAYERS = {
    "plain": LayerNormalization(gamma_initializer="random_normal", beta_initializer="random_normal"),
    "no beta": LayerNormalization(center=False, gamma_initializer="random_normal"),
    "no gamma": LayerNormalization(scale=False, epsilon=0.1),
    "neither": LayerNormalization(scale=False, center=False),
    "root mean square": RMSNormalization(epsilon=0.01),
    "frozen": LayerNormalization(trainable=False),
}


def network(layer, added=2):
    """A normalization of a sequence, with a sum of several before it, and one of rows."""
    return Graph.of(
        [
            node("entry", Input((7, 6))),
            node("first", Dense(6, "tanh"), "entry"),
            node("second", Dense(6), "first"),
            *([node("sum", Add(), *("first", "second", "entry")[:added])] if added > 1 else []),
            node("norm", layer, "sum" if added > 1 else "second"),
            node("dense", Dense(5), "norm"),
            node("flat", Flatten(), "dense"),
            node("again", layer, "flat"),
            node("out", Dense(3, "softmax"), "again"),
        ]
    )


def ops(graph, purpose="train"):
    model = compile_model(graph, TrainingSettings(loss=LOSS, seed=1))
    return [op for op in model.program(purpose).ops if isinstance(op, LayerNormalizationOp)]


def use(monkeypatch, pool):
    monkeypatch.setattr(sys.modules["netbuilder.engine.kernels.layer_norm"], "thread_pool", lambda: pool)


@pytest.mark.parametrize("size", [rows.BLOCK, 40], ids=["one block", "blocks"])
@pytest.mark.parametrize("added", [1, 2, 3])
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS.keys())
def test_gradients(layer, added, size, monkeypatch):
    monkeypatch.setattr(rows, "BLOCK", size)
    monkeypatch.setattr(rows, "LINE", 20)  # three rows of six a line
    graph = network(layer, added)

    assert [len(op.inputs) for op in ops(graph)] == [added, 1]
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_batches_of_changing_size():
    graph, sizes = network(LAYERS["plain"]), (5, 5, 2, 5, 1)

    assert_same(gradients_of(graph, LOSS, True, 18, sizes), gradients_of(graph, LOSS, False, 18, sizes))


def test_the_number_of_threads_changes_no_bit(monkeypatch):
    monkeypatch.setattr(rows, "BLOCK", 300)
    found = []
    for hands in (1, 2, 3, 8):
        use(monkeypatch, ThreadPool(hands))
        found.append(gradients_of(network(LAYERS["plain"]), LOSS, True, 67)[1])

    for other in found[1:]:
        for key, gradient in found[0].items():
            np.testing.assert_array_equal(gradient, other[key])


def test_a_sum_that_others_read_too_stays_a_step():
    graph = Graph.of(
        [
            node("entry", Input((7, 6))),
            node("first", Dense(6, "tanh"), "entry"),
            node("sum", Add(), "first", "entry"),
            node("norm", LayerNormalization(), "sum"),
            node("next", Add(), "norm", "sum"),
            node("flat", Flatten(), "next"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    )

    assert [len(op.inputs) for op in ops(graph)] == [1]
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_a_sum_that_repeats_an_input_stays_a_step():
    graph = Graph.of(
        [
            node("entry", Input((7, 6))),
            node("row", Input((6,))),
            node("sum", Add(), "entry", "row"),
            node("norm", LayerNormalization(), "sum"),
            node("flat", Flatten(), "norm"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    )

    assert [len(op.inputs) for op in ops(graph)] == [1]
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_masks_pass_through_the_sum_and_the_normalization():
    graph = Graph.of(
        [
            node("entry", Input((7,), "int32")),
            node("first", Embedding(11, 6, mask_zero=True), "entry"),
            node("second", Dense(6), "first"),
            node("sum", Add(), "first", "second"),
            node("norm", LayerNormalization(), "sum"),
            node("mean", GlobalAveragePooling1D(), "norm"),
            node("out", Dense(3, "softmax"), "mean"),
        ]
    )

    assert [len(op.inputs) for op in ops(graph)] == [2]
    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize(
    "layer",
    [LayerNormalization(axis=1), LayerNormalization(axis=(1, 2)), LayerNormalization(rms_scaling=True)],
    ids=["axis", "axes", "rms scaling"],
)
def test_what_else_it_does_is_left_to_the_layer(layer):
    assert not ops(chain(Input((4, 5)), Dense(6), layer, Flatten(), Dense(3, "softmax")))


def test_predictions(monkeypatch):
    monkeypatch.setattr(rows, "BLOCK", 100)
    graph = network(LAYERS["plain"], 3)
    x = np.random.default_rng(0).normal(3, 2, (9, 7, 6)).astype("float32")
    fast, slow = (compile_model(graph, TrainingSettings(seed=1), kernels=kernels) for kernels in (True, False))

    assert len(ops(graph, "predict")) == 2
    np.testing.assert_allclose(fast.predict([x], 4)[0], slow.predict([x], 4)[0], rtol=1e-4, atol=1e-6)
