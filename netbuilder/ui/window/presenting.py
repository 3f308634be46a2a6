"""The presentation: the network alone on the whole screen, half as large again; afterwards all is as it was before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget

from netbuilder.ui.window.docks import Arrangement

if TYPE_CHECKING:
    from netbuilder.ui.canvas.view import CanvasView
    from netbuilder.ui.window.command import Window
    from netbuilder.ui.window.docks import Docks
    from netbuilder.ui.window.documents import Documents
    from netbuilder.ui.window.workspace import Workspace

ZOOM = 1.5
MARGIN = 24  # above the first block, on the paper
TOLD = 6000  # milliseconds that it is said how one leaves


class Presentation(QObject):
    """Entered and left by one key; Escape leaves too, as do the start page and the end."""

    changed = Signal()

    def __init__(self, window: Window, bar: QWidget, docks: Docks, documents: Documents) -> None:
        super().__init__(window)
        self._window, self._bar, self._docks, self._documents = window, bar, docks, documents
        self.is_on = False
        self._place, self._panels = QRect(), Arrangement()
        self._state = Qt.WindowState.WindowNoState
        self._put_away: list[QWidget] = []
        self._keys: list[QAction] = []
        self._looked: dict[CanvasView, tuple[float, QPointF]] = {}  # how each canvas looked at its network

    def toggle(self) -> None:
        """Enters it or leaves it."""
        if self.is_on:
            self.leave()
        elif self._documents.current is not None:
            self._enter()

    def _enter(self) -> None:
        window = self._window
        self.is_on = True
        self._place, self._panels, self._state = window.geometry(), self._docks.put_away(), window.windowState()
        self._documents.has_bar = False
        bars: Iterable[QWidget] = (window.menuBar(), self._bar, self._documents.bar)
        self._put_away = [bar for bar in bars if not bar.isHidden()]
        for bar in self._put_away:
            bar.hide()
        # Keys of what stands only in a menu that is hidden would be dead.
        self._keys = [action for action in window.actions_.all() if action not in window.actions()]
        window.addActions(self._keys)
        window.installEventFilter(self)
        window.showFullScreen()
        if self._documents.current is not None:
            self.show(self._documents.current)
        window.status.showMessage(self.tr("Escape ends the presentation"), TOLD)
        self.changed.emit()

    def show(self, workspace: Workspace) -> None:
        """Presents a project that came to the front meanwhile, too."""
        view = workspace.view
        if not self.is_on or view in self._looked:
            return
        self._looked[view] = (view.zoom, view.middle)
        view.installEventFilter(self)
        shows_top = view.mapToScene(view.viewport().rect()).boundingRect().top() <= view.canvas.bounds().top()
        QTimer.singleShot(0, view, lambda: self._enlarge(view, shows_top))  # once it has its size

    def _enlarge(self, view: CanvasView, shows_top: bool) -> None:
        """Looks at the selected block, or at all of a network that fits, or at the beginning where one did before."""
        if view not in self._looked:
            return
        view.set_zoom(ZOOM)
        chosen, area = view.session.selection, view.canvas.bounds()
        seen = view.mapToScene(view.viewport().rect()).boundingRect()
        if len(chosen) == 1:
            view.show_block(next(iter(chosen)))
        elif area.width() < seen.width() and area.height() < seen.height():
            view.centerOn(area.center())
        elif shows_top:
            view.centerOn(area.center().x(), area.top() + seen.height() / 2 - MARGIN)

    def leave(self) -> None:
        """Puts everything back; does nothing where nothing is presented."""
        if not self.is_on:
            return
        window = self._window
        self.is_on = False
        window.removeEventFilter(self)
        for action in self._keys:
            window.removeAction(action)
        window.status.clearMessage()
        for bar in self._put_away:
            bar.show()
        window.setWindowState(self._state)
        if self._state == Qt.WindowState.WindowNoState:
            window.setGeometry(self._place)  # the system may take its time with it
        self._docks.restore(self._panels)
        self._documents.has_bar = True
        self._documents.show_titles()  # which shows the tabs where there are any
        looked, self._looked, self._put_away, self._keys = self._looked, {}, [], []
        open_ = {workspace.view for workspace in self._documents.workspaces}
        for view, (zoom, middle) in looked.items():
            if view in open_:
                view.removeEventFilter(self)
                QTimer.singleShot(0, view, _look(view, zoom, middle))
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Escape leaves, unless the canvas has something else to end by it."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() != Qt.Key.Key_Escape:
            return False
        view = next((view for view in self._looked if view is watched), None)
        if view is not None and (view.is_dragging or view.popover.node):
            return False
        self.leave()
        return True


def _look(view: CanvasView, zoom: float, middle: QPointF) -> Callable[[], None]:
    def look() -> None:
        view.set_zoom(zoom)
        view.centerOn(middle)

    return look
