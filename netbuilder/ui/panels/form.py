"""A form made from a declaration: one row a field, errors below the row in plain words, rarer fields behind "More"."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from netbuilder.errors import Fault, FieldError
from netbuilder.kinds import OptionalKind, SpecKind
from netbuilder.spec import Field, Spec
from netbuilder.ui.i18n import sentence, translated
from netbuilder.ui.panels.fields import editor_for
from netbuilder.ui.panels.parts import button, clear, label, restyle
from netbuilder.ui.theme import PAD

LABEL_WIDTH = 118


class SpecForm(QWidget):
    """Edits a declared value. `edited` carries the new value and the name of the field."""

    edited = Signal(object, str)

    def __init__(self, skip: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skip = skip
        self._value: Spec | None = None
        self._rows: dict[str, _Row] = {}
        self._open = False
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(PAD)

    def set_value(self, value: Spec | None) -> None:
        """Shows a value; rows are made anew only for another kind of value."""
        if type(value) is not type(self._value):
            self._value = value
            self._build()
        self._value = value
        for name, row in self._rows.items():
            row.set_value(getattr(value, name))

    def row(self, name: str) -> _Row:
        """The row of a field."""
        return self._rows[name]

    def show_error(self, name: str, text: str) -> None:
        """Says below a row what is wrong with it."""
        if name in self._rows:
            self._rows[name].show_error(text)

    def _build(self) -> None:
        clear(self._box)
        self._rows = {}
        if self._value is None:
            return
        fields = [field for field in self._value.fields() if field.name not in self._skip]
        plain = [field for field in fields if not field.advanced]
        rare = [field for field in fields if field.advanced]
        for field in plain:
            self._add(field, self._box)
        if not rare:
            return
        self._more = button("", self._toggle, "link")
        self._box.addWidget(self._more)
        self._rest = QWidget()
        box = QVBoxLayout(self._rest)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(PAD)
        for field in rare:
            self._add(field, box)
        self._box.addWidget(self._rest)
        self._names = ", ".join(field.name for field in rare)
        self._show_rest()

    def _add(self, field: Field, box: QVBoxLayout) -> None:
        row = _Row(field, _starts(self._value, field))
        row.edited.connect(lambda value: self._change(field.name, value))
        self._rows[field.name] = row
        box.addWidget(row)

    def _toggle(self) -> None:
        self._open = not self._open
        self._show_rest()

    def _show_rest(self) -> None:
        self._rest.setVisible(self._open)
        short = self._names if len(self._names) < 40 else self._names[:38].rsplit(",", 1)[0] + " …"
        self._more.setText(self.tr("Less") if self._open else self.tr("More: {names}").format(names=short))

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        fields = self._value.fields() if self._value is not None else ()
        if any(field.advanced and field.name in self._rows for field in fields):
            self._show_rest()

    def _change(self, name: str, value: Any) -> None:
        """Tries a new value; a refusal is said at its row, and nothing changes."""
        row = self._rows[name]
        try:
            changed = self._value.replace(**{name: value})
        except FieldError as error:
            at = error.field.split(".")[0]
            text = translated(error.template, error.values)
            (self._rows.get(at) or row).show_error(text[0].upper() + text[1:] if text else text)
            return
        except Fault as fault:
            row.show_error(sentence(fault))
            return
        row.show_error("")
        if changed != self._value:
            self._value = changed
            row.set_value(getattr(changed, name))
            self.edited.emit(changed, name)


class _Row(QWidget):
    """Name, editor, an error below, and for a declared value the form of its own fields."""

    edited = Signal(object)

    def __init__(self, field: Field, starts: dict[str, Spec] | None = None) -> None:
        super().__init__()
        self.field = field
        self._starts = starts or {}
        self.editor = editor_for(field, None if starts is None else tuple(starts))
        self.editor.edited.connect(self._on_edited)
        self._name = label(field.name)
        self._name.setBuddy(self.editor)
        self._name.setToolTip(self.editor.toolTip())
        self._name.setFixedWidth(LABEL_WIDTH)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._inner: SpecForm | None = None
        self._spec = _spec_kind(field)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._name, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.editor, 0, 1)
        grid.addWidget(self._error, 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self._grid = grid

    @property
    def error(self) -> QLabel:
        """The label that says what is wrong."""
        return self._error

    def set_value(self, value: Any) -> None:
        """Shows a value, and forgets an earlier error."""
        if self._spec is None:
            if not self.editor.hasFocus() or not self._error.isVisible():
                self.editor.set_value(value)
                self.show_error("")
            return
        self.editor.set_value(None if value is None else type(value).__name__)
        self._show_inner(value)

    def show_error(self, text: str) -> None:
        """Says what is wrong, or nothing."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        if bool(self.editor.property("wrong")) != bool(text):
            self.editor.setProperty("wrong", bool(text))
            restyle(self.editor)

    def _on_edited(self, value: Any) -> None:
        if self._spec is not None and isinstance(value, str):
            value = self._starts.get(value) or self._spec.base.registry[value].starting()
        self.edited.emit(value)

    def _show_inner(self, value: Any) -> None:
        """The fields of the chosen value, set in."""
        if value is None or not value.fields():
            if self._inner is not None:
                self._inner.hide()
            return
        if self._inner is None:
            self._inner = SpecForm()
            self._inner.setContentsMargins(12, 0, 0, 4)
            self._inner.edited.connect(lambda changed, _name: self.edited.emit(changed))
            self._grid.addWidget(self._inner, 2, 0, 1, 2)
        self._inner.show()
        self._inner.set_value(value)


def _spec_kind(field: Field) -> SpecKind | None:
    kind = field.kind.inner if isinstance(field.kind, OptionalKind) else field.kind
    return kind if isinstance(kind, SpecKind) else None


def _starts(value: Spec, field: Field) -> dict[str, Spec] | None:
    """For a layer in a layer, those that the outer one takes, as they begin; None where all of a family are offered."""
    kind = _spec_kind(field)
    if kind is None or not isinstance(value, kind.base):
        return None
    found: dict[str, Spec] = {}
    for name, member in kind.base.registry.items():
        turned = {"go_backwards": True} if any(part.name == "go_backwards" for part in member.fields()) else {}
        for changes in ({}, turned):  # Bidirectional's second layer must read from the end
            start = member.starting(**changes)
            if name not in found and _takes(value, field, start):
                found[name] = start
    return found


def _takes(value: Spec, field: Field, given: Spec) -> bool:
    try:
        return getattr(value.replace(**{field.name: given}), field.name) is not None
    except Fault:
        return False
