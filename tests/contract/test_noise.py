"""What random layers do while training: the rates, means and variances that they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import FieldError, ShapeError
from netbuilder.layers import Dense, Input, Run
from netbuilder.layers.noise import GaussianDropout, GaussianNoise
from netbuilder.layers.parts.regularizers import L1L2
from netbuilder.layers.regularization import (
    ActivityRegularization,
    AlphaDropout,
    Dropout,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from tests.networks import chain

RANDOM = (
    Dropout(0.3),
    Dropout(0.3, (None, 1, None)),
    SpatialDropout1D(0.3),
    AlphaDropout(0.3),
    GaussianDropout(0.3),
    GaussianNoise(0.3),
)
EACH = pytest.mark.parametrize("layer", RANDOM, ids=lambda layer: f"{type(layer).__name__}")
MANY = 400_000


def trained(layer, x, seed=0):
    """The layer's output in training."""
    y, _ = layer.forward({}, x, run=Run(True, np.random.default_rng(seed)))
    return y


def ones(*shape):
    return np.ones(shape, np.float32)


@EACH
def test_nothing_is_changed_outside_training(layer):
    x = np.random.default_rng(1).normal(size=(2, 3, 4))

    y, backward = layer.forward({}, x, run=Run(False, np.random.default_rng(0)))

    assert_array_equal(y, x)
    assert_array_equal(backward(2 * x)[0][0], 2 * x)


@EACH
def test_the_same_generator_gives_the_same_numbers(layer):
    x = ones(2, 3, 4)

    assert_array_equal(trained(layer, x, 5), trained(layer, x, 5))
    assert not np.array_equal(trained(layer, ones(5, 6, 7), 5), trained(layer, ones(5, 6, 7), 6))


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_dropout_keeps_the_mean_and_drops_its_share(rate):
    y = trained(Dropout(rate), ones(MANY))

    assert abs((y == 0).mean() - rate) < 5 * math.sqrt(rate * (1 - rate) / MANY)
    assert_allclose(y[y != 0], 1 / (1 - rate), rtol=1e-6)


def test_a_noise_shape_decides_once_for_its_axes_of_one():
    y = trained(Dropout(0.5, (None, 1, None)), ones(20, 5, 10))

    assert (y == y[:, :1]).all()
    assert (y != y[:1]).any()
    assert (y != y[:, :, :1]).any()


@pytest.mark.parametrize("kernels", [True, False])
def test_the_engine_keeps_to_the_noise_shape_with_and_without_kernels(kernels):
    graph = chain(Input((5, 40)), Dropout(0.5, (None, 1, None)), Dense(1, kernel_initializer="ones"))
    model = compile_model(graph, TrainingSettings("mean_squared_error", seed=1), kernels=kernels)
    program = model.program("train")

    program.forward([ones(20, 5, 40)])

    (y,) = program.outputs()
    assert (y == y[:, :1]).all()
    assert (y != y[:1]).any()


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (SpatialDropout1D(0.4), (50, 3, 40)),
        (SpatialDropout2D(0.4), (50, 3, 2, 40)),
        (SpatialDropout3D(0.4), (50, 2, 3, 2, 40)),
    ],
    ids=lambda value: str(value)[:16],
)
def test_spatial_dropout_drops_whole_channels(layer, shape):
    y = trained(layer, ones(*shape)).reshape(50, -1, 40)

    assert (y == y[:, :1]).all()
    assert abs((y[:, 0] == 0).mean() - 0.4) < 5 * math.sqrt(0.24 / 2000)
    assert_allclose(y[y != 0], 1 / 0.6, rtol=1e-6)


@pytest.mark.parametrize("rate", [0.05, 0.5])
def test_alpha_dropout_keeps_mean_and_variance(rate):
    x = np.random.default_rng(1).normal(size=MANY)
    y = trained(AlphaDropout(rate), x)

    assert abs(y.mean()) < 0.01
    assert abs(y.var() - 1) < 0.02
    values, counts = np.unique(y, return_counts=True)
    assert abs(counts.max() / MANY - rate) < 5 * math.sqrt(rate * (1 - rate) / MANY)
    assert values[counts.argmax()] < 0


def test_gaussian_dropout_has_the_spread_of_dropout():
    y = trained(GaussianDropout(0.3), ones(MANY))

    assert abs(y.mean() - 1) < 5 * math.sqrt(0.3 / 0.7 / MANY)
    assert abs(y.var() - 0.3 / 0.7) < 0.01


def test_gaussian_noise_has_its_standard_deviation():
    y = trained(GaussianNoise(0.3), np.zeros(MANY, np.float32))

    assert abs(y.mean()) < 5 * 0.3 / math.sqrt(MANY)
    assert abs(y.std() - 0.3) < 5 * 0.3 / math.sqrt(2 * MANY)


def test_a_noise_shape_that_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="cannot spread"):
        Dropout(0.5, (None, 2, None)).output_shape((4, 3))
    with pytest.raises(ShapeError, match="cannot spread"):
        AlphaDropout(0.5, (None, 1)).output_shape((4, 3))
    with pytest.raises(FieldError, match="noise_shape"):
        Dropout(0.5, (20, 1, 3))


def test_spatial_dropout_asks_for_its_axes():
    with pytest.raises(ShapeError, match="height, width, channels"):
        SpatialDropout2D(0.5).output_shape((4, 3))


def test_activity_regularization_names_its_penalty():
    assert ActivityRegularization(0.1, 0.2).activity_regularizer == L1L2(0.1, 0.2)
