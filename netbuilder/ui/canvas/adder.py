"""The small window at the pointer in which a layer is found by a few letters and chosen with Enter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
)

from netbuilder.errors import Message
from netbuilder.graph.finding import found, summary_of
from netbuilder.layers import Layer
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.looks.i18n import gloss, named, translated
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD
from netbuilder.ui.widgets.list_keys import passed_on
from netbuilder.ui.widgets.parts import column, label
from netbuilder.ui.widgets.qt import Index
from netbuilder.ui.widgets.rows import Row, RowDelegate

WIDTH, ROW_HEIGHT, ROWS = 288, 28, 10
HEAD = 100  # pixels for the title, the field and the edges
KIND, NOTE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
Kind = type[Layer]


class Adder(QFrame):
    """A field over a list, on top of the canvas. Enter or a click takes a kind; Escape or a click elsewhere closes."""

    opened = Signal()

    def __init__(self, view: Stage) -> None:
        super().__init__(view.viewport())
        self.setObjectName("floating")
        self.setFixedWidth(WIDTH)
        self._view = view
        self._kinds: Sequence[tuple[Kind, str]] = ()
        self._fitting: Collection[Kind] | None = None
        self._room = ROWS * ROW_HEIGHT  # what the list may be high
        self._take: Callable[[Kind], None] = lambda kind: None
        self.title = label("", "section")
        self.search = QLineEdit()
        say(self.search, placeholderText=Message("Find a layer"))
        say(self.search, accessibleName=Message("Find a layer"))
        self.list = QListWidget()
        self.list.setItemDelegate(RowDelegate(_row_of, ROW_HEIGHT, parent=self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        say(self.list, accessibleName=Message("Layers"))
        self.none = label(Message("No layer is called that."), "quiet", wrap=True)
        self.none.setContentsMargins(8, 4, 8, 4)
        self.setLayout(column(self.title, self.search, self.none, self.list, margin=PAD, gap=PAD))
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)
        self.hide()

    def open(
        self,
        place: QPoint,
        title: str,
        kinds: Sequence[tuple[Kind, str]],
        take: Callable[[Kind], None],
        fitting: Collection[Kind] | None = None,
    ) -> None:
        """Shows kinds, each with a note, beside a place of the view; `take` gets the one that is chosen.

        Those that are not `fitting` (None: all are) are found only by who asks for them.
        """
        self._kinds, self._take, self._fitting = kinds, take, fitting
        self.title.setText(title)
        self.search.clear()
        area = self._view.viewport().rect()
        self._room = max(3, min(ROWS, (area.height() - HEAD) // ROW_HEIGHT)) * ROW_HEIGHT + 2
        self._fill()
        x = max(PAD, min(place.x(), area.width() - self.width() - PAD))
        y = max(PAD, min(place.y(), area.height() - self.height() - PAD))
        self.move(x, y)
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        self.opened.emit()

    def close_up(self) -> None:
        """Closes; the keyboard is the canvas's again."""
        if self.isVisible():
            had_focus = self.search.hasFocus()
            self.hide()
            if had_focus:
                self._view.setFocus()

    def _fill(self) -> None:
        text = self.search.text()
        self.list.clear()
        notes = dict(self._kinds)
        shown = found(text, notes, self._fitting, told)
        for kind in shown:
            note = notes[kind]
            item = QListWidgetItem(kind.__name__)
            item.setData(KIND, kind.__name__)
            item.setData(NOTE, note)
            item.setToolTip(f"{named(kind.__name__)}\n{translated(kind.summary())}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(shown))
        self.none.setVisible(not shown)
        self.list.setFixedHeight(min(self._room, len(shown) * ROW_HEIGHT + 2))
        self.adjustSize()

    def _choose(self, item: QListWidgetItem | None) -> None:
        kind = Layer.registry.get(item.data(KIND)) if item is not None else None
        if kind is not None:
            self.close_up()
            self._take(kind)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """From the field, arrows move in the list, Enter takes, Escape closes; so does leaving it."""
        if passed_on(event, self.list, self._choose, self.close_up):
            return True
        # An input method's own window takes the focus for a moment: that is no leaving.
        if (
            isinstance(event, QFocusEvent)
            and event.type() == QEvent.Type.FocusOut
            and event.reason() != Qt.FocusReason.PopupFocusReason
        ):
            self.hide()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()  # the canvas below is not meant


def _row_of(index: Index) -> Row:
    """The layer, and on the right what it would make."""
    kind = Layer.registry[index.data(KIND)]
    return Row(kind.__name__, kind.family, gloss(kind.__name__), index.data(NOTE) or "")


def told(kind: Kind) -> str:
    """The words that tell of a kind, in English and in the language of the window."""
    return f"{summary_of(kind)} {gloss(kind.__name__)} {translated(kind.summary())}"
