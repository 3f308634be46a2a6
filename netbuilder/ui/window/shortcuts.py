"""The shortcut sheet: every key of the actions, and what mouse and keyboard do on the canvas and in the lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from netbuilder.errors import Message
from netbuilder.ui.looks.i18n import marked, plain
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.widgets.parts import button, clear, column, label, row, scrolled
from netbuilder.ui.widgets.search import SearchEdit
from netbuilder.ui.window.command import Menu

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window

_ = marked
COLUMNS = 2


@dataclass(frozen=True)
class Key:
    """What is pressed or done, and what follows."""

    keys: str
    does: str


GESTURES = {
    _("shortcuts", "On the canvas"): (
        (_("shortcuts", "Drag a block"), _("shortcuts", "Move it, and what is selected with it")),
        (_("shortcuts", "Double click"), _("shortcuts", "Add a layer there, or on the wire; write on a note or title")),
        (
            _("shortcuts", "Click on Open, double click on a block"),
            _("shortcuts", "Look into a block that holds blocks"),
        ),
        (_("shortcuts", "Drag to the edge"), _("shortcuts", "The canvas moves along")),
        (_("shortcuts", "Drag from a port"), _("shortcuts", "Draw a wire; let go on the canvas to see what fits")),
        (_("shortcuts", "Drag from a wired input"), _("shortcuts", "Move the wire's end elsewhere, or remove it")),
        (_("shortcuts", "Alt+Shift+drag"), _("shortcuts", "Cut the wires that the stroke crosses")),
        (_("shortcuts", "Drag a block without wires onto a wire"), _("shortcuts", "Insert it there")),
        (_("shortcuts", "Drag over the canvas"), _("shortcuts", "Select blocks")),
        (_("shortcuts", "Shift+click, Ctrl+click"), _("shortcuts", "Add a block to the selection, or take it out")),
        (_("shortcuts", "Drop a layer on a wire"), _("shortcuts", "Insert it there")),
        (_("shortcuts", "Wheel"), _("shortcuts", "Zoom at the pointer")),
        (_("shortcuts", "Shift+wheel"), _("shortcuts", "Move sideways")),
        (_("shortcuts", "Two fingers"), _("shortcuts", "Move the canvas; spread or pinch them to zoom")),
        (_("shortcuts", "The eraser of a pen"), _("shortcuts", "Cut the wires that the stroke crosses")),
        (_("shortcuts", "Space+drag, middle button"), _("shortcuts", "Move the canvas")),
        (_("shortcuts", "Arrow keys"), _("shortcuts", "Walk along the wires and to the neighbours")),
        (_("shortcuts", "Shift+arrow keys"), _("shortcuts", "Walk, and keep what was selected")),
        (_("shortcuts", "Drag a frame's title"), _("shortcuts", "Move the frame with all its blocks")),
        (_("shortcuts", "Enter"), _("shortcuts", "Show what is wrong with the selected block, or open it")),
        (_("shortcuts", "Escape"), _("shortcuts", "Cancel a drag; clear the selection")),
        (_("shortcuts", "Right click, Menu key"), _("shortcuts", "Open the menu")),
    ),
    _("shortcuts", "In the outline"): (
        (_("shortcuts", "Right, Left"), _("shortcuts", "Show or hide the wires of a block")),
        (_("shortcuts", "Enter"), _("shortcuts", "Go to the block's fields, or to a wire's other end")),
        (_("shortcuts", "Delete"), _("shortcuts", "Delete the block or the wire")),
        (_("shortcuts", "Insert"), _("shortcuts", "Add a layer below")),
        (_("shortcuts", "Letters"), _("shortcuts", "Go to the block whose name begins with them")),
    ),
    _("shortcuts", "On the data page"): (
        (_("shortcuts", "I, T, X"), _("shortcuts", "The chosen columns are inputs, targets, left out")),
        (_("shortcuts", "W, G, M"), _("shortcuts", "The chosen column weighs the rows, tells groups, tells times")),
        (_("shortcuts", "1 to 5"), _("shortcuts", "Kind: as found, number, category, date, text")),
        (_("shortcuts", "S"), _("shortcuts", "Sort by the column: upwards, downwards, as the rows come")),
        (_("shortcuts", "F"), _("shortcuts", "Write a condition for the column, such as > 5 or 1..5")),
        (_("shortcuts", "/"), _("shortcuts", "Search all rows")),
        (_("shortcuts", "Ctrl+Space"), _("shortcuts", "Choose the whole column; Ctrl+click on heads chooses several")),
        (_("shortcuts", "Escape"), _("shortcuts", "Leave a field for the rows")),
    ),
    _("shortcuts", "In the list of layers"): (
        (_("shortcuts", "Enter, double click"), _("shortcuts", "Add the layer below the selected block")),
        (_("shortcuts", "Drag"), _("shortcuts", "Put the layer on the canvas or on a wire")),
    ),
}


def sheet(menus: Iterable[Menu]) -> dict[str, list[Key]]:
    """All keys and gestures by group: menus first, in their order."""
    groups = {plain(menu.title): _of_menu(menu) for menu in menus}
    for title, gestures in GESTURES.items():
        groups[_shown("shortcuts", title)] = [
            Key(_shown("shortcuts", keys), _shown("shortcuts", does)) for keys, does in gestures
        ]
    return {title: keys for title, keys in groups.items() if keys}


def _of_menu(menu: Menu) -> list[Key]:
    return [Key(", ".join(map(_native, command.keys)), command.title) for command in menu.commands() if command.keys]


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _shown(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


class ShortcutSheet(QDialog):
    """All keys at a glance, with search; Escape closes it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._menus = window.actions_.table
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, windowTitle=Message("Shortcuts"))
        self.resize(860, 680)
        self.search = SearchEdit()
        say(self.search, placeholderText=Message("Find a key or what it does"))
        say(self.search, accessibleName=Message("Find a key or what it does"))
        self._columns = [column(gap=4) for _column in range(COLUMNS)]
        content = QWidget()
        content.setObjectName("panel")
        side_by_side = row(*self._columns, margin=ROOM, gap=32)
        for i in range(COLUMNS):
            side_by_side.setStretch(i, 1)
        content.setLayout(side_by_side)
        area = scrolled(content, Message("Shortcuts"))
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys scroll it
        close = button(Message("Close"), self.close)
        close.setAutoDefault(False)
        self.setLayout(column(self.search, area, row("|", close), margin=ROOM))
        self.search.textChanged.connect(self._fill)
        self._fill("")
        self.search.setFocus()
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says the keys in the language of the window."""
        self._fill(self.search.text())

    @classmethod
    def open_for(cls, window: Window) -> ShortcutSheet:
        """Shows the sheet, or brings the one that is open to the front."""
        page = window.findChild(cls) or cls(window)
        page.show()
        page.activateWindow()
        return page

    def _fill(self, typed: str) -> None:
        words = typed.lower().split()
        self.shown: list[Key] = []
        for box in self._columns:
            clear(box)
        heights = [0] * COLUMNS
        for title, keys in sheet(self._menus).items():
            found = [key for key in keys if all(word in f"{title} {key.keys} {key.does}".lower() for word in words)]
            if found:
                shortest = heights.index(min(heights))
                heights[shortest] += len(found) + 2
                self._columns[shortest].addLayout(_group(title, found))
                self.shown += found
        if not self.shown:
            self._columns[0].addWidget(label(self.tr("No shortcut matches."), "quiet"))
        for box in self._columns:
            box.addStretch(1)


def _group(title: str, keys: list[Key]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, ROOM)
    grid.setHorizontalSpacing(ROOM)
    grid.setVerticalSpacing(PAD)
    grid.setColumnStretch(0, 1)
    grid.addWidget(label(title, "section"), 0, 0, 1, 2)
    for i, key in enumerate(keys, 1):
        grid.addWidget(label(key.does, wrap=True), i, 0)
        grid.addWidget(label(key.keys, "key"), i, 1, Qt.AlignmentFlag.AlignRight)
    return grid
