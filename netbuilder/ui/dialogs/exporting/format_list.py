"""The formats that can be written, by kind, each with one line on what it is good for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from netbuilder.errors import Message
from netbuilder.formats import FORMATS
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.i18n import marked, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import NAME, SMALL, font, scaled, theme
from netbuilder.ui.widgets.parts import hold_width
from netbuilder.ui.widgets.qt import Index

FORMAT = Qt.ItemDataRole.UserRole
HELP, KIND = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
WIDTH = 376
_ = marked
KINDS = {
    "model": _("exporting", "Models"),
    "weights": _("exporting", "Weights"),
    "script": _("exporting", "Scripts"),
    "picture": _("exporting", "Pictures"),
    "record": _("exporting", "Records"),
}


class FormatList(QListWidget):
    """Emits `chosen` with the name of the format that has the keyboard."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_FormatDelegate(self))
        say(self, accessibleName=Message("Format"))
        hold_width(self, WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        for kind in KINDS:
            self._add_kind(kind)
        language.changed.connect(self.retranslate)
        self.retranslate()
        theme.changed.connect(self.viewport().update)
        self.currentItemChanged.connect(self._tell)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        title = ""
        for i in range(self.count()):
            item = self.item(i)
            entry = FORMATS.get(item.data(FORMAT) or "")
            if entry is None:
                title = QCoreApplication.translate("exporting", KINDS[item.data(KIND)])
                item.setText(title)
                continue
            item.setText(translated(entry.label))
            item.setData(HELP, translated(entry.help))
            item.setToolTip(translated(entry.help))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}: {item.text()}. {translated(entry.help)}")

    def _add_kind(self, kind: str) -> None:
        entries = [entry for entry in FORMATS.values() if entry.kind == kind and entry.write is not None]
        if not entries:
            return
        head = QListWidgetItem()
        head.setData(KIND, kind)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(head)
        for entry in entries:
            item = QListWidgetItem()
            item.setData(FORMAT, entry.name)
            self.addItem(item)

    def names(self) -> list[str]:
        """The formats in the order of the list."""
        return [name for i in range(self.count()) if (name := self.item(i).data(FORMAT))]

    def current_format(self) -> str:
        """The format that is chosen."""
        item = self.currentItem()
        return (item.data(FORMAT) or "") if item is not None else ""

    def choose(self, name: str) -> None:
        """Chooses a format by name; the first where there is none of it."""
        rows = [i for i in range(self.count()) if self.item(i).data(FORMAT)]
        self.setCurrentRow(next((i for i in rows if self.item(i).data(FORMAT) == name), rows[0]))

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(FORMAT):
            self.chosen.emit(item.data(FORMAT))


class _FormatDelegate(QStyledItemDelegate):
    """Two lines: the format, and what it is good for; or the title of a kind."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(WIDTH - 24, scaled(44 if index.data(FORMAT) else 28))

    @drawing
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        if not index.data(FORMAT):
            painter.setFont(font(SMALL, strong=True))
            painter.setPen(theme.colour("quiet"))
            painter.drawText(area.adjusted(8, 6, 0, 0), Qt.AlignmentFlag.AlignVCenter, index.data())
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(theme.colour("accent") if focused else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection" if chosen else "window"))
            painter.drawRoundedRect(area.adjusted(0.5, 1.5, -0.5, -1.5), 6, 6)
        inner = area.adjusted(8, 5, -8, -5)
        painter.setFont(font(NAME, strong=True))
        painter.setPen(theme.colour("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, index.data())
        small = font(SMALL)
        painter.setFont(small)
        painter.setPen(theme.colour("text" if chosen else "quiet"))
        words = QFontMetricsF(small).elidedText(index.data(HELP), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, words)
        painter.restore()
