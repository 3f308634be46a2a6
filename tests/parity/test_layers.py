"""Same weights, same input: the layers give what real Keras gives, forwards and backwards."""

from __future__ import annotations

import inspect
from collections import Counter

import jax
import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.formats.keras.config_writing import fields_as_keras, keras_class
from netbuilder.formats.keras.own_layers import is_of_keras
from netbuilder.graph import Functional
from netbuilder.layers import Run
from tests.contract.cases import CASES

EVERYDAY = 1  # cases of each layer in the everyday run; the long one has them all


def comparable():
    """Each case in inference and, where that differs, in training. Keras draws its own dropout masks."""
    seen = Counter()
    for case in CASES:
        kind = type(case.layer)
        if not is_of_keras(kind):
            continue
        call = inspect.signature(getattr(keras.layers, keras_class(case.layer), keras.Model).call)
        seen[kind] += 1
        for training in (False, True):
            if training and (case.random or "training" not in call.parameters):
                continue
            name = f"{case}-{'training' if training else 'inference'}"
            yield pytest.param(case, training, id=name, marks=[pytest.mark.long] if seen[kind] > EVERYDAY else [])


COMPARABLE = [
    item for item in comparable() if not isinstance(item.values[0].layer, Functional)
]  # networks in blocks have parity tests of their own


def both(case):
    """Our inputs and weights, and the same Keras layer with the same weights."""
    rng = np.random.default_rng(0)
    inputs = case.inputs(rng, np.float32)
    weights = {
        name: np.array(rng.normal(scale=0.5, size=weight.shape), np.float32) ** (2 if "variance" in name else 1)
        for name, weight in case.layer.weights(*case.shapes).items()
    }
    layer = getattr(keras.layers, keras_class(case.layer))(**fields_as_keras_values(case.layer))
    arguments, named = keras_arguments(case, inputs)
    layer(*arguments, **named)
    if weights:
        layer.set_weights(list(weights.values()))
    return inputs, weights, layer


def fields_as_keras_values(layer):
    """Arguments for Keras's constructor."""
    return {
        name: keras.saving.deserialize_keras_object(value) if isinstance(value, dict) else value
        for name, value in fields_as_keras(layer).items()
    }


def keras_arguments(case, inputs):
    """The inputs as Keras's layer is called with them, and what it is told besides."""

    def given(places):
        return inputs[places] if isinstance(places, int) else [given(place) for place in places]

    arguments, named = case.layer.keras_call(len(inputs))
    options = {field.keras: getattr(case.layer, field.name) for field in case.layer.changed_fields() if field.call}
    return [given(places) for places in arguments], {name: given(places) for name, places in named.items()} | options


@pytest.mark.parametrize(("case", "training"), COMPARABLE)
def test_output_and_gradients_equal_keras(case, training):
    inputs, weights, layer = both(case)
    given = [np.array(x) for x in inputs]
    rng = np.random.default_rng(1)
    dys = [
        rng.normal(size=(len(inputs[0]), *shape)).astype(np.float32) for shape in case.layer.output_shapes(*case.shapes)
    ]
    trained = [variable.value for variable in layer.trainable_variables]
    fixed = [variable.value for variable in layer.non_trainable_variables]
    options = {"training": training} if layer._call_has_training_arg else {}

    def value(xs, variables):
        arguments, named = keras_arguments(case, xs)
        ys, _ = layer.stateless_call(variables, fixed, *arguments, **named, **options)
        ys = ys if isinstance(ys, tuple | list) else (ys,)
        return sum((y * dy).sum() for y, dy in zip(ys, dys, strict=True)), ys

    own = {name: array.copy() for name, array in weights.items()}
    ys, backward = case.layer.forward(own, *given, run=Run(training))
    of_inputs, of_weights = backward(*dys)

    if case.whole:
        (_, expected), of_variables = jax.jit(jax.value_and_grad(lambda v: value(inputs, v), has_aux=True))(trained)
    else:
        (_, expected), (of_xs, of_variables) = jax.jit(jax.value_and_grad(value, (0, 1), has_aux=True))(inputs, trained)
        for mine, theirs in zip(of_inputs, of_xs, strict=True):
            assert_allclose(mine, theirs, rtol=1e-4, atol=1e-5)
    for mine, theirs in zip(ys if isinstance(ys, tuple) else (ys,), expected, strict=True):
        assert_allclose(mine, theirs, rtol=1e-5, atol=1e-5)
    names = [name for name, weight in case.layer.weights(*case.shapes).items() if weight.trainable]
    for name, theirs in zip(names, of_variables, strict=True):
        assert_allclose(of_weights[name], theirs, rtol=1e-4, atol=1e-4, err_msg=name)


def test_running_averages_equal_keras():
    case = next(case for case in CASES if type(case.layer).__name__ == "BatchNormalization")
    inputs, weights, layer = both(case)

    layer(inputs[0], training=True)
    case.layer.forward(weights, *inputs, run=Run(True))

    for name, variable in zip(weights, layer.weights, strict=True):
        assert_allclose(weights[name], keras.ops.convert_to_numpy(variable), rtol=1e-5, atol=1e-6, err_msg=name)
