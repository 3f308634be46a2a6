"""The palette: all layers by family, with search. Drag one onto the canvas, or double-click or press Enter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMimeData,
    QObject,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QWidget,
)

from netbuilder.graph.finding import LETTERS, by_use, found, likeness
from netbuilder.layers import Layer
from netbuilder.project.my_blocks import MyBlock
from netbuilder.ui.canvas.adder import told
from netbuilder.ui.canvas.dropping import block_mime, layer_mime
from netbuilder.ui.looks.i18n import gloss, marked, named, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import ROOM, theme
from netbuilder.ui.panels.suggestions import Suggestions
from netbuilder.ui.widgets.parts import column, label
from netbuilder.ui.widgets.qt import Index
from netbuilder.ui.widgets.rows import Row, RowDelegate, paint_row
from netbuilder.ui.widgets.search import SearchEdit

KIND = Qt.ItemDataRole.UserRole
BLOCK = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT, TITLE_HEIGHT = 30, 28
_ = marked
GROUPS = (
    (_("families", "Input and core"), ("input", "core")),
    (_("families", "Convolution"), ("convolution",)),
    (_("families", "Pooling"), ("pooling",)),
    (_("families", "Normalization"), ("normalization",)),
    (_("families", "Regularization"), ("regularization",)),
    (_("families", "Activation"), ("activation",)),
    (_("families", "Reshaping"), ("reshaping",)),
    (_("families", "Merging"), ("merging",)),
    (_("families", "Recurrent"), ("recurrent",)),
    (_("families", "Attention"), ("attention",)),
    (_("families", "Preprocessing"), ("preprocessing",)),
)


class PalettePanel(QWidget):
    """Emits `chosen` with a new layer when one is to be appended, `block_chosen` with a kept block."""

    chosen = Signal(object)
    block_chosen = Signal(object)
    rename_asked = Signal(str)  # of a kept block
    forget_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._blocks: dict[str, MyBlock] = {}
        # What can be appended now, the most usual first; None where anything can.
        self.fitting: Callable[[], Collection[type[Layer]] | None] = lambda: None
        self.search = SearchEdit()
        self.suggestions = Suggestions()
        self.suggestions.chosen.connect(self.chosen)
        self.list = _LayerList()
        self.none = label("", "quiet", wrap=True)
        self.setLayout(column(self.search, self.suggestions, self.none, self.list, margin=ROOM))
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.installEventFilter(self)
        self.list.itemActivated.connect(self._choose)
        self.list.rename_asked.connect(self.rename_asked)
        self.list.forget_asked.connect(self.forget_asked)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.search.setPlaceholderText(self.tr("Find a layer"))
        self.search.setAccessibleName(self.tr("Find a layer"))
        self.list.setAccessibleName(self.tr("Layers"))
        self.none.setText(self.tr("No layer matches. Try a part of its name, or what it does."))
        self._fill()

    def current_kind(self) -> type[Layer] | None:
        """The layer of the row that has the keyboard."""
        item = self.list.currentItem()
        return Layer.registry.get(item.data(KIND) or "") if item is not None else None

    def show_my_blocks(self, blocks: Iterable[MyBlock]) -> None:
        """Lists the blocks that a person keeps, above all layers."""
        self._blocks = {block.name: block for block in blocks}
        self._fill()

    def _fill(self) -> None:
        """All layers by family; where something is typed, what it may mean, the best first."""
        typed = self.search.text()
        self.list.clear()
        self.list.blocks = self._blocks
        if typed.strip():
            self._fill_found(typed)
            self.list.setCurrentRow(0)
        else:
            self._fill_all()
        self.none.setVisible(not self.list.count())
        self.suggestions.give_way(bool(typed.strip()))

    def _fill_found(self, typed: str) -> None:
        fits = self.fitting()
        kinds = by_use(kind for kind in Layer.registry.values() if kind.in_palette)
        ordered = kinds if fits is None else [*fits, *(kind for kind in kinds if kind not in fits)]
        ranks = {name: likeness(typed, name) for name in self._blocks}
        named = [name for name, rank in ranks.items() if rank is not None and rank.tier < LETTERS]
        for name in named:
            self._add_block(name)
        for kind in found(typed, ordered, fits, _told):
            self._add_kind(kind)
        for name, rank in ranks.items():
            if rank is not None and name not in named:
                self._add_block(name)

    def _fill_all(self) -> None:
        if self._blocks:
            self._add_title(self.tr("My blocks"))
        for name in self._blocks:
            self._add_block(name)
        for name, families in GROUPS:
            kinds = by_use(kind for kind in Layer.registry.values() if kind.family in families and kind.in_palette)
            if kinds:
                self._add_title(QCoreApplication.translate("families", name))
            for kind in kinds:
                self._add_kind(kind)

    def _add_kind(self, kind: type[Layer]) -> None:
        item = QListWidgetItem(kind.__name__)
        item.setData(KIND, kind.__name__)
        item.setToolTip(f"{named(kind.__name__)}\n{translated(kind.summary())}")
        self.list.addItem(item)

    def _add_block(self, name: str) -> None:
        item = QListWidgetItem(name)
        item.setData(BLOCK, name)
        item.setToolTip(self.tr("{name}: a block of your own. F2 renames it, Delete deletes it.").format(name=name))
        self.list.addItem(item)

    def _add_title(self, text: str) -> None:
        title = QListWidgetItem(text)
        title.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(title)

    def _choose(self, item: QListWidgetItem) -> None:
        kind = Layer.registry.get(item.data(KIND) or "")
        if kind is not None:
            self.chosen.emit(kind.starting())
        elif item.data(BLOCK) in self._blocks:
            self.block_chosen.emit(self._blocks[item.data(BLOCK)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """From the search field, arrows move in the list and Enter takes the current layer."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.currentItem() is not None:
                self._choose(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)


