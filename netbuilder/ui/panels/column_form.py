"""What is done otherwise with a single column of a table: a column to be chosen, and a form for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from netbuilder.data import DataSettings
from netbuilder.data.dates import PARTS
from netbuilder.data.settings import Column
from netbuilder.errors import Message, printable
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.widgets.form import LABEL_WIDTH, SpecForm
from netbuilder.ui.widgets.parts import column, hold_width, label, row

SHORTEST = 6  # letters of a column's name that have room in the narrowest panel


class ColumnForm(QWidget):
    """`edited` carries the settings with what was changed of the chosen column."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._names = DataSettings(), tuple[str, ...]()
        self._marked = set[str]()
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

    def set_value(self, settings: DataSettings, names: tuple[str, ...]) -> None:
        """Shows what holds for one of these columns; none is chosen until a person does so."""
        self._settings = settings
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
            self.form.set_value(self._settings.column(name))

    def _take(self, changed: Column, _field: str) -> None:
        others = [declared for declared in self._settings.columns if declared.name != changed.name]
        is_usual = changed == Column(changed.name)
        self.edited.emit(self._settings.replace(columns=(*others, *([] if is_usual else [changed]))))
