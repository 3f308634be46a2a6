"""The small map in the corner: the whole graph, and which part of it is in sight; a press or drag goes there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from netbuilder.errors import Message
from netbuilder.ui.canvas.bars import paint_bars
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import theme

SIZE = QSize(184, 132)
MARGIN = 12  # to the edges of the canvas
PAD = 8.0
LEAST = 2.5  # pixels: no block is drawn smaller than this


class Minimap(QWidget):
    """Blocks in the colours of their families; wrong ones red and larger, selected ones with a line around."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view.viewport())
        self._view, self._wanted = view, False
        self.setFixedSize(SIZE)
        say(self, accessibleName=Message("Minimap"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        session = view.session
        for signal in (session.report_changed, session.selection_changed, view.zoom_changed, theme.changed):
            signal.connect(self.update)
        session.project_changed.connect(lambda _old, _new: self.update())
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.place)  # what lies on the canvas is scrolled with it

    def set_wanted(self, wanted: bool) -> None:
        """Shows it where there is room, or hides it."""
        self._wanted = wanted
        self.place()

    def place(self) -> None:
        """Stands in the lower right corner; not at all on a canvas that it would fill."""
        area = self._view.viewport().rect()
        self.move(area.width() - self.width() - MARGIN, area.height() - self.height() - MARGIN)
        self.setVisible(self._wanted and area.width() > 2 * self.width() and area.height() > 1.5 * self.height())
        self.raise_()
        self.update()

    def sight(self) -> QRectF:
        """The part of the scene that the view shows."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def scale(self) -> tuple[float, QPointF]:
        """Pixels for one unit of the scene, and the point of the scene that is in the map's middle."""
        area = self._view.canvas.bounds()
        whole = self.sight() if area.isEmpty() else area
        room = self.rect().adjusted(int(PAD), int(PAD), -int(PAD), -int(PAD))
        return min(room.width() / whole.width(), room.height() / whole.height(), 0.2), whole.center()

    def to_scene(self, point: QPointF) -> QPointF:
        """The point of the scene that a point of the map stands for."""
        scale, middle = self.scale()
        return middle + (point - QRectF(self.rect()).center()) / scale

    @drawing
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        scale, middle = self.scale()
        centre = QRectF(self.rect()).center()
        paint_bars(painter, self._view.canvas.blocks.values(), scale, centre - middle * scale, LEAST)
        sight = self.sight()
        corner = centre + (sight.topLeft() - middle) * scale
        accent = theme.colour("accent")
        painter.setPen(QPen(accent, 1.5))
        accent.setAlpha(24)
        painter.setBrush(accent)
        painter.drawRect(QRectF(corner.x(), corner.y(), sight.width() * scale, sight.height() * scale))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._view.centerOn(self.to_scene(event.position()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._view.centerOn(self.to_scene(event.position()))
        event.accept()
