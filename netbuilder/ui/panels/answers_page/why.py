"""Why the network gave an answer for one sample: over the picture, or column by column."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QStackedWidget, QWidget

from netbuilder.arrays import Array
from netbuilder.errors import Fault, Message, printable
from netbuilder.insight.attribution import Target
from netbuilder.insight.explaining import Explanation, answer_name, explain
from netbuilder.insight.methods import METHODS, names_of
from netbuilder.ui.looks.i18n import sentence, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import ROOM, TEXT, paper_font, scaled, theme
from netbuilder.ui.session.judging import Judged
from netbuilder.ui.session.newest import Newest
from netbuilder.ui.session.tasks import Done, Failed
from netbuilder.ui.widgets.parts import column, label, row, scrolled

FIRST = 14  # columns that are shown
LINE, LEAST_BARS = 20, 60  # pixels


class WhyView(QWidget):
    """Explains the sample that was pressed last; another method or answer explains it anew."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._judged: Judged | None = None
        self._number, self._output = -1, 0
        self._work = Newest(self)
        self.heading = label("", "name", wrap=True)
        self.method, self.answer = QComboBox(), QComboBox()
        for i, (name, words) in enumerate(METHODS.items()):
            self.method.addItem("", name)
            say_item(self.method, i, Message(words))
        say(self.method, accessibleName=Message("Method"))
        say(self.answer, accessibleName=Message("Answer that is explained"))
        self.told = label("", "quiet", wrap=True)
        self.doubt = label("", "notice", wrap=True)
        self.picture, self.bars = _Picture(), _Bars()
        self.result = QStackedWidget()
        self.result.addWidget(self.picture)
        self.result.addWidget(scrolled(self.bars, Message("How much each column speaks for the answer")))
        head = row(self.heading, self.answer, self.method)
        head.setStretch(0, 1)
        box = column(head, self.told, self.doubt, self.result, margin=ROOM)
        box.setStretch(3, 1)
        self.setLayout(box)
        self.method.activated.connect(lambda _index: self._explain())
        self.answer.activated.connect(lambda _index: self._explain())
        language.changed.connect(self._head)

    def _head(self) -> None:
        values = {"name": self._name(), "number": self._number}
        self.heading.setText(translated("What speaks for {name} in sample {number}", values) if values["name"] else "")

    def _name(self) -> str:
        """What the answer that is explained is called; of one number for two classes it is the second."""
        judged = self._judged
        if judged is None or self._number < 0:
            return ""
        if self.answer.count() > 1:
            return self.answer.currentText()
        return printable(answer_name(judged.prepared, judged.model.graph.output_names[self._output], 0, 1))

    def forget(self) -> None:
        """Of another evaluation nothing is explained yet."""
        self._judged, self._number = None, -1
        self._work.forget()
        self.hide()

    def explain(self, judged: Judged, output: int, number: int, said: int) -> None:
        """Explains the answer number `said` of an output for a sample."""
        if judged is self._judged and (output, number) == (self._output, self._number):
            return
        anew = judged is not self._judged or output != self._output
        self._judged, self._output, self._number = judged, output, number
        if anew:
            self._offer(judged, output)
        self.answer.setCurrentIndex(max(0, min(said, self.answer.count() - 1)))
        self.show()
        self._explain()

    def _offer(self, judged: Judged, output: int) -> None:
        """The answers that can be explained, and the methods that can explain them."""
        name = judged.model.graph.output_names[output]
        units = judged.model.output_shapes[name][-1] or 1
        self.answer.clear()
        for unit in range(units):
            self.answer.addItem(printable(answer_name(judged.prepared, name, unit, units)), unit)
        self.answer.setVisible(units > 1)

    def _explain(self) -> None:
        judged = self._judged
        if judged is None:
            return
        method, number = self.method.currentData(), self._number
        target = Target(self._output, self.answer.currentData() or 0)
        self._head()
        self.told.setText(self.tr("Explaining …"))
        self.doubt.hide()
        prepared, model, part = judged.prepared, judged.model, judged.part
        self._work.ask(lambda: explain(model, prepared, part, number, target, method), self._show)

    def _show(self, outcome: object) -> None:
        if isinstance(outcome, Failed):
            fault = outcome.fault()
            self.told.setText(sentence(fault) if isinstance(fault, Fault) else str(fault))
            self.result.hide()
            return
        if not isinstance(outcome, Done) or self._judged is None:
            return
        found: Explanation = outcome.value
        picture = found.picture
        self.result.show()
        if picture is not None:
            self.picture.show_png(picture)
            self.result.setCurrentIndex(0)
            words = self.tr("Blue speaks for the answer, orange against it.")
        else:
            shares = np.concatenate([share.ravel() for share in found.why.shares])
            self.bars.show_shares(_names(self._judged, found), shares)
            self.result.setCurrentIndex(1)
            words = self.tr("To the right what speaks for the answer, to the left what speaks against it.")
        if found.why.gap is not None and abs(found.why.gap) > 0.01:
            words += " " + translated("The sum misses {gap} of the score.", {"gap": f"{found.why.gap:.3g}"})
        self.told.setText(words)
        self.doubt.setVisible(not found.check.depends)
        self.doubt.setText(
            self.tr("With random weights the map is much the same: it shows the sample more than what was learned.")
        )

    def close_tasks(self) -> None:
        """Ends its thread."""
        self._work.stop_and_wait()


