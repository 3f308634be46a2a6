"""Convolution by tiles computes what the layers compute: sizes, paddings, pooling, batches and threads."""

from __future__ import annotations

import numpy as np
import pytest

from netbuilder.engine.kernels import patches, strips, tiles, winograd
from netbuilder.engine.kernels.threads import ThreadPool
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.reshaping import Flatten
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import chain

LOSS = "categorical_crossentropy"


@pytest.fixture(params=[1, 1 << 30], ids=["by tiles", "by strips"], autouse=True)
def many_products(request, monkeypatch):
    """Small convolutions are computed as those of many channels are, or as those of few."""
    monkeypatch.setattr(winograd, "MANY_PRODUCTS", request.param)


def network(space, channels, kernel, padding, relu, pooled, bias=True):
    """Two convolutions, so that the second one has something before it to train."""
    activation = "relu" if relu else "linear"
    pool = [MaxPooling2D(2)] if pooled else []
    return chain(
        Input((*space, channels)),
        Conv2D(6, kernel, padding=padding, activation=activation, use_bias=bias),
        *pool,
        Conv2D(5, 3, padding="same", activation=activation, use_bias=bias),
        *pool,
        Flatten(),
        Dense(3, "softmax"),
    )


@pytest.mark.parametrize("pooled", [True, False])
@pytest.mark.parametrize("relu", [True, False])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("space", "channels", "kernel"), [((8, 9), 2, 3), ((9, 8), 7, 3), ((11, 10), 1, (5, 4))])
def test_of_any_size(space, channels, kernel, padding, relu, pooled):
    graph = network(space, channels, kernel, padding, relu, pooled)

    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_without_bias():
    graph = network((8, 9), 7, 3, "same", True, True, bias=False)

    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


def test_batches_of_changing_size():
    graph, sizes = network((9, 8), 2, 3, "same", True, True), (5, 5, 2, 5, 1)

    assert_same(gradients_of(graph, LOSS, True, 18, sizes), gradients_of(graph, LOSS, False, 18, sizes))


@pytest.mark.parametrize("pooled", [True, False])
@pytest.mark.parametrize("channels", [2, 7])
@pytest.mark.parametrize("size", [1, 20_000], ids=["a row", "some rows"])
def test_a_few_rows_of_tiles_at_a_time(size, channels, pooled, monkeypatch):
    monkeypatch.setattr(patches, "BAND_BYTES", size)
    monkeypatch.setattr(winograd, "BAND_BYTES", size)
    monkeypatch.setattr(strips, "STRIP_BYTES", size)
    monkeypatch.setattr(strips, "SHARE_BYTES", size)
    graph = network((13, 9), channels, 3, "same", True, pooled)

    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))


@pytest.mark.parametrize("hands", [1, 2, 3])
def test_many_small_parts_on_any_number_of_threads(hands, monkeypatch):
    monkeypatch.setattr(tiles, "HAND_BYTES", 1)  # a part for each image
    made = ThreadPool(hands)
    monkeypatch.setattr(tiles, "thread_pool", lambda: made)
    graph = network((8, 9), 7, 3, "same", True, True)

    assert_same(gradients_of(graph, LOSS, True, 7), gradients_of(graph, LOSS, False, 7))


def test_the_number_of_threads_changes_no_bit(monkeypatch):
    found = []
    for hands in (1, 2, 3, 8):
        made = ThreadPool(hands)
        monkeypatch.setattr(tiles, "thread_pool", lambda made=made: made)
        found.append(gradients_of(network((8, 9), 2, 3, "same", True, True), LOSS, True, 67)[1])

    for other in found[1:]:
        for key, gradient in found[0].items():
            np.testing.assert_array_equal(gradient, other[key])


@pytest.mark.parametrize("pooled", [True, False])
def test_tiles_that_would_fill_the_memory_are_made_again(pooled, monkeypatch):
    monkeypatch.setattr(tiles, "HAND_BYTES", 1)
    monkeypatch.setattr(winograd, "MOST_KEPT", 0)
    graph = network((8, 9), 7, 3, "same", True, pooled)

    assert_same(gradients_of(graph, LOSS, True, 7), gradients_of(graph, LOSS, False, 7))


def test_predictions_in_parts(monkeypatch):
    monkeypatch.setattr(tiles, "HAND_BYTES", 1)
    graph = network((8, 9), 7, 3, "same", True, True)
    x = np.random.default_rng(0).random((9, 8, 9, 7), dtype=np.float32)
    fast, slow = (compile_model(graph, TrainingSettings(seed=1), kernels=kernels) for kernels in (True, False))

    np.testing.assert_allclose(fast.predict([x], 4)[0], slow.predict([x], 4)[0], rtol=1e-4, atol=1e-6)


def test_what_pools_may_be_read_by_any_layer():
    graph = chain(
        Input((8, 8, 5)),
        Conv2D(6, 3, activation="relu", padding="same"),
        MaxPooling2D(2),
        Dropout(0.25),
        Conv2D(4, 1, activation="relu"),
        Conv2D(5, 2, strides=2),
        Activation("tanh"),
        Flatten(),
        Dense(3, "softmax"),
    )
    rng = np.random.default_rng(0)
    x, y = rng.random((6, 8, 8, 5)), np.eye(3)[rng.integers(0, 3, 6)]
    model = compile_model(graph, TrainingSettings(LOSS, seed=1), dtype=np.float64)

    losses = [model.train_batch([x], [y]) for _ in range(200)]

    assert losses[-1] < 0.5 * losses[0]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(
    ("size", "strides"), [((3, 3), (2, 2)), ((2, 4), (1, 3)), ((1, 1), (2, 2)), ((5, 2), (3, 1)), ((3, 1), (2, 4))]
)
def test_strides(size, strides, padding):
    graph = chain(
        Input((11, 12, 3)),
        Conv2D(5, 3, activation="relu"),
        Conv2D(6, size, strides=strides, padding=padding, activation="relu"),
        Flatten(),
        Dense(3, "softmax"),
    )

    assert_same(gradients_of(graph, LOSS, True), gradients_of(graph, LOSS, False))
