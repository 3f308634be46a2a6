"""The page "What NetBuilder has of Keras": every public name, supported or declined with the reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPointF,
    QSortFilterProxyModel,
    Qt,
    QTimer,
)
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QDialog, QTableView, QWidget

from netbuilder.errors import Message
from netbuilder.formats.keras.coverage import KERAS, Entry, coverage
from netbuilder.ui.looks.i18n import marked, named, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import ROOM, theme
from netbuilder.ui.widgets.parts import button, column, label, row
from netbuilder.ui.widgets.qt import Index
from netbuilder.ui.widgets.search import SearchEdit

_ = marked
FAMILIES = {
    "layers": _("coverage", "layers"),
    "activations": _("coverage", "activations"),
    "initializers": _("coverage", "initializers"),
    "regularizers": _("coverage", "regularizers"),
    "constraints": _("coverage", "constraints"),
    "losses": _("coverage", "losses"),
    "metrics": _("coverage", "metrics"),
    "optimizers": _("coverage", "optimizers"),
    "schedules": _("coverage", "schedules"),
    "callbacks": _("coverage", "callbacks"),
}
NAMED, FAMILY, STATE, REMARK = range(4)  # the columns
WIDTHS = (312, 104, 116)
TICK_SIZE = 14
ROWS = "QTableView::item { padding: 5px 6px; }"


class CoverageTable(QAbstractTableModel):
    """Name, family, supported or declined, and the note or the reason."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = [entry for entries in coverage().values() for entry in entries]
        self._tick = _tick()
        theme.changed.connect(self._repaint)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.titles = (self.tr("Name in Keras"), self.tr("Family"), self.tr("NetBuilder"), self.tr("Reason or note"))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, REMARK)
        self._repaint()

    def _repaint(self) -> None:
        self._tick = _tick()
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.entries) - 1, REMARK))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter if role == _ALIGNMENT else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, place = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(entry, place)
        if role == _ALIGNMENT:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and place == STATE:
            return self._tick if entry.supported else _nothing()
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("text" if entry.supported or place == NAMED else "quiet")
        if role == Qt.ItemDataRole.ToolTipRole and place == NAMED and entry.also:
            return self.tr("also {names}").format(names=", ".join(entry.also))
        return None

    def text(self, entry: Entry, place: int) -> str:
        """What a cell says."""
        if place == NAMED:
            return named(entry.name) if entry.family == "layers" else entry.name
        if place == FAMILY:
            return QCoreApplication.translate("coverage", FAMILIES[entry.family])
        if place == STATE:
            return self.tr("supported") if entry.supported else self.tr("declined")
        return translated(entry.remark) if entry.remark else ""


_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole


class _Found(QSortFilterProxyModel):
    """The rows that hold all words of the search and are of the wanted kind."""

    words: tuple[str, ...] = ()
    wanted: bool | None = None

    def search(self, text: str, wanted: bool | None) -> None:
        """Shows the rows with these words; supported ones, declined ones, or (None) both."""
        self.words, self.wanted = tuple(text.lower().split()), wanted
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802
        table = self.sourceModel()
        assert isinstance(table, CoverageTable)
        entry = table.entries[row]
        if self.wanted is not None and entry.supported != self.wanted:
            return False
        texts = [table.text(entry, place) for place in range(table.columnCount())]
        about = " ".join([*texts, *entry.also]).lower()
        return all(word in about for word in self.words)


class CoverageDialog(QDialog):
    """A searchable table; Escape closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, windowTitle=Message("Keras coverage"))
        self.resize(1000, 640)
        self.table = CoverageTable(self)
        self.found = _Found(self)
        self.found.setSourceModel(self.table)
        self.search = SearchEdit()
        say(self.search, placeholderText=Message("Find a name, a family or a reason"))
        say(self.search, accessibleName=Message("Find a name, a family or a reason"))
        self.kinds = QComboBox()
        say(self.kinds, accessibleName=Message("Which names are shown"))
        choices = ((Message("all names"), None), (Message("supported"), True), (Message("declined"), False))
        for i, (text, wanted) in enumerate(choices):
            self.kinds.addItem("", wanted)
            say_item(self.kinds, i, text)
        # Rows that fit their text by themselves are measured again and again: the page took three seconds to open.
        self._fitting = QTimer(self, singleShot=True)
        self._fitting.timeout.connect(lambda: self.view.resizeRowsToContents())
        self.view: QTableView = self._make_view()
        self.count = label("", "small")
        close = button(Message("Close"), self.close)
        close.setAutoDefault(False)
        self.about = label(self._summary(), "quiet", wrap=True)
        self.setLayout(
            column(
                self.about, row(self.search, self.kinds), self.view,
                row(self.count, "|", close),
                margin=ROOM,
            )
        )  # fmt: skip
        self.search.textChanged.connect(lambda _text: self._filter())
        self.kinds.currentIndexChanged.connect(lambda _index: self._filter())
        self.search.installEventFilter(self)
        self._filter()
        self.search.setFocus()
        language.changed.connect(self.retranslate)

    @classmethod
    def open_for(cls, window: QWidget) -> CoverageDialog:
        """Shows the page, or brings the one that is open to the front."""
        page = window.findChild(cls) or cls(window)
        page.show()
        page.activateWindow()
        return page

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.about.setText(self._summary())
        self._filter()

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.found)
        say(view, accessibleName=Message("The public names of Keras"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTabKeyNavigation(False)
        view.setWordWrap(True)
        view.setShowGrid(False)
        view.setStyleSheet(ROWS)
        view.verticalHeader().hide()
        head = view.horizontalHeader()
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        for place, width in enumerate(WIDTHS):
            head.resizeSection(place, width)
        head.sectionResized.connect(lambda *_: self._fitting.start())
        return view

    def _summary(self) -> str:
        entries = [entry for entry in self.table.entries if not entry.is_plumbing]
        return self.tr(
            "{supported} of the {all} public names of Keras {release} that networks are made of are supported; the "
            "others are declined for the reasons below. {plumbing} more are helpers of Keras's own."
        ).format(
            supported=sum(entry.supported for entry in entries),
            all=len(entries),
            release=KERAS,
            plumbing=len(self.table.entries) - len(entries),
        )

    def _filter(self) -> None:
        self.found.search(self.search.text(), self.kinds.currentData())
        count = self.found.rowCount()
        self.count.setText(self.tr("{count} names").format(count=count) if count else self.tr("No name matches"))
        self._fitting.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """From the search field, the arrow down goes to the table."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and self.found.rowCount()
        ):
            self.view.setFocus()
            self.view.selectRow(0)
            return True
        return super().eventFilter(watched, event)


def _nothing() -> QIcon:
    """As wide as the tick, so that the words stand below one another."""
    picture = QPixmap(TICK_SIZE, TICK_SIZE)
    picture.fill(Qt.GlobalColor.transparent)
    return QIcon(picture)


def _tick() -> QIcon:
    """A tick in the colour of what is good."""
    picture = QPixmap(4 * TICK_SIZE, 4 * TICK_SIZE)
    picture.setDevicePixelRatio(4)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("good"), 2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline([QPointF(2, 7.5), QPointF(5.5, 11), QPointF(12, 3)])
    painter.end()
    return QIcon(picture)
