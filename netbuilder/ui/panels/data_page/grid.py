"""Pictures in a grid: each is made small in the background once it comes in sight, however many there are."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from netbuilder.arrays import Array
from netbuilder.data.browsing import ArraySheet
from netbuilder.data.dataset import Dataset
from netbuilder.errors import Message, printable
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.i18n import number
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import SMALL, font, scaled, theme
from netbuilder.ui.panels.data_page.table_model import RowsModel
from netbuilder.ui.panels.samples import brightness, image_of, is_images
from netbuilder.ui.session.newest import Newest
from netbuilder.ui.session.tasks import Done
from netbuilder.ui.widgets.qt import Index

CELL, PICTURE = QSize(100, 108), 72
LARGEST = 144  # pixels that a picture is kept with
MOST_KEPT = 2000
MEASURED = 500  # samples whose brightness is looked at
ROLE = Qt.ItemDataRole


def pictures_in(dataset: Dataset) -> str:
    """The input whose samples are pictures; "" where none is."""
    for name, x in (dataset.x_train or dataset.x_test).items():
        if is_images(x):
            return name
    return ""


class Thumbnails(QObject):
    """Makes the pictures that are asked for, the newest wish first; `made` tells that some are there."""

    made = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet: ArraySheet | None = None
        self._input = ""
        self._range: tuple[float, float] | None = None
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._wanted: dict[int, None] = {}
        self._newest = Newest(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._make)

    def show(self, sheet: ArraySheet | None, name: str) -> None:
        """The pictures of another data set."""
        if sheet is self._sheet and name == self._input:
            return
        self._newest.forget()
        self._sheet, self._input, self._range = sheet, name, None
        self._kept.clear()
        self._wanted.clear()

    def of(self, row: int) -> QImage | None:
        """The picture of a row, or nothing until it is made."""
        found = self._kept.get(row)
        if found is None:
            self._wanted[row] = None
            if not self._newest.is_going_on and not self._soon.isActive():
                self._soon.start()
        return found

    def close(self) -> None:
        """Ends its thread."""
        self._soon.stop()
        self._newest.blockSignals(True)
        self._newest.stop_and_wait()

    def _make(self) -> None:
        sheet, name, known = self._sheet, self._input, self._range
        rows = list(self._wanted)[-64:]
        self._wanted.clear()
        if sheet is None or not rows:
            return

        def work() -> tuple[tuple[float, float], dict[int, QImage]]:
            low, high = known or _range_of(sheet, name)
            return (low, high), {row: _small(_sample(sheet, name, row), low, high) for row in rows}

        def tell(outcome: object) -> None:
            if isinstance(outcome, Done) and sheet is self._sheet:
                self._range = outcome.value[0]
                self._kept.update(outcome.value[1])
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
                self.made.emit()

        self._newest.ask(work, tell)


def _sample(sheet: ArraySheet, name: str, row: int) -> Array:
    part, place = sheet.at(row)
    found: Array = np.asarray(sheet.dataset.part(part)[0][name][place : place + 1])[0]
    return found


def _range_of(sheet: ArraySheet, name: str) -> tuple[float, float]:
    x = (sheet.dataset.x_train or sheet.dataset.x_test)[name]
    return brightness(np.asarray(x[:MEASURED]))


def _small(sample: Array, low: float, high: float) -> QImage:
    picture = image_of(sample, low, high)
    if max(picture.width(), picture.height()) <= LARGEST:
        return picture
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return picture.scaled(LARGEST, LARGEST, keep, smooth)


class GridModel(QAbstractTableModel):
    """The rows of another model, so many side by side."""

    def __init__(self, rows: RowsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.across = 1
        rows.modelAboutToBeReset.connect(self.beginResetModel)
        rows.modelReset.connect(self.endResetModel)
        rows.dataChanged.connect(self._on_data)

    def set_across(self, count: int) -> None:
        """Another width."""
        if count != self.across:
            self.beginResetModel()
            self.across = count
            self.endResetModel()

    def _on_data(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.across - 1))

    def place(self, index: Index) -> int:
        """Which of the shown rows a cell is; -1 behind the last."""
        at = index.row() * self.across + index.column()
        return at if at < len(self.rows.rows) else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else -(-len(self.rows.rows) // self.across)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else self.across

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self.place(index) >= 0 else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        at = self.place(index)
        if at < 0:
            return None
        if role == ROLE.DisplayRole:
            return self.label(at)
        if role in (ROLE.ToolTipRole, ROLE.AccessibleTextRole):
            return self.spoken(at)
        return None

    def label(self, at: int) -> str:
        """What stands below a picture."""
        sheet = self.rows.sheet
        return (
            printable(sheet.cell(sheet.names[0], int(self.rows.rows[at]))) if sheet is not None and sheet.names else ""
        )

    def spoken(self, at: int) -> str:
        """All that is known of a picture."""
        sheet = self.rows.sheet
        said = number(sheet.number(int(self.rows.rows[at]))) if sheet is not None else ""
        return ", ".join(part for part in (self.label(at), self.rows.text(at, 0), said) if part)


class PictureGrid(QTableView):
    """Arrow keys walk through the pictures; `row_changed` tells which one is looked at."""

    row_changed = Signal()

    def __init__(self, rows: RowsModel) -> None:
        super().__init__()
        say(self, accessibleName=Message("Pictures of the data"))
        self.thumbnails = Thumbnails(self)
        self.grid = GridModel(rows, self)
        self.setModel(self.grid)
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.thumbnails.made.connect(self.viewport().update)
        theme.changed.connect(self._size)
        self._size()

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Nothing is searched by letters: there is a field for it."""

    def current_row(self) -> int:
        """Which of the shown rows is looked at; -1 where none is."""
        return self.grid.place(self.currentIndex()) if self.currentIndex().isValid() else -1

    def show_row(self, at: int) -> None:
        """Looks at one of the shown rows."""
        index = self.grid.index(*divmod(at, self.grid.across))
        self.setCurrentIndex(index)
        self.scrollTo(index, self.ScrollHint.PositionAtCenter)

    def currentChanged(self, current, previous) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().currentChanged(current, previous)
        self.row_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._size()

    def _size(self) -> None:
        wide = scaled(CELL.width())
        at, across = self.current_row(), max(1, self.viewport().width() // wide)
        if across != self.grid.across:
            self.grid.set_across(across)
            if at >= 0:
                self.show_row(at)  # which is in another row and column now
        self.verticalHeader().setDefaultSectionSize(scaled(CELL.height()))
        self.horizontalHeader().setMinimumSectionSize(wide)
        self.horizontalHeader().setDefaultSectionSize(wide)

    def event(self, event: QEvent) -> bool:
        """Letters are no keys of the canvas while one looks at pictures."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and not event.modifiers():
            event.accept()
            return True
        return super().event(event)


class _Cell(QStyledItemDelegate):
    """A picture with its label and its part below it."""

    def __init__(self, view: PictureGrid) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(scaled(CELL.width()), scaled(CELL.height()))

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self._view.grid
        at = model.place(index)
        if at < 0:
            return
        painter.save()
        area: QRect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 6, 6)
        side = scaled(PICTURE)
        place = QRectF(area.left() + (area.width() - side) / 2, area.top() + scaled(6), side, side)
        picture = self._view.thumbnails.of(int(model.rows.rows[at]))
        if picture is None:
            painter.fillRect(place, theme.colour("window"))
        else:
            share = min(side / picture.width(), side / picture.height())
            shown = QRectF(0, 0, picture.width() * share, picture.height() * share)
            shown.moveCenter(place.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, share < 1)
            painter.drawImage(shown, picture)
        painter.setFont(font(SMALL))
        words = QRect(area.left() + 4, round(place.bottom()) + scaled(2), area.width() - 8, scaled(14))
        for text, colour in ((model.label(at), "text"), (model.rows.text(at, 0), "quiet")):
            painter.setPen(theme.colour(colour))
            said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, said)
            words.translate(0, scaled(13))
        painter.restore()
