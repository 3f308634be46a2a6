"""Blocks from afar: bars in the colours of their families, never smaller than can be seen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.looks.theme import theme


def paint_bars(painter: QPainter, blocks: Iterable[BlockItem], scale: float, origin: QPointF, least: float) -> None:
    """Draws blocks in pixels, the scene's zero at `origin`; wrong ones red and larger, selected ones with a line.

    None is narrower or lower than `least` pixels.
    """
    colours: dict[str, QColor] = {}
    width, height = max(least, BLOCK_WIDTH * scale), max(least, BLOCK_HEIGHT * scale)
    x, y = origin.x(), origin.y()
    outstanding = []
    painter.setPen(Qt.PenStyle.NoPen)
    for item in blocks:
        if item.chosen or item.is_wrong:
            outstanding.append(item)
            continue
        family = item.node.layer.family
        colour = colours.get(family) or colours.setdefault(family, theme.family(family))
        place = item.pos()
        painter.fillRect(QRectF(x + place.x() * scale, y + place.y() * scale, width, height), colour)
    line = max(1.0, min(1.5, height / 4))
    for item in outstanding:  # over the others, which may lie close
        place, grown = item.pos(), 1.5 if item.is_wrong else 0.0
        bar = QRectF(x + place.x() * scale, y + place.y() * scale, width, height).adjusted(-grown, -grown, grown, grown)
        painter.setPen(QPen(theme.colour("accent"), line) if item.chosen else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("error") if item.is_wrong else theme.family(item.node.layer.family))
        painter.drawRect(bar)
