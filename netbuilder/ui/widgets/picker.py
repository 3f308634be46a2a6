"""A list that opens below a button, with a field to search it: for what is too much to stand in a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from netbuilder.errors import Message
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD
from netbuilder.ui.widgets.list_keys import passed_on
from netbuilder.ui.widgets.parts import column, label
from netbuilder.ui.widgets.qt import Index
from netbuilder.ui.widgets.rows import Row, RowDelegate

WIDTH, ROW_HEIGHT, ROWS = 320, 28, 12
PLACE, ABOUT, ON = (Qt.ItemDataRole.UserRole + i for i in range(3))
TICK = "✓"


@dataclass(frozen=True)
class Entry:
    """What can be chosen: its name, what is said of it, whether it fits here and whether it is chosen already."""

    value: Any
    name: str
    about: str = ""
    fits: bool = True
    is_on: bool = False


class Picker(QFrame):
    """Enter or a click takes an entry; where `many` may be chosen each is switched, and it stays open."""

    def __init__(self, parent: QWidget, many: bool = False) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("floating")
        self._many = many
        self._entries: list[Entry] = []
        self._take: Callable[[Any], object] = lambda value: None
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        say(self.search, placeholderText=Message("Search"))
        say(self.search, accessibleName=Message("Search"))
        self.list = QListWidget()
        say(self.list, accessibleName=Message("Choices"))
        self.list.setItemDelegate(RowDelegate(_row_of, ROW_HEIGHT, parent=self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.none = label(Message("Nothing is called that."), "quiet", wrap=True)
        self.setLayout(column(self.search, self.none, self.list, margin=PAD, gap=PAD))
        self.setFocusProxy(self.search)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)

    def open(self, below: QWidget, entries: Sequence[Entry], take: Callable[[Any], object]) -> None:
        """Opens below a widget, or above it where the screen ends."""
        self._entries, self._take = list(entries), take
        self.search.clear()
        self._fill()
        self.setFixedWidth(max(WIDTH, below.width()))
        self.adjustSize()
        screen = below.screen().availableGeometry()
        place = below.mapToGlobal(QPoint(0, below.height() + 2))
        if place.y() + self.height() > screen.bottom():
            place.setY(max(screen.top(), below.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2))
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        self.move(place)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def names(self) -> list[str]:
        """What is listed now, from the top."""
        return [self.list.item(i).text() for i in range(self.list.count())]

    def _fill(self) -> None:
        """What fits stands first, then what is asked for by its name."""
        typed, current = self.search.text(), self.list.currentRow()
        ranked = [(_rank(typed, entry), i) for i, entry in enumerate(self._entries)]
        order = sorted((rank, not self._entries[i].fits, i) for rank, i in ranked if rank is not None)
        self.list.clear()
        for _, _, i in order:
            entry = self._entries[i]
            item = QListWidgetItem(entry.name)
            item.setData(PLACE, i)
            item.setData(ABOUT, entry.about)
            item.setData(ON, entry.is_on)
            item.setData(Qt.ItemDataRole.StatusTipRole, "" if entry.fits else "unfit")
            item.setToolTip(f"{entry.name}\n{entry.about}" if entry.about else entry.name)
            self.list.addItem(item)
        self.list.setCurrentRow(max(0, min(current, len(order) - 1)) if self._many else 0)
        self.list.setVisible(bool(order))
        self.none.setVisible(not order)
        self.list.setFixedHeight(min(ROWS, max(1, len(self._entries))) * ROW_HEIGHT + 2)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        place = item.data(PLACE)
        entry = self._entries[place]
        if self._many:
            self._entries[place] = Entry(entry.value, entry.name, entry.about, entry.fits, not entry.is_on)
            item.setData(ON, not entry.is_on)
        else:
            self.close()
        self._take(entry.value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """From the field, arrows move in the list, Enter takes; Escape clears the field, then closes."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self.search.text()
        ):
            self.search.clear()
            return True
        return passed_on(event, self.list, self._choose, self.close) or super().eventFilter(watched, event)


def _rank(typed: str, entry: Entry) -> int | None:
    """How well an entry is what was typed: by its name, the beginning of it, a part of it, what is said of it."""
    wanted, name = _plain(typed), _plain(entry.name)
    if not wanted or name == wanted:
        return 0
    for rank, found in enumerate((name.startswith(wanted), wanted in name, wanted in _plain(entry.about)), 1):
        if found:
            return rank
    words = [_plain(word) for word in typed.split()]
    return 4 if all(word in name + " " + _plain(entry.about) for word in words) else None


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter not in " _-")


def _row_of(index: Index) -> Row:
    return Row(
        index.data() or "",
        beside=index.data(ABOUT) or "",
        right=TICK if index.data(ON) else "",
        is_faint=bool(index.data(Qt.ItemDataRole.StatusTipRole)),
    )
