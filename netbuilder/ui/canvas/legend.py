"""What the colours and widths of wires mean, in the lower left corner; it lies on the view and never scrolls away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.canvas.tensors import COLOURS, CONTEXT, WORDS, colour_of
from netbuilder.ui.hooks import drawing
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import GAP, PAD, theme
from netbuilder.ui.widgets.parts import column, label, row

MARGIN = 12  # to the edges of the canvas
SWATCH = QSize(28, 12)
LEAST_CANVAS = QSize(420, 300)  # a smaller one is left to the network


class Legend(QFrame):
    """A line as it is drawn, and what it says."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view)
        self.setObjectName("floating")
        self._view, self._wanted = view, False
        self._title = label("", "section")
        self._words: dict[str, QLabel] = {}
        rows = [self._row(kind, partial(_pen, kind)) for kind in COLOURS]
        rows.append(self._row("wide", lambda: QPen(theme.colour("wire"), 4), lambda: QPen(theme.colour("wire"), 1.5)))
        rows.append(self._row("wrong", lambda: QPen(theme.colour("error"), 2.5)))
        self.setLayout(column(self._title, *rows, margin=PAD, gap=GAP))
        view.installEventFilter(self)
        language.changed.connect(self.retranslate)
        theme.changed.connect(self.update)
        self.hide()
        self.retranslate()

    def _row(self, name: str, *pens: Callable[[], QPen]) -> QWidget:
        self._words[name] = label("", "small")
        made = QWidget()
        made.setLayout(row(_Swatch(*pens), self._words[name], "|"))
        return made

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._title.setText(self.tr("Wires"))
        self.setAccessibleName(self.tr("What the colours of wires mean"))
        for kind, words in WORDS.items():
            self._words[kind].setText(QCoreApplication.translate(CONTEXT, words))
        self._words["wide"].setText(self.tr("wider: more values"))
        self._words["wrong"].setText(self.tr("does not fit where it leads"))
        self.place()

    def set_wanted(self, wanted: bool) -> None:
        """Shows it where there is room, or hides it."""
        self._wanted = wanted
        self.place()

    def place(self) -> None:
        """Stands in the lower left corner; not at all on a small canvas."""
        area = self._view.size()
        self.adjustSize()
        self.move(MARGIN, area.height() - self.height() - MARGIN)
        is_large = area.width() >= LEAST_CANVAS.width() and area.height() >= LEAST_CANVAS.height()
        self.setVisible(self._wanted and is_large)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)


def _pen(kind: str) -> QPen:
    return QPen(colour_of(kind), 2.5)


class _Swatch(QWidget):
    """Lines one below the other."""

    def __init__(self, *pens: Callable[[], QPen]) -> None:
        super().__init__()
        self._pens = pens
        self.setFixedSize(SWATCH)

    def colours(self) -> list[QColor]:
        """What it shows."""
        return [pen().color() for pen in self._pens]

    @drawing
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i, made in enumerate(self._pens):
            pen = made()
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            y = (i + 0.5) * self.height() / len(self._pens)
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
