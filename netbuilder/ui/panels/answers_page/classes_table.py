"""Precision, recall and F1 of each class with their intervals; what is below can be sorted by any of them."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableView

from netbuilder.errors import N_, Message, printable
from netbuilder.insight.classes import FIGURES
from netbuilder.insight.intervals import Interval
from netbuilder.insight.report import ClassesTold
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
HEADS = (N_("class"), N_("samples"), N_("precision"), N_("recall"), N_("F1"), N_("AUC"))
HINTS = (
    "", "", N_("Of the samples that were taken for the class, the share that are of it."),
    N_("Of the samples of the class, the share that were recognized."),
    N_("The harmonic mean of precision and recall."),
    N_("How likely a sample of the class has a higher score than another one."),
)  # fmt: skip
AUC = 5
SORTED = Role.UserRole


class ClassesModel(QAbstractTableModel):
    """A row a class."""

    def __init__(self) -> None:
        super().__init__()
        self._told: ClassesTold | None = None
        self._areas: list[float] = []

    def show(self, told: ClassesTold | None) -> None:
        """Shows the classes of an output."""
        self.beginResetModel()
        self._told, self._areas = told, []
        if told is not None:
            areas = {name: scored.auc for name, scored in told.curves.items()}
            self._areas = [areas.get(name, math.nan) for name in told.confusion.names]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() or self._told is None else len(self._told.confusion.names)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self._told is None or not index.isValid():
            return None
        value = self._value(index.row(), index.column())
        if role == Role.DisplayRole:
            return _text(value)
        if role == SORTED:
            own = value.value if isinstance(value, Interval) else value
            return -1.0 if isinstance(own, float) and math.isnan(own) else own
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if index.column() == 0 else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.ToolTipRole and isinstance(value, Interval) and not math.isnan(value.low):
            return translated("95 of 100 draws of as many samples lie between {low} and {high}",
                              {"low": f"{value.low:.3f}", "high": f"{value.high:.3f}"})  # fmt: skip
        return None

    def _value(self, row: int, place: int) -> Any:
        assert self._told is not None
        confusion = self._told.confusion
        if place == 0:
            return printable(confusion.names[row])
        if place == 1:
            return int(confusion.support[row])
        if place == AUC:
            return self._areas[row]
        return self._told.intervals[FIGURES[place - 2]][row]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: N802
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return translated(HEADS[section])
        if role == Role.ToolTipRole and HINTS[section]:
            return translated(HINTS[section])
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class ClassesTable(QTableView):
    """The classes; a row that is chosen shows the samples of that class."""

    chosen = Signal(list)  # class numbers

    def __init__(self) -> None:
        super().__init__()
        self.model_ = ClassesModel()
        self._sorted = QSortFilterProxyModel()
        self._sorted.setSourceModel(self.model_)
        self._sorted.setSortRole(SORTED)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(False)
        say(self, accessibleName=Message("Precision, recall and F1 of each class"))
        self.selectionModel().selectionChanged.connect(lambda _on, _off: self.chosen.emit(self.classes()))
        language.changed.connect(self._say_anew)

    def show_classes(self, told: ClassesTold | None) -> None:
        """Shows the classes of an output."""
        self.model_.show(told)
        self.resizeColumnsToContents()

    def classes(self) -> list[int]:
        """The chosen classes."""
        rows = self.selectionModel().selectedRows()
        return [self._sorted.mapToSource(index).row() for index in rows]

    def _say_anew(self) -> None:
        self.model_.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(HEADS) - 1)
        self.resizeColumnsToContents()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Interval):
        if math.isnan(value.value):
            return "–"
        if math.isnan(value.low):
            return f"{value.value:.3f}"
        return f"{value.value:.3f}  ({value.low:.2f}–{value.high:.2f})"
    return "–" if math.isnan(value) else f"{value:.3f}"
