"""Small buttons beside the tabs of the projects: each shows a panel where it is, or hides it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.widgets.parts import row
from netbuilder.ui.window.arrangement import DockName

LEFT_TO_RIGHT: tuple[DockName, ...] = ("layers", "panels", "inspector")
SIZE = QSize(28, 24)
PARTS: dict[DockName, QRectF] = {  # what is filled of a window of 14 × 12
    "layers": QRectF(0, 0, 5, 12),
    "panels": QRectF(0, 7, 14, 5),
    "inspector": QRectF(9, 0, 5, 12),
}


class PanelButton(QToolButton):
    """A small window, filled where the panel stands while it is shown."""

    def __init__(self, name: DockName, action: QAction) -> None:
        super().__init__()
        self._part = PARTS[name]
        self._action = action
        self.setCheckable(True)
        self.setObjectName(action.objectName())
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()
        self.setProperty("panel", True)
        self.setFixedSize(SIZE)
        theme.changed.connect(self.update)

    def _follow(self) -> None:
        """Is as its command is; what it would say has no room."""
        action = self._action
        self.setEnabled(action.isEnabled())
        self.setChecked(action.isChecked())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.text())

    @drawing
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.translate((self.width() - 14) / 2, (self.height() - 12) / 2)
        line = theme.colour("quiet" if self.isEnabled() else "faint")
        painter.setPen(QPen(line, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.save()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(line)
            painter.drawRoundedRect(self._part, 2, 2)
            painter.restore()
        else:
            side = self._part
            if side.width() == 14:
                painter.drawLine(side.topLeft(), side.topRight())
            elif side.left():
                painter.drawLine(side.topLeft(), side.bottomLeft())
            else:
                painter.drawLine(side.topRight(), side.bottomRight())
        painter.drawRoundedRect(QRectF(0, 0, 14, 12), 2, 2)
        painter.end()


class PanelButtons(QWidget):
    """One for each panel, left, below and right."""

    def __init__(self, actions: dict[DockName, QAction]) -> None:
        super().__init__()
        self._buttons = [PanelButton(name, action) for name, action in actions.items()]
        box = row(*self._buttons, gap=0)
        box.setContentsMargins(4, 0, 8, 0)
        self.setLayout(box)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def all(self) -> list[PanelButton]:
        """From left to right."""
        return self._buttons
