"""The confusion matrix: a table whose cells are as strong as their share of the row."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from netbuilder.errors import Message, printable
from netbuilder.insight.classes import Confusion
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import scaled, theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
STRONGEST = 0.7  # how opaque a cell is that holds all of its row
LEAST_CELL, LEAST_ROW = 34, 24  # pixels
SHARE = Role.UserRole


class MatrixModel(QAbstractTableModel):
    """True classes as rows, what they were taken for as columns, in an order that can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self._confusion: Confusion | None = None
        self._rates: Any = None
        self.order: list[int] = []
        self.by = "counts"

    def show(self, confusion: Confusion | None, by: str, sorted_: bool) -> None:
        """Shows counts, or shares `by` the "true" or the "predicted" class."""
        self.beginResetModel()
        self._confusion, self.by = confusion, by
        if confusion is not None:
            self._rates = confusion.rates("true" if by == "counts" else by)
            self.order = confusion.order_by_confusion() if sorted_ else list(range(len(confusion.names)))
        else:
            self.order = []
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return self.rowCount(parent)

    def pair(self, index: Index) -> tuple[int, int]:
        """The true class and the one it was taken for."""
        return self.order[index.row()], self.order[index.column()]

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self._confusion is None or not index.isValid():
            return None
        true, said = self.pair(index)
        count, rate = int(self._confusion.counts[true, said]), float(self._rates[true, said])
        if role == Role.DisplayRole:
            return f"{count:,}" if self.by == "counts" else "" if np.isnan(rate) else f"{100 * rate:.1f}"
        if role == SHARE:
            return 0.0 if np.isnan(rate) else rate
        if role == Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._sentence(true, said, count)
        return None

    def _sentence(self, true: int, said: int, count: int) -> str:
        assert self._confusion is not None
        names, whole = self._confusion.names, int(self._confusion.support[true])
        values = {"count": count, "all": whole, "true": printable(names[true]), "said": printable(names[said])}
        if true == said:
            return translated("{count} of {all} samples of {true} are recognized", values)
        return translated("{count} of {all} samples of {true} are taken for {said}", values)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: N802
        if self._confusion is None or section >= len(self.order):
            return None
        name = printable(self._confusion.names[self.order[section]])
        if role == Role.DisplayRole:
            return name
        if role == Role.ToolTipRole:
            if orientation == Qt.Orientation.Vertical:
                return translated("{name}: what it was taken for", {"name": name})
            return translated("taken for {name}", {"name": name})
        return None


class _Heat(QStyledItemDelegate):
    """Paints a cell over the colour of its share."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        share = float(index.data(SHARE) or 0.0)
        colour = QColor(theme.colour("accent"))
        colour.setAlphaF(STRONGEST * share)
        painter.fillRect(option.rect, colour)
        super().paint(painter, option, index)


class MatrixView(QTableView):
    """The matrix; the cells that are chosen are the samples that are shown."""

    chosen = Signal(list)  # pairs of classes: (true, taken for)

    def __init__(self) -> None:
        super().__init__()
        self.model_ = MatrixModel()
        self.setModel(self.model_)
        self.setItemDelegate(_Heat(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setHighlightSections(True)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        say(self, accessibleName=Message("Confusion matrix: a row is a true class, a column what it was taken for"))
        self.selectionModel().selectionChanged.connect(lambda _on, _off: self.chosen.emit(self.pairs()))
        theme.changed.connect(self._size)
        language.changed.connect(self.viewport().update)
        self._size()

    def _size(self) -> None:
        self.horizontalHeader().setMinimumSectionSize(scaled(LEAST_CELL))
        self.verticalHeader().setMinimumSectionSize(scaled(LEAST_ROW))

    def pairs(self) -> list[tuple[int, int]]:
        """The chosen cells as pairs of classes."""
        return [self.model_.pair(index) for index in self.selectionModel().selectedIndexes()]

    def choose(self, pairs: list[tuple[int, int]]) -> None:
        """Marks cells that were chosen elsewhere."""
        where = {kind: i for i, kind in enumerate(self.model_.order)}
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().clearSelection()
        for true, said in pairs:
            if true in where and said in where:
                self.selectionModel().select(self.model_.index(where[true], where[said]), flags.Select)
