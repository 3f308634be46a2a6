"""Names that are picked from a list: one, or several behind a button."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from netbuilder.errors import Message, printable
from netbuilder.kinds import OptionalKind, TupleKind
from netbuilder.spec import Field
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.widgets.fields import ChoiceEdit
from netbuilder.ui.widgets.picker import Entry, Picker

MOST_NAMED = 2


class ManyEdit(QPushButton):
    """Several names out of a list, which opens with a search; says which they are, or how many."""

    edited = Signal(object)

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names, self._is_mixed = names, False
        self._value: tuple[str, ...] = ()
        self.setProperty("field", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.picker = Picker(self, many=True)
        self.clicked.connect(self._open)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def offer(self, names: tuple[str, ...]) -> None:
        """Lists these names; what is chosen stays, also where it is none of them."""
        self._names = names

    def set_value(self, value: Any) -> None:
        """Shows what is chosen."""
        self._value, self._is_mixed = tuple(value or ()), False
        self.retranslate()

    def set_mixed(self) -> None:
        """Shows that several things have several values."""
        self._value, self._is_mixed = (), True
        self.retranslate()

    def retranslate(self) -> None:
        """Says it in the language of the window."""
        if self._is_mixed:
            text = self.tr("different")
        elif not self._value:
            text = self.tr("none")
        elif len(self._value) <= MOST_NAMED:
            text = ", ".join(map(printable, self._value))
        else:
            text = self.tr("{count} chosen").format(count=len(self._value))
        self.setText(text.replace("&", "&&"))
        self.setToolTip("\n".join(map(printable, self._value)))

    def _open(self) -> None:
        names = dict.fromkeys((*self._value, *self._names))
        self.picker.open(
            self, [Entry(name, printable(name), is_on=name in self._value) for name in names], self._switch
        )

    def _switch(self, name: str) -> None:
        chosen = [one for one in self._value if one != name]
        value = tuple(chosen) if name in self._value else (*chosen, name)
        self.set_value(value)
        self.edited.emit(value)


def chosen_from(field: Field, names: tuple[str, ...]) -> ChoiceEdit | ManyEdit:
    """An editor for a field of text in which one of these names is chosen, or some of them where it holds several."""
    made: ChoiceEdit | ManyEdit
    if isinstance(field.kind, TupleKind):
        made = ManyEdit(names)
    else:
        made = ChoiceEdit(names, isinstance(field.kind, OptionalKind))
    made.setAccessibleName(field.name)
    say(made, toolTip=Message(field.doc))
    return made
