"""Nothing stands over something else."""

import random
from itertools import combinations

import pytest

from netbuilder.graph import Graph, Node
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.drawing.room import GAP, beside, make_room
from netbuilder.layers import Dense


def at(**places):
    return Graph.of([Node(name, Dense(1), position=place) for name, place in places.items()])


def overlapping(graph):
    return [
        (a.name, b.name)
        for a, b in combinations(graph.nodes.values(), 2)
        if abs(a.position[0] - b.position[0]) < BLOCK_WIDTH and abs(a.position[1] - b.position[1]) < BLOCK_HEIGHT
    ]


def test_what_a_block_is_put_on_goes_below_it_and_what_that_comes_upon_goes_on():
    graph = make_room(at(new=(0.0, 0.0), a=(40.0, 10.0), b=(0.0, 90.0), far=(0.0, 400.0), aside=(500.0, 0.0)), ["new"])

    assert graph["new"].position == (0.0, 0.0)
    assert graph["a"].position == (40.0, BLOCK_HEIGHT + GAP)
    assert graph["b"].position == (0.0, 2 * (BLOCK_HEIGHT + GAP))
    assert (graph["far"].position, graph["aside"].position) == ((0.0, 400.0), (500.0, 0.0))


def test_a_block_that_is_put_on_the_lower_half_of_another_goes_below_that():
    graph = make_room(at(new=(0.0, 30.0), above=(0.0, 0.0), below=(0.0, 96.0)), ["new"])

    assert graph["above"].position == (0.0, 0.0)
    assert graph["new"].position == (0.0, BLOCK_HEIGHT + GAP)
    assert overlapping(graph) == []


def test_blocks_that_are_put_together_stay_as_they_stand_to_each_other():
    graph = make_room(at(one=(0.0, 40.0), two=(300.0, 40.0), wall=(0.0, 0.0)), ["one", "two"])

    assert graph["one"].position[1] == graph["two"].position[1] == BLOCK_HEIGHT + GAP


def test_where_there_is_room_nothing_moves():
    graph = at(new=(0.0, 0.0), under=(0.0, BLOCK_HEIGHT), right=(BLOCK_WIDTH, 0.0))

    assert make_room(graph, ["new"]) == graph
    assert make_room(graph, []) == graph
    assert make_room(Graph.of([Node("a", Dense(1))]), ["a"]) == Graph.of([Node("a", Dense(1))])


@pytest.mark.parametrize("seed", range(5))
def test_in_a_tidy_crowd_nothing_overlaps_afterwards(seed):
    rng = random.Random(seed)
    places = {f"n{i}": (200.0 * (i % 8), 60.0 * (i // 8)) for i in range(80)}
    places["new"] = (rng.uniform(-100, 1600), rng.uniform(-100, 700))
    graph = make_room(at(**places), ["new"])

    assert overlapping(graph) == []
    assert all(graph[name].position[0] == x for name, (x, _) in places.items())


def test_beside_is_the_nearest_place_to_the_right_where_all_stand_free():
    graph = at(a=(0.0, 0.0), b=(0.0, 100.0), c=(240.0, 100.0))

    assert beside(graph, [(0.0, 0.0), (0.0, 100.0)]) == (480.0, 0.0)
    assert beside(graph, [(0.0, 0.0)]) == (240.0, 0.0)
