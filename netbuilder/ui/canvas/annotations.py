"""Frames around blocks and notes beside them: drawn from the graph, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.edits import framed
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.theme import CARD_RADIUS, SMALL, TEXT, paper_font, theme

if TYPE_CHECKING:
    from netbuilder.ui.canvas.board import Board

# Around the blocks of a frame, and for its title: so that it fits between two rows and two columns.
LEFT, PAD, TOP, TITLE = 24.0, 16.0, 8.0, 24.0
NOTE_WIDTH, NOTE_GAP, NOTE_PAD = 208.0, 20.0, 8.0
NOTE_LINES = 6
NOTE_SCALE = 0.4  # below this zoom a note cannot be read


Item = TypeVar("Item", bound=QGraphicsItem)


class FrameItem(QGraphicsItem):
    """A rectangle behind its blocks, as large as they need, with a title."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title, self.area = title, QRectF()
        self.setToolTip(title)
        self.room = 0.0  # for the title: up to the first wire that comes in from above
        self.setZValue(-2)

    def surround(self, corners: list[QPointF]) -> None:
        """Stands around blocks with these corners."""
        area = QRectF()
        for corner in corners:
            area = area.united(QRectF(corner.x(), corner.y(), BLOCK_WIDTH, BLOCK_HEIGHT))
        wanted = area.adjusted(-LEFT, -TOP - TITLE, PAD, PAD)
        highest = [corner.x() for corner in corners if corner.y() < area.top() + BLOCK_HEIGHT]
        self.room = min(highest) + BLOCK_WIDTH / 2 - 6 - wanted.left()
        if wanted != self.area:
            self.prepareGeometryChange()
            self.area = wanted

    @property
    def handle(self) -> QRectF:
        """The strip that holds its title: by it the frame is dragged."""
        return QRectF(self.area.left(), self.area.top(), self.area.width(), TITLE)

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self.area.adjusted(-2, -2, 2, 2)

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("faint"), 1))
        painter.setBrush(theme.colour("window"))
        painter.drawRoundedRect(self.area, CARD_RADIUS, CARD_RADIUS)


class TitleItem(QGraphicsItem):
    """The title of a frame, on a ground of its own above the wires that pass there."""

    def __init__(self, frame: FrameItem) -> None:
        super().__init__()
        self._frame = frame
        self.setZValue(0.4)

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self._frame.handle

    def shape(self) -> QPainterPath:
        return QPainterPath()  # the wires and blocks below are what the pointer means

    def follow(self) -> None:
        """The frame has another size."""
        self.prepareGeometryChange()

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setFont(paper_font(SMALL, strong=True))
        handle = self._frame.handle.adjusted(6, 2, -6, 0)
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self._frame.title, Qt.TextElideMode.ElideRight, self._frame.room - 14)
        ground = QRectF(handle.left(), handle.top(), metrics.horizontalAdvance(text) + 12, handle.height() - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("window"))
        painter.drawRect(ground)
        painter.setPen(theme.colour("text"))
        painter.drawText(ground.adjusted(6, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class NoteItem(QGraphicsItem):
    """What a person wrote about a block, to its right."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.text = name, ""
        self.setZValue(0.5)

    def show_text(self, text: str) -> None:
        """The words; what does not fit in a few lines is in the tooltip."""
        if text != self.text:
            self.prepareGeometryChange()
            self.text = text
            self.setToolTip(text)
            self.update()

    def lines(self) -> list[str]:
        """The text in lines that fit, at most six."""
        metrics = QFontMetricsF(paper_font(TEXT))
        room = NOTE_WIDTH - 2 * NOTE_PAD - 4
        found = [line for part in self.text.splitlines() for line in _wrapped(part, metrics, room)]
        return found if len(found) <= NOTE_LINES else [*found[: NOTE_LINES - 1], found[NOTE_LINES - 1] + " …"]

    @property
    def area(self) -> QRectF:
        """The card, in the note's own coordinates."""
        height = max(1, len(self.lines())) * QFontMetricsF(paper_font(TEXT)).lineSpacing() + 2 * NOTE_PAD
        return QRectF(0, 0, NOTE_WIDTH, height)

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self.area.adjusted(-NOTE_GAP, -2, 2, 2)

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.area
        painter.setPen(QPen(theme.colour("faint"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(-NOTE_GAP + 2, BLOCK_HEIGHT / 2 - 8), QPointF(0, BLOCK_HEIGHT / 2 - 8))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("selection"))
        painter.drawRoundedRect(area, 6, 6)
        if option.levelOfDetailFromTransform(painter.worldTransform()) < NOTE_SCALE:
            return
        painter.setFont(paper_font(TEXT))
        painter.setPen(theme.colour("text"))
        painter.drawText(area.adjusted(NOTE_PAD, NOTE_PAD, 0, 0), Qt.AlignmentFlag.AlignLeft, "\n".join(self.lines()))


class Annotations:
    """The frames by title and the notes by block, the same as in the graph."""

    def __init__(self, scene: Board) -> None:
        self._scene = scene
        self.frames: dict[str, FrameItem] = {}
        self._titles: dict[str, TitleItem] = {}
        self.notes: dict[str, NoteItem] = {}

    def sync(self) -> None:
        """Adds, removes and moves items until they are the graph's."""
        graph = self._scene.session.graph
        self._members = framed(graph)
        noted = {name: node.note for name, node in graph.nodes.items() if node.note}
        _sync(self._scene, self.frames, self._members, FrameItem)
        _sync(self._scene, self._titles, self._members, lambda title: TitleItem(self.frames[title]))
        _sync(self._scene, self.notes, noted, NoteItem)
        for name, item in self.notes.items():
            item.show_text(noted[name])
        self.follow()

    def follow(self) -> None:
        """Goes where the blocks stand now."""
        for title, item in self.frames.items():
            self._titles[title].follow()
            item.surround([self._scene.blocks[name].pos() for name in self._members[title]])
        for name, note in self.notes.items():
            note.setPos(self._scene.blocks[name].pos() + QPointF(BLOCK_WIDTH + NOTE_GAP, 0))

    def members(self, title: str) -> tuple[str, ...]:
        """The blocks in a frame."""
        return self._members.get(title, ())

    def frame_at(self, point: QPointF) -> str | None:
        """The frame whose title is at a point of the scene."""
        return next((title for title, item in self.frames.items() if item.handle.contains(point)), None)

    def note_at(self, point: QPointF) -> str | None:
        """The block whose note is at a point of the scene."""
        return next((name for name, item in self.notes.items() if item.area.contains(point - item.pos())), None)


def _sync(scene: Board, items: dict[str, Item], wanted: Mapping[str, object], kind: Callable[[str], Item]) -> None:
    for key in items.keys() - wanted.keys():
        scene.removeItem(items.pop(key))
    for key in wanted.keys() - items.keys():
        items[key] = kind(key)
        scene.addItem(items[key])


def _wrapped(text: str, metrics: QFontMetricsF, room: float) -> list[str]:
    """A line broken at its spaces; a word that is too long is cut."""
    found, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if metrics.horizontalAdvance(longer) <= room:
            line = longer
            continue
        if line:
            found.append(line)
        line = metrics.elidedText(word, Qt.TextElideMode.ElideRight, room)
    return [*found, line]
