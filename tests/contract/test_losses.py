"""What holds for every registered loss and every option."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.engine.heads import Head, SigmoidHead, SoftmaxHead
from netbuilder.engine.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Dice,
    Loss,
    SparseCategoricalCrossentropy,
    Tversky,
)
from netbuilder.engine.losses.kinds import REDUCTIONS
from netbuilder.errors import DataError, FieldError
from netbuilder.formats.keras.config_writing import as_keras
from netbuilder.formats.keras.objects import object_from_keras
from netbuilder.formats.keras.own_layers import is_of_keras
from netbuilder.layers.parts.activations import logistic, softmax
from tests.contract.loss_cases import cases, labels_and_predictions, losses, of_keras, reduced, rows_of, shapes_for
from tests.numeric import numerical_gradient

VARIANTS = pytest.mark.parametrize("loss", losses(), ids=str)


def thinned(found):
    """One of two losses and shapes in the everyday run, in turn; the long one has them all."""
    return [pytest.param(*case, marks=[pytest.mark.long] if i % 2 else []) for i, case in enumerate(cases(found))]


CASES = pytest.mark.parametrize(("loss", "shape"), thinned(losses()), ids=str)
REDUCED = pytest.mark.parametrize(("loss", "shape"), thinned(reduced()), ids=str)
# One number for the whole batch, or a comparison of samples with each other: no sample stands alone.
TOGETHER = ("dice", "tversky", "circle")


def assert_gradient(loss, y, p, weights=None, mask=None):
    y = loss.labels(y, p.shape, np.float64)

    _, gradient = loss(y, p, weights, mask)

    expected = numerical_gradient(lambda: loss(y, p, weights, mask)[0], p)
    assert_allclose(gradient, expected, rtol=1e-4, atol=1e-7 * max(1, np.abs(expected).max()))


@CASES
def test_gradient_equals_finite_differences(loss, shape, rng):
    assert_gradient(loss, *labels_and_predictions(loss, shape, rng))


@REDUCED
def test_gradient_with_weights_and_a_mask_equals_finite_differences(loss, shape, rng):
    y, p = labels_and_predictions(loss, shape, rng)
    rows = rows_of(loss, y, p) or shape[:1]

    for weights in (rng.uniform(0, 2, rows[:1]), rng.uniform(0, 2, rows)):
        assert_gradient(loss, y, p, weights)
        assert_gradient(loss, y, p, weights, rng.random(rows) < 0.7)
    assert_gradient(loss, y, p, None, rng.random(rows) < 0.7)


@CASES
def test_float32_stays_float32(loss, shape, rng):
    y, p = labels_and_predictions(loss, shape, rng)
    p = p.astype(np.float32)
    y = loss.labels(y, shape)
    rows = rows_of(loss, y, p) or shape[:1]

    values, backward = loss.values(y, p)

    assert values.dtype == np.float32
    assert backward(np.ones_like(values)).dtype == np.float32
    assert loss(y, p, np.ones(rows), np.ones(rows, bool))[1].dtype == np.float32


@pytest.mark.parametrize("kind", Loss.registry.values(), ids=lambda kind: kind.__name__)
def test_weights_count_samples(kind, rng):
    loss = kind()
    (shape, *_) = shapes_for(loss)
    y, p = labels_and_predictions(loss, shape, rng)
    y = loss.labels(y, p.shape, np.float64)
    weights = np.zeros(len(p))
    weights[[0, 3]] = 1, 2

    value, gradient = loss(y, p, weights)

    if loss.snake() in TOGETHER:
        if loss.snake() != "circle":
            assert value == pytest.approx(loss(y, p)[0] * 3 / len(p), rel=1e-12)
        return
    alone = [loss(y[i : i + 1], p[i : i + 1])[0] for i in (0, 3)]
    assert_allclose(value, (alone[0] + 2 * alone[1]) / len(p), rtol=1e-12)
    assert not gradient[weights == 0].any()


@REDUCED
def test_what_is_masked_counts_as_if_it_were_not_there(loss, shape, rng):
    y, p = labels_and_predictions(loss, shape, rng)
    y = loss.labels(y, p.shape, np.float64)
    if loss.snake() in TOGETHER:
        return
    mask = np.arange(len(p)) % 2 == 0
    rows = rows_of(loss, y, p)

    value, gradient = loss(y, p, None, np.repeat(mask, np.prod(rows[1:], dtype=int)).reshape(rows))

    assert value == pytest.approx(loss(y[mask], p[mask])[0], rel=1e-12)
    assert not gradient[~mask].any()
    assert_allclose(gradient[mask], loss(y[mask], p[mask])[1], rtol=1e-12)


@REDUCED
def test_a_mask_of_nothing_is_no_error(loss, shape, rng):
    y, p = labels_and_predictions(loss, shape, rng)
    rows = rows_of(loss, y, p) or shape[:1]

    value, gradient = loss(loss.labels(y, p.shape, np.float64), p, None, np.zeros(rows, bool))

    assert value == 0
    assert not gradient.any()


@VARIANTS
def test_config_round_trip(loss):
    assert Loss.from_json(loss.to_json()) == loss


@pytest.mark.parametrize("loss", of_keras([*losses(), *reduced()]), ids=str)
def test_keras_makes_the_same_loss_and_it_comes_back(loss):
    theirs = keras.saving.deserialize_keras_object(as_keras(loss))
    assert object_from_keras(Loss, keras.losses.serialize(theirs)) == _as_keras_tells(loss)
    again = keras.saving.deserialize_keras_object(as_keras(object_from_keras(Loss, keras.losses.serialize(theirs))))
    assert again.get_config() == theirs.get_config()


def _as_keras_tells(loss):
    """Keras leaves some arguments out of its configs."""
    hidden = {"SparseCategoricalCrossentropy": "axis", "CosineSimilarity": "axis", "Huber": "delta"}
    name = hidden.get(type(loss).__name__)
    return loss.replace(**{name: loss.field(name).default}) if name else loss


@VARIANTS
def test_labels_of_another_shape_are_refused(loss):
    with pytest.raises(DataError):
        loss.labels(np.zeros((4, 7, 5, 2)), (4, 3))


@VARIANTS
def test_weights_of_another_shape_are_refused(loss, rng):
    (shape, *_) = shapes_for(loss)
    y, p = labels_and_predictions(loss, shape, rng)
    if rows_of(loss, y, p):
        with pytest.raises(DataError, match="weights or a mask of shape"):
            loss(loss.labels(y, shape, np.float64), p, np.ones(len(p) + 13))


@pytest.mark.parametrize("kind", Loss.registry.values(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("value", [None, "none"])
def test_a_reduction_to_several_numbers_is_refused_with_a_remedy(kind, value):
    with pytest.raises(FieldError, match="training needs one number"):
        kind(reduction=value)


@pytest.mark.parametrize("name", ["cosine_similarity", "sparse_categorical_crossentropy", "dice"])
def test_an_axis_that_is_not_there_is_refused(name):
    loss = Loss.coerce(name).replace(axis=4)

    with pytest.raises(DataError, match="axis 4"):
        loss.labels(np.zeros((2, 3), int), (2, 3))


def test_class_numbers_out_of_range_are_refused_with_the_range():
    with pytest.raises(DataError, match="labels go from 1 to 10"):
        Loss.coerce("sparse_categorical_crossentropy").labels(np.arange(1, 11), (10, 10))


def test_an_ignored_class_may_be_out_of_range():
    loss = SparseCategoricalCrossentropy(ignore_class=255)

    assert list(loss.labels(np.array([0, 255, 2]), (3, 3))) == [0, 255, 2]
    with pytest.raises(DataError, match="classes 0 to 2"):
        loss.labels(np.array([0, 254, 2]), (3, 3))


def test_class_numbers_for_one_hot_labels_name_the_remedy():
    with pytest.raises(DataError, match="sparse_categorical_crossentropy"):
        Loss.coerce("categorical_crossentropy").labels(np.arange(3), (3, 10))


def test_a_blank_within_a_ctc_label_is_refused():
    with pytest.raises(DataError, match="blank"):
        Loss.coerce("ctc").labels(np.array([[1, 0, 2]]), (1, 5, 4))


def test_a_ctc_label_longer_than_the_output_costs_much_and_stays_finite(rng):
    loss = Loss.coerce("ctc")

    value, gradient = loss(np.array([[1, 1, 2, 3]]), rng.normal(size=(1, 3, 5)))

    assert 1e4 < value < np.inf
    assert np.isfinite(gradient).all()


def test_one_weight_a_step_or_a_mask_keeps_steps_apart_that_else_are_one_row(rng):
    """Labels (samples, steps) for outputs (samples, steps, 1): Keras takes steps as the row, and fails with weights."""
    loss = Loss.coerce("kl_divergence")
    y, p = rng.uniform(0.1, 0.9, (3, 4)), rng.uniform(0.1, 0.9, (3, 4, 1))
    weights = rng.uniform(size=(3, 4))

    assert loss(y, p)[0] == pytest.approx(loss(y, p[..., 0])[0])
    assert loss(y, p, weights)[0] == pytest.approx(loss(y[..., None], p, weights)[0])


@pytest.mark.parametrize("kind", [Dice, Tversky])
def test_a_perfect_overlap_costs_nothing(kind):
    y = np.array([[0.0, 1, 1], [1, 0, 0]])

    assert kind()(y, y)[0] == pytest.approx(0, abs=1e-6)


FUSED = [
    (SoftmaxHead, softmax, CategoricalCrossentropy),
    (SoftmaxHead, softmax, SparseCategoricalCrossentropy),
    (SigmoidHead, lambda x: (logistic(x), lambda dy: dy * logistic(x) * (1 - logistic(x))), BinaryCrossentropy),
]


@pytest.mark.parametrize(("head", "activation", "kind"), FUSED, ids=["softmax", "sparse softmax", "sigmoid"])
@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("shape", [(5, 3), (4, 2, 3), (2, 3, 2, 4)], ids=str)
@pytest.mark.parametrize("weighted", ["", "samples", "rows"])
@pytest.mark.parametrize("masked", [False, True])
def test_a_fused_head_equals_activation_and_loss(head, activation, kind, name, shape, weighted, masked, rng):
    loss = kind(reduction=name)
    raw, _ = labels_and_predictions(loss, shape, rng)
    x = rng.normal(size=shape)
    y = loss.labels(raw, shape, np.float64)
    weights = {"": None, "samples": rng.uniform(0, 2, shape[0]), "rows": rng.uniform(0, 2, shape[:-1])}[weighted]
    mask = rng.random(shape[:-1]) < 0.6 if masked else None
    fused, plain = head(0, loss), Head(0, loss)
    p, back = activation(x)

    value, expected = fused.forward(x, y, weights, mask), plain.forward(p, y, weights, mask)

    assert value == pytest.approx(expected, rel=1e-9)
    assert_allclose(fused.gradient(), back(plain.gradient()), rtol=1e-7, atol=1e-12)
    assert_allclose(fused.predictions(), p, rtol=1e-12)


@pytest.mark.parametrize(
    "loss",
    [
        CategoricalCrossentropy(label_smoothing=0.1),
        CategoricalCrossentropy(from_logits=True),
        CategoricalCrossentropy(axis=1),
        SparseCategoricalCrossentropy(ignore_class=0),
        SparseCategoricalCrossentropy(axis=1),
        Loss.coerce("categorical_focal_crossentropy"),
        Loss.coerce("kl_divergence"),
    ],
    ids=str,
)
def test_what_the_softmax_head_cannot_do_it_leaves_alone(loss):
    assert not SoftmaxHead.fits(loss, 3)


@pytest.mark.parametrize("kind", Loss.registry.values(), ids=lambda kind: kind.__name__)
def test_whether_keras_knows_a_loss_by_name_is_declared(kind):
    try:
        found = keras.losses.get(kind.snake())
    except ValueError:
        found = None

    assert (kind.known_by_name and is_of_keras(kind)) == (found is not None)


@pytest.mark.parametrize(
    "name", ["bce", "kld", "mae", "mse", "mape", "msle", "BCE", "KLD", "MAE", "MSE", "MAPE", "MSLE"]
)
def test_short_names_are_those_of_keras(name):
    assert Loss.named(name).snake() == keras.losses.get(name).__name__
