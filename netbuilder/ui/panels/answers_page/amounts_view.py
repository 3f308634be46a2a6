"""An output that gives amounts: predicted against true, what is left, and the figures with their intervals."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from netbuilder.errors import Message, printable
from netbuilder.insight.charts import extent
from netbuilder.insight.report import AmountsTold
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.panels.answers_page.answering import Chosen
from netbuilder.ui.panels.answers_page.chart import Chart
from netbuilder.ui.widgets.parts import column, label, row

MOST_DOTS = 5000


class AmountsView(QWidget):
    """A dot that is clicked is the sample that is meant."""

    def __init__(self, chosen: Chosen) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chosen = chosen
        self._told: AmountsTold | None = None
        self.which = QComboBox()
        say(self.which, accessibleName=Message("Amount"))
        self.figures = label("", "name", wrap=True)
        self.beside = label("", "quiet", wrap=True)
        self.against = Chart(Message("Predicted against true"), Message("true"), Message("predicted"))
        self.residuals = Chart(Message("Residuals"), Message("predicted"), Message("predicted less true"))
        head = row(self.which, self.figures)
        head.setStretch(1, 1)
        charts = row(self.against, self.residuals, gap=ROOM)
        box = column(head, self.beside, charts, margin=ROOM, gap=ROOM)
        box.setStretch(2, 1)
        self.setLayout(box)
        self.which.currentIndexChanged.connect(self._show)
        for chart in (self.against, self.residuals):
            chart.clicked.connect(self._choose)
        chosen.changed.connect(self._light)
        language.changed.connect(self._say)

    def show_told(self, told: AmountsTold) -> None:
        """Shows an output."""
        self._told = told
        self.which.blockSignals(True)
        self.which.clear()
        for name in told.amounts:
            self.which.addItem(printable(name), name)
        self.which.blockSignals(False)
        self.which.setVisible(len(told.amounts) > 1)
        self._show()

    def _show(self) -> None:
        told, name = self._told, self.which.currentData()
        if told is None or name not in told.amounts:
            return
        amounts = told.amounts[name]
        count = len(amounts.truth)
        some = (
            np.unique(np.linspace(0, max(count - 1, 0), min(count, MOST_DOTS)).astype(int))
            if count
            else np.empty(0, int)
        )
        truth, said = amounts.truth[some].astype(float), amounts.predicted[some].astype(float)
        ends, across = extent(truth, said), extent(said)
        self.against.even(ends, ends)
        numbers = told.verdict.samples[some]
        self.against.dots(truth, said, numbers)
        self.against.bound(ends, ends)
        self.residuals.even(across, (0.0, 0.0))
        self.residuals.dots(said, said - truth, numbers)
        self.residuals.bound(across, extent(said - truth, np.zeros(1)))
        self._light()
        self._say()

    def _say(self) -> None:
        told, name = self._told, self.which.currentData()
        if told is None or name not in told.amounts:
            return
        found = [
            f"{figure} {_text(interval.value)} ({_text(interval.low)} … {_text(interval.high)})"
            for figure, interval in told.intervals[name].items()
        ]
        self.figures.setText("   ".join(found))
        amounts = told.amounts[name]
        values = {"bias": _text(amounts.bias), "median": _text(amounts.of_mean)}
        self.beside.setText(
            translated("On average {bias} beside the truth. Always saying the median would be {median} off.", values)
        )

    def _choose(self, number: int) -> None:
        self._chosen.choose(np.array([number]), Message("Sample {number}", {"number": number}))

    def _light(self) -> None:
        numbers = self._chosen.numbers
        lit = frozenset() if numbers is None else frozenset(int(number) for number in numbers)
        for chart in (self.against, self.residuals):
            chart.light(lit)


def _text(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.4g}"
