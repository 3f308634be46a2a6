"""The window remembers how a person arranged it: its place, which panels are shown, and how large they are."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QMainWindow

from netbuilder.ui.preferences import Preferences
from netbuilder.ui.window.docks import LEAST_INSPECTOR, LEAST_LEFT, Docks

PALETTE_WIDTH, INSPECTOR_WIDTH, DOCK_HEIGHT = 220, 320, 314
USUAL, SMALLEST = QSize(1440, 900), QSize(1000, 560)
FRAME = QSize(8, 40)  # what the system draws around a window


class LayoutMemory:
    """On the start page the panels are away; what was seen before comes back with the next project."""

    def __init__(self, window: QMainWindow, docks: Docks, preferences: Preferences) -> None:
        """Takes the window's place from the last time; the panels come with the first project."""
        self._window, self._docks, self._preferences = window, docks, preferences
        self._panels_away = True
        window.resize(usual_size(window.screen().availableSize()))
        geometry = preferences.state("geometry")
        if geometry is not None:
            window.restoreGeometry(geometry)
        self._arranged: QByteArray | None = preferences.state("panels")
        docks.left.show_panel(preferences.left_panel)
        docks.left.currentChanged.connect(self._on_left_changed)

    def show_panels(self) -> None:
        """Brings the panels back as they were; leaves them alone where they are there."""
        if not self._panels_away:
            return
        self._panels_away = False
        window, docks = self._window, self._docks
        if self._arranged is not None and window.restoreState(self._arranged):
            return
        for dock in docks.all():
            dock.setVisible(True)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        window.resizeDocks([docks.layers, docks.inspector], beside(window.width()), across)
        window.resizeDocks([docks.panels], [DOCK_HEIGHT], down)

    def hide_panels(self) -> None:
        """Puts the panels away, and remembers how they stood."""
        self.keep()
        self._panels_away = True
        for dock in self._docks.all():
            dock.setVisible(False)

    def keep(self) -> None:
        """Remembers the window's place and how the panels stand."""
        self._preferences.set_state("geometry", self._window.saveGeometry())
        if not self._panels_away:
            self._arranged = self._window.saveState()
            self._preferences.set_state("panels", self._arranged)

    def _on_left_changed(self, _index: int) -> None:
        self._preferences.left_panel = self._docks.left.panel_name


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
