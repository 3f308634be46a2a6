"""Normalization takes its mean and variance from the data before training."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from netbuilder.engine.fit import Progress, Samples, fit
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.layers.preprocessing import Normalization, Rescaling
from tests.networks import chain

SETTINGS = TrainingSettings("mean_squared_error", "sgd", (), epochs=1, seed=0)


def samples(count=3000):
    rng = np.random.default_rng(0)
    x = rng.normal(50, 7, size=(count, 3)).astype("float32")
    return Samples((x,), (x[:, :1],))


def test_what_it_sees_is_the_training_part():
    model = compile_model(chain(Input((3,)), Normalization(), Dense(1)), SETTINGS.replace(validation_split=0.5))
    data = samples()

    next(iter(fit(model, data)))
    list(fit(model, data))

    seen = data.x[0][:1500].astype(float)
    assert_allclose(model.parameters.views["normalization", "mean"], seen.mean(axis=0), rtol=1e-6)
    assert_allclose(model.parameters.views["normalization", "variance"], seen.var(axis=0), rtol=1e-5)


def test_behind_another_layer_it_sees_what_reaches_it():
    model = compile_model(chain(Input((3,)), Rescaling(0.1, 2.0), Normalization(), Dense(1)), SETTINGS)
    list(fit(model, samples()))

    expected = samples().x[0].astype(float) * 0.1 + 2
    assert_allclose(model.parameters.views["normalization", "mean"], expected.mean(axis=0), rtol=1e-5)


def test_it_adapts_once():
    model = compile_model(chain(Input((3,)), Normalization(), Dense(1)), SETTINGS)
    list(fit(model, samples()))
    before = model.parameters.fixed.copy()

    list(fit(model, Samples((samples().x[0] * 1.01,), samples().y), progress=Progress()))

    assert_array_equal(model.parameters.fixed, before)
