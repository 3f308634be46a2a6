"""The kernel of dense layers over sequences computes what the layer computes, block by block."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from netbuilder.engine.kernels import rows
from netbuilder.engine.kernels.dense_rows import DenseRowsOp
from netbuilder.engine.kernels.threads import ThreadPool
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.layers.reshaping import Flatten
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import chain

pytestmark = pytest.mark.numpy

LOSS = "categorical_crossentropy"


def network(activation="relu", **options):
    return chain(
        Input((7, 6)),
        Dense(5, "tanh"),
        Dense(4, activation, bias_initializer="random_normal", **options),
        Dense(6),
        Flatten(),
        Dense(3, "softmax"),
    )


def gradients_among_threads(graph, monkeypatch, hands, *rest):
    """As a program with threads of ours has it: BLAS keeps to one."""
    made = ThreadPool(hands)
    monkeypatch.setattr(sys.modules["netbuilder.engine.kernels.dense_rows"], "thread_pool", lambda: made)
    with made.alone():
        return gradients_of(graph, LOSS, True, *rest)


def test_a_dense_layer_over_steps_is_taken_and_one_over_rows_is_not():
    model = compile_model(network(), TrainingSettings(loss=LOSS, seed=1))

    assert sum(isinstance(op, DenseRowsOp) for op in model.program("train").ops) == 3


@pytest.mark.parametrize("size", [rows.BLOCK, 200, 20], ids=["one block", "some", "many"])
@pytest.mark.parametrize("activation", ["linear", "relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("options", [{}, {"use_bias": False}, {"trainable": False}], ids=str)
def test_gradients(options, activation, size, monkeypatch):
    monkeypatch.setattr(rows, "BLOCK", size)
    monkeypatch.setattr(rows, "LINE", 20)
    graph = network(activation, **options)

    assert_same(gradients_among_threads(graph, monkeypatch, 2), gradients_of(graph, LOSS, False))


def test_batches_of_changing_size(monkeypatch):
    graph, sizes = network(), (5, 5, 2, 5, 1)

    fast = gradients_among_threads(graph, monkeypatch, 2, 18, sizes)

    assert_same(fast, gradients_of(graph, LOSS, False, 18, sizes))


def test_the_number_of_threads_changes_no_bit(monkeypatch):
    monkeypatch.setattr(rows, "BLOCK", 300)
    found = [gradients_among_threads(network(), monkeypatch, hands, 67)[1] for hands in (1, 2, 3, 8)]

    for other in found[1:]:
        for key, gradient in found[0].items():
            np.testing.assert_array_equal(gradient, other[key])
