"""The table of the data page: heads that tell what each column is, and keys that say what it is used for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionRange, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView

from netbuilder.data.browsing import Sheet
from netbuilder.errors import Message
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import scaled, theme
from netbuilder.ui.panels.data_page.head import About, Heads
from netbuilder.ui.panels.data_page.table_model import RowsModel

ROW, COLUMN, PART, WIDEST = 26, 132, 84, 360  # pixels
LOOKED_AT, LETTERS, MOST_WIDENED = 20, 60, 200  # rows, letters and columns that are looked at for widths
MOST_COPIED = 100_000  # cells
KEY = Qt.Key


class RowsView(QTableView):
    """`chosen_sections` are the columns in which anything is selected: what a key or a button says, it says of them."""

    key_pressed = Signal(int)  # one that `keys` has
    menu_asked = Signal(QPoint)
    chosen_changed = Signal()
    row_changed = Signal()

    def __init__(self, model: RowsModel, about: Callable[[int], About]) -> None:
        super().__init__()
        self.keys: frozenset[int] = frozenset()
        self.chosen_sections: frozenset[int] = frozenset()
        self._sized: Sheet | None = None  # whose columns have their widths
        self._rows = model
        say(self, accessibleName=Message("Rows of the data"))
        self.heads = Heads(about, self)
        self.setHorizontalHeader(self.heads)
        model.about = about
        self.setModel(model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        lines = self.verticalHeader()
        lines.setSectionResizeMode(lines.ResizeMode.Fixed)
        lines.setHighlightSections(False)
        lines.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._size()
        theme.changed.connect(self._size)
        model.modelReset.connect(self._on_reset)

    def _size(self) -> None:
        self.verticalHeader().setDefaultSectionSize(scaled(ROW))
        self.heads.setDefaultSectionSize(scaled(COLUMN))
        if self._rows.columnCount():
            self.heads.resizeSection(0, scaled(PART))

    def _on_reset(self) -> None:
        if self._rows.columnCount():
            self.heads.resizeSection(0, scaled(PART))
        if self._rows.sheet is not self._sized and self._rows.sheet is not None:
            self._sized = self._rows.sheet
            self._widen()
        self._follow()

    def _widen(self) -> None:
        """Columns of longer texts are wider, by their first rows; what a person makes of them stays."""
        sheet = self._sized
        assert sheet is not None
        rows = range(min(sheet.count, LOOKED_AT))
        for section, name in enumerate(sheet.names[:MOST_WIDENED], 1):
            longest = (
                max((len(sheet.cell(name, row)[:LETTERS]) for row in rows), default=0) if sheet.is_text(name) else 0
            )
            wanted = min(scaled(WIDEST), longest * self.fontMetrics().averageCharWidth() + scaled(2 * ROW))
            self.heads.resizeSection(section, max(scaled(COLUMN), wanted))

    def choose_columns(self, sections: list[int]) -> None:
        """Selects whole columns."""
        self.clearSelection()
        for section in sections:
            self.selectionModel().select(
                self._rows.index(0, section),
                self.selectionModel().SelectionFlag.Select | self.selectionModel().SelectionFlag.Columns,
            )

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        super().selectionChanged(selected, deselected)
        self._follow()

    def currentChanged(self, current, previous) -> None:  # type: ignore[no-untyped-def]  # noqa: N802
        super().currentChanged(current, previous)
        self._follow()
        if current.row() != previous.row():
            self.row_changed.emit()

    def _follow(self) -> None:
        found: set[int] = set()
        if self.selectionModel() is not None:
            for area in _areas(self):
                found.update(range(area.left(), area.right() + 1))
            if not found and self.currentIndex().isValid():
                found = {self.currentIndex().column()}
        chosen = frozenset(found - {0})
        if chosen != self.chosen_sections:
            self.chosen_sections = chosen
            self.heads.viewport().update()
            self.chosen_changed.emit()

    # -- keys ---------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Letters, Delete and Ctrl+C are meant for the columns and cells, not for the blocks of the network."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll):
            return True
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return not held and (event.key() in self.keys or event.key() == KEY.Key_Tab)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif self._is_ours(event) and event.key() in self.keys:
            self.key_pressed.emit(event.key())
        elif event.key() == KEY.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose_columns([self.currentIndex().column()])
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Qt would look through all rows for what begins with a letter: a million take seconds."""

    def copy(self) -> None:
        """The selected cells as text with tabs; of very many the first."""
        areas = _areas(self)
        if not areas:
            return
        top, bottom = min(area.top() for area in areas), max(area.bottom() for area in areas)
        left, right = min(area.left() for area in areas), max(area.right() for area in areas)
        bottom = min(bottom, top + MOST_COPIED // (right - left + 1))
        lines = ["\t".join(self._rows.text(row, column) for column in range(left, right + 1))
                 for row in range(top, bottom + 1)]  # fmt: skip
        QGuiApplication.clipboard().setText("\n".join(lines))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        place = event.globalPos()
        if event.reason() == event.Reason.Keyboard and self.currentIndex().isValid():
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_asked.emit(place)


def _areas(view: QTableView) -> list[QItemSelectionRange]:
    """The selected areas."""
    selection = view.selectionModel().selection()
    return [selection.at(i) for i in range(selection.count())]
