"""Which numbers are reported beside the loss: those that fit as check boxes, all others one click away."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from netbuilder.engine.metrics import Metric
from netbuilder.errors import Message
from netbuilder.spec import Spec
from netbuilder.ui.looks.saying import say
from netbuilder.ui.panels.choices import entries_of, shown_name
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.form import SpecForm
from netbuilder.ui.widgets.parts import button, column, give_text, row
from netbuilder.ui.widgets.picker import Picker


class MetricChoice(QWidget):
    """Check boxes; one that is on opens its fields. A metric may be there more than once."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[type[Metric], _MetricRow] = {}
        self._offered: tuple[type[Metric], ...] = ()
        self._value: tuple[Metric, ...] = ()
        self._box = column(gap=4)
        self.more = button(Message("All metrics …"), self._open, "link")
        self.picker = Picker(self)
        self.setLayout(column(self._box, row(self.more, "|"), gap=4))

    def offer(self, kinds: Iterable[type[Metric]]) -> None:
        """Lists these kinds, and whatever is chosen beside them."""
        self._offered = tuple(kinds)
        self.set_value(self._value)

    def set_value(self, metrics: tuple[Metric, ...]) -> None:
        """Checks the chosen ones."""
        self._value = metrics
        wanted = list(dict.fromkeys([*self._offered, *(type(metric) for metric in metrics)]))
        for kind in wanted:
            if kind not in self._rows:
                self._rows[kind] = self._row_of(kind)
        for place, kind in enumerate(wanted):
            if self._box.indexOf(self._rows[kind]) != place:
                self._box.insertWidget(place, self._rows[kind])
        for kind, shown in self._rows.items():
            shown.setVisible(kind in wanted)
            shown.show_values([metric for metric in metrics if type(metric) is kind])

    def _row_of(self, kind: type[Metric]) -> _MetricRow:
        made = _MetricRow(kind)
        made.check.clicked.connect(lambda on: self._switch(kind, on))
        made.replaced.connect(lambda number, value: self._replace(kind, number, value))
        return made

    def box(self, kind: type[Metric]) -> QCheckBox:
        """The check box of a metric that is listed."""
        return self._rows[kind].check

    def listed(self) -> list[type[Metric]]:
        """The metrics that have a check box, from the top."""
        return [kind for kind, made in self._rows.items() if not made.isHidden()]

    def form(self, kind: type[Metric], number: int = 0) -> SpecForm:
        """The fields of a metric that is chosen, the first of its kind or a later one; they are opened."""
        self._rows[kind].open_fields(True)
        return self._rows[kind].forms[number]

    def _open(self) -> None:
        registry: dict[str, type[Spec]] = {**Metric.registry}
        offered = {kind.__name__ for kind in self._offered}
        chosen = {type(metric).__name__ for metric in self._value}
        self.picker.open(self.more, entries_of(registry, offered, chosen), self._toggle)

    def _toggle(self, name: str) -> None:
        kind = Metric.registry[name]
        self._switch(kind, not any(type(metric) is kind for metric in self._value))

    def _switch(self, kind: type[Metric], on: bool) -> None:
        if on:
            self.edited.emit((*self._value, kind.starting()))
            if any(field.required for field in kind.fields()):  # what it needs was guessed
                self._rows[kind].open_fields(True)
        else:
            self.edited.emit(tuple(metric for metric in self._value if type(metric) is not kind))

    def _replace(self, kind: type[Metric], number: int, value: Metric) -> None:
        places = [i for i, metric in enumerate(self._value) if type(metric) is kind]
        at = places[number]
        self.edited.emit((*self._value[:at], value, *self._value[at + 1 :]))


class _MetricRow(QWidget):
    """A check box, and behind a link the fields of each metric of its kind."""

    replaced = Signal(int, object)

    def __init__(self, kind: type[Metric]) -> None:
        super().__init__()
        self.check = QCheckBox()
        give_text(self.check, shown_name(kind))
        say(self.check, toolTip=Message(kind.summary()))
        self.options = button("…", lambda: self.open_fields(not self._open), "link")
        told = Message("Options of {name}", {"name": kind.snake()})
        say(self.options, accessibleName=told, toolTip=told)
        self.forms: list[SpecForm] = []
        self._open, self._count = False, 0
        head = QWidget()
        head.setLayout(FlowLayout(self.check, self.options, gap=2))  # a long name in a narrow inspector has it below
        self._box = column(head, gap=4)
        self.setLayout(self._box)

    def show_values(self, metrics: list[Metric]) -> None:
        """Shows what is chosen of this kind."""
        self._count = len(metrics)
        self.check.setChecked(bool(metrics))
        self._open = self._open and bool(metrics)
        self.options.setVisible(bool(metrics))
        while len(self.forms) < len(metrics) and (self._open or len(metrics) > 1):
            self.forms.append(self._form(len(self.forms)))  # made when they are needed: each takes milliseconds
        self._metrics = metrics
        self._show_forms()

    def open_fields(self, on: bool) -> None:
        """Shows the fields, or no longer."""
        self._open = on
        while on and len(self.forms) < self._count:
            self.forms.append(self._form(len(self.forms)))
        self._show_forms()

    def _show_forms(self) -> None:
        for i, form in enumerate(self.forms):
            form.set_value(self._metrics[i] if i < self._count else None)
            form.setVisible(i < self._count and (self._open or self._count > 1))

    def _form(self, number: int) -> SpecForm:
        form = SpecForm()
        form.setContentsMargins(24, 4, 0, 8)
        form.edited.connect(lambda value, _name: self.replaced.emit(number, value))
        self._box.addWidget(form)
        return form
