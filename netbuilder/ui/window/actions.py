"""The table of commands as Qt has it: actions with their keys, and the menus made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from netbuilder.ui.looks.language import language
from netbuilder.ui.window.command import Command, Menu, Need, Reach
from netbuilder.ui.window.places import unmarked
from netbuilder.ui.window.table import COMMANDS, MENUS, OF_CANVAS

if TYPE_CHECKING:
    from netbuilder.ui.window.command import Window


class Actions(QObject):
    """The QActions by the id of their command."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.table: tuple[Menu, ...] = MENUS
        self._made: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._there = ~Need.NOTHING
        choices: dict[str, QActionGroup] = {}
        for command in COMMANDS.values():
            action = QAction(self)
            action.setObjectName(command.id)
            action.setCheckable(command.is_on is not None)
            action.triggered.connect(self._slot(command))
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            if command.reach is Reach.FOCUS:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            if command.choice:
                choices.setdefault(command.choice, QActionGroup(self)).addAction(action)
            self._made[command.id] = action
        language.changed.connect(self.retranslate)
        self.retranslate()

    def _slot(self, command: Command) -> Callable[[], None]:
        def run() -> None:
            self._window.take_typed()
            if command.reach is not Reach.WINDOW or command.id in OF_CANVAS:
                show_canvas(self._window)
            command.run(self._window)
            if command.is_on is not None:
                self.mark()

        return run

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def all(self) -> list[QAction]:
        """All of them, in the order of the menus."""
        return list(self._made.values())

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        for command in COMMANDS.values():
            self.say(command.id, command.title)
        for menu in _all_menus(MENUS):
            if menu.id in self._menus:
                self._menus[menu.id].setTitle(menu.title)

    def say(self, name: str, text: str) -> None:
        """Gives an action its words."""
        action = self._made[name]
        action.setText(text)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({keys})" if keys else text)

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """The menus by id."""
        bar.clear()
        for menu in MENUS:
            bar.addMenu(self._filled(menu, bar))
        return self._menus

    def _filled(self, menu: Menu, parent: QWidget) -> QMenu:
        made = self._menus[menu.id] = QMenu(menu.title, parent)
        made.setToolTipsVisible(menu.offers is not None)
        for i, group in enumerate(menu.groups):
            if i:
                made.addSeparator()
            for entry in group:
                if isinstance(entry, Menu):
                    made.addMenu(self._filled(entry, parent))
                else:
                    made.addAction(self._made[entry.id])
        if menu.offers is not None:
            made.aboutToShow.connect(lambda: self._offer(menu, made))
        return made

    def _offer(self, menu: Menu, made: QMenu) -> None:
        """Puts what there is now at the head of a menu whose entries come and go."""
        for action in made.actions():
            if action.parent() is made:  # ours; those of the table belong to this
                made.removeAction(action)
                action.deleteLater()
        first = made.actions()[0] if made.actions() else QAction(made)
        found = menu.offers(self._window) if menu.offers is not None else []
        for i, offer in enumerate(found, 1):
            action = QAction(f"&{i % 10}  {unmarked(offer.title)}", made)
            action.setToolTip(offer.about)
            action.triggered.connect(lambda _on=False, run=offer.run: run())
            made.insertAction(first, action)
        if not found:
            action = QAction(QCoreApplication.translate("actions", "Nothing yet"), made)
            action.setEnabled(False)
            made.insertAction(first, action)
        made.insertSeparator(first)

    def enable(self, there: Need) -> None:
        """Switches off what lacks something that it needs."""
        changed = there ^ self._there
        self._there = there
        for command in COMMANDS.values() if changed else ():
            if command.needs & changed:
                self._made[command.id].setEnabled(command.needs in there)

    def mark(self) -> None:
        """Ticks what is on."""
        for command in COMMANDS.values():
            if command.is_on is not None:
                self._made[command.id].setChecked(command.is_on(self._window))


def show_canvas(window: Window) -> None:
    """What changes the network is done where it is seen."""
    if window.workspace is not None:
        window.workspace.show_network()


def _all_menus(menus: Iterable[Menu]) -> Iterable[Menu]:
    for menu in menus:
        yield menu
        yield from _all_menus(entry for group in menu.groups for entry in group if isinstance(entry, Menu))
