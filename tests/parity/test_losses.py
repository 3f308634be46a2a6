"""Losses equal Keras's: value, and gradient through JAX; in float64, of which Keras rounds means to float32."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras.src.backend import set_keras_mask
from numpy.testing import assert_allclose
from sklearn import metrics as sk

from netbuilder.engine.losses import Loss
from netbuilder.formats.keras.config_writing import as_keras
from tests.contract.loss_cases import cases, labels_and_predictions, losses, of_keras, reduced, rows_of, shapes_for


@pytest.fixture(autouse=True)
def double_precision():
    with jax.enable_x64(True):
        yield


def in_keras(loss, y, p, weights=None, mask=None):
    """Value and gradient of Keras's loss of the same config."""
    config = as_keras(loss)
    theirs = keras.saving.deserialize_keras_object({**config, "config": {**config["config"], "dtype": "float64"}})

    def value(predictions):
        if mask is not None:
            set_keras_mask(predictions, jnp.asarray(mask))
        return theirs(jnp.asarray(y), predictions, sample_weight=None if weights is None else jnp.asarray(weights))

    return jax.jit(jax.value_and_grad(value))(jnp.asarray(p))


def assert_equal(loss, y, p, weights=None, mask=None, theirs=None):
    ours = loss(loss.labels(y, p.shape, np.float64), p, weights, mask)
    value, gradient = in_keras(loss, y, p, weights if theirs is None else theirs, mask)

    assert_allclose(ours[0], value, rtol=1e-6, atol=1e-7)
    assert_allclose(ours[1], gradient, rtol=1e-6, atol=1e-7 * max(1, np.abs(gradient).max()))


@pytest.mark.parametrize(("loss", "shape"), cases(of_keras(losses())), ids=str)
def test_value_and_gradient_equal_keras(loss, shape, rng):
    assert_equal(loss, *labels_and_predictions(loss, shape, rng))


@pytest.mark.parametrize("loss", of_keras([*reduced(), *(loss for loss in losses() if loss.sparse)]), ids=str)
@pytest.mark.parametrize("masked", [False, True])
def test_weights_and_masks_count_as_in_keras(loss, masked, rng):
    (*_, shape) = shapes_for(loss)[:2]
    y, p = labels_and_predictions(loss, shape, rng)
    rows = rows_of(loss, y, p) or shape[:1]
    mask = rng.random(rows) < 0.7 if masked else None
    if masked:
        assert_equal(loss, y, p, None, mask)
    samples = rng.uniform(0.1, 2, rows[0])

    assert_equal(loss, y, p, rng.uniform(0.1, 2, rows), mask)
    # Keras spreads one weight a sample over rows only when it is told so by axes of 1.
    assert_equal(loss, y, p, samples, mask, theirs=samples.reshape(-1, *(1,) * (len(rows) - 1)))


@pytest.mark.parametrize("name", ["mean_squared_error", "hinge", "cosine_similarity", "binary_crossentropy"])
@pytest.mark.parametrize(("labels", "outputs"), [((6,), (6, 1)), ((6, 4, 1), (6, 4)), ((6, 4), (6, 4, 1))], ids=str)
def test_an_axis_of_one_is_dropped_or_added_as_in_keras(name, labels, outputs, rng):
    y, p = rng.integers(0, 2, labels).astype(float), rng.uniform(0.1, 0.9, outputs)

    assert_equal(Loss.coerce(name).replace(reduction="sum"), y, p)


def test_probabilities_at_the_edges_are_clipped_as_in_keras():
    p = np.array([[0.0, 1.0], [1.0, 0.0], [1e-9, 1 - 1e-9]])
    y = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])

    for name in ("binary_crossentropy", "categorical_crossentropy", "binary_focal_crossentropy"):
        assert_equal(Loss.coerce(name), y, p)
    assert_equal(Loss.coerce("sparse_categorical_crossentropy"), y.argmax(1), p)


def test_zeros_where_a_loss_divides_are_as_in_keras():
    y, p = np.array([[0.0, 2.0, 0.0]]), np.array([[0.3, -0.4, 0.1]])

    for name in ("mean_absolute_percentage_error", "mean_squared_logarithmic_error", "cosine_similarity"):
        assert_equal(Loss.coerce(name), y, p)
    assert_equal(Loss.coerce("cosine_similarity"), np.zeros((1, 3)), p)


def test_log_loss_equals_scikit_learn(rng):
    y, p, weights = rng.integers(0, 4, 50), rng.dirichlet(np.ones(4), 50), rng.uniform(0.1, 2, 50)
    one_hot = np.eye(4)[y]

    for name, labels in (("sparse_categorical_crossentropy", y), ("categorical_crossentropy", one_hot)):
        loss = Loss.coerce(name).replace(reduction="mean_with_sample_weight")
        assert loss(labels, p, weights)[0] == pytest.approx(sk.log_loss(y, p, sample_weight=weights), rel=1e-12)
    binary = Loss.coerce("binary_crossentropy")(one_hot[:, :1], p[:, :1])[0]
    assert binary == pytest.approx(sk.log_loss(one_hot[:, 0], p[:, 0]), rel=1e-12)


def test_regression_and_hinge_equal_scikit_learn(rng):
    y, p = rng.uniform(0.5, 2, (40, 3)), rng.uniform(0.1, 2, (40, 3))
    counterparts = {
        "mse": sk.mean_squared_error,
        "mae": sk.mean_absolute_error,
        "mape": lambda *given: 100 * sk.mean_absolute_percentage_error(*given),
        "msle": sk.mean_squared_log_error,
    }

    for name, oracle in counterparts.items():
        assert Loss.coerce(name)(y, p)[0] == pytest.approx(oracle(y, p), rel=1e-12)
    signs = np.where(rng.random(40) < 0.5, -1.0, 1.0)
    hinge = Loss.coerce("hinge")(signs[:, None], p[:, :1])[0]
    assert hinge == pytest.approx(sk.hinge_loss(signs, p[:, 0]), rel=1e-12)
