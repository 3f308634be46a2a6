"""Above the rows: a search over all cells, the part, and a condition for the column that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QProgressBar, QWidget

from netbuilder.data.browsing import TEST, TRAIN, VALIDATION, Query
from netbuilder.errors import Message, printable
from netbuilder.ui.looks.i18n import number
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import PAD
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import button, column
from netbuilder.ui.widgets.search import SearchEdit
from netbuilder.ui.widgets.shrinking import Elided

TYPED = 250  # milliseconds after the last letter
LEAST = 150  # pixels of a field
PARTS = ((Message("all parts"), None), (Message("training"), TRAIN), (Message("validation"), VALIDATION),
         (Message("test"), TEST), (Message("left out"), 0))  # fmt: skip


class Finder(QWidget):
    """`query` is what is asked; `changed` tells that it is another one."""

    changed = Signal()
    left = Signal()  # the keyboard goes to the rows
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.query = Query()
        self._column = ""
        self.search = SearchEdit()
        self.search.setMinimumWidth(LEAST)
        say(self.search, placeholderText=Message("Search all rows"), accessibleName=Message("Search all rows"))
        self.parts = QComboBox()
        say(self.parts, accessibleName=Message("Part that is shown"))
        for i, (text, part) in enumerate(PARTS):
            self.parts.addItem("", part)
            say_item(self.parts, i, text)
        self.filter = SearchEdit()
        self.filter.setMinimumWidth(LEAST)
        say(self.filter, toolTip=Message("> 5, 1..5, = 3, != 3; = alone finds blanks, != what is filled; any other "
                                         "text is looked for in the cells"))  # fmt: skip
        self.clear_button = button(Message("Show all"), self.clear, "link")
        self.count = Elided(role="small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setFixedWidth(80)
        self.cancel_button = button(Message("Cancel"), self.cancelled.emit, "link")
        self.set_busy(False)
        flow = FlowLayout(
            self.search, self.parts, self.filter, self.clear_button, self.count, self.bar, self.cancel_button, gap=PAD
        )
        flow.setContentsMargins(PAD, PAD, PAD, PAD)
        self.setLayout(column(flow))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TYPED)
        self._soon.timeout.connect(self._ask)
        for field in (self.search, self.filter):
            field.textEdited.connect(lambda _text: self._soon.start())
            field.textChanged.connect(lambda text: None if text else self._ask())
            field.returnPressed.connect(self._ask)
            field.left.connect(self.left)
            field.installEventFilter(self)
        self.parts.activated.connect(lambda _i: self._ask())
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        name = printable(self._column)[:24]
        said = self.tr("Filter: {name}").format(name=name) if name else self.tr("Filter: choose a column")
        self.filter.setPlaceholderText(said)
        self.filter.setAccessibleName(said)

    def show_column(self, name: str) -> None:
        """The condition is for this column from now on."""
        if name == self._column:
            return
        if self._soon.isActive():
            self._ask()
        self._column = name
        self.filter.setEnabled(bool(name))
        blocked = self.filter.blockSignals(True)
        self.filter.setText(self.query.condition(name))
        self.filter.blockSignals(blocked)
        self.retranslate()

    def set_busy(self, busy: bool) -> None:
        """Says that it takes its time."""
        self.bar.setVisible(busy)
        self.cancel_button.setVisible(busy)

    def show_count(self, shown: int, all_: int) -> None:
        """How many rows are shown, and of how many."""
        text = self.tr("{shown} of {all} rows") if shown != all_ else self.tr("{all} rows")
        self.count.setText(text.format(shown=number(shown), all=number(all_)))
        self.clear_button.setVisible(bool(self.query.filters or self.query.search or self.query.part is not None))

    def sort_by(self, name: str) -> None:
        """Upwards, then downwards, then as the rows come."""
        same = self.query.sort == name
        order = ("", False) if same and self.query.descending else (name, same)
        self._set(Query(*order, self.query.filters, self.query.search, self.query.part))

    def filter_by(self, name: str, condition: str) -> None:
        """Another condition for a column."""
        self._set(self.query.filtered(name, condition))
        if name == self._column:
            blocked = self.filter.blockSignals(True)
            self.filter.setText(condition)
            self.filter.blockSignals(blocked)

    def clear(self) -> None:
        """Shows all rows; the order stays."""
        self._reset_fields()
        self._set(Query(self.query.sort, self.query.descending))

    def forget(self) -> None:
        """Nothing is asked of another table."""
        self._reset_fields()
        self.query, self._column = Query(), ""
        self.retranslate()

    def _reset_fields(self) -> None:
        self._soon.stop()
        for field in (self.search, self.filter):
            blocked = field.blockSignals(True)
            field.clear()
            field.blockSignals(blocked)
        self.parts.setCurrentIndex(0)

    def _ask(self) -> None:
        self._soon.stop()
        query = Query(self.query.sort, self.query.descending, self.query.filters, self.search.text().strip(),
                      self.parts.currentData())  # fmt: skip
        self._set(query.filtered(self._column, self.filter.text().strip()) if self._column else query)

    def _set(self, query: Query) -> None:
        if query != self.query:
            self.query = query
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The arrow down goes to the rows."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and not event.modifiers()
        ):
            self.left.emit()
            return True
        return super().eventFilter(watched, event)
