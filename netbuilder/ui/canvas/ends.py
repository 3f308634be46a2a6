"""Where the network ends: which blocks are its outputs, each with its loss, and which lead nowhere yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Graph
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.ends import loose_ends, true_outputs
from netbuilder.ui.looks.theme import SMALL, paper_font, theme

STEM, HEIGHT, PAD = 6.0, 18.0, 6.0  # from the block to the mark, and the mark itself
WIDEST = BLOCK_WIDTH + 40
BELOW = QRectF(-20, BLOCK_HEIGHT + STEM, WIDEST, HEIGHT)


class Kind(Enum):
    """What becomes of what a block gives."""

    OUTPUT = "output"
    READ_TOO = "read too"  # an output that other blocks read as well
    LOOSE = "loose"


@dataclass(frozen=True)
class End:
    """The mark of one block, and the loss that its output is learned with: "" inside of a block."""

    kind: Kind
    loss: str = ""
    number: int = 0  # among several outputs, from 1 on

    def words(self) -> str:
        """What stands on it."""
        if self.kind is Kind.LOOSE:
            return QCoreApplication.translate("BlockItem", "not connected yet")
        if self.loss and self.kind is Kind.OUTPUT:
            return self.loss
        text = QCoreApplication.translate("BlockItem", "output")
        return f"{text} {self.number}" if self.number else text

    def told(self) -> str:
        """What is said of it where there is room."""
        if self.kind is Kind.LOOSE:
            return QCoreApplication.translate("BlockItem", "What it gives goes nowhere yet.")
        if not self.loss:
            return QCoreApplication.translate("BlockItem", "An output of the block that holds it.")
        return QCoreApplication.translate("BlockItem", "An output of the network. Loss: {loss}").format(loss=self.loss)


def ends_of(graph: Graph, training: TrainingSettings | None) -> Mapping[str, End]:
    """The marks by block; without training settings those inside of a block, where nothing has a loss."""
    found = {name: End(Kind.LOOSE) for name in loose_ends(graph)}
    outputs, meant = graph.output_names, set(true_outputs(graph))
    for i, name in enumerate(outputs):
        if name in meant:
            kind = Kind.READ_TOO if graph.consumers[name] else Kind.OUTPUT
            loss = training.loss_of(i).snake() if training is not None else ""
            found[name] = End(kind, loss, i + 1 if len(outputs) > 1 else 0)
    return found


def paint_end(painter: QPainter, end: End, port: QPointF) -> None:
    """Draws the mark below a block, on a ground of its own: a ring with the loss, or a dashed stump."""
    loose = end.kind is Kind.LOOSE
    painter.setFont(paper_font(SMALL))
    metrics = QFontMetricsF(painter.font())
    room = port.x() - 2 * PAD if end.kind is Kind.READ_TOO else WIDEST
    text = metrics.elidedText(end.words(), Qt.TextElideMode.ElideMiddle, room - HEIGHT - PAD)
    width = metrics.horizontalAdvance(text) + HEIGHT + PAD
    left = PAD if end.kind is Kind.READ_TOO else min(max(port.x() - width / 2, BELOW.left()), BELOW.right() - width)
    place = QRectF(left, BELOW.top(), width, HEIGHT)
    pen = QPen(
        theme.colour("faint" if loose else "wire"), 1.5, Qt.PenStyle.DashLine if loose else Qt.PenStyle.SolidLine
    )
    painter.setPen(pen)
    if end.kind is not Kind.READ_TOO:
        painter.drawLine(QPointF(port.x(), BLOCK_HEIGHT + 4), QPointF(port.x(), place.top()))
    painter.setPen(QPen(theme.colour("line"), 1, pen.style()))
    painter.setBrush(theme.colour("canvas" if loose else "window"))
    painter.drawRoundedRect(place, HEIGHT / 2, HEIGHT / 2)
    ring = QPointF(place.left() + HEIGHT / 2 + 1, place.center().y())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("quiet"), 1.2))
    painter.drawEllipse(ring, 4, 4)
    if not loose:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("quiet"))
        painter.drawEllipse(ring, 2, 2)
    painter.setPen(theme.colour("quiet"))
    painter.drawText(place.adjusted(HEIGHT, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
