"""The heads of the columns: name, role, kind, blanks, and how the values are spread; what is unusual is marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from netbuilder.data.browsing import ColumnFacts
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.theme import NAME, SMALL, font, scaled, theme

HEIGHT = 96
MARGIN, LINE = 8, 16
BARS = 26
SORT = 24  # pixels: what is clicked to sort


@dataclass(frozen=True)
class About:
    """What a head says, in the language of the window. `order` is 1 where it is sorted upwards, -1 downwards."""

    name: str
    role: str = ""
    role_word: str = ""
    kind: str = ""
    missing: str = ""
    hint: str = ""
    facts: ColumnFacts | None = None
    order: int = 0
    is_filtered: bool = False
    spoken: str = ""


class Heads(QHeaderView):
    """A click chooses a column, one on the arrow sorts by it."""

    sort_asked = Signal(int)

    def __init__(self, about: Callable[[int], About], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._about = about
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(scaled(64))
        self._over = QPoint(-1, -1)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.setMinimumSectionSize(scaled(64))
        self.updateGeometry()
        self.viewport().update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), scaled(HEIGHT))

    def arrow(self, section: int) -> QRect:
        """Where a click sorts."""
        side = scaled(SORT)
        right = self.sectionViewportPosition(section) + self.sectionSize(section)
        return QRect(right - side - 2, 2, side, side)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = event.position().toPoint()
        section = self.logicalIndexAt(place)
        if event.button() == Qt.MouseButton.LeftButton and section >= 0 and self.arrow(section).contains(place):
            self.sort_asked.emit(section)
        super().mouseReleaseEvent(event)

    def event(self, event):  # type: ignore[no-untyped-def]
        if isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            QToolTip.showText(event.globalPos(), self._about(section).spoken if section >= 0 else "", self)
            return True
        return super().event(event)

    @drawing
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        about = self._about(section)
        painter.save()
        chosen = self.selectionModel() is not None and section in self._chosen()
        painter.fillRect(rect, theme.colour("selection" if chosen else "panel"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        area = rect.adjusted(scaled(MARGIN), scaled(6), -scaled(MARGIN), -scaled(6))
        self._draw_words(painter, area, about)
        if about.facts is not None:
            foot = QRectF(area.left(), area.bottom() - scaled(BARS), area.width(), scaled(BARS))
            draw_bars(painter, foot, about.facts, about.role == "ignore")
        painter.restore()

    def _chosen(self) -> set[int]:
        view = self.parentWidget()
        return getattr(view, "chosen_sections", set())

    def _draw_words(self, painter: QPainter, area: QRect, about: About) -> None:
        is_out = about.role == "ignore"
        painter.setFont(font(NAME, strong=True))
        painter.setPen(theme.colour("quiet" if is_out else "text"))
        room = area.width() - scaled(SORT) + scaled(MARGIN)
        _write(painter, QRect(area.left(), area.top(), room, scaled(LINE)), about.name)
        if about.facts is not None or about.role_word:
            self._draw_order(painter, area, about)
        painter.setFont(font(SMALL))
        line = QRect(area.left(), area.top() + scaled(LINE + 3), area.width(), scaled(LINE))
        if about.role_word:
            line.setLeft(_draw_role(painter, line, about) + scaled(6))
        painter.setPen(theme.colour("quiet"))
        _write(painter, line, about.kind)
        under = QRect(area.left(), line.bottom() + scaled(2), area.width(), scaled(LINE))
        painter.setPen(theme.colour("warning" if about.hint else "quiet"))
        _write(painter, under, " · ".join(part for part in (about.hint, about.missing) if part))

    def _draw_order(self, painter: QPainter, area: QRect, about: About) -> None:
        """An arrow where it is sorted, else a faint one; a dot before it where it is filtered."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if about.order else "faint"))
        x, y, side = area.right() - scaled(5), area.top() + scaled(8), scaled(4)
        if about.order >= 0:
            arrow = [QPointF(x - side, y + side / 2), QPointF(x + side, y + side / 2), QPointF(x, y - side / 2)]
        else:
            arrow = [QPointF(x - side, y - side / 2), QPointF(x + side, y - side / 2), QPointF(x, y + side / 2)]
        painter.drawPolygon(QPolygonF(arrow))
        if about.is_filtered:
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(x - scaled(10), y), scaled(3), scaled(3))


def _write(painter: QPainter, place: QRect, text: str) -> None:
    said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)


def _draw_role(painter: QPainter, line: QRect, about: About) -> int:
    """The role in a coloured field; where its right edge is."""
    metrics: QFontMetrics = painter.fontMetrics()
    wide = min(metrics.horizontalAdvance(about.role_word) + scaled(12), line.width())
    field = QRect(line.left(), line.top(), wide, line.height())
    is_target = about.role == "target"
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent" if is_target else "window"))
    painter.drawRoundedRect(field, scaled(4), scaled(4))
    painter.setPen(theme.colour("on_accent" if is_target else "quiet" if about.role == "ignore" else "text"))
    inner = field.adjusted(scaled(6), 0, -scaled(4), 0)
    _write(painter, inner, about.role_word)
    return field.right()


def draw_bars(painter: QPainter, area: QRectF, facts: ColumnFacts, is_faint: bool = False) -> None:
    """A histogram of numbers, or a bar for each of the most frequent texts; unusual bins in another colour."""
    if not facts.bars:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    most = max(facts.bars) or 1
    count = len(facts.bars)
    step = area.width() / max(count, 6)
    gap = 1.0 if not facts.is_text or step < 6 else 2.0
    for i, bar in enumerate(facts.bars):
        if not bar:
            continue
        high = max(2.0, area.height() * bar / most)
        colour = "faint" if is_faint else "warning" if facts.is_unusual(i) else "training"
        place = QRectF(area.left() + i * step, area.bottom() - high, max(1.0, step - gap), high)
        painter.fillRect(place, theme.colour(colour))
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), theme.colour("line"))
    painter.restore()
