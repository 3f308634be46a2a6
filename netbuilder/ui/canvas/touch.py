"""Fingers and pens on the canvas: pinch to zoom, two fingers to move, the other end of a pen to cut wires.

A touchpad tells its fingers as a wheel in pixels, or as gestures of the system's; a touch screen as touches, of which
Qt makes a pinch. One finger and the tip of a pen are a mouse: Qt says so itself.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QNativeGestureEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtWidgets import QGesture, QGestureEvent, QPinchGesture

from netbuilder.ui.canvas.stage import READABLE, Stage
from netbuilder.ui.canvas.strokes import Cut

STEP = 1.15  # of the zoom, for each notch of a wheel
NOTCH = 120.0  # eighths of a degree


class Touch(QObject):
    """Looks at what comes to a view's viewport before the view does."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view)
        self._canvas = view
        self._cut: Cut | None = None
        self._middle: QPointF | None = None  # of the two fingers
        self._rest = QPointF()  # parts of pixels that are still to be moved by
        view.viewport().grabGesture(Qt.GestureType.PinchGesture)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if isinstance(event, QNativeGestureEvent):
            return self._native(event)
        if isinstance(event, QTabletEvent):
            return self._pen(event)
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            return isinstance(pinch, QGesture) and self._pinch(event, pinch)
        return False

    # -- touchpads ------------------------------------------------------------------------------------

    def _wheel(self, event: QWheelEvent) -> bool:
        """Two fingers on a touchpad move the paper, and zoom with Ctrl; a notched wheel is the view's."""
        pixels, turned = QPointF(event.pixelDelta()), event.angleDelta()
        sideways = bool(turned.x()) and not turned.y()
        if not _is_touchpad(event):
            if not sideways or event.modifiers() & (
                Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
            ):
                return False
            self._pan(QPointF(turned.x() / 2, 0))  # a wheel that tilts
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = turned.y() / NOTCH if turned.y() else pixels.y() / 40
            self._zoom(STEP**notches, event.position().toPoint())
        else:
            self._pan(pixels if not pixels.isNull() else QPointF(turned) / 2)
        event.accept()
        return True

    def _native(self, event: QNativeGestureEvent) -> bool:
        kinds, place = Qt.NativeGestureType, event.position().toPoint()
        kind = event.gestureType()
        if kind == kinds.BeginNativeGesture:
            self._canvas.cancel_gesture()
        elif kind == kinds.ZoomNativeGesture:
            self._zoom(1 + event.value(), place)
        elif kind == kinds.PanNativeGesture:
            self._pan(event.delta())
        elif kind == kinds.SmartZoomNativeGesture:
            if self._canvas.zoom < READABLE:
                self._canvas.set_zoom(1.0, place)
            else:
                self._canvas.fit()
        elif kind != kinds.EndNativeGesture:
            return False
        event.accept()
        return True

    # -- touch screens --------------------------------------------------------------------------------

    def _pinch(self, event: QGestureEvent, pinch: QGesture) -> bool:
        if not isinstance(pinch, QPinchGesture):
            return False
        middle = QPointF(self._canvas.viewport().mapFromGlobal(pinch.centerPoint().toPoint()))
        if pinch.state() == Qt.GestureState.GestureStarted or self._middle is None:
            self._canvas.cancel_gesture()  # the first finger began a drag before the second one came
            self._middle = middle
        self._pan(middle - self._middle)
        self._zoom(pinch.scaleFactor(), middle.toPoint())
        self._middle = middle
        if pinch.state() in (Qt.GestureState.GestureFinished, Qt.GestureState.GestureCanceled):
            self._middle = None
        event.accept(pinch)
        return True

    # -- pens -----------------------------------------------------------------------------------------

    def _pen(self, event: QTabletEvent) -> bool:
        """The eraser of a pen cuts the wires that it crosses; the tip is a mouse, as Qt makes one of it."""
        kind = event.type()
        if self._cut is None:
            erases = event.pointerType() == QPointingDevice.PointerType.Eraser
            if kind != QEvent.Type.TabletPress or not erases or self._canvas.is_dragging:
                return False
            self._cut = Cut(self._canvas, self._canvas.mapToScene(event.position().toPoint()))
        elif kind == QEvent.Type.TabletMove:
            self._cut.move(_as_mouse(event))
        elif kind == QEvent.Type.TabletRelease:
            cut, self._cut = self._cut, None
            cut.release(_as_mouse(event))
        event.accept()
        return True

    # -- the view -------------------------------------------------------------------------------------

    def _zoom(self, factor: float, place: QPoint) -> None:
        if factor > 0:
            self._canvas.set_zoom(self._canvas.zoom * factor, place)

    def _pan(self, by: QPointF) -> None:
        """Moves the paper; what is less than a pixel is kept for the next time."""
        whole = by + self._rest
        pixels = QPoint(int(whole.x()), int(whole.y()))
        self._rest = whole - QPointF(pixels)
        self._canvas.pan_by(pixels)


def _is_touchpad(event: QWheelEvent) -> bool:
    """Whether fingers did it: the device says so, or it comes in phases; some systems know a mouse only."""
    kind = event.pointingDevice().type() if event.pointingDevice() is not None else None
    if kind == QInputDevice.DeviceType.TouchPad:
        return True
    return event.phase() != Qt.ScrollPhase.NoScrollPhase and not event.pixelDelta().isNull()


def _as_mouse(event: QTabletEvent) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove, event.position(), event.globalPosition(), event.button(), event.buttons(),
        event.modifiers(),
    )  # fmt: skip
