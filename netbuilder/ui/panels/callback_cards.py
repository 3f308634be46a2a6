"""What acts after each epoch: a card for each callback, added from a list and taken away again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from netbuilder.engine.callbacks import Callback
from netbuilder.errors import Message
from netbuilder.spec import Spec
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD
from netbuilder.ui.panels.choices import entries_of
from netbuilder.ui.widgets.form import SpecForm
from netbuilder.ui.widgets.parts import button, column, label, row
from netbuilder.ui.widgets.picker import Picker

MONITOR = "monitor"


class CallbackCards(QWidget):
    """Callbacks in their order; of a kind there may be several."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._value: tuple[Callback, ...] = ()
        self._names: tuple[str, ...] = ()
        self.cards: list[CallbackCard] = []
        self._box = column(gap=PAD)
        self.add_button: QPushButton = button(Message("Add a callback …"), self._open)
        self.picker = Picker(self)
        self.setLayout(column(self._box, row(self.add_button, "|"), gap=PAD))

    def offer(self, names: Sequence[str]) -> None:
        """The numbers that a run will tell: what can be watched."""
        self._names = tuple(names)
        for card in self.cards:
            card.form.offer(MONITOR, self._names)

    def set_value(self, callbacks: tuple[Callback, ...]) -> None:
        """Shows a card for each."""
        self._value = callbacks
        while len(self.cards) < len(callbacks):
            self.cards.append(self._card(len(self.cards)))
        for i, card in enumerate(self.cards):
            card.setVisible(i < len(callbacks))  # those that are not needed now are kept: making one takes milliseconds
            card.set_value(callbacks[i] if i < len(callbacks) else None)

    def _card(self, number: int) -> CallbackCard:
        card = CallbackCard()
        card.form.offer(MONITOR, self._names)
        card.form.edited.connect(lambda value, _name: self._replace(number, value))
        card.remove_button.clicked.connect(lambda: self._remove(number))
        self._box.addWidget(card)
        return card

    def _open(self) -> None:
        registry: dict[str, type[Spec]] = {**Callback.registry}
        self.picker.open(self.add_button, entries_of(registry, registry), self.add)

    def add(self, name: str) -> None:
        """Adds a callback of a kind, as it begins; the keyboard is in its card then."""
        self.edited.emit((*self._value, Callback.registry[name].starting()))
        if self._value:
            self.cards[len(self._value) - 1].take_focus()

    def _remove(self, number: int) -> None:
        self.edited.emit(tuple(one for i, one in enumerate(self._value) if i != number))
        self.add_button.setFocus()  # the card that had it is gone

    def _replace(self, number: int, value: Callback) -> None:
        self.edited.emit(tuple(value if i == number else one for i, one in enumerate(self._value)))


class CallbackCard(QFrame):
    """Name, what it does, and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title = label("", "name")
        self.remove_button = button(Message("Remove"), None, "link")
        self._about = label("", "small", wrap=True)
        self.form = SpecForm()
        self.setLayout(column(row(self.title, "|", self.remove_button), self._about, self.form, margin=PAD, gap=4))

    def set_value(self, callback: Callback | None) -> None:
        """Shows a callback."""
        if callback is not None:
            kind = type(callback)
            self.title.setText(kind.__name__)
            say(self._about, text=Message(kind.summary()))
            say(self.remove_button, accessibleName=Message("Remove {name}", {"name": kind.__name__}))
        has_fields = callback is not None and bool(callback.fields())
        self.form.setVisible(has_fields)
        self.form.set_value(callback if has_fields else None)

    def take_focus(self) -> None:
        """Gives the keyboard to its first field, or to the button where it has none."""
        rows = list(self.form.rows())
        (rows[0].editor if rows else self.remove_button).setFocus()
