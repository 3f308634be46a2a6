"""A block: one node of the graph as it is drawn. It holds nothing that the graph does not say."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from netbuilder.graph import Figures, Functional, Node, Problem
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.ui.canvas.describe import brief
from netbuilder.ui.canvas.ends import BELOW, End, paint_end
from netbuilder.ui.canvas.health import Bar, paint_bar
from netbuilder.ui.canvas.painting import (
    WAY_IN,
    elided,
    paint_stack,
    paint_way_in,
    way_in_text,
    write_title,
)
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.i18n import number
from netbuilder.ui.looks.severity import badge, loudest
from netbuilder.ui.looks.theme import CARD_RADIUS, SMALL, paper_font, theme

PORT_RADIUS = 4.0
PORT_REACH = 12.0  # how near the pointer must be: hit areas are at least 24 px
PORT_SPREAD = 36.0  # between the ports of a block with several
BADGE = QRectF(BLOCK_WIDTH - 20, -8, 26, 18)
DETAIL_SCALE = 0.55  # below this zoom only colour and name are drawn
_numbers = count()
NAME_SCALE = 0.2  # below this one a bar in the colour of its family


class BlockItem(QGraphicsItem):
    """192 × 48: colour bar, kind, what makes it differ, parameters; ports above and below; a badge for problems."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self.number = next(_numbers)  # of two blocks the younger one lies above
        self.figures: Figures | None = None
        self.problems: tuple[Problem, ...] = ()
        self.chosen = False
        self.offering = False  # a wire is being drawn over it: an input that may be left out is offered
        self.output_count = 1
        self.hovered_port: tuple[str, int] | None = None
        self.is_way_in_hovered = False
        self.over = False  # breaks a limit of the budget
        self.end: End | None = None  # where the network ends with it
        self.health: Bar | None = None  # while it trains
        self.health_words = ""
        self.setZValue(1)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.place()

    def show_node(
        self, node: Node, figures: Figures | None, problems: tuple[Problem, ...], output_count: int = 1
    ) -> None:
        """Takes over what the graph says now."""
        if node is self.node and (figures, problems, output_count) == (self.figures, self.problems, self.output_count):
            return
        same = (
            node.layer == self.node.layer and node.name == self.node.name and len(node.inputs) == len(self.node.inputs)
        ) and node.bypassed == self.node.bypassed
        moved = node.position != self.node.position
        self.node = node
        if moved:
            self.place()
        if not same or (figures, problems, output_count) != (self.figures, self.problems, self.output_count):
            self.figures, self.problems, self.output_count = figures, problems, output_count
            self.update()

    def place(self) -> None:
        """Stands where the graph says."""
        x, y = self.node.position or (0.0, 0.0)
        self.setPos(x, y)

    def set_chosen(self, chosen: bool) -> None:
        """Draws it as selected, or not."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.setZValue(2 if chosen else 1)
            self.update()

    def set_end(self, end: End | None) -> None:
        """Marks it as an output, or as one that leads nowhere yet."""
        if end != self.end:
            self.prepareGeometryChange()
            self.end = end
            self.update()

    def set_over(self, over: bool) -> None:
        """Marks it as one that breaks a limit, or no longer."""
        if over != self.over:
            self.over = over
            self.update()

    def set_health(self, bar: Bar | None, words: str) -> None:
        """Shows at its foot how its training goes, or nothing."""
        if words != self.health_words:
            self.health_words = words
            self.setToolTip(words)
        if bar != self.health:
            self.health = bar
            self.update()

    @property
    def title(self) -> str:
        """The kind, or the name where a person gave one."""
        node = self.node
        kind = type(node.layer).__name__
        return kind if node.name.startswith(node.layer.snake()) else f"{node.name}"

    @property
    def is_wrong(self) -> bool:
        """Whether one of its problems is an error, and not only a wire that is still to be drawn."""
        return loudest(self.problems) == "error"

    @property
    def holds_blocks(self) -> bool:
        """Whether it can be opened: a network is inside of it."""
        return isinstance(self.node.layer, Functional)

    def opens_at(self, point: QPointF) -> bool:
        """Whether a click opens it, at a point in the block's own coordinates."""
        return self.holds_blocks and WAY_IN.contains(point) and self.port_at(point) is None

    def set_way_in_hovered(self, hovered: bool) -> None:
        """Lets the words by which it is opened answer to the pointer."""
        if hovered != self.is_way_in_hovered:
            self.is_way_in_hovered = hovered
            self.update()

    def badge_area(self) -> QRectF:
        """Where a press opens its problems, in the block's own coordinates: hit areas are at least 24 px."""
        return BADGE.adjusted(-2, -4, 2, 2)

    # -- ports ----------------------------------------------------------------------------------------

    def input_count(self) -> int:
        """How many input ports are shown: those that are needed or wired; merging blocks have one more than they use.

        An input that may be left out (a key, a first state) has a port while the block is selected, or while a wire
        is drawn over it.
        """
        return self.steady_inputs + (1 if self.offers_input() else 0)

    def offers_input(self) -> bool:
        """Whether the last port shown is one that may be left out."""
        many = self.node.layer.most_inputs
        return many is not None and self.steady_inputs < many and (self.chosen or self.offering)

    @property
    def steady_inputs(self) -> int:
        """The input ports that are shown at all times."""
        layer, wired = self.node.layer, len(self.node.inputs)
        return max(layer.fewest_inputs, wired + 1 if layer.most_inputs is None else wired)

    def input_point(self, index: int) -> QPointF:
        """The middle of an input port, in the block's own coordinates. One that is only offered moves no other."""
        count = self.steady_inputs
        spread = min(PORT_SPREAD, (BLOCK_WIDTH - 24) / max(count - 1, 1))
        x = BLOCK_WIDTH / 2 + (index - (count - 1) / 2) * spread
        return QPointF(min(x, BLOCK_WIDTH - PORT_REACH), 0)

    def output_point(self, index: int = 0) -> QPointF:
        """The middle of an output port."""
        spread = min(PORT_SPREAD, (BLOCK_WIDTH - 24) / max(self.output_count - 1, 1))
        return QPointF(BLOCK_WIDTH / 2 + (index - (self.output_count - 1) / 2) * spread, BLOCK_HEIGHT)

    def port_at(self, point: QPointF) -> tuple[str, int] | None:
        """The port near a point: ("in", 1), ("out", 0), or None."""
        best, found = PORT_REACH, None
        places = [(("in", i), self.input_point(i)) for i in range(self.input_count())]
        places += [(("out", i), self.output_point(i)) for i in range(self.output_count)]
        for port, place in places:
            away = (point - place).manhattanLength()
            if away < best:
                best, found = away, port
        return found

    def set_offering(self, offering: bool) -> None:
        """Offers an input that may be left out, or no longer."""
        if offering != self.offering:
            self.offering = offering
            self.update()

    def set_hovered_port(self, port: tuple[str, int] | None) -> None:
        """Lets a port grow under the pointer."""
        if port != self.hovered_port:
            self.hovered_port = port
            self.update()

    # -- drawing --------------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:  # noqa: N802
        own = QRectF(-8, -12, BLOCK_WIDTH + 18, BLOCK_HEIGHT + 24)
        return own if self.end is None else own.united(BELOW.adjusted(-1, -1, 1, 1))

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(QRectF(0, -PORT_REACH, BLOCK_WIDTH, BLOCK_HEIGHT + 2 * PORT_REACH))
        return path

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        if scale < NAME_SCALE:
            return  # the view draws all of them at once
        body = QRectF(0, 0, BLOCK_WIDTH, BLOCK_HEIGHT)
        plain = "faint" if self.node.bypassed else "line"
        edge = theme.colour("error" if self.is_wrong or self.over else "accent" if self.chosen else plain)
        width = 2.0 if self.chosen or self.is_wrong else 1.0
        passed = self.node.bypassed
        painter.setPen(QPen(edge, width, Qt.PenStyle.DashLine if passed else Qt.PenStyle.SolidLine))
        ground = "canvas" if passed else "selection" if self.chosen and self.is_wrong else "panel"
        if self.holds_blocks:
            paint_stack(painter, painter.pen())
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(body, CARD_RADIUS, CARD_RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.family(self.node.layer.family))
        painter.drawRoundedRect(QRectF(6, 8, 4, 32), 2, 2)
        if scale >= DETAIL_SCALE:
            self._paint_text(painter)
            if self.end is not None:
                paint_end(painter, self.end, self.output_point())
            self._paint_ports(painter)
        else:
            self._paint_name(painter, scale)
        if passed:
            self._paint_way_past(painter)
        if self.health is not None:
            paint_bar(painter, self.health)
        if self.problems:
            self._paint_badge(painter)

    def _paint_text(self, painter: QPainter) -> None:
        right = 0.0
        if self.figures is not None and (self.figures.parameters or self.over):
            painter.setFont(paper_font(SMALL, strong=self.over))
            painter.setPen(theme.colour("error" if self.over else "quiet"))
            text = ("▲ " if self.over else "") + number(self.figures.parameters)
            right = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8
            painter.drawText(
                QRectF(20, 6, BLOCK_WIDTH - 30, 18), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
        painter.setPen(theme.colour("text"))
        write_title(painter, QRectF(20, 5, BLOCK_WIDTH - 30 - right, 20), self.title)
        painter.setFont(paper_font(SMALL))
        painter.setPen(theme.colour("quiet"))
        room = BLOCK_WIDTH - 30
        if self.holds_blocks:
            room -= QFontMetricsF(painter.font()).horizontalAdvance(way_in_text()) + 8
        elided(painter, QRectF(20, 25, room, 16), self._line())
        if self.holds_blocks:
            paint_way_in(painter, self.is_way_in_hovered)

    def _paint_name(self, painter: QPainter, scale: float) -> None:
        """From afar the name alone, as large as the block allows."""
        painter.setFont(paper_font(min(24, round(9 / scale)), strong=True))
        painter.setPen(theme.colour("text"))
        elided(painter, QRectF(20, 4, BLOCK_WIDTH - 28, BLOCK_HEIGHT - 8), self.title, Qt.TextElideMode.ElideMiddle)

    def _line(self) -> str:
        """The one line below the name; a shared layer says whose weights it uses."""
        if self.node.bypassed:
            return QCoreApplication.translate("BlockItem", "bypassed")
        text = brief(self.node.layer)
        if self.node.shares:
            text = f"= {self.node.shares}" + (f" · {text}" if text else "")
        if self.title == self.node.name and not self.node.shares and not self.holds_blocks:
            kind = type(self.node.layer).__name__
            text = f"{kind} · {text}" if text else kind
        return text

    def _paint_ports(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.colour("wire"), 1.5))
        painter.setBrush(theme.colour("panel"))
        for i in range(self.steady_inputs):
            self._paint_port(painter, self.input_point(i), self.hovered_port == ("in", i))
        for i in range(self.output_count):
            self._paint_port(painter, self.output_point(i), self.hovered_port == ("out", i))
        if self.offers_input():
            last = self.steady_inputs
            painter.setPen(QPen(theme.colour("faint"), 1))
            self._paint_port(painter, self.input_point(last), self.hovered_port == ("in", last))

    def _paint_port(self, painter: QPainter, place: QPointF, hovered: bool) -> None:
        if hovered:
            painter.save()
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawEllipse(place, PORT_RADIUS + 2, PORT_RADIUS + 2)
            painter.restore()
        else:
            painter.drawEllipse(place, PORT_RADIUS, PORT_RADIUS)

    def _paint_way_past(self, painter: QPainter) -> None:
        """What comes in goes out beside the block's own work."""
        start, end = self.input_point(0), self.output_point()
        x = BLOCK_WIDTH - 8
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("wire"), 1.5, Qt.PenStyle.DashLine))
        bends = [start, QPointF(start.x(), 4), QPointF(x, 4), QPointF(x, BLOCK_HEIGHT - 4)]
        painter.drawPolyline([*bends, QPointF(end.x(), BLOCK_HEIGHT - 4), end])

    def _paint_badge(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(loudest(self.problems)))
        painter.drawRoundedRect(BADGE, 9, 9)
        painter.setPen(theme.colour("panel"))
        painter.setFont(paper_font(SMALL, strong=True))
        painter.drawText(BADGE, Qt.AlignmentFlag.AlignCenter, badge(self.problems))
