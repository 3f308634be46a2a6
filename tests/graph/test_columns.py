"""Long drawings in columns."""

from __future__ import annotations

from itertools import pairwise

from netbuilder.graph import Graph, Node, Port
from netbuilder.graph.drawing.columns import LONG, in_columns
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.drawing.placing import placed
from netbuilder.layers import Dense, Input
from tests.canvas_graphs import inception, tower


def chain(count):
    nodes = [Node("image", Input((8,)))]
    for i in range(count - 1):
        nodes.append(Node(f"dense_{i}", Dense(8), (Port(nodes[-1].name),)))
    return Graph.of(nodes)


def bare(graph):
    return Graph.of(node.replace(position=None) for node in graph.nodes.values())


def test_nothing_and_one_block_are_drawn_too():
    assert in_columns(Graph()) == {}
    assert in_columns(chain(1)) == {"image": (0.0, 0.0)}


def test_no_block_lies_on_another_and_within_a_column_data_flows_downwards():
    for graph in (tower(150), inception(), chain(41)):
        places = in_columns(bare(graph))
        rows = sorted(places.values(), key=lambda place: (place[1], place[0]))
        assert all(b[1] - a[1] >= BLOCK_HEIGHT or b[0] - a[0] >= BLOCK_WIDTH for a, b in pairwise(rows))
        for name, node in graph.nodes.items():
            for port in node.inputs:
                above, below = places[port.node], places[name]
                assert above[1] < below[1] or above[0] < below[0]


def test_a_column_begins_where_few_wires_are_broken():
    graph = bare(tower(150))
    places = in_columns(graph)
    broken = [
        (port.node, name)
        for name, node in graph.nodes.items()
        for port in node.inputs
        if places[port.node][1] >= places[name][1]
    ]
    tops = {name for name, place in places.items() if place[1] == 0} - {"image"}

    assert len({source for source, _ in broken}) == len(tops)


def test_only_a_long_network_that_nobody_arranged_is_wrapped():
    assert len({x for x, _ in (node.position for node in placed(chain(LONG)).nodes.values())}) == 1
    assert len({x for x, _ in (node.position for node in placed(chain(LONG + 1)).nodes.values())}) > 1
    arranged = placed(chain(LONG))
    longer = arranged.add(Node("more", Dense(8)), (Port(f"dense_{LONG - 2}"),))
    assert placed(longer)["image"] == arranged["image"]
