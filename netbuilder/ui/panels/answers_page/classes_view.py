"""An output that gives classes: the confusion matrix, the figures of each class, and how sure it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSplitter, QTabWidget, QWidget

from netbuilder.errors import Message, listed, printable
from netbuilder.insight.report import ClassesTold
from netbuilder.ui.looks.i18n import translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.panels.answers_page.answering import Chosen, samples_of_pairs
from netbuilder.ui.panels.answers_page.chart import Chart
from netbuilder.ui.panels.answers_page.classes_table import ClassesTable
from netbuilder.ui.panels.answers_page.matrix import MatrixView
from netbuilder.ui.widgets.parts import column, give_text, label, row

SHOWN = (("counts", Message("counts")), ("true", Message("% of the true class")),
         ("predicted", Message("% of the predicted class")))  # fmt: skip


class ClassesView(QWidget):
    """What is marked in the matrix, the table or the chart is what is meant."""

    def __init__(self, chosen: Chosen) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chosen = chosen
        self._told: ClassesTold | None = None
        self.accuracy = label("", "heading", wrap=True)
        self.by = QComboBox()
        for i, (name, words) in enumerate(SHOWN):
            self.by.addItem("", name)
            say_item(self.by, i, words)
        say(self.by, accessibleName=Message("What the cells of the matrix say"))
        self.sorted = QCheckBox()
        give_text(self.sorted, Message("Sort by confusion"))
        self.matrix, self.table = MatrixView(), ClassesTable()
        self.calibration = Chart(
            Message("How often it is right, by how sure it is"), Message("confidence"), Message("right")
        )
        self.sure = label("", "quiet", wrap=True)
        self._lay_out()
        self.by.currentIndexChanged.connect(self._show_matrix)
        self.sorted.toggled.connect(self._show_matrix)
        self.matrix.chosen.connect(self._choose_pairs)
        self.table.chosen.connect(self._choose_classes)
        self.calibration.clicked.connect(self._choose_bin)
        chosen.changed.connect(self._on_chosen)
        language.changed.connect(self._say)
        self.calibration.bound((0, 1), (0, 1))
        self.calibration.even((0, 1), (0, 1))

    def _lay_out(self) -> None:
        head = row(self.accuracy, self.by, self.sorted, gap=ROOM)
        head.setStretch(0, 1)
        above, below = QWidget(), QTabWidget()
        above.setObjectName("panel")
        above.setLayout(column(head, self.matrix, margin=ROOM, gap=PAD))
        sure = QWidget()
        sure.setObjectName("panel")
        sure.setLayout(column(self.sure, self.calibration, margin=ROOM, gap=PAD))
        below.setDocumentMode(True)
        below.addTab(self.table, "")
        below.addTab(sure, "")
        self.below = below
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        for part in (above, below):
            splitter.addWidget(part)
        splitter.setSizes([360, 260])
        self.setLayout(column(splitter))
        self._say()

    def show_told(self, told: ClassesTold) -> None:
        """Shows an output."""
        self._told = told
        self.table.show_classes(told)
        found = told.calibration
        self.calibration.lines([(found.confidence, found.right)])
        filled = np.flatnonzero(found.counts)
        self.calibration.dots(found.confidence[filled], found.right[filled], filled)
        self._show_matrix()
        self._say()

    def _show_matrix(self) -> None:
        if self._told is not None:
            self.matrix.model_.show(self._told.confusion, self.by.currentData(), self.sorted.isChecked())

    def _say(self) -> None:
        self.below.setTabText(0, self.tr("Precision and recall"))
        self.below.setTabText(1, self.tr("Calibration"))
        told = self._told
        if told is None:
            return
        interval = told.intervals["accuracy"][0]
        values = {name: f"{100 * getattr(interval, name):.1f}" for name in ("value", "low", "high")}
        self.accuracy.setText(translated("{value} % right  ({low} to {high})", values))
        told_of = translated(
            "Confidence and accuracy are {error} apart on average.", {"error": f"{told.calibration.error:.3f}"}
        )
        if told.temperature is not None:
            told_of += " " + translated(
                "Dividing the scores by {heat} would make them fit best (measured on the validation part).",
                {"heat": f"{told.temperature:.2f}"},
            )
        self.sure.setText(told_of)

    # -- choosing -------------------------------------------------------------------------------------

    def _choose_pairs(self, pairs: list[tuple[int, int]]) -> None:
        told = self._told
        if told is None:
            return
        if not pairs:
            self._chosen.choose(None, None)
            return
        names = told.confusion.names
        if len(pairs) == 1:
            (true, said) = pairs[0]
            values = {"true": printable(names[true]), "said": printable(names[said])}
            title = (
                Message("{count} samples of {true}, recognized", values) if true == said
                else Message("{count} samples of {true}, taken for {said}", values)
            )  # fmt: skip
        else:
            title = Message("{count} samples of {cells} cells", {"cells": len(pairs)})
        self._chosen.choose(samples_of_pairs(told.verdict, pairs), title)

    def _choose_classes(self, classes: list[int]) -> None:
        told = self._told
        if told is None or not classes:
            return
        samples = np.unique(told.verdict.samples[np.isin(told.verdict.truth, classes)])
        names = listed([told.confusion.names[kind] for kind in classes])
        self._chosen.choose(samples, Message("{count} samples of {names}", {"names": names}))

    def _choose_bin(self, number: int) -> None:
        told = self._told
        if told is None:
            return
        bins = len(told.calibration.counts)
        places = np.clip((told.verdict.confidence * bins).astype(int), 0, bins - 1) == number
        values = {"low": round(100 * number / bins), "high": round(100 * (number + 1) / bins)}
        self._chosen.choose(
            np.unique(told.verdict.samples[places]), Message("{count} samples that are {low} to {high} % sure", values)
        )

    def _on_chosen(self) -> None:
        """Takes marks away that no longer say what is meant."""
        if self._chosen.numbers is None:
            for view in (self.matrix, self.table):
                view.selectionModel().blockSignals(True)
                view.clearSelection()
                view.selectionModel().blockSignals(False)
                view.viewport().update()
