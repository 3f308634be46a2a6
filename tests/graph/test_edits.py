"""Edits of habit: cut, bypass, another kind, pasting with wires, and what is offered at a place."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.data import DataSettings
from netbuilder.engine.model import compile_model
from netbuilder.engine.snapshot import Snapshot
from netbuilder.errors import GraphError
from netbuilder.formats.base import Bundle
from netbuilder.formats.keras_script.script import keras_script
from netbuilder.graph import Functional, Graph, Node, Port, check, edits, fitting
from netbuilder.graph.drawing.arrange import SIDES, aligned, distributed
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.serial import graph_from_json, graph_to_json
from netbuilder.layers import Dense, Identity, Input, Layer
from netbuilder.layers.merging import Add, Concatenate
from netbuilder.project.project import same_network
from tests.networks import NETWORKS, chain, mlp, node, residual, two_in_two_out


def names(kinds: list[type[Layer]]) -> list[str]:
    return [kind.__name__ for kind in kinds]


def test_cutting_takes_several_wires_of_one_block_at_once():
    graph = edits.cut(residual(), [("add", 0), ("add", 1)])

    assert graph["add"].inputs == ()


def test_a_bypassed_block_hands_its_input_on_in_shapes_and_in_numbers():
    graph = chain(Input((5,)), Dense(7), Dense(5, activation="relu"), Dense(2))
    passed = edits.bypass(edits.bypass(graph, ["dense"]), ["dense_1"])
    x = np.random.default_rng(0).normal(size=(3, 5)).astype(np.float32)

    model = compile_model(passed)

    assert check(passed).shapes["dense"] == ((5,),)
    assert check(passed).figures["dense"].parameters == 0
    assert {key[0] for key in model.parameters.views} == {"dense_2"}
    kernel, bias = (model.parameters.views["dense_2", key] for key in ("kernel", "bias"))
    np.testing.assert_allclose(model.predict([x])[0], x @ kernel + bias, rtol=1e-5)


def test_bypass_is_a_toggle_and_mixed_blocks_are_all_passed_over():
    graph = edits.bypass(mlp(), ["dense"])

    both = edits.bypass(graph, ["dense", "dense_1"])

    assert both["dense"].bypassed
    assert both["dense_1"].bypassed
    assert edits.bypass(both, ["dense", "dense_1"]) == mlp()


def test_what_a_bypassed_block_breaks_is_a_problem_of_the_block_that_reads_it():
    graph = Graph.of(
        [node("a", Input((4,))), node("d", Dense(3), "a"), node("e", Dense(3), "a"), node("m", Add(), "d", "e")]
    )

    report = check(edits.bypass(graph, ["d"]))

    assert [problem.node for problem in report.errors] == ["m"]


def test_a_bypassed_merge_takes_its_first_input_and_makes_no_new_output():
    graph = edits.bypass(residual(), ["add"])

    assert graph.active.output_names == residual().output_names
    assert check(graph).shapes["add"] == check(graph).shapes[residual()["add"].inputs[0].node]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_graph_that_bypasses_nothing_is_its_own_active_graph(name):
    graph = NETWORKS[name]()

    assert graph.active is graph


def test_bypass_is_written_down_read_back_and_makes_another_network():
    graph = edits.bypass(mlp(), ["dense"])

    assert graph_from_json(graph_to_json(graph)) == graph
    assert not same_network(graph, mlp())


def test_where_blocks_stand_makes_no_other_network_inside_of_a_block_either():
    def around(inner):
        return chain(Input((3,)), Functional(inner))

    inner = chain(Input((3,)), Dense(2))
    elsewhere = inner.with_nodes(inner["dense"].replace(position=(48.0, 96.0), note="look here"))

    assert same_network(around(elsewhere), around(inner))
    assert not same_network(around(edits.set_fields(inner, "dense", use_bias=False)), around(inner))


def test_a_script_says_identity_for_a_bypassed_block():
    graph = edits.bypass(mlp(), ["dense"])

    script = keras_script(Bundle(Snapshot(graph, {}), DataSettings()))

    assert 'Identity(name="dense")' in script


@pytest.mark.parametrize(("name", "words"), [("left", "data enters"), ("shared", "uses the weights of")])
def test_inputs_and_owners_of_shared_weights_cannot_be_bypassed(name, words):
    graph = two_in_two_out()

    with pytest.raises(GraphError, match=words):
        edits.bypass(graph, [name])


def test_another_kind_keeps_wires_and_the_values_both_know():
    graph = chain(Input((8, 8, 3)), Layer.registry["Conv2D"](filters=5, kernel_size=3), Layer.registry["Flatten"]())

    changed, name = edits.replace_kind(graph, "conv2d", Layer.registry["SeparableConv2D"].starting())

    assert name == "separable_conv2d"
    assert changed[name].layer.filters == 5
    assert changed[name].inputs == (Port("input_layer"),)
    assert changed["flatten"].inputs == (Port(name),)


def test_another_kind_keeps_a_name_that_a_person_gave():
    graph = edits.rename(mlp(), "dense", "hidden")

    assert edits.replace_kind(graph, "hidden", Identity())[1] == "hidden"


def test_pasting_with_wires_reads_what_was_read_before():
    graph = residual()
    part, wires = edits.part(graph, ["add"]), {"add": graph["add"].inputs}

    copied, found = edits.paste(graph, part, (24, 24), wires)

    assert copied[found["add"]].inputs == graph["add"].inputs


def test_pasting_with_wires_leaves_out_what_is_not_there():
    graph = mlp()
    other = chain(Input((4,)))

    copied, found = edits.paste(other, edits.part(graph, ["dense_1"]), (0, 0), {"dense_1": (Port("dense"),)})

    assert copied[found["dense_1"]].inputs == ()


def test_only_what_takes_the_shape_is_offered_after_a_block():
    graph = chain(Input((28, 28, 1)), Layer.registry["Conv2D"](filters=8, kernel_size=3))

    offered = names(fitting.following(graph, check(graph), Port("conv2d")))

    assert "MaxPooling2D" in offered
    assert "Add" in offered
    assert not {"MaxPooling1D", "LSTM", "Input"} & set(offered)
    assert offered[0] == "BatchNormalization"


def test_what_follows_such_blocks_in_this_graph_comes_first():
    gelu = Layer.registry["LeakyReLU"]()
    graph = chain(Input((8, 8, 1)), *(Layer.registry["Conv2D"](filters=8, kernel_size=3), gelu) * 2)

    assert names(fitting.following(graph, check(graph), Port("conv2d")))[0] == "LeakyReLU"


def test_on_a_wire_only_what_keeps_all_below_it_whole_is_offered():
    graph = residual()
    report = check(graph)
    index = 0

    for kind in fitting.between(graph, report, "add", index):
        after = edits.insert_on_edge(graph, "add", index, node("new", kind.starting()))
        assert not check(after).errors, kind


def test_what_is_offered_in_a_blocks_place_makes_no_new_problem():
    graph = residual()
    report = check(graph)
    offered = fitting.replacing(graph, report, "add")

    assert "Concatenate" in names(offered) or "Multiply" in names(offered)
    for kind in offered:
        assert not check(edits.replace_kind(graph, "add", kind.starting())[0]).errors, kind


def test_nothing_that_fits_on_a_wire_is_left_out():
    graph = chain(
        Input((6, 6, 2)), Layer.registry["Conv2D"](filters=4, kernel_size=3), Layer.registry["Flatten"](), Dense(3)
    )
    offered = set(fitting.between(graph, check(graph), "flatten", 0))

    for kind in set(fitting.kinds()) - offered:
        if kind.most_inputs == 0 or kind.fewest_inputs > 1:
            continue
        after = edits.insert_on_edge(graph, "flatten", 0, node("new", kind.starting()))
        assert check(after).errors, kind


def test_unknown_shapes_leave_every_kind_that_takes_an_input():
    graph = Graph.of([node("lonely", Concatenate())])

    offered = fitting.following(graph, check(graph), Port("lonely"))

    assert len(offered) == sum(kind.most_inputs != 0 for kind in fitting.kinds())


def test_frames_are_told_by_title_and_two_cannot_have_one():
    graph = edits.put_in_frame(edits.put_in_frame(mlp(), ["dense"], "a"), ["dense_1"], "b")

    assert edits.framed(graph) == {"a": ("dense",), "b": ("dense_1",)}
    assert edits.framed(edits.rename_frame(graph, "a", "")) == {"b": ("dense_1",)}
    with pytest.raises(GraphError, match="two frames"):
        edits.rename_frame(graph, "a", "b")


def test_frames_are_written_down_and_read_back():
    graph = edits.put_in_frame(mlp(), ["dense"], "a")

    assert graph_from_json(graph_to_json(graph)) == graph


@pytest.mark.parametrize("side", SIDES)
@given(
    places=st.lists(
        st.tuples(st.integers(-50, 50), st.integers(-50, 50)).map(lambda p: (p[0] * 8.0, p[1] * 8.0)), min_size=2
    )
)
def test_aligned_blocks_stand_in_line_and_beside_one_another(side, places):
    graph = Graph.of([node(f"d{i}", Dense(1)).replace(position=place) for i, place in enumerate(places)])

    found = list(aligned(graph, graph.nodes, side).values())

    axis = 0 if side in ("left", "centre", "right") else 1
    least = (BLOCK_WIDTH, BLOCK_HEIGHT)[1 - axis]
    across = sorted(place[1 - axis] for place in found)
    assert len({place[axis] for place in found}) == 1
    assert all(b - a >= least for a, b in pairwise(across))


@given(xs=st.lists(st.integers(-500, 500), min_size=3, max_size=12))
def test_distributed_blocks_keep_their_ends_and_their_order(xs):
    graph = Graph.of([node(f"d{i}", Dense(1)).replace(position=(float(x), 8.0 * i)) for i, x in enumerate(xs)])

    found = distributed(graph, graph.nodes, 0)

    ordered = [found[f"d{i}"][0] for i in sorted(range(len(xs)), key=xs.__getitem__)]
    assert ordered[0] == min(xs)
    assert ordered[-1] == pytest.approx(max(xs))
    np.testing.assert_allclose(np.diff(ordered), (max(xs) - min(xs)) / (len(xs) - 1), atol=1e-9)
    assert [found[f"d{i}"][1] for i in range(len(xs))] == [8.0 * i for i in range(len(xs))]


def test_a_block_bypassed_inside_a_block_takes_no_part_either():
    inside = edits.bypass(chain(Input((4,)), Dense(9), Dense(4)), ["dense"])
    graph = chain(Input((4,)), Functional(inside))
    x = np.ones((2, 4), np.float32)

    model = compile_model(graph)

    kernel, bias = (model.parameters.views["functional", f"dense_1.{key}"] for key in ("kernel", "bias"))
    np.testing.assert_allclose(model.predict([x])[0], x @ kernel + bias, rtol=1e-5)
    assert len(model.parameters.views) == 2


def test_pasted_blocks_take_the_next_free_numbers_of_their_names():
    graph = Graph.of([Node(name, Dense(2)) for name in ("dense", "dense_2", "a")])
    part = Graph.of([Node(name, Dense(2)) for name in ("dense", "dense_1", "b", "a")])

    pasted, names = edits.paste(graph, part, (0, 0))

    assert list(names.values()) == ["dense_1", "dense_3", "b", "a_1"]
    assert set(pasted.nodes) == {"dense", "dense_2", "a", *names.values()}
