"""The view as those see it who act on it: where it looks, how large, and what it says beside the pointer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QGraphicsView, QWidget

from netbuilder.ui.canvas.scene import CanvasScene
from netbuilder.ui.canvas.wire import WireItem
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import label

SMALLEST_ZOOM, LARGEST_ZOOM, TINIEST_ZOOM = 0.1, 3.0, 0.001
BESIDE, ABOVE = 60.0, 40.0  # room around the whole graph
EDGE = 8  # pixels more: a large graph is drawn small, and so is the room around it
READABLE = 0.7
SNAP = 8.0  # blocks stand on a grid


class Look(NamedTuple):
    """A zoom, and the point of the paper in the view's middle."""

    zoom: float
    middle: QPointF


class Stage(QGraphicsView):
    """Zoom, pan and hints over one session's graph; gestures and the rest come with the view."""

    zoom_changed = Signal(float)
    menu_asked = Signal(QPoint, object)  # where on the screen, and what is Meant

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.canvas = CanvasScene(session, self)
        self.setScene(self.canvas)
        self.pointer: QPoint | None = None  # where it is; None while it is elsewhere
        self._was = (1.0, 0, 0)
        self._shown: tuple[Callable[[], None], tuple[float, int, int]] | None = None  # the whole, and where that was
        self.covered = 0  # pixels at the upper edge that something lies on
        self._lit: WireItem | None = None
        self.hint = label("", "hint", wrap=True)
        self.hint.setParent(self.viewport())
        self.hint.setMaximumWidth(360)
        self.hint.hide()

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is under way."""
        return False

    def cancel_gesture(self) -> None:
        """Ends a drag without an edit."""

    @property
    def zoom(self) -> float:
        """The scale; 1 is 100 %."""
        return self.transform().m11()

    @property
    def middle(self) -> QPointF:
        """What is in the middle of the view, on the paper."""
        return self.mapToScene(self.viewport().rect()).boundingRect().center()  # exact, unlike the rectangle's own

    def scene_point(self, event: QMouseEvent) -> QPointF:
        """Where on the paper an event happened."""
        return self.mapToScene(event.position().toPoint())

    @property
    def free_point(self) -> QPointF | None:
        """Where on the paper the pointer is; None where it is elsewhere or over a block."""
        point = None if self.pointer is None else self.mapToScene(self.pointer)
        return None if point is None or self.canvas.block_at(point) is not None else point

    def set_zoom(self, zoom: float, anchor: QPoint | None = None) -> None:
        """Scales so that the point under `anchor` (the middle, if none) stays where it is.

        Not smaller than a tenth, or than shows all of a large graph.
        """
        smallest = SMALLEST_ZOOM if zoom >= SMALLEST_ZOOM else min(SMALLEST_ZOOM, self._whole_zoom())
        self._zoom_to(max(smallest, min(LARGEST_ZOOM, zoom)), anchor)

    def _zoom_to(self, zoom: float, anchor: QPoint | None = None) -> None:
        anchor = anchor if anchor is not None else self.viewport().rect().center()
        before = self.mapToScene(anchor)
        self.setTransform(QTransform.fromScale(zoom, zoom))
        moved_by = self.mapFromScene(before) - anchor
        self.pan_by(QPoint(-moved_by.x(), -moved_by.y()))
        self.zoom_changed.emit(zoom)

    def pan_by(self, delta: QPoint) -> None:
        """Moves the paper by so many pixels."""
        for bar, by in ((self.horizontalScrollBar(), delta.x()), (self.verticalScrollBar(), delta.y())):
            bar.setValue(bar.value() - by)

    def fit(self) -> None:
        """Shows the whole graph, at most at its real size, or as large as the system's text is."""
        area = self.canvas.bounds()
        self._zoom_to(min(max(1.0, theme.scale), self._whole_zoom()))
        self.centerOn(QPointF() if area.isEmpty() else area.center() - QPointF(0, self.covered / 2 / self.zoom))
        self._shown = (self.fit, self._state())

    def _whole_zoom(self) -> float:
        """The zoom at which the whole graph just has room."""
        area = self.canvas.bounds()
        if area.isEmpty():
            return 1.0
        view = self.viewport().rect()
        across, down = area.width() + 2 * BESIDE, area.height() + 2 * ABOVE
        room_across, room_down = view.width() - 2 * EDGE, view.height() - self.covered - 2 * EDGE
        return max(TINIEST_ZOOM, min(room_across / across, room_down / down))

    def show_whole(self) -> None:
        """Shows a graph for the first time: all of it, or of a long one its beginning at a size that can be read."""
        self.fit()
        if self.zoom < READABLE and self.canvas.blocks:
            area, graph = self.canvas.bounds(), self.session.graph
            self._zoom_to(READABLE)
            half = QPointF(self.viewport().width(), self.viewport().height()) / 2 / READABLE
            first = min(graph.input_names or graph.order, key=lambda name: graph[name].position or (0.0, 0.0))
            x = self.canvas.blocks[first].sceneBoundingRect().center().x()
            if area.width() + 2 * BESIDE <= 2 * half.x():
                x = area.center().x()
            else:  # a wide one from its left edge on, where the input does not stand further to the right
                x = max(x, area.left() - BESIDE + half.x())
            self.centerOn(x, area.top() - ABOVE - self.covered / READABLE + half.y())
        self._shown = (self.show_whole, self._state())

    def show_again(self) -> None:
        """The view has another size: shows the whole as before, if that was shown and nobody has moved it since."""
        if self._shown is not None and self._shown[1] == self._was:
            self._shown[0]()

    def _state(self) -> tuple[float, int, int]:
        """Where the view looks; it says the same until somebody moves it."""
        return self.zoom, self.horizontalScrollBar().value(), self.verticalScrollBar().value()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._was = self._state()  # Qt moves it, to keep the middle
        super().resizeEvent(event)

    def show_block(self, name: str) -> None:
        """Brings a block into sight."""
        if name in self.canvas.blocks:
            self.ensureVisible(self.canvas.blocks[name], 40, 40)

    def look(self) -> Look:
        """Where one looks, to come back to."""
        return Look(self.zoom, self.mapToScene(self.viewport().rect()).boundingRect().center())

    def look_again(self, look: Look) -> None:
        """Looks where one looked before."""
        self.set_zoom(look.zoom)
        self.centerOn(look.middle)

    def show_areas(self, areas: Sequence[QRectF]) -> None:
        """Brings the first of some areas into sight, and of the others what fits with it; not where one is in sight."""
        sight = self.mapToScene(self.viewport().rect()).boundingRect()
        if not areas or any(sight.intersects(area) for area in areas):
            return
        shown = areas[0]
        for area in areas[1:]:
            both = shown.united(area)
            if both.width() < sight.width() and both.height() < sight.height():
                shown = both
        self.centerOn(shown.center())

    def show_hint(self, text: str, place: QPoint | None = None) -> None:
        """Says beside the pointer (in the middle, if there is none) why something cannot be; nothing hides it."""
        self.hint.setVisible(bool(text))
        if not text:
            return
        self.hint.setText(text)
        self.hint.adjustSize()
        area = self.viewport().rect()
        corner = (place or area.center()) + QPoint(16, 16)
        x = max(8, min(corner.x(), area.width() - self.hint.width() - 8))
        y = max(8, min(corner.y(), area.height() - self.hint.height() - 8))
        self.hint.move(x, y)
        self.hint.raise_()

    @property
    def lit(self) -> WireItem | None:
        """The wire on which letting go would put a block."""
        return self._lit

    def light(self, wire: WireItem | None) -> None:
        """Lights one wire, and no other."""
        if self._lit is not None and self._lit is not wire and self._lit.scene() is not None:
            self._lit.set_lit(False)
        self._lit = wire
        if wire is not None:
            wire.set_lit(True)
