"""Curves over all thresholds, and one threshold that can be moved: what it would mean for every figure."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSlider, QWidget

from netbuilder.errors import N_, Message, printable
from netbuilder.insight.thresholds import At, Scored, thinned
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.panels.answers_page.chart import Chart
from netbuilder.ui.widgets.parts import button, column, label, row

STEPS = 1000  # of the slider
POINTS = 400
FIGURES = N_("precision {precision}, recall {recall}, F1 {f1}, accuracy {accuracy}, false alarms {alarms}; AUC {auc}")


class ThresholdsView(QWidget):
    """ROC and precision against recall of one class, and the figures at a threshold."""

    chosen = Signal(object, object)  # the class's name, and the threshold: its mistakes are shown

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.roc = Chart(Message("ROC"), Message("false alarms"), Message("recall"))
        self.precision = Chart(Message("Precision and recall"), Message("recall"), Message("precision"))
        self.which = QComboBox()
        say(self.which, accessibleName=Message("Class"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        say(self.slider, accessibleName=Message("Threshold"))
        self.threshold = label("", "name")
        self.figures = label("", "quiet", wrap=True)
        self.best = button(Message("Best F1"), self._take_best, "link")
        self.mistakes = button(Message("Show the mistakes"), self._show_mistakes, "link")
        self._curves: dict[str, Scored] = {}
        charts = row(self.roc, self.precision, gap=ROOM)
        above = row(self.which, self.threshold, self.slider, self.best, self.mistakes, gap=ROOM)
        above.setStretch(2, 1)
        box = column(above, self.figures, charts, margin=ROOM, gap=ROOM)
        box.setStretch(2, 1)
        self.setLayout(box)
        for chart in (self.roc, self.precision):
            chart.bound((0, 1), (0, 1))
        self.roc.even((0, 1), (0, 1))
        self.which.currentIndexChanged.connect(self._show)
        self.slider.valueChanged.connect(self._say)
        language.changed.connect(self._say)

    def show_curves(self, curves: dict[str, Scored]) -> None:
        """Shows what can be chosen; the class that was shown stays if it is there."""
        before = self.which.currentData()
        self._curves = curves
        self.which.blockSignals(True)
        self.which.clear()
        for name in curves:
            self.which.addItem(printable(name), name)
        self.which.setCurrentIndex(max(0, self.which.findData(before)))
        self.which.blockSignals(False)
        self.which.setVisible(len(curves) > 1)
        self._show()

    @property
    def scored(self) -> Scored | None:
        """The scores of the class that is shown."""
        return self._curves.get(self.which.currentData())

    @property
    def value(self) -> float:
        """The threshold."""
        return self.slider.value() / STEPS

    def _show(self) -> None:
        scored = self.scored
        self.roc.lines([] if scored is None else [thinned(*scored.roc, POINTS)])
        self.precision.lines([] if scored is None else [thinned(*scored.precision_recall, POINTS)])
        self.slider.setValue(STEPS // 2)
        self._say()

    def _say(self) -> None:
        scored = self.scored
        self.threshold.setText(translated("threshold {value}", {"value": f"{self.value:.3f}"}))
        if scored is None:
            self.figures.setText("")
            return
        at = scored.at(self.value)
        told = {
            "precision": _text(at.precision), "recall": _text(at.recall), "f1": _text(at.f1),
            "accuracy": _text(at.accuracy), "alarms": _text(at.false_alarms), "auc": _text(scored.auc),
        }  # fmt: skip
        self.figures.setText(translated(FIGURES, told))
        self._mark(at)

    def _mark(self, at: At) -> None:
        self.roc.mark(_or_0(at.false_alarms), _or_0(at.recall))
        self.precision.mark(_or_0(at.recall), _or_0(at.precision))

    def _take_best(self) -> None:
        if self.scored is not None:
            self.slider.setValue(int(np.floor(self.scored.best_f1().threshold * STEPS)))

    def _show_mistakes(self) -> None:
        if self.scored is not None:
            self.chosen.emit(self.which.currentData(), self.value)


def _text(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"


def _or_0(value: float) -> float:
    return 0.0 if math.isnan(value) else value
