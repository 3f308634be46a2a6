"""Where the keyboard goes: Tab follows what one sees, and what is hidden gives it to nothing that edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QScrollArea,
    QSlider,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QToolBar,
    QWidget,
)

WHOLE = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QSlider, QTabBar,
    QTextEdit,
)  # fmt: skip  # what is in them is theirs
TAB = Qt.FocusPolicy.TabFocus


class Focus:
    """The order of one window; `canvas` gives the canvas that is seen in it, if any is."""

    def __init__(self, window: QMainWindow, canvas: Callable[[], QWidget | None]) -> None:
        self._window, self._canvas = window, canvas

    def step(self, forward: bool) -> bool:
        """Moves the keyboard on. Qt asks for this at Tab, and also when what has it is disabled or hidden."""
        now = self._window.focusWidget()
        if now is not None and not now.isEnabled():
            return False  # it rests where it is
        if now is not None and not now.isVisible():
            self._leave(now)
            return True
        order = list(in_sight(self._window))
        if not order:
            return False
        place = order.index(now) if now in order else _place_of(now, order)
        following = order[(place + (1 if forward else -1)) % len(order)]
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        following.setFocus(reason)
        return True

    def _leave(self, now: QWidget) -> None:
        """What is hidden lets the keyboard go to what it stood in; if that is hidden too, to the canvas."""
        # Qt is not asked for its children here: while a project is closed, PySide would keep those for good.
        canvas = self._canvas()
        place = _around(now) or (canvas if canvas is not None and _can_have(canvas, any_way=True) else None)
        if place is None:
            now.clearFocus()
        else:
            place.setFocus(Qt.FocusReason.OtherFocusReason)


def _around(widget: QWidget) -> QWidget | None:
    """The nearest thing around a widget that may have the keyboard and changes nothing by it."""
    part = widget.parentWidget()
    while part is not None and not part.isWindow():
        if isinstance(part, QTabWidget) and part.isVisible():
            return part.tabBar()
        if isinstance(part, QAbstractScrollArea) and not isinstance(part, WHOLE) and _can_have(part, any_way=True):
            return part
        part = part.parentWidget()
    return None


def _place_of(now: QWidget | None, order: list[QWidget]) -> int:
    """Where a widget would stand that is in no order of its own: at the last one that it stands in."""
    part = now
    while part is not None and not part.isWindow():
        if part in order:
            return order.index(part)
        part = part.parentWidget()
    return -1


def _can_have(widget: QWidget, any_way: bool = False) -> bool:
    if not (widget.isVisible() and widget.isEnabled()) or widget.focusProxy() is not None:
        return False
    policy = widget.focusPolicy()
    return policy != Qt.FocusPolicy.NoFocus if any_way else bool(policy & TAB)


def in_sight(window: QMainWindow) -> Iterator[QWidget]:
    """All that Tab goes to, as one reads the window: bars, the left, the middle and below it, the right, the foot."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    docks = {name: window.findChild(QWidget, name, direct) for name in ("palette", "panels", "inspector")}
    found = [*window.findChildren(QToolBar, options=direct), docks["palette"], window.centralWidget(), docks["panels"]]
    parts = [part for part in (*found, docks["inspector"]) if part is not None]
    known = set(parts)
    rest = [child for child in window.children() if isinstance(child, QWidget) and child not in known]
    found_in = (_within(part) for part in (*parts, *(child for child in rest if not child.isWindow())))
    yield from dict.fromkeys(widget for inside in found_in for widget in inside)


def first_in(pane: QWidget) -> QWidget | None:
    """The first thing in a part of the window that takes the keyboard and is more than a frame around others."""
    return next((part for part in _within(pane) if not isinstance(part, QScrollArea)), None)


def _within(widget: QWidget) -> Iterator[QWidget]:
    """A widget and what is in it, in the order of its layout."""
    if not widget.isVisible():
        return
    if _can_have(widget):
        yield widget
    if isinstance(widget, WHOLE):
        return
    listed: list[QWidget | None] = []
    if isinstance(widget, QTabWidget):
        listed = [widget.tabBar(), widget.currentWidget()]
    elif isinstance(widget, QStackedWidget):
        listed = [widget.currentWidget()]
    elif isinstance(widget, QScrollArea):
        listed = [widget.widget()]
    elif isinstance(widget, QSplitter):
        listed = [widget.widget(i) for i in range(widget.count())]
    elif (layout := widget.layout()) is not None:
        listed = list(_laid_out(layout))
    known = set(listed)
    free = [child for child in widget.children() if isinstance(child, QWidget) and child not in known]
    free = [child for child in free if not child.isWindow()]
    for child in [*(one for one in listed if one is not None), *sorted(free, key=_corner)]:
        yield from _within(child)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda i: _row_and_column(layout, i))
    for i in places:
        item = layout.itemAt(i)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _row_and_column(layout: QGridLayout, i: int) -> tuple[int, int]:
    row, column, *_ = cast(tuple[int, int, int, int], layout.getItemPosition(i))
    return row, column


def _corner(widget: QWidget) -> tuple[int, int]:
    place: QPoint = widget.pos()
    return place.y(), place.x()
