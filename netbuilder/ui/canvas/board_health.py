"""The health of the run that goes on, on the blocks and wires of the board."""

from __future__ import annotations

from PySide6.QtCore import QObject

from netbuilder.ui.canvas.board import Board
from netbuilder.ui.canvas.health import bar_of, wire_levels, words_of
from netbuilder.ui.session.session import Session


class CanvasHealth(QObject):
    """Brings the health of the run that goes on onto the blocks and wires of a scene."""

    def __init__(self, scene: Board, session: Session) -> None:
        super().__init__(scene)
        self._scene, self._session = scene, session
        session.trainer.health_changed.connect(self.refresh)
        session.trainer.state_changed.connect(self.refresh)
        session.place_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Shows what is known while it trains; else nothing."""
        trainer = self._session.trainer
        record = trainer.record if trainer.is_running else None
        looked_at = trainer.watching and not self._session.place
        health = record.health if record is not None and looked_at else None
        for name, item in self._scene.blocks.items():
            layer = health.layers.get(name) if health is not None else None
            item.set_health(bar_of(layer) if layer else None, words_of(layer) if layer else "")
        graph = self._session.graph
        levels = wire_levels(health, graph) if health is not None else {}
        for key, wire in self._scene.wires.items():
            wire.set_level(levels.get(key))
