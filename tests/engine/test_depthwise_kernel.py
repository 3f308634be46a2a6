"""The kernel of depthwise and separable convolutions computes what these layers compute."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from netbuilder.engine.kernels import depthwise, taps
from netbuilder.engine.kernels.depthwise import DepthwiseOp
from netbuilder.engine.kernels.threads import ThreadPool
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.convolution import Conv1D, Conv2D
from netbuilder.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from netbuilder.layers.reshaping import Flatten
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import chain

pytestmark = pytest.mark.numpy

LOSS = "categorical_crossentropy"
BIASED = {"bias_initializer": "random_normal"}


@pytest.fixture(autouse=True)
def _small_work_is_shared(monkeypatch):
    monkeypatch.setattr(depthwise, "WORTH_A_PART", 1)


def image(layer, *rest, shape=(9, 8, 3)):
    """A network in which the input's gradient is needed; behind the first layer images do not lie one by one."""
    return chain(Input(shape), Conv2D(5, 3, padding="same"), layer, *rest, Flatten(), Dense(3, "softmax"))


def sequence(layer, *rest):
    return chain(Input((13, 3)), Conv1D(4, 1), layer, *rest, Flatten(), Dense(3, "softmax"))


def compiled(graph, **options):
    return compile_model(graph, TrainingSettings(loss=LOSS, seed=1), **options)


def taken(graph, purpose="train"):
    return sum(isinstance(op, DepthwiseOp) for op in compiled(graph).program(purpose).ops)


def assert_equal_to_the_layer(graph, *sizes):
    samples = sum(sizes) or 11

    assert taken(graph) == 1
    assert_same(
        gradients_of(graph, LOSS, True, samples, sizes or None),
        gradients_of(graph, LOSS, False, samples, sizes or None),
    )


# Steps that are larger than the kernel pass over some positions; a step and a dilation may have a common factor.
PLACES = [
    *product([(1, 1), (2, 3), (3, 3), (5, 2)], [(1, 1), (2, 2), (1, 3)], [(1, 1)]),
    *product([(2, 3), (3, 3)], [(1, 1)], [(2, 1), (2, 3)]),
    ((3, 2), (2, 4), (2, 3)),
    ((2, 2), (4, 2), (1, 4)),
    ((3, 3), (3, 2), (2, 2)),
]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("size", "strides", "dilation"), PLACES)
def test_every_place_of_the_windows(size, strides, dilation, padding, monkeypatch):
    monkeypatch.setattr(taps, "LINE", 20)
    layer = DepthwiseConv2D(size, strides, padding, dilation_rate=dilation, **BIASED)

    assert_equal_to_the_layer(image(layer))


def test_windows_that_see_nothing_but_padding():
    layer = DepthwiseConv2D(2, 3, "same", dilation_rate=3, **BIASED)

    assert_equal_to_the_layer(image(layer, shape=(1, 1, 3)))
    assert_equal_to_the_layer(image(layer, shape=(2, 5, 3)))


@pytest.mark.parametrize("short", [1, 1 << 20], ids=["side by side", "one by one"])
@pytest.mark.parametrize("options", [{}, {"activation": "relu"}, {"depth_multiplier": 2}], ids=str)
def test_images_that_lie_side_by_side(options, short, monkeypatch):
    monkeypatch.setattr(depthwise, "SHORT", short)
    monkeypatch.setattr(depthwise, "PARTS", 3)
    layer = DepthwiseConv2D(3, padding="same", **options, **BIASED)

    assert_equal_to_the_layer(image(layer), 11, 11, 2)
    assert_equal_to_the_layer(image(SeparableConv2D(4, 3, **options, **BIASED)), 11, 11, 2)


@pytest.mark.parametrize("line", [1, 10, 33, 2048])
@pytest.mark.parametrize("multiplier", [1, 2, 3])
@pytest.mark.parametrize("strides", [1, 2])
def test_multiplier_and_lines_cut_into_blocks_and_a_rest(strides, multiplier, line, monkeypatch):
    monkeypatch.setattr(taps, "LINE", line)

    assert_equal_to_the_layer(image(DepthwiseConv2D(3, strides, "same", depth_multiplier=multiplier, **BIASED)))


