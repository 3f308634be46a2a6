"""A form made from a declaration: one row a field, errors below the row in plain words, rarer fields behind "More"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from netbuilder.errors import Fault, FieldError, Message
from netbuilder.kinds import OptionalKind, SpecKind
from netbuilder.spec import Field, Spec
from netbuilder.ui.looks.i18n import marked, opening, sentence, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, TEXT, font, scaled
from netbuilder.ui.widgets.fields import ChoiceEdit, Editor, editor_for
from netbuilder.ui.widgets.many import ManyEdit, chosen_from
from netbuilder.ui.widgets.parts import breakable, button, column, hold_width, label, mark_doubtful, mark_wrong

LABEL_WIDTH = 118
MOST_PAGES = 12
MORE, LESS = marked("SpecForm", "More: {names}"), marked("SpecForm", "Less")


class SpecForm(QWidget):
    """Edits a declared value. `edited` carries the new value and the name of the field."""

    edited = Signal(object, str)

    def __init__(self, skip: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skip = skip
        self._offers: dict[str, tuple[str, ...]] = {}  # names that a field of text is chosen from
        self._value: Spec | None = None
        self._page = FieldPage({})
        self._pages: dict[type, FieldPage] = {}  # of the kinds that were shown last: making a row takes milliseconds
        self._box = column(gap=PAD)
        self.setLayout(self._box)
        language.changed.connect(self.retranslate)

    @property
    def _rows(self) -> dict[str, FieldRow]:
        return self._page.rows

    def set_value(self, value: Spec | None) -> None:
        """Shows a value; rows are made only for a kind of value that was not shown lately."""
        if type(value) is not type(self._value):
            self._turn_to(value)
        self._value = value
        for name, row in self._rows.items():
            row.set_value(getattr(value, name))

    def row(self, name: str) -> FieldRow:
        """The row of a field."""
        return self._rows[name]

    def rows(self) -> tuple[FieldRow, ...]:
        """The rows of what is shown, from the top."""
        return tuple(self._rows.values())

    def offer(self, name: str, names: tuple[str, ...]) -> None:
        """Lets a field of text be chosen from a list; to be told before a value is shown, and whenever it changes."""
        self._offers[name] = names
        for page in self._pages.values():
            if name in page.rows:
                page.rows[name].offer(names)

    def mark_fields(self, tones: Mapping[str, str]) -> None:
        """Frames the fields that problems are about, each by how bad it is, and no others."""
        for name, row in self._rows.items():
            row.mark(tones.get(name, ""))

    def _turn_to(self, value: Spec | None) -> None:
        self._page.hide()
        kind = type(value)
        page = self._pages.pop(kind, None)
        if page is None:
            self._value = value
            page = self._build(value)
            self._box.addWidget(page)
        self._pages[kind] = self._page = page
        page.show()
        while len(self._pages) > MOST_PAGES:
            oldest = self._pages.pop(next(iter(self._pages)))
            self._box.removeWidget(oldest)
            oldest.deleteLater()

    def _build(self, value: Spec | None) -> FieldPage:
        if value is None:
            return FieldPage({})
        fields = [field for field in value.fields() if field.name not in self._skip]
        return FieldPage({field.name: self._row_of(value, field) for field in fields})

    def _row_of(self, value: Spec, field: Field) -> FieldRow:
        made = FieldRow(field, starts_of(value, field), self._offers.get(field.name))
        made.edited.connect(lambda edited: self._change(field.name, edited))
        return made

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        for page in self._pages.values():
            page.show_rest()

    def _change(self, name: str, value: Any) -> None:
        """Tries a new value; a refusal is said at its row, and nothing changes."""
        row = self._rows[name]
        if self._value is None:
            return
        try:
            changed = self._value.replace(**{name: value})
        except FieldError as error:
            at = error.field.split(".")[0]
            text = translated(error.template, error.values)
            (self._rows.get(at) or row).show_error(opening(text, self._rows))
            return
        except Fault as fault:
            row.show_error(sentence(fault))
            return
        for other in self._rows.values():  # what another field was refused for may have been this one
            other.show_error("")
        if changed != self._value:
            self._value = changed
            row.set_value(getattr(changed, name))
            self.edited.emit(changed, name)


class FieldPage(QWidget):
    """The rows of one kind of value; the rarer ones are shown when they are asked for."""

    def __init__(self, rows: dict[str, FieldRow]) -> None:
        super().__init__()
        self.rows = rows
        rare = [row for row in rows.values() if row.field.advanced]
        box = column(*(row for row in rows.values() if not row.field.advanced), gap=PAD)
        self._open, self._rest = False, None
        if rare:
            self._more = button("", self._toggle, "link")
            self._rest = QWidget()
            self._rest.setLayout(column(*rare, gap=PAD))
            box.addWidget(self._more)
            box.addWidget(self._rest)
        self._names = ", ".join(row.field.name for row in rare)
        self.setLayout(box)
        self.show_rest()

    def _toggle(self) -> None:
        self._open = not self._open
        self.show_rest()

    def show_rest(self) -> None:
        """Shows the rarer rows or their names, in the language of the window."""
        if self._rest is None:
            return
        self._rest.setVisible(self._open)
        short = self._names if len(self._names) < 40 else self._names[:38].rsplit(",", 1)[0] + " …"
        words = QCoreApplication.translate("SpecForm", LESS if self._open else MORE)
        self._more.setText(words.format(names=short))


class FieldRow(QWidget):
    """Name, editor, an error below, and for a declared value the form of its own fields."""

    edited = Signal(object)

    def __init__(
        self, field: Field, starts: dict[str, Spec] | None = None, names: tuple[str, ...] | None = None
    ) -> None:
        super().__init__()
        self.field = field
        self._starts = starts or {}
        self.editor: Editor | ManyEdit
        if names is None:
            self.editor = editor_for(field, None if starts is None else tuple(starts))
        else:
            self.editor = chosen_from(field, names)
        self.editor.edited.connect(self._on_edited)
        long = QFontMetricsF(font(TEXT)).horizontalAdvance(field.name) > scaled(LABEL_WIDTH) - 2
        self._name = label(breakable(field.name), wrap=True) if long else label(field.name)
        self._name.setBuddy(self.editor)
        say(self._name, toolTip=Message(field.doc))
        hold_width(self._name, LABEL_WIDTH)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._tone = ""  # of the problem that is about it
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
        self.show_error("")
        if self._spec is None:
            self.editor.set_value(value)
            return
        self.editor.set_value(None if value is None else type(value).__name__)
        self._show_inner(value)

    def offer(self, names: tuple[str, ...]) -> None:
        """Lists other names to choose from."""
        if isinstance(self.editor, ChoiceEdit | ManyEdit):
            self.editor.offer(names)

    def set_mixed(self) -> None:
        """Shows that several blocks have several values."""
        self.show_error("")
        self.editor.set_mixed()
        if self._inner is not None:
            self._inner.hide()

    def show_error(self, text: str) -> None:
        """Says what is wrong, or nothing."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        mark_wrong(self.editor, bool(text) or self._tone == "error")

    def mark(self, tone: str) -> None:
        """Frames the field as a problem of its block wants it; the sentence stands beside the block."""
        self._tone = tone
        mark_wrong(self.editor, bool(self._error.text()) or tone == "error")
        mark_doubtful(self.editor, tone == "warning")

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


def starts_of(value: Spec, field: Field) -> dict[str, Spec] | None:
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
