"""The start page: templates as cards, recent projects, or an empty canvas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from netbuilder.errors import Message, printable
from netbuilder.graph import Graph
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.project import Template, templates
from netbuilder.project.recovery import Recovered
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import ROOM, theme
from netbuilder.ui.widgets.parts import Item, button, column, label, restyle, row, scrolled
from netbuilder.ui.widgets.qt import layout_of
from netbuilder.ui.widgets.shrinking import Elided
from netbuilder.ui.window.places import folders_apart

ACROSS = 3
MOST_RECENT = 6
DATE = "%Y-%m-%d %H:%M"
WIDEST = 1080


class StartPage(QWidget):
    """Says what was chosen; the window opens it."""

    template_chosen = Signal(str)
    empty_chosen = Signal()
    open_chosen = Signal()
    recent_chosen = Signal(str)
    tour_chosen = Signal()
    recovered_chosen = Signal(object)  # a Recovered, as in the next one
    forget_chosen = Signal(object)

    def __init__(self, recent: list[str], kept: Sequence[Recovered] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recent, self.kept = recent, tuple(kept)
        head = column(
            label(Message("Start a network"), "heading"),
            label(Message("Start from a template that trains at once, or draw your own from scratch."), "quiet"),
            gap=4,
        )
        self.tour_button = button(Message("First-model tour"), self.tour_chosen.emit)
        say(self.tour_button, toolTip=Message("Build, train and save a network in two minutes"))
        self.empty_button = button(Message("Empty canvas"), self.empty_chosen.emit)
        self.open_button = button(Message("Open …"), self.open_chosen.emit)
        grid = QGridLayout()
        grid.setSpacing(ROOM)
        self.cards: dict[str, TemplateCard] = {}
        for i, template in enumerate(templates().values()):
            card = TemplateCard(template)
            card.chosen.connect(self.template_chosen)
            self.cards[template.name] = card
            grid.addWidget(card, i // ACROSS, i % ACROSS)
        content = QWidget()
        items: list[Item] = [row(head, "|", self.tour_button, self.empty_button, self.open_button), 4]
        if kept:  # first of all: whoever lost something looks for that
            items += [label(Message("Not saved in an earlier session"), "section"), self._recovered(kept), 4]
        items += [grid]
        if recent:
            items += [4, label(Message("Recent"), "section"), self._recent(recent)]
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        inner.setLayout(column(*items, "|", margin=24, gap=ROOM))
        content.setLayout(row(inner))
        area = scrolled(content, Message("Start page"))
        area.setObjectName("")
        self.setLayout(column(area))

    def _recovered(self, kept: Sequence[Recovered]) -> QVBoxLayout:
        """Of each project its name and both dates; it opens as one that is not saved yet."""
        self.kept_links: list[RecentLink] = []
        self.forget_buttons: list[QPushButton] = []
        rows: list[Item] = []
        for one in kept:
            made = RecentLink(one.path.with_name(one.name), _dates(one))
            made.setToolTip(printable(str(one.path)))
            made.clicked.connect(lambda _on=False, one=one: self.recovered_chosen.emit(one))
            forget = button(Message("Delete"), partial(self.forget_chosen.emit, one), "link")
            say(forget, accessibleName=Message("Delete {name}", {"name": one.path.name}))
            self.kept_links.append(made)
            self.forget_buttons.append(forget)
            rows.append(row(made, forget, "|"))
        return column(*rows, gap=4)

    def _recent(self, paths: list[str]) -> QGridLayout:
        """As many columns as the cards have; of each file its name and where it lies."""
        shown = [Path(path) for path in paths[:MOST_RECENT]]
        grid = QGridLayout()
        grid.setHorizontalSpacing(ROOM)
        grid.setVerticalSpacing(4)
        self.recent_links: list[RecentLink] = []
        for i, (path, folder) in enumerate(zip(shown, folders_apart(shown), strict=True)):
            made = RecentLink(path, folder)
            made.clicked.connect(lambda _on=False, path=path: self.recent_chosen.emit(str(path)))
            self.recent_links.append(made)
            grid.addWidget(made, i // ACROSS, i % ACROSS)
        for i in range(ACROSS):
            grid.setColumnStretch(i, 1)
        return grid


def _dates(one: Recovered) -> Message:
    kept = one.kept.strftime(DATE)
    if one.saved is None:
        return Message("kept {kept}", {"kept": kept})
    values = {"kept": kept, "saved": one.saved.strftime(DATE)}
    if one.is_older:
        return Message("kept {kept}, older than the project, which was saved {saved}", values)
    return Message("kept {kept}; the project was saved {saved}", values)


class RecentLink(QPushButton):
    """A file that was open before: its name, and the folder that tells it from others of that name."""

    def __init__(self, path: Path, folder: str | Message) -> None:
        super().__init__()
        self.setProperty("recent", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(printable(str(path)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._about = folder
        self.name, self.folder = Elided(printable(path.name), "link"), Elided("", "small")
        language.changed.connect(self.retranslate)
        self.retranslate()
        for part in (self.name, self.folder):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box = row(self.name, self.folder, "|", margin=4)
        box.setContentsMargins(6, 2, 6, 2)
        self.setLayout(box)

    def retranslate(self) -> None:
        """Says what stands beside the name in the language of the window."""
        self.folder.setText(sentence(self._about))
        self.setAccessibleName(f"{self.name.text()}, {self.folder.text()}")

    def sizeHint(self) -> QSize:  # noqa: N802
        return layout_of(self).sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return layout_of(self).minimumSize()


class TemplateCard(QFrame):
    """A template: a small drawing of its graph, its title and what it is for."""

    chosen = Signal(str)

    def __init__(self, template: Template) -> None:
        super().__init__()
        self.setObjectName("card")
        self.name = template.name
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self, accessibleName=Message(template.title))
        say(self, accessibleDescription=Message(template.about))
        title, about = (
            label(Message(template.title), "name", wrap=True),
            label(Message(template.about), "quiet", wrap=True),
        )
        about.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = column(title, about, "|", gap=4)
        inner = row(Sketch(template.project().graph), words, margin=ROOM, gap=ROOM)
        inner.setStretch(1, 1)
        self.setLayout(inner)
        self.setMinimumHeight(112)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.name)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        self._mark(True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._mark(self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._mark(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._mark(False)

    def _mark(self, on: bool) -> None:
        self.setProperty("chosen", on)
        restyle(self)


class Sketch(QWidget):
    """A graph in small: a bar in the family's colour for each block."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self._graph = graph
        self.setFixedSize(72, 88)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @drawing
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        places = {name: node.position for name, node in self._graph.nodes.items() if node.position}
        if not places:
            return
        left = min(x for x, _ in places.values())
        top = min(y for _, y in places.values())
        wide = max(x for x, _ in places.values()) + BLOCK_WIDTH - left
        high = max(y for _, y in places.values()) + BLOCK_HEIGHT - top
        scale = min(self.width() / wide, self.height() / high, 0.22)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate((self.width() - wide * scale) / 2, (self.height() - high * scale) / 2)
        painter.scale(scale, scale)
        painter.translate(-left, -top)
        painter.setPen(QPen(theme.colour("wire"), 6))
        for name, node in self._graph.nodes.items():
            for port in node.inputs:
                (x1, y1), (x2, y2) = places[port.node], places[name]
                painter.drawLine(int(x1 + BLOCK_WIDTH / 2), int(y1 + BLOCK_HEIGHT), int(x2 + BLOCK_WIDTH / 2), int(y2))
        painter.setPen(Qt.PenStyle.NoPen)
        for name, (x, y) in places.items():
            painter.setBrush(theme.family(self._graph[name].layer.family))
            painter.drawRoundedRect(QRectF(x, y, BLOCK_WIDTH, BLOCK_HEIGHT), 14, 14)
        painter.end()
