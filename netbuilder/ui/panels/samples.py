"""The first samples of a data set: images as images, tables as tables; with predictions beside the truth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
)

from netbuilder.arrays import Array
from netbuilder.data import Dataset, Prepared
from netbuilder.data.windows import windows_of
from netbuilder.errors import Message, printable
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import SMALL, paper_font, scaled, theme
from netbuilder.ui.widgets.parts import align, label

MOST_IMAGES = 60
NOT_A_NUMBER = "NaN"
MOST_ROWS, MOST_COLUMNS = 50, 40
IMAGE = 56
CELL = QSize(84, 92)
WIDEST_COLUMN = 320  # pixels of a column of texts
LETTERS = 300  # of a text that are shown
WIDEST = 200  # pixels of a cell, whatever classes are called
SUREST = "100 %"


class SamplesView(QStackedWidget):
    """Shows the first samples of the training part, or of the test part with predictions."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.images = QListWidget()
        say(self.images, accessibleName=Message("Samples as pictures"))
        self.images.setViewMode(QListWidget.ViewMode.IconMode)
        self.images.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.images.setMovement(QListWidget.Movement.Static)
        self.images.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.images.setSpacing(4)
        self._cell = CELL
        self._size_cells()
        self.table = QTableWidget()
        self.table.setTabKeyNavigation(False)  # Tab leads on: through the cells it would not come out again
        say(self.table, accessibleName=Message("Samples as rows"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setHighlightSections(False)
        self.empty = label("", "quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.empty, self.images, self.table):
            self.addWidget(part)
        self._shown: tuple[Any, Any] | None = None
        theme.changed.connect(self._redraw)
        language.changed.connect(self.retranslate)

    def show_data(self, prepared: Prepared | None) -> None:
        """The first samples to train on."""
        if prepared is not None and self._shown is not None and self._shown[0] is prepared and self._shown[1] is None:
            return
        self._show(prepared, None)

    def show_predictions(self, prepared: Prepared, outputs: np.ndarray) -> None:
        """The first samples to test with, and what the network says of them."""
        self._show(prepared, outputs)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._redraw()

    def _size_cells(self) -> None:
        self.images.setIconSize(self._cell * theme.scale)
        self.images.setGridSize(self._cell * theme.scale + QSize(8, 8))

    def _redraw(self) -> None:
        self._size_cells()
        if self._shown is not None:
            self._show(*self._shown)

    def _show(self, prepared: Prepared | None, outputs: np.ndarray | None) -> None:
        self._shown = (prepared, outputs) if prepared is not None else None
        if prepared is None:
            self.setCurrentWidget(self.empty)
            return
        data = prepared.dataset
        x, y = (data.x_train, data.y_train) if outputs is None else (data.x_test, data.y_test)
        samples = next(iter(x.values()))
        labels = None if prepared.settings.target_is_input else next(iter(y.values()), None)
        classes = tuple(map(printable, prepared.classes))  # a table's own words, whatever letters they hold
        several = {} if outputs is not None else {name: y[name] for name in prepared.fitted.several if name in y}
        if is_images(samples):
            self._show_images(samples, labels, outputs, classes)
            self.setCurrentWidget(self.images)
        else:
            self._show_table(samples, labels, outputs, data.with_classes(classes), several)
            self.setCurrentWidget(self.table)

    def _show_images(self, samples: Any, labels: Any, outputs: Any, classes: tuple[str, ...]) -> None:
        self.images.clear()
        self._cell = _cell_for(classes, outputs is not None)
        self._size_cells()
        low, high = brightness(samples[:500])
        for i in range(min(len(samples), MOST_IMAGES)):
            truth = class_of(labels[i], classes) if labels is not None else ""
            said, sure = ("", 0.0) if outputs is None else answer(outputs[i], classes)
            item = QListWidgetItem()
            item.setData(
                Qt.ItemDataRole.DecorationRole,
                sample_picture(samples[i], low, high, truth, said, sure, self._cell, self.devicePixelRatioF()),
            )
            item.setSizeHint(self._cell * theme.scale)
            if not said:
                words = truth
            elif said == NOT_A_NUMBER:
                words = self.tr("NaN: not a finite number, label {truth}").format(truth=truth)
            else:
                words = self.tr("predicted {said} ({sure} %), label {truth}").format(
                    said=said, sure=round(100 * sure), truth=truth
                )
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.images.addItem(item)

    def _show_table(self, samples: Any, labels: Any, outputs: Any, data: Any, several: dict[str, Any]) -> None:
        flat = samples[:MOST_ROWS].reshape(min(len(samples), MOST_ROWS), -1)[:, :MOST_COLUMNS]
        own = data.raw.names if data.raw is not None else data.features  # a table is shown by its own columns
        names = [printable(name) for name in own[:MOST_COLUMNS]] or [str(i) for i in range(flat.shape[1])]
        if data.series is not None:  # row after row of a window
            names = [f"{names[k % len(own)]} [{k // len(own)}]" for k in range(flat.shape[1]) if len(own)]
        lead = [self.tr("label")] if outputs is None else [self.tr("label"), self.tr("prediction")]
        if several:  # each target by the name of its column
            lead = [printable(data.raw.column_of(name)) for name in several]
        texts = data.raw.texts if data.raw is not None else {}
        on_right = [not data.classes] * len(lead) + [k >= len(own) or own[k] not in texts for k in range(flat.shape[1])]
        self.table.clear()
        self.table.setColumnCount(len(lead) + flat.shape[1])
        self.table.setHorizontalHeaderLabels([*lead, *names])
        for k in range(self.table.columnCount()):
            align(self.table, k, on_right[k])
        self.table.setRowCount(len(flat))
        for i, values in enumerate(flat):
            truth = class_of(labels[i], data.classes) if labels is not None else ""
            cells = [truth]
            if several:
                cells = [class_of(y[i], tuple(map(printable, data.classes_of(name)))) for name, y in several.items()]
            if outputs is not None:
                said, sure = answer(outputs[i], data.classes)
                cells.append(f"{said} ({100 * sure:.0f} %)" if data.classes and said != NOT_A_NUMBER else said)
            cells += [cell_text(data, k, value) for k, value in enumerate(values)]
            for k, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if outputs is not None and k == 1 and data.classes:
                    right = text.rsplit(" (", 1)[0] == truth
                    item.setForeground(theme.colour("good" if right else "error"))
                    item.setText(("✓ " if right else "✗ ") + text)
                if on_right[k]:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(i, k, item)
        self.table.resizeColumnsToContents()
        for i in range(self.table.columnCount()):  # a text may be as long as a book
            self.table.setColumnWidth(i, min(self.table.columnWidth(i), scaled(WIDEST_COLUMN)))


def cell_text(data: Dataset, place: int, value: float) -> str:
    """A number, or the cell of a table that it stands for: a text, or nothing where it is blank."""
    if data.raw is None:
        return f"{value:.6g}"
    if np.isnan(value):
        return ""
    name = data.raw.names[place % len(data.raw.names)]  # of a window row after row
    if name in data.raw.dates:
        return data.raw.dates[name].text(value)
    texts = data.raw.texts.get(name)
    return f"{value:.6g}" if texts is None else printable(texts[int(value)][:LETTERS])


def brightness(samples: np.ndarray) -> tuple[float, float]:
    """The smallest and the largest finite number."""
    finite = samples[np.isfinite(samples)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)


def is_images(samples: np.ndarray) -> bool:
    """Whether samples can be shown as grey or coloured pictures."""
    if windows_of(samples) is not None:
        return False
    if samples.ndim == 3:
        return bool(min(samples.shape[1:]) >= 6)
    return bool(samples.ndim == 4 and samples.shape[3] in (1, 3) and samples.shape[1] >= 6)


def class_of(value: Any, classes: tuple[str, ...]) -> str:
    """A label as a person reads it."""
    value = np.asarray(value)
    if classes and value.size > 1:
        return classes[int(value.argmax())]
    number = float(value.ravel()[0])
    if classes and math.isfinite(number) and 0 <= number < len(classes):
        return classes[int(number)]
    return f"{number:.6g}"  # also where a label is of no class


def answer(output: np.ndarray, classes: tuple[str, ...]) -> tuple[str, float]:
    """What the network says, and how surely; `NOT_A_NUMBER` where that is not finite."""
    flat = np.asarray(output).ravel()
    if not np.isfinite(flat).all():
        return NOT_A_NUMBER, 0.0
    if not classes:
        return f"{float(flat[0]):.6g}", 0.0
    if flat.size == 1:
        yes = float(flat[0])
        return classes[int(yes > 0.5)] if len(classes) == 2 else str(int(yes > 0.5)), max(yes, 1 - yes)
    best = int(flat.argmax())
    return classes[best] if best < len(classes) else str(best), float(flat[best])


def _cell_for(classes: tuple[str, ...], predicted: bool) -> QSize:
    """So wide that the longest name of a class has room, with how sure the network is where that stands beside it."""
    letters = QFontMetricsF(paper_font(SMALL))
    rest = f"✗  · {SUREST}" if predicted else ""
    widest = max((letters.horizontalAdvance(name + rest) for name in classes), default=0.0)
    return QSize(max(CELL.width(), min(WIDEST, math.ceil(widest) + 4)), CELL.height())


def sample_picture(
    sample: Array, low: float, high: float, truth: str, said: str, sure: float, cell: QSize, ratio: float
) -> QPixmap:
    """An image with its label below; a prediction is marked right or wrong by colour and sign."""
    picture = QPixmap(cell * theme.scale * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.scale(theme.scale, theme.scale)  # the image grows with its words
    wide = cell.width()
    painter.drawImage(QRectF((wide - IMAGE) / 2, 2, IMAGE, IMAGE), image_of(sample, low, high))
    painter.setFont(paper_font(SMALL))
    if said:
        right = said == truth
        painter.setPen(theme.colour("good" if right else "error"))
        painter.drawText(
            QRectF(0, 60, wide, 15),
            Qt.AlignmentFlag.AlignCenter,
            f"✗ {said}" if said == NOT_A_NUMBER else _fitting(painter, "✓" if right else "✗", said, sure, wide),
        )
        if not right:
            painter.setPen(theme.colour("quiet"))
            painter.drawText(QRectF(0, 75, wide, 15), Qt.AlignmentFlag.AlignCenter, _cut(painter, truth, wide))
    else:
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(0, 60, wide, 15), Qt.AlignmentFlag.AlignCenter, _cut(painter, truth, wide))
    painter.end()
    return picture


def _fitting(painter: QPainter, mark: str, said: str, sure: float, wide: int) -> str:
    """A prediction with how sure it is; a long name gives way, not the number."""
    rest = f" · {100 * sure:.0f} %"
    room = wide - painter.fontMetrics().horizontalAdvance(f"{mark} {rest}")
    return f"{mark} {_cut(painter, said, room)}{rest}"


def _cut(painter: QPainter, text: str, room: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)


def image_of(sample: Array, low: float, high: float) -> QImage:
    """Numbers as a picture, the smallest black and the largest white."""
    values = np.nan_to_num(np.asarray(sample, np.float32), nan=low, posinf=high, neginf=low)
    scaled = np.clip((values - low) / ((high - low) or 1) * 255, 0, 255).astype(np.uint8)
    if scaled.ndim == 3 and scaled.shape[2] == 3:
        scaled = np.ascontiguousarray(scaled)
        height, width, _ = scaled.shape
        return QImage(scaled.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    grey = np.ascontiguousarray(scaled.reshape(scaled.shape[:2]))
    height, width = grey.shape
    return QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
