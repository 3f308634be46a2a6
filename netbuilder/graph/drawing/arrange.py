"""Blocks put in line or at equal distances: new positions for some of them."""

from __future__ import annotations

from collections.abc import Iterable

from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH, Position
from netbuilder.graph.graph import Graph

NEAREST = 24.0  # between two blocks that would otherwise stand on one another
SIDES = ("left", "centre", "right", "top", "middle", "bottom")


def aligned(graph: Graph, names: Iterable[str], side: str) -> dict[str, Position]:
    """Positions with one side in line ("left", "centre", "right", "top", "middle" or "bottom").

    Blocks that would come to stand on one another are moved apart along the line.
    """
    axis = 0 if side in ("left", "centre", "right") else 1
    places = _places(graph, names)
    along = [place[axis] for place in places.values()]
    low, high = min(along), max(along)
    line = {"left": low, "top": low, "right": high, "bottom": high}.get(side, (low + high) / 2)
    across = sorted(places, key=lambda name: places[name][1 - axis])
    spots = _apart([places[name][1 - axis] for name in across], 1 - axis)
    return {name: _position(axis, line, spot) for name, spot in zip(across, spots, strict=True)}


def distributed(graph: Graph, names: Iterable[str], axis: int) -> dict[str, Position]:
    """Positions at equal distances from left to right (axis 0) or from top to bottom (1); the first one stays."""
    places = _places(graph, names)
    order = sorted(places, key=lambda name: places[name][axis])
    first, last = places[order[0]][axis], places[order[-1]][axis]
    step = (last - first) / max(1, len(order) - 1)
    # Rounded: Qt takes places that hardly differ for one and the same, and leaves the block where it is.
    return {name: _position(axis, round(first + i * step, 9), places[name][1 - axis]) for i, name in enumerate(order)}


def _places(graph: Graph, names: Iterable[str]) -> dict[str, Position]:
    return {name: graph[name].position or (0.0, 0.0) for name in names}


def _position(axis: int, along: float, across: float) -> Position:
    return (along, across) if axis == 0 else (across, along)


def _apart(spots: list[float], axis: int) -> list[float]:
    """Sorted numbers, each at least a block and a gap after the one before."""
    least = (BLOCK_WIDTH, BLOCK_HEIGHT)[axis] + NEAREST
    found: list[float] = []
    for spot in spots:
        found.append(spot if not found else max(spot, found[-1] + least))
    return found
