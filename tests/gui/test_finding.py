"""Finding one's way with the keyboard: the command palette, the shortcut sheet, the history, the window's memory."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from netbuilder.graph.fuzzy import fit
from netbuilder.layers import Layer
from netbuilder.ui.window import commands
from netbuilder.ui.window.command_palette import CommandPalette
from netbuilder.ui.window.main_window import MainWindow
from netbuilder.ui.window.shortcuts import ShortcutSheet
from netbuilder.ui.window.table import COMMANDS
from netbuilder.ui.window.tour import Tour
from tests.gui.conftest import drag_line, open_template

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def palette(mlp, window, hand, qtbot):
    """The command palette, opened from the canvas by its keys."""
    hand.view.setFocus()
    hand.key(Qt.Key.Key_K, CONTROL)
    made = window.findChild(CommandPalette)
    qtbot.waitUntil(made.search.hasFocus)
    return made


def titles(palette):
    return [command.title for command in palette.shown()]


def enter(qtbot, palette, text):
    qtbot.keyClicks(palette.search, text)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)


# -- fuzzy search -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bn", "BatchNormalization"),
        ("c2", "Conv2D"),
        ("conv", "Conv1D"),
        ("gap2", "GlobalAveragePooling2D"),
        ("mha", "MultiHeadAttention"),
        ("lstm", "LSTM"),
        ("maxp 2d", "MaxPooling2D"),
        ("drop", "Dropout"),
    ],
)
def test_a_few_letters_find_the_layer_that_is_meant(typed, found):
    scores = {name: fit(typed, name) for name in Layer.registry}

    assert max((name for name in scores if scores[name] is not None), key=scores.get) == found


def test_letters_in_another_order_find_nothing():
    assert fit("esned", "Dense") is None
    assert fit("dense x", "Dense") is None


# -- the command palette ----------------------------------------------------------------------------------


def test_it_holds_every_action_every_layer_and_every_block(palette, window):
    shown = titles(palette)

    for entry in COMMANDS.values():
        if entry.id != "show_commands":
            assert any(title.startswith(entry.text.replace("&", "")) for title in shown), entry.id
    assert {f"Add {kind.__name__}" for kind in Layer.registry.values() if kind.in_palette} <= set(shown)
    assert {f"Go to {name}" for name in window.session.graph.nodes} <= set(shown)


def test_a_layer_is_added_below_the_selected_block_by_keyboard_alone(palette, mlp, window, hand, qtbot):
    before = set(mlp.graph.nodes)
    mlp.select({"dense"})
    enter(qtbot, palette, "dropout")

    (added,) = set(mlp.graph.nodes) - before
    assert mlp.graph[added].inputs[0].node == "dense"
    assert window.findChild(CommandPalette) is None
    assert hand.view.hasFocus()


def test_an_action_is_run(palette, window, qtbot):
    enter(qtbot, palette, "dark col")

    assert window.preferences.theme == "dark"


def test_arrows_choose_among_what_fits(palette, mlp, qtbot):
    qtbot.keyClicks(palette.search, "go to")
    second = palette.shown()[1].title.removeprefix("Go to ")
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)

    assert mlp.selection == {second}


def test_what_cannot_be_done_now_comes_last_and_does_nothing(palette, window, qtbot):
    able = [command.enabled for command in palette.shown()]
    assert able == sorted(able, reverse=True)
    enter(qtbot, palette, "pause or resume")

    assert [command.enabled for command in palette.shown()] == [False]
    assert palette.isVisible()


def test_a_search_without_result_says_so(palette, qtbot):
    qtbot.keyClicks(palette.search, "zzzq")

    assert palette.none.isVisible()
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_escape_closes_it_and_gives_the_keyboard_back(palette, window, hand, qtbot):
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)

    assert window.findChild(CommandPalette) is None
    assert hand.view.hasFocus()


def test_the_same_keys_close_it(palette, window, qtbot):
    qtbot.keyClick(palette.search, Qt.Key.Key_K, CONTROL)

    assert window.findChild(CommandPalette) is None


def test_a_click_elsewhere_closes_it(palette, window, hand, qtbot):
    qtbot.mouseClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=hand.at(900, 900))
    hand.view.setFocus(Qt.FocusReason.MouseFocusReason)

    assert window.findChild(CommandPalette) is None


def test_a_click_runs_a_row(palette, mlp, qtbot):
    qtbot.keyClicks(palette.search, "select all")
    place = palette.list.visualItemRect(palette.list.item(0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert mlp.selection == set(mlp.graph.nodes)


def test_without_a_project_a_layer_begins_one(window, qtbot):
    window.actions_["show_commands"].trigger()
    enter(qtbot, window.findChild(CommandPalette), "add input")

    assert list(window.session.graph.nodes) == ["input_layer"]


# -- the shortcut sheet -----------------------------------------------------------------------------------


@pytest.fixture
def keys(mlp, window, hand, qtbot):
    hand.view.setFocus()
    hand.key(Qt.Key.Key_Question)
    made = window.findChild(ShortcutSheet)
    qtbot.waitExposed(made)
    return made


def test_the_sheet_has_every_shortcut_of_every_action(keys):
    shown = {(key.keys, key.does) for key in keys.shown}

    for entry in COMMANDS.values():
        if entry.keys:
            assert any(does == entry.text for _keys, does in shown), entry.id
    assert any("Shift+S" in found for found, _does in shown)


def test_no_two_actions_share_a_key():
    keys = [key for entry in COMMANDS.values() for key in entry.keys]

    assert len(keys) == len(set(keys))


def test_the_sheet_is_searched_by_key_and_by_word(keys, qtbot):
    assert keys.search.hasFocus()
    qtbot.keyClicks(keys.search, "ctrl+d")
    assert "Duplicate" in [key.does for key in keys.shown]
    assert all("Ctrl+D" in key.keys for key in keys.shown)
    keys.search.clear()
    qtbot.keyClicks(keys.search, "canvas pointer zoom")
    assert [key.does for key in keys.shown] == ["Zoom at the pointer"]


def test_a_question_mark_in_a_text_field_is_text(mlp, window, qtbot):
    search = window.docks.palette_panel.search
    search.setFocus()
    qtbot.keyClick(search, Qt.Key.Key_Question)

    assert window.findChild(ShortcutSheet) is None
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    assert search.text() == "?"


# -- the window's memory ----------------------------------------------------------------------------------


def arranged(window):
    return (
        window.docks.layers.width(),
        window.docks.inspector.width(),
        window.docks.panels.isVisible(),
        window.docks.left.panel_name,
    )


def test_the_next_window_has_the_panels_as_they_were(mlp, window, qtbot):
    QApplication.processEvents()
    drag_line(window, window.docks.layers.geometry().topRight() + QPoint(1, 300), QPoint(80, 0))
    assert window.docks.layers.width() > 280
    window.docks.panels.toggleViewAction().trigger()
    commands.view.show_history(window)
    QApplication.processEvents()
    before = arranged(window)
    assert before[2] is False
    window.close()

    again = MainWindow()
    qtbot.addWidget(again)
    again.show()
    assert not again.docks.layers.isVisible()  # the start page has no panels
    again.documents.open_template("mlp")
    QApplication.processEvents()
    assert arranged(again) == before
    again.documents.workspaces[0].session.close()


def test_a_panel_that_was_hidden_stays_hidden_over_the_start_page_and_other_tabs(mlp, window):
    window.docks.inspector.toggleViewAction().trigger()
    commands.view.show_start_page(window)
    assert not window.docks.layers.isVisible()
    open_template(window, "regression")
    assert not window.docks.inspector.isVisible()
    assert window.docks.layers.isVisible()
    window.documents.tabs.setCurrentIndex(0)

    assert not window.docks.inspector.isVisible()


def test_the_view_menu_shows_and_hides_the_panels_and_marks_those_that_are_shown(mlp, window):
    for name, dock in (
        ("toggle_layers", window.docks.layers),
        ("toggle_inspector", window.docks.inspector),
        ("toggle_panels", window.docks.panels),
    ):
        action = window.actions_[name]
        assert action in window.menus["view"].actions()
        if name == "toggle_panels":  # they are low until they are asked for
            assert not action.isChecked()
            action.trigger()
            assert window.workspace.training.isVisible()
            assert action.isChecked()
            action.trigger()
            assert not window.workspace.training.isVisible()
            assert not action.isChecked()
            continue
        assert action.isChecked()
        action.trigger()
        assert dock.isHidden()
        assert not action.isChecked()
        dock.toggleViewAction().trigger()  # from the menu of the dock itself
        assert action.isChecked()
    commands.view.show_start_page(window)

    assert not any(window.actions_[f"toggle_{name}"].isChecked() for name in ("layers", "inspector", "panels"))


def test_settings_that_hold_nonsense_are_passed_over(window, qtbot):
    store = QSettings()
    for name in ("window/panels", "window/geometry", "left_panel", "theme", "recent"):
        store.setValue(name, "nonsense")
    again = MainWindow()
    qtbot.addWidget(again)
    again.show()
    again.documents.open_template("mlp")

    assert again.docks.layers.isVisible()
    assert again.docks.left.panel_name == "layers"
    again.documents.workspaces[0].session.close()


# -- the tour ---------------------------------------------------------------------------------------------


@pytest.fixture
def tour(window, qtbot):
    qtbot.mouseClick(window.documents.start_page.tour_button, Qt.MouseButton.LeftButton)
    made = window.findChild(Tour)
    qtbot.waitUntil(made.isVisible)
    return made


def add_by_search(window, qtbot, name):
    window.actions_["add_layer"].trigger()
    qtbot.keyClicks(window.docks.palette_panel.search, name)
    qtbot.keyClick(window.docks.palette_panel.search, Qt.Key.Key_Return)


def test_the_tour_leads_from_an_empty_canvas_to_a_saved_trained_network(tour, window, qtbot, tmp_path, monkeypatch):
    session = window.session
    seen = [tour.title.text()]

    def reached(step):
        qtbot.waitUntil(lambda: tour.step >= step, timeout=30_000)
        seen.append(tour.title.text())

    tour.show_button.click()
    assert window.workspace.tabs.currentWidget() is window.workspace.data
    window.workspace.data.choose("mnist-small")
    reached(1)
    add_by_search(window, qtbot, "input")
    reached(2)
    add_by_search(window, qtbot, "flatten")
    add_by_search(window, qtbot, "dense")
    reached(3)
    while session.problems:
        session.apply(session.repairs(session.problems[0])[0])
        # Prepared as the repair says, the data may ask for more: as many outputs as it has classes.
        qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=10_000)
    reached(4)
    session.change("short", session.project.replace(training=session.project.training.replace(epochs=1)))
    window.bar.train_button.click()
    reached(5)
    tour.show_button.click()
    window.workspace.evaluate.button.click()
    reached(6)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "first.netb"), ""))
    tour.show_button.click()
    reached(7)

    assert "Fix what does not fit" not in seen  # what was added fits the chosen data
    assert len(set(seen)) == 7
    assert tour.bar.value() == 7
    assert not tour.show_button.isVisible()


def test_the_tour_is_left_and_taken_up_again_where_the_project_stands(tour, window, qtbot):
    window.workspace.data.choose("mnist-small")
    qtbot.waitUntil(lambda: tour.step == 1)
    qtbot.mouseClick(tour.leave_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(Tour) is None)
    add_by_search(window, qtbot, "input")
    window.actions_["show_tour"].trigger()

    assert window.findChild(Tour).step == 2
    assert len(window.documents.workspaces) == 1


def test_the_tour_does_not_hold_up_the_work_and_undo_takes_it_back(tour, window, qtbot):
    window.workspace.data.choose("mnist-small")
    qtbot.waitUntil(lambda: tour.step == 1)
    add_by_search(window, qtbot, "input")
    qtbot.waitUntil(lambda: tour.step == 2)
    window.session.undo_stack.undo()

    qtbot.waitUntil(lambda: tour.step == 1)


def test_a_search_for_layers_without_result_says_what_to_do(mlp, window, qtbot):
    assert not window.docks.palette_panel.none.isVisible()
    qtbot.keyClicks(window.docks.palette_panel.search, "zzzq")

    assert "No layer matches" in window.docks.palette_panel.none.text()
    assert window.docks.palette_panel.none.isVisible()