@pytest.mark.parametrize("options", [{}, {"strides": 2}, {"dilation_rate": 3}, {"depth_multiplier": 2}], ids=str)
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("layer", [DepthwiseConv1D(3), SeparableConv1D(5, 3)], ids=["depthwise", "separable"])
def test_sequences(layer, padding, options, monkeypatch):
    monkeypatch.setattr(taps, "LINE", 20)

    assert_equal_to_the_layer(sequence(layer.replace(padding=padding, **options, **BIASED)))


@pytest.mark.parametrize(
    "options", [{}, {"strides": 2, "padding": "same"}, {"dilation_rate": 2}, {"depth_multiplier": 3}], ids=str
)
@pytest.mark.parametrize("use_bias", [True, False])
def test_separable_images(use_bias, options):
    assert_equal_to_the_layer(image(SeparableConv2D(6, 3, use_bias=use_bias, **options)))


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize(
    "layer", [DepthwiseConv2D(3, **BIASED), SeparableConv2D(4, 3, **BIASED)], ids=["depthwise", "separable"]
)
def test_activation_within_or_behind(layer, activation):
    assert_equal_to_the_layer(image(layer.replace(activation=activation)))
    assert_equal_to_the_layer(image(layer, Activation(activation)))


@pytest.mark.parametrize("chunk", [1, 4000, 1 << 20])
def test_batches_of_changing_size_in_chunks(chunk, monkeypatch):
    monkeypatch.setattr(depthwise, "CHUNK_BYTES", chunk)

    assert_equal_to_the_layer(image(DepthwiseConv2D(3, 2, "same", activation="relu")), 19, 19, 2, 19, 1)
    assert_equal_to_the_layer(image(SeparableConv2D(4, 3, activation="relu")), 19, 19, 2, 19, 1)


@pytest.mark.parametrize("layer", [DepthwiseConv2D(3), SeparableConv2D(4, 3)], ids=["depthwise", "separable"])
def test_frozen_weights_let_the_gradient_through(layer):
    assert_equal_to_the_layer(image(layer.replace(trainable=False, activation="relu")))


def test_first_layer_needs_no_input_gradient():
    graph = chain(Input((7, 6, 3)), DepthwiseConv2D((3, 2), padding="same"), Flatten(), Dense(3, "softmax"))

    assert_equal_to_the_layer(graph)


@pytest.mark.parametrize("layer", [DepthwiseConv2D(3, 2), SeparableConv2D(4, 3)], ids=["depthwise", "separable"])
def test_predictions(layer):
    graph = image(layer.replace(activation="relu", depth_multiplier=2, **BIASED))
    x = np.random.default_rng(0).normal(size=(21, 9, 8, 3))
    fast, slow = (compiled(graph, dtype=np.float64, kernels=kernels) for kernels in (True, False))

    assert taken(graph, "predict") == 1
    for size in (21, 21, 4, 1):
        np.testing.assert_allclose(fast.predict([x[:size]])[0], slow.predict([x[:size]])[0], rtol=1e-9, atol=1e-12)


def test_same_bits_whatever_the_number_of_threads(monkeypatch):
    monkeypatch.setattr(depthwise, "CHUNK_BYTES", 4000)
    graph = image(
        DepthwiseConv2D(3, 2, "same", activation="relu"), SeparableConv2D(4, 3, padding="same", activation="relu")
    )
    found = []
    for hands in (1, 2, 3):
        made = ThreadPool(hands)
        monkeypatch.setattr(depthwise, "thread_pool", lambda made=made: made)
        found.append(gradients_of(graph, LOSS, True, 19))

    for other in found[1:]:
        assert other[0] == found[0][0]
        for key, gradient in found[0][1].items():
            np.testing.assert_array_equal(other[1][key], gradient, err_msg=str(key))