class _LayerList(QListWidget):
    """A list whose rows can be dragged onto the canvas."""

    rename_asked = Signal(str)
    forget_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.blocks: dict[str, MyBlock] = {}
        self.setItemDelegate(RowDelegate(_row_of, ROW_HEIGHT, TITLE_HEIGHT, self))
        self.setDragEnabled(True)
        self.setDragDropMode(QListWidget.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(False)
        theme.changed.connect(self.viewport().update)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:  # noqa: N802
        kind = Layer.registry.get(items[0].data(KIND) or "") if items else None
        block = self.blocks.get(items[0].data(BLOCK) or "") if items else None
        if block is not None:
            return block_mime(block)
        return layer_mime(kind) if kind is not None else QMimeData()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        item = self.currentItem()
        name = item.data(BLOCK) if item is not None else None
        if name and event.key() == Qt.Key.Key_F2:
            self.rename_asked.emit(name)
        elif name and event.key() == Qt.Key.Key_Delete:
            self.forget_asked.emit(name)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        item = self.itemAt(event.pos())
        if item is not None and item.data(BLOCK):
            name, menu = item.data(BLOCK), QMenu(self)
            menu.addAction(self.tr("Rename …"), lambda: self.rename_asked.emit(name))
            menu.addAction(self.tr("Delete"), lambda: self.forget_asked.emit(name))
            menu.exec(event.globalPos())
            menu.deleteLater()

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        item = self.currentItem()
        if item is None or not (item.data(KIND) or item.data(BLOCK)):
            return
        drag = QDrag(self)
        drag.setMimeData(self.mimeData([item]))
        picture = _block_picture(item.text(), _family(item.data(KIND)), self.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(60, 14))
        drag.exec(Qt.DropAction.CopyAction)


def _row_of(index: Index) -> Row:
    """A layer or a kept block; or the title of a family."""
    is_title = not index.data(KIND) and not index.data(BLOCK)
    kind = index.data(KIND) or ""
    return Row(index.data() or "", "" if is_title else _family(kind), gloss(kind) if kind else "", is_title=is_title)


def _told(kind: type[Layer]) -> str:
    """The words that tell of a layer, those over its family in the palette included."""
    headings = (name for name, families in GROUPS if kind.family in families)
    return f"{told(kind)} {' '.join(QCoreApplication.translate('families', name) for name in headings)}"


def _family(kind: str | None) -> str:
    """The family of a layer; of a kept block, the core."""
    return Layer.registry[kind].family if kind in Layer.registry else "core"


def _block_picture(name: str, family: str, ratio: float) -> QPixmap:
    """What hangs from the pointer during a drag."""
    picture = QPixmap(int(160 * ratio), int(32 * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour("accent"))
    painter.setBrush(theme.colour("panel"))
    painter.drawRoundedRect(QRectF(0.5, 0.5, 159, 31), 8, 8)
    paint_row(painter, QRectF(4, 0, 150, 32), Row(name, family))
    painter.end()
    return picture
