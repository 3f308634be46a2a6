"""Blocks made one block, opened and repeated: they act on the selection."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog

from netbuilder.graph import Functional
from netbuilder.graph.grouping import group, repeat, ungroup

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
