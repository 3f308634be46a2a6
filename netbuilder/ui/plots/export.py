"""Curves as files: a picture (PNG), a drawing (SVG), a table (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem

from netbuilder.files import atomic_write
from netbuilder.files.csv_text import cell
from netbuilder.ui.looks.theme import HEADING, NAME, PAD, SMALL, paper_font, theme
from netbuilder.ui.plots.lines import scalars
from netbuilder.ui.session.run_record import RunRecord

if TYPE_CHECKING:
    from netbuilder.ui.plots.plot import CurvePlot

KINDS = {".png": "PNG", ".svg": "SVG", ".csv": "CSV"}
SHARP = 2  # pixels of the picture for one of the screen
LEGEND = 28


def write_png(path: Path, plots: Sequence[CurvePlot], words: Sequence[tuple[str, Any]], across: int) -> None:
    """The plots as they stand, twice as sharp as the screen."""
    size = _size(plots, across)
    image = QImage(size * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    painter = QPainter(image)
    try:
        _draw(painter, size, plots, words, across)
    finally:
        painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes both
    _write(path, bytes(buffer.data().data()))


def write_svg(path: Path, plots: Sequence[CurvePlot], words: Sequence[tuple[str, Any]], across: int) -> None:
    """The plots as lines and letters, sharp at every size."""
    size = _size(plots, across)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle("NetBuilder")
    painter = QPainter(generator)
    try:
        _draw(painter, size, plots, words, across)
    finally:
        painter.end()
    _write(path, bytes(buffer.data().data()))


def write_csv(path: Path, records: Sequence[RunRecord]) -> None:
    """A row for each batch and one, without a batch number, for each epoch; runs follow one another."""
    names = list(dict.fromkeys(name for run in records for name in [*run.batch_logs, *run.epoch_logs]))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", "epoch", "batch", *map(cell, names)])
    for run in records:
        writer.writerows(_rows(run, names))
    _write(path, text.getvalue().encode("utf-8"))


def _rows(run: RunRecord, names: Sequence[str]) -> Iterator[list[Any]]:
    per, done = max(1, run.batches), run.epochs_done
    first = round((run.begins_at or 0.0) * per)  # batches before the first that was told
    columns = [run.batch_logs[name].raw.values.tolist() if name in run.batch_logs else None for name in names]
    epochs = [scalars(run.epoch_logs[name]).tolist() if name in run.epoch_logs else None for name in names]
    count = len(run.steps)
    for epoch in range(max(done, -(-(first + count) // per))):
        for i in range(max(epoch * per - first, 0), min((epoch + 1) * per - first, count)):
            yield [run.number, epoch + 1, (first + i) % per + 1, *(_cell(column, i) for column in columns)]
        if epoch < done:
            yield [run.number, epoch + 1, "", *(_cell(column, epoch) for column in epochs)]


def _cell(column: list[float] | None, i: int) -> Any:
    return column[i] if column is not None and i < len(column) else ""


def _write(path: Path, content: bytes) -> None:
    with atomic_write(path) as file:
        file.write(content)


def _size(plots: Sequence[CurvePlot], across: int) -> QSize:
    wide, tall = max(plot.width() for plot in plots), max(plot.height() for plot in plots)
    return QSize(across * wide, -(-len(plots) // across) * tall + LEGEND + PAD)


def _draw(
    painter: QPainter, size: QSize, plots: Sequence[CurvePlot], words: Sequence[tuple[str, Any]], across: int
) -> None:
    painter.fillRect(QRect(0, 0, size.width(), size.height()), theme.colour("panel"))
    _draw_legend(painter, words)
    wide, tall = max(plot.width() for plot in plots), max(plot.height() for plot in plots)
    for i, plot in enumerate(plots):
        left, top = (i % across) * wide + PAD, LEGEND + (i // across) * tall
        painter.setFont(paper_font(NAME, strong=True))
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(left, top, wide - 2 * PAD, 24), Qt.AlignmentFlag.AlignVCenter, plot.name)
        painter.setFont(paper_font(SMALL))
        painter.setPen(theme.colour("quiet"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(left, top, wide - 2 * PAD, 24), flags, plot.summary)
        _draw_plot(painter, plot, QRectF(left, top + 24, wide - 2 * PAD, tall - 32))


def _draw_legend(painter: QPainter, words: Sequence[tuple[str, Any]]) -> None:
    x = PAD
    painter.setFont(paper_font(SMALL))
    for text, pen in words:
        painter.setPen(pen)
        painter.drawLine(x, LEGEND // 2, x + 24, LEGEND // 2)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(x + 32, 0, 200, LEGEND), Qt.AlignmentFlag.AlignVCenter, text)
        x += 32 + painter.fontMetrics().horizontalAdvance(text) + HEADING


def _draw_plot(painter: QPainter, plot: CurvePlot, place: QRectF) -> None:
    """Draws the scene without the caches of the screen, which would be pictures in a drawing."""
    axes = [plot.plot.getAxis(side) for side in ("left", "bottom")]
    drawn = [item for item in plot.plot.scene().items() if hasattr(item, "setExportMode")]
    for axis in axes:
        axis.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    for item in drawn:
        item.setExportMode(True, {"painter": painter})
    crossed = plot.cross.isVisible()
    plot.cross.hide()
    plot.dress(max(1, round(painter.device().devicePixelRatio())))
    plot.plot.render(painter, place, plot.plot.viewport().rect(), Qt.AspectRatioMode.IgnoreAspectRatio)
    for item in drawn:
        item.setExportMode(False)
    plot.cross.setVisible(crossed)
    plot.dress()
    for axis in axes:
        axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
