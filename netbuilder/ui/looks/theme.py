"""Colours, spacing and type of the window, in a light and a dark set.

Every pair of text and ground has a contrast of at least 4.5 (a test holds it).
"""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from netbuilder.colours import DARK, FAMILY_COLOURS, LIGHT, Colours
from netbuilder.files import resource

GAP, PAD, ROOM = 4, 8, 12  # spacing goes in steps of 4
FIELD_RADIUS, CARD_RADIUS = 6, 8
SMALL, TEXT, NAME, HEADING = 11, 12, 13, 15  # pixels where the system's text has 12; it is larger with the system's
LEAST_SCALE, LARGEST_SCALE = 0.75, 2.5


class Theme(QObject):
    """The colours in use. `changed` is emitted when they are switched; painting code asks `colours` each time."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = "light"
        self.colours = LIGHT
        self.mode = "system"
        self._follows = False
        self.larger = 1.0  # by how much a person wants text larger than the system's
        self.scale = 1.0  # how large text is, as a multiple of ours

    def follow_font(self) -> None:
        """Takes the size over that the system's text has now."""
        if self.scale != self._wanted_scale():
            self.choose(self.mode)

    def enlarge(self, larger: float) -> None:
        """Makes the text of panels and curves so much larger than the system's."""
        self.larger = larger
        self.follow_font()

    def _wanted_scale(self) -> float:
        return max(LEAST_SCALE, min(LARGEST_SCALE, _scale_of_system() * self.larger))

    def choose(self, mode: str) -> None:
        """Switches to "light", "dark" or what the "system" has."""
        self.mode = mode
        dark = mode == "dark" or (mode == "system" and _system_is_dark())
        self.name, self.colours = ("dark", DARK) if dark else ("light", LIGHT)
        self.scale = self._wanted_scale()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            if not self._follows:
                self._follows = True
                application.fontChanged.connect(lambda _font: QTimer.singleShot(0, self, self.follow_font))
            application.setStyle(QStyleFactory.create("Fusion"))
            application.setPalette(_palette(self.colours))
            application.setStyleSheet(_style(self.colours, self.scale))
        self.changed.emit()

    def colour(self, name: str) -> QColor:
        """One of the colours by name."""
        return QColor(getattr(self.colours, name))

    def family(self, family: str) -> QColor:
        """The colour of a family of layers."""
        return QColor(FAMILY_COLOURS.get(family, FAMILY_COLOURS["input"]))


theme = Theme()


def scaled(pixels: float) -> int:
    """A height or width that has to hold text: as much larger as the system's text is."""
    return round(pixels * theme.scale)


def font(pixels: int = TEXT, strong: bool = False) -> QFont:
    """The system's font in one of the four sizes."""
    return paper_font(scaled(pixels), strong)


def paper_font(pixels: int = TEXT, strong: bool = False) -> QFont:
    """The same on the canvas and in pictures, where all is measured in units of the paper and grows with the zoom."""
    found = QFont(QApplication.font())
    found.setPixelSize(pixels)
    found.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return found


def code_font(pixels: int = TEXT) -> QFont:
    """The system's font for code."""
    found = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if not QFontInfo(found).fixedPitch():
        found = QFont("DejaVu Sans Mono")
        found.setStyleHint(QFont.StyleHint.Monospace)
    found.setPixelSize(scaled(pixels))
    return found


def _scale_of_system() -> float:
    """By what the system's text is larger than ours was drawn for."""
    if not isinstance(QApplication.instance(), QApplication):
        return 1.0
    pixels = QFontInfo(QApplication.font()).pixelSize()
    return max(LEAST_SCALE, min(LARGEST_SCALE, pixels / TEXT))


def _system_is_dark() -> bool:
    scheme = QGuiApplication.styleHints().colorScheme()
    return getattr(scheme, "name", "") == "Dark"


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for place, colour in (
        (role.Window, c.window),
        (role.Base, c.panel),
        (role.AlternateBase, c.window),
        (role.Button, c.panel),
        (role.WindowText, c.text),
        (role.Text, c.text),
        (role.ButtonText, c.text),
        (role.ToolTipBase, c.panel),
        (role.ToolTipText, c.text),
        (role.PlaceholderText, c.quiet),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Link, c.accent),
        (role.Mid, c.line),
        (role.Dark, c.line),
    ):
        palette.setColor(place, QColor(colour))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(c.quiet))
    return palette


def _style(c: Colours, scale: float) -> str:
    """Qt's style sheet: `@name`s become colours, `@icons/` where those of this theme lie, sizes of text grow."""
    sheet = resource("theme", "style.qss").read_text("utf-8")
    icons = resource("icons").as_posix()
    shade = "dark" if c is DARK else "light"
    for name in sorted(vars(c), key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", getattr(c, name))
    sheet = re.sub(r"font-size: (\d+)px", lambda size: f"font-size: {round(int(size[1]) * scale)}px", sheet)
    return sheet.replace("@icons", icons).replace("@shade", shade)
