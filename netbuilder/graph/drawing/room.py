"""Room for blocks that were put somewhere: nothing ever stands over something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH, COLUMN, Position, moved
from netbuilder.graph.drawing.obstacles import Obstacles, Rect
from netbuilder.graph.graph import Graph

GAP = 24.0  # between a block and one that made room for it


def make_room(graph: Graph, names: Iterable[str]) -> Graph:
    """The graph in which nothing stands over these blocks.

    They go together below what they were put on the lower half of; all else that they lie on goes below them, and so
    on downwards.
    """
    placed = {name: place for name in names if (place := graph[name].position) is not None}
    if not placed:
        return graph
    others = {
        name: node.position for name, node in graph.nodes.items() if name not in placed and node.position is not None
    }
    places = _below_what_is_higher(placed, others)
    held = Obstacles()
    for name, place in places.items():
        held.put(name, rect_of(place))
    for name, (x, y) in sorted(others.items(), key=lambda item: (item[1][1], item[1][0])):
        low = y
        while below := [rect[3] for _, rect in held.near(rect_of((x, low)))]:
            low = max(below) + GAP
        if low != y:
            places[name] = (x, low)
            held.put(name, rect_of((x, low)))
    return moved(graph, {name: place for name, place in places.items() if place != graph[name].position})


def beside(graph: Graph, places: Iterable[Position]) -> Position:
    """How far to the right blocks must go so that, as a whole, they stand on nothing."""
    places, held = list(places), Obstacles()
    for name, node in graph.nodes.items():
        if node.position is not None:
            held.put(name, rect_of(node.position))
    across = COLUMN
    while any(held.covers(rect_of((x + across, y))) for x, y in places):
        across += COLUMN
    return across, 0.0


def rect_of(place: Position) -> Rect:
    """What a block with its corner at a place covers."""
    return place[0], place[1], place[0] + BLOCK_WIDTH, place[1] + BLOCK_HEIGHT


def _below_what_is_higher(placed: Mapping[str, Position], others: Mapping[str, Position]) -> dict[str, Position]:
    """The blocks, moved down together until none lies on one that stands higher."""
    held = Obstacles()
    for name, place in others.items():
        held.put(name, rect_of(place))
    down = 0.0
    while True:
        lower = [
            rect[3] + GAP - y
            for x, y in placed.values()
            for _, rect in held.near(rect_of((x, y + down)))
            if rect[1] < y + down
        ]
        if not lower or max(lower) <= down:
            return {name: (x, y + down) for name, (x, y) in placed.items()}
        down = max(lower)
