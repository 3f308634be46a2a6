"""The samples that are meant: as pictures or rows, with what the network says of each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedWidget, QTableView, QWidget

from netbuilder.arrays import Array
from netbuilder.data import Dataset
from netbuilder.errors import Message, printable
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.panels.samples import CELL, brightness, cell_text, is_images, sample_picture
from netbuilder.ui.widgets.parts import column, label
from netbuilder.ui.widgets.qt import Index

Role = Qt.ItemDataRole
MOST = 2000  # samples that are shown at once
NUMBER = Role.UserRole
MOST_COLUMNS = 40


class Answer:
    """What is said of one sample: the answer, how sure, what was true, and whether that is right."""

    def __init__(self, said: str, sure: float | None, truth: str, is_right: bool | None) -> None:
        self.said, self.sure, self.truth, self.is_right = said, sure, truth, is_right

    @property
    def sentence(self) -> str:
        """All of it in words."""
        if self.sure is None:
            return translated("{said} instead of {truth}", {"said": self.said, "truth": self.truth})
        return translated(
            "predicted {said} ({sure} %), label {truth}",
            {"said": self.said, "sure": round(100 * self.sure), "truth": self.truth},
        )


AnswerOf = Callable[[int], Answer]


class Gallery(QStackedWidget):
    """Nothing is drawn before it comes into sight."""

    pressed = Signal(int)  # the number of a sample in its part

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.empty = label("", "quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pictures, self.rows = _Pictures(), _Rows()
        self.list = QListView()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setUniformItemSizes(True)
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        self.list.setSpacing(4)
        self.list.setModel(self.pictures)
        say(self.list, accessibleName=Message("Samples as pictures"))
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        say(self.table, accessibleName=Message("Samples as rows"))
        middle = column("|", self.empty, "|")
        page = QWidget()
        page.setObjectName("panel")
        page.setLayout(middle)
        self._page = page
        for part in (page, self.list, self.table):
            self.addWidget(part)
        for view in (self.list, self.table):
            view.selectionModel().currentChanged.connect(self._on_current)
        theme.changed.connect(self._size)
        language.changed.connect(self._say_anew)
        self._size()

    def show_samples(self, data: Dataset | None, part: str, numbers: Array, answer: AnswerOf | None) -> None:
        """Shows samples of a part by their numbers, of very many the first."""
        if data is None or answer is None or not len(numbers):
            self.pictures.show(None, np.empty(0, int), None)
            self.rows.show(None, "", np.empty(0, int), None)
            self.setCurrentWidget(self._page)
            return
        numbers = numbers[:MOST]
        x = next(iter(data.part(part)[0].values()))
        if is_images(x):
            self.pictures.show(x, numbers, answer)
            self.setCurrentWidget(self.list)
        else:
            self.rows.show(data, part, numbers, answer)
            self.table.resizeColumnsToContents()
            self.setCurrentWidget(self.table)

    def _on_current(self, index: Index, _before: Index) -> None:
        number = index.data(NUMBER) if index.isValid() else None
        if number is not None:
            self.pressed.emit(int(number))

    def _size(self) -> None:
        self.list.setIconSize(CELL * theme.scale)
        self.list.setGridSize(CELL * theme.scale + QSize(8, 8))
        self.pictures.forget()

    def _say_anew(self) -> None:
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.rows.columnCount() - 1))


class _Pictures(QAbstractListModel):
    """Samples as pictures, each drawn when it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._x: Array | None = None
        self._numbers: Array = np.empty(0, int)
        self._answer: AnswerOf | None = None
        self._low, self._high = 0.0, 1.0
        self._drawn: dict[int, object] = {}

    def show(self, x: Array | None, numbers: Array, answer: AnswerOf | None) -> None:
        self.beginResetModel()
        if x is not self._x and x is not None:
            self._low, self._high = brightness(np.asarray(x[:500]))
        self._x, self._numbers, self._answer, self._drawn = x, numbers, answer, {}
        self.endResetModel()

    def forget(self) -> None:
        """Draws everything anew, in the colours of the theme."""
        self._drawn = {}
        if len(self._numbers):
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if self._x is None or self._answer is None or not index.isValid():
            return None
        number = int(self._numbers[index.row()])
        if role == NUMBER:
            return number
        if role == Role.SizeHintRole:
            return CELL * theme.scale
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._answer(number).sentence
        if role == Role.DecorationRole:
            if number not in self._drawn:
                answer = self._answer(number)
                self._drawn[number] = sample_picture(
                    np.asarray(self._x[number]), self._low, self._high, answer.truth, answer.said, answer.sure or 0.0,
                    CELL, 2.0,
                )  # fmt: skip
            return self._drawn[number]
        return None


class _Rows(QAbstractTableModel):
    """Samples as rows of a table: the answer, the label, and the cells."""

    def __init__(self) -> None:
        super().__init__()
        self._data: Dataset | None = None
        self._x: Array = np.empty((0, 0))
        self._names: tuple[str, ...] = ()
        self._numbers: Array = np.empty(0, int)
        self._answer: AnswerOf | None = None
        self._lines: Array | None = None

    def show(self, data: Dataset | None, part: str, numbers: Array, answer: AnswerOf | None) -> None:
        self.beginResetModel()
        self._data, self._numbers, self._answer = data, numbers, answer
        if data is not None:
            x = next(iter(data.part(part)[0].values()))
            self._x = x
            wide = int(np.prod(x.shape[1:], dtype=int))
            own = data.raw.names if data.raw is not None else data.features
            self._names = tuple(own) if len(own) == wide else tuple(str(i) for i in range(wide))
            self._lines = data.lines.get(part)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() or self._data is None else 3 + min(len(self._names), MOST_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:  # noqa: N802
        if role != Role.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        lead = (translated("line") if self._lines is not None else translated("sample"), translated("prediction"),
                translated("label"))  # fmt: skip
        return lead[section] if section < 3 else printable(self._names[section - 3])

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if self._data is None or self._answer is None or not index.isValid():
            return None
        number = int(self._numbers[index.row()])
        if role == NUMBER:
            return number
        place, answer = index.column(), self._answer(number)
        if role == Role.DisplayRole:
            return self._text(number, place, answer)
        if role == Role.ForegroundRole and place == 1 and answer.is_right is not None:
            return theme.colour("good" if answer.is_right else "error")
        if role == Role.TextAlignmentRole and (place == 0 or (place > 2 and self._is_number(place - 3))):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _is_number(self, place: int) -> bool:
        assert self._data is not None
        return self._data.raw is None or self._names[place] not in self._data.raw.texts

    def _text(self, number: int, place: int, answer: Answer) -> str:
        assert self._data is not None
        if place == 0:
            return str(int(self._lines[number]) if self._lines is not None else number)
        if place == 1:
            sign = "" if answer.is_right is None else "✓ " if answer.is_right else "✗ "
            sure = "" if answer.sure is None else f" · {100 * answer.sure:.0f} %"
            return f"{sign}{answer.said}{sure}"
        if place == 2:
            return answer.truth
        return cell_text(self._data, place - 3, float(np.asarray(self._x[number]).ravel()[place - 3]))
