"""The rows that are shown, for Qt: each cell is made when it is drawn, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QPainter, QPixmap

from netbuilder.arrays import Array
from netbuilder.data.browsing import LEFT_OUT, TEST, TRAIN, VALIDATION, Sheet
from netbuilder.errors import printable
from netbuilder.ui.looks.i18n import number
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.panels.data_page.head import About
from netbuilder.ui.widgets.qt import Index

LONGEST = 200  # letters of a cell that are shown; the whole of it is in its tooltip
MOST_TOLD = 2000
DOT = 7  # pixels
ROLE = Qt.ItemDataRole
COLOURS = {TRAIN: "training", VALIDATION: "validation", TEST: "good", LEFT_OUT: "quiet"}


class RowsModel(QAbstractTableModel):
    """The first column says which part a row is of; the others are those of the sheet, in its order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.rows: Array = np.empty(0, np.int64)  # of the sheet, as they are shown
        self.parts: Array | None = None
        self._numeric: tuple[bool, ...] = ()
        self.about: Callable[[int], About] | None = None  # what the head of a section says
        self._dots = _dots()
        theme.changed.connect(self._redraw)
        self.retranslate()

    def _redraw(self) -> None:
        self._dots = _dots()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.part_names = {
            TRAIN: self.tr("train"), VALIDATION: self.tr("validation"), TEST: self.tr("test"), LEFT_OUT: "–",
        }  # fmt: skip
        if self.sheet is not None and len(self.rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))

    def show(self, sheet: Sheet | None, rows: Array) -> None:
        """Another sheet, or other rows of it."""
        self.beginResetModel()
        self.sheet, self.rows = sheet, rows
        self._numeric = () if sheet is None else tuple(not sheet.is_text(name) for name in sheet.names)
        self.endResetModel()

    def show_parts(self, parts: Array | None) -> None:
        """Which part each row of the sheet is of, once that is known."""
        self.parts = parts
        if len(self.rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))

    def name(self, section: int) -> str:
        """The column of the sheet that a section shows; "" for that of the parts."""
        return self.sheet.names[section - 1] if self.sheet is not None and section > 0 else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.names) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:  # noqa: N802
        if self.sheet is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            if role == ROLE.DisplayRole:
                return number(self.sheet.number(int(self.rows[section]))) if section < len(self.rows) else None
            return None
        if role == ROLE.AccessibleTextRole and self.about is not None:
            return self.about(section).spoken
        if role in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return printable(self.name(section)) if section else self.tr("part")
        return None

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if self.sheet is None or index.row() >= len(self.rows):
            return None
        column = index.column()
        if role == ROLE.DisplayRole:
            return self.text(index.row(), column)[:LONGEST]
        if role == ROLE.TextAlignmentRole:
            is_number = column > 0 and self._numeric[column - 1]
            return (Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft) | _MIDDLE
        if role == ROLE.ToolTipRole:
            text = self.text(index.row(), column)
            return text[:MOST_TOLD] if len(text) > 12 else None
        if not column and role == ROLE.DecorationRole and self.parts is not None:
            return self._dots[self._part(index.row())]
        return None

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        if self.sheet is None:
            return ""
        if not column:
            return "" if self.parts is None else self.part_names[self._part(row)]
        return printable(self.sheet.cell(self.sheet.names[column - 1], int(self.rows[row])))

    def _part(self, row: int) -> int:
        at = int(self.rows[row])
        return LEFT_OUT if self.parts is None or at >= len(self.parts) else int(self.parts[at])


def _dots() -> dict[int, QPixmap]:
    """A dot in the colour of each part: its name is a word, which no colour need tell."""
    found = {}
    for code, colour in COLOURS.items():
        dot = QPixmap(DOT * 2, DOT * 2)
        dot.setDevicePixelRatio(2)
        dot.fill(Qt.GlobalColor.transparent)
        painter = QPainter(dot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(colour))
        if code != LEFT_OUT:
            painter.drawEllipse(0, 0, DOT, DOT)
        painter.end()
        found[code] = dot
    return found


_MIDDLE = Qt.AlignmentFlag.AlignVCenter
