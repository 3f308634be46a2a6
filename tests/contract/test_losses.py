"""What holds for every registered loss and every option."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.engine.losses import Loss
from netbuilder.errors import DataError
from tests.numeric import numerical_gradient

SHAPES = ((4, 3), (4, 2, 3))


def variants():
    """Each loss with every combination of its switches."""
    for kind in Loss.registry.values():
        options = {"from_logits": (False, True), "label_smoothing": (0.0, 0.2)}
        used = {name: values for name, values in options.items() if name in {field.name for field in kind.fields()}}
        for values in itertools.product(*used.values()):
            yield kind.plain().replace(**dict(zip(used, values, strict=True)))


def labels_and_predictions(loss: Loss, shape, rng):
    """Labels that the loss takes and predictions it is defined for."""
    p = rng.normal(size=shape)
    if "crossentropy" in loss.snake() and not loss.from_logits:
        p = rng.uniform(0.05, 0.95, shape)
    if loss.sparse:
        return rng.integers(0, shape[-1], shape[:-1]), p
    if loss.snake().startswith("categorical"):
        return np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])], p
    if loss.snake().startswith("binary"):
        return rng.integers(0, 2, shape).astype(float), p
    return rng.normal(size=shape), p


VARIANTS = pytest.mark.parametrize("loss", list(variants()), ids=str)


@VARIANTS
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_gradient_equals_finite_differences(loss, shape, rng):
    y, p = labels_and_predictions(loss, shape, rng)
    y = loss.labels(y, shape, np.float64)

    _, gradient = loss(y, p)

    assert_allclose(gradient, numerical_gradient(lambda: loss(y, p)[0], p), rtol=1e-4, atol=1e-7)


@VARIANTS
def test_weights_count_samples(loss, rng):
    y, p = labels_and_predictions(loss, (6, 3), rng)
    y = loss.labels(y, p.shape, np.float64)
    weights = np.array([1.0, 0, 0, 2, 0, 0])

    value, gradient = loss(y, p, weights)

    alone = [loss(y[i : i + 1], p[i : i + 1])[0] for i in (0, 3)]
    assert_allclose(value, (alone[0] + 2 * alone[1]) / 6, rtol=1e-12)
    assert not gradient[[1, 2, 4, 5]].any()


@VARIANTS
def test_config_round_trip(loss):
    assert Loss.from_json(loss.to_json()) == loss


@VARIANTS
def test_labels_of_another_shape_are_refused(loss):
    with pytest.raises(DataError):
        loss.labels(np.zeros((4, 7, 5, 2)), (4, 3))


def test_class_numbers_out_of_range_are_refused_with_the_range():
    with pytest.raises(DataError, match="labels go from 1 to 10"):
        Loss.coerce("sparse_categorical_crossentropy").labels(np.arange(1, 11), (10, 10))


def test_class_numbers_for_one_hot_labels_name_the_remedy():
    with pytest.raises(DataError, match="sparse_categorical_crossentropy"):
        Loss.coerce("categorical_crossentropy").labels(np.arange(3), (3, 10))
