"""What is done otherwise with a single column of a table: a column to be chosen, and a form for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from netbuilder.data import DataSettings, Fitted
from netbuilder.data.column_settings import OF_TEXTS, Column
from netbuilder.data.dates import PARTS
from netbuilder.data.fitted_columns import FittedColumn
from netbuilder.errors import Message, printable
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.widgets.form import LABEL_WIDTH, SpecForm
from netbuilder.ui.widgets.parts import column, hold_width, label, row

OF_KINDS: dict[str, tuple[str, ...]] = {  # fields that say something of columns of these kinds alone
    "date_form": ("date",), "parts": ("date",), "scaling": ("number", "date"), "outside": ("number", "date"),
    "encoding": ("category",), "vocabulary": ("category", "text"), "unseen": ("category",),
    "mark_missing": ("number", "category", "date"), **dict.fromkeys(OF_TEXTS, ("text",)),
}  # fmt: skip
SHORTEST = 6  # letters of a column's name that have room in the narrowest panel


def show_fields(form: SpecForm, column: Column, kind: str) -> None:
    """Only what means something for a column of its kind; what is set is shown in any case."""
    usual = Column(column.name)
    for line in form.rows():
        name = line.field.name
        is_set = getattr(column, name) != getattr(usual, name)
        line.setVisible(not kind or is_set or kind in OF_KINDS.get(name, (kind,)))


def of_shown_kind(changed: Column, field: str, kind: str) -> Column:
    """What was changed of a column that was found to be of a kind: a vocabulary of texts makes them no categories."""
    if field == "vocabulary" and changed.kind == "auto" and kind == "text":
        return changed.replace(kind="text")
    return changed


def _kind_of(fitted: FittedColumn) -> str:
    if fitted.text is not None:
        return "text"
    if fitted.date is not None:
        return "date"
    return "number" if fitted.categories is None else "category"


class ColumnForm(QWidget):
    """`edited` carries the settings with what was changed of the chosen column."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._names = DataSettings(), tuple[str, ...]()
        self._marked = set[str]()
        self._found = dict[str, str]()
        self.choice = QComboBox()
        say(self.choice, accessibleName=Message("Column with a preparation of its own"))
        # A table may have thousands of columns, and names of thousands of letters: none is measured.
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(SHORTEST)
        rows = self.choice.view()
        if isinstance(rows, QListView):
            rows.setUniformItemSizes(True)
        self.choice.activated.connect(lambda _i: self._show_form())
        self.form = SpecForm(skip=("name",))
        self.form.offer("parts", PARTS)
        self.form.edited.connect(self._take)
        self.form.hide()
        name = label(Message("column"))
        hold_width(name, LABEL_WIDTH)
        chosen = row(name, self.choice)
        chosen.setStretch(1, 1)
        self.setLayout(column(chosen, self.form))
        language.changed.connect(self._fill)

    def offer_inputs(self, names: tuple[str, ...]) -> None:
        """Lets the input that a column enters be chosen among these blocks."""
        self.form.offer("to", ("", *names))

    def set_value(self, settings: DataSettings, names: tuple[str, ...], fitted: Fitted | None = None) -> None:
        """Shows what holds for one of these columns; none is chosen until a person does so.

        What they were found to hold is seen in what was `fitted`.
        """
        self._settings = settings
        table = fitted.table if fitted is not None else None
        self._found = {one.name: _kind_of(one) for one in table.columns} if table is not None else {}
        if names != self._names:
            self._names = names
            self._fill()
        self.setVisible(bool(names))
        self._mark()
        self._show_form()

    def _fill(self) -> None:
        kept = self.choice.currentData()
        self.choice.clear()
        self.choice.addItem(self.tr("all alike"), "")
        for name in self._names:
            self.choice.addItem(printable(name), name)
        self.choice.setCurrentIndex(self._names.index(kept) + 1 if kept in self._names else 0)
        self._marked = set()
        self._mark()

    def _mark(self) -> None:
        """Columns that have something of their own are told by a sign behind their names."""
        own = {declared.name for declared in self._settings.columns}
        if own != self._marked:
            for i, name in enumerate(self._names, 1):
                if (name in own) != (name in self._marked):
                    self.choice.setItemText(i, f"{printable(name)} •" if name in own else printable(name))
            self._marked = own

    def _show_form(self) -> None:
        name = self.choice.currentData()
        self.form.setVisible(bool(name))
        if name:
            shown = self._settings.column(name)
            self.form.set_value(shown)
            show_fields(self.form, shown, self._kind(shown))

    def _kind(self, shown: Column) -> str:
        return str(shown.kind) if shown.kind != "auto" else self._found.get(shown.name, "")

    def _take(self, changed: Column, field: str) -> None:
        changed = of_shown_kind(changed, field, self._kind(changed))
        others = [declared for declared in self._settings.columns if declared.name != changed.name]
        is_usual = changed == Column(changed.name)
        self.edited.emit(self._settings.replace(columns=(*others, *([] if is_usual else [changed]))))
