"""Fault 21: recurrent layers of real Keras, in every order of gates and form of reset, compute the same here."""

from __future__ import annotations

import keras
import pytest
from numpy.testing import assert_allclose

from netbuilder import formats

L = keras.layers
VARIANTS = {
    "lstm": lambda: L.LSTM(5),
    "lstm without bias": lambda: L.LSTM(5, use_bias=False),
    "lstm without unit_forget_bias": lambda: L.LSTM(5, unit_forget_bias=False, return_sequences=True),
    "lstm hard_sigmoid": lambda: L.LSTM(5, recurrent_activation="hard_sigmoid"),
    "lstm backwards": lambda: L.LSTM(5, go_backwards=True, return_sequences=True),
    "gru reset after": lambda: L.GRU(5, reset_after=True),
    "gru reset before": lambda: L.GRU(5, reset_after=False),
    "gru reset before, no bias": lambda: L.GRU(5, reset_after=False, use_bias=False),
    "gru reset after, no bias": lambda: L.GRU(5, reset_after=True, use_bias=False),
    "gru sigmoid": lambda: L.GRU(5, activation="sigmoid", recurrent_activation="tanh"),
    "simple": lambda: L.SimpleRNN(5, activation="relu"),
    "both ways": lambda: L.Bidirectional(L.GRU(5, reset_after=False)),
    "both ways, unequal": lambda: L.Bidirectional(L.LSTM(5), backward_layer=L.LSTM(5, go_backwards=True)),
    "both ways, summed": lambda: L.Bidirectional(L.LSTM(5, return_sequences=True), merge_mode="sum"),
}
EVERYDAY = ("lstm", "gru reset after", "gru reset before", "both ways")


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in EVERYDAY else pytest.mark.long) for name in VARIANTS]
)
def test_they_compute_what_keras_computes(name, suffix, tmp_path, rng):
    model = keras.Sequential([keras.Input((7, 4)), VARIANTS[name]()])
    for weight in model.weights:  # biases as well: zeros would hide in what order they are
        weight.assign(rng.normal(size=weight.shape).astype("float32") * 0.5)
    x = rng.normal(size=(6, 7, 4)).astype("float32")
    model.save(tmp_path / f"model{suffix}")

    found = formats.read(tmp_path / f"model{suffix}")

    assert_allclose(found.model().predict((x,))[0], model.predict(x, verbose=0), atol=1e-5)
