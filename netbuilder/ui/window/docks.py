"""The panels around the canvas: layers, outline and history at the left, the inspector, and the panels below."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QTabWidget, QWidget

from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import scaled, theme
from netbuilder.ui.panels.left import LeftPanel
from netbuilder.ui.panels.outline import OutlinePanel
from netbuilder.ui.panels.palette import PalettePanel
from netbuilder.ui.window.arrangement import LEAST_INSPECTOR, LEAST_LAYERS, NAMES, DockName, Wishes, arranged

if TYPE_CHECKING:
    from netbuilder.ui.window.workspace import Workspace

AREA = Qt.DockWidgetArea
ACROSS, DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
PAGES = "qt_tabwidget_stackedwidget"  # what Qt calls the part below the tabs
MOST = (1 << 24) - 1  # pixels: Qt's own for no limit
SOON = 30  # milliseconds until what was arranged is laid out


@dataclass
class Arrangement:
    """How the panels stand: what was wished for, what one key put away, and whether those below are low."""

    wishes: Wishes = field(default_factory=Wishes)
    hidden: tuple[DockName, ...] = ()
    is_low: bool = True


class Docks(QObject):
    """The docks of the window; what they show is that of the current project.

    The panels below are low until one is asked for: only their tabs are seen. On the start page all are away.
    """

    toggled = Signal()  # one was shown or hidden, raised or lowered

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.wishes = Wishes()
        self.is_low = True  # the panels below
        self._has_project = False
        self._hidden: tuple[DockName, ...] = ()  # what one key put away, to bring it back
        self._aside: tuple[DockName, ...] = ()  # of no use beside what stands in the middle
        self.palette_panel = PalettePanel()
        self.left = LeftPanel(self.palette_panel)
        self.inspectors, self.below = QStackedWidget(), QStackedWidget()
        for stack in (self.inspectors, self.below):
            stack.setObjectName("panel")
        self._give_room()
        theme.changed.connect(self._give_room)
        self.layers = self._dock("palette", self.left, AREA.LeftDockWidgetArea)
        self.inspector = self._dock("inspector", self.inspectors, AREA.RightDockWidgetArea)
        self.panels = self._dock("panels", self.below, AREA.BottomDockWidgetArea)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._keep_inside)
        self.panels.installEventFilter(self)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREA.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, AREA.RightDockWidgetArea)
        for name in NAMES:  # Qt has a menu of them too
            self.named(name).toggleViewAction().triggered.connect(lambda on, name=name: self._wish(name, on))
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

    def _give_room(self) -> None:
        """Larger text needs wider panels, and higher tabs."""
        self.left.setMinimumWidth(scaled(LEAST_LAYERS))
        self.inspectors.setMinimumWidth(scaled(LEAST_INSPECTOR))
        self.arrange()

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

    def panes(self) -> list[QWidget]:
        """What of them can be seen, from left to right, as the keyboard goes there; low panels are their tabs."""
        below = self.below.currentWidget()
        found: list[QWidget] = []
        if not self.layers.isHidden():
            found.append(self.left.currentWidget() or self.left)
        if not self.inspector.isHidden():
            found.append(self.inspectors)
        if not self.panels.isHidden() and isinstance(below, QTabWidget):
            found.append(below.tabBar())
        return found

    # -- what is seen, and how large ----------------------------------------------------------------------

    def arrange(self) -> None:
        """Shows what is wanted, as large as the window allows."""
        if not self._has_project:
            return
        window = self._window
        for name in NAMES:
            is_away = bool(self._hidden) or name in self._aside
            self.named(name).setVisible(not is_away and self.wishes.is_shown(name, window.width()))
        sizes = arranged(window.width(), window.height(), self.wishes, theme.scale)
        beside = [(self.layers, sizes.layers), (self.inspector, sizes.inspector)]
        shown = [(dock, size) for dock, size in beside if not dock.isHidden()]
        if shown:
            window.resizeDocks([dock for dock, _ in shown], [size for _, size in shown], ACROSS)
        self._set_height()
        if not self.is_low and not self.panels.isHidden():
            window.resizeDocks([self.panels], [sizes.panels], DOWN)
            self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """What the panels below need has changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._soon.start()
        return super().eventFilter(watched, event)

    def _keep_inside(self) -> None:
        """Qt takes the height that it gave for settled, where what was in front before needed more than that."""
        panels, window = self.panels, self._window
        if self._has_project and panels.isVisible() and panels.geometry().bottom() >= window.statusBar().y():
            window.resizeDocks([panels], [panels.minimumSizeHint().height()], DOWN)  # the same again does nothing
            QTimer.singleShot(0, self, self.arrange)

    def _set_height(self) -> None:
        tabs = self.below.currentWidget()
        if not isinstance(tabs, QTabWidget):
            return
        pages = tabs.findChild(QStackedWidget, PAGES)
        if pages is not None and pages.isHidden() != self.is_low:
            pages.setVisible(not self.is_low)  # what nobody sees costs nothing
        if self.is_low:
            self.below.setFixedHeight(tabs.tabBar().sizeHint().height() + 1)
        else:
            self.below.setMinimumHeight(0)
            self.below.setMaximumHeight(MOST)

    def put_aside(self, names: tuple[DockName, ...]) -> None:
        """Leaves these away as long as what stands in the middle has no use for them, whatever was wished for."""
        if names != self._aside:
            self._aside = names
            self.arrange()
            self.toggled.emit()

    def _wish(self, name: DockName, shown: bool) -> None:
        self._hidden = ()
        self._aside = tuple(other for other in self._aside if other != name)
        self.wishes.shown[name] = shown
        self.arrange()
        self.toggled.emit()

    def toggle(self, name: DockName) -> None:
        """Shows one, or hides it; those below are raised, or lowered."""
        if name != "panels":
            self._wish(name, self.named(name).isHidden())
        elif self.is_open("panels"):
            self.lower_panels()
        else:
            self.open_panels()

    def is_open(self, name: DockName) -> bool:
        """Whether what one shows can be seen, were its project in front."""
        return not self.named(name).isHidden() and not (name == "panels" and self.is_low)

    def reveal(self, name: DockName) -> None:
        """Shows one that is hidden."""
        if self.named(name).isHidden():
            if self._hidden:  # the others stay away
                self.wishes.shown.update(dict.fromkeys(NAMES, False))
            self._wish(name, True)

    def toggle_all(self) -> None:
        """Hides all that are shown; brings them back where none is."""
        shown = tuple(name for name in NAMES if not self.named(name).isHidden())
        if not shown and not self._hidden:  # hidden one by one
            self.wishes.shown.update(dict.fromkeys(NAMES, True))
        self._hidden = shown
        self.arrange()
        self.toggled.emit()

    def put_away(self) -> Arrangement:
        """Hides all for a while; gives what `restore` needs."""
        before = Arrangement(deepcopy(self.wishes), self._hidden, self.is_low)
        self._hidden = tuple(name for name in NAMES if not self.named(name).isHidden()) or self._hidden
        self.arrange()
        self.toggled.emit()
        return before

    def restore(self, before: Arrangement) -> None:
        """Puts all back as they stood."""
        self.wishes, self._hidden, self.is_low = before.wishes, before.hidden, before.is_low
        self.arrange()
        self.toggled.emit()

    def open_panels(self, is_needed: bool = True) -> None:
        """Raises the panels below; where they are hidden, only if what they show `is_needed` now."""
        if self.panels.isHidden() and not is_needed:
            return
        self.is_low = False
        self.reveal("panels")
        self.arrange()
        self.toggled.emit()

    def lower_panels(self) -> None:
        """Leaves only the tabs of the panels below."""
        self.is_low = True
        self.arrange()
        self.toggled.emit()

    def keep_size(self, name: DockName) -> None:
        """Remembers the size that a person gave to one."""
        dock = self.named(name)
        self.wishes.sizes[name] = dock.height() if name == "panels" else dock.width()

    # -- what they show -----------------------------------------------------------------------------------

    def show_left(self, name: str) -> None:
        """Brings layers, outline or history to the front."""
        self.reveal("layers")
        self.left.show_panel(name)

    def add(self, workspace: Workspace) -> OutlinePanel:
        """Takes the panels of a project in; gives its outline."""
        self.inspectors.addWidget(workspace.inspector)
        self.below.addWidget(workspace.tabs)
        workspace.panel_asked.connect(self.open_panels)
        # Each is as high as it must; what the one before needed is known only once it is hidden.
        workspace.tabs.currentChanged.connect(self._on_tab, Qt.ConnectionType.QueuedConnection)
        workspace.tab_pressed.connect(lambda: self.toggle("panels"))
        return self.left.add(workspace.session)

    def _on_tab(self, _index: int) -> None:
        self.arrange()

    def show_project(self, workspace: Workspace) -> None:
        """Shows the panels of a project."""
        self.left.show_session(workspace.session)
        self.inspectors.setCurrentWidget(workspace.inspector)
        self.below.setCurrentWidget(workspace.tabs)
        self._has_project = True
        self.arrange()

    def leave_project(self) -> None:
        """Puts all away: there is no project that they could show."""
        self._has_project = False
        for name in NAMES:
            self.named(name).setVisible(False)

    def remove(self, workspace: Workspace) -> None:
        """Lets the panels of a project go, before it dies."""
        self.left.remove(workspace.session)
        for stack, widget in ((self.inspectors, workspace.inspector), (self.below, workspace.tabs)):
            stack.removeWidget(widget)
            widget.deleteLater()
