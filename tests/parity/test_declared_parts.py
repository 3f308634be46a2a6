"""Activations, initializers, regularizers and constraints against Keras: names, arguments, numbers, gradients."""

from __future__ import annotations

import inspect
import json

import jax
import keras
import numpy as np
import pytest
from keras.src.initializers.random_initializers import compute_fans
from numpy.testing import assert_allclose

from netbuilder.errors import Fault, ShapeError
from netbuilder.formats.keras.config_writing import as_keras
from netbuilder.formats.keras.objects import object_from_keras
from netbuilder.kinds import SpecKind
from netbuilder.layers import Dense, Run
from netbuilder.layers.maths.scaling import fans
from netbuilder.layers.normalization import BatchNormalization
from netbuilder.layers.parts.activations import ACTIVATIONS, ALIASES, DECLINED, ActivationKind
from netbuilder.layers.parts.constraints import Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from netbuilder.layers.parts.initializers import Initializer
from netbuilder.layers.parts.regularizers import L1, L1L2, L2, OrthogonalRegularizer, Regularizer
from tests.numeric import numerical_gradient

# What a Keras module holds besides its parts.
TOOLS = {"get", "serialize", "deserialize"}
FAMILIES = {
    Initializer: (keras.initializers, {"STFT", "STFTInitializer", "stft"}),
    Regularizer: (keras.regularizers, set()),
    Constraint: (keras.constraints, set()),
}
MATRIX = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
KERNEL = np.random.default_rng(1).normal(size=(2, 3, 4, 5)).astype(np.float32)
REGULARIZERS = (
    *(kind(0.3) for kind in (L1, L2)),
    L1L2(0.2, 0.3),
    L1L2(),
    OrthogonalRegularizer(),
    OrthogonalRegularizer(0.3, "columns"),
)
CONSTRAINTS = (
    *(MaxNorm(), MaxNorm(0.7), MaxNorm(0.7, 1), MaxNorm(0.7, (0, 1)), MaxNorm(0.7, (-1, 0))),
    NonNeg(),
    *(UnitNorm(), UnitNorm(1), UnitNorm((0, 1))),
    *(MinMaxNorm(), MinMaxNorm(0.5, 1.2, 0.3), MinMaxNorm(1.5, 1.7, axis=1), MinMaxNorm(0.2, 0.9, axis=(0, 1))),
)
# Far from kinks, on both sides of all of them, and where naive formulas overflow.
GENERIC = np.array([-90, -20, -7.3, -3.6, -2.1, -1.3, -0.7, -0.2, 0.3, 0.6, 1.4, 2.7, 4.2, 6.9, 30, 90], np.float32)


def public(module):
    return {name for name in dir(module) if not name.startswith("_")} - TOOLS


def in_keras(part):
    return keras.saving.deserialize_keras_object(as_keras(part))


def test_every_activation_of_keras_is_here_or_declined():
    assert public(keras.activations) == set(ACTIVATIONS) | set(ALIASES) | set(DECLINED)


@pytest.mark.parametrize("alias", ALIASES)
def test_an_activation_s_other_name_is_the_same_function_in_keras(alias):
    assert getattr(keras.activations, alias) is getattr(keras.activations, ALIASES[alias])


