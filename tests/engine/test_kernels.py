"""Every kernel computes what the layers that it replaces compute."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.engine.kernels.dropout import random_keep
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.parts.activations import ACTIVATIONS
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.reshaping import Flatten
from tests.networks import NETWORKS, chain, random_inputs

LOSSES = ("categorical_crossentropy", "sparse_categorical_crossentropy", "mean_squared_error", "binary_crossentropy")


def gradients_of(graph, loss, kernels, samples=11, sizes=None):
    """Loss and all gradients of one batch, or of several after one another, in float64."""
    rng = np.random.default_rng(3)
    model = compile_model(graph, TrainingSettings(loss=loss, seed=1), dtype=np.float64, kernels=kernels)
    inputs = [x if x.dtype.kind == "i" else x.astype(np.float64) for x in random_inputs(graph, samples, rng)]
    labels = []
    for shape in model.output_shapes.values():
        classes = rng.integers(0, shape[-1], samples)
        labels.append(classes if loss.startswith("sparse") else np.eye(shape[-1])[classes])
    found = []
    start = 0
    for size in sizes or [samples]:
        part = slice(start, start + size)
        model.gradients([x[part] for x in inputs], [y[part] for y in labels])
        program = model.program("train")
        found.append(program.losses([y[part] for y in labels]))
        found.append({key: gradient.copy() for key, gradient in model.parameters.gradient_views.items()})
        start += size
    return found


def assert_same(fast, slow):
    for one, other in zip(fast, slow, strict=True):
        if isinstance(one, dict):
            assert one.keys() == other.keys()
            for key in one:
                assert_allclose(one[key], other[key], rtol=1e-9, atol=1e-12, err_msg=str(key))
        else:
            assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", NETWORKS)
def test_network_gives_the_same_gradients_with_and_without_kernels(name, loss):
    graph = NETWORKS[name]()

    assert_same(gradients_of(graph, loss, True), gradients_of(graph, loss, False))


@pytest.mark.parametrize("name", NETWORKS)
def test_batches_of_changing_size(name):
    graph, sizes = NETWORKS[name](), (4, 4, 2, 4, 1)

    fast = gradients_of(graph, LOSSES[0], True, 15, sizes)

    assert_same(fast, gradients_of(graph, LOSSES[0], False, 15, sizes))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_dense_with_every_activation(activation):
    graph = chain(Input((3, 4)), Dense(5, activation), Flatten(), Dense(2))

    assert_same(gradients_of(graph, LOSSES[2], True), gradients_of(graph, LOSSES[2], False))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [1, (2, 1)])
@pytest.mark.parametrize("activation", ["linear", "relu", "tanh"])
def test_convolution(activation, strides, padding):
    graph = chain(
        Input((7, 6, 3)),
        Conv2D(4, (2, 3), strides, padding, activation=activation),
        Conv2D(2, 2, use_bias=False),
        Flatten(),
        Dense(3, "softmax"),
    )

    assert_same(gradients_of(graph, LOSSES[0], True), gradients_of(graph, LOSSES[0], False))


@pytest.mark.parametrize("size", [(2, 2), (3, 2), (2, 3)])
def test_pooling_with_ties_and_a_rest(size):
    graph = chain(
        Input((7, 8, 3)), Conv2D(4, 1), Activation("relu"), MaxPooling2D(size), Flatten(), Dense(3, "softmax")
    )

    assert_same(gradients_of(graph, LOSSES[0], True), gradients_of(graph, LOSSES[0], False))


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.333, 0.5, 0.9, 0.999])
def test_dropout_drops_the_share_it_is_told(rate):
    kept = random_keep(np.random.default_rng(0), (1000, 1000), rate)

    # Four standard deviations of the mean of a million draws.
    assert abs(kept.mean() - (1 - rate)) < 4 * np.sqrt(rate * (1 - rate) / 1e6)
