"""A wire: from an output to an input, at right angles with rounded corners, its shape beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from netbuilder.graph.drawing.wiring import Way, straight_on
from netbuilder.kinds import Shape
from netbuilder.ui.canvas.block import DETAIL_SCALE
from netbuilder.ui.canvas.health import gradient_pen
from netbuilder.ui.canvas.tensors import colour_of, thickness, told
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.i18n import shape_text
from netbuilder.ui.looks.theme import SMALL, paper_font, theme

CORNER = 8.0
THINNEST = 0.7  # pixels, however small the whole is drawn


class WireItem(QGraphicsItem):
    """Identified by the input it ends in: (node, index)."""

    def __init__(self, target: str, index: int) -> None:
        super().__init__()
        self.target, self.index = target, index
        self.shape_: Shape | None = None
        self.kind = ""  # of tensor
        self.wrong = False
        self.lit = False
        self.level: int | None = None  # of the gradient that comes back along it, while it trains
        self.doomed = False  # a stroke that cuts it is being drawn
        self.idle = False  # it ends in an input that nothing is made of
        self.points: list[QPointF] = []  # its bends in the scene
        self._path: QPainterPath | None = None  # made when it is first drawn: of thousands of wires few ever are
        self._label = QRectF()
        self._bounds = QRectF()
        self.setZValue(0)

    def follow(self, way: Way) -> None:
        """Goes another way; its label stands where there is room for it."""
        self.prepareGeometryChange()
        self.points = [QPointF(x, y) for x, y in way.path]
        self._path = None
        self._label = QRectF()
        if way.label is not None:
            left, top, right, bottom = way.label
            self._label = QRectF(left, top, right - left, bottom - top)
        xs, ys = [x for x, _ in way.path], [y for _, y in way.path]
        around = QRectF(min(xs) - 4, min(ys) - 4, max(xs) - min(xs) + 8, max(ys) - min(ys) + 8)
        self._bounds = around.united(self._label)

    def show_shape(self, shape: Shape | None, kind: str, wrong: bool) -> None:
        """The shape that stands beside it and the kind that colours it; red when it does not fit."""
        if (shape, kind, wrong) != (self.shape_, self.kind, self.wrong):
            self.shape_, self.kind, self.wrong = shape, kind, wrong
            self.update()

    def told(self, source: str) -> str:
        """What it carries, in words."""
        return told(self.shape_, self.kind, source, self.target) if self.shape_ is not None and self.kind else ""

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
        return stroker.createStroke(self._way())

    def _way(self) -> QPainterPath:
        if self._path is None:
            self._path = rounded(self.points) if self.points else QPainterPath()
        return self._path

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = colour_of(self.kind)
        if self.lit or self.wrong or self.doomed:
            colour = theme.colour("accent" if self.lit else "error")
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        pen = QPen(colour, max(4.0 if self.lit else thickness(self.shape_), THINNEST / scale))
        if self.level is not None and not (self.lit or self.wrong or self.doomed):
            pen = gradient_pen(self.level, pen.widthF())
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self.doomed or self.idle:
            pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._way())
        if self.shape_ is None or self._label.isEmpty() or scale < DETAIL_SCALE:
            return
        painter.setFont(paper_font(SMALL))
        painter.setPen(theme.colour("error" if self.wrong else "quiet"))
        painter.drawText(self._label, Qt.AlignmentFlag.AlignCenter, shape_text(self.shape_))


def corners(start: QPointF, end: QPointF) -> list[QPointF]:
    """The bends of a wire that is being drawn."""
    return [QPointF(x, y) for x, y in straight_on((start.x(), start.y()), (end.x(), end.y()))]


def rounded(points: Sequence[QPointF]) -> QPainterPath:
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
