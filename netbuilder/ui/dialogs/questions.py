"""What a person is asked or told in a box over the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from netbuilder.errors import Fault
from netbuilder.ui.looks.i18n import sentence, translated

Answer = QMessageBox.StandardButton


def ask(
    parent: QWidget, title: str, text: str, answers: Mapping[Answer, str], default: Answer | None = None, more: str = ""
) -> Answer:
    """The answer to a question, one of `answers` (with their words) or Cancel."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    for answer, words in {**answers, Answer.Cancel: translated("Cancel")}.items():
        box.addButton(answer).setText(words)
    if default is not None:
        box.setDefaultButton(default)
    pressed = box.exec()
    return next((answer for answer in answers if answer == pressed), Answer.Cancel)


def agrees(parent: QWidget, title: str, text: str, yes: str) -> bool:
    """Whether a person says yes, in these words, and does not cancel."""
    return ask(parent, title, text, {Answer.Yes: yes}, Answer.Cancel) == Answer.Yes


def tell(parent: QWidget, fault: Fault) -> None:
    """Shows one message with what is wrong and what to do."""
    box = QMessageBox(QMessageBox.Icon.Warning, "NetBuilder", sentence(fault), Answer.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()
