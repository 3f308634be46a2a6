"""The panels around the canvas: layers, outline and history at the left, the inspector, and the panels below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QWidget

from netbuilder.ui.looks.language import language
from netbuilder.ui.panels.left import LeftPanel
from netbuilder.ui.panels.outline import OutlinePanel
from netbuilder.ui.panels.palette import PalettePanel

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace

DockName = Literal["layers", "inspector", "panels"]
AREA = Qt.DockWidgetArea
LEAST_LEFT, LEAST_INSPECTOR = 180, 300  # pixels, whatever the panels below would like


class Docks(QObject):
    """The docks of the window; what they show is that of the current project."""

    toggled = Signal()  # one was shown or hidden

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.palette_panel = PalettePanel()
        self.left = LeftPanel(self.palette_panel)
        self.inspectors, self._panels = QStackedWidget(), QStackedWidget()
        for stack in (self.inspectors, self._panels):
            stack.setObjectName("panel")
        self.left.setMinimumWidth(LEAST_LEFT)
        self.inspectors.setMinimumWidth(LEAST_INSPECTOR)
        self.layers = self._dock("palette", self.left, AREA.LeftDockWidgetArea)
        self.inspector = self._dock("inspector", self.inspectors, AREA.RightDockWidgetArea)
        self.panels = self._dock("panels", self._panels, AREA.BottomDockWidgetArea)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREA.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, AREA.RightDockWidgetArea)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def _dock(self, name: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget()
        dock.setObjectName(name)
        dock.setTitleBarWidget(QWidget())  # no title: the panels say themselves what they are
        dock.setWidget(content)
        dock.visibilityChanged.connect(lambda _is_visible: self.toggled.emit())
        self._window.addDockWidget(area, dock)
        return dock

    def retranslate(self) -> None:
        """Says the titles, which screen readers and the system show, in the language of the window."""
        self.layers.setWindowTitle(self.tr("Layers"))
        self.inspector.setWindowTitle(self.tr("Inspector"))
        self.panels.setWindowTitle(self.tr("Panels"))

    def all(self) -> tuple[QDockWidget, ...]:
        """The three docks."""
        return self.layers, self.inspector, self.panels

    def named(self, name: DockName) -> QDockWidget:
        """One of them."""
        return {"layers": self.layers, "inspector": self.inspector, "panels": self.panels}[name]

    def show_left(self, name: str) -> None:
        """Brings layers, outline or history to the front."""
        self.layers.show()
        self.left.show_panel(name)

    def add(self, workspace: Workspace) -> OutlinePanel:
        """Takes the panels of a project in; gives its outline."""
        self.inspectors.addWidget(workspace.inspector)
        self._panels.addWidget(workspace.tabs)
        return self.left.add(workspace.session)

    def show_project(self, workspace: Workspace) -> None:
        """Shows the panels of a project."""
        self.left.show_session(workspace.session)
        self.inspectors.setCurrentWidget(workspace.inspector)
        self._panels.setCurrentWidget(workspace.tabs)

    def remove(self, workspace: Workspace) -> None:
        """Lets the panels of a project go, before it dies."""
        self.left.remove(workspace.session)
        for stack, widget in ((self.inspectors, workspace.inspector), (self._panels, workspace.tabs)):
            stack.removeWidget(widget)
            widget.deleteLater()
