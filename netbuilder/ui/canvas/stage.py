"""The view as those see it who act on it: where it looks, how large, and what it says beside the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QTransform
from PySide6.QtWidgets import QGraphicsView, QWidget

from netbuilder.ui.canvas.scene import CanvasScene
from netbuilder.ui.canvas.wire import WireItem
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import label

SMALLEST_ZOOM, LARGEST_ZOOM = 0.1, 3.0
READABLE = 0.7
SNAP = 8.0  # blocks stand on a grid


class Look(NamedTuple):
    """A zoom, and the point of the paper in the view's middle."""

    zoom: float
    middle: QPointF


class Stage(QGraphicsView):
    """Zoom, pan and hints over one session's graph; gestures and the rest come with the view."""

    zoom_changed = Signal(float)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.canvas = CanvasScene(session, self)
        self.setScene(self.canvas)
        self.pointer: QPoint | None = None  # where it is; None while it is elsewhere
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

    def scene_point(self, event: QMouseEvent) -> QPointF:
        """Where on the paper an event happened."""
        return self.mapToScene(event.position().toPoint())

    @property
    def free_point(self) -> QPointF | None:
        """Where on the paper the pointer is; None where it is elsewhere or over a block."""
        point = None if self.pointer is None else self.mapToScene(self.pointer)
        return None if point is None or self.canvas.block_at(point) is not None else point

    def set_zoom(self, zoom: float, anchor: QPoint | None = None) -> None:
        """Scales so that the point under `anchor` (the middle, if none) stays where it is."""
        zoom = max(SMALLEST_ZOOM, min(LARGEST_ZOOM, zoom))
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
        """Shows the whole graph, at most at its real size."""
        area = self.canvas.bounds()
        if area.isEmpty():
            self.set_zoom(1.0)
            self.centerOn(0, 0)
            return
        area, view = area.adjusted(-60, -40, 60, 40), self.viewport().rect().adjusted(0, self.covered, 0, 0)
        self.set_zoom(min(1.0, view.width() / area.width(), view.height() / area.height()))
        self.centerOn(area.center() - QPointF(0, self.covered / 2 / self.zoom))

    def show_whole(self) -> None:
        """Shows a graph for the first time: all of it, or of a long one its beginning at a size that can be read."""
        self.fit()
        if self.zoom < READABLE and self.canvas.blocks:
            area = self.canvas.bounds()
            self.set_zoom(READABLE)
            top = area.top() - 40 - self.covered / READABLE
            self.centerOn(area.center().x(), top + self.viewport().height() / 2 / READABLE)

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
