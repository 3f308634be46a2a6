"""The command palette: a few letters find every action, every layer to add, and every block to go to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
)

from netbuilder.graph import fitting
from netbuilder.graph.aliases import ALIASES
from netbuilder.graph.finding import EXACT, Likeness, by_use, likeness
from netbuilder.layers import Layer
from netbuilder.ui.looks.i18n import gloss, named, plain, translated
from netbuilder.ui.looks.theme import PAD, scaled
from netbuilder.ui.widgets.parts import column, label
from netbuilder.ui.widgets.qt import Index, layout_of
from netbuilder.ui.widgets.rows import Row, RowDelegate
from netbuilder.ui.window.command import Menu
from netbuilder.ui.window.commands.network import append, appendable

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window

OWN = "show_commands"  # what opened the palette is not offered in it
COMMAND = Qt.ItemDataRole.UserRole
WIDTH, ROW_HEIGHT, MOST_ROWS = 560, 32, 11
TOP = 92  # below the bar and the tabs
MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


@dataclass(frozen=True)
class Choice:
    """What can be chosen: its words, where it is found otherwise, its keys, and what it does."""

    title: str
    place: str
    run: Callable[[], None]
    keys: str = ""
    about: str = ""
    family: str = ""
    enabled: bool = True
    name: str = ""  # of the layer or the block that is meant
    is_layer: bool = False
    fits: bool = True


def commands_of(window: Window) -> list[Choice]:
    """Everything that the window can do now: its commands, the layers, the blocks of the current project."""
    found = [choice for menu in window.actions_.table for choice in _of_menu(window, menu, plain(menu.title))]
    fits, kinds = appendable(window), by_use(fitting.kinds())
    usual = kinds if fits is None else [*fits, *(kind for kind in kinds if kind not in fits)]
    found += [_adding(window, kind, fits is None or kind in fits) for kind in usual]
    if window.session is not None:
        graph = window.session.graph
        found += [_going(window, name, graph[name].layer) for name in graph.order]
    return found


def _of_menu(window: Window, menu: Menu, place: str) -> Iterator[Choice]:
    """The commands of a menu and of the menus in it."""
    for offer in menu.offers(window) if menu.offers is not None else ():
        yield Choice(offer.title, place, offer.run, about=offer.about)
    for group in menu.groups:
        for entry in group:
            if isinstance(entry, Menu):
                yield from _of_menu(window, entry, f"{place} › {plain(entry.title)}")
            elif entry.id != OWN:
                yield _triggering(window.actions_[entry.id], place)


def _triggering(action: QAction, place: str) -> Choice:
    title = plain(action.text())
    if action.isCheckable() and action.isChecked():
        title += " ✓"
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    english = action.objectName().replace("_", " ")  # found by its English name in every language
    return Choice(title, place, action.trigger, keys, english, "", action.isEnabled())


def _adding(window: Window, kind: type[Layer], fits: bool) -> Choice:
    return Choice(
        QCoreApplication.translate("commands", "Add {name}").format(name=named(kind.__name__)),
        QCoreApplication.translate("commands", "Layer"),
        lambda: append(window, kind.starting()),
        about=f"{kind.family} {gloss(kind.__name__)} {translated(kind.summary())}",
        family=kind.family,
        name=kind.__name__,
        is_layer=True,
        fits=fits,
    )


def _going(window: Window, name: str, layer: Layer) -> Choice:
    def go() -> None:
        if window.workspace is not None:
            window.workspace.session.select({name})
            window.workspace.view.setFocus()

    return Choice(
        QCoreApplication.translate("commands", "Go to {name}").format(name=name),
        QCoreApplication.translate("commands", "Block"),
        go,
        about=type(layer).__name__,
        family=layer.family,
        name=name,
    )


def found_in(commands: list[Choice], typed: str) -> list[Choice]:
    """The commands that are meant, the best first; of a layer and a block of one name the layer.

    What cannot be done now comes last.
    """
    ranks = []
    for i, command in enumerate(commands):
        rank = _likeness(typed, command)
        if rank is not None:
            behind = bool(typed.strip()) and rank.tier == EXACT and not command.is_layer
            ranks.append((not command.enabled, rank.tier, behind, not command.fits, rank.score, i))
    return [commands[rank[-1]] for rank in sorted(ranks)]


def _likeness(typed: str, command: Choice) -> Likeness | None:
    """How well what was typed means a command: by its words, or by the name of what it is about."""
    ranks = [likeness(typed, command.title, about=command.about)]
    if command.name:
        ranks.append(likeness(typed, command.name, ALIASES.get(command.name, ()) if command.is_layer else ()))
    return min((rank for rank in ranks if rank is not None), default=None)


class CommandPalette(QFrame):
    """Lies over the window; Escape, or a click elsewhere, closes it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("floating")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window = window
        self._before = window.focusWidget()
        self._commands = commands_of(window)
        self.setAccessibleName(self.tr("Commands"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a command, a layer or a block"))
        self.search.setAccessibleName(self.tr("Find a command, a layer or a block"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setItemDelegate(RowDelegate(_row_of, ROW_HEIGHT, parent=self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.none = label(self.tr("Nothing matches. Try fewer letters."), "quiet")
        self.none.setContentsMargins(PAD, PAD, PAD, PAD)
        self.setLayout(column(self.search, self.list, self.none, margin=PAD))
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(lambda item: self._run(item.data(COMMAND)))
        self._fill("")

    @classmethod
    def open_for(cls, window: Window) -> CommandPalette | None:
        """Shows the palette; where it is open already, closes it."""
        open_one = window.findChild(cls)
        if open_one is not None:
            open_one.leave()
            return None
        made = cls(window)
        made.show()
        made.raise_()
        made.search.setFocus(Qt.FocusReason.PopupFocusReason)
        return made

    def leave(self) -> None:
        """Closes it, and gives the keyboard back."""
        if self.isHidden():
            return
        had_focus = self.search.hasFocus()
        self.hide()
        self.setParent(None)
        self.deleteLater()
        if had_focus and self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def shown(self) -> list[Choice]:
        """The commands in the list, from top to bottom."""
        return [self.list.item(i).data(COMMAND) for i in range(self.list.count())]

    def _fill(self, typed: str) -> None:
        self.list.clear()
        for command in found_in(self._commands, typed):
            item = QListWidgetItem(command.title)
            item.setData(COMMAND, command)
            spoken = [command.title, command.place, command.keys]
            if not command.enabled:
                spoken.append(QCoreApplication.translate("commands", "not available now"))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, spoken)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        count = self.list.count()
        self.list.setVisible(count > 0)
        self.none.setVisible(count == 0)
        self.list.setFixedHeight(scaled(ROW_HEIGHT) * max(1, min(count, MOST_ROWS)) + 2)
        self._place()

    def _place(self) -> None:
        width = min(scaled(WIDTH), self._window.width() - 32)
        layout_of(self).activate()
        self.setGeometry((self._window.width() - width) // 2, TOP, width, self.sizeHint().height())

    def _run(self, command: Choice | None) -> None:
        if command is None or not command.enabled:
            return
        self.leave()
        command.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrows move in the list while one types; Enter takes the current row."""
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and event.reason() not in _STAYS:
            self.leave()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self.list.currentItem()
                self._run(item.data(COMMAND) if item is not None else None)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)


# The line keeps its place while another window is in front, or its own menu is open.
_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


def _row_of(index: Index) -> Row:
    command: Choice = index.data(COMMAND)
    place = command.place
    if not command.enabled:
        place += " · " + QCoreApplication.translate("commands", "not available now")
    return Row(command.title, command.family, place, command.keys, is_faint=not command.enabled)
