"""Curves of one run: a plot for the loss and one for each metric, training solid, validation dashed with points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from netbuilder.ui.panels.parts import column, label, row
from netbuilder.ui.theme import PAD, ROOM, SMALL, font, theme
from netbuilder.ui.training import RunRecord

MOST_POINTS = 1000  # about as many as there are pixels; a million would stutter
SMALLEST = 240  # pixels of width a plot needs


class CurvesView(QWidget):
    """As many plots as the run has metrics, beside and below one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots: dict[str, CurvePlot] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(ROOM)

    def show_record(self, record: RunRecord | None) -> None:
        """Draws what a run has told so far."""
        names = _metric_names(record)
        if list(self.plots) != names:
            self._rebuild(names)
        if record is None:
            return
        for plot in self.plots.values():
            plot.show_record(record)

    def _rebuild(self, names: list[str]) -> None:
        for plot in self.plots.values():
            self._grid.removeWidget(plot)
            plot.setParent(None)
            plot.deleteLater()
        self.plots = {name: CurvePlot(name) for name in names}
        self._arrange()

    def _arrange(self) -> None:
        across = max(1, min(len(self.plots), self.width() // SMALLEST, 4))
        for i, plot in enumerate(self.plots.values()):
            self._grid.addWidget(plot, i // across, i % across)

    def resizeEvent(self, event) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()


class CurvePlot(QFrame):
    """One metric: title, last values in the corner, axes with ticks, nothing boxed twice."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setMinimumHeight(140)
        self.name = name
        self.last = label("", "small")
        self.plot = pg.PlotWidget()
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setAccessibleName(name)
        self._epochs = 0
        for side in ("left", "bottom"):
            # Drawing axes anew costs more than the curves; while training the worker waits for it.
            self.plot.getAxis(side).setCacheMode(pg.QtWidgets.QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.training = self.plot.plot([], [])
        self.validation = self.plot.plot([], [])
        self.setLayout(column(row(label(name, "name"), "|", self.last), self.plot, margin=PAD, gap=4))
        theme.changed.connect(self.paint_theme)
        self.paint_theme()

    def paint_theme(self) -> None:
        """Takes the colours of the theme. Width 1 without antialiasing keeps drawing fast."""
        colours = theme.colours
        self.plot.setBackground(colours.panel)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.quiet))
            axis.setStyle(tickFont=font(SMALL - 1), tickLength=4)
        self.plot.showGrid(x=False, y=True, alpha=0.15)
        self.training.setPen(pg.mkPen(colours.training, width=1))
        self.validation.setPen(pg.mkPen(colours.validation, width=1, style=Qt.PenStyle.DashLine))
        self.validation.setSymbol("o")
        self.validation.setSymbolSize(5)
        self.validation.setSymbolBrush(colours.validation)
        self.validation.setSymbolPen(None)

    def show_record(self, record: RunRecord) -> None:
        """Draws a run's numbers of this metric."""
        x, y = training_points(record, self.name)
        self.training.setData(x, y)
        validation = scalars(record.epoch_logs.get(f"val_{self.name}", []))
        self.validation.setData(np.arange(1, len(validation) + 1), validation)
        parts = []
        told = scalars(record.epoch_logs.get(self.name, [])) if record.epochs_done else y
        if len(told):
            parts.append(self.tr("training {value}").format(value=short(told[-1])))
        if len(validation):
            parts.append(self.tr("validation {value}").format(value=short(validation[-1])))
        self.last.setText("   ".join(parts))
        if record.epochs != self._epochs:
            self._epochs = record.epochs
            self.plot.setXRange(0, max(1, record.epochs), padding=0.02)


def training_points(record: RunRecord, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Epochs (fractions within one) and values: batch by batch where they are told, else epoch by epoch."""
    if name in record.batch_logs and record.batches:
        y = smoothed(of_batches(np.asarray(record.batch_logs[name], float), record.batches), record.batches)
        x = np.arange(1, len(y) + 1) / record.batches
        return thinned(x, y)
    y = scalars(record.epoch_logs.get(name, []))
    return np.arange(1, len(y) + 1, dtype=float), y


def of_batches(running: np.ndarray, batches: int) -> np.ndarray:
    """Each batch's own value out of the running means that an epoch tells."""
    place = np.arange(len(running)) % batches
    before = np.concatenate([[0.0], running[:-1]])
    return running * (place + 1) - np.where(place == 0, 0.0, before) * place


def smoothed(values: np.ndarray, batches: int) -> np.ndarray:
    """The mean over the last quarter of an epoch, or as much of it as there is."""
    span = max(1, min(batches // 4, 200))
    total = np.concatenate([[0.0], np.cumsum(values)])
    stop = np.arange(1, len(values) + 1)
    start = np.maximum(stop - span, 0)
    return (total[stop] - total[start]) / (stop - start)


def thinned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """About as many points as there are pixels: the smallest and the largest of each stretch."""
    if len(y) <= MOST_POINTS:
        return x, y
    size = -(-len(y) // (MOST_POINTS // 2))
    whole = len(y) // size * size
    parts = y[:whole].reshape(-1, size)
    base = np.arange(len(parts)) * size
    index = np.sort(np.concatenate([base + parts.argmin(axis=1), base + parts.argmax(axis=1), [len(y) - 1]]))
    return x[index], y[index]


def scalars(values: list[Any]) -> np.ndarray:
    """One number an epoch; of a metric with a number a class, their mean."""
    return np.array([float(np.mean(value)) for value in values], float)


def short(value: float) -> str:
    """Three digits that matter."""
    return f"{value:.3f}" if 0.001 <= abs(value) < 100 else f"{value:.3g}"


def _metric_names(record: RunRecord | None) -> list[str]:
    """The loss first, then the metrics in order; validation shares their plots."""
    if record is None:
        return []
    names = dict.fromkeys([*record.batch_logs, *record.epoch_logs])
    found = [name for name in names if not name.startswith("val_")]
    return found or ["loss"]
