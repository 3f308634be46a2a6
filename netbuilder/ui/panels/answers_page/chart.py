"""A chart with two named axes in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from netbuilder.arrays import Array
from netbuilder.errors import Message
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, SMALL, font, scaled, theme
from netbuilder.ui.plots.lines import EARLIER
from netbuilder.ui.widgets.parts import column, label

LEAST = 200  # pixels
DOT = 7


class Chart(QFrame):
    """Title, axes, lines and dots. A click on a dot emits its number."""

    clicked = Signal(int)

    def __init__(self, title: Message, x_name: Message, y_name: Message) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setMinimumSize(scaled(LEAST), scaled(LEAST))
        self.title, self._names = label(title, "name"), (x_name, y_name)
        self.plot = pg.PlotWidget()
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        say(self.plot, accessibleName=title)
        self._lines: list[tuple[pg.PlotDataItem, int]] = []
        self._even = pg.PlotDataItem([], [])
        self._dots = pg.ScatterPlotItem(size=DOT)
        self._point = pg.ScatterPlotItem(size=DOT + 4)
        for item in (self._even, self._dots, self._point):
            self.plot.addItem(item)
        self._dots.sigClicked.connect(self._on_clicked)
        self._numbers: Array = np.empty(0, int)
        self._chosen: frozenset[int] = frozenset()
        self.setLayout(column(self.title, self.plot, margin=PAD, gap=4))
        theme.changed.connect(self.dress)
        language.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """Takes the colours of the theme, and the words of the language."""
        colours = theme.colours
        self.plot.setBackground(colours.panel)
        for side, name in zip(("bottom", "left"), self._names, strict=True):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.quiet))
            axis.setStyle(tickFont=font(SMALL - 1), tickLength=4)
            axis.setLabel(sentence(name), color=colours.quiet, **{"font-size": f"{font(SMALL).pixelSize()}px"})
        self.plot.showGrid(x=True, y=True, alpha=0.12)
        self._even.setPen(pg.mkPen(colours.quiet, style=Qt.PenStyle.DashLine))
        for line, number in self._lines:
            line.setPen(pg.mkPen(_colour(number), width=2))
        self._point.setBrush(pg.mkBrush(colours.accent))
        self._point.setPen(pg.mkPen(colours.panel, width=2))
        self._paint_dots()

    def bound(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """What the axes show."""
        self.plot.setRange(xRange=x, yRange=y, padding=0.03)

    def even(self, x: Sequence[float], y: Sequence[float]) -> None:
        """A dashed line to compare with."""
        self._even.setData(list(x), list(y))

    def lines(self, curves: Sequence[tuple[Array, Array]]) -> None:
        """Shows these lines in place of those before."""
        for line, _ in self._lines[len(curves) :]:
            self.plot.removeItem(line)
        del self._lines[len(curves) :]
        while len(self._lines) < len(curves):
            line = pg.PlotDataItem([], [], connect="finite")
            self.plot.addItem(line)
            self._lines.append((line, len(self._lines)))
        for (line, _), (x, y) in zip(self._lines, curves, strict=True):
            line.setData(x, y)
        self.dress()

    def dots(self, x: Array, y: Array, numbers: Array | None = None) -> None:
        """Shows these dots, each with the number that a click gives."""
        self._numbers = np.arange(len(x)) if numbers is None else numbers
        self._dots.setData(x=x, y=y)
        self._paint_dots()

    def mark(self, x: float, y: float) -> None:
        """Marks one place, as that of a threshold."""
        self._point.setData(x=[x], y=[y])

    def light(self, numbers: frozenset[int]) -> None:
        """Lights the dots that are chosen."""
        self._chosen = numbers
        self._paint_dots()

    def _paint_dots(self) -> None:
        if not len(self._dots.data):
            return
        plain, lit = theme.colour("accent"), theme.colour("warning")
        plain.setAlphaF(0.45)
        self._dots.setPen(None)
        if not self._chosen:
            self._dots.setBrush(pg.mkBrush(plain))
            return
        chosen = np.isin(self._numbers, list(self._chosen))
        brushes = [pg.mkBrush(lit if on else plain) for on in chosen]
        self._dots.setBrush(brushes)

    def _on_clicked(self, _item: object, spots: Sequence[pg.SpotItem], _event: object = None) -> None:
        if len(spots):
            self.clicked.emit(int(self._numbers[spots[0].index()]))


def _colour(number: int) -> str:
    """The colours of several lines: told apart without red and green; from the ninth on they come again."""
    return theme.colours.accent if number == 0 else EARLIER[(number - 1) % len(EARLIER)]
