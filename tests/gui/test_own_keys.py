"""The window's keys work while one types in a field; the field's own stay its own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from netbuilder.ui.dialogs.exporting.dialog import ExportDialog
from netbuilder.ui.window.command_palette import CommandPalette
from tests.gui.conftest import open_template

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def field(window, qtbot):
    """A number of a block, with the keyboard in it."""
    open_template(window, "mlp").select({"dense"})
    qtbot.waitActive(window)
    made = window.workspace.inspector.block.form.row("units").editor
    made.setFocus()
    assert made.hasFocus()
    return made


def claims(field, key) -> bool:
    """Whether the field takes a key for itself, before any shortcut sees it."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, CONTROL)
    event.ignore()
    QApplication.sendEvent(field, event)
    return event.isAccepted()


def test_export_and_commands_open_from_a_field(field, window, qtbot):
    assert not claims(field, Qt.Key.Key_E)
    qtbot.keyClick(field, Qt.Key.Key_E, CONTROL)
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.close()
    field.setFocus()
    assert not claims(field, Qt.Key.Key_K)
    qtbot.keyClick(field, Qt.Key.Key_K, CONTROL)
    window.findChild(CommandPalette).leave()


@pytest.mark.parametrize("key", [Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V])
def test_what_a_field_does_with_its_text_it_goes_on_doing(key, field):
    assert claims(field, key)
