"""Blocks made one, opened and repeated: the network computes the same."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from netbuilder.engine.model import compile_model
from netbuilder.errors import GraphError
from netbuilder.graph import Functional, Graph, Node, Port, check
from netbuilder.graph.grouping import group, repeat, ungroup
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Add
from netbuilder.layers.recurrent import LSTM
from tests.networks import chain, node, random_inputs, residual, translator, two_in_two_out

CHOICES = [
    (residual, {"a", "norm", "add"}),
    (residual, {"stem", "a", "norm", "add", "relu"}),
    (residual, {"classes"}),
    (translator, {"encoder", "decoder"}),
    (translator, {"encoder"}),
    (two_in_two_out, {"shared", "middle", "again", "join", "sum"}),
    (two_in_two_out, {"first", "second"}),
]


def outputs_with_same_weights(graph, other, block):
    """What both graphs give when every weight inside the block is the one outside of it."""
    model, second = compile_model(graph), compile_model(other)
    for (name, key), view in second.parameters.views.items():
        owner, inner = key.rsplit(".", 1) if name == block else (name, key)
        view[...] = model.parameters.views[owner, inner]
    x = random_inputs(graph, 5, np.random.default_rng(0))
    return dict(zip(graph.output_names, model.predict(x), strict=True)), second.predict(x)


@pytest.mark.parametrize(("make", "names"), CHOICES)
def test_a_group_computes_the_same(make, names):
    graph = make()

    grouped = group(graph, names, "block")

    assert not check(grouped).errors
    assert isinstance(grouped["block"].layer, Functional)
    before, after = outputs_with_same_weights(graph, grouped, "block")
    for one, other in zip(before.values(), after, strict=True):
        assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize(("make", "names"), CHOICES[:2])
def test_opening_a_group_gives_the_blocks_back(make, names):
    graph = make()

    opened = ungroup(group(graph, names, "block"), "block")

    assert {n: (x.layer, x.inputs) for n, x in opened.nodes.items()} == {
        n: (x.layer, x.inputs) for n, x in graph.nodes.items()
    }
    assert opened.output_names == graph.output_names


def test_names_that_are_taken_get_a_number_when_a_group_is_opened():
    graph = group(chain(Input((4,)), Dense(4), Dense(4)), {"dense_1"}, "block")
    taken = graph.with_nodes(Node("dense_1", Dense(2), (Port("block"),)))

    assert "dense_1_1" in ungroup(taken, "block")


def test_a_block_between_the_chosen_ones_is_named():
    with pytest.raises(GraphError, match="norm stands between"):
        group(residual(), {"a", "add"}, "block")


def test_an_input_stays_outside():
    with pytest.raises(GraphError, match="image"):
        group(residual(), {"image", "stem"}, "block")


def test_blocks_that_share_weights_go_together():
    with pytest.raises(GraphError, match="shares weights"):
        group(two_in_two_out(), {"shared"}, "block")


def test_a_residual_stage_is_repeated_with_weights_of_its_own():
    stage = group(residual(), {"a", "norm", "add", "relu"}, "stage")

    three = repeat(stage, "stage", 3)

    assert [name for name in three.nodes if name.startswith("stage")] == ["stage", "stage_1", "stage_2"]
    assert three["pool"].inputs == (Port("stage_2"),)
    assert not check(three).errors
    added = check(three).total.trainable - check(stage).total.trainable
    assert added == 2 * check(stage).figures["stage"].trainable


def test_what_changes_the_shape_cannot_be_repeated():
    with pytest.raises(GraphError, match="takes"):
        repeat(chain(Input((4,)), Dense(5), Dense(2)), "dense", 2)


def test_several_outputs_of_one_block_come_out():
    graph = Graph.of(
        [
            node("x", Input((4, 3))),
            node("rnn", LSTM(3, return_state=True), "x"),
            Node("sum", Add(), (Port("rnn"), Port("rnn", 2))),
        ]
    )
    grouped = group(graph, {"rnn"}, "block")

    assert len(check(grouped).shapes["block"]) == 2
    before, after = outputs_with_same_weights(graph, grouped, "block")
    assert_allclose(before["sum"], after[0], atol=1e-6)
