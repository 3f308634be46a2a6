"""What gives way where a panel is narrow: texts that are cut off with "…", and tools that go into a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QToolTip,
    QWidget,
)  # fmt: skip

from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.widgets.flow import WHOLE

LEAST = 48  # pixels of a text that is cut off


class Elided(QLabel):
    """A text of one line, in one of the roles of `label`; where it is cut off, its tooltip has all of it."""

    def __init__(self, text: str = "", role: str = "", least: int = LEAST) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._least = least
        if role:
            self.setProperty("role", role)

    @property
    def is_cut(self) -> bool:
        """Whether not all of it can be read."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self._room()

    def _room(self) -> int:
        return self.contentsRect().width()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        wanted = self.sizeHint()
        return QSize(min(wanted.width(), self._least), wanted.height())

    @drawing
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        said = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self._room())
        self.style().drawItemText(
            painter, self.contentsRect(), self.alignment(), self.palette(), self.isEnabled(), said,
            self.foregroundRole(),
        )  # fmt: skip
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.is_cut:
            told = "\n".join(part for part in (self.text(), self.toolTip()) if part)
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)


class ShrinkingButton(QPushButton):
    """A button whose words give way in their middle, where names in them are long; pointed at, it tells all of them."""

    def __init__(self, text: str, action: Callable[[], object], kind: str) -> None:
        """`kind` is as in `button`."""
        super().__init__(text)
        self.setProperty(kind, True)
        self.setProperty(WHOLE, True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: action())

    @property
    def is_cut(self) -> bool:
        """Whether not all of its words can be read."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self._room(self._option())

    def _option(self) -> QStyleOptionButton:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        return option

    def _room(self, option: QStyleOptionButton) -> int:
        return self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        wanted = self.sizeHint()
        return QSize(min(wanted.width(), 2 * LEAST), wanted.height())

    @drawing
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter, option = QStylePainter(self), self._option()
        option.text = self.fontMetrics().elidedText(option.text, Qt.TextElideMode.ElideMiddle, self._room(option))
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.is_cut:
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)


class Overflow(QWidget):
    """Check boxes and buttons in a row; where not all have room, they are in the menu of one button."""

    def __init__(self, *controls: QAbstractButton) -> None:
        super().__init__()
        self._controls = controls
        self.more = QToolButton(self)
        self.more.setProperty("menu", True)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.more)
        self._menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self._menu)
        for made in controls:
            made.setParent(self)

    def sizeHint(self) -> QSize:  # noqa: N802
        sizes = [made.sizeHint() for made in self._controls]
        wide = sum(size.width() for size in sizes) + ROOM * (len(sizes) - 1)
        return QSize(wide, max(size.height() for size in (*sizes, self.more.sizeHint())))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.more.sizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # one of them says something else
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        fits = self.width() >= self.sizeHint().width()
        left = 0
        for made in self._controls:
            wanted = made.sizeHint()
            made.setGeometry(left, (self.height() - wanted.height()) // 2, wanted.width(), wanted.height())
            made.setVisible(fits)
            left += wanted.width() + ROOM
        wanted = self.more.sizeHint()
        self.more.setGeometry(0, (self.height() - wanted.height()) // 2, wanted.width(), wanted.height())
        self.more.setVisible(not fits)

    def _fill(self) -> None:
        """Has an entry for each, as it stands now."""
        self._menu.clear()
        for made in self._controls:
            entry = self._menu.addAction(made.text(), made.click)
            entry.setEnabled(made.isEnabled())
            entry.setToolTip(made.toolTip())
            if isinstance(made, QCheckBox):
                entry.setCheckable(True)
                entry.setChecked(made.isChecked())
