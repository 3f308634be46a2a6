"""Layers that are dragged from the palette: the wire below lights up, and a drop on it inserts the block there."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent

from netbuilder.errors import Fault
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.layers import Layer
from netbuilder.project import my_blocks
from netbuilder.project.my_blocks import MyBlock
from netbuilder.ui.canvas.stage import SNAP, Stage
from netbuilder.ui.canvas.wire import WireItem

BLOCK_MIME = "application/x-netbuilder-block"
LAYER_MIME = "application/x-netbuilder-layer"


class Dropping:
    """What a view does with its drag events."""

    def __init__(self, view: Stage) -> None:
        self._view = view
        self._held: Layer | None = None  # the layer that is being dragged over it

    def hover(self, event: QDropEvent) -> None:
        """Lights the wire that a drop here would be on; anything but a layer is refused."""
        found = dropped(event.mimeData())
        self._held = None if found is None else found[0]
        if found is None:
            event.ignore()
            return
        self.light_at(event.position().toPoint())
        _take_a_copy(event)

    def light_at(self, place: QPoint) -> None:
        """Lights the wire that a drop at a place of the view would be on."""
        if self._held is not None:
            self._view.light(self._wire_for(self._held, self._view.mapToScene(place)))

    def leave(self) -> None:
        """What was dragged goes elsewhere."""
        self._held = None
        self._view.light(None)

    def drop(self, event: QDropEvent) -> None:
        """Adds the layer."""
        found = dropped(event.mimeData())
        self.leave()
        if found is None:
            event.ignore()
            return
        _take_a_copy(event)
        self.put(*found, self._view.mapToScene(event.position().toPoint()))
        self._view.setFocus()

    def put(self, layer: Layer, base: str, point: QPointF) -> None:
        """Adds a block whose middle is at `point`; on a wire, it is inserted there."""
        wire = self._wire_for(layer, point)
        corner = point - QPointF(BLOCK_WIDTH / 2, BLOCK_HEIGHT / 2)
        edge = None if wire is None else (wire.target, wire.index)
        self._view.session.editing.add_layer(layer, (_snap(corner.x()), _snap(corner.y())), edge, base)

    def _wire_for(self, layer: Layer, point: QPointF) -> WireItem | None:
        """The wire that a block dropped here would be inserted on."""
        if layer.most_inputs == 0 or self._view.canvas.block_at(point) is not None:
            return None
        return self._view.canvas.wire_below(point, point - QPointF(BLOCK_WIDTH / 2, BLOCK_HEIGHT / 2))


def layer_mime(kind: type[Layer]) -> QMimeData:
    """What the palette hands over when a layer is dragged."""
    data = QMimeData()
    data.setData(LAYER_MIME, kind.__name__.encode())
    data.setText(kind.__name__)
    return data


def block_mime(block: MyBlock) -> QMimeData:
    """What the palette hands over when a kept block is dragged: all of it, so that any window can take it."""
    data = QMimeData()
    data.setData(BLOCK_MIME, my_blocks.to_text(block))
    data.setText(block.name)
    return data


def dropped(data: QMimeData) -> tuple[Layer, str] | None:
    """The layer that is being dragged, as it starts, and what it may be called where it is a kept block."""
    if data.hasFormat(BLOCK_MIME):
        return _kept(bytes(data.data(BLOCK_MIME).data()))
    if not data.hasFormat(LAYER_MIME):
        return None
    kind = Layer.registry.get(bytes(data.data(LAYER_MIME).data()).decode("ascii", "replace"))
    return (kind.starting(), "") if kind is not None else None


@lru_cache(maxsize=4)
def _kept(text: bytes) -> tuple[Layer, str] | None:
    try:
        block = my_blocks.from_text(text)
    except Fault:
        return None
    return block.layer, block.name


def _take_a_copy(event: QDropEvent) -> None:
    """Accepts what is dragged as a copy, whatever was proposed: it stays where it comes from."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _snap(value: float) -> float:
    return round(value / SNAP) * SNAP
