"""The rows of lists of layers and commands: a bar in the family's colour, a name, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.theme import PAD, SMALL, TEXT, font, scaled, theme
from netbuilder.ui.widgets.qt import Index

INSET = 18  # pixels in front of a name
BESIDE = 12  # pixels between a name and what stands beside it
MIDDLE = Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Row:
    """What a row shows: `beside` follows the name, `right` stands at the end, both quiet; a title is a name alone."""

    name: str
    family: str = ""
    beside: str = ""
    right: str = ""
    is_faint: bool = False
    is_title: bool = False


class RowDelegate(QStyledItemDelegate):
    """Paints what `row_of` tells of each index."""

    def __init__(
        self, row_of: Callable[[Index], Row], height: int, title_height: int = 0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._row_of, self._height, self._title_height = row_of, height, title_height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        is_title = bool(self._title_height) and self._row_of(index).is_title
        return QSize(100, scaled(self._title_height if is_title else self._height))

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, area = self._row_of(index), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.is_title:
            _write(painter, area.adjusted(4, 6, 0, 0), row.name, font(SMALL, strong=True), "quiet")
        else:
            _paint_ground(painter, area, option)
            paint_row(painter, area, row)
        painter.restore()


def paint_row(painter: QPainter, area: QRectF, row: Row) -> None:
    """The bar and the words; what has no room gives way from the right."""
    if row.family:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.family(row.family))
        painter.drawRoundedRect(QRectF(area.left() + 4, area.center().y() - 8, 4, 16), 2, 2)
    text, small = font(TEXT), font(SMALL)
    room = area.adjusted(INSET, 0, -PAD / 2, 0)
    name = QFontMetricsF(text).elidedText(row.name, Qt.TextElideMode.ElideMiddle, room.width())  # its end tells kinds
    _write(painter, room, name, text, "quiet" if row.is_faint else "text")
    room = area.adjusted(INSET + QFontMetricsF(text).horizontalAdvance(row.name) + BESIDE, 0, -PAD, 0)
    _write(painter, room, row.right, small, "quiet", RIGHT)
    if row.right:
        room.setRight(room.right() - QFontMetricsF(small).horizontalAdvance(row.right) - 2 * PAD)
    _write(painter, room, row.beside, small, "quiet")


def _paint_ground(painter: QPainter, area: QRectF, option: QStyleOptionViewItem) -> None:
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if chosen or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selection" if chosen else "window"))
        painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 6, 6)


def _write(
    painter: QPainter, room: QRectF, text: str, letters: QFont, colour: str, side: Qt.AlignmentFlag = MIDDLE
) -> None:
    if text and room.width() > 0:
        painter.setFont(letters)
        painter.setPen(theme.colour(colour))
        painter.drawText(room, side, QFontMetricsF(letters).elidedText(text, Qt.TextElideMode.ElideRight, room.width()))
