"""The keyboard: Tab follows what one sees, nothing that goes away hands it to a number, and what is typed counts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QFileDialog, QLineEdit, QPushButton, QWidget

from netbuilder.graph import edits
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.window import commands
from tests.gui.conftest import open_template

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
EDITS = (QAbstractSpinBox, QComboBox, QLineEdit)


@pytest.fixture
def active(mlp, window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return mlp


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def press(qtbot, key, held=Qt.KeyboardModifier.NoModifier) -> None:
    """To whatever has the keyboard, as a person does."""
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, held)
    settle()


def place(window, widget: QWidget) -> QPoint:
    return widget.mapTo(window, QPoint(0, widget.height() // 2))


# -- Tab ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("selected", [(), ("dense",), ("dense", "dense_1")], ids=["settings", "block", "several"])
def test_tab_goes_down_a_form_as_one_reads_it_and_back(selected, active, window, qtbot):
    active.select(selected)
    settle()
    forms = window.docks.inspectors
    window.workspace.tabs.tabBar().setFocus()
    seen: list[QWidget] = []
    for _ in range(60):
        press(qtbot, KEY.Key_Tab)
        now = QApplication.focusWidget()
        if forms.isAncestorOf(now):
            seen.append(now)
        elif seen:
            break
    assert len(seen) >= 5
    rows = [place(window, one) for one in seen[1:]]  # the first is what scrolls
    read = [(round(at.y() / 12), at.x()) for at in rows]
    assert read == sorted(read)

    seen[-1].setFocus()
    for expected in reversed(seen[:-1]):
        press(qtbot, KEY.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert QApplication.focusWidget() is expected


def test_tab_goes_through_the_window_from_the_bar_to_the_inspector(active, window, qtbot):
    window.workspace.show_panel("data")
    settle()
    window.bar.train_button.setFocus()
    parts = [window.bar, window.docks.left, window.documents.bar, window.workspace.view, window.workspace.tabs,
             window.docks.inspectors]  # fmt: skip
    order: list[int] = []
    for _ in range(120):
        now = QApplication.focusWidget()
        number = next(i for i, part in enumerate(parts) if part is now or part.isAncestorOf(now))
        if number not in order[-1:]:
            order.append(number)
        if now is window.workspace.view:  # where Tab adds a layer
            window.workspace.tabs.tabBar().setFocus()
        else:
            press(qtbot, KEY.Key_Tab)
        if len(order) == 7:
            break
    assert order == [0, 1, 2, 3, 4, 5, 0]


# -- what goes away -------------------------------------------------------------------------------------------------


def test_evaluate_keeps_the_keyboard_while_it_works(active, window, qtbot):
    training = active.project.training
    active.change("short", active.project.replace(training=training.replace(epochs=1)))
    commands.training.train(window)
    qtbot.waitUntil(lambda: active.trainer.record is not None and not active.trainer.is_running, timeout=60_000)
    active.select({"dense"})
    window.workspace.show_panel("evaluate")
    settle()
    panel, before = window.workspace.evaluate, active.project
    panel.button.setFocus()
    press(qtbot, KEY.Key_Space)
    assert panel.is_busy
    for key in (KEY.Key_Up, KEY.Key_Down, KEY.Key_Up):
        assert not isinstance(QApplication.focusWidget(), EDITS)
        press(qtbot, key)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=30_000)

    assert active.project is before
    assert panel.button.hasFocus()  # and once more would be one key


def test_train_keeps_it_too_and_space_does_not_stop_the_run(active, window, qtbot):
    training = active.project.training.replace(epochs=100_000)
    active.change("long", active.project.replace(training=training))
    window.bar.train_button.setFocus()
    press(qtbot, KEY.Key_Space)
    qtbot.waitUntil(lambda: bool(active.trainer.record and active.trainer.record.steps), timeout=30_000)
    now, before = QApplication.focusWidget(), active.project
    assert now is None or not isinstance(now, (*EDITS, QPushButton))
    press(qtbot, KEY.Key_Space)
    press(qtbot, KEY.Key_Up)

    assert active.trainer.is_running
    assert active.project is before
    active.trainer.stop()
    qtbot.waitUntil(lambda: not active.trainer.is_running, timeout=20_000)


def test_after_a_repair_the_keyboard_stays_where_one_worked_and_space_does_not_train(active, window, qtbot):
    active.edit("cut", edits.cut(active.graph, [("dense", 0)]))
    active.judge()
    view = window.workspace.view
    view.setFocus()
    active.select({"dense"})
    press(qtbot, KEY.Key_Return)
    assert isinstance(QApplication.focusWidget(), QPushButton)
    press(qtbot, KEY.Key_Space)  # the first repair
    assert not active.problems
    assert view.hasFocus()
    press(qtbot, KEY.Key_Space)
    assert not active.trainer.is_running

    active.edit("cut", edits.cut(active.graph, [("dense", 0)]))
    active.judge()
    window.workspace.show_panel("problems")
    settle()
    repair = next(made for made in window.workspace.problems.findChildren(QPushButton) if made.isVisible())
    repair.setFocus()
    press(qtbot, KEY.Key_Space)
    assert not active.problems
    now = QApplication.focusWidget()
    assert window.workspace.tabs.isAncestorOf(now)
    press(qtbot, KEY.Key_Space)
    assert not active.trainer.is_running
    assert not active.problems


def test_panels_that_are_hidden_give_the_keyboard_to_the_canvas(active, window, qtbot):
    active.select(())
    settle()
    window.workspace.inspector.training.numbers.row("epochs").editor.setFocus()
    press(qtbot, KEY.Key_F12)

    assert window.workspace.view.hasFocus()


# -- what is typed --------------------------------------------------------------------------------------------------


def test_escape_clears_a_search_and_then_leaves_it(active, window, qtbot):
    search = window.docks.palette_panel.search
    search.setFocus()
    qtbot.keyClicks(search, "conv")
    press(qtbot, KEY.Key_Escape)
    assert search.text() == ""
    assert search.hasFocus()
    press(qtbot, KEY.Key_Escape)

    assert window.workspace.view.hasFocus()


def test_control_and_return_in_a_note_types(active, window, qtbot):
    active.select({"dense"})
    window.workspace.view.setFocus()
    press(qtbot, KEY.Key_N)
    writing = window.workspace.view.writing
    qtbot.keyClicks(writing.text, "one")
    press(qtbot, KEY.Key_Return, CONTROL)
    qtbot.keyClicks(writing.text, "two")
    assert writing.text.isVisible()
    assert not active.trainer.is_running
    press(qtbot, KEY.Key_Return)

    assert active.graph["dense"].note == "one\ntwo"
    assert active.trainer.record is None


def test_a_number_that_is_still_being_typed_counts_for_the_command(active, window, qtbot, tmp_path, monkeypatch):
    active.select({"dense"})
    settle()
    units = window.workspace.inspector.block.form.row("units").editor
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "net.netb"), ""))
    units.setFocus()
    units.selectAll()
    qtbot.keyClicks(units, "37")
    assert active.graph["dense"].layer.units == 64
    press(qtbot, KEY.Key_S, CONTROL)

    assert active.graph["dense"].layer.units == 37
    assert not active.is_modified
    assert units.hasFocus()


def test_a_list_of_errors_does_not_move_the_code_while_one_types(window, qtbot):
    session = open_template(window, "mlp")
    window.activateWindow()
    window.workspace.show_panel("code")
    code = window.workspace.code
    code.text.setFocus()
    settle()
    height = code.text.height()
    code.text.moveCursor(code.text.textCursor().MoveOperation.End)
    qtbot.keyClicks(code.text, "x = (((")
    qtbot.waitUntil(lambda: code.problems.count() > 0, timeout=10_000)
    session.edit("cut", edits.cut(session.graph, [("dense", 0)]))
    session.judge()
    settle()

    assert code.text.height() == height
    assert code.problems.isVisible()


# -- the size of text -----------------------------------------------------------------------------------------------


def test_control_and_plus_enlarges_what_the_keyboard_is_in(active, window, qtbot):
    active.select(())
    settle()
    view, epochs = window.workspace.view, window.workspace.inspector.training.numbers.row("epochs").editor
    view.set_zoom(0.9)  # else it goes on showing the whole network as large as text
    zoom, height, width = view.zoom, epochs.height(), window.docks.inspector.width()
    try:
        epochs.setFocus()
        press(qtbot, KEY.Key_Equal, CONTROL)
        press(qtbot, KEY.Key_Equal, CONTROL)
        assert view.zoom == zoom
        assert theme.scale > 1.2
        assert epochs.fontMetrics().height() > 16
        assert epochs.height() >= height
        assert window.docks.inspector.width() > width
        assert window.workspace.inspector.training.minimumSizeHint().width() <= window.docks.inspector.width()
        assert window.preferences.larger_text == pytest.approx(theme.larger)
        press(qtbot, KEY.Key_0, CONTROL)
        assert (theme.scale, window.docks.inspector.width()) == (1.0, width)

        view.setFocus()
        press(qtbot, KEY.Key_Equal, CONTROL)
        assert view.zoom > zoom
        assert theme.scale == 1.0
    finally:
        theme.larger = 1.0
        theme.choose("light")