@pytest.mark.parametrize("name", DECLINED)
def test_a_declined_activation_is_refused_with_its_reason(name):
    with pytest.raises(Fault, match=DECLINED[name][:20]):
        Dense(2, activation=name)
    assert name not in ActivationKind().choices


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"sparsemax"}))
@pytest.mark.parametrize("x", [GENERIC, GENERIC.reshape(4, 4) / 8], ids=["wide", "rows"])
def test_activation_and_gradient_equal_keras(name, x):
    dy = np.random.default_rng(2).normal(size=x.shape).astype(np.float32)
    if name == "exponential":
        x = np.minimum(x, 30)
    theirs, pull = jax.vjp(getattr(keras.activations, name), x)

    y, backward = ACTIVATIONS[name](x)

    assert y.dtype == np.float32
    assert_allclose(y, theirs, rtol=2e-6, atol=1e-6)
    assert_allclose(backward(dy), pull(dy)[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_s_gradient_is_its_finite_difference(name):
    x = np.random.default_rng(3).normal(size=(5, 4)) * 2
    dy = np.random.default_rng(4).normal(size=x.shape)
    y, backward = ACTIVATIONS[name](x)

    expected = numerical_gradient(lambda: float((ACTIVATIONS[name](x)[0] * dy).sum()), x)

    assert y.dtype == np.float64
    assert_allclose(backward(dy), expected, rtol=1e-5, atol=1e-7)


def test_sparsemax_is_the_nearest_point_among_probabilities():
    x = np.random.default_rng(5).normal(size=(300, 6)) * 2
    y, _ = ACTIVATIONS["sparsemax"](x)

    # The nearest point of a convex set: no other point of it lies on the far side (Boyd, 2004, 8.1).
    assert_allclose(y.sum(axis=1), 1, rtol=1e-12)
    assert (y >= 0).all()
    toward = (np.eye(6)[None] - y[:, None]) @ (x - y)[:, :, None]
    assert toward.max() < 1e-12
    assert set((y > 0).sum(axis=1)) >= {1, 2, 3}


def test_sparsemax_equals_keras_where_one_score_wins():
    x = np.array([[3.0, 0.5, -1.0], [0.0, -2.0, 1.5]], np.float32)

    assert_allclose(ACTIVATIONS["sparsemax"](x)[0], keras.activations.sparsemax(x))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_every_name_of_keras_is_the_same_class_here(family):
    module, declined = FAMILIES[family]
    names = public(module) - declined - {family.__name__}

    assert {name: family.named(name).__name__ for name in names} == {
        name: getattr(module, name).__name__ for name in names
    }
    for name in declined:
        with pytest.raises(Fault, match="not known"):
            family.named(name)


@pytest.mark.parametrize("alias", ["zero", "one", "normal", "uniform"])
def test_a_short_name_of_an_initializer_is_the_same_class_in_keras(alias):
    assert type(keras.initializers.get(alias)).__name__ == Initializer.named(alias).__name__


@pytest.mark.parametrize(
    "kind", [kind for family in FAMILIES for kind in family.registry.values()], ids=lambda kind: kind.__name__
)
def test_arguments_have_keras_s_names_order_and_defaults(kind):
    module = next(module for family, (module, _) in FAMILIES.items() if issubclass(kind, family))
    signature = inspect.signature(getattr(module, kind.__name__).__init__).parameters
    theirs = {name: value.default for name, value in signature.items() if name not in ("self", "args", "kwargs")}

    ours = {field.name: field.kind.to_json(field.default) for field in kind.fields()}

    assert list(ours.items()) == list(theirs.items())
    assert not any(isinstance(field.kind, SpecKind) for field in kind.fields())


@pytest.mark.parametrize(
    "shape", [(), (7,), (7, 5), (3, 7, 5), (2, 3, 7, 5), (2, 3, 4, 7, 5), (1, 1, 1, 1, 6)], ids=str
)
def test_fans_are_keras_s(shape):
    assert fans(shape) == compute_fans(shape)


@pytest.mark.parametrize("axes", [((0,), (1, 2)), ((0, 2), (-1,)), (None, (1,)), ((1,), None)], ids=str)
def test_fans_along_chosen_axes_are_keras_s(axes):
    assert fans((2, 3, 4, 5), *axes) == compute_fans((2, 3, 4, 5), *axes)


@pytest.mark.parametrize(
    "kind",
    [kind for kind in Initializer.registry.values() if kind.__name__ != "Identity"],
    ids=lambda kind: kind.__name__,
)
def test_initializers_spread_as_keras_s(kind):
    shape = (5, 60, 40)
    mine = kind().draw(shape, np.random.default_rng(0))
    theirs = np.asarray(getattr(keras.initializers, kind.__name__)()(shape))

    assert theirs.shape == mine.shape
    # 12,000 values each: six standard deviations of the difference of two such measures.
    assert_allclose(mine.std(), theirs.std(), rtol=6 / np.sqrt(12_000))
    assert_allclose(np.abs(mine).max(), np.abs(theirs).max(), rtol=0.01 if _bounded(kind) else 0.3)


def _bounded(kind):
    return kind.__name__ not in ("RandomNormal", "Orthogonal")


@pytest.mark.parametrize("regularizer", REGULARIZERS, ids=str)
def test_regularizer_and_gradient_equal_keras(regularizer):
    value, gradient = jax.value_and_grad(in_keras(regularizer))(MATRIX)

    assert_allclose(regularizer.penalty(MATRIX), value, rtol=1e-6)
    assert regularizer.gradient(MATRIX).dtype == np.float32
    assert_allclose(regularizer.gradient(MATRIX), gradient, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("regularizer", REGULARIZERS, ids=str)
def test_regularizer_s_gradient_is_its_finite_difference(regularizer):
    weight = MATRIX.astype(np.float64)

    expected = numerical_gradient(lambda: regularizer.penalty(weight), weight)

    assert_allclose(regularizer.gradient(weight), expected, rtol=1e-6, atol=1e-9)


def test_a_single_row_has_nothing_to_be_at_right_angles_to():
    regularizer = OrthogonalRegularizer()

    assert regularizer.penalty(MATRIX[:1]) == 0
    assert_allclose(regularizer.gradient(MATRIX[:1]), 0)


def test_orthogonal_regularizer_takes_matrices_only():
    with pytest.raises(ShapeError, match="two axes"):
        OrthogonalRegularizer().penalty(KERNEL)


@pytest.mark.parametrize("weight", [MATRIX, KERNEL, np.zeros_like(MATRIX)], ids=["matrix", "kernel", "zeros"])
@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=str)
def test_constraint_equals_keras(constraint, weight):
    kept = weight.copy()
    found = constraint.apply(weight)

    assert found.dtype == np.float32
    assert_allclose(found, in_keras(constraint)(weight), rtol=1e-6, atol=1e-7)
    assert np.array_equal(weight, kept)


def test_a_constraint_along_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ShapeError, match="no axis 2"):
        UnitNorm(2).apply(MATRIX)


@pytest.mark.parametrize("part", [*REGULARIZERS, *CONSTRAINTS], ids=str)
def test_what_keras_writes_of_a_part_is_read_back_the_same(part):
    written = json.loads(json.dumps(keras.saving.serialize_keras_object(in_keras(part))))
    base = Regularizer if isinstance(part, Regularizer) else Constraint

    found = object_from_keras(base, written)

    assert type(found) is type(part)
    for name, value in part.config().items():
        # Keras keeps some factors as float32.
        assert getattr(found, name) == (
            pytest.approx(value, rel=1e-7) if isinstance(value, float) else getattr(part, name)
        )


@pytest.mark.parametrize("axis", [-1, 1])
def test_batch_normalization_does_not_count_padded_steps(axis):
    rng = np.random.default_rng(6)
    x, dy = rng.normal(size=(2, 3, 4, 5)).astype(np.float32)
    mask = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 1, 0, 1]], bool)
    theirs = keras.layers.BatchNormalization(axis=axis)
    theirs.build(x.shape)
    size = x.shape[axis]
    own = {name: np.full(size, value, np.float32) for name, value in STARTS.items()}

    def value(x, trained):
        fixed = [variable.value for variable in theirs.non_trainable_variables]
        y, states = theirs.stateless_call(trained, fixed, x, training=True, mask=mask)
        return (y * dy).sum(), (y, states)

    trained = [variable.value for variable in theirs.trainable_variables]
    (_, (y, states)), (dx, of_trained) = jax.value_and_grad(value, (0, 1), has_aux=True)(x, trained)
    mine, backward = BatchNormalization(axis=axis).forward(own, x, run=Run(True, masks=(mask,)))
    (of_x,), of_weights = backward(dy)

    assert mine.dtype == of_x.dtype == np.float32
    assert_allclose(mine, y, rtol=1e-5, atol=1e-5)
    assert_allclose(of_x, dx, rtol=1e-4, atol=1e-5)
    for name, expected in zip(("gamma", "beta"), of_trained, strict=True):
        assert_allclose(of_weights[name], expected, rtol=1e-4, atol=1e-5)
    for name, expected in zip(("moving_mean", "moving_variance"), states, strict=True):
        assert_allclose(own[name], expected, rtol=1e-5, atol=1e-6)


STARTS = {"gamma": 1.0, "beta": 0.0, "moving_mean": 0.0, "moving_variance": 1.0}
