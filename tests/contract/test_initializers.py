"""Initializers draw what their formulas say, and nothing else decides what they draw."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.errors import FieldError, ShapeError
from netbuilder.layers.parts.initializers import (
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Identity,
    Initializer,
    LecunNormal,
    LecunUniform,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
)

SHAPE = (3, 5, 60, 40)  # a kernel of 15 places, 60 channels in and 40 out
FAN_IN, FAN_OUT = 900, 600
# Spread of a standard normal distribution that is cut at two standard deviations.
CUT = math.sqrt(1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))

# Initializer, mean, standard deviation, largest distance from the mean.
DISTRIBUTIONS = (
    (RandomNormal(0.3, 0.2), 0.3, 0.2, math.inf),
    (RandomUniform(-0.1, 0.5), 0.2, 0.6 / math.sqrt(12), 0.3),
    (TruncatedNormal(0.3, 0.2), 0.3, 0.2 * CUT, 0.4),
    (GlorotUniform(), 0, math.sqrt(2 / (FAN_IN + FAN_OUT)), math.sqrt(6 / (FAN_IN + FAN_OUT))),
    (GlorotNormal(), 0, math.sqrt(2 / (FAN_IN + FAN_OUT)), 2 / CUT * math.sqrt(2 / (FAN_IN + FAN_OUT))),
    (HeUniform(), 0, math.sqrt(2 / FAN_IN), math.sqrt(6 / FAN_IN)),
    (HeNormal(), 0, math.sqrt(2 / FAN_IN), 2 / CUT * math.sqrt(2 / FAN_IN)),
    (LecunUniform(), 0, math.sqrt(1 / FAN_IN), math.sqrt(3 / FAN_IN)),
    (LecunNormal(), 0, math.sqrt(1 / FAN_IN), 2 / CUT * math.sqrt(1 / FAN_IN)),
    (VarianceScaling(3.0, "fan_out"), 0, math.sqrt(3 / FAN_OUT), 2 / CUT * math.sqrt(3 / FAN_OUT)),
    (VarianceScaling(3.0, "fan_avg", "untruncated_normal"), 0, math.sqrt(3 / 750), math.inf),
    (VarianceScaling(3.0, "fan_in", "uniform"), 0, math.sqrt(3 / FAN_IN), 3 / math.sqrt(FAN_IN)),
    (VarianceScaling(input_axes=(0, 1), output_axes=(2,)), 0, math.sqrt(1 / 15), 2 / CUT * math.sqrt(1 / 15)),
    (HeUniform(input_axes=(3,), output_axes=(0,)), 0, math.sqrt(2 / 40), math.sqrt(6 / 40)),
)
RANDOM = tuple(kind for kind in Initializer.registry.values() if any(f.name == "seed" for f in kind.fields()))


@pytest.mark.parametrize(("initializer", "mean", "spread", "reach"), DISTRIBUTIONS, ids=lambda value: str(value)[:60])
def test_mean_spread_and_bounds_are_those_of_the_formula(initializer, mean, spread, reach):
    values = initializer.draw(SHAPE, np.random.default_rng(0))

    assert values.shape == SHAPE
    # Five standard deviations of what is measured; no distribution here has a larger one than the normal.
    assert abs(values.mean() - mean) < 5 * spread / math.sqrt(values.size)
    assert abs(values.std() / spread - 1) < 5 / math.sqrt(2 * values.size)
    assert np.abs(values - mean).max() <= reach
    assert reach == math.inf or np.abs(values - mean).max() > 0.99 * reach


def test_an_untruncated_normal_reaches_beyond_two_standard_deviations():
    values = VarianceScaling(1.0, "fan_in", "untruncated_normal").draw(SHAPE, np.random.default_rng(0))

    assert np.abs(values).max() > 3.5 / math.sqrt(FAN_IN)


@pytest.mark.parametrize(("initializer", "value"), [(Zeros(), 0), (Ones(), 1), (Constant(-2.5), -2.5)])
def test_constants_are_the_same_everywhere(initializer, value):
    assert_array_equal(initializer.draw((2, 3), np.random.default_rng(0)), np.full((2, 3), value))


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (2, 3, 4), (2, 2, 2, 9)])
def test_orthogonal_stands_at_right_angles_along_the_shorter_side(shape):
    matrix = Orthogonal(1.5).draw(shape, np.random.default_rng(0)).reshape(-1, shape[-1])
    rows, columns = matrix.shape
    product = matrix @ matrix.T if rows < columns else matrix.T @ matrix

    assert_allclose(product, 2.25 * np.eye(min(rows, columns)), atol=1e-12)


def test_orthogonal_prefers_no_direction():
    rng = np.random.default_rng(0)

    corners = np.array([Orthogonal().draw((2, 2), rng)[0, 0] for _ in range(4000)])

    # cos of an even angle: mean 0, mean square 1/2.
    assert abs(corners.mean()) < 5 * math.sqrt(0.5 / 4000)
    assert abs(np.square(corners).mean() - 0.5) < 5 * math.sqrt(0.125 / 4000)


def test_identity_is_the_unit_matrix_of_any_two_sizes():
    assert_array_equal(Identity(2.0).draw((2, 3), np.random.default_rng(0)), [[2, 0, 0], [0, 2, 0]])


@pytest.mark.parametrize(
    ("initializer", "shape"), [(Identity(), (3,)), (Identity(), (2, 2, 2)), (Orthogonal(), (3,))], ids=str
)
def test_a_shape_that_has_no_such_matrix_is_refused(initializer, shape):
    with pytest.raises(ShapeError, match="axes"):
        initializer.draw(shape, np.random.default_rng(0))


def test_axes_that_the_weight_has_not_are_refused():
    with pytest.raises(ShapeError, match="no axis 4"):
        GlorotUniform(input_axes=(4,), output_axes=(0,)).draw(SHAPE, np.random.default_rng(0))


@pytest.mark.parametrize("kind", RANDOM, ids=lambda kind: kind.__name__)
def test_a_seed_of_its_own_draws_the_same_whatever_the_run(kind):
    one, other = (kind(seed=7).draw((4, 3), np.random.default_rng(run)) for run in (0, 1))

    assert_array_equal(one, other)


@pytest.mark.parametrize("kind", RANDOM, ids=lambda kind: kind.__name__)
def test_without_a_seed_the_run_decides(kind):
    one, again, other = (kind().draw((4, 3), np.random.default_rng(run)) for run in (0, 0, 1))

    assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_distribution_may_have_its_old_name():
    assert VarianceScaling(distribution="normal") == VarianceScaling(distribution="truncated_normal")


@pytest.mark.parametrize(
    "values", [{"scale": 0}, {"mode": "fan"}, {"distribution": "gamma"}, {"seed": -1}, {"input_axes": (1.5,)}], ids=str
)
def test_bad_values_are_refused_with_the_name_of_the_field(values):
    with pytest.raises(FieldError, match=next(iter(values))):
        VarianceScaling(**values)
