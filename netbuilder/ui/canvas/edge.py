"""While something is dragged near the edge of the view, the paper moves by itself, so that one can go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QTimer

from netbuilder.ui.canvas.stage import Stage

NEAR = 28  # pixels from the edge inside of which the paper begins to move
FASTEST = 28  # pixels a step
EVERY = 30  # milliseconds


class EdgePan(QObject):
    """Moves the paper for as long as it is told of a pointer near the edge."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view)
        self._view = view
        self._place = QPoint()
        self._go_on: Callable[[], None] = _rest
        self._entered = False  # what comes from outside, from the palette, has to come in before the edge counts
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._step)

    def follow(self, place: QPoint, go_on: Callable[[], None]) -> None:
        """Something is held at this place of the view; `go_on` moves it there again once the paper has moved."""
        self._place, self._go_on = QPoint(place), go_on
        by = self._by()
        if by.isNull():
            self._entered = True
            self._timer.stop()
        elif self._entered and not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Nothing is held any more."""
        self._timer.stop()
        self._entered, self._go_on = False, _rest  # what was held dies with its gesture

    def _by(self) -> QPoint:
        """How far the paper moves at a step: the faster the nearer to the edge, or beyond it."""
        area = self._view.viewport().rect()
        x, y = self._place.x(), self._place.y()
        return QPoint(_speed(x, area.width()), _speed(y, area.height()))

    def _step(self) -> None:
        by = self._by()
        if by.isNull():
            self._timer.stop()
            return
        self._view.pan_by(by)
        self._go_on()


def _rest() -> None:
    """Nothing is to go on."""


def _speed(at: int, size: int) -> int:
    """Towards larger numbers (positive) at the beginning, to smaller ones at the end; 0 in between."""
    near = min(NEAR, size // 4)
    if at < near:
        return min(FASTEST, 2 + (near - at) // 2)
    if at >= size - near:
        return -min(FASTEST, 2 + (at - (size - near)) // 2)
    return 0
