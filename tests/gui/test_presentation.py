"""The presentation: the network alone on the screen, and everything as it was afterwards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from netbuilder.ui.preferences import Preferences
from netbuilder.ui.window.main_window import MainWindow

KEY = Qt.Key


def settle(qtbot):
    for _ in range(3):
        QApplication.processEvents()


def look(window) -> dict:
    """How everything stands."""
    view = window.workspace.view
    middle = view.middle
    return {
        "docks": [dock.isVisible() for dock in window.docks.all()],
        "sizes": [(dock.width(), dock.height()) for dock in window.docks.all()],
        "bars": [window.menuBar().isVisible(), window.bar.isVisible(), window.documents.tabs.isVisible()],
        "place": window.geometry(),
        "screen": window.isFullScreen(),
        "zoom": round(view.zoom, 4),
        "middle": (round(middle.x() / 4), round(middle.y() / 4)),
        "checked": window.actions_["present"].isChecked(),
    }


@pytest.fixture
def shown(window, mlp, qtbot):
    """A window with one panel hidden and a view that was zoomed and moved."""
    window.setGeometry(QRect(20, 30, 760, 640))
    window.actions_["toggle_layers"].trigger()
    window.workspace.view.set_zoom(0.8)
    window.workspace.view.centerOn(100, 120)
    settle(qtbot)
    return window


def press(qtbot, window, key):
    qtbot.keyClick(window.workspace.view, key)
    settle(qtbot)


def test_it_shows_the_network_alone_and_half_as_large_again(shown, qtbot):
    press(qtbot, shown, KEY.Key_F5)

    assert shown.isFullScreen()
    assert shown.workspace.view.zoom == 1.5
    assert not any(look(shown)["docks"] + look(shown)["bars"])
    assert shown.actions_["present"].isChecked()
    assert "Escape" in shown.status.currentMessage()


@pytest.mark.parametrize("key", [KEY.Key_F5, KEY.Key_Escape])
def test_afterwards_all_is_as_it_was(key, shown, qtbot):
    before = look(shown)
    press(qtbot, shown, KEY.Key_F5)
    shown.docks.show_left("outline")  # a panel that is asked for in between
    settle(qtbot)
    press(qtbot, shown, key)

    assert look(shown) == before


def test_keys_of_the_menus_work_in_it(shown, mlp, qtbot):
    mlp.select({"dense"})
    press(qtbot, shown, KEY.Key_F5)
    qtbot.keyClick(shown.workspace.view, KEY.Key_Delete)
    assert "dense" not in mlp.graph
    qtbot.keyClick(shown.workspace.view, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "dense" in mlp.graph
    assert not any(look(shown)["docks"] + look(shown)["bars"])
    qtbot.keyClick(shown.workspace.view, KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot)
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Escape)  # closes the list, and only that
    assert shown.presentation.is_on


def test_escape_first_ends_what_goes_on(shown, mlp, hand, qtbot):
    press(qtbot, shown, KEY.Key_F5)
    shown.workspace.view.centerOn(*shown.workspace.view.canvas.bounds().center().toTuple())
    hand.drag(hand.block("dense"), hand.block("dense") + hand.block("dense") * 0.1, release=False)
    assert shown.workspace.view.is_dragging
    press(qtbot, shown, KEY.Key_Escape)
    assert shown.presentation.is_on
    assert not shown.workspace.view.is_dragging
    press(qtbot, shown, KEY.Key_Escape)
    assert not shown.presentation.is_on


def test_another_project_is_presented_too_and_both_are_as_they_were(shown, qtbot):
    first, before = shown.workspace, look(shown)
    press(qtbot, shown, KEY.Key_F5)
    shown.documents.open_template("cnn")
    settle(qtbot)
    assert shown.workspace.view.zoom == 1.5
    assert not shown.documents.tabs.isVisible()
    press(qtbot, shown, KEY.Key_Escape)
    shown.documents.show_project(first)
    settle(qtbot)

    assert look(shown) == before


def test_the_start_page_ends_it(shown, qtbot):
    before = look(shown)
    press(qtbot, shown, KEY.Key_F5)
    shown.actions_["show_start_page"].trigger()
    settle(qtbot)
    assert not shown.isFullScreen()
    assert not shown.presentation.is_on
    shown.documents.leave_start_page()
    settle(qtbot)

    assert look(shown)["docks"] == before["docks"]


def test_a_window_that_is_closed_in_it_opens_as_it_was_before(shown, qtbot, monkeypatch):
    before = look(shown)
    press(qtbot, shown, KEY.Key_F5)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    shown.close()
    assert Preferences().state("geometry") is not None

    fresh = MainWindow()
    qtbot.addWidget(fresh)
    fresh.show()
    fresh.documents.open_template("mlp")
    settle(qtbot)
    assert not fresh.isFullScreen()
    assert fresh.height() == before["place"].height()
    assert [dock.isVisible() for dock in fresh.docks.all()] == before["docks"]
    fresh.close()
    fresh.let_go()


def test_a_maximized_window_is_maximized_again(shown, qtbot):
    shown.showMaximized()
    settle(qtbot)
    press(qtbot, shown, KEY.Key_F5)
    press(qtbot, shown, KEY.Key_F5)

    assert shown.isMaximized()
    assert not shown.isFullScreen()


# -- the bar above the canvas -----------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1024, 1366, 1440])
def test_the_bar_has_room_for_all_of_its_buttons_and_a_box_that_searches_everything(width, window, mlp, qtbot):
    window.resize(width, 768)
    settle(qtbot)
    bar, box = window.bar, window.bar.search
    for button in (bar.train_button, bar.pause_button, bar.stop_button, bar.export_button, box.button):
        place = button.mapTo(bar, button.rect().bottomRight())
        assert button.isVisible()
        assert place.x() < bar.width()
        assert button.width() >= min(button.sizeHint().width(), 34)
    assert box.words.isVisible() == (width > 1300)
    assert not box.words.isVisible() or not box.words.is_cut
    qtbot.mouseClick(box.button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget().accessibleName() == "Find a command, a layer or a block"
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Escape)


def test_help_stands_beside_the_words_of_a_block(window, mlp, qtbot):
    mlp.select({"dense"})
    settle(qtbot)
    qtbot.mouseClick(window.workspace.inspector.block.help, Qt.MouseButton.LeftButton)
    dialog = next(made for made in QApplication.topLevelWidgets() if made.isVisible() and made is not window)

    assert "Dense" in dialog.windowTitle() + dialog.view.toPlainText()
    dialog.close()
