"""Guides: while a block is dragged, it catches at the lines of those that stand still, and the lines are shown."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.ui.looks.theme import theme

REACH = 6.0  # pixels of the screen from which a line catches
OVER = 16.0  # how far a guide goes beyond the blocks


class Guides:
    """The lines of one drag. Blocks are equally large, so that left, middle and right are one line."""

    def __init__(self, scene: QGraphicsScene, others: Iterable[QPointF]) -> None:
        self._scene, self._others = scene, list(others)
        self._item = QGraphicsPathItem()
        pen = QPen(theme.colour("accent"), 1, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self._item.setPen(pen)
        self._item.setZValue(0.8)  # above wires, behind blocks: no text is crossed
        self._item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        scene.addItem(self._item)

    def caught(self, wanted: QPointF, free: QPointF, zoom: float) -> QPointF:
        """`wanted`, or in each direction the line of another block where `free` is near one."""
        reach = REACH / zoom
        x = _nearest((other.x() for other in self._others), free.x(), reach)
        y = _nearest((other.y() for other in self._others), free.y(), reach)
        return QPointF(wanted.x() if x is None else x, wanted.y() if y is None else y)

    def show(self, corner: QPointF) -> None:
        """Draws the lines that a block with this corner shares with others."""
        path = QPainterPath()
        for line in lines(corner, self._others):
            path.moveTo(line.p1())
            path.lineTo(line.p2())
        self._item.setPath(path)

    @property
    def shown(self) -> int:
        """How many lines are drawn."""
        return self._item.path().elementCount() // 2

    def remove(self) -> None:
        """Takes them away."""
        if self._item.scene() is not None:
            self._scene.removeItem(self._item)


def lines(corner: QPointF, others: Iterable[QPointF]) -> list[QLineF]:
    """At most one upright and one level line: through the middles of all blocks in line with this one."""
    others = list(others)
    found = []
    upright = [other.y() for other in others if abs(other.x() - corner.x()) < 0.5]
    if upright:
        x = corner.x() + BLOCK_WIDTH / 2
        top, bottom = min(*upright, corner.y()), max(*upright, corner.y())
        found.append(QLineF(x, top - OVER, x, bottom + BLOCK_HEIGHT + OVER))
    level = [other.x() for other in others if abs(other.y() - corner.y()) < 0.5]
    if level:
        y = corner.y() + BLOCK_HEIGHT / 2
        left, right = min(*level, corner.x()), max(*level, corner.x())
        found.append(QLineF(left - OVER, y, right + BLOCK_WIDTH + OVER, y))
    return found


def _nearest(places: Iterable[float], wanted: float, reach: float) -> float | None:
    best = min(places, key=lambda place: abs(place - wanted), default=None)
    return best if best is not None and abs(best - wanted) <= reach else None
