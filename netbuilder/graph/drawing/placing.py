"""Positions for blocks that have none, beside those that have one."""

from __future__ import annotations

from collections.abc import Collection

from netbuilder.graph.drawing.columns import in_columns, is_long
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH, COLUMN, ROW, Position, moved, tidy
from netbuilder.graph.graph import Graph


def placed(graph: Graph) -> Graph:
    """The graph with a position for every block that has none.

    Where none has, the whole is tidied: a long one in columns.
    """
    missing = [node for node in graph.nodes.values() if node.position is None]
    if not missing:
        return graph
    if len(missing) == len(graph):
        return moved(graph, in_columns(graph) if is_long(graph) else tidy(graph))
    positions: dict[str, Position] = {}
    bottom = max(node.position[1] for node in graph.nodes.values() if node.position is not None)
    taken = {node.position for node in graph.nodes.values() if node.position is not None}
    for node in missing:
        sources = [positions.get(port.node, graph[port.node].position) for port in node.inputs]
        known = [position for position in sources if position is not None]
        readers = [place for name, _ in graph.consumers[node.name] if (place := graph[name].position) is not None]
        if known:
            place = (known[0][0], max(y for _, y in known) + ROW)
        elif readers:  # where data enters, above those that read it
            x, y = min(readers, key=lambda reader: reader[1])
            place = _free_beside((x, y - ROW), taken)
        else:
            bottom += ROW
            place = (0.0, bottom)
        positions[node.name] = place
        taken.add(place)
    return moved(graph, positions)


def _free_beside(wanted: Position, taken: Collection[Position]) -> Position:
    """A place, or the nearest to its right in the same row where no block stands."""
    x, y = wanted
    while any(abs(there[0] - x) < BLOCK_WIDTH and abs(there[1] - y) < BLOCK_HEIGHT for there in taken):
        x += COLUMN
    return x, y
