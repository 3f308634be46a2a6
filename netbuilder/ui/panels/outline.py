"""The outline: the graph as a list, in the order of computing, with all that the canvas does for the keyboard."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.graph.describe import singular
from netbuilder.ui.canvas.meant import Meant
from netbuilder.ui.looks.i18n import number, sentence, shape_text
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.severity import badge, loudest
from netbuilder.ui.looks.theme import PAD, ROOM, theme
from netbuilder.ui.panels.outline_row import BADGE, BLOCK, DETAIL, FAMILY, WIRE, OutlineDelegate
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.parts import button, column, label, row

NO_UPDATE = QItemSelectionModel.SelectionFlag.NoUpdate
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
FIXED = Qt.ItemFlag.ItemIsEnabled
MANY = 50  # blocks, from which on they are selected together


class OutlinePanel(QWidget):
    """Follows one session. `wires_asked` wants the dialog for the inputs of a block, `layer_asked` a new block."""

    wires_asked = Signal(str)
    layer_asked = Signal()
    fields_asked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        self.tree = OutlineTree(self)
        self.refusal = label("", "error", wrap=True)
        self.refusal.hide()
        self.hint = label("", "quiet", wrap=True)
        self.add_button = button("", self.layer_asked.emit)
        self.wires_button = button("", self._ask_wires)
        self.setLayout(
            column(self.hint, self.tree, self.refusal, row(self.add_button, self.wires_button, "|"), margin=ROOM)
        )
        self._items: dict[str, QTreeWidgetItem] = {}
        self._built: object = None
        self._syncing = False
        self._renaming: tuple[str, str] | None = None
        self.tree.itemSelectionChanged.connect(self._take_selection)
        self.tree.itemChanged.connect(self._rename)
        session.report_changed.connect(self._on_report)
        session.selection_changed.connect(self._show_selection)
        session.refused.connect(self._on_refused)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.tree.setAccessibleName(self.tr("Outline of the network"))
        self.tree.setAccessibleDescription(
            self.tr("Right shows a block's wires. F2 renames, Delete deletes a block or a wire, Insert adds a layer.")
        )
        self.hint.setText(self.tr("The canvas is empty. Press Insert to add a layer."))
        self.add_button.setText(self.tr("Add …"))
        self.add_button.setToolTip(self.tr("Add a layer below the selected block (Insert)"))
        self.wires_button.setText(self.tr("Wires …"))
        self.wires_button.setToolTip(self.tr("Choose what the selected block reads"))
        self._built = None
        if self.isVisible():
            self._refresh()

    # -- showing --------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._refresh()

    def _on_report(self) -> None:
        self._say("")
        if self.isVisible():  # while nobody looks, it costs nothing
            self._refresh()

    def _refresh(self) -> None:
        graph = self.session.graph
        structure = tuple((name, type(graph[name].layer), graph[name].inputs) for name in graph.order)
        self._syncing = True
        with QSignalBlocker(self.tree):  # else each word of each row is told
            if structure != self._built:
                self._build(graph)
                self._built = structure
            for name, item in self._items.items():
                self._describe(item, graph[name])
        self._syncing = False
        self.hint.setVisible(not graph.nodes)
        self._show_selection()

    def _build(self, graph: Graph) -> None:
        """Makes the rows anew; what was open stays open, and the keyboard stays where it was."""
        opened = {name for name, item in self._items.items() if item.isExpanded()}
        current = self.current_block()
        self.tree.clear()
        self._items = {}
        for name in graph.order:
            item = QTreeWidgetItem(self.tree)
            item.setFlags(EDITABLE)
            item.setData(0, BLOCK, name)
            for i, port in enumerate(graph[name].inputs):
                self._add_wire(item, port.node, (name, i))
            for reader, i in graph.consumers[name]:
                self._add_wire(item, reader, (reader, i))
            self._add_inner(item, graph[name])
            item.setExpanded(name in opened)
            self._items[name] = item
        if current in self._items:
            self.tree.setCurrentItem(self._items[current], 0, NO_UPDATE)

    def _add_wire(self, parent: QTreeWidgetItem, other: str, edge: tuple[str, int]) -> None:
        item = QTreeWidgetItem(parent)
        item.setFlags(FIXED)
        item.setData(0, WIRE, edge)
        item.setData(0, BLOCK, other)

    def _add_inner(self, parent: QTreeWidgetItem, node: Node) -> None:
        """The blocks of a network that is one block."""
        inner = node.layer.graph if isinstance(node.layer, Functional) else Graph()
        for name in inner.order:
            item = QTreeWidgetItem(parent, [name])
            item.setFlags(FIXED)
            item.setData(0, DETAIL, type(inner[name].layer).__name__)
            item.setData(0, FAMILY, inner[name].layer.family)
            item.setData(0, SPOKEN, f"{name}, {type(inner[name].layer).__name__}")

    def _describe(self, item: QTreeWidgetItem, node: Node) -> None:
        """Kind, shape, parameters and problems of a block, for the eye and for a screen reader."""
        report = self.session.report
        shapes = report.shapes.get(node.name)
        output = ", ".join(map(shape_text, shapes)) if shapes else "?"
        kind = type(node.layer).__name__
        problems = self.session.problems_of(node.name)
        item.setText(0, node.name)
        item.setData(0, FAMILY, node.layer.family)
        passed = [self.tr("bypassed")] if node.bypassed else []
        item.setData(0, DETAIL, " · ".join([kind, *passed, output]))
        item.setData(0, BADGE, (badge(problems), loudest(problems)) if problems else None)
        item.setToolTip(0, "\n".join(map(sentence, problems)))
        spoken = [node.name, kind, *passed, self.tr("output {shape}").format(shape=output)]
        figures = report.figures.get(node.name)
        if figures is not None and figures.parameters:
            spoken.append(singular(self.tr("{count} parameters").format(count=number(figures.parameters))))
        item.setData(0, SPOKEN, ", ".join([*spoken, *map(sentence, problems)]))
        for i in range(item.childCount()):
            child = item.child(i)
            if child is not None and child.data(0, WIRE) is not None:
                self._describe_wire(child, node)

    def _describe_wire(self, item: QTreeWidgetItem, node: Node) -> None:
        target, index = item.data(0, WIRE)
        other = item.data(0, BLOCK)
        port: Port = self.session.graph[target].inputs[index]
        known = self.session.report.shape_of(port)
        shape = shape_text(known) if known is not None else "?"
        reads = target == node.name
        item.setText(0, f"{'←' if reads else '→'} {other} · {shape}")
        text = self.tr("reads {name}, {shape}") if reads else self.tr("feeds {name}, {shape}")
        item.setData(0, SPOKEN, text.format(name=other, shape=shape))

    # -- selection ------------------------------------------------------------------------------------

    def current_block(self) -> str:
        """The block of the row that has the keyboard; that of a wire's row is the one it belongs to."""
        item = self.tree.currentItem()
        item = item.parent() or item if item is not None else None
        return item.data(0, BLOCK) or "" if item is not None else ""

    def current_wire(self) -> tuple[str, int] | None:
        """The wire of the row that has the keyboard: the block that reads, and which of its inputs."""
        item = self.tree.currentItem()
        return item.data(0, WIRE) if item is not None else None

    def meant(self) -> Meant:
        """What a menu is about: the wire of the row that has the keyboard, else the selected blocks."""
        return Meant(QPoint(), min(self.session.selection, default=""), wire=self.current_wire())

    def _take_selection(self) -> None:
        if not self._syncing:
            self._syncing = True
            self.session.select(item.data(0, BLOCK) for item in self.tree.selectedItems())
            self._syncing = False
        self.wires_button.setEnabled(len(self.session.selection) == 1)

    def _show_selection(self) -> None:
        if self._syncing or not self.isVisible():
            return
        self._syncing = True
        chosen = self.session.selection
        before = {item.data(0, BLOCK) for item in self.tree.selectedItems()}
        if len(chosen ^ before) < MANY:
            for name, item in self._items.items():
                item.setSelected(name in chosen)
        else:
            self._select_rows(chosen)
        if len(chosen) == 1 and next(iter(chosen)) in self._items and self.current_block() not in chosen:
            item = self._items[next(iter(chosen))]
            self.tree.setCurrentItem(item, 0, NO_UPDATE)  # else a Ctrl that is held adds it to what was selected
            self.tree.scrollToItem(item)
        self._syncing = False
        self.wires_button.setEnabled(len(chosen) == 1)

    def _select_rows(self, chosen: Collection[str]) -> None:
        """Selects many blocks at once: one by one, each would be looked for among those before it."""
        selection, model, start = QItemSelection(), self.tree.model(), None
        for at in range(self.tree.topLevelItemCount() + 1):
            item = self.tree.topLevelItem(at)
            if item is not None and item.data(0, BLOCK) in chosen:
                start = at if start is None else start
            elif start is not None:
                selection.select(model.index(start, 0), model.index(at - 1, model.columnCount() - 1))
                start = None
        self.tree.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # -- doing ----------------------------------------------------------------------------------------

    def take_key(self, event: QKeyEvent) -> bool:
        """What a key does in the tree; False where the tree does as all trees do."""
        key, wire = event.key(), self.current_wire()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and wire is not None:
            self.take_wire(*wire)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self.tree.currentItem()
            if wire is not None and item is not None:
                self.session.select({item.data(0, BLOCK)})
            elif self.current_block():
                self.fields_asked.emit()
        elif key == Qt.Key.Key_Insert:
            self.layer_asked.emit()
        elif key == Qt.Key.Key_F2 and self.current_block():
            self.tree.editItem(self._items[self.current_block()])
        else:
            return False
        return True

    def take_wire(self, target: str, index: int) -> None:
        """Takes a wire away."""
        text = Message("Disconnect {name}", {"name": target})
        self.session.attempt(text, lambda graph: graph.reconnect(target, index, None))

    def _rename(self, item: QTreeWidgetItem) -> None:
        old, new = item.data(0, BLOCK), item.text(0).strip()
        if self._syncing or old is None or new == old:
            return
        self._syncing = True
        item.setText(0, old)
        self._syncing = False
        self._renaming = (old, new)  # the rows are made anew: that waits until the editor is closed

    def finish_rename(self) -> None:
        """Gives the name that was typed."""
        renaming, self._renaming = self._renaming, None
        if renaming is not None:
            self.session.editing.rename(*renaming)

    def _ask_wires(self) -> None:
        if len(self.session.selection) == 1:
            self.wires_asked.emit(next(iter(self.session.selection)))

    def _on_refused(self, fault: Fault) -> None:
        if self.isVisible():
            self._say(sentence(fault))

    def _say(self, text: str) -> None:
        self.refusal.setText(text)
        self.refusal.setVisible(bool(text))


