"""Beside the rows: how often each class comes in each part, or how the predicted amounts are spread there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from netbuilder.data.browsing import LEFT_OUT, TEST, TRAIN, VALIDATION, Balance
from netbuilder.errors import Message, printable
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.i18n import number
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import GAP, PAD, theme
from netbuilder.ui.widgets.parts import align, column, label
from netbuilder.ui.widgets.qt import Index

ORDER = (TRAIN, VALIDATION, TEST, LEFT_OUT)
SHARE = Qt.ItemDataRole.UserRole  # of the largest class of the part, from 0 to 1


class BalanceSide(QWidget):
    """A class that is activated is asked for: its rows alone are shown."""

    class_asked = Signal(str)
    target_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown: tuple[str, Balance | None] = ("", None)
        self.targets = QComboBox()
        say(self.targets, accessibleName=Message("Target whose classes are counted"))
        self.targets.activated.connect(lambda _i: self.target_asked.emit(self.targets.currentData()))
        self.targets.hide()
        self.about = label("", "small", wrap=True)
        self.table = QTableWidget()
        say(self.table, accessibleName=Message("Samples by class and part"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.setItemDelegate(_Bar(self.table))
        self.table.itemActivated.connect(self._ask)
        self.hint = label(Message("Enter, or a double click, shows the rows of a class alone."), "small", wrap=True)
        self.setLayout(column(self.targets, self.about, self.table, self.hint, margin=PAD + GAP))
        language.changed.connect(self.retranslate)
        theme.changed.connect(self.table.viewport().update)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.show_balance(*self._shown)

    def show_targets(self, names: tuple[str, ...], chosen: str) -> None:
        """The targets to choose from, where there are several."""
        if [self.targets.itemData(i) for i in range(self.targets.count())] != list(names):
            self.targets.clear()
            for name in names:
                self.targets.addItem(printable(name), name)
        self.targets.setCurrentIndex(names.index(chosen) if chosen in names else -1)
        self.targets.setVisible(len(names) > 1)

    def show_balance(self, name: str, balance: Balance | None) -> None:
        """The counts of a target, or nothing until they are known."""
        self._shown = (name, balance)
        self.table.setVisible(balance is not None)
        self.hint.setVisible(balance is not None and bool(balance.labels))
        if balance is None:
            self.about.setText(self.tr("Counted once the data is prepared."))
            return
        parts = {TRAIN: self.tr("train"), VALIDATION: self.tr("validation"), TEST: self.tr("test"),
                 LEFT_OUT: self.tr("left out")}  # fmt: skip
        if balance.labels:
            self._show_classes(name, balance, parts)
        else:
            self._show_amounts(name, balance, parts)

    def _show_classes(self, name: str, balance: Balance, parts: dict[int, str]) -> None:
        used = [code for code in ORDER if any(counts[code] for counts in balance.counts)]
        told = self.tr("{name}: {count} classes").format(name=printable(name), count=number(len(balance.labels)))
        if balance.more:
            told += self.tr(", {count} more are not listed").format(count=number(balance.more))
        self.about.setText(told)
        self._fill([self.tr("class"), *(parts[code] for code in used)], len(balance.labels))
        most = {code: max(counts[code] for counts in balance.counts) for code in used}
        sums = {code: sum(counts[code] for counts in balance.counts) for code in used}
        for i, (text, counts) in enumerate(zip(balance.labels, balance.counts, strict=True)):
            self._put(i, 0, printable(text)).setData(Qt.ItemDataRole.UserRole + 1, text)
            for k, code in enumerate(used, 1):
                item = self._put(i, k, number(counts[code]))
                item.setData(SHARE, counts[code] / (most[code] or 1))
                item.setToolTip(f"{100 * counts[code] / (sums[code] or 1):.1f} %")

    def _show_amounts(self, name: str, balance: Balance, parts: dict[int, str]) -> None:
        self.about.setText(self.tr("{name}: amounts").format(name=printable(name)))
        used = [code for code in ORDER if balance.spread[code][0]]
        heads = [self.tr("part"), self.tr("count"), self.tr("mean"), self.tr("least"), self.tr("most")]
        self._fill(heads, len(used))
        for i, code in enumerate(used):
            count, *values = balance.spread[code]
            for k, text in enumerate((parts[code], number(count), *(f"{value:.4g}" for value in values))):
                self._put(i, k, text)

    def _fill(self, heads: list[str], rows: int) -> None:
        self.table.clear()
        self.table.setColumnCount(len(heads))
        self.table.setRowCount(rows)
        self.table.setHorizontalHeaderLabels(heads)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setResizeContentsPrecision(50)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch if rows else QHeaderView.ResizeMode.Interactive)
        for k in range(len(heads)):
            align(self.table, k, k > 0)

    def _put(self, row: int, place: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        if place:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        else:
            item.setToolTip(text)
        self.table.setItem(row, place, item)
        return item

    def _ask(self, item: QTableWidgetItem) -> None:
        first = self.table.item(item.row(), 0)
        text = first.data(Qt.ItemDataRole.UserRole + 1) if first is not None else None
        if text is not None:
            self.class_asked.emit(text)


class _Bar(QStyledItemDelegate):
    """A count over a bar as long as its share of the largest."""

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        share = index.data(SHARE)
        if isinstance(share, float) and share > 0:
            area = QRectF(option.rect)
            wide = max(2.0, (area.width() - 8) * share)
            colour = theme.colour("training")
            colour.setAlphaF(0.22)
            painter.fillRect(QRectF(area.right() - 4 - wide, area.top() + 3, wide, area.height() - 6), colour)
        super().paint(painter, option, index)
