"""Parts of a block's picture: its title, the stack and the way in of one that holds blocks, the mark at an end."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.ui.looks.theme import CARD_RADIUS, NAME, SMALL, TEXT, paper_font, theme

LEFT_AND_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
STACK = 3.0  # how far each card of a stack looks out below the one before
WAY_IN = QRectF(BLOCK_WIDTH - 52, BLOCK_HEIGHT - 25, 52, 25)  # where a click opens a block that holds blocks


def elided(painter: QPainter, place: QRectF, text: str, side: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
    """A text in the painter's font, cut where it has no room."""
    cut = QFontMetricsF(painter.font()).elidedText(text, side, place.width())
    painter.drawText(place, LEFT_AND_MIDDLE, cut)


def write_title(painter: QPainter, place: QRectF, text: str) -> None:
    """A name or a kind: in smaller letters before it is cut, and then in its middle, as the end tells kinds apart."""
    for size in (NAME, TEXT, SMALL):
        painter.setFont(paper_font(size, strong=True))
        if QFontMetricsF(painter.font()).horizontalAdvance(text) <= place.width():
            break
    elided(painter, place, text, Qt.TextElideMode.ElideMiddle)


def paint_stack(painter: QPainter, pen: QPen) -> None:
    """Two cards behind a block: it holds others."""
    painter.setPen(pen)
    painter.setBrush(theme.colour("panel"))
    for i in (2, 1):
        card = QRectF(3 * i, 0, BLOCK_WIDTH - 6 * i, BLOCK_HEIGHT).translated(0, STACK * i)
        painter.drawRoundedRect(card, CARD_RADIUS, CARD_RADIUS)


def way_in_text() -> str:
    """The words on it."""
    return QCoreApplication.translate("BlockItem", "Open")


def paint_way_in(painter: QPainter, hovered: bool) -> None:
    """The words by which a block that holds blocks is opened."""
    painter.setFont(paper_font(SMALL, strong=hovered))
    painter.setPen(theme.colour("accent"))
    place = WAY_IN.adjusted(0, 0, -10, -3)
    painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, way_in_text())
    if hovered:
        width = QFontMetricsF(painter.font()).horizontalAdvance(way_in_text())
        y = place.center().y() + 7
        painter.drawLine(QPointF(place.right() - width, y), QPointF(place.right(), y))
