"""From the start page to an exported model by keys alone; and keys of which each means one thing."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMenu

from netbuilder.layers.convolution import Conv2D
from netbuilder.project.file import read_project
from netbuilder.ui.dialogs.exporting.dialog import ExportDialog
from netbuilder.ui.looks.i18n import plain
from netbuilder.ui.window.command import Reach
from netbuilder.ui.window.command_palette import OWN, commands_of
from netbuilder.ui.window.table import COMMANDS

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class Keyboard:
    """Ten fingers: every key goes where the window has its keyboard."""

    def __init__(self, window, qtbot) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def place(self):
        return QApplication.focusWidget()

    def come_back(self) -> None:
        """A dialog has closed: the window in front is active again, which offscreen nobody sees to."""
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: self.place is not None, timeout=5000)

    def press(self, *keys, held=Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.qtbot.keyClick(self.place or self.window, key, held)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.place, text)
        QApplication.processEvents()

    def tab_to(self, is_it, most: int = 80) -> None:
        """Presses Tab until the keyboard is where it is wanted."""
        for _ in range(most):
            if self.place is not None and is_it(self.place):
                return
            self.press(KEY.Key_Tab)
        raise AssertionError(f"Tab does not lead there; it is in {self.place}")

    def pane_of(self, is_it) -> None:
        """Presses F6 until the part of the window that is wanted has the keyboard."""
        for _ in range(6):
            if self.place is not None and is_it(self.place):
                return
            self.press(KEY.Key_F6)
        raise AssertionError(f"F6 does not lead there; it is in {self.place}")


@pytest.fixture
def keys(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Keyboard(window, qtbot)


def reads(widget, text: str) -> bool:
    return getattr(widget, "text", str)() == text


def test_a_model_is_built_trained_and_taken_away_by_keys_alone(window, keys, qtbot, tmp_path, monkeypatch):
    keys.press(KEY.Key_Tab)
    keys.tab_to(lambda place: reads(place, "Empty canvas"))
    keys.press(KEY.Key_Space)
    session, workspace = window.session, window.workspace
    assert keys.place is workspace.view

    # the data
    keys.pane_of(lambda place: place is workspace.tabs.tabBar())
    while workspace.tabs.currentWidget() is not workspace.data:
        keys.press(KEY.Key_Right)
    keys.press(KEY.Key_Down)
    assert keys.place is workspace.data.sources
    keys.type("Iris")
    keys.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: session.loader.is_fresh and session.prepared is not None, timeout=20_000)

    # the blocks, one below the other
    keys.press(KEY.Key_L, held=CTRL)
    for name in ("Input", "Dense", "Dense"):
        keys.press(KEY.Key_A, held=CTRL)
        keys.type(name)
        keys.press(KEY.Key_Return)
    assert [type(session.graph[name].layer).__name__ for name in session.graph.order] == ["Input", "Dense", "Dense"]
    first, second = session.graph.order[1:]
    assert session.graph[second].layer.units == 3  # it fits the chosen data

    # a field
    keys.pane_of(lambda place: place is workspace.view)
    keys.press(KEY.Key_Up)
    assert session.selection == {first}
    keys.press(KEY.Key_F2)
    form = workspace.inspector.block
    keys.tab_to(lambda place: place is not form.name and form.form.isAncestorOf(place))
    keys.press(KEY.Key_A, held=CTRL)
    keys.type("8")
    keys.press(KEY.Key_Return)
    assert session.graph[first].layer.units == 8

    # a wire elsewhere, and back
    keys.pane_of(lambda place: place is workspace.view)
    session_wire = session.graph[second].inputs
    keys.press(KEY.Key_Down)

    def in_the_dialog() -> None:
        keys.tab_to(lambda place: isinstance(place, QComboBox))
        keys.press(KEY.Key_Up)
        keys.tab_to(lambda place: reads(place, "Connect"))
        keys.press(KEY.Key_Space)

    QTimer.singleShot(100, in_the_dialog)
    keys.press(KEY.Key_J, held=CTRL)
    assert session.graph[second].inputs != session_wire
    keys.come_back()
    keys.press(KEY.Key_Z, held=CTRL)
    assert session.graph[second].inputs == session_wire

    # a run that is stopped, and what it has learned measured
    training = session.project.training.replace(epochs=100_000)
    session.change("epochs", session.project.replace(training=training))
    keys.press(KEY.Key_Return, held=CTRL)
    qtbot.waitUntil(lambda: bool(session.trainer.record and session.trainer.record.epochs_done), timeout=20_000)
    keys.press(KEY.Key_Return, held=CTRL | ALT)
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=20_000)
    keys.press(KEY.Key_E, held=CTRL | SHIFT)
    qtbot.waitUntil(lambda: not workspace.evaluate.is_busy and session.document.run is not None, timeout=20_000)
    assert workspace.tabs.currentWidget() is workspace.evaluate

    # the files
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "flowers.netb"), ""))
    keys.press(KEY.Key_S, held=CTRL)
    assert read_project(tmp_path / "flowers.netb").project.graph == session.graph
    keys.press(KEY.Key_E, held=CTRL)
    dialog = window.findChild(ExportDialog)
    keys.tab_to(lambda place: place is dialog.list)
    while dialog.form.entry.name != "npz":
        keys.press(KEY.Key_Down if dialog.list.currentRow() < dialog.list.count() - 1 else KEY.Key_Home)
    keys.tab_to(lambda place: place is dialog.form.verify)
    keys.press(KEY.Key_Space)
    keys.tab_to(lambda place: place is dialog.export_button)
    keys.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: (tmp_path / "flowers.npz").exists(), timeout=20_000)
    keys.press(KEY.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(ExportDialog) is None, timeout=5000)
    keys.come_back()

    # and back again
    before = session.undo_stack.index()
    keys.press(KEY.Key_Z, held=CTRL)
    assert session.undo_stack.index() == before - 1


def test_every_part_of_the_window_is_reached_by_one_key_and_none_holds_it(window, mlp, keys):
    window.resize(1440, 900)
    window.workspace.view.setFocus()
    seen = []
    for _ in range(4):
        keys.press(KEY.Key_F6)
        seen.append(keys.place)
    assert seen[-1] is window.workspace.view
    docks = window.docks
    for part, place in zip((docks.inspector, docks.panels, docks.layers), seen, strict=False):
        assert part.isAncestorOf(place)
    back = []
    for _ in range(4):
        keys.press(KEY.Key_F6, held=SHIFT)
        back.append(keys.place)
    assert back == [*seen[2::-1], seen[-1]]


# -- the table --------------------------------------------------------------------------------------------


def entries(menu: QMenu):
    for action in menu.actions():
        if action.menu() is not None:
            yield from entries(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_command_has_a_place_in_the_menus_and_is_found_among_the_commands(window, mlp):
    in_menus = {action for menu in window.menuBar().actions() for action in entries(menu.menu())}
    found = {choice.title.removesuffix(" ✓") for choice in commands_of(window)}

    assert [name for name in COMMANDS if window.actions_[name] not in in_menus] == []
    assert [name for name in COMMANDS if name != OWN and plain(window.actions_[name].text()) not in found] == []


def test_no_keys_mean_two_things(window, mlp):
    sequences = [key for command in COMMANDS.values() for key in command.keys]
    used = Counter(QKeySequence(key).toString() for key in sequences)
    assert {key: count for key, count in used.items() if count > 1} == {}
    assert "" not in used  # all of them are keys

    # What else in the window has keys of its own: actions that the table does not know.
    ours = {window.actions_[name] for name in COMMANDS}
    others = [
        (action.text(), shown.toString())
        for widget in (window, *window.findChildren(object))
        for action in getattr(widget, "actions", list)()
        if action not in ours
        for shown in action.shortcuts()
        if shown.toString() in used and action.shortcutContext() != Qt.ShortcutContext.WidgetShortcut
    ]
    assert others == []


def test_the_letters_of_the_menus_are_not_taken_twice(window, mlp):
    """Alt and a letter opens a menu; no command has the same keys, and no two menus."""
    menus = [menu.menu().title() for menu in window.menuBar().actions()]
    letters = [f"Alt+{title[title.index('&') + 1].upper()}" for title in menus]
    keys = {key for command in COMMANDS.values() for key in command.keys}

    assert max(Counter(letters).values()) == 1
    assert keys.isdisjoint(letters)


def test_keys_without_ctrl_work_on_the_canvas_only_and_never_take_a_letter_from_a_field(window, mlp, keys):
    for command in COMMANDS.values():
        for key in command.keys:
            alone = "+" not in key.removeprefix("Shift+") and not key.removeprefix("Shift+").startswith("F1")
            if alone and len(key.removeprefix("Shift+")) == 1 and key.isalpha():
                assert command.reach is not Reach.WINDOW, command.id
    window.docks.palette_panel.search.setFocus()
    graph = mlp.graph
    keys.type("flnL?")

    assert window.docks.palette_panel.search.text() == "flnL?"
    assert mlp.graph is graph


def test_tab_goes_through_a_panel_as_one_reads_it_and_comes_out_of_it(window, mlp, keys):
    window.resize(1440, 900)
    mlp.select({"dense"})
    block = window.workspace.inspector.block
    block.form.set_value(Conv2D(3, 3))  # fields that are made after everything else
    block.form.set_value(mlp.graph["dense"].layer)
    block.name.setFocus()
    places = []
    while window.docks.inspectors.isAncestorOf(keys.place):
        places.append(keys.place)
        keys.press(KEY.Key_Tab)
        assert len(places) < 40
    heights = [place.mapTo(window, place.rect().topLeft()).y() for place in places]

    assert heights == sorted(heights)
    assert sum(block.form.isAncestorOf(place) for place in places) >= 3
    assert block._code in places


@pytest.mark.parametrize("panel", ["training", "evaluate", "data", "problems", "runs"])
def test_no_panel_keeps_the_keyboard(panel, window, mlp, keys):
    window.resize(1440, 900)
    window.workspace.show_panel(panel)
    window.workspace.tabs.tabBar().setFocus()
    for _ in range(60):
        keys.press(KEY.Key_Tab)
        if not window.docks.panels.isAncestorOf(keys.place):
            return
    raise AssertionError(f"Tab stays in it: {keys.place}")
