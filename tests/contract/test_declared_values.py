"""Declared values are made, compared and kept as frozen dataclasses are, though nothing is generated for them."""

from __future__ import annotations

import copy
import dataclasses

import pytest

from netbuilder.layers import Dense
from netbuilder.layers.regularization import Dropout


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
