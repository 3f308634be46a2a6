"""Wires go around blocks, make way for each other, and have their labels where nothing else is."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netbuilder.graph import Graph
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.drawing.obstacles import Obstacles
from netbuilder.graph.drawing.wiring import Wire, Wiring
from tests.canvas_graphs import inception, tower


def rect_at(x: float, y: float):
    return (x, y, x + BLOCK_WIDTH, y + BLOCK_HEIGHT)


def overlap(a, b) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def crosses(a, b, rect) -> bool:
    """Whether a straight piece runs through the inside of a rectangle."""
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
    return box[0] < rect[2] - 1e-3 and box[2] > rect[0] + 1e-3 and box[1] < rect[3] - 1e-3 and box[3] > rect[1] + 1e-3


def assert_right(wiring: Wiring, rects: dict) -> None:
    for key, way in wiring.ways.items():
        for a, b in pairwise(way.path):
            assert a[0] == pytest.approx(b[0]) or a[1] == pytest.approx(b[1]), f"{key} is not at right angles"
            for name, rect in rects.items():
                assert not crosses(a, b, rect), f"{key} runs through {name}"
        if way.label is not None:
            assert not any(overlap(way.label, rect) for rect in rects.values()), f"the label of {key} lies on a block"
    labels = [way.label for way in wiring.ways.values() if way.label is not None]
    assert not any(overlap(a, b) for a, b in combinations(labels, 2)), "two labels lie on one another"


def wired(graph: Graph) -> tuple[Wiring, dict]:
    rects = {name: rect_at(*node.position) for name, node in graph.nodes.items()}
    wires = {}
    for name, node in graph.nodes.items():
        for i, port in enumerate(node.inputs):
            x, y = graph[port.node].position
            start = (x + BLOCK_WIDTH / 2, y + BLOCK_HEIGHT)
            end = (node.position[0] + BLOCK_WIDTH / 2 + 36 * (i - (len(node.inputs) - 1) / 2), node.position[1])
            wires[name, i] = Wire(port.node, port.output, name, start, end)
    wiring = Wiring()
    wiring.update(rects, wires, dict.fromkeys(wires, 60.0))
    return wiring, rects


places = st.lists(
    st.tuples(st.integers(0, 120), st.integers(0, 120)).map(lambda at: (at[0] * 8.0, at[1] * 8.0)),
    min_size=2, max_size=24,
)  # fmt: skip


def apart(corners) -> dict:
    rects: dict[int, tuple] = {}
    for corner in corners:
        rect = rect_at(*corner)
        if not any(overlap(rect, other) for other in rects.values()):
            rects[len(rects)] = rect
    return rects


def wire_between(rects: dict, a: int, b: int, port: float = 0.0) -> Wire:
    return Wire(
        a, 0, b,
        (rects[a][0] + BLOCK_WIDTH / 2, rects[a][3]), (rects[b][0] + BLOCK_WIDTH / 2 + port, rects[b][1]),
    )  # fmt: skip


def test_a_line_on_the_border_of_two_cells_of_the_index_is_blocked_as_any_other():
    rects = dict(enumerate(rect_at(x, y) for x, y in ((0, 640), (384, 872), (192, 600), (288, 920))))
    wiring = Wiring()

    wiring.update(rects, {"wire": wire_between(rects, 1, 0, -18.0)}, {"wire": 60.0})

    assert_right(wiring, rects)


@settings(max_examples=60, deadline=None)
@given(places, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from([-18.0, 0.0, 18.0]))))
def test_no_wire_runs_through_a_block_wherever_blocks_stand(corners, pairs):
    rects = apart(corners)
    ends = {(a % len(rects), b % len(rects), port) for a, b, port in pairs}
    wires = {(a, b, port): wire_between(rects, a, b, port) for a, b, port in ends if a != b}
    wiring = Wiring()

    wiring.update(rects, wires, dict.fromkeys(wires, 60.0))

    assert_right(wiring, rects)
    assert all(way.is_free for way in wiring.ways.values())


@settings(max_examples=40, deadline=None)
@given(places, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 120), st.integers(0, 120)), max_size=8))
def test_after_each_move_no_wire_runs_through_a_block(corners, moves):
    rects = apart(corners)
    wires = {i: wire_between(rects, i, i + 1) for i in range(len(rects) - 1)}
    wiring = Wiring()
    wiring.update(rects, wires, dict.fromkeys(wires, 60.0))
    for which, x, y in moves:
        name, rect = which % len(rects), rect_at(x * 8.0, y * 8.0)
        if any(overlap(rect, other) for key, other in rects.items() if key != name):
            continue
        rects[name] = rect
        changed = {i: wire_between(rects, i, i + 1) for i in (name - 1, name) if i in wires}
        wiring.update({name: rect}, changed)

    assert_right(wiring, rects)


@pytest.mark.parametrize("graph", [tower(60), inception()], ids=["tower", "inception"])
def test_in_a_tidy_layout_every_wire_has_its_label_and_none_lies_on_another(graph):
    wiring, rects = wired(graph)

    assert_right(wiring, rects)
    assert all(way.label for way in wiring.ways.values())
    runs = [
        (graph[key[0]].inputs[key[1]], min(a, b), max(a, b))
        for key, way in wiring.ways.items()
        for a, b in pairwise(way.path)
    ]
    for (one, a, b), (other, c, d) in combinations(runs, 2):
        upright = a[0] == b[0] == c[0] == d[0] and min(b[1], d[1]) - max(a[1], c[1]) > 1
        level = a[1] == b[1] == c[1] == d[1] and min(b[0], d[0]) - max(a[0], c[0]) > 1
        assert one == other or not (upright or level), f"the wires of {one} and {other} lie on one another"


def test_a_skip_connection_goes_beside_its_column():
    wiring, _ = wired(tower(12))
    way = wiring.ways["sum_1", 1]

    assert len(way.path) == 6
    assert {abs(x) > BLOCK_WIDTH / 2 for x, _ in way.path[2:4]} == {True}


def test_while_a_block_is_dragged_only_its_own_wires_move():
    wiring, rects = wired(inception())
    before = dict(wiring.ways)
    x, y = rects["a_three"][:2]
    rect = rect_at(x - 220, y)  # onto the wire of another branch
    mine = wiring.update({"a_three": rect}, {}, calm=True)

    assert mine == set()
    assert wiring.ways == before
    wiring.update({}, {})
    assert wiring.ways["a_all", 0] != before["a_all", 0]


def test_what_is_taken_away_leaves_nothing_behind():
    wiring, rects = wired(inception())
    wiring.update(dict.fromkeys(rects), dict.fromkeys(list(wiring.ways)))

    assert not wiring.ways
    assert not list(wiring.blocks.items())
    assert not wiring.wires_near((0.0, 0.0), 10_000.0)


spans = st.tuples(st.floats(-3000, 3000), st.floats(0, 900))
rects = st.tuples(spans, spans).map(lambda s: (s[0][0], s[1][0], s[0][0] + s[0][1], s[1][0] + s[1][1]))


@given(st.lists(rects, max_size=30), rects | st.just((-1e9, -40.0, 1e9, 60.0)), st.sets(st.integers(0, 29)))
def test_what_is_near_is_found_wherever_it_stands(all_of_them, area, gone):
    found = Obstacles()
    for key, rect in enumerate(all_of_them):
        found.put(key, rect)
    for key in gone:
        found.remove(key)

    near = {
        key
        for key, rect in enumerate(all_of_them)
        if key not in gone and rect[0] < area[2] and rect[2] > area[0] and rect[1] < area[3] and rect[3] > area[1]
    }
    assert {key for key, _ in found.near(area)} == near
    assert found.covers(area) == bool(near)
    assert not found.covers(area, skip=near)
