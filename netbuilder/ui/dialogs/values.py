"""Asks for the values of names that a script leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from netbuilder.errors import Message
from netbuilder.formats.script_reading import escaped
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import ROOM, code_font
from netbuilder.ui.widgets.parts import column, label, ok_and_cancel


class ValuesDialog(QDialog):
    """A field for each name; it can be agreed to when all are filled."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, windowTitle=Message("Values for the script"))
        self.fields = {name: QLineEdit() for name in names}
        form = QFormLayout()
        for name, field in self.fields.items():
            say(field, placeholderText=Message("a number, or a list such as (28, 28, 1)"))
            field.setMinimumWidth(260)
            field.textChanged.connect(self._show_enabled)
            caption = label(escaped(name))
            caption.setFont(code_font())
            caption.setBuddy(field)
            field.setAccessibleName(escaped(name))
            form.addRow(caption, field)
        self.buttons = ok_and_cancel(self, Message("Open"))
        words = Message("The script uses names whose values it does not give. Enter a value for each:")
        self.setLayout(column(label(words, wrap=True), form, self.buttons, margin=ROOM, gap=ROOM))
        self._show_enabled()

    def values(self) -> dict[str, str]:
        """What was typed, by name."""
        return {name: field.text().strip() for name, field in self.fields.items()}

    def _show_enabled(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(all(self.values().values()))


def ask_for_values(parent: QWidget, names: Sequence[str]) -> dict[str, str] | None:
    """The values that a person gives; None where they would rather not."""
    dialog = ValuesDialog(names, parent)
    try:
        return dialog.values() if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()