def _names(judged: Judged, found: Explanation) -> list[str]:
    """What the numbers of all inputs are called, one after the other."""
    names: list[str] = []
    for name, share, x in zip(judged.model.graph.input_names, found.why.shares, found.sample, strict=False):
        own = names_of(judged.prepared, name, x)
        places = [f"{name} {', '.join(map(str, place))}" for place in np.ndindex(share.shape)]
        names += own if len(own) == share.size else places
    return names


class _Picture(QLabel):
    """A picture as large as there is room, its pixels whole."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = QPixmap()
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(scaled(120))
        say(self, accessibleName=Message("The sample, and the explanation over it"))

    def show_png(self, data: bytes) -> None:
        """Shows a PNG."""
        self._whole = QPixmap()
        self._whole.loadFromData(data)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._whole.isNull():
            ratio = self.devicePixelRatioF()
            fitted = self._whole.scaled(self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio,
                                        Qt.TransformationMode.SmoothTransformation)  # fmt: skip
            fitted.setDevicePixelRatio(ratio)
            self.setPixmap(fitted)


class _Bars(QWidget):
    """A line a column, those that speak most first."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self._shares: list[float] = []
        theme.changed.connect(self.update)

    def show_shares(self, names: Sequence[str], shares: Array) -> None:
        """Shows the numbers that speak most."""
        order = np.argsort(-np.abs(np.nan_to_num(shares)), kind="stable")[:FIRST]
        self.names = [printable(names[i]) for i in order]
        self._shares = [float(shares[i]) for i in order]
        told = [f"{name} {share:+.3g}" for name, share in zip(self.names, self._shares, strict=True)]
        self.setAccessibleDescription("; ".join(told))
        self.setMinimumHeight(scaled(LINE) * len(self.names))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(scaled(240), scaled(LINE) * max(1, len(self.names)))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        most = max((abs(share) for share in self._shares if math.isfinite(share)), default=0.0) or 1.0
        painter = QPainter(self)
        painter.setFont(paper_font(TEXT))
        painter.scale(theme.scale, theme.scale)
        wide = self.width() / theme.scale
        room = max(LEAST_BARS, wide * 0.45)
        names, numbers = wide - room - 64, 60
        middle = names + room / 2
        for i, (name, share) in enumerate(zip(self.names, self._shares, strict=True)):
            top = i * LINE
            painter.setPen(theme.colour("text"))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, int(names - 8))
            middle_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, names - 8, LINE), middle_left, shown)
            length = room / 2 * (share / most if math.isfinite(share) else 0)
            colour = theme.colour("training" if share >= 0 else "validation")
            painter.fillRect(QRectF(min(middle, middle + length), top + 4, abs(length), LINE - 8), colour)
            painter.setPen(theme.colour("quiet"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(wide - numbers, top, numbers, LINE), right, f"{share:+.3g}")
        painter.setPen(theme.colour("line"))
        painter.drawLine(int(middle), 0, int(middle), LINE * len(self.names))
        painter.end()
