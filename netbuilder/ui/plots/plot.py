"""One plot: a metric of a run, with what was measured in validation and in earlier runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsSimpleTextItem, QSizePolicy

from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import PAD, SMALL, font, scaled, theme
from netbuilder.ui.plots.lines import (
    MOST_POINTS,
    TRAINING,
    VALIDATION,
    Options,
    epoch_points,
    key_of,
    pen_of,
    scalars,
    short,
    training_points,
)  # fmt: skip
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.widgets.parts import column, label, row
from netbuilder.ui.widgets.shrinking import Elided

LEAST_HEIGHT = 132  # pixels, in which curves have their axes
MOST_SYMBOLS = 120  # more points than this are a line
LEAST_TICK = 30  # pixels of width that the numbers of the other axis have at least
UNIT_TOP = 6  # pixels from the axis to the letters below it
STEPS = [digit * 10**power for power in range(9) for digit in (1, 2, 5)]  # of the axis while a run goes on
Span = tuple[float, float]


class CurvePlot(QFrame):
    """Title, last values in the corner, axes with ticks. A drag or Ctrl+wheel zooms, a double click shows all."""

    pointed = Signal(object)  # the epoch under the pointer, or None
    zoomed = Signal(object)  # the epochs from and to, or None for all

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name = name
        self.last = label("", "small")
        self.last.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.last.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.plot = pg.PlotWidget(viewBox=_ViewBox(self))
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setAccessibleName(name)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for side in ("left", "bottom"):
            # Drawing axes anew costs more than the curves; while training the worker waits for it.
            self.plot.getAxis(side).setCacheMode(pg.QtWidgets.QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._unit = QGraphicsSimpleTextItem(self.plot.getAxis("bottom"))  # what the numbers of the axis are
        self.training = self.plot.plot([], [], connect="finite")
        self.validation = self.plot.plot([], [], connect="finite")
        self.earlier: dict[str, tuple[pg.PlotDataItem, pg.PlotDataItem]] = {}
        self.cross = pg.InfiniteLine(angle=90, movable=False)
        self.cross.hide()
        self.plot.addItem(self.cross, ignoreBounds=True)
        self._marks: list[pg.InfiniteLine] = []
        self._record: RunRecord | None = None
        self._runs: Sequence[RunRecord] = ()
        self._options = Options()
        self._zoom: Span | None = None
        self._own_height = False
        self._height: Span | None = None
        self._told = ""
        self._brief: list[tuple[str, str]] = []  # the last values, each with the colour of its line
        self._drawn: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self.title = Elided(name, "name")  # of a long name the end gives way, not the values
        top = row(self.title, self.last)
        top.setStretch(1, 1)
        self.setLayout(column(top, self.plot, margin=PAD, gap=4))
        self.plot.viewport().installEventFilter(self)
        self.plot.viewport().setMouseTracking(True)
        self.plot.getViewBox().sigRangeChangedManually.connect(self._on_zoomed)
        theme.changed.connect(self.paint_theme)
        language.changed.connect(self._say_unit)
        self.paint_theme()

    def paint_theme(self) -> None:
        """Takes the colours of the theme."""
        self._paint_frame()
        self.dress()

    def _paint_frame(self) -> None:
        colours = theme.colours
        self.setMinimumHeight(scaled(LEAST_HEIGHT))
        self.plot.setBackground(colours.panel)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.quiet))
            axis.setStyle(tickFont=font(SMALL - 1), tickLength=4)
        self._unit.setBrush(theme.colour("quiet"))
        self._unit.setFont(font(SMALL - 1))
        self._say_unit()
        self.plot.showGrid(x=False, y=True, alpha=0.15)
        self.cross.setPen(pg.mkPen(colours.quiet, width=1))
        self.plot.getViewBox().rbScaleBox.setPen(pg.mkPen(colours.accent))
        for mark in self._marks:
            mark.setPen(pg.mkPen(colours.quiet, style=Qt.PenStyle.DotLine))
            mark.label.setColor(colours.quiet)

    def _say_unit(self) -> None:
        """Says in the corner of the axes, where nothing else stands, what is counted below."""
        self._unit.setText(self.tr("epoch"))
        wide = self._unit.boundingRect().width()
        self._unit.setPos(-wide - 8, UNIT_TOP)
        self.plot.getAxis("left").setStyle(tickTextWidth=max(LEAST_TICK, round(wide)), autoReduceTextSpace=False)

    def dress(self, width: int = 0) -> None:
        """Gives all lines their colours and dashes. One pixel is fast; sharper screens and pictures need more."""
        width = width or max(1, round(self.devicePixelRatioF()))
        self._dress(self.training, pen_of(TRAINING), width)
        self._dress(self.validation, pen_of(VALIDATION), width)
        for i, items in enumerate(self.earlier.values()):
            for item in items:
                self._dress(item, pen_of("", i), width)

    def _dress(self, item: pg.PlotDataItem, pen: QPen, width: int) -> None:
        pen.setWidth(width)
        item.setPen(pen)
        item.setSymbolSize(5)
        item.setSymbolBrush(pen.color())
        item.setSymbolPen(None)

    # -- drawing --------------------------------------------------------------------------------------

    def show_record(self, record: RunRecord, runs: Sequence[RunRecord] = (), options: Options | None = None) -> None:
        """Draws a run's numbers of this metric, over those of earlier runs."""
        self._record, self._runs = record, runs
        before, self._options = self._options, options or self._options
        self._match_runs()
        if self._options.log != before.log:
            self._height = None
            self.plot.getAxis("left").setLogMode(y=self._options.log)
        self.draw()
        self._tell_last()

    def _match_runs(self) -> None:
        wanted = {key_of(record): record for record in self._runs}
        if list(self.earlier) == list(wanted):
            return
        for items in self.earlier.values():
            for item in items:
                self.plot.removeItem(item)
        self.earlier = {
            key: (self.plot.plot([], [], connect="finite"), self.plot.plot([], [], connect="finite")) for key in wanted
        }
        self.dress()

    def show_span(self, span: Span | None) -> None:
        """Shows these epochs, or all."""
        self._zoom = span
        self._own_height, self._height = False, None
        self.draw()

    def draw(self) -> None:
        """Draws what lies in view, about as many points as there are pixels."""
        record = self._record
        if record is None:
            return
        low, high = self._zoom or (0.0, max(_whole_span(run) for run in (record, *self._runs)))
        self.plot.setXRange(low, high, padding=0 if self._zoom else 0.02)
        count = min(MOST_POINTS, max(200, self.plot.width()))
        self._drawn = {}
        self._put(self.training, TRAINING, training_points(record, self.name, self._options, low, high, count))
        self._put(self.validation, VALIDATION, epoch_points(record, f"val_{self.name}", low, high, count))
        for run in self._runs:
            key = key_of(run)
            training, validation = self.earlier[key]
            self._put(training, key, training_points(run, self.name, self._options, low, high, count))
            self._put(validation, key, epoch_points(run, f"val_{self.name}", low, high, count), f"{key} {VALIDATION}")
        if not self._own_height:
            self._fit_height()
        self._mark_rates(record)

    def _put(self, item: pg.PlotDataItem, key: str, points: tuple[np.ndarray, np.ndarray], place: str = "") -> None:
        """Draws a line and remembers its values; `place` names it where a key of the legend has two."""
        x, y = points
        shown = key not in self._options.hidden
        item.setVisible(shown)
        if not shown:
            item.setData([], [])
            return
        self._drawn[place or key] = (x, y)
        dotted = (place or key).endswith(VALIDATION) and len(x) <= MOST_SYMBOLS
        item.setData(x, self._scaled(y), symbol="o" if dotted else None)

    def _scaled(self, y: np.ndarray) -> np.ndarray:
        """What stands on the axis: on one in powers of ten the logarithm; what has none is a gap."""
        if not self._options.log:
            return y
        logarithms: np.ndarray = np.log10(y, out=np.full(len(y), np.nan), where=y > 0)
        return logarithms

    def _fit_height(self) -> None:
        parts = [self._scaled(y) for _, y in self._drawn.values()]
        values = np.concatenate(parts) if parts else np.empty(0)
        values = values[np.isfinite(values)]
        if len(values):
            low, high = float(values.min()), float(values.max())
            if self._still_fits(low, high):
                return
            room = (high - low) * 0.06 or abs(high) * 0.1 or 0.5
            self._height = (low - room, high + room)
            self.plot.setYRange(*self._height, padding=0)

    def _still_fits(self, low: float, high: float) -> bool:
        """Whether the height may stay: an axis that moves with every batch costs more than the curves."""
        if self._height is None:
            return False
        bottom, top = self._height
        return bottom <= low and high <= top and high - low >= 0.7 * (top - bottom)

    def _mark_rates(self, record: RunRecord) -> None:
        """A line where the learning rate was changed by hand."""
        for mark, (place, rate) in zip(self._marks, record.rates, strict=False):
            mark.setPos(place)
            mark.label.setFormat(_rate_words(rate))
        for place, rate in record.rates[len(self._marks) :]:
            options = {"position": 0.98, "color": theme.colours.quiet, "anchors": [(0, 0), (0, 0)]}
            mark = pg.InfiniteLine(place, 90, pg.mkPen(theme.colours.quiet, style=Qt.PenStyle.DotLine),
                                   label=_rate_words(rate), labelOpts=options)  # fmt: skip
            mark.label.setFont(font(SMALL - 1))
            self.plot.addItem(mark, ignoreBounds=True)
            self._marks.append(mark)
        for mark in self._marks[len(record.rates) :]:
            self.plot.removeItem(mark)
        del self._marks[len(record.rates) :]

    # -- values ---------------------------------------------------------------------------------------

    def _tell_last(self) -> None:
        record, parts = self._record, []
        if record is None:
            return
        told = scalars(record.epoch_logs.get(self.name, [])[-1:])
        if not len(told) and self.name in record.batch_logs:
            told = record.batch_logs[self.name].raw.values[-1:]
        validation = scalars(record.epoch_logs.get(f"val_{self.name}", [])[-1:])
        self._brief = [
            (pen_of(key).color().name(), short(values[-1]))
            for key, values in ((TRAINING, told), (VALIDATION, validation))
            if len(values)
        ]
        if len(told):
            parts.append(self.tr("training {value}").format(value=short(told[-1])))
        if len(validation):
            parts.append(self.tr("validation {value}").format(value=short(validation[-1])))
        self._told = "   ".join(parts)
        if not self.cross.isVisible():
            self._say_last()

    def show_cross(self, epoch: float | None) -> None:
        """The crosshair at an epoch, and the values there."""
        place, parts, brief = None, [], []
        if epoch is not None:
            for key, (x, y) in self._drawn.items():
                if not len(x):
                    continue
                i = int(np.abs(x - epoch).argmin())
                if place is None:
                    place = float(x[i])
                parts.append(f"{self._word(key)} {short(float(y[i]))}")
                brief.append(_coloured(self._colour(key), short(float(y[i]))))
        if place is None:
            self.cross.hide()
            self._say_last()
            return
        self.cross.setPos(place)
        self.cross.show()
        self._say("   ".join([self.tr("epoch {epoch}").format(epoch=f"{place:.2f}"), *parts]), [f"{place:.2f}", *brief])

    def _colour(self, key: str) -> str:
        """The colour of the line whose values are drawn under a key."""
        if key in (TRAINING, VALIDATION):
            return str(pen_of(key).color().name())
        run = " ".join(key.split()[:2])
        return str(pen_of("", list(self.earlier).index(run) if run in self.earlier else 0).color().name())

    def _word(self, key: str) -> str:
        if key in (TRAINING, VALIDATION):
            return self.tr("training") if key == TRAINING else self.tr("validation")
        words = key.split()
        text = self.tr("run {number}").format(number=words[1])
        return text + (" " + self.tr("validation") if len(words) > 2 else "")

    def _say_last(self) -> None:
        """The last values; where there is no room for words, in the colours of their lines."""
        self._say(self._told, [_coloured(colour, value) for colour, value in self._brief])

    def _is_long(self, text: str) -> bool:
        return self.last.fontMetrics().horizontalAdvance(text) > self.last.width()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if not self.cross.isVisible():
            self._say_last()

    def _say(self, text: str, brief: Sequence[str]) -> None:
        """Says the words, or where they have no room the values alone in the colours of their lines."""
        values = "  ".join(_bare(part) for part in brief)
        self.last.setMinimumWidth(self.last.fontMetrics().horizontalAdvance(values) + PAD if values else 0)
        if self._is_long(text):
            self.last.setTextFormat(Qt.TextFormat.RichText)
            self.last.setText("&nbsp; ".join(brief))
        else:
            self.last.setTextFormat(Qt.TextFormat.PlainText)
            self.last.setText(text)
        self.last.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.last.setToolTip(text)

    @property
    def summary(self) -> str:
        """The last values in words, whatever the pointer is at."""
        return self._told

    # -- zoom -----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove and not event.buttons():
            box = self.plot.getViewBox()
            place = self.plot.mapToScene(event.position().toPoint())
            inside = box.sceneBoundingRect().contains(place)
            self.pointed.emit(box.mapSceneToView(place).x() if inside else None)
        elif event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.zoomed.emit(None)
            return True
        return super().eventFilter(watched, event)

    def _on_zoomed(self, axes: list[bool]) -> None:
        (low, high), (bottom, top) = self.plot.viewRange()
        self.zoomed.emit((low, high))
        if axes[1]:  # a rectangle was drawn: its height counts here, and only here
            self._own_height = True
            self.plot.setYRange(bottom, top, padding=0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        (low, high), _ = self.plot.viewRange()
        width, key = high - low, event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoomed.emit((low + width / 4, high - width / 4))
        elif key == Qt.Key.Key_Minus:
            self.zoomed.emit((low - width / 2, high + width / 2))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = width / 4 * (1 if key == Qt.Key.Key_Right else -1)
            self.zoomed.emit((low + by, high + by))
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.zoomed.emit(None)
        else:
            super().keyPressEvent(event)


class _ViewBox(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """Zooms by a rectangle; the wheel alone is left to what scrolls."""

    def __init__(self, card: CurvePlot) -> None:
        super().__init__(enableMenu=False)
        self.setMouseMode(pg.ViewBox.RectMode)

    def showAxRect(self, ax: QRectF, **options: Any) -> None:  # noqa: N802
        """Shows what was drawn around, and no more."""
        super().showAxRect(ax, padding=0, **options)

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:  # noqa: N802
        if ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(ev, axis=0)
        else:
            ev.ignore()


def _whole_span(run: RunRecord) -> float:
    """Up to which epoch a run is shown: in steps, as an axis that moves with every batch costs more than the curves."""
    reached = max(run.place, float(run.epochs_done), 1.0)
    if run.outcome:
        return reached
    return float(min(max(1, run.epochs), next(step for step in STEPS if step >= reached)))


def _coloured(colour: str, value: str) -> str:
    return f'<span style="color: {colour}">{value}</span>'


def _bare(text: str) -> str:
    """The value of what `_coloured` gave."""
    return text.removesuffix("</span>").rsplit(">", 1)[-1]


def _rate_words(rate: float) -> str:
    return f"lr {rate:.3g}"
