"""What Qt's own widgets say of themselves, and do not say anew when the language is switched."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QTabBar, QWidget

# By the name that Qt gives the button: its context, what it is called, and what is said about it.
BUTTONS = {
    "ScrollLeftButton": ("QTabBar", "Scroll Left", ""),
    "ScrollRightButton": ("QTabBar", "Scroll Right", ""),
    "qt_dockwidget_floatbutton": ("QDockWidget", "Float", "Undocks and re-attaches the dock widget"),
    "qt_dockwidget_closebutton": ("QDockWidget", "Close", "Closes the dock widget"),
}
CLOSE = ("CloseButton", "Close Tab")


def say_qts_words(window: QWidget) -> None:
    """Says them in the language of the window."""
    for made in window.findChildren(QAbstractButton):
        if made.objectName() in BUTTONS:
            context, name, about = BUTTONS[made.objectName()]
            made.setAccessibleName(QCoreApplication.translate(context, name))
            if about:
                made.setAccessibleDescription(QCoreApplication.translate(context, about))
    for bar in window.findChildren(QTabBar):
        for i in range(bar.count()):
            close = bar.tabButton(i, QTabBar.ButtonPosition.RightSide)
            if close is not None and close.toolTip():
                close.setToolTip(QCoreApplication.translate(*CLOSE))
