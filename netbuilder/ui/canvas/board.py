"""The paper as those see it who keep a part of it: blocks and wires by what they stand for."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsScene

from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.canvas.wire import WireItem
from netbuilder.ui.session.session import Session


class Board(QGraphicsScene):
    """Items are looked up by what they stand for: blocks by name, wires by the input they end in."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.session = session
        self.blocks: dict[str, BlockItem] = {}
        self.wires: dict[tuple[str, int], WireItem] = {}
