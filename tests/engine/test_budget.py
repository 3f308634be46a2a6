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
from tests.networks import chain

ADAM = TrainingSettings(loss="mean_squared_error", optimizer="adam", batch_size=256)


def wide():
    return chain(Input((64,)), Dense(512, "relu"), Dense(512, "relu"), Dense(8))


def test_training_memory_is_about_what_is_measured():
    graph = wide()
    rng = np.random.default_rng(0)
    x, y = rng.random((256, 64), np.float32), rng.random((256, 8), np.float32)
    tracemalloc.start()
    model = compile_model(graph, ADAM)
    for _ in range(2):
        model.train_batch([x], [y])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert training_memory(check(graph).total, ADAM) == pytest.approx(peak, rel=0.5)


def test_an_optimizer_that_remembers_more_needs_more_memory():
    total = check(wide()).total

    more = training_memory(total, ADAM) - training_memory(total, ADAM.replace(optimizer="sgd"))

    assert more == 2 * 4 * total.parameters  # Adam has two slots of float32, plain SGD none


def test_seconds_are_samples_times_work_by_the_pace_that_was_measured():
    total = check(wide()).total

    assert budget_of(total, ADAM, 1000, pace=work(total) * 500).seconds == pytest.approx(2.0)
    assert budget_of(total, ADAM, None).seconds is None


def test_without_a_run_the_pace_of_the_machine_is_guessed():
    total = check(wide()).total

    assert machine_pace() > 0
    assert budget_of(total, ADAM, 2000).seconds == pytest.approx(2 * budget_of(total, ADAM, 1000).seconds)


def test_only_what_is_larger_than_its_limit_is_over_it():
    budget = Budget(100, 2000, 3000, None)

    assert budget.over({"parameters": 100, "operations": 1999, "seconds": 1.0}) == ("operations",)
    assert budget.over({}) == ()
