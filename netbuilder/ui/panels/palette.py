"""The palette: all layers by family, with search. Drag one onto the canvas, or double-click or press Enter."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFont, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QWidget

from netbuilder.layers import Layer
from netbuilder.ui.canvas.dropping import layer_mime
from netbuilder.ui.i18n import translated
from netbuilder.ui.panels.parts import column, label
from netbuilder.ui.theme import ROOM, SMALL, TEXT, font, theme

KIND = Qt.ItemDataRole.UserRole
_ = QT_TRANSLATE_NOOP
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
    """Emits `chosen` with a new layer when one is to be appended."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.list = _LayerList()
        self.none = label("", "quiet", wrap=True)
        self.setLayout(column(self.search, self.none, self.list, margin=ROOM))
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list.itemActivated.connect(self._choose)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.search.setPlaceholderText(self.tr("Find a layer"))
        self.search.setAccessibleName(self.tr("Find a layer"))
        self.list.setAccessibleName(self.tr("Layers"))
        self.none.setText(self.tr("No layer fits. Try a part of its name, or what it does."))
        self._fill()

    def current_kind(self) -> type[Layer] | None:
        """The layer of the row that has the keyboard."""
        item = self.list.currentItem()
        return Layer.registry.get(item.data(KIND) or "") if item is not None else None

    def _fill(self) -> None:
        self.list.clear()
        for name, families in GROUPS:
            kinds = [kind for kind in Layer.registry.values() if kind.family in families and kind.in_palette]
            kinds.sort(key=lambda kind: not kind.advice)  # those that most people want come first
            if not kinds:
                continue
            title = QListWidgetItem(QCoreApplication.translate("families", name))
            title.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(title)
            for kind in kinds:
                item = QListWidgetItem(kind.__name__)
                item.setData(KIND, kind.__name__)
                item.setToolTip(translated(kind.summary()))
                self.list.addItem(item)
        self._filter(self.search.text())

    def _filter(self, text: str) -> None:
        """Shows the layers whose name, family or sentence holds the words."""
        words = text.lower().split()
        title: QListWidgetItem | None = None
        first: QListWidgetItem | None = None
        for i in range(self.list.count()):
            item = self.list.item(i)
            kind = Layer.registry.get(item.data(KIND) or "")
            if kind is None:
                title = item
                title.setHidden(True)
                continue
            about = f"{kind.__name__} {kind.family} {title.text()} {kind.summary()} {item.toolTip()}".lower()
            found = all(word in about for word in words)
            item.setHidden(not found)
            if found:
                first = first or item
                title.setHidden(False)
        self.none.setVisible(first is None)
        if words and first is not None:
            self.list.setCurrentItem(first)

    def _choose(self, item: QListWidgetItem) -> None:
        kind = Layer.registry.get(item.data(KIND) or "")
        if kind is not None:
            self.chosen.emit(kind.starting())

    def eventFilter(self, watched, event) -> bool:  # noqa: N802
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

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_LayerDelegate(self))
        self.setDragEnabled(True)
        self.setDragDropMode(QListWidget.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(False)
        theme.changed.connect(self.viewport().update)

    def mimeData(self, items) -> QMimeData:  # noqa: N802
        kind = Layer.registry.get(items[0].data(KIND) or "") if items else None
        return layer_mime(kind) if kind is not None else QMimeData()

    def startDrag(self, actions) -> None:  # noqa: N802
        item = self.currentItem()
        if item is None or not item.data(KIND):
            return
        drag = QDrag(self)
        drag.setMimeData(self.mimeData([item]))
        picture = _block_picture(item.data(KIND), self.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(60, 14))
        drag.exec(Qt.DropAction.CopyAction)


class _LayerDelegate(QStyledItemDelegate):
    """A row: the bar in the family's colour and the name; or a family's title."""

    def sizeHint(self, option, index) -> QSize:  # noqa: N802
        return QSize(100, 30 if index.data(KIND) else 28)

    def paint(self, painter: QPainter, option, index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        kind = Layer.registry.get(index.data(KIND) or "")
        if kind is None:
            painter.setFont(font(SMALL, strong=True))
            painter.setPen(theme.colour("quiet"))
            painter.drawText(area.adjusted(4, 6, 0, 0), Qt.AlignmentFlag.AlignVCenter, index.data())
            painter.restore()
            return
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection" if chosen else "window"))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 6, 6)
        _draw_name(painter, area, kind)
        painter.restore()


def _draw_name(painter: QPainter, area: QRectF, kind: type[Layer]) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.family(kind.family))
    painter.drawRoundedRect(QRectF(area.left() + 4, area.center().y() - 8, 4, 16), 2, 2)
    painter.setFont(_row_font())
    painter.setPen(theme.colour("text"))
    painter.drawText(area.adjusted(18, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, kind.__name__)


def _row_font() -> QFont:
    return font(TEXT)


def _block_picture(name: str, ratio: float) -> QPixmap:
    """What hangs from the pointer during a drag."""
    picture = QPixmap(int(160 * ratio), int(32 * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour("accent"))
    painter.setBrush(theme.colour("panel"))
    painter.drawRoundedRect(QRectF(0.5, 0.5, 159, 31), 8, 8)
    _draw_name(painter, QRectF(4, 0, 150, 32), Layer.registry[name])
    painter.end()
    return picture
