"""Where a view looks in each network: the whole one and those inside of blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QRectF

from netbuilder.graph import Graph
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.graph.inside import Path as Place
from netbuilder.ui.canvas.stage import Look, Stage


class Places(QObject):
    """Follows one session from network to network, and to what undo and redo changed."""

    def __init__(self, view: Stage, let_go: Callable[[bool], None]) -> None:
        """`let_go` ends what belongs to the network that is shown; what is being written is kept (True) or lost."""
        super().__init__(view)
        self._view, self._session, self._let_go = view, view.session, let_go
        self._kept: dict[Place, Look] = {}
        self._session.place_leaving.connect(self._on_leaving)
        self._session.place_changed.connect(self._on_changed)
        self._session.revisited.connect(self._on_revisited)

    def _on_leaving(self) -> None:
        self._let_go(True)
        self._kept[self._session.place] = self._view.look()

    def _on_changed(self) -> None:
        """Looks where one looked there before; at all of a network that is seen for the first time."""
        self._let_go(False)
        kept = self._kept.get(self._session.place)
        if kept is None:
            self._view.show_whole()
        else:
            self._view.look_again(kept)

    def _on_revisited(self, names: Iterable[str], before: Graph) -> None:
        """Undo and redo show what they changed, where it is out of sight."""
        now = self._session.graph
        places = [graph[name].position for graph in (before, now) for name in sorted(names) if name in graph]
        self._view.show_areas([QRectF(*place, BLOCK_WIDTH, BLOCK_HEIGHT) for place in places if place is not None])
