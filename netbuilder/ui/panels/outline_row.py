"""How a row of the outline is drawn: a block in two lines with its problems, or a wire in one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.theme import NAME, SMALL, font, scaled, theme
from netbuilder.ui.widgets.qt import Index

BLOCK, WIRE, FAMILY, DETAIL, BADGE = (Qt.ItemDataRole.UserRole + i for i in range(5))
BLOCK_HEIGHT, WIRE_HEIGHT = 40, 24
BADGE_WIDTH = 22.0
MIDDLE = Qt.TextElideMode.ElideMiddle  # the end of a name tells it apart


class OutlineDelegate(QStyledItemDelegate):
    """Draws in the theme; the selected row is marked as everywhere else."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(60, scaled(BLOCK_HEIGHT if index.data(FAMILY) else WIRE_HEIGHT))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        editor.setGeometry(option.rect.adjusted(8, 4, -4, -4))

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        self._paint_ground(painter, area, option)
        if index.data(FAMILY):
            self._paint_block(painter, area, index)
        else:
            painter.setFont(font(SMALL))
            painter.setPen(theme.colour("quiet"))
            _elided(painter, area.adjusted(4, 0, -4, 0), index.data(), MIDDLE)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRectF, option: QStyleOptionViewItem) -> None:
        state = QStyle.StateFlag
        ground = area.adjusted(0, 1, 0, -1)
        chosen = bool(option.state & state.State_Selected)
        if chosen or option.state & state.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection" if chosen else "window"))
            painter.drawRoundedRect(ground, 6, 6)
        if option.state & state.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_block(self, painter: QPainter, area: QRectF, index: Index) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.family(index.data(FAMILY)))
        painter.drawRoundedRect(QRectF(area.left() + 4, area.top() + 8, 4, area.height() - 16), 2, 2)
        mark, tone = index.data(BADGE) or ("", "")
        words = area.adjusted(14, 3, -6 - (BADGE_WIDTH + 4 if mark else 0), -3)
        top = QRectF(words.left(), words.top(), words.width(), words.height() / 2)
        painter.setFont(font(NAME, strong=True))
        painter.setPen(theme.colour("text"))
        _elided(painter, top, index.data(), MIDDLE)
        painter.setFont(font(SMALL))
        painter.setPen(theme.colour("quiet"))
        _elided(painter, top.translated(0, top.height()), index.data(DETAIL) or "")
        if mark:
            self._paint_badge(painter, area, mark, tone)

    def _paint_badge(self, painter: QPainter, area: QRectF, mark: str, tone: str) -> None:
        """How many errors a block has, or the mark of what is less than an error."""
        place = QRectF(area.right() - BADGE_WIDTH - 6, area.center().y() - 9, BADGE_WIDTH, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tone))
        painter.drawRoundedRect(place, 9, 9)
        painter.setPen(theme.colour("panel"))
        painter.setFont(font(SMALL, strong=True))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, mark)


def _elided(painter: QPainter, place: QRectF, text: str, side: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
    cut = QFontMetricsF(painter.font()).elidedText(text, side, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
