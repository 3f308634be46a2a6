"""Sums with a relu behind compute what the layers compute, also of branches whose memory lies otherwise."""

from __future__ import annotations

import pytest

from netbuilder.engine.kernels import threads
from netbuilder.engine.kernels.addition import AdditionOp
from netbuilder.engine.model import compile_model
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph
from netbuilder.layers import Activation, Dense, Input
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.depthwise import DepthwiseConv2D
from netbuilder.layers.merging import Add
from netbuilder.layers.pooling import MaxPooling2D
from netbuilder.layers.reshaping import Flatten
from tests.engine.test_kernels import assert_same, gradients_of
from tests.networks import node

LOSS = "categorical_crossentropy"


def branching(activation="relu"):
    """Three branches, of which one lies images first; their sum goes into a second sum with one of them."""
    return Graph.of(
        [
            node("photo", Input((8, 7, 3))),
            node("first", Conv2D(4, 3, padding="same"), "photo"),
            node("second", DepthwiseConv2D(3, padding="same"), "first"),
            node("third", Conv2D(4, 2, padding="same"), "first"),
            node("sum", Add(), "second", "first", "third"),
            node("bend", Activation(activation), "sum"),
            node("again", Add(), "bend", "first"),
            node("pool", MaxPooling2D(2), "again"),
            node("flat", Flatten(), "pool"),
            node("out", Dense(3, "softmax"), "flat"),
        ]
    )


@pytest.mark.parametrize("least", [0, 1 << 20], ids=["shared", "alone"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_gives_the_layers_own_gradients(activation, least, monkeypatch):
    monkeypatch.setattr(threads, "WORTH_SPREADING", least)
    graph, sizes = branching(activation), (5, 5, 2, 1)
    with threads.thread_pool().alone():
        fast = gradients_of(graph, LOSS, True, 13, sizes)

    assert_same(fast, gradients_of(graph, LOSS, False, 13, sizes))


def test_takes_sums_of_one_shape_with_their_relu():
    ops = compile_model(branching(), TrainingSettings(LOSS, seed=1)).program("train").ops

    assert [op.relu for op in ops if isinstance(op, AdditionOp)] == [True, False]
