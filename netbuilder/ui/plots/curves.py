"""Curves of a run: a plot for the loss and one for each metric, and the tools that they share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSlider, QWidget

from netbuilder.errors import Fault, Message
from netbuilder.ui.looks.i18n import sentence
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, ROOM, scaled, theme
from netbuilder.ui.plots.legend import Legend
from netbuilder.ui.plots.lines import Options, pen_of, scalars, short
from netbuilder.ui.plots.plot import LEAST_HEIGHT, CurvePlot, Span
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.widgets.file_dialogs import ask_save
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import button, column, label, row, scrolled
from netbuilder.ui.widgets.shrinking import Overflow

SMALLEST = 220  # pixels of width a plot needs


class CurvesView(QWidget):
    """As many plots as the run has metrics, beside and below one another; they zoom and point together."""

    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots: dict[str, CurvePlot] = {}
        self._record: RunRecord | None = None
        self._runs: list[RunRecord] = []
        self._zoom: Span | None = None
        self._make_tools()
        self._content = QWidget()
        self._content.setObjectName("panel")
        self._grid = QGridLayout(self._content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(ROOM)
        self._across = 1
        self._area = scrolled(self._content, Message("Curves"))
        self.setLayout(column(self.tools, self._area, gap=PAD))
        theme.changed.connect(self._hold_height)
        self._hold_height()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(16)
        self._soon.timeout.connect(self._draw)

    def _hold_height(self) -> None:
        """Whatever is said above them, it cuts no axes."""
        self._area.setMinimumHeight(scaled(LEAST_HEIGHT))

    def _make_tools(self) -> None:
        self.legend = Legend()
        self.legend.changed.connect(self._show)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, 100)
        self.smoothing.setValue(Options().smoothing)
        self.smoothing.setPageStep(10)
        self.smoothing.setFixedWidth(96)
        self.smoothing.setMinimumHeight(24)
        say(self.smoothing, accessibleName=Message("Smoothing"))
        say(self.smoothing, toolTip=Message("Mean over the last batches: 0 is none, the right end a whole epoch"))
        self.smoothing.valueChanged.connect(self._show)
        smoothing = QWidget()
        smoothing.setLayout(row("|", label(Message("Smoothing"), "small"), self.smoothing))
        self.batches = say(QCheckBox(), text=Message("Batches"))
        self.batches.setChecked(True)
        say(self.batches, toolTip=Message("Training batch by batch; off is one point an epoch"))
        self.batches.toggled.connect(self._show)
        self.log = say(QCheckBox(), text=Message("Log scale"))
        say(self.log, toolTip=Message("Values in powers of ten"))
        self.log.toggled.connect(self._show)
        self.reset = button(Message("Show all"), lambda: self.zoom(None), "link")
        say(self.reset, toolTip=Message("Ends the zoom. Drag over a plot or turn the wheel with Ctrl to zoom"))
        self.export = button(Message("Export curves …"), self.ask_export, "link")
        say(self.export, toolTip=Message("Picture (PNG), drawing (SVG) or table (CSV)"))
        self.rest = Overflow(self.batches, self.log, self.reset, self.export)
        say(self.rest.more, text=Message("More"))
        self.tools = QWidget()
        self.tools.setLayout(FlowLayout(self.legend, smoothing, self.rest, gap=ROOM))
        self.reset.setEnabled(False)

    @property
    def options(self) -> Options:
        """How everything is drawn."""
        return Options(
            self.smoothing.value(), self.batches.isChecked(), self.log.isChecked(), frozenset(self.legend.hidden)
        )

    def show_record(self, record: RunRecord | None, runs: list[RunRecord] | None = None) -> None:
        """Draws what a run has told so far, over earlier runs."""
        if record is not self._record:
            self.zoom(None)
        self._record, self._runs = record, [run for run in runs or [] if run is not record]
        self.tools.setVisible(record is not None)
        # A run that told no numbers yet keeps the plots of the one before: most often it has the same ones.
        names = _metric_names(record)
        if record is not None and not names:
            names = list(self.plots) or ["loss"]
        if list(self.plots) != names:
            self._rebuild(names)
        if record is not None:
            shown = (record, *self._runs)
            has_validation = any(name.startswith("val_") for run in shown for name in run.epoch_logs)
            self.legend.show_lines(has_validation, self._runs)
            self._show()

    def _show(self) -> None:
        self.smoothing.setEnabled(self.batches.isChecked())
        if self._record is not None:
            for plot in self.plots.values():
                plot.show_record(self._record, self._runs, self.options)

    def _rebuild(self, names: list[str]) -> None:
        """Makes the plots that are missing; those that are there stay, as pyqtgraph never lets all of one go."""
        before = self.plots
        for plot in before.values():
            self._grid.removeWidget(plot)
        self.plots = {name: before.get(name) or self._plot_of(name) for name in names}
        for name in before.keys() - set(names):
            plot = before[name]
            plot.hide()
            plot.setParent(None)
            plot.deleteLater()
        self._arrange()

    def _plot_of(self, name: str) -> CurvePlot:
        plot = CurvePlot(name)
        plot.pointed.connect(self.point)
        plot.zoomed.connect(self.zoom)
        if self._zoom is not None:
            plot.show_span(self._zoom)
        return plot

    def _arrange(self) -> None:
        self._across = max(1, min(len(self.plots), self.width() // SMALLEST, 4))
        for i, plot in enumerate(self.plots.values()):
            self._grid.addWidget(plot, i // self._across, i % self._across)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()
        self._soon.start()

    def _draw(self) -> None:
        for plot in self.plots.values():
            plot.draw()

    # -- pointing and zooming ---------------------------------------------------------------------------

    def point(self, epoch: float | None) -> None:
        """Puts the crosshair of all plots at an epoch."""
        for plot in self.plots.values():
            plot.show_cross(epoch)

    def zoom(self, span: Span | None) -> None:
        """Shows the same epochs in all plots, or all."""
        if span is not None and self._record is not None:
            longest = max(run.epochs for run in (self._record, *self._runs))
            least = 2 / max(1, self._record.batches)
            low, high = max(span[0], -0.05 * longest), min(span[1], 1.05 * longest)
            span = (low, high) if high - low > least else self._zoom
        self._zoom = span
        self.reset.setEnabled(span is not None)
        for plot in self.plots.values():
            plot.show_span(span)

    # -- files ------------------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Asks for a file and writes the curves to it."""
        from netbuilder.ui.plots.export import KINDS

        kinds = ";;".join(f"{name} (*{suffix})" for suffix, name in KINDS.items())
        path, kind = ask_save(self, self.tr("Export curves"), "curves", "curves.png", kinds)
        if path is None:
            return
        if path.suffix.lower() not in KINDS:
            path = path.with_name(path.name + kind.rsplit("(*", 1)[-1].rstrip(")"))
        self.export_to(path)

    def export_to(self, path: Path) -> bool:
        """Writes the curves as its suffix says; tells what was done, or why not."""
        from netbuilder.ui.plots import export

        if self._record is None:
            return False
        plots = list(self.plots.values())
        try:
            if path.suffix.lower() == ".csv":
                export.write_csv(path, [*self._runs, self._record])
            elif path.suffix.lower() == ".svg":
                export.write_svg(path, plots, self._words(), self._across)
            else:
                export.write_png(path, plots, self._words(), self._across)
        except Fault as fault:
            self.told.emit(sentence(fault))
            return False
        self.told.emit(self.tr("Exported {name}").format(name=path.name))
        return True

    def _words(self) -> list[tuple[str, Any]]:
        """The legend's words and pens, of what is shown."""
        earlier = [run for run in self.legend.buttons if run.startswith("run ")]
        return [
            (made.text(), pen_of(key, earlier.index(key) if key in earlier else 0))
            for key, made in self.legend.buttons.items()
            if made.isChecked()
        ]


def _metric_names(record: RunRecord | None) -> list[str]:
    """The loss first, then the metrics in order; validation shares their plots. None before there are numbers."""
    if record is None:
        return []
    names = dict.fromkeys([*record.batch_logs, *record.epoch_logs])
    return [name for name in names if not name.startswith("val_")]


__all__ = ("CurvesView", "scalars", "short")
