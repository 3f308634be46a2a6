"""Layers that are dragged from the palette: the wire below lights up, and a drop on it inserts the block there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF
from PySide6.QtGui import QDropEvent

from netbuilder.graph.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.layers import Layer
from netbuilder.ui.canvas.gestures import SNAP
from netbuilder.ui.canvas.wire import WireItem

if TYPE_CHECKING:
    from netbuilder.ui.canvas.view import CanvasView

LAYER_MIME = "application/x-netbuilder-layer"


class Dropping:
    """What a view does with its drag events."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def hover(self, event: QDropEvent) -> None:
        """Lights the wire that a drop here would be on; anything but a layer is refused."""
        layer = dropped_layer(event.mimeData())
        if layer is None:
            event.ignore()
            return
        self._view.light(self._wire_for(layer, self._view.mapToScene(event.position().toPoint())))
        event.acceptProposedAction()

    def drop(self, event: QDropEvent) -> None:
        """Adds the layer."""
        layer = dropped_layer(event.mimeData())
        self._view.light(None)
        if layer is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self.put(layer, self._view.mapToScene(event.position().toPoint()))
        self._view.setFocus()

    def put(self, layer: Layer, point: QPointF) -> None:
        """Adds a block whose middle is at `point`; on a wire, it is inserted there."""
        wire = self._wire_for(layer, point)
        corner = point - QPointF(BLOCK_WIDTH / 2, BLOCK_HEIGHT / 2)
        edge = None if wire is None else (wire.target, wire.index)
        self._view.session.editing.add_layer(layer, (_snap(corner.x()), _snap(corner.y())), edge)

    def _wire_for(self, layer: Layer, point: QPointF) -> WireItem | None:
        """The wire that a block dropped here would be inserted on."""
        if layer.most_inputs == 0 or self._view.canvas.block_at(point) is not None:
            return None
        return self._view.canvas.wire_at(point)


def layer_mime(kind: type[Layer]) -> QMimeData:
    """What the palette hands over when a layer is dragged."""
    data = QMimeData()
    data.setData(LAYER_MIME, kind.__name__.encode())
    data.setText(kind.__name__)
    return data


def dropped_layer(data: QMimeData) -> Layer | None:
    """The layer that is being dragged, as it starts."""
    if not data.hasFormat(LAYER_MIME):
        return None
    kind = Layer.registry.get(bytes(data.data(LAYER_MIME).data()).decode("ascii", "replace"))
    return kind.starting() if kind is not None else None


def _snap(value: float) -> float:
    return round(value / SNAP) * SNAP
