"""Every action of the window, declared once: its words, shortcut, menu, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
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
    "arrange": _("actions", "&Arrange"),
    "training": _("actions", "&Training"),
    "view": _("actions", "&View"),
    "language": _("actions", "&Language"),
    "help": _("actions", "&Help"),
}
WITHIN = {"language": "view"}  # menus that stand at the end of another
ENTRIES = (
    Entry("file", "new_project", _("actions", "New"), ("Ctrl+N",), ""),
    Entry("file", "open_dialog", _("actions", "Open …"), ("Ctrl+O",), ""),
    Entry("file", "save", _("actions", "Save"), ("Ctrl+S",)),
    Entry("file", "save_as", _("actions", "Save as …"), ("Ctrl+Shift+S",)),
    Entry("file", "load_weights", _("actions", "Load weights …"), ()),
    Entry("file", "export_model", _("actions", "Export …"), ("Ctrl+E",)),
    Entry("file", "close_tab", _("actions", "Close"), ("Ctrl+W",)),
    Entry("file", "close", _("actions", "Quit"), ("Ctrl+Q",), ""),
    Entry("edit", "undo", _("actions", "Undo"), ("Ctrl+Z",)),
    Entry("edit", "redo", _("actions", "Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    Entry("edit", "cut", _("actions", "Cut"), ("Ctrl+X",), "selection"),
    Entry("edit", "copy", _("actions", "Copy"), ("Ctrl+C",), "selection"),
    Entry("edit", "paste", _("actions", "Paste"), ("Ctrl+V",), ""),
    Entry("edit", "paste_with_wires", _("actions", "Paste and keep the wires"), ("Ctrl+Shift+V",)),
    Entry("edit", "duplicate", _("actions", "Duplicate"), ("Ctrl+D",), "selection"),
    Entry("edit", "delete", _("actions", "Delete"), ("Del", "Backspace"), "selection"),
    Entry("edit", "delete_and_reconnect", _("actions", "Delete and reconnect"), ("Ctrl+Backspace",), "selection"),
    Entry("edit", "select_all", _("actions", "Select all"), ("Ctrl+A",)),
    Entry("network", "add_layer", _("actions", "Add a layer …"), ("Ctrl+L",)),
    Entry("network", "add_here", _("actions", "Add a layer at the pointer …"), ("Tab",)),
    Entry("network", "rename", _("actions", "Rename"), ("F2",), "selection"),
    Entry("network", "choose_wires", _("actions", "Wires …"), ("Ctrl+J",), "selection"),
    Entry("network", "replace_kind", _("actions", "Replace by another kind …"), ("Ctrl+R",), "selection"),
    Entry("network", "bypass", _("actions", "Bypass"), ("Ctrl+B",), "selection"),
    Entry("network", "group_blocks", _("actions", "Make one block"), ("Ctrl+Shift+G",), "selection"),
    Entry("network", "ungroup_blocks", _("actions", "Open the block"), ("Ctrl+Shift+U",), "selection"),
    Entry("network", "enter_block", _("actions", "Look into the block"), ("Ctrl+Down",), "selection"),
    Entry("network", "leave_block", _("actions", "Look at the network around"), ("Ctrl+Up",)),
    Entry("network", "keep_block", _("actions", "Keep in my blocks …"), ("Ctrl+Shift+K",), "selection"),
    Entry("network", "repeat_block", _("actions", "Repeat …"), ("Ctrl+Shift+R",), "selection"),
    Entry("network", "tidy", _("actions", "Tidy layout"), ("L",)),
    Entry("arrange", "frame_blocks", _("actions", "Frame, or remove the frame"), ("Ctrl+G",), "selection"),
    Entry("arrange", "write_note", _("actions", "Note on a block …"), ("N",), "selection"),
    Entry("arrange", "align_left", _("actions", "Align left"), ("Alt+Shift+Left",), "selection"),
    Entry("arrange", "align_centre", _("actions", "Align to the centre"), (), "selection"),
    Entry("arrange", "align_right", _("actions", "Align right"), ("Alt+Shift+Right",), "selection"),
    Entry("arrange", "align_top", _("actions", "Align at the top"), ("Alt+Shift+Up",), "selection"),
    Entry("arrange", "align_middle", _("actions", "Align to the middle"), (), "selection"),
    Entry("arrange", "align_bottom", _("actions", "Align at the bottom"), ("Alt+Shift+Down",), "selection"),
    Entry("arrange", "distribute_across", _("actions", "Distribute from left to right"), (), "selection"),
    Entry("arrange", "distribute_down", _("actions", "Distribute from top to bottom"), (), "selection"),
    Entry("training", "train", _("actions", "Train"), ("Ctrl+Return",)),
    Entry("training", "train_anew", _("actions", "Start anew"), ("Ctrl+Shift+Return",), "own weights"),
    Entry("training", "pause", _("actions", "Pause or go on"), ("Ctrl+P",), "pausing"),
    Entry("training", "stop", _("actions", "Stop"), ("Ctrl+Alt+Return",), "training"),
    Entry("training", "evaluate", _("actions", "Evaluate"), ("Ctrl+Shift+E",)),
    Entry("training", "cross_validate", _("actions", "Cross-validate …"), ()),
    Entry("training", "watch_layers", _("actions", "Show health on the canvas"), (), ""),
    Entry("training", "choose_engine", _("actions", "Engine …"), (), ""),
    Entry("training", "set_limits", _("actions", "Limits …"), (), ""),
    Entry("training", "restore_run", _("actions", "Restore the chosen run"), (), "restorable run"),
    Entry("training", "rename_run", _("actions", "Rename the chosen run"), (), "describable run"),
    Entry("training", "annotate_run", _("actions", "Notes on the chosen run"), (), "describable run"),
    Entry("training", "delete_run", _("actions", "Delete the chosen run"), (), "deletable run"),
    Entry("training", "draw_run", _("actions", "Draw the chosen run, or no longer"), (), "chosen run"),
    Entry("training", "forget_weights", _("actions", "Forget the trained weights"), (), "run"),
    Entry("view", "show_commands", _("actions", "Commands …"), ("Ctrl+K",), ""),
    Entry("view", "show_outline", _("actions", "Outline"), ("Ctrl+Shift+O",)),
    Entry("view", "show_history", _("actions", "History"), ("Ctrl+Shift+H",)),
    Entry("view", "fit", _("actions", "Fit"), ("F",)),
    Entry("view", "toggle_minimap", _("actions", "Small map"), ("Alt+M",)),
    Entry("view", "zoom_100", _("actions", "Zoom to 100 %"), ("Ctrl+0",)),
    Entry("view", "zoom_in", _("actions", "Zoom in"), ("Ctrl++", "Ctrl+=")),
    Entry("view", "zoom_out", _("actions", "Zoom out"), ("Ctrl+-",)),
    Entry("view", "show_start_page", _("actions", "Start page"), (), ""),
    Entry("view", "theme_light", _("actions", "Light colours"), (), ""),
    Entry("view", "theme_dark", _("actions", "Dark colours"), (), ""),
    Entry("view", "theme_system", _("actions", "Colours of the system"), (), ""),
    Entry("language", "language_system", _("actions", "Language of the system"), (), ""),
    Entry("language", "language_english", _("actions", "English"), (), ""),
    Entry("language", "language_chinese", _("actions", "Simplified Chinese (简体中文)"), (), ""),
    Entry("help", "show_tour", _("actions", "First-model tour"), (), ""),
    Entry("help", "show_layer_help", _("actions", "Help on the layer"), ("F1",), ""),
    Entry("help", "show_shortcuts", _("actions", "Shortcuts"), ("?", "Ctrl+/"), ""),
    Entry("help", "show_coverage", _("actions", "What NetBuilder has of Keras"), (), ""),
    Entry("help", "show_log", _("actions", "Show log"), (), ""),
    Entry("help", "show_about", _("actions", "About NetBuilder"), (), ""),
)
# Keys without Ctrl would be taken from text fields: they belong to the canvas alone.
ON_CANVAS = {"delete", "tidy", "fit", "cut", "copy", "paste", "select_all", "delete_and_reconnect", "duplicate"} | {
    "enter_block", "leave_block", "add_here", "paste_with_wires",
    "bypass", "replace_kind", "write_note", "frame_blocks",
}  # fmt: skip

# Keys that mean something else wherever the canvas has not the focus.
ONLY_IN_FOCUS = {"add_here", "write_note"}


class Actions(QObject):
    """The QActions by name, and the menus made of them."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._made: dict[str, QAction] = {}
        self._there = {entry.needs for entry in ENTRIES}
        for entry in ENTRIES:
            action = QAction(self)
            action.setObjectName(entry.name)
            action.triggered.connect(self._slot(entry.name))
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            if entry.name in ONLY_IN_FOCUS:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._made[entry.name] = action
        self.retranslate()

    def _slot(self, name: str) -> Callable[[], None]:
        return lambda: getattr(self._window, name)()

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        for entry in ENTRIES:
            self.say(entry.name, QCoreApplication.translate(CONTEXT, entry.text))

    def say(self, name: str, text: str) -> None:
        """Gives an action its words."""
        action = self._made[name]
        action.setText(text)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({keys})" if keys else text)

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """The menus, in order."""
        bar.clear()
        menus = {name: QMenu(QCoreApplication.translate(CONTEXT, text), bar) for name, text in MENUS.items()}
        for name, menu in menus.items():
            if name not in WITHIN:
                bar.addMenu(menu)
        before = {
            "close_tab",
            "cut",
            "select_all",
            "tidy",
            "group_blocks",
            "align_left",
            "align_top",
            "distribute_across",
            "evaluate",
            "watch_layers",
            "restore_run",
            "forget_weights",
            "show_start_page",
            "theme_light",
            "fit",
        }
        for entry in ENTRIES:
            if entry.name in before:
                menus[entry.menu].addSeparator()
            menus[entry.menu].addAction(self._made[entry.name])
        for name, place in WITHIN.items():
            menus[place].addMenu(menus[name])
        return menus

    def enable(self, there: set[str]) -> None:
        """Switches off what has nothing to work on."""
        changed = (there ^ self._there) - {""}
        self._there = set(there)
        for entry in ENTRIES if changed else ():
            if entry.needs in changed:
                self._made[entry.name].setEnabled(entry.needs in there)
