"""What the cases cannot say of convolutions, pooling and padding: argument forms, masks, ties, edges."""

from __future__ import annotations

import json

import jax
import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.errors import FieldError, ShapeError
from netbuilder.formats.keras.objects import layer_from_keras
from netbuilder.layers import Layer, Run
from netbuilder.layers.adaptive_pooling import AdaptiveAveragePooling2D, AdaptiveMaxPooling2D
from netbuilder.layers.convolution import Conv1D, Conv2D, Conv3D
from netbuilder.layers.depthwise import DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from netbuilder.layers.pooling import (
    AveragePooling1D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
)
from netbuilder.layers.spatial import Cropping1D, Cropping2D, Cropping3D, UpSampling2D, ZeroPadding2D, ZeroPadding3D
from netbuilder.layers.transposed import Conv1DTranspose, Conv2DTranspose


@pytest.mark.parametrize(
    ("given", "pairs"),
    [
        (3, ((3, 3), (3, 3))),
        ((1, 2), ((1, 1), (2, 2))),
        ([[1, 2], [0, 4]], ((1, 2), (0, 4))),
        ((1, (0, 4)), ((1, 1), (0, 4))),
        ("3", ((3, 3), (3, 3))),
        ("1 × 2", ((1, 1), (2, 2))),
        ("(1, 2), (0, 4)", ((1, 2), (0, 4))),
    ],
)
@pytest.mark.parametrize("kind", [ZeroPadding2D, Cropping2D])
def test_pairs_may_be_given_short_and_as_text(kind, given, pairs):
    layer = kind(given)

    assert getattr(layer, kind.fields()[0].name) == pairs
    assert Layer.from_json(json.loads(json.dumps(layer.to_json()))) == layer


@pytest.mark.parametrize("bad", [-1, (1,), (1, 2, 3), ((1, -1), (0, 0)), ((1, 2, 3), (0, 0)), 1.5, "", "(1", "a", None])
def test_bad_pairs_are_refused_with_the_name_of_the_field(bad):
    with pytest.raises(FieldError) as refusal:
        ZeroPadding2D(bad)

    assert refusal.value.field == "padding"


@pytest.mark.parametrize("kind", [ZeroPadding3D, Cropping3D])
def test_pairs_are_read_as_keras_writes_them(kind):
    theirs = getattr(keras.layers, kind.__name__)(((1, 2), (0, 3), (4, 0)))

    assert layer_from_keras(kind.__name__, theirs.get_config()) == kind(((1, 2), (0, 3), (4, 0)))


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (Conv1D(4, 3, padding="causal", strides=2), (None, 2), (None, 4)),
        (Conv3D(4, 3), (None, 5, None, 2), (None, 3, None, 4)),
        (Conv2DTranspose(4, 3, strides=2), (None, 5, 2), (None, 11, 4)),
        (SeparableConv1D(4, 3), (None, 2), (None, 4)),
        (DepthwiseConv2D(3, depth_multiplier=2), (None, 5, 2), (None, 3, 4)),
        (AveragePooling3D(2), (None, 4, 5, 3), (None, 2, 2, 3)),
        (AdaptiveMaxPooling2D(3), (None, None, 2), (3, 3, 2)),
        (ZeroPadding2D(2), (None, 4, 2), (None, 8, 2)),
        (Cropping1D(2), (None, 3), (None, 3)),
        (UpSampling2D((2, 3)), (4, None, 1), (8, None, 1)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer) else None,
)
def test_open_axes_stay_open(layer, shape, expected):
    assert layer.output_shape(shape) == expected


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv1D(4, 5), (4, 2)),
        (Conv1D(4, 2), (4, 4, 2)),
        (Conv1D(4, 2, groups=2), (4, 3)),
        (SeparableConv2D(4, (2, 5)), (4, 4, 2)),
        (DepthwiseConv2D(2), (4, 4, None)),
        (Conv1DTranspose(4, 2, strides=2, padding="same", output_padding=0), (1, 2)),
        (MaxPooling1D(5), (4, 2)),
        (Cropping1D((2, 2)), (4, 2)),
        (Cropping2D(2), (9, 4, 2)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer) else None,
)
def test_an_input_that_leaves_nothing_or_does_not_fit_is_refused(layer, shape):
    with pytest.raises(ShapeError):
        layer.output_shape(shape)


@pytest.mark.parametrize("kind", [Conv2D, Conv2DTranspose])
def test_strides_and_dilation_together_are_refused(kind):
    with pytest.raises(FieldError, match="dilation_rate"):
        kind(4, 3, strides=2, dilation_rate=(1, 2))


