"""Beside the rows: what enters the network for the row that is looked at, after all that is done to it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from netbuilder.arrays import Array
from netbuilder.data.browsing import Entering
from netbuilder.data.browsing.entering import MOST_NUMBERS
from netbuilder.errors import Message, printable
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.i18n import number, shape_text
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import GAP, PAD, scaled, theme
from netbuilder.ui.panels.samples import brightness, class_of, image_of, is_images
from netbuilder.ui.widgets.parts import align, column, label

PICTURE = 160


class Picture(QWidget):
    """One picture, as large as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._size()
        theme.changed.connect(self._size)

    def _size(self) -> None:
        self.setFixedHeight(scaled(PICTURE))

    def show_image(self, image: QImage | None, spoken: str = "") -> None:
        """Another one, or none."""
        self._image = image
        self.setAccessibleName(spoken)
        self.setVisible(image is not None)
        self.update()

    @drawing
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self._image is None:
            return
        painter = QPainter(self)
        share = min(self.width() / self._image.width(), self.height() / self._image.height())
        painter.drawImage(QRectF(0, 0, self._image.width() * share, self._image.height() * share), self._image)
        painter.end()


class EnteringSide(QWidget):
    """Numbers by name, or a picture as it is prepared; then the labels."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown: tuple[str, Entering | None] = ("", None)
        self.about = label("", "small", wrap=True)
        self.labels = label("", wrap=True)
        self.picture = Picture()
        self.picture.hide()
        self.table = QTableWidget()
        say(self.table, accessibleName=Message("What enters the network"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setHighlightSections(False)
        box = column(self.about, self.labels, self.picture, self.table, "|", margin=PAD + GAP)
        box.setStretchFactor(self.table, 1000)
        self.setLayout(box)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.show_sample(*self._shown)

    def show_sample(self, row: str, sample: Entering | None) -> None:
        """What a row becomes; `row` is what it is called by, "" where none is looked at."""
        self._shown = (row, sample)
        self.table.setVisible(sample is not None)
        self.labels.setVisible(sample is not None)
        if sample is None:
            self.picture.show_image(None)
            told = self.tr("Row {row} enters nothing: it is left out, or the data is not prepared yet.")
            self.about.setText(told.format(row=row) if row else self.tr("Choose a row: what it becomes is shown here."))
            return
        shapes = ", ".join(
            f"{printable(name)} {shape_text(x.shape)}" if len(sample.inputs) > 1 else shape_text(x.shape)
            for name, x in sample.inputs.items()
        )
        parts = {"train": self.tr("training"), "val": self.tr("validation"), "test": self.tr("test")}
        told = self.tr("Row {row}, {part}; shape {shapes}")
        self.about.setText(told.format(row=row, part=parts[sample.part], shapes=shapes))
        self.labels.setText("\n".join(self._label(sample, name) for name in sample.labels))
        self._show_picture(sample)
        self._show_numbers(sample)

    def _label(self, sample: Entering, name: str) -> str:
        y, classes = sample.labels[name], sample.classes.get(name, ())
        if y.size > 12:
            return f"{printable(name)}: {shape_text(y.shape)}"
        numbers = ", ".join(f"{value:.6g}" for value in np.ravel(y).tolist())
        is_class = bool(classes) and (y.size == 1 or y.size == len(classes))
        said = class_of(y, classes) if is_class else numbers
        return f"{printable(name)} = {numbers}" + (f" ({said})" if said != numbers else "")

    def _show_picture(self, sample: Entering) -> None:
        x = next((x for name, x in sample.inputs.items() if _is_picture(sample, name)), None)
        if x is None:
            self.picture.show_image(None)
            return
        low, high = brightness(x)
        said = self.tr("from {low} to {high}").format(low=f"{low:.4g}", high=f"{high:.4g}")
        self.about.setText(f"{self.about.text()}, {said}")
        self.picture.show_image(image_of(x, low, high), said)

    def _show_numbers(self, sample: Entering) -> None:
        shown = {name: x for name, x in sample.inputs.items() if not _is_picture(sample, name)}
        self.table.setVisible(bool(shown))
        steps = [x for x in shown.values() if x.ndim == 2]
        if len(shown) == len(steps) == 1:
            self._show_steps(next(iter(shown)), steps[0], sample)
            return
        rows: list[tuple[str, str]] = []
        for name, x in shown.items():
            rows += self._numbers(name, x, sample, len(shown) > 1)
        self._fill([self.tr("input"), self.tr("number")], rows)

    def _numbers(self, name: str, x: Array, sample: Entering, several: bool) -> list[tuple[str, str]]:
        flat, names = np.ravel(x), sample.features.get(name, ())
        before = f"{printable(name)}: " if several else ""
        named = len(names) == flat.size
        words = sample.words.get(name, ())
        rows = []
        for i in range(min(flat.size, MOST_NUMBERS)):
            word = f" ({words[i]})" if i < len(words) and words[i] else ""
            rows.append((f"{before}{names[i] if named else i}", f"{flat[i]:.6g}{word}"))
        if flat.size > MOST_NUMBERS:
            rows.append((self.tr("… and {count} more").format(count=number(flat.size - MOST_NUMBERS)), ""))
        return rows

    def _show_steps(self, name: str, x: Array, sample: Entering) -> None:
        """A window or a sequence: a row for each step."""
        names = sample.features.get(name, ()) or tuple(map(str, range(x.shape[1])))
        most = max(1, math.floor(MOST_NUMBERS / max(1, min(x.shape[1], 20))))
        rows = [(str(i), *(f"{value:.6g}" for value in x[i, :20].tolist())) for i in range(min(len(x), most))]
        self._fill([self.tr("step"), *names[:20]], rows)

    def _fill(self, heads: list[str], rows: Sequence[tuple[str, ...]]) -> None:
        table = self.table
        table.clear()
        table.setColumnCount(len(heads))
        table.setRowCount(len(rows))
        table.setHorizontalHeaderLabels(heads)
        for i, cells in enumerate(rows):
            for k, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if k:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(i, k, item)
        for k in range(len(heads)):
            align(table, k, k > 0)
        head = table.horizontalHeader()
        fit = QHeaderView.ResizeMode
        head.setSectionResizeMode(fit.ResizeToContents)
        head.setResizeContentsPrecision(50)
        if len(heads) == 2:
            head.setSectionResizeMode(0, fit.Stretch)


def _is_picture(sample: Entering, name: str) -> bool:
    """Whether an input is shown as a picture: numbers that have names are those of columns."""
    return not sample.features.get(name) and is_images(sample.inputs[name][None])
