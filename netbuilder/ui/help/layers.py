"""The help pages of all layers: a list with search at the left, the page of the chosen one at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QWidget

from netbuilder.graph import Functional
from netbuilder.graph.finding import by_use, found
from netbuilder.layers import Layer
from netbuilder.ui.help.example import Example
from netbuilder.ui.help.page import PICTURE, page, svg_of
from netbuilder.ui.help.picture import HEIGHT, WIDTH
from netbuilder.ui.looks.i18n import gloss, named, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import PAD, ROOM, theme
from netbuilder.ui.widgets.parts import button, column, label, row
from netbuilder.ui.widgets.qt import Index
from netbuilder.ui.widgets.rows import Row, RowDelegate
from netbuilder.ui.widgets.search import SearchEdit

LIST_WIDTH = 220
KIND = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 28


class LayerHelp(QDialog):
    """Stays open beside the work; F1 on another block or layer turns the page. Escape closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 680)
        self.search = SearchEdit()
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setItemDelegate(RowDelegate(_row_of, ROW_HEIGHT, parent=self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.none = label("", "quiet", wrap=True)
        self.none.hide()
        self.view = _Page()
        self.close_button = button("", self.close)
        self.close_button.setAutoDefault(False)
        side = QWidget()
        inner = column(self.search, self.list, self.none)
        inner.setContentsMargins(0, 0, PAD, 0)
        side.setLayout(inner)
        split = QSplitter()
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(side)
        split.addWidget(self.view)
        split.setSizes([LIST_WIDTH, 640])
        split.setStretchFactor(1, 1)
        self.setLayout(column(split, row("|", self.close_button), margin=ROOM))
        self.search.textChanged.connect(self._filter)
        self.list.currentItemChanged.connect(self._turn)
        theme.changed.connect(self.view.refresh)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.setWindowTitle(self.tr("Layers"))
        self.search.setPlaceholderText(self.tr("Find a layer or what it does"))
        self.search.setAccessibleName(self.tr("Find a layer or what it does"))
        self.list.setAccessibleName(self.tr("All layers"))
        self.view.setAccessibleName(self.tr("Help page"))
        self.none.setText(self.tr("No layer matches."))
        self.close_button.setText(self.tr("Close"))
        self._filter(self.search.text())
        self.view.refresh()

    @classmethod
    def open_for(cls, window: QWidget, example: Example) -> LayerHelp:
        """Shows a page, in the window that is open already if there is one."""
        made = window.findChild(cls) or cls(window)
        made.show_example(example)
        made.show()
        made.activateWindow()
        return made

    def show_example(self, example: Example) -> None:
        """Turns to the page of a layer."""
        self.search.clear()
        self.view.show_example(example)
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)  # a page that is not in the list has no row
        for item in self._items():
            if item.data(KIND) == type(example.layer).__name__:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item)
        self.list.blockSignals(False)
        self.list.setFocus()

    def shown(self) -> list[str]:
        """The layers in the list."""
        return [item.data(KIND) for item in self._items()]

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(i) for i in range(self.list.count())]

    def _filter(self, typed: str) -> None:
        current = self.list.currentItem().data(KIND) if self.list.currentItem() else ""
        self.list.blockSignals(True)
        self.list.clear()
        for kind in found_layers(typed):
            item = QListWidgetItem(kind.__name__)
            item.setData(KIND, kind.__name__)
            item.setToolTip(f"{named(kind.__name__)}\n{translated(kind.summary())}")
            self.list.addItem(item)
            if kind.__name__ == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.none.setVisible(self.list.count() == 0)
        if typed and self.list.count():
            self.list.setCurrentRow(0)

    def _turn(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.view.show_example(Example.of_kind(Layer.registry[item.data(KIND)]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """From the search field, arrows move in the list; Enter goes to the page."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.view.setFocus()
                return True
        return super().eventFilter(watched, event)


def _row_of(index: Index) -> Row:
    kind = index.data(KIND)
    return Row(kind, Layer.registry[kind].family, gloss(kind))


def found_layers(typed: str) -> list[type[Layer]]:
    """The layers that are meant, the best first: by name, else by all the words of their sentence or advice."""
    kinds = [kind for kind in Layer.registry.values() if kind.in_palette or kind is Functional]
    return found(typed, by_use(kinds) if typed.strip() else kinds, told=_about)


def _about(kind: type[Layer]) -> str:
    texts = (
        kind.family,
        gloss(kind.__name__),
        kind.summary(),
        translated(kind.summary()),
        kind.advice,
        translated(kind.advice),
    )
    return " ".join(texts).lower()


class _Page(QTextBrowser):
    """One page; its picture is drawn in the colours of the theme, as sharp as the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(16)
        self._example: Example | None = None

    def show_example(self, example: Example) -> None:
        """Shows the page of a layer, from its beginning."""
        self._example = example
        self.refresh()
        self.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Draws the page anew."""
        if self._example is not None:
            self.setHtml(page(self._example))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802
        if QUrl(name).toString() != PICTURE or self._example is None:
            return super().loadResource(kind, name)
        return rendered(svg_of(self._example), max(2.0, self.devicePixelRatioF()))


def rendered(svg: str, ratio: float) -> QImage:
    """A picture in pixels."""
    image = QImage(int(WIDTH * ratio), int(HEIGHT * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, WIDTH * ratio, HEIGHT * ratio))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
