"""What holds for every registered layer and every option."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.errors import FieldError
from netbuilder.kinds import BoolKind, FloatKind, IntKind, OptionalKind, TupleKind
from netbuilder.layers import FAMILIES, Layer, Run
from netbuilder.layers.parts.activations import ActivationKind
from tests.contract.cases import CASES, WITHOUT_CASES, Case
from tests.numeric import numerical_gradient

ALL = pytest.mark.parametrize("case", CASES, ids=str)
KINDS = pytest.mark.parametrize("kind", Layer.registry.values(), ids=lambda kind: kind.__name__)


class Pass:
    """Runs a case again and again with the same weights, states and random numbers."""

    def __init__(self, case: Case, training: bool = True, dtype=np.float64) -> None:
        rng = np.random.default_rng(0)
        self.layer, self.training = case.layer, training
        self.inputs = case.inputs(rng, dtype)
        declared = case.layer.weights(*case.shapes)
        # A little noise, so that no weight is 0 and no two are alike.
        self.weights = {
            name: np.array(weight.initializer.draw(weight.shape, rng) + rng.normal(scale=0.1, size=weight.shape), dtype)
            for name, weight in declared.items()
        }
        self.trainable = [name for name, weight in declared.items() if weight.trainable]

    def __call__(self):
        """The outputs as a tuple, and the way back."""
        weights = {name: array.copy() for name, array in self.weights.items()}
        run = Run(self.training, np.random.default_rng(1))
        result, backward = self.layer.forward(weights, *self.inputs, run=run)
        return (result if isinstance(result, tuple) else (result,)), backward


@KINDS
def test_has_a_case(kind):
    assert kind in WITHOUT_CASES or any(type(case.layer) is kind for case in CASES)


@KINDS
def test_belongs_to_a_family_and_says_what_it_does(kind):
    assert kind.family in FAMILIES
    for sentence in (kind.summary(), *(field.doc for field in kind.fields())):
        assert re.fullmatch(r'(?:[A-Z0-9(]|"[a-z_]+").{8,}\.', sentence), sentence


@ALL
def test_shape_rule_equals_the_real_shape(case):
    ys, _ = Pass(case)()

    assert tuple(y.shape[1:] for y in ys) == case.layer.output_shapes(*case.shapes)
    assert ys[0].shape[1:] == case.layer.output_shape(*case.shapes)


@ALL
def test_gradients_equal_finite_differences(case):
    run = Pass(case)
    ys, backward = run()
    rng = np.random.default_rng(2)
    dys = [rng.normal(size=y.shape) for y in ys]

    of_inputs, of_weights = backward(*dys)

    def value():
        return sum(float((y * dy).sum()) for y, dy in zip(run()[0], dys, strict=True))

    for x, gradient in zip(run.inputs, of_inputs, strict=True):
        if case.whole:
            assert gradient is None
        else:
            assert_allclose(gradient, numerical_gradient(value, x), rtol=1e-3, atol=1e-5)
    for name in run.trainable:
        assert_allclose(of_weights[name], numerical_gradient(value, run.weights[name]), rtol=1e-3, atol=1e-5)


@ALL
def test_keeps_float32(case):
    ys, backward = Pass(case, dtype=np.float32)()
    of_inputs, of_weights = backward(*map(np.ones_like, ys))

    assert all(y.dtype == np.float32 for y in ys)
    assert all(gradient is None or gradient.dtype == np.float32 for gradient in of_inputs)
    assert all(gradient.dtype == np.float32 for gradient in of_weights.values())


@ALL
def test_does_not_change_its_inputs(case):
    run = Pass(case)
    before = [x.copy() for x in run.inputs]
    ys, backward = run()
    backward(*map(np.ones_like, ys))

    assert all(np.array_equal(x, kept) for x, kept in zip(run.inputs, before, strict=True))


@ALL
def test_config_round_trip(case):
    assert Layer.from_json(case.layer.to_json()) == case.layer
    assert hash(Layer.from_json(case.layer.to_json())) == hash(case.layer)


@ALL
def test_weights_are_those_the_gradients_name(case):
    run = Pass(case)
    ys, backward = run()

    assert set(run.trainable) <= set(backward(*map(np.ones_like, ys))[1])


@KINDS
def test_bad_values_are_refused_with_the_name_of_the_field(kind):
    good = kind.starting()
    for field in kind.fields():
        for bad in bad_values(field.kind):
            with pytest.raises(FieldError) as refusal:
                good.replace(**{field.name: bad})
            assert refusal.value.field.split(".")[0] == field.name, (field.name, bad)


@KINDS
def test_an_unknown_parameter_is_refused(kind):
    with pytest.raises(FieldError, match="no_such_thing"):
        kind.from_config({**kind.starting().config(), "no_such_thing": 1})


def bad_values(kind):
    """Values that a field of this kind must refuse."""
    if isinstance(kind, OptionalKind):
        return [bad for bad in bad_values(kind.inner) if bad is not None]
    if isinstance(kind, BoolKind):
        return ["yes", 1, None]
    if isinstance(kind, TupleKind):
        inner = [(bad,) * (kind.length or 1) for bad in bad_values(kind.inner)]
        return ["text", {}, *inner]
    wrong = [None, object(), "no such name", float("nan")]
    if isinstance(kind, ActivationKind):
        return wrong[1:]  # none is linear, as in Keras
    if isinstance(kind, IntKind | FloatKind):
        limits = kind.bounds
        step = 1 if isinstance(kind, IntKind) else 1e-3
        for limit in (limits.ge, limits.gt):
            wrong += [type(step)(limit - step)] if limit is not None else []
        for limit in (limits.le, limits.lt):
            wrong += [type(step)(limit + step)] if limit is not None else []
        wrong.append("1,5")
    if isinstance(kind, IntKind):
        wrong += [1.5, True, 10**30]
    return wrong if type(kind).__name__ != "TextKind" else [None, 3]
