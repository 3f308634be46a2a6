"""Declared values are made, compared and kept as frozen dataclasses are, though nothing is generated for them."""

from __future__ import annotations

import copy
import dataclasses

import pytest

from netbuilder.errors import FieldError
from netbuilder.layers import Dense, Input, Layer
from netbuilder.layers.convolution import Conv1D, Conv2D
from netbuilder.layers.regularization import Dropout

STEPS = ("kernel_size", "strides", "dilation_rate", "pool_size", "size")


def test_values_are_given_by_place_or_name():
    assert Dense(8, "relu") == Dense(activation="relu", units=8) != Dense(8)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Dense(), "units"),
        (lambda: Dense(8, unit=3), "unit"),
        (lambda: Dense(8, units=8), "units"),
        (lambda: Dropout(*range(20)), "20"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(make, told):
    with pytest.raises(TypeError, match=told):
        make()


def test_values_are_frozen():
    layer = Dense(8)

    with pytest.raises(dataclasses.FrozenInstanceError):
        layer.units = 9
    with pytest.raises(dataclasses.FrozenInstanceError):
        del layer.units


def test_values_are_replaced_copied_and_hashed():
    layer = Dense(8, use_bias=False)

    assert dataclasses.replace(layer, units=9) == Dense(9, use_bias=False)
    assert copy.deepcopy(layer) == layer
    assert len({layer, Dense(8, use_bias=False), Dense(8)}) == 2


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Conv2D(4, 3, strides="abc"), "strides: must be 2 whole numbers, such as 2, 2"),
        (lambda: Conv1D(4, 3, strides="abc"), "strides: must be a whole number"),
        (lambda: Input("abc"), "shape: must be whole numbers"),
    ],
)
def test_a_word_in_place_of_numbers_is_told_what_is_expected(make, told):
    with pytest.raises(FieldError, match=told):
        make()


@pytest.mark.parametrize(
    ("kind", "field"),
    [(name, field.name) for name, kind in Layer.registry.items() for field in kind.fields() if field.name in STEPS],
)
def test_no_step_is_longer_than_any_data(kind, field):
    with pytest.raises(FieldError, match=field):
        Layer.registry[kind].starting().replace(**{field: 99_999_999_999})
