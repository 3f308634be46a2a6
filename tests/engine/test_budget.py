"""What a network costs: figures that follow from its declaration, and limits that they may break."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from netbuilder.engine.budget import Budget, budget_of, machine_pace, training_memory, work
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import check
from netbuilder.layers import Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.reshaping import Flatten
from tests.networks import chain

ADAM = TrainingSettings(loss="mean_squared_error", optimizer="adam", batch_size=256)


def wide():
    return chain(Input((64,)), Dense(512, "relu"), Dense(512, "relu"), Dense(8))


def convolutions():
    inner = (Conv2D(32, 3, padding="same", activation="relu"), MaxPooling2D(), Conv2D(48, 3, activation="relu"))
    return chain(Input((24, 24, 1)), *inner, Flatten(), Dense(8))


def sequence():
    return chain(Input((20, 16)), LSTM(64), Dense(8))


@pytest.mark.numpy  # compiled code needs less
@pytest.mark.parametrize("network", [wide, convolutions, sequence])
def test_training_memory_is_about_what_is_measured(network):
    graph = network()
    rng = np.random.default_rng(0)
    (shape,) = (graph[name].layer.shape for name in graph.input_names)
    x, y = rng.random((256, *shape), np.float32), rng.random((256, 8), np.float32)
    tracemalloc.start()
    model = compile_model(graph, ADAM)
    for _ in range(2):
        model.train_batch([x], [y])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak / 1.2 < training_memory(check(graph), ADAM) < peak * 2


def test_an_optimizer_that_remembers_more_needs_more_memory():
    report = check(wide())

    more = training_memory(report, ADAM) - training_memory(report, ADAM.replace(optimizer="sgd"))

    assert more == 2 * 4 * report.total.parameters  # Adam has two slots of float32, plain SGD none


def test_seconds_are_samples_times_work_by_the_pace_that_was_measured():
    report = check(wide())

    assert budget_of(report, ADAM, 1000, pace=work(report.total) * 500).seconds == pytest.approx(2.0)
    assert budget_of(report, ADAM, None).seconds is None


def test_without_a_run_the_pace_of_the_machine_is_guessed():
    report = check(wide())

    assert machine_pace() > 0
    assert budget_of(report, ADAM, 2000).seconds == pytest.approx(2 * budget_of(report, ADAM, 1000).seconds)


def test_only_what_is_larger_than_its_limit_is_over_it():
    budget = Budget(100, 2000, 3000, None)

    assert budget.over({"parameters": 100, "operations": 1999, "seconds": 1.0}) == ("operations",)
    assert budget.over({}) == ()
