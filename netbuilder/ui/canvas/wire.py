"""A wire: from an output to an input, at right angles with rounded corners, its shape beside it."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from netbuilder.kinds import Shape
from netbuilder.layers.base import size_of
from netbuilder.ui.canvas.block import DETAIL_SCALE
from netbuilder.ui.canvas.health import gradient_pen
from netbuilder.ui.i18n import shape_text
from netbuilder.ui.theme import SMALL, font, theme

CORNER = 8.0
DETOUR = 24.0  # how far a wire that must go up leaves its blocks


class WireItem(QGraphicsItem):
    """Identified by the input it ends in: (node, index)."""

    def __init__(self, target: str, index: int) -> None:
        super().__init__()
        self.target, self.index = target, index
        self.shape_: Shape | None = None
        self.wrong = False
        self.lit = False
        self.level: int | None = None  # of the gradient that comes back along it, while it trains
        self.doomed = False  # a stroke that cuts it is being drawn
        self.idle = False  # it ends in an input that nothing is made of
        self.points: list[QPointF] = []  # its bends in the scene
        self._path = QPainterPath()
        self._label_at = QPointF()
        self._bounds = QRectF()
        self.setZValue(0)

    def route(self, start: QPointF, end: QPointF) -> None:
        """Draws it anew between two points of the scene."""
        self.prepareGeometryChange()
        points = self.points = corners(start, end)
        self._path = rounded(points)
        a, b = _longest_fall(points)
        self._label_at = QPointF(a.x() + 10, (a.y() + b.y()) / 2)
        self._bounds = self._path.boundingRect().adjusted(-8, -10, 120, 10)

    def show_shape(self, shape: Shape | None, wrong: bool) -> None:
        """The shape that stands beside it; red when it does not fit."""
        if shape != self.shape_ or wrong != self.wrong:
            self.shape_, self.wrong = shape, wrong
            self.update()

    def set_lit(self, lit: bool) -> None:
        """Lights up while a block that is dragged would be inserted here."""
        if lit != self.lit:
            self.lit = lit
            self.update()

    def set_level(self, level: int | None) -> None:
        """Takes the tint of a gradient, or none."""
        if level != self.level:
            self.level = level
            self.update()

    def set_doomed(self, doomed: bool) -> None:
        """Shows that it is about to be cut."""
        if doomed != self.doomed:
            self.doomed = doomed
            self.update()

    def set_idle(self, idle: bool) -> None:
        """Dashed while the block that it leads to is passed over and hands on another input."""
        if idle != self.idle:
            self.idle = idle
            self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self._bounds

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(24)
        return stroker.createStroke(self._path)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.colour("accent" if self.lit else "error" if self.wrong or self.doomed else "wire")
        pen = QPen(colour, 4.0 if self.lit else thickness(self.shape_))
        if self.level is not None and not (self.lit or self.wrong or self.doomed):
            pen = gradient_pen(self.level, pen.widthF())
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self.doomed or self.idle:
            pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        if self.shape_ is None or option.levelOfDetailFromTransform(painter.worldTransform()) < DETAIL_SCALE:
            return
        painter.setFont(font(SMALL))
        text = shape_text(self.shape_)
        metrics = QFontMetricsF(painter.font())
        place = QRectF(self._label_at.x(), self._label_at.y() - 8, metrics.horizontalAdvance(text) + 4, 16)
        painter.setPen(theme.colour("error" if self.wrong else "quiet"))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def thickness(shape: Shape | None) -> float:
    """Thicker with the size of the tensor: 1.5 to 4 pixels."""
    if not shape:
        return 1.5
    return min(4.0, 1.5 + 0.35 * max(0.0, math.log10(size_of(shape)) - 1))


def corners(start: QPointF, end: QPointF) -> list[QPointF]:
    """The bends of a wire that leaves downwards and arrives from above."""
    if end.y() > start.y() + 4:
        if abs(end.x() - start.x()) < 1:
            return [start, end]
        middle = start.y() + min(20.0, (end.y() - start.y()) / 2)
        return [start, QPointF(start.x(), middle), QPointF(end.x(), middle), end]
    # The target stands beside or above: down, aside between the two, up, and in from above.
    aside = (start.x() + end.x()) / 2 if abs(end.x() - start.x()) > 220 else max(start.x(), end.x()) + 120
    below, above = start.y() + DETOUR, end.y() - DETOUR
    return [
        start, QPointF(start.x(), below), QPointF(aside, below), QPointF(aside, above), QPointF(end.x(), above), end,
    ]  # fmt: skip


def rounded(points: list[QPointF]) -> QPainterPath:
    """A path through right-angled bends with rounded corners."""
    path = QPainterPath(points[0])
    for before, bend, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(CORNER, _length(before, bend) / 2, _length(bend, after) / 2)
        path.lineTo(_towards(bend, before, radius))
        path.quadTo(bend, _towards(bend, after, radius))
    path.lineTo(points[-1])
    return path


def _length(a: QPointF, b: QPointF) -> float:
    return math.hypot(b.x() - a.x(), b.y() - a.y())


def _towards(start: QPointF, goal: QPointF, distance: float) -> QPointF:
    length = _length(start, goal)
    return start if not length else start + (goal - start) * (distance / length)


def _longest_fall(points: list[QPointF]) -> tuple[QPointF, QPointF]:
    """The longest upright part: where the label stands."""
    falls = [(a, b) for a, b in pairwise(points) if abs(a.x() - b.x()) < 1]
    return max(falls, key=lambda fall: abs(fall[1].y() - fall[0].y()))
