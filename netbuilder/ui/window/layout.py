"""The window remembers how a person arranged it: its place, which panels are shown, and how large they are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMainWindow

from netbuilder.ui.preferences import Preferences
from netbuilder.ui.window.arrangement import NAMES, DockName, Wishes
from netbuilder.ui.window.docks import Docks

USUAL = QSize(1440, 900)
FRAME = QSize(8, 40)  # what the system draws around a window


class LayoutMemory(QObject):
    """Arranges the panels anew whenever the window has another size, and keeps what a person made of them.

    Kept is what was wished for and never what a small window made of it, so that it is whole again when it grows.
    """

    def __init__(self, window: QMainWindow, docks: Docks, preferences: Preferences) -> None:
        """Takes the window's place from the last time; the panels come with the first project."""
        super().__init__(window)
        self._window, self._docks, self._preferences = window, docks, preferences
        self._before: dict[DockName, int] | None = None  # sizes when the line between two parts was taken
        window.resize(USUAL.boundedTo(window.screen().availableSize() - FRAME))
        geometry = preferences.state("geometry")
        if geometry is not None:
            window.restoreGeometry(geometry)
        docks.wishes = Wishes.from_json(preferences.panels)
        docks.left.show_panel(preferences.left_panel)
        docks.left.currentChanged.connect(self._on_left_changed)
        window.installEventFilter(self)

    def keep(self) -> None:
        """Remembers the window's place and how the panels stand."""
        self._preferences.set_state("geometry", self._window.saveGeometry())
        self._preferences.panels = self._docks.wishes.to_json()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The window itself gets the mouse only on the lines between its parts."""
        if event.type() == QEvent.Type.Resize:
            self._docks.arrange()
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self._before = self._sizes()
        elif event.type() == QEvent.Type.MouseButtonRelease and self._before is not None:
            after, before, self._before = self._sizes(), self._before, None
            for name in after:
                if name in before and after[name] != before[name]:
                    self._docks.keep_size(name)
        return super().eventFilter(watched, event)

    def _sizes(self) -> dict[DockName, int]:
        docks = {name: self._docks.named(name) for name in NAMES}
        return {
            name: dock.height() if name == "panels" else dock.width()
            for name, dock in docks.items()
            if not dock.isHidden() and not (name == "panels" and self._docks.is_low)
        }

    def _on_left_changed(self, _index: int) -> None:
        self._preferences.left_panel = self._docks.left.panel_name
