"""The window remembers how a person arranged it: its place, which panels are shown, and how large they are."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QDockWidget

PALETTE_WIDTH, INSPECTOR_WIDTH, DOCK_HEIGHT = 220, 320, 314
USUAL, SMALLEST = QSize(1440, 900), QSize(1000, 560)
FRAME = QSize(8, 40)  # what the system draws around a window
LEAST_LEFT, LEAST_INSPECTOR = 180, 280  # whatever the panels below would like


class LayoutMemory:
    """On the start page the panels are away; what was seen before comes back with the next project."""

    _panels_away = True

    def _docks(self) -> tuple[QDockWidget, ...]:
        return self.palette_dock, self.inspector_dock, self.panel_dock

    def _restore(self) -> None:
        """Takes the window's place from the last time; the panels come with the first project."""
        self.resize(usual_size(self.screen().availableSize()))
        geometry = self.preferences.state("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self._arranged: QByteArray | None = self.preferences.state("panels")
        self.left.show_panel(self.preferences.left_panel)
        self.left.currentChanged.connect(self._on_left_changed)

    def _show_panels(self) -> None:
        """Brings the panels back as they were; leaves them alone where they are there."""
        if not self._panels_away:
            return
        self._panels_away = False
        if self._arranged is not None and self.restoreState(self._arranged):
            return
        for dock in self._docks():
            dock.setVisible(True)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.resizeDocks([self.palette_dock, self.inspector_dock], beside(self.width()), across)
        self.resizeDocks([self.panel_dock], [DOCK_HEIGHT], down)

    def _hide_panels(self) -> None:
        """Puts the panels away, and remembers how they stood."""
        self._keep_layout()
        self._panels_away = True
        for dock in self._docks():
            dock.setVisible(False)

    def _keep_layout(self) -> None:
        self.preferences.set_state("geometry", self.saveGeometry())
        if not self._panels_away:
            self._arranged = self.saveState()
            self.preferences.set_state("panels", self._arranged)

    def _on_left_changed(self, _index: int) -> None:
        self.preferences.left_panel = self.left.panel_name


def usual_size(screen: QSize) -> QSize:
    """How large the window is at its very first start: it fits on the screen, where that is no tiny one."""
    screen = screen - FRAME
    is_tiny = screen.width() < SMALLEST.width() or screen.height() < SMALLEST.height()
    return USUAL if is_tiny else USUAL.boundedTo(screen)


def beside(width: int) -> list[int]:
    """How wide the panels on the left and the right begin in a window: half of it is the canvas's, where it can be."""
    over = max(0, PALETTE_WIDTH + INSPECTOR_WIDTH - (width // 2 - 2))
    right = max(LEAST_INSPECTOR, INSPECTOR_WIDTH - over)
    return [max(LEAST_LEFT, PALETTE_WIDTH - (over - (INSPECTOR_WIDTH - right))), right]
