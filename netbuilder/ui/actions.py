"""Every action of the window, declared once: its words, shortcut, menu, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

CONTEXT = "actions"


@dataclass(frozen=True)
class Entry:
    """One action: `name` is also the method of the window that it calls. `needs` is "" or what must be there."""

    menu: str
    name: str
    text: str
    keys: tuple[str, ...] = ()
    needs: str = "project"


_ = QT_TRANSLATE_NOOP
MENUS = {
    "file": _("actions", "&File"),
    "edit": _("actions", "&Edit"),
    "network": _("actions", "&Network"),
    "training": _("actions", "&Training"),
    "view": _("actions", "&View"),
    "help": _("actions", "&Help"),
}
ENTRIES = (
    Entry("file", "new_project", _("actions", "New"), ("Ctrl+N",), ""),
    Entry("file", "open_dialog", _("actions", "Open …"), ("Ctrl+O",), ""),
    Entry("file", "save", _("actions", "Save"), ("Ctrl+S",)),
    Entry("file", "save_as", _("actions", "Save as …"), ("Ctrl+Shift+S",)),
    Entry("file", "export_model", _("actions", "Export …"), ("Ctrl+E",)),
    Entry("file", "close_tab", _("actions", "Close"), ("Ctrl+W",)),
    Entry("file", "close", _("actions", "Quit"), ("Ctrl+Q",), ""),
    Entry("edit", "undo", _("actions", "Undo"), ("Ctrl+Z",)),
    Entry("edit", "redo", _("actions", "Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    Entry("edit", "cut", _("actions", "Cut"), ("Ctrl+X",), "selection"),
    Entry("edit", "copy", _("actions", "Copy"), ("Ctrl+C",), "selection"),
    Entry("edit", "paste", _("actions", "Paste"), ("Ctrl+V",)),
    Entry("edit", "duplicate", _("actions", "Duplicate"), ("Ctrl+D",), "selection"),
    Entry("edit", "delete", _("actions", "Delete"), ("Del", "Backspace"), "selection"),
    Entry("edit", "delete_and_reconnect", _("actions", "Delete and reconnect"), ("Ctrl+Backspace",), "selection"),
    Entry("edit", "select_all", _("actions", "Select all"), ("Ctrl+A",)),
    Entry("network", "add_layer", _("actions", "Add a layer …"), ("Ctrl+L",)),
    Entry("network", "rename", _("actions", "Rename"), ("F2",), "selection"),
    Entry("network", "tidy", _("actions", "Tidy layout"), ("L",)),
    Entry("training", "train", _("actions", "Train"), ("Ctrl+Return",)),
    Entry("training", "pause", _("actions", "Pause or go on"), ("Ctrl+P",), "training"),
    Entry("training", "stop", _("actions", "Stop"), ("Ctrl+Alt+Return",), "training"),
    Entry("training", "evaluate", _("actions", "Evaluate"), ("Ctrl+Shift+E",)),
    Entry("training", "forget_weights", _("actions", "Forget the trained weights"), (), "run"),
    Entry("view", "fit", _("actions", "Fit"), ("F",)),
    Entry("view", "zoom_100", _("actions", "Zoom to 100 %"), ("Ctrl+0",)),
    Entry("view", "zoom_in", _("actions", "Zoom in"), ("Ctrl++", "Ctrl+=")),
    Entry("view", "zoom_out", _("actions", "Zoom out"), ("Ctrl+-",)),
    Entry("view", "show_start_page", _("actions", "Start page"), (), ""),
    Entry("view", "theme_light", _("actions", "Light colours"), (), ""),
    Entry("view", "theme_dark", _("actions", "Dark colours"), (), ""),
    Entry("view", "theme_system", _("actions", "Colours of the system"), (), ""),
    Entry("help", "show_coverage", _("actions", "What NetBuilder has of Keras"), (), ""),
    Entry("help", "show_log", _("actions", "Show log"), (), ""),
    Entry("help", "show_about", _("actions", "About NetBuilder"), (), ""),
)
# Keys without Ctrl would be taken from text fields: they belong to the canvas alone.
ON_CANVAS = {"delete", "tidy", "fit", "cut", "copy", "paste", "select_all", "delete_and_reconnect", "duplicate"}


class Actions(QObject):
    """The QActions by name, and the menus made of them."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._made: dict[str, QAction] = {}
        for entry in ENTRIES:
            action = QAction(self)
            action.setObjectName(entry.name)
            action.triggered.connect(self._slot(entry.name))
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            self._made[entry.name] = action
        self.retranslate()

    def _slot(self, name: str) -> Callable[[], None]:
        return lambda: getattr(self._window, name)()

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        for entry in ENTRIES:
            action = self._made[entry.name]
            action.setText(QCoreApplication.translate(CONTEXT, entry.text))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{action.text()} ({keys})" if keys else action.text())

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """The menus, in order."""
        bar.clear()
        menus = {name: bar.addMenu(QCoreApplication.translate(CONTEXT, text)) for name, text in MENUS.items()}
        before = {
            "close_tab",
            "cut",
            "select_all",
            "tidy",
            "evaluate",
            "forget_weights",
            "show_start_page",
            "theme_light",
        }
        for entry in ENTRIES:
            if entry.name in before:
                menus[entry.menu].addSeparator()
            menus[entry.menu].addAction(self._made[entry.name])
        return menus

    def enable(self, there: set[str]) -> None:
        """Switches off what has nothing to work on."""
        for entry in ENTRIES:
            self._made[entry.name].setEnabled(not entry.needs or entry.needs in there)
