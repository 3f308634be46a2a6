"""Blocks made one block, opened and repeated: they act on the selection."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox

from netbuilder.errors import Fault
from netbuilder.graph import Functional
from netbuilder.graph.grouping import group, repeat, ungroup
from netbuilder.project import my_blocks

MOST_REPEATS = 100


class GroupCommands:
    """What the Network menu does with several blocks at once."""

    def group_blocks(self) -> None:
        """Makes the selected blocks one block, which computes the same."""
        session = self.session
        if session is None:
            return
        name = session.graph.unique_name("block")
        if session.attempt(self.tr("make one block"), lambda graph: group(graph, session.selection, name)):
            session.select([name])

    def ungroup_blocks(self) -> None:
        """Puts the blocks inside of the selected ones in their place."""
        session = self.session
        if session is None:
            return
        names = [name for name in session.selection if isinstance(session.graph[name].layer, Functional)]
        inside = {node for name in names for node in session.graph[name].layer.graph.nodes}
        for name in names:
            session.attempt(self.tr("open the block"), lambda graph, name=name: ungroup(graph, name))
        if names:
            session.select(inside)

    def enter_block(self) -> None:
        """Looks into the selected block; says so where it holds none."""
        session = self.session
        if session is not None and len(session.selection) == 1:
            (name,) = session.selection
            if not session.enter(name):
                session.refused.emit(Fault("{name} holds no blocks", name=name))

    def leave_block(self) -> None:
        """Looks at the network around the one that is shown."""
        if self.session is not None:
            self.session.leave()

    def keep_block(self) -> None:
        """Keeps the selected block (several are made one for it) in the palette, under a name that is asked for."""
        session = self.session
        if session is None or not session.selection:
            return
        graph, names = session.graph, session.selection
        try:
            if len(names) > 1 or not isinstance(graph[min(names)].layer, Functional):
                own = graph.unique_name("block")
                graph, names = group(graph, names, own), {own}
        except Fault as fault:
            session.refused.emit(fault)
            return
        (name,) = names
        text, chosen = QInputDialog.getText(
            self, self.tr("Keep in my blocks"), self.tr("What the block is called:"), text=name
        )
        if chosen and self._may_replace(text):
            self._with_blocks(lambda: my_blocks.keep(text, graph[name].layer))

    def rename_my_block(self, name: str) -> None:
        """Asks for another name of a kept block."""
        text, chosen = QInputDialog.getText(self, self.tr("Rename"), self.tr("What the block is called:"), text=name)
        if chosen:
            self._with_blocks(lambda: my_blocks.rename(name, text))

    def forget_my_block(self, name: str) -> None:
        """Deletes a kept block, after asking."""
        question = self.tr("Delete {name} from my blocks? Networks that use it keep theirs.").format(name=name)
        if self._agreed(question, self.tr("Delete")):
            self._with_blocks(lambda: my_blocks.forget(name))

    def _may_replace(self, name: str) -> bool:
        taken = any(block.name == name.strip() for block in my_blocks.kept())
        question = self.tr("There is a block named {name} already. Put this one in its place?").format(name=name)
        return not taken or self._agreed(question, self.tr("Replace"))

    def _agreed(self, question: str, answer: str) -> bool:
        kinds = QMessageBox.StandardButton
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("My blocks"), question, kinds.Ok | kinds.Cancel, self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.button(kinds.Ok).setText(answer)
        box.button(kinds.Cancel).setText(self.tr("Cancel"))
        return box.exec() == kinds.Ok

    def _with_blocks(self, change) -> None:
        try:
            change()
        except Fault as fault:
            self.tell(fault)
        self.palette_panel.show_my_blocks(my_blocks.kept())

    def _append_block(self, block: my_blocks.MyBlock) -> None:
        if self.session is None:
            self.open_empty()
        self.session.editing.append_layer(block.layer, block.name)

    def repeat_block(self) -> None:
        """Asks how often the selected block is to stand behind itself."""
        session = self.session
        if session is None or len(session.selection) != 1:
            return
        (name,) = session.selection
        times, chosen = QInputDialog.getInt(
            self, self.tr("Repeat"), self.tr("How often the block stands in a row:"), 2, 2, MOST_REPEATS
        )
        if chosen:
            session.attempt(self.tr("repeat"), lambda graph: repeat(graph, name, times))
