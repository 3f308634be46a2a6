"""Between a scene and the ways of its wires: tells the one what changed in the other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF

from netbuilder.graph import Graph
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.drawing.obstacles import Rect
from netbuilder.graph.drawing.wiring import Wire, Wiring
from netbuilder.ui.canvas.block import PORT_REACH, BlockItem
from netbuilder.ui.canvas.wire import WireItem
from netbuilder.ui.looks.i18n import shape_text
from netbuilder.ui.looks.theme import SMALL, paper_font

if TYPE_CHECKING:
    from netbuilder.ui.canvas.board import Board

WIRE_REACH = 12.0
EDGE = 8.0  # of a block: what only brushes a wire is not meant for it
Key = tuple[str, int]


class Routes:
    """The wiring of one scene."""

    def __init__(self, scene: Board) -> None:
        self._scene = scene
        self._wiring = Wiring()
        self._ends: dict[str, tuple[object, ...]] = {}  # what the wires of a block depend on, as they were last told

    def sync(self, graph: Graph, removed: Iterable[str], gone: Iterable[Key]) -> None:
        """After an edit: all that stands elsewhere, has other ports, or is new or gone."""
        scene = self._scene
        changed = set()
        for name, item in scene.blocks.items():
            place = item.pos()
            ends = (place.x(), place.y(), item.output_count, item.steady_inputs, graph[name].inputs)
            if self._ends.get(name) != ends:
                self._ends[name] = ends
                changed.add(name)
        for name in removed:
            self._ends.pop(name, None)
        wires: dict[Hashable, Wire | None] = {key: self._wire(graph, key) for key in self._keys(graph, changed)}
        wires.update(dict.fromkeys(gone))
        blocks: dict[Hashable, Rect | None] = {name: self._rect(name) for name in changed}
        blocks.update(dict.fromkeys(removed))
        widths: dict[Hashable, float] = {key: label_width(wire) for key, wire in scene.wires.items()}
        self._draw(self._wiring.update(blocks, wires, widths))

    def follow(self, names: Iterable[str]) -> None:
        """While blocks are dragged: their own wires only."""
        graph, names = self._scene.session.graph, set(names)
        wires: dict[Hashable, Wire | None] = {key: self._wire(graph, key) for key in self._keys(graph, names)}
        self._draw(self._wiring.update({name: self._rect(name) for name in names}, wires, calm=True))
        for name in names:
            self._ends.pop(name, None)

    def settle(self, names: Iterable[str]) -> None:
        """Blocks stand where they were: everything makes way again."""
        graph, names = self._scene.session.graph, set(names)
        wires: dict[Hashable, Wire | None] = {key: self._wire(graph, key) for key in self._keys(graph, names)}
        self._draw(self._wiring.update({name: self._rect(name) for name in names}, wires))

    def block_at(self, point: QPointF) -> BlockItem | None:
        """The uppermost block at a point, ports included."""
        x, y = point.x(), point.y()
        found = self._wiring.blocks.near((x, y - PORT_REACH, x, y + PORT_REACH))
        items = [item for key, _ in found if (item := self._scene.blocks.get(str(key))) is not None]
        return max(items, key=lambda item: (item.zValue(), item.number), default=None)

    def wire_at(self, point: QPointF) -> WireItem | None:
        """The wire that passes nearest to a point."""
        for key in self._wiring.wires_near((point.x(), point.y()), WIRE_REACH):
            if key in self._scene.wires and self._scene.wires[key].isVisible():
                return self._scene.wires[key]
        return None

    def wire_below(self, corner: QPointF) -> WireItem | None:
        """The wire over which a block with this corner would lie."""
        x, y = corner.x(), corner.y()
        area = (x + EDGE, y + EDGE, x + BLOCK_WIDTH - EDGE, y + BLOCK_HEIGHT - EDGE)
        for key in self._wiring.wires_over(area):
            if key in self._scene.wires and self._scene.wires[key].isVisible():
                return self._scene.wires[key]
        return None

    def _draw(self, keys: Iterable[object]) -> None:
        for key in keys:
            if key in self._scene.wires and key in self._wiring.ways:
                self._scene.wires[key].follow(self._wiring.ways[key])

    def _keys(self, graph: Graph, names: Iterable[str]) -> set[Key]:
        """The wires that begin or end at some blocks."""
        found: set[Key] = set()
        for name in names:
            found.update((name, i) for i in range(len(graph[name].inputs)))
            found.update(graph.consumers[name])
        return found

    def _rect(self, name: str) -> Rect:
        place = self._scene.blocks[name].pos()
        return place.x(), place.y(), place.x() + BLOCK_WIDTH, place.y() + BLOCK_HEIGHT

    def _wire(self, graph: Graph, key: Key) -> Wire:
        port = graph[key[0]].inputs[key[1]]
        source, target = self._scene.blocks[port.node], self._scene.blocks[key[0]]
        start = source.pos() + source.output_point(port.output)
        end = target.pos() + target.input_point(key[1])
        return Wire(port.node, port.output, key[0], (start.x(), start.y()), (end.x(), end.y()))


def label_width(wire: WireItem) -> float:
    """How much room the shape beside a wire needs."""
    return 0.0 if wire.shape_ is None else _text_width(shape_text(wire.shape_))


@lru_cache(maxsize=1000)
def _text_width(text: str) -> float:
    return QFontMetricsF(paper_font(SMALL)).horizontalAdvance(text) + 4
