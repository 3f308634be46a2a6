"""Measures what a window shows: texts that are cut off, widgets over one another or out of their place."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenuBar,
    QSplitterHandle,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolBar,
    QToolButton,
    QWidget,
)  # fmt: skip

from netbuilder.ui.widgets.shrinking import Elided, ShrinkingButton

FLOATING = ("floating", "hint", "popover", "adder", "minimap")  # what is meant to lie over something else
SPARE = 1  # pixel: sizes are rounded at odd scales


def faults_of(top: QWidget) -> list[str]:
    """What cannot be seen as it should be, each said for whoever looks for it; nothing where all is well."""
    found = [*_of_bars(top)]
    for part in [top, *top.findChildren(QWidget)]:
        if not part.isVisible() or not part.visibleRegion().boundingRect().isValid():
            continue
        if _is_of_qt(part) or isinstance(part.parentWidget(), QTabBar):
            continue  # tabs without room are scrolled
        found += [f"{_where(part)}: {what}" for what in (*_cut(part), *_outside(part, top), *_over(part))]
    return found


def _is_of_qt(part: QWidget) -> bool:
    return part.objectName().startswith("qt_") or isinstance(part, QSplitterHandle)


def _where(part: QWidget) -> str:
    named: list[str] = []
    one: QWidget | None = part
    while one is not None and len(named) < 4:
        named.append(one.objectName() or type(one).__name__)
        one = one.parentWidget()
    return " < ".join(named)


# -- texts ------------------------------------------------------------------------------------------------


def _wide(part: QWidget, text: str) -> int:
    return max((part.fontMetrics().horizontalAdvance(line) for line in text.split("\n")), default=0)


def _cut(part: QWidget) -> Iterator[str]:
    if isinstance(part, QLabel):
        yield from _cut_label(part)
    elif isinstance(part, QComboBox):
        yield from _cut_combo(part)
    elif isinstance(part, QAbstractButton):
        yield from _cut_button(part)
    elif isinstance(part, QLineEdit):
        yield from _cut_line(part)
    elif isinstance(part, QTabBar):
        yield from _cut_tabs(part)
    elif isinstance(part, QHeaderView):
        yield from _cut_header(part)
    elif isinstance(part, QListWidget):
        yield from _cut_list(part)


def _cut_label(part: QLabel) -> Iterator[str]:
    text = part.text()
    if not text or isinstance(part, Elided):
        return  # what is elided says so, and tells all of it when it is pointed at
    if part.wordWrap():
        wanted = part.heightForWidth(part.width())
        if wanted > part.height() + SPARE:
            yield f"{part.height()} of {wanted} pixels high: {text[:60]!r}"
        longest = max((part.fontMetrics().horizontalAdvance(word) for word in _words(text)), default=0)
        if not _is_rich(text) and longest > part.contentsRect().width() + SPARE:
            yield f"a word has {part.contentsRect().width()} of {longest} pixels: {text[:60]!r}"
    elif part.sizeHint().width() > part.width() + SPARE or part.sizeHint().height() > part.height() + SPARE:
        yield f"{_size(part)} of {part.sizeHint().width()} × {part.sizeHint().height()}: {text[:60]!r}"


def _is_rich(text: str) -> bool:
    return Qt.mightBeRichText(text) if hasattr(Qt, "mightBeRichText") else "<" in text


def _words(text: str) -> list[str]:
    """What is never broken: words; Chinese may be broken anywhere."""
    return [word for word in text.split() if word.isascii()]


def _size(part: QWidget) -> str:
    return f"{part.width()} × {part.height()}"


def _cut_button(part: QAbstractButton) -> Iterator[str]:
    text = part.text()
    if (
        not text
        or isinstance(part, ShrinkingButton)
        or (isinstance(part, QToolButton) and part.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly)
    ):
        return
    wanted = part.sizeHint()
    if wanted.width() > part.width() + SPARE or wanted.height() > part.height() + SPARE:
        yield f"button {_size(part)} of {wanted.width()} × {wanted.height()}: {text!r}"


def _cut_combo(part: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    part.initStyleOption(option)
    kind = QStyle.SubControl.SC_ComboBoxEditField
    room = part.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, kind, part).width()
    text = part.currentText()
    if _wide(part, text) > room + SPARE and text not in part.toolTip():
        yield f"list has {room} of {_wide(part, text)} pixels: {text!r}"


def _cut_line(part: QLineEdit) -> Iterator[str]:
    around = part.parentWidget()
    if isinstance(around, QComboBox):
        return
    text = part.text() if isinstance(around, QAbstractSpinBox) else "" if part.text() else part.placeholderText()
    margins = part.textMargins()
    room = part.contentsRect().width() - margins.left() - margins.right() - 4  # Qt's own margin is 2 at each side
    if _wide(part, text) > room + SPARE:
        yield f"field has {room} of {_wide(part, text)} pixels: {text!r}"


def _cut_tabs(part: QTabBar) -> Iterator[str]:
    for i in range(part.count()):
        room, wanted = part.tabRect(i).width(), _wide(part, part.tabText(i))
        if part.isTabVisible(i) and wanted > room and not part.tabToolTip(i):
            yield f"tab has {room} of {wanted} pixels: {part.tabText(i)!r}"
        if part.tabRect(i).right() > part.width() and not part.usesScrollButtons():
            yield f"tab is out of sight: {part.tabText(i)!r}"


def _cut_header(part: QHeaderView) -> Iterator[str]:
    if part.orientation() != Qt.Orientation.Horizontal or part.model() is None:
        return
    for i in range(part.count()):
        text = part.model().headerData(i, Qt.Orientation.Horizontal)
        if text == part.model().headerData(i, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole):
            continue  # it is elided, and tells all of it when it is pointed at
        if isinstance(text, str) and not part.isSectionHidden(i) and _wide(part, text) > part.sectionSize(i):
            yield f"heading has {part.sectionSize(i)} of {_wide(part, text)} pixels: {text!r}"


def _cut_list(part: QListWidget) -> Iterator[str]:
    if part.viewMode() == QListWidget.ViewMode.IconMode:
        return
    room = part.viewport().width()
    for i in range(part.count()):
        item = part.item(i)
        if not item.isHidden() and _wide(part, item.text()) > room and not item.toolTip():
            yield f"row has {room} of {_wide(part, item.text())} pixels: {item.text()!r}"


def _of_bars(top: QWidget) -> Iterator[str]:
    """Menus and tools that have no room are behind a small arrow that few find."""
    for bar in (*top.findChildren(QMenuBar), *top.findChildren(QToolBar)):
        more = [one for one in bar.findChildren(QToolButton) if one.objectName().endswith("ext_button")]
        if bar.isVisible() and any(one.isVisible() for one in more):
            yield f"{type(bar).__name__}: not all of it has room"


# -- places -----------------------------------------------------------------------------------------------


def _is_floating(part: QWidget) -> bool:
    named = (part.objectName().lower(), type(part).__name__.lower())
    return any(word in name for word in FLOATING for name in named)


def _outside(part: QWidget, top: QWidget) -> Iterator[str]:
    """Parts that reach out of what holds them, where that cannot be scrolled."""
    place = QRect(QPoint(), part.size())
    holder, inner = part.parentWidget(), part
    while holder is not None and inner is not top and not part.isWindow():
        area = holder.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is holder:
            never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            shown = QRect(part.mapTo(holder, QPoint()), part.size())
            is_listed = isinstance(area, QAbstractItemView) or type(area).__name__ == "CanvasView"
            if not is_listed and area.horizontalScrollBarPolicy() == never and shown.right() >= holder.width() + SPARE:
                yield f"reaches {shown.right() - holder.width() + 1} pixels out of what only scrolls up and down"
            return
        shown = QRect(part.mapTo(holder, QPoint()), place.size())
        room = holder.rect().adjusted(-SPARE, -SPARE, SPARE, SPARE)
        if not room.contains(shown):
            yield f"{_rect(shown)} reaches out of {type(holder).__name__} {_size(holder)}"
            return
        inner, holder = holder, holder.parentWidget()


def _rect(rect: QRect) -> str:
    return f"({rect.x()}, {rect.y()}, {rect.width()} × {rect.height()})"


def _over(part: QWidget) -> Iterator[str]:
    """Pairs of children that cover each other."""
    if isinstance(part, QAbstractScrollArea | QComboBox | QAbstractSpinBox | QLineEdit):
        return  # their parts are Qt's own affair
    inside = [
        child
        for child in part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if child.isVisible() and not child.isWindow() and not _is_of_qt(child) and not _is_floating(child)
        if not (isinstance(part, QMainWindow | QTabBar) and isinstance(child, QTabBar | QToolButton))
        if not (isinstance(child, QFrame) and type(child) is QFrame and min(child.width(), child.height()) <= 2)
    ]
    for i, one in enumerate(inside):
        for other in inside[i + 1 :]:
            both = one.geometry() & other.geometry()
            if both.width() > SPARE and both.height() > SPARE:
                yield f"{_named(one)} lies over {_named(other)} by {both.width()} × {both.height()}"


def _named(part: QWidget) -> str:
    text = part.text() if isinstance(part, QLabel | QAbstractButton) else ""
    return f"{type(part).__name__} {text[:30]!r}" if text else type(part).__name__
