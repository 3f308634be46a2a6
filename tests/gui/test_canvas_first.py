"""The canvas comes first: panels give way, come back, and are called by one key; a run is told of anywhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from netbuilder.ui.looks.language import CHINESE, SOURCE, language
from netbuilder.ui.window.arrangement import INSPECTOR, LAYERS, LEAST_INSPECTOR, Wishes, arranged
from netbuilder.ui.window.main_window import MainWindow
from netbuilder.ui.window.tour import Tour
from tests.gui.conftest import drag_line, open_template

LEFT = Qt.MouseButton.LeftButton


def settle(window, *size: int) -> None:
    if size:
        window.resize(*size)
    for _ in range(3):
        QApplication.processEvents()


def share(window) -> float:
    """How much of the window is canvas."""
    view = window.workspace.view
    return view.width() * view.height() / (window.width() * window.height())


@pytest.fixture
def again(window, qtbot, monkeypatch):
    """Ends a window and starts another, as the next day."""

    def start() -> MainWindow:
        window.close()
        made = MainWindow()
        qtbot.addWidget(made)
        made.show()
        opened.append(made)
        return made

    opened: list[MainWindow] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    yield start
    for made in opened:
        made.close()
        made.let_go()


@pytest.mark.parametrize("spoken", [SOURCE, CHINESE])
@pytest.mark.parametrize("size", [(1440, 900), (1366, 768), (1280, 800), (1024, 768), (1920, 1040)], ids=str)
def test_half_of_the_window_is_canvas_at_the_start(size, spoken, window):
    language.choose(spoken)
    try:
        window.documents.open_empty()
        settle(window, *size)
        assert (window.width(), window.height()) == size
        assert share(window) >= 0.5 if size != (1280, 800) else share(window) > 0.48  # there both panels are least
        assert window.docks.inspector.width() >= LEAST_INSPECTOR
    finally:
        language.choose(SOURCE)


def test_the_first_window_fits_on_the_screen(window):
    assert window.screen().availableGeometry().contains(window.frameGeometry())
    assert not window.isMaximized()


def test_a_tab_raises_the_panels_and_once_more_lowers_them(mlp, window, qtbot):
    tabs = window.workspace.tabs
    height = window.workspace.view.height()
    assert not window.workspace.data.isVisible()

    bar = tabs.tabBar()
    qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(2).center())
    settle(window)
    assert window.workspace.data.isVisible()
    assert window.workspace.view.height() < height - 150

    qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(3).center())
    settle(window)
    assert window.workspace.code.isVisible()

    qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(3).center())
    settle(window)
    assert window.workspace.view.height() == height
    assert bar.isVisible()


def test_one_key_leaves_the_window_to_the_canvas_and_brings_all_back(mlp, window, qtbot):
    window.actions_["toggle_layers"].trigger()
    settle(window)
    before = window.workspace.view.size()

    qtbot.keyClick(window.workspace.view, Qt.Key.Key_F12)
    settle(window)
    assert window.workspace.view.width() == window.width()
    assert not window.workspace.tabs.isVisible()
    settle(window, 1500, 920)  # another size brings none of them back
    assert not window.workspace.tabs.isVisible()
    settle(window, 1440, 900)

    qtbot.keyClick(window.workspace.view, Qt.Key.Key_F12)
    settle(window)
    assert window.workspace.view.size() == before
    assert window.docks.layers.isHidden()
    assert not window.docks.inspector.isHidden()


def test_what_is_called_comes_alone_where_all_panels_are_hidden(mlp, window, qtbot):
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_F12)
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settle(window)

    assert window.docks.palette_panel.search.hasFocus()
    assert window.docks.inspector.isHidden()
    assert window.docks.panels.isHidden()


def test_a_button_for_each_panel_shows_it_or_hides_it(mlp, window, qtbot):
    buttons = {made.objectName(): made for made in window.panel_buttons.all()}
    for name, dock in (("toggle_layers", window.docks.layers), ("toggle_inspector", window.docks.inspector)):
        qtbot.mouseClick(buttons[name], LEFT)
        assert dock.isHidden()
        assert not buttons[name].isChecked()
        qtbot.mouseClick(buttons[name], LEFT)
        assert not dock.isHidden()
        assert buttons[name].isChecked()
    qtbot.mouseClick(buttons["toggle_panels"], LEFT)
    assert window.workspace.training.isVisible()


# -- sizes --------------------------------------------------------------------------------------------------


def test_a_window_that_was_small_is_whole_again_when_it_grows(window, again):
    window.documents.open_empty()
    settle(window, 1440, 900)
    settle(window, 970, 560)
    assert window.docks.layers.isHidden()
    assert window.docks.inspector.width() >= LEAST_INSPECTOR
    settle(window, 1440, 900)
    assert (window.docks.layers.width(), window.docks.inspector.width()) == (LAYERS, INSPECTOR)
    assert not window.docks.layers.isHidden()

    settle(window, 970, 560)  # closed while it is small
    later = again()
    later.documents.open_empty()
    settle(later, 1440, 900)
    assert (later.docks.layers.width(), later.docks.inspector.width()) == (LAYERS, INSPECTOR)
    assert not later.docks.layers.isHidden()


def test_a_width_that_was_drawn_by_hand_is_kept(window, again):
    window.documents.open_empty()
    settle(window, 1440, 900)
    line = window.docks.inspector.geometry().topLeft() + QPoint(-1, 400)
    drag_line(window, line, QPoint(-80, 0))
    assert window.docks.inspector.width() == INSPECTOR + 80
    settle(window, 1024, 768)
    settle(window, 1440, 900)
    assert window.docks.inspector.width() == INSPECTOR + 80

    later = again()
    later.documents.open_empty()
    settle(later, 1440, 900)
    assert later.docks.inspector.width() == INSPECTOR + 80
    assert later.docks.layers.width() == LAYERS


def test_what_was_hidden_by_hand_is_hidden_the_next_day(window, again):
    window.documents.open_empty()
    settle(window, 1440, 900)
    window.actions_["toggle_inspector"].trigger()

    later = again()
    later.documents.open_empty()
    settle(later, 1440, 900)
    assert later.docks.inspector.isHidden()
    assert not later.docks.layers.isHidden()


@pytest.mark.parametrize(
    "stored", [{}, {"sizes": {"layers": -4, "inspector": "wide"}, "shown": {"panels": 7}}, {"sizes": {}}]
)
def test_settings_that_make_no_sense_leave_it_as_it_begins(stored):
    assert Wishes.from_json(stored) == Wishes()


def test_sizes_follow_from_the_window_alone():
    wide = Wishes({"layers": 700, "inspector": 700}, {"layers": True})
    for width in range(600, 2600, 37):
        sizes = arranged(width, 800, wide)
        assert sizes.inspector >= LEAST_INSPECTOR
        assert sizes.layers >= 180
        if width >= 1000:
            assert width - sizes.layers - sizes.inspector >= width // 3
    assert arranged(4000, 2000, wide).layers == 700


# -- a run, and the tour --------------------------------------------------------------------------------------


def test_a_run_is_told_of_in_the_status_bar_while_its_panel_is_not_seen(window, qtbot):
    session = open_template(window, "mlp")
    training = session.project.training.replace(epochs=100_000)
    session.change("epochs", session.project.replace(training=training))
    bar = window.status.run_bar
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_F12)
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "loss" in bar.words.text(), timeout=30_000)
    assert window.docks.panels.isHidden()  # a run is no reason to bring them back
    assert "epoch" in bar.words.text()
    assert "left" in bar.words.text()

    window.docks.open_panels()
    assert window.workspace.training.isVisible()
    assert not bar.isVisible()
    window.workspace.show_panel("data")
    assert bar.isVisible()

    qtbot.mouseClick(bar.stop_button, LEFT)
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=20_000)
    assert session.trainer.record.outcome == "stopped"
    assert not bar.isVisible()


def test_training_raises_the_panels_where_they_are_low(mlp, window, qtbot):
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.training.isVisible()
    window.workspace.session.trainer.stop()
    qtbot.waitUntil(lambda: not mlp.trainer.is_running, timeout=20_000)


def test_the_tour_shows_what_it_talks_about(window, qtbot):
    window.documents.open_empty()
    window.actions_["show_tour"].trigger()
    tour = window.findChild(Tour)
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_F12)
    qtbot.mouseClick(tour.show_button, LEFT)
    assert window.workspace.data.isVisible()

    window.docks.lower_panels()
    item = window.workspace.data.sources.item(0)
    window.workspace.data.choose(item.data(Qt.ItemDataRole.UserRole))
    qtbot.waitUntil(lambda: window.session.prepared is not None, timeout=20_000)
    tour.refresh()
    window.actions_["toggle_layers"].trigger()
    assert window.docks.is_open("layers") is (not window.docks.layers.isHidden())
    window.docks.layers.hide()
    qtbot.mouseClick(tour.show_button, LEFT)
    assert window.docks.palette_panel.search.hasFocus()
    tour.leave()
