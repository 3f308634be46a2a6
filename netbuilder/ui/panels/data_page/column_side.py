"""Beside the rows: what the chosen columns are used for, of which kind they are, and how they are prepared."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from netbuilder.data import DataSettings, Fitted
from netbuilder.data.browsing import ColumnFacts, Sheet, TableSheet
from netbuilder.data.column_settings import Column
from netbuilder.data.dates import PARTS
from netbuilder.data.describe import how_of
from netbuilder.data.roles import ROLES, role_of
from netbuilder.errors import Message, printable
from netbuilder.ui.looks.i18n import number, opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import GAP, PAD
from netbuilder.ui.panels.column_form import of_shown_kind, show_fields
from netbuilder.ui.panels.data_page import words
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.form import SpecForm
from netbuilder.ui.widgets.parts import button, column, label
from netbuilder.ui.widgets.shrinking import Elided


class ColumnSide(QWidget):
    """Asks by signals; what comes of it is shown when it is so."""

    role_asked = Signal(str)
    kind_asked = Signal(str)
    edited = Signal(object)  # DataSettings

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._settings = DataSettings()
        self._shown: tuple[object, ...] = ()
        self._kind = ""  # of the chosen column, as it is set or was found
        self.name = Elided(role="heading")
        self.facts = label("", "small", wrap=True)
        self.warning = label("", "warning", wrap=True)
        self.leave_out = button(Message("Leave it out"), lambda: self.role_asked.emit("ignore"), "repair")
        self.role_title = label(Message("Role"), "section")
        self.roles: dict[str, QPushButton] = {}
        for role in ROLES:
            made = button("", partial(self.role_asked.emit, role))
            made.setCheckable(True)
            made.setProperty("choice", True)
            self.roles[role] = made
        self._roles = QWidget()
        self._roles.setLayout(FlowLayout(*self.roles.values(), gap=GAP))
        self.kind_title = label(Message("Kind"), "section")
        self.kind = QComboBox()
        say(self.kind, accessibleName=Message("Kind of the chosen columns"))
        self.kind.activated.connect(lambda _i: self.kind_asked.emit(self.kind.currentData()))
        self.form_title = label(Message("Preparation"), "section")
        self.form = SpecForm(skip=("name", "kind"))
        self.form.offer("parts", PARTS)
        self.form.edited.connect(self._take)
        self.fitted = label("", "small", wrap=True)
        self.nothing = label(Message("Choose a column: its role, its kind and its preparation are shown here."),
                             "quiet", wrap=True)  # fmt: skip
        self.setLayout(
            column(
                self.nothing, self.name, self.facts, self.warning, self.leave_out, self.role_title, self._roles,
                self.kind_title, self.kind, self.form_title, self.form, self.fitted, "|", margin=PAD + GAP,
            )
        )  # fmt: skip
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._shown = ()
        for role, made in self.roles.items():
            made.setText(f"{words.said(words.ROLES[role])}  {words.LETTERS[role]}")
            made.setAccessibleName(words.said(words.ROLES[role]))

    def show_columns(
        self,
        names: tuple[str, ...],
        sheet: Sheet | None,
        settings: DataSettings,
        facts: dict[str, ColumnFacts],
        fitted: Fitted | None,
    ) -> None:
        """Shows what holds for these columns."""
        shown = (names, sheet, settings, tuple(facts.get(name) for name in names), fitted is None, id(fitted))
        if shown == self._shown:
            return
        self._shown, self._settings = shown, settings
        is_table = isinstance(sheet, TableSheet)
        one = names[0] if len(names) == 1 else ""
        roles = {role_of(sheet.names, settings, name) for name in names} if is_table and sheet is not None else set()
        self.nothing.setVisible(not names)
        self.name.setVisible(bool(names))
        self.name.setText(printable(one) if one else self.tr("{count} columns").format(count=number(len(names))))
        self.facts.setVisible(bool(one))
        self.facts.setText(self._told(facts.get(one)) if one else "")
        self._show_hints(names, facts, roles)
        for part in (self.role_title, self._roles, self.kind_title, self.kind):
            part.setVisible(bool(names) and is_table)
        for role, made in self.roles.items():
            made.setChecked(roles == {role})
        self._show_kind(names, facts)
        prepared = bool(one) and is_table and bool(roles & {"input", "target"})
        self.form_title.setVisible(prepared)
        self.form.setVisible(prepared)
        if prepared:
            self.form.set_value(settings.column(one))
            self._show_fields(settings.column(one), facts.get(one))
        self._show_fitted(one, fitted)

    def _told(self, facts: ColumnFacts | None) -> str:
        if facts is None:
            return self.tr("is being measured …")
        lines = [words.summary(facts)]
        if facts.missing:
            lines.append(
                self.tr("{count} of {rows} blank").format(count=number(facts.missing), rows=number(facts.rows))
            )
        if facts.odd:
            lines.append(self.tr("{count} cells hold no number").format(count=number(facts.odd)))
        return "\n".join(line for line in lines if line)

    def _show_hints(self, names: tuple[str, ...], facts: dict[str, ColumnFacts], roles: set[str]) -> None:
        hints = {facts[name].hint if name in facts else "" for name in names}
        hint = hints.pop() if len(hints) == 1 else ""  # what is said is said of all of them
        told = words.said(words.WHY[hint]) if hint and not roles & {"target", "ignore"} else ""
        self.warning.setText(told)
        self.warning.setVisible(bool(told))
        self.leave_out.setVisible(bool(told) and bool(roles))

    def _show_kind(self, names: tuple[str, ...], facts: dict[str, ColumnFacts]) -> None:
        kinds = {self._settings.how(name).kind for name in names}
        found = {words.found_kind(facts.get(name)) for name in names}
        self.kind.clear()
        for kind in words.kind_choices():
            text = words.said(words.KINDS.get(kind, kind))
            if kind == "auto" and len(found) == 1 and (only := next(iter(found))):
                text = f"{text}: {only}"
            self.kind.addItem(text, kind)
        self.kind.setCurrentIndex(self.kind.findData(kinds.pop()) if len(kinds) == 1 else -1)

    def _show_fields(self, column: Column, facts: ColumnFacts | None) -> None:
        """Only what means something for a column of its kind; what is set is shown in any case."""
        kind = column.kind if column.kind != "auto" else facts.kind if facts is not None else ""
        self._kind = kind
        show_fields(self.form, column, kind)

    def _show_fitted(self, name: str, fitted: Fitted | None) -> None:
        table = fitted.table if fitted is not None else None
        how = next((how_of(one) for one in table.columns if one.name == name), None) if table is not None else None
        self.fitted.setVisible(how is not None)
        self.fitted.setText("" if how is None else "→ " + opening(sentence(how)))

    def _take(self, changed: Column, field: str) -> None:
        changed = of_shown_kind(changed, field, self._kind)
        others = [declared for declared in self._settings.columns if declared.name != changed.name]
        is_usual = changed == Column(changed.name)
        self.edited.emit(self._settings.replace(columns=(*others, *([] if is_usual else [changed]))))
