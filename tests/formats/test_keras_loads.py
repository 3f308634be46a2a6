"""Real Keras loads every layer, and a sample of the options that are declared, alone and in a nested model, from both
files, and computes with it what is computed here.

All cases of one form stand side by side in one model: loading hundreds of files would take minutes.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from netbuilder import formats
from netbuilder.formats import Bundle
from netbuilder.graph import Functional, Graph
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Add
from netbuilder.layers.normalization import BatchNormalization
from tests.contract.cases import CASES
from tests.formats.branches import quick, side_by_side, with_weights
from tests.formats.option_cases import FIXED, option_cases
from tests.networks import chain, node

FORMS = [(suffix, nested) for suffix in (".keras", ".h5") for nested in (False, True)]
EACH_FORM = pytest.mark.parametrize(("suffix", "nested"), FORMS, ids=str)
FIRST = list({type(case.layer): (number, case) for number, case in reversed(list(enumerate(CASES)))}.values())
OPTIONS = list(option_cases())
PARTS = 16  # of the options, in the long run: models of more layers take long to load
# Keras 3.15 loads it, but its JAX backend attends only to values as wide as the keys.
FAILING = "MultiHeadAttention.value_dim."
SAMPLED = 293  # of so many options, the everyday run takes one


def written(cases, suffix):
    """The cases that such a file can hold; of the others it says why not."""
    entry = formats.format_of(Path(f"model{suffix}"))
    return [(number, case) for number, case in cases if not entry.problems(side_by_side([(number, case)]))]


@EACH_FORM
def test_keras_loads_every_layer_with_its_weights_in_one_form(suffix, nested, tmp_path):
    cases = FIRST[FORMS.index((suffix, nested)) :: len(FORMS)]

    loaded(written([(number, quick(case)) for number, case in cases], suffix), suffix, nested, tmp_path)


@EACH_FORM
def test_keras_computes_the_same_with_a_sample_of_the_options(suffix, nested, tmp_path):
    first = FORMS.index((suffix, nested)) * SAMPLED // len(FORMS)

    assert_same([(i, quick(case)) for i, (_, case) in enumerate(OPTIONS)][first::SAMPLED], suffix, nested, tmp_path)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:You passed `rms_scaling")
@EACH_FORM
def test_keras_loads_every_case_in_every_form(suffix, nested, tmp_path):
    cases = [(i, case) for i, case in enumerate(CASES) if getattr(case.layer, "activation", None) != "sparsemax"]

    assert_same(cases, suffix, nested, tmp_path)  # Keras 3.15.1 finds a wrong threshold for sparsemax


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:You passed `rms_scaling")
@pytest.mark.parametrize("part", range(PARTS))
@EACH_FORM
def test_keras_computes_the_same_with_every_option(suffix, nested, part, tmp_path):
    cases = [(i, case) for i, (name, case) in enumerate(OPTIONS) if not name.startswith(FAILING)]

    assert_same(cases[part::PARTS], suffix, nested, tmp_path)


def test_every_field_that_keras_knows_has_another_value_here():
    found = {name.rpartition(".")[0] for name, _ in OPTIONS}
    kinds = {type(case.layer) for case in CASES}
    fields = {f"{kind.__name__}.{field.name}" for kind in kinds for field in kind.fields() if field.keras}

    assert fields - found == set(FIXED)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("is_chain", [True, False])
@pytest.mark.parametrize("frozen", ["inner", "outer"])
def test_a_frozen_model_inside_is_frozen_in_keras_too(frozen, is_chain, suffix, tmp_path):
    layers = Dense(5), BatchNormalization(), Dense(4)
    inside = chain(Input((4,)), *layers)
    if not is_chain:
        nodes = [node("x", Input((4,))), *(node(*each) for each in zip("abc", layers, "xab", strict=True))]
        inside = Graph.of([*nodes, node("sum", Add(), "c", "x")])
    inner = Functional(inside, trainable=frozen != "inner")
    outer = Functional(chain(Input((4,)), inner), trainable=frozen != "outer")
    snapshot = with_weights(chain(Input((4,)), outer, Dense(3)))

    formats.write(Bundle(snapshot), tmp_path / f"model{suffix}")
    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)

    assert [weight.shape for weight in theirs.trainable_weights] == [(4, 3), (3,)]
    for mine, other in zip(snapshot.weights.values(), theirs.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, other)


def loaded(cases, suffix, nested, tmp_path):
    """What was written, and the model that Keras makes of it, with the weights that were written."""
    snapshot = with_weights(side_by_side(cases, nested))
    formats.write(Bundle(snapshot), tmp_path / f"model{suffix}")

    theirs = keras.models.load_model(tmp_path / f"model{suffix}", compile=False)

    for name in snapshot.graph.output_names:
        own = {key: array for (node, key), array in snapshot.weights.items() if node == name}
        found = theirs.get_layer(name).get_weights()
        assert [array.shape for array in found] == [array.shape for array in own.values()], name
        for mine, other in zip(own.values(), found, strict=True):
            np.testing.assert_array_equal(mine, other, err_msg=name)
    return snapshot, theirs


def assert_same(cases, suffix, nested, tmp_path):
    """That Keras makes the model of a file and computes what is computed here."""
    cases = written(cases, suffix)
    rng = np.random.default_rng(1)
    x = [array for _, case in cases for array in case.inputs(rng, np.float32)]

    snapshot, theirs = loaded(cases, suffix, nested, tmp_path)

    expected = snapshot.model().predict(tuple(x))
    for name, mine, other in zip(snapshot.graph.output_names, expected, theirs(x, training=False), strict=True):
        np.testing.assert_allclose(np.asarray(other), mine, rtol=1e-4, atol=1e-4, err_msg=name)
