"""Keeps the suggestions over the palette in step with the block after which a layer would be appended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from netbuilder.graph import Port, fitting
from netbuilder.layers import Input
from netbuilder.ui.panels.palette import PalettePanel

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace

SOON = 150  # milliseconds: trying all kinds of layers takes some, and a drag is many edits


class Suggesting(QObject):
    """Follows the project that is shown."""

    def __init__(self, palette: PalettePanel, parent: QObject) -> None:
        super().__init__(parent)
        self._palette = palette
        self._workspace: Workspace | None = None
        self._known: object = None  # what they were found for
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.refresh)

    def follow(self, workspace: Workspace) -> None:
        """Listens to a project that was opened."""
        workspace.session.selection_changed.connect(self._soon.start)
        workspace.session.report_changed.connect(self._soon.start)

    def show_project(self, workspace: Workspace | None) -> None:
        """Another project is in front."""
        self._workspace = workspace
        if workspace is None:
            self._soon.stop()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Finds what fits, where that may be something else than before."""
        if self._workspace is None or not self._palette.isVisible():
            self._known = None  # when it is shown, all is looked at
            return
        session = self._workspace.session
        after = session.editing.append_after()
        port = Port(after) if after is not None else None
        shape = session.report.shape_of(port) if port is not None else None
        kind = type(session.graph[after].layer) if after is not None else None
        known = (kind, shape, bool(session.graph.nodes))
        if known == self._known:
            return
        self._known = known
        found = fitting.following(session.graph, session.report, port) if port is not None else [Input]
        self._palette.suggestions.show_kinds(found)
