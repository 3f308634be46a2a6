"""A kind out of a family (a loss, an optimizer, a schedule), and the form of its fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Accuracy, FittingAccuracy, Metric
from netbuilder.errors import Message
from netbuilder.spec import Spec
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.widgets.fields import ChoiceEdit
from netbuilder.ui.widgets.form import LABEL_WIDTH, SpecForm
from netbuilder.ui.widgets.parts import button, column, give_text, hold_width, label, row
from netbuilder.ui.widgets.picker import Entry, Picker


class SpecChoice(QWidget):
    """A list of kinds; the form of what is chosen stands below it, or wherever `form` is put.

    Offered are those that fit, once it is told which; a link opens all.
    """

    edited = Signal(object)

    def __init__(
        self,
        title: Message | str,
        registry: dict[str, type[Spec]],
        optional: bool = False,
        wide: bool = False,
        skip: tuple[str, ...] = (),
        form_apart: bool = False,
    ) -> None:
        super().__init__()
        self._registry = registry
        self._optional = optional
        self._offered: tuple[str, ...] = ()
        self._value: Spec | None = None
        self._title = label()
        self.choice = ChoiceEdit((), optional)
        self.all_button = button(Message("All …"), self._open, "link")
        self.picker = Picker(self)
        self.form = SpecForm(skip, self)
        self._skip = skip
        self.set_title(title)
        self._title.setBuddy(self.choice)
        if wide:  # names such as sparse_categorical_crossentropy need the whole width
            box = column(row(self._title, "|", self.all_button), self.choice, gap=4)
        else:
            hold_width(self._title, LABEL_WIDTH)
            head = row(self._title, self.choice, self.all_button)
            head.setStretch(1, 1)
            box = column(head)
        if not form_apart:
            self.form.setContentsMargins(12, 0, 0, 0)
            box.addWidget(self.form)
        self.setLayout(box)
        self.offer(registry)
        self.choice.edited.connect(self._choose)
        self.form.edited.connect(lambda value, _name: self.edited.emit(value))

    def set_title(self, title: Message | str) -> None:
        """Says what is chosen here."""
        give_text(self._title, title)
        if isinstance(title, Message):
            say(self.choice, accessibleName=title)
        else:
            self.choice.setAccessibleName(title)

    def offer(self, names: Iterable[str]) -> None:
        """Lists these kinds, in this order."""
        offered = tuple(names)
        if offered == self._offered:
            return
        self._offered = offered
        self.all_button.setVisible(len(offered) < len(self._registry))
        self.choice.offer(offered)
        self._say_items()
        self.set_value(self._value)

    def _say_items(self) -> None:
        for i in range(self.choice.count()):
            kind = self._registry.get(self.choice.itemData(i) or "")
            if kind is not None:
                name = shown_name(kind)
                if isinstance(name, Message):
                    say_item(self.choice, i, name)
                else:
                    self.choice.setItemText(i, name)
                say_item(self.choice, i, Message(kind.summary()), Qt.ItemDataRole.ToolTipRole)

    def set_value(self, value: Spec | None) -> None:
        """Shows a value."""
        self._value = value
        name = None if value is None else type(value).__name__
        if name is not None and self.choice.findData(name) < 0:
            self.choice.set_value(name)  # one that is not offered is added at the end
            self._say_items()
        else:
            self.choice.set_value(name)
        self.form.setVisible(self.has_fields)
        self.form.set_value(value if self.has_fields else None)

    @property
    def has_fields(self) -> bool:
        """Whether the form of what is chosen has anything."""
        return self._value is not None and any(field.name not in self._skip for field in self._value.fields())

    def _choose(self, name: str | None) -> None:
        self.edited.emit(None if name is None else self._registry[name].starting())

    def _open(self) -> None:
        chosen = () if self._value is None else (type(self._value).__name__,)
        self.picker.open(self.choice, entries_of(self._registry, self._offered, chosen), self._choose)


def entries_of(registry: dict[str, type[Spec]], fitting: Collection[str], chosen: Collection[str] = ()) -> list[Entry]:
    """All of a family for a `Picker`, by what fits; the value of an entry is the name of its kind."""
    return [
        Entry(name, plain_name(kind), translated(kind.summary()), name in fitting, name in chosen)
        for name, kind in registry.items()
    ]


def shown_name(kind: type[Spec]) -> Message | str:
    """Losses and metrics go by their snake-case names, as in compile; the rest by their classes."""
    if kind is FittingAccuracy:
        return "accuracy"
    if kind is Accuracy:
        return Message("accuracy (exact match)")
    return kind.snake() if issubclass(kind, Loss | Metric) else kind.__name__


def plain_name(kind: type[Spec]) -> str:
    """The same, in the language of the window."""
    name = shown_name(kind)
    return translated(name.template, name.values) if isinstance(name, Message) else name
