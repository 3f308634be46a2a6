"""Where an arrow key leads from a block: up and down along the wires, left and right among its siblings."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from netbuilder.graph import Graph
from netbuilder.graph.drawing.layout import BLOCK_WIDTH, Position
from netbuilder.ui.canvas.stage import Stage


class Walking:
    """The arrow keys of one view."""

    def __init__(self, view: Stage) -> None:
        self._view, self._session = view, view.session
        self._led = ""  # where they came last

    def step(self, key: Qt.Key, extend: bool) -> None:
        """Follows the wires up and down, and goes to the neighbour left and right; extending keeps what was."""
        graph, chosen = self._session.graph, self._session.selection
        if not graph.nodes:
            return
        if not chosen:
            self._session.select({graph.order[0]})
            return
        name = self._led if self._led in chosen else min(chosen, key=graph.rank.__getitem__)
        if key == Qt.Key.Key_Up:
            found = above(graph, name)
        elif key == Qt.Key.Key_Down:
            found = below(graph, name)
        else:
            places = {other: (item.pos().x(), item.pos().y()) for other, item in self._view.canvas.blocks.items()}
            found = beside(graph, places, name, 1 if key == Qt.Key.Key_Right else -1)
        if found is not None:
            self._led = found
            self._session.select({*chosen, found} if extend else {found})
            self._view.show_block(found)


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
