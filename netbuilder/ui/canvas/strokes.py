"""The stroke that cuts wires."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from netbuilder.errors import Message
from netbuilder.graph import edits
from netbuilder.ui.canvas.gestures import Gesture
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.canvas.wire import WireItem
from netbuilder.ui.looks.theme import theme


class Cut(Gesture):
    """Draws a stroke; the wires that it crosses are marked, and cut when it ends."""

    def __init__(self, view: Stage, start: QPointF) -> None:
        super().__init__(view)
        self._path = QPainterPath(start)
        self._crossed: dict[tuple[str, int], WireItem] = {}
        self._stroke = QGraphicsPathItem()
        pen = QPen(theme.colour("error"), 2, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self._stroke.setPen(pen)
        self._stroke.setZValue(4)
        self.scene.addItem(self._stroke)

    def move(self, event: QMouseEvent) -> None:
        before, point = self._path.currentPosition(), self.view.scene_point(event)
        self._path.lineTo(point)
        self._stroke.setPath(self._path)
        for key, wire in self.scene.wires.items():
            if key not in self._crossed and crosses(QLineF(before, point), wire):
                self._crossed[key] = wire
                wire.set_doomed(True)

    def release(self, event: QMouseEvent) -> None:
        self.cancel()
        wires = tuple(self._crossed)
        if wires:
            text = Message("Cut a wire") if len(wires) == 1 else Message("Cut wires")
            self.session.attempt(text, lambda graph: edits.cut(graph, wires))

    def cancel(self) -> None:
        for key, wire in self._crossed.items():
            if self.scene.wires.get(key) is wire:
                wire.set_doomed(False)
        if self._stroke.scene() is not None:
            self.scene.removeItem(self._stroke)


def crosses(line: QLineF, wire: WireItem) -> bool:
    """Whether a straight line meets a wire."""
    bounded = QLineF.IntersectionType.BoundedIntersection
    return any(line.intersects(QLineF(a, b))[0] == bounded for a, b in pairwise(wire.points))
