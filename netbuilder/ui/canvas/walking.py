"""Where an arrow key leads from a block: up and down along the wires, left and right among its siblings."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.graph import Graph
from netbuilder.graph.layout import BLOCK_WIDTH, Position


def above(graph: Graph, name: str) -> str | None:
    """The block that it reads first."""
    return graph[name].inputs[0].node if graph[name].inputs else None


def below(graph: Graph, name: str) -> str | None:
    """The first block that reads it."""
    readers = graph.consumers[name]
    return readers[0][0] if readers else None


def beside(graph: Graph, places: Mapping[str, Position], name: str, side: int) -> str | None:
    """The next sibling to the right (1) or left (-1); where there is none, the block that stands nearest there."""
    x, y = places[name]
    near = siblings(graph, name)
    found = [
        (other not in near, abs(there[0] - x) + 2 * abs(there[1] - y), other)
        for other, there in places.items()
        if other != name and (there[0] - x) * side > (0 if other in near else BLOCK_WIDTH / 2)
    ]
    return min(found)[2] if found else None


def siblings(graph: Graph, name: str) -> set[str]:
    """The blocks that read what it reads, or feed what it feeds."""
    found = {reader for port in graph[name].inputs for reader, _ in graph.consumers[port.node]}
    found |= {port.node for reader, _ in graph.consumers[name] for port in graph[reader].inputs}
    return found - {name} - graph.upstream([name])