def test_an_output_padding_as_large_as_the_stride_is_refused():
    with pytest.raises(FieldError, match="output_padding"):
        Conv2DTranspose(4, 3, strides=(3, 2), output_padding=(2, 2))


def test_a_causal_convolution_sees_nothing_that_comes_later():
    layer, rng = Conv1D(2, 3, padding="causal", dilation_rate=2, use_bias=False), np.random.default_rng(0)
    weights = {"kernel": rng.normal(size=(3, 4, 2))}
    x = rng.normal(size=(2, 9, 4))
    changed = x.copy()
    changed[:, 5:] = 0

    y, _ = layer.forward(weights, x, run=Run())
    z, _ = layer.forward(weights, changed, run=Run())

    assert np.array_equal(y[:, :5], z[:, :5])
    assert not np.isclose(y[:, 5:], z[:, 5:]).any()


def test_a_transposed_convolution_is_the_gradient_of_a_convolution():
    rng = np.random.default_rng(0)
    kernel, dy = rng.normal(size=(3, 2, 4, 5)), rng.normal(size=(2, 3, 4, 5))
    options = {"strides": (2, 3), "use_bias": False}

    _, backward = Conv2D(5, (3, 2), **options).forward({"kernel": kernel}, np.zeros((2, 7, 11, 4)), run=Run())
    y, _ = Conv2DTranspose(4, (3, 2), **options).forward({"kernel": kernel}, dy, run=Run())

    assert_allclose(y[:, :, :11], backward(dy)[0][0])


@pytest.mark.parametrize("kind", [AdaptiveAveragePooling2D, AdaptiveMaxPooling2D])
def test_adaptive_pooling_to_the_size_of_the_input_changes_nothing(kind):
    x = np.random.default_rng(0).normal(size=(2, 7, 3, 4))

    y, _ = kind((7, 3)).forward({}, x, run=Run())

    assert_allclose(y, x, rtol=1e-15)


@pytest.mark.parametrize("layer", [GlobalMaxPooling2D(), MaxPooling2D(2, padding="same"), AdaptiveMaxPooling2D(2)])
def test_equal_maxima_get_the_gradient_that_keras_gives_them(layer):
    x = np.random.default_rng(0).integers(0, 2, (2, 5, 3, 2)).astype(np.float32)
    theirs = getattr(keras.layers, type(layer).__name__)(**layer.config(defaults=False))
    y, backward = layer.forward({}, x, run=Run())
    dy = np.random.default_rng(1).normal(size=y.shape).astype(np.float32)

    expected = jax.grad(lambda value: (theirs(value) * dy).sum())(x)

    assert_allclose(backward(dy)[0][0], expected, rtol=1e-6)


@pytest.mark.parametrize("keepdims", [False, True])
def test_the_mean_over_a_sequence_leaves_masked_steps_out_as_in_keras(keepdims):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 5, 2)).astype(np.float32)
    mask = np.arange(5) < np.array([[5], [2], [4]])
    layer, theirs = GlobalAveragePooling1D(keepdims=keepdims), keras.layers.GlobalAveragePooling1D(keepdims=keepdims)

    y, backward = layer.forward({}, x, run=Run(masks=(mask,)))
    dy = rng.normal(size=y.shape).astype(np.float32)

    assert_allclose(y, theirs(x, mask=mask), rtol=1e-6)
    assert_allclose(backward(dy)[0][0], jax.grad(lambda value: (theirs(value, mask=mask) * dy).sum())(x), rtol=1e-6)


def test_the_mean_of_a_sequence_of_padding_alone_is_0():
    x = np.full((1, 3, 2), np.nan, np.float32)

    y, backward = GlobalAveragePooling1D().forward({}, x, run=Run(masks=(np.zeros((1, 3), bool),)))

    assert not y.any()
    assert not backward(np.ones_like(y))[0][0].any()


@pytest.mark.parametrize(
    ("name", "config", "expected"),
    [
        ("DepthwiseConv2D", {"kernel_size": [3, 3], "groups": 1}, DepthwiseConv2D(3)),
        ("Conv2DTranspose", {"filters": 4, "kernel_size": [3, 3], "groups": 1}, Conv2DTranspose(4, 3)),
        (
            "SeparableConv2D",
            {"filters": 4, "kernel_size": [3, 3], "groups": 1, "kernel_initializer": {"class_name": "GlorotUniform"}},
            SeparableConv2D(4, 3),
        ),
        ("AveragePooling1D", {"pool_size": [2], "strides": [2], "padding": "valid"}, AveragePooling1D(2)),
    ],
)
def test_configs_of_keras_2_are_read(name, config, expected):
    assert layer_from_keras(name, config) == expected
