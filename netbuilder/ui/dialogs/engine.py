"""The dialog in which a person chooses what trains: the own engine, or Keras in another Python."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from netbuilder.errors import Message
from netbuilder.project.external import BACKENDS, Elsewhere, Found, Missing, looking
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.session.tasks import Done, Failed, Task
from netbuilder.ui.widgets.file_dialogs import ask_open
from netbuilder.ui.widgets.parts import button, column, give_role, label, ok_and_cancel, row

NAMES = {"jax": "JAX", "tensorflow": "TensorFlow", "torch": "PyTorch"}
WIDTH = 520


class EngineDialog(QDialog):
    """`chosen` tells an Elsewhere, or None for the own engine; `python` and `backend` are remembered either way."""

    chosen = Signal(object)

    def __init__(self, where: Elsewhere | None, python: str, backend: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, windowTitle=Message("Engine"))
        self.setMinimumWidth(WIDTH)
        self._task: Task | None = None
        self.numpy = say(QRadioButton(), text=Message("NumPy: the engine of NetBuilder"))
        self.keras = say(QRadioButton(), text=Message("Keras in another Python"))
        (self.numpy if where is None else self.keras).setChecked(True)
        about = label(
            Message("Keras trains in a Python environment of yours, on its GPUs too. The curves appear here."),
            "quiet", wrap=True,
        )  # fmt: skip
        self.path = QLineEdit(python)
        say(self.path, placeholderText=Message("such as {example}", {"example": "/home/me/keras/bin/python"}))
        say(self.path, accessibleName=Message("Python"))
        self.browse = button(Message("Choose …"), self._browse)
        self.backend = QComboBox()
        say(self.backend, accessibleName=Message("Backend"))
        self.backend.addItem("", "")
        say_item(self.backend, 0, Message("what is installed"))
        for name in BACKENDS:
            self.backend.addItem(NAMES[name], name)
        self.backend.setCurrentIndex(max(0, self.backend.findData(backend)))
        self.check_button = button(Message("Check"), self.check)
        self.answer = label("", "quiet", wrap=True)
        self.command = QLineEdit()
        self.command.setReadOnly(True)
        say(self.command, accessibleName=Message("Command"))
        self.copy_button = button(Message("Copy"), self._copy)
        self._command_row = QWidget()
        self._command_row.setLayout(row(self.command, self.copy_button))
        self._command_row.hide()
        self._fields = QWidget()
        self._fields.setLayout(self._make_fields())
        self.buttons = ok_and_cancel(self)
        self.setLayout(
            column(self.numpy, self.keras, about, self._fields, "|", self.buttons, margin=16, gap=ROOM)
        )  # fmt: skip
        self.keras.toggled.connect(self._show_fields)
        self.path.textChanged.connect(self._forget)
        self.backend.currentIndexChanged.connect(self._forget)
        self._show_fields()

    def _make_fields(self) -> QVBoxLayout:
        words = [label(Message("Python")), label(Message("Backend"))]
        for made, buddy in zip(words, (self.path, self.backend), strict=True):
            made.setMinimumWidth(72)
            made.setBuddy(buddy)
        first = row(words[0], self.path, self.browse)
        first.setStretch(1, 1)
        second = row(words[1], self.backend, "|", self.check_button)
        box = column(first, second, self.answer, self._command_row, gap=PAD)
        box.setContentsMargins(24, 0, 0, 0)
        return box

    @property
    def where(self) -> Elsewhere | None:
        """What is chosen now; None is the own engine."""
        if not self.keras.isChecked():
            return None
        return Elsewhere(Path(self.path.text().strip()).expanduser(), str(self.backend.currentData()))

    def check(self) -> None:
        """Looks what is there, off the window's thread."""
        where = self.where
        if self._task is not None or where is None or not self._has_path():
            return
        self.check_button.setEnabled(False)
        self._tell(self.tr("Looking …"), "quiet")
        self._task = Task(looking(where), self)
        self._task.ended.connect(lambda outcome: self._on_looked(where, outcome))
        self._task.start()

    def _has_path(self) -> bool:
        if self.path.text().strip():
            return True
        self._tell(self.tr("Choose the Python of an environment that has Keras."), "error")
        self.path.setFocus()
        return False

    def _on_looked(self, where: Elsewhere, outcome: object) -> None:
        self._task = None
        self.check_button.setEnabled(True)
        if where != self.where:
            self._forget()  # it was changed meanwhile
        elif isinstance(outcome, Done):
            self._tell(self._words(outcome.value), "good")
        elif isinstance(outcome, Failed):
            fault = outcome.fault()
            self._tell(sentence(fault), "error")
            if isinstance(fault, Missing):
                self.command.setText(fault.command)
                self.command.setCursorPosition(0)
                self._command_row.show()

    def _words(self, found: Found) -> str:
        text = self.tr("✓ Python {python} with Keras {keras} on {backend} {version}")
        return text.format(
            python=found.python, keras=found.keras, backend=NAMES[found.backend], version=found.backend_version
        )

    def _tell(self, text: str, role: str) -> None:
        self._command_row.hide()
        self.answer.setText(text)
        give_role(self.answer, role)

    def _forget(self) -> None:
        self._tell("", "quiet")

    def _show_fields(self) -> None:
        self._fields.setEnabled(self.keras.isChecked())

    def _browse(self) -> None:
        path = ask_open(self, self.tr("Choose a Python"), "python", beside=self.path.text())
        if path is not None:
            self.path.setText(str(path))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())

    def accept(self) -> None:
        """Takes the choice, where there is one."""
        if self.keras.isChecked() and not self._has_path():
            return
        self.chosen.emit(self.where)
        super().accept()

    def done(self, result: int) -> None:
        """Closes, and ends what still looks."""
        if self._task is not None:
            self._task.let_go()
            self._task = None
        super().done(result)
