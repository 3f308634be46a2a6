"""What preprocessing takes from data."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.errors import DataError, FieldError, ShapeError
from netbuilder.formats.keras.config_writing import fields_as_keras
from netbuilder.layers import Run
from netbuilder.layers.einsum_dense import EinsumDense
from netbuilder.layers.preprocessing import CategoryEncoding, Discretization, Normalization, Rescaling


def data(*shape):
    return np.random.default_rng(0).normal(3, 2, shape).astype(np.float32)


def adapt_bins(layer, x):
    """What `adapt` does where TensorFlow is not installed."""
    layer.update_state(x)
    layer.finalize_state()


def own_weights(layer, *shapes):
    rng = np.random.default_rng(0)
    return {
        name: weight.initializer.draw(weight.shape, rng).astype(np.float32)
        for name, weight in layer.weights(*shapes).items()
    }


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("axis", [-1, None, 1, (1, 3), (-1, 2), (1, 2, 3)])
def test_adapting_to_data_gives_what_keras_gives(axis, invert):
    x = data(50, 4, 5, 3)
    layer, theirs = Normalization(axis=axis, invert=invert), keras.layers.Normalization(axis=axis, invert=invert)
    weights = own_weights(layer, x.shape[1:])

    theirs.adapt(x)
    layer.adapt(weights, [x[:2], x[2:]])

    assert [weights[name].shape for name in weights] == [variable.shape for variable in theirs.weights]
    y, backward = layer.forward(weights, x, run=Run(True))
    assert_allclose(y, theirs(x), rtol=1e-4, atol=1e-5)
    slope = (layer.forward(weights, x + 1, run=Run())[0] - y)[:2]
    assert_allclose(backward(np.ones_like(x))[0][0][:2], slope, rtol=1e-3)


def test_a_column_that_never_changes_becomes_0():
    x = data(20, 3)
    x[:, 1] = 7
    layer, theirs = Normalization(), keras.layers.Normalization()
    weights = own_weights(layer, (3,))

    theirs.adapt(x)
    layer.adapt(weights, [x[:2], x[2:]])

    assert_allclose(layer.forward(weights, x, run=Run())[0], theirs(x), rtol=1e-4, atol=1e-5)


def test_a_given_mean_needs_no_data():
    layer = Normalization(mean=2.0, variance=4.0)

    layer.adapt({}, [data(5, 3)])

    assert layer.weights((3,)) == {}
    assert_allclose(layer.forward({}, data(5, 3), run=Run())[0], (data(5, 3) - 2) / 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"mean": 1.0}, "variance"),
        ({"mean": (1.0, 2.0), "variance": 1.0}, "variance"),
        ({"mean": (1.0, 2.0), "variance": (1.0, 2.0), "axis": None}, "mean"),
        ({"mean": ((1.0, 2.0), (1.0,)), "variance": 1.0}, "mean"),
        ({"axis": (0, 1)}, "axis"),
    ],
)
def test_a_mean_and_variance_that_do_not_fit_are_refused(given, field):
    with pytest.raises(FieldError) as refusal:
        Normalization(**given)

    assert refusal.value.field == field


@pytest.mark.parametrize("bins", [2, 5, 30])
@pytest.mark.parametrize("count", [7, 1000])
@pytest.mark.parametrize("epsilon", [0.01, 0.2])
def test_bins_taken_from_data_are_those_of_keras(bins, count, epsilon):
    x = data(count, 2)
    theirs = keras.layers.Discretization(num_bins=bins, epsilon=epsilon)

    adapt_bins(theirs, x)
    layer = Discretization(num_bins=bins, epsilon=epsilon).adapted(x)

    assert_allclose(layer.bin_boundaries, theirs.bin_boundaries, rtol=1e-6)


def test_bins_without_boundaries_have_no_shape_yet():
    with pytest.raises(ShapeError, match="bin_boundaries"):
        Discretization(num_bins=3).output_shape((4,))


def test_counts_may_be_weighted():
    tokens, counts = np.array([[1, 3, 1], [0, 2, 2]]), data(2, 3)
    layer = CategoryEncoding(4, output_mode="count")
    dy = data(2, 4)

    y, backward = layer.forward({}, tokens, counts, run=Run())

    assert layer.output_shape((3,), (3,)) == (4,)
    assert_allclose(y, keras.layers.CategoryEncoding(4, output_mode="count")(tokens, count_weights=counts), rtol=1e-6)
    assert_array_equal(backward(dy)[0][1], dy[[[0], [1]], tokens])


def test_a_token_beyond_the_last_is_refused():
    with pytest.raises(DataError, match="0 to 3"):
        CategoryEncoding(4).forward({}, np.array([[1, 4]]), run=Run())


def test_rescaling_refuses_numbers_for_other_channels():
    with pytest.raises(ShapeError, match="2 numbers"):
        Rescaling((0.5, 1.0)).output_shape((4, 4, 3))


@pytest.mark.parametrize("equation", ["abc,cde->abde", "abc,bcd->ad", "abc,dc->abd"])
@pytest.mark.parametrize("initializer", ["he_normal", "glorot_uniform", "VarianceScaling", "random_normal"])
def test_a_kernel_begins_as_widely_spread_as_in_keras(equation, initializer):
    dims = {"abc,cde->abde": (30, 40, 5), "abc,bcd->ad": (70,), "abc,dc->abd": (30, 60)}[equation]
    layer = EinsumDense(equation, dims, kernel_initializer=initializer)
    theirs = keras.layers.EinsumDense(equation, dims, kernel_initializer=initializer)
    theirs.build((None, 30, 50))

    kernel = own_weights(layer, (30, 50))["kernel"]

    assert kernel.shape == theirs.kernel.shape
    assert_allclose(kernel.std(), np.std(theirs.kernel), rtol=0.05)


def test_the_output_shape_of_einsum_dense_goes_under_the_name_of_keras():
    assert fields_as_keras(EinsumDense("ab,bc->ac", 5)) == {"equation": "ab,bc->ac", "output_shape": [5]}


@pytest.mark.parametrize(
    "equation", ["ab,bc", "ab,bc->ad", "aab,bc->ac", "ab,bcd->ac", "...a,ab->b", "a...,ab->b...", "ab,bc->ac...", ""]
)
def test_an_equation_that_keras_cannot_use_is_refused(equation):
    with pytest.raises(FieldError, match="equation"):
        EinsumDense(equation, 5)


@pytest.mark.parametrize(
    ("equation", "dims", "shape"),
    [
        ("ab,bc->ac", (5,), (3, 4)),
        ("ab,bc->ac", (4, 5), (3,)),
        ("abc,cd->abd", (7, 5), (3, 4)),
        ("abc,cd->abd", (3, 5), (3, None)),
    ],
)
def test_inputs_that_do_not_fit_the_equation_are_refused(equation, dims, shape):
    with pytest.raises(ShapeError):
        EinsumDense(equation, dims).weights(shape)


def test_open_axes_pass_through_einsum_dense():
    layer = EinsumDense("abc,cd->abd", (None, 5), bias_axes="d")

    assert layer.output_shape((None, 4)) == (None, 5)
    assert layer.output_shape((7, 4)) == (7, 5)
    assert [weight.shape for weight in layer.weights((None, 4)).values()] == [(4, 5), (5,)]
