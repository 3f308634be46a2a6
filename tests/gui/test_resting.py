"""After a button was pressed that is disabled while it works, the keys change nothing until it can be pressed again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from netbuilder.ui.widgets.resting import Resting
from tests.gui.conftest import open_template


@pytest.fixture
def form(qtbot):
    """A button of its own over a number."""
    Resting.watch()
    made = QWidget()
    holder = QWidget()
    made.button, made.number, made.line = QPushButton("go"), QSpinBox(), QLineEdit()
    QHBoxLayout(holder).addWidget(made.button)
    box = QVBoxLayout(made)
    for part in (holder, made.number, made.line):
        box.addWidget(part)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    made.button.setFocus()
    return made


def type_something() -> None:
    for key in (Qt.Key.Key_Up, Qt.Key.Key_7, Qt.Key.Key_Delete, Qt.Key.Key_Space):
        QTest.keyClick(QApplication.focusWidget(), key)


def test_keys_go_nowhere_while_it_works_and_to_it_again_afterwards(form):
    form.button.setEnabled(False)
    type_something()
    assert (form.number.value(), form.line.text()) == (0, "")
    form.button.setEnabled(True)

    assert form.button.hasFocus()


def test_who_went_elsewhere_meanwhile_stays_there(form, qtbot):
    form.button.setEnabled(False)
    qtbot.mouseClick(form.line, Qt.MouseButton.LeftButton)
    form.button.setEnabled(True)

    assert form.line.hasFocus()


def test_tab_goes_on_from_there(form, qtbot):
    form.button.setEnabled(False)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)

    assert form.number.hasFocus()


def test_a_button_that_goes_for_good_leaves_nothing_behind(form):
    form.button.setEnabled(False)
    form.button.setParent(None)
    form.button.deleteLater()
    QApplication.processEvents()
    form.line.setFocus()

    assert form.line.hasFocus()


def test_evaluating_with_a_block_selected_changes_no_block(window, qtbot):
    session = open_template(window, "mlp")
    session.change("short", session.project.replace(training=session.project.training.replace(epochs=1)))
    window.actions_["train"].trigger()
    qtbot.waitUntil(lambda: session.document.run is not None and not session.trainer.is_running, timeout=60_000)
    session.select({"dense"})
    window.workspace.show_panel("evaluate")
    qtbot.waitActive(window)
    before, panel = session.graph, window.workspace.evaluate
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_7):
        QTest.keyClick(QApplication.focusWidget(), key)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=30_000)

    assert panel.button.hasFocus()
    QTest.keyClick(panel.button, Qt.Key.Key_Up)
    assert session.graph == before
