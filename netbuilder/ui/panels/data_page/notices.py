"""Above the rows: what is wrong with the data, and buttons with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import PAD
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import button, column, label


class Notices(QFrame):
    """A card with one message, and its buttons; away where there is nothing to say."""

    read_again_asked = Signal()
    locate_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._fault: Fault | None = None
        self._told: Fault | None = None
        self._is_old = False
        self.text = label("", "error", wrap=True)
        self.old = label(Message("The file was changed since it was read: what is shown is as it was then."), "warning",
                         wrap=True)  # fmt: skip
        self.locate_button = button(Message("Locate …"), self.locate_asked.emit, "repair")
        self.again_button = button(Message("Read again"), self.read_again_asked.emit, "repair")
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.locate_button, self.again_button))
        self.buttons = buttons
        self.setLayout(column(self.text, self.old, buttons, margin=PAD, gap=4))
        self.hide()
        language.changed.connect(self._say)

    def show_state(self, fault: Fault | None, is_file: bool, is_old: bool) -> None:
        """What is wrong with the data, whether it is its file, and whether that was changed."""
        self._fault, self._is_old = fault, is_old
        self.locate_button.setVisible(is_file)
        self.again_button.setVisible(is_file or is_old)
        self._say()

    def tell(self, fault: Fault | None) -> None:
        """Why something was refused; nothing takes it back."""
        self._told = fault
        self._say()

    def _say(self) -> None:
        told = [opening(sentence(fault)) for fault in (self._told, self._fault) if fault is not None]
        self.text.setText("\n".join(told))
        self.text.setVisible(bool(told))
        self.old.setVisible(self._is_old and self._fault is None)
        self.buttons.setVisible(not self.locate_button.isHidden() or not self.again_button.isHidden())
        self.setVisible(bool(told) or not self.old.isHidden())
