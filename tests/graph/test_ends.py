"""Outputs are those that the person made so: a loose end is none, and one that was made stays one."""

from __future__ import annotations

import pytest

from netbuilder.graph import Graph, Node, Port, check, edits
from netbuilder.graph.ends import made_outputs, with_ends
from netbuilder.layers import Dense, Input
from netbuilder.layers.regularization import Dropout
from tests.networks import chain, node

NET = chain(Input((4,)), Dense(8), Dense(3))  # input_layer, dense, dense_1


def after(graph: Graph, *makes) -> Graph:
    """The graph after some edits, as the window makes them."""
    for make in makes:
        graph = with_ends(graph, make(graph))
    return graph


def add(name, *inputs):
    return lambda graph: graph.add(Node(name, Dense(5)), tuple(Port(source) for source in inputs))


def wire(source, target):
    return lambda graph: edits.connect(graph, Port(source), target, len(graph[target].inputs))


EDITS = {
    "a branch is no output": ((add("side", "dense"),), ("dense_1",)),
    "a block without wires is none": ((add("loose"),), ("dense_1",)),
    "what is put below an output is the output": ((add("below", "dense_1"),), ("below",)),
    "a loose block becomes it once it is wired there": ((add("loose"), wire("dense_1", "loose")), ("loose",)),
    "a new name is the same output": ((lambda g: edits.rename(g, "dense_1", "head"),), ("head",)),
    "another kind is the same output": ((lambda g: edits.replace_kind(g, "dense_1", Dropout(0.5))[0],), ("dropout",)),
    "without its wire it is still meant": ((lambda g: edits.cut(g, [("dense_1", 0)]),), ("dense_1",)),
    "one that is deleted gives way to what is left": ((lambda g: edits.delete(g, ["dense_1"]),), ("dense",)),
    "a gap leaves the output where it is": ((lambda g: edits.delete(g, ["dense"]),), ("dense_1",)),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_keeps_the_outputs(name):
    makes, outputs = EDITS[name]

    assert after(NET, *makes).output_names == outputs


def test_before_anything_is_wired_all_ends_are_meant():
    graph = after(Graph.of([]), lambda g: g.add(Node("i", Input((4,)))), add("a"), add("b"))
    assert graph.outputs == ()
    graph = after(graph, wire("i", "b"))

    assert set(graph.output_names) == {"a", "b"}


def test_a_loose_end_is_told_of_and_does_not_keep_from_training():
    (problem,) = check(after(NET, add("side", "dense"))).problems

    assert (problem.node, problem.severity, problem.unfinished) == ("side", "warning", True)


def test_an_end_is_made_an_output_and_no_longer_but_one_stays():
    graph = made_outputs(after(NET, add("side", "dense")), ["side"])
    assert graph.output_names == ("dense_1", "side")
    assert not check(graph).problems
    assert made_outputs(graph, ["dense_1"]).output_names == ("side",)
    assert made_outputs(graph, ["dense_1", "side"]).output_names == ("dense_1", "side")
    assert made_outputs(graph, ["input_layer"]).output_names == ("dense_1", "side")


def test_two_outputs_keep_their_order_while_one_grows():
    two = Graph.of([node("i", Input((4,))), node("a", Dense(2), "i"), node("b", Dense(2), "i")])

    assert after(two, add("longer", "a")).output_names == ("longer", "b")
    assert after(two, add("side", "i")).output_names == ("a", "b")


def test_an_input_that_reaches_no_output_says_so():
    graph = after(NET, lambda g: g.add(Node("j", Input((4,)))), add("copy", "j"))
    told = {problem.node: problem.text for problem in check(graph).problems}

    assert told["j"].startswith("leads to no output")
    assert set(told) == {"j", "copy"}
