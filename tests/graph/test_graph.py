"""The graph as a value: every change makes a new one, and none can hold a cycle or a loose wire."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netbuilder.errors import GraphError
from netbuilder.graph import Graph, Port, check, edits
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH, tidy
from netbuilder.graph.drawing.placing import placed
from netbuilder.graph.placeholder import Placeholder
from netbuilder.graph.serial import graph_from_json, graph_to_json
from netbuilder.layers import Activation, Dense, Input, Layer
from netbuilder.layers.merging import Add, Concatenate
from tests.networks import NETWORKS, chain, mlp, node, residual, two_in_two_out


@pytest.mark.parametrize("name", NETWORKS)
def test_json_round_trip(name):
    graph = placed(NETWORKS[name]())

    assert graph_from_json(json.loads(json.dumps(graph_to_json(graph)))) == graph


@pytest.mark.parametrize("name", NETWORKS)
def test_every_shape_is_known(name):
    graph = NETWORKS[name]()

    report = check(graph)

    assert not report.problems
    assert set(report.shapes) == set(graph.nodes)


def test_order_puts_what_is_read_first():
    graph = two_in_two_out()
    seen = set()
    for name in graph.order:
        assert {port.node for port in graph[name].inputs} <= seen
        seen.add(name)


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([node("a", Dense(1), "b"), node("b", Dense(1), "a")], "cycle"),
        ([node("a", Dense(1), "a")], "cycle"),
        ([node("a", Dense(1)), node("a", Dense(2))], "two blocks are named a"),
        ([node("a", Dense(1), "gone")], "which is not in the graph"),
        ([node("a", Dense(1), shares="gone")], "which is not in the graph"),
        ([node("two words", Dense(1))], "cannot name a block"),
        ([node("class", Dense(1))], "cannot name a block"),
        ([node("x" * 65, Dense(1))], "at most 64"),
        ([node("a\u202eb", Dense(1))], "cannot name a block"),
        ([node("", Dense(1))], "cannot name a block"),
    ],
    ids=["cycle", "self", "double", "loose", "shares", "space", "keyword", "long", "rtl", "empty"],
)
def test_what_cannot_be_is_refused(nodes, words):
    with pytest.raises(GraphError, match=words):
        Graph.of(nodes)


def test_a_wire_that_would_close_a_cycle_is_refused_with_its_reason():
    with pytest.raises(GraphError, match="close a cycle"):
        edits.connect(residual(), Port("add"), "stem", 0)


def test_an_input_takes_no_wire():
    with pytest.raises(GraphError, match="takes no wire"):
        edits.connect(mlp(), Port("dense"), "input_layer", 0)


def test_a_single_input_is_replaced_and_a_merge_grows():
    graph = Graph.of([node("a", Input((3,))), node("b", Input((3,))), node("d", Dense(2), "a"), node("m", Add(), "a")])

    graph = edits.connect(edits.connect(graph, Port("b"), "d", 0), Port("b"), "m", 1)

    assert graph["d"].inputs == (Port("b"),)
    assert graph["m"].inputs == (Port("a"), Port("b"))


def test_rename_follows_wires_sharing_and_outputs():
    graph = edits.rename(edits.rename(two_in_two_out(), "shared", "twin"), "first", "head")

    assert graph["again"].shares == "twin"
    assert Port("twin") in graph["join"].inputs
    assert graph.output_names == ("head", "second")


def test_delete_and_reconnect_closes_the_gap():
    graph = edits.delete_and_reconnect(mlp(), ["dense"])

    assert graph["dense_1"].inputs == (Port("input_layer"),)


def test_insert_on_a_wire():
    graph = edits.insert_on_edge(mlp(), "dense_1", 0, node("act", Activation("relu")))

    assert graph["dense_1"].inputs == (Port("act"),)
    assert graph["act"].inputs == (Port("dense"),)


def test_append_wires_to_the_selected_block():
    graph, name = edits.append(placed(mlp()), Dense(2), "dense")

    assert graph[name].inputs == (Port("dense"),)


def test_paste_gives_new_names_and_keeps_inner_wires():
    graph = placed(mlp())
    copied, names = edits.paste(graph, edits.part(graph, ["dense", "dense_1"]), (24, 24))

    assert names == {"dense": "dense_3", "dense_1": "dense_4"}
    assert copied["dense_4"].inputs == (Port("dense_3"),)
    assert copied["dense_3"].inputs == ()


def test_sharing_blocks_change_together():
    graph = edits.set_fields(two_in_two_out(), "again", units=5, activation="relu")

    assert graph["shared"].layer == graph["again"].layer


def test_check_names_the_block_the_cause_and_goes_on():
    graph = Graph.of(
        [
            node("a", Input((4,))),
            node("b", Input((3,))),
            node("add", Add(), "a", "b"),
            node("d", Dense(2), "add"),
            node("lonely", Concatenate()),
        ]
    )

    report = check(graph)

    assert {problem.node for problem in report.problems} == {"add", "lonely"}
    assert "(4,) and (3,)" in str(report.of_node("add")[0])
    assert "d" not in report.shapes


def test_figures_count_parameters_operations_and_memory():
    report = check(chain(Input((784,)), Dense(64), Dense(10)))

    assert report.total.parameters == 784 * 64 + 64 + 64 * 10 + 10
    assert report.total.operations == 784 * 64 + 64 * 10
    assert report.figures["dense"].memory == 4 * 64


def test_shared_weights_count_once():
    graph = two_in_two_out()
    report = check(graph)

    assert report.figures["again"].parameters == 0
    assert report.figures["shared"].parameters > 0


def test_an_empty_graph_and_one_without_input_say_so():
    assert "empty" in str(check(Graph()).problems[0])
    assert any("no input" in str(problem) for problem in check(Graph.of([node("a", Dense(1))])).problems)


def test_an_unknown_layer_keeps_what_the_file_said_and_cannot_train():
    data = graph_to_json(mlp())
    data["nodes"][1]["layer"] = {"class_name": "FutureLayer", "config": {"knobs": [1, 2]}}

    graph = graph_from_json(data)

    assert isinstance(graph["dense"].layer, Placeholder)
    assert graph_to_json(graph) == data
    assert "FutureLayer" in str(check(graph).errors[0])


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"nodes": 3},
        {"nodes": [3]},
        {"nodes": [{"name": 3, "layer": {}}]},
        {"nodes": [{"name": "a", "layer": {}, "inputs": ["b"]}]},
        {"nodes": [{"name": "a", "layer": {}, "position": [1e400, 0]}]},
        {"nodes": [{"name": "a", "layer": {}, "position": [10**400, 0]}]},
        {"nodes": [], "outputs": ["x"]},
    ],
)
def test_json_that_is_no_graph_is_refused(data):
    with pytest.raises(GraphError):
        graph_from_json(data)


@pytest.mark.parametrize("name", NETWORKS)
def test_tidy_lets_no_two_blocks_touch(name):
    places = list(tidy(NETWORKS[name]()).values())

    for i, (x, y) in enumerate(places):
        for other_x, other_y in places[i + 1 :]:
            assert abs(x - other_x) >= BLOCK_WIDTH or abs(y - other_y) >= BLOCK_HEIGHT


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_random_edits_never_break_the_graph(data):
    """Whatever is done, the graph stays one that can be checked, laid out and written down."""
    graph = placed(data.draw(st.sampled_from([mlp, residual, two_in_two_out]))())
    kinds = st.sampled_from(sorted(Layer.registry))
    for _ in range(data.draw(st.integers(1, 12))):
        names = st.sampled_from(sorted(graph.nodes)) if graph.nodes else st.nothing()
        action = (
            data.draw(st.sampled_from(["append", "delete", "close", "connect", "paste", "rename"]))
            if graph.nodes
            else "append"
        )
        try:
            if action == "append":
                layer = Layer.registry[data.draw(kinds)].starting()
                graph, _ = edits.append(graph, layer, data.draw(names) if graph.nodes else None)
            elif action == "delete":
                graph = edits.delete(graph, [data.draw(names)])
            elif action == "close":
                graph = edits.delete_and_reconnect(graph, [data.draw(names)])
            elif action == "connect":
                graph = edits.connect(graph, Port(data.draw(names)), data.draw(names), data.draw(st.integers(0, 2)))
            elif action == "paste":
                graph, _ = edits.paste(graph, edits.part(graph, [data.draw(names)]), (24.0, 24.0))
            else:
                graph = edits.rename(graph, data.draw(names), f"block_{data.draw(st.integers(0, 99))}")
        except GraphError:
            continue
        check(graph)
        assert graph_from_json(graph_to_json(graph)) == graph
        assert set(tidy(graph)) == set(graph.nodes)


@pytest.mark.parametrize("network", NETWORKS)
def test_what_depends_on_a_block_is_what_has_it_among_what_it_depends_on(network):
    graph = NETWORKS[network]()

    for name in graph.nodes:
        assert graph.downstream([name]) == {other for other in graph.nodes if name in graph.upstream([other])}


def test_what_a_graph_knows_of_its_wires_stays_when_blocks_are_only_moved_or_set():
    graph = placed(mlp())
    known = graph.order, graph.consumers, graph.output_names, graph.input_names, graph.rank
    moved_ = graph.with_nodes(graph["dense"].replace(position=(7.0, 7.0)))
    set_ = edits.set_fields(moved_, "dense", units=3)

    for other in (moved_, set_):
        assert (other.order, other.consumers, other.output_names, other.input_names, other.rank) == known
        assert other == Graph.of(other.nodes.values(), other.outputs)
    rewired = set_.reconnect("dense", 0, None)
    assert rewired.consumers != graph.consumers
    assert rewired.output_names == Graph.of(rewired.nodes.values()).output_names