class OutlineTree(QTreeWidget):
    """One column of two-line rows. Keys that the window would take are the tree's while it has the keyboard."""

    def __init__(self, panel: OutlinePanel) -> None:
        super().__init__()
        self._panel = panel
        self.setHeaderHidden(True)
        self.setIndentation(PAD * 2)
        self.setItemDelegate(OutlineDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        self.itemDoubleClicked.connect(lambda _item: panel.fields_asked.emit())
        theme.changed.connect(self.viewport().update)

    def event(self, event: QEvent) -> bool:
        """Letters search, F2 renames in place, and Delete on a wire's row takes the wire, not the block."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self.state() != QAbstractItemView.State.EditingState
        ):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            on_wire = self._panel.current_wire() is not None
            deletes = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
            if plain and (event.key() == Qt.Key.Key_F2 or event.text().isalnum() or (deletes and on_wire)):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        # An editor passes on what it does not use: Enter ends it, and is no command.
        editing = self.state() == QAbstractItemView.State.EditingState
        if editing or not self._panel.take_key(event):
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802
        super().closeEditor(editor, hint)
        self._panel.finish_rename()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The canvas's menu, at the pointer or below the row that has the keyboard."""
        place = event.globalPos()
        item = self.currentItem()
        if event.reason() == event.Reason.Keyboard and item is not None:
            place = self.viewport().mapToGlobal(self.visualItemRect(item).bottomLeft())
        self._panel.menu_asked.emit(place)
