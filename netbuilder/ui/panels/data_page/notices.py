"""Above the rows: what is wrong with the data, what is of no use in it, and buttons with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from netbuilder.errors import Fault, Message, printable
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import PAD
from netbuilder.ui.panels.data_page import words
from netbuilder.ui.panels.data_page.offers import Offer
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import button, column, label
from netbuilder.ui.widgets.shrinking import ShrinkingButton

MOST_NAMED, MOST_TOLD = 4, 3


class Notices(QFrame):
    """Messages, each with its buttons; away where there is nothing to say."""

    read_again_asked = Signal()
    locate_asked = Signal()
    leave_out_asked = Signal(object)  # names of columns
    taken = Signal(object)  # an Offer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._fault: Fault | None = None
        self._told: Fault | None = None
        self._is_old = self._was_cancelled = False
        self._useless: dict[str, str] = {}
        self._offers: tuple[Offer, ...] = ()
        self.text = label("", "error", wrap=True)
        self.old = label(Message("The file was changed since it was read: what is shown is as it was then."), "warning",
                         wrap=True)  # fmt: skip
        self.cancelled = label(Message("The file was not read to its end."), "warning", wrap=True)
        self.locate_button = button(Message("Locate …"), self.locate_asked.emit, "repair")
        self.again_button = button(Message("Read again"), self.read_again_asked.emit, "repair")
        self.useless = label("", "warning", wrap=True)
        self.leave_out_button = button(
            Message("Leave them out"), lambda: self.leave_out_asked.emit(tuple(self._useless)), "repair"
        )
        self.about_offers = label("", "small", wrap=True)
        self.offer_buttons: list[ShrinkingButton] = []
        self.buttons = QWidget()
        self._flow = FlowLayout(self.locate_button, self.again_button, self.leave_out_button)
        self.buttons.setLayout(self._flow)
        self.setLayout(
            column(
                self.text, self.old, self.cancelled, self.useless, self.buttons, self.about_offers, margin=PAD, gap=4
            )
        )
        self.show_state(None, False, False)  # nothing: a part without a parent that is shown would be a window
        language.changed.connect(self._on_language)

    def show_state(self, fault: Fault | None, is_file: bool, is_old: bool, was_cancelled: bool = False) -> None:
        """What is wrong with the data, whether it is its file, and whether that was changed or not read to its end."""
        self._fault, self._is_old, self._was_cancelled = fault, is_old, was_cancelled
        self.locate_button.setVisible(is_file)
        self.again_button.setVisible(is_file or is_old or was_cancelled)
        self._say()

    def show_useless(self, hints: dict[str, str]) -> None:
        """Columns that nothing is learned from, each with its reason."""
        if hints != self._useless:
            self._useless = hints
            self._say()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Buttons that change the project, each in one step."""
        if tuple(offers) != self._offers:
            self._offers = tuple(offers)
            self._make_offers()
            self._say()

    def tell(self, fault: Fault | None) -> None:
        """Why something was refused; nothing takes it back."""
        self._told = fault
        self._say()

    def _on_language(self) -> None:
        self._make_offers()
        self._say()

    def _make_offers(self) -> None:
        for made in self.offer_buttons:
            self._flow.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.offer_buttons = [
            ShrinkingButton(opening(sentence(offer.repair.label)), partial(self.taken.emit, offer), "repair")
            for offer in self._offers
        ]
        for made in self.offer_buttons:
            self._flow.addWidget(made)
            made.show()

    def _say(self) -> None:
        told = [opening(sentence(fault)) for fault in (self._told, self._fault) if fault is not None]
        self.text.setText("\n".join(told))
        self.text.setVisible(bool(told))
        self.old.setVisible(self._is_old and self._fault is None)
        self.cancelled.setVisible(self._was_cancelled and self._fault is None)
        self._say_useless()
        self.leave_out_button.setVisible(bool(self._useless))
        shown = (self.locate_button, self.again_button, self.leave_out_button)
        self.buttons.setVisible(bool(self._offers) or any(not made.isHidden() for made in shown))
        lines = [sentence(message) for offer in self._offers for message in offer.told]
        more = f" (+{len(lines) - MOST_TOLD})" if len(lines) > MOST_TOLD else ""
        self.about_offers.setText(" · ".join(lines[:MOST_TOLD]) + more)
        self.about_offers.setToolTip("\n".join(lines) if more else "")
        self.about_offers.setVisible(bool(lines))
        parts = (self.text, self.old, self.cancelled, self.useless, self.buttons)
        self.setVisible(any(not part.isHidden() for part in parts))

    def _say_useless(self) -> None:
        reasons = [
            f"{printable(name)} ({words.said(words.HINTS[hint])})"
            for name, hint in [*self._useless.items()][:MOST_NAMED]
        ]
        names = ", ".join(reasons) + (
            f" (+{len(self._useless) - MOST_NAMED})" if len(self._useless) > MOST_NAMED else ""
        )
        self.useless.setText(self.tr("Better left out: {names}").format(names=names))
        self.useless.setVisible(bool(self._useless))
