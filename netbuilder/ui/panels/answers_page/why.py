"""Why the network gave an answer for one sample: over the picture, or column by column."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QStackedWidget, QWidget

from netbuilder.arrays import Array
from netbuilder.engine.readiness import in_order, samples_of
from netbuilder.errors import Fault, Message, printable
from netbuilder.insight.attribution import Target
from netbuilder.insight.methods import METHODS, explained, names_of
from netbuilder.insight.overlay import explained_png, over_places
from netbuilder.insight.pictures import is_picture
from netbuilder.insight.sanity import Sanity, sanity
from netbuilder.ui.looks.i18n import sentence, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import ROOM, TEXT, paper_font, scaled, theme
from netbuilder.ui.session.judging import Judged
from netbuilder.ui.session.newest import Newest
from netbuilder.ui.session.tasks import Done, Failed
from netbuilder.ui.widgets.parts import column, label, row, scrolled

FIRST = 14  # columns that are shown
LINE, LEAST_BARS = 20, 60  # pixels


@dataclass(frozen=True)
class Found:
    """An explanation: a picture as PNG, or what the numbers are called and how much each speaks for the answer."""

    picture: bytes | None
    names: tuple[str, ...]
    shares: Array
    gap: float | None
    check: Sanity


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
        for name in METHODS:
            self.method.addItem("", name)
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
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        for index, words in enumerate(METHODS.values()):
            self.method.setItemText(index, translated(words))
        self._head()

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
        output = judged.model.graph.output_names[self._output]
        classes = judged.prepared.classes_of(output)
        named = classes[1] if len(classes) == 2 else judged.prepared.fitted.predicts(output).column
        return printable(named or output)

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
        classes = judged.prepared.classes_of(name)
        self.answer.clear()
        for unit in range(units):
            named = classes[unit] if units > 1 and unit < len(classes) else str(unit)
            self.answer.addItem(printable(named), unit)
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
        self._work.ask(lambda: _found(judged, method, number, target), self._show)

    def _show(self, outcome: object) -> None:
        if isinstance(outcome, Failed):
            fault = outcome.fault()
            self.told.setText(sentence(fault) if isinstance(fault, Fault) else str(fault))
            self.result.hide()
            return
        if not isinstance(outcome, Done):
            return
        found: Found = outcome.value
        self.result.show()
        if found.picture is not None:
            self.picture.show_png(found.picture)
            self.result.setCurrentIndex(0)
            words = self.tr("Blue speaks for the answer, orange against it.")
        else:
            self.bars.show_shares(found.names, found.shares)
            self.result.setCurrentIndex(1)
            words = self.tr("To the right what speaks for the answer, to the left what speaks against it.")
        if found.gap is not None and abs(found.gap) > 0.01:
            words += " " + translated("The sum misses {gap} of the score.", {"gap": f"{found.gap:.3g}"})
        self.told.setText(words)
        self.doubt.setVisible(not found.check.depends)
        self.doubt.setText(
            self.tr("With random weights the map is much the same: it shows the sample more than what was learned.")
        )

    def close_tasks(self) -> None:
        """Ends its thread."""
        self._work.stop_and_wait()


def _found(judged: Judged, method: str, number: int, target: Target) -> Found:
    """Works in a thread; raises DataError for what the method cannot explain."""
    prepared, model, part = judged.prepared, judged.model, judged.part
    sample = [np.asarray(x[number]) for x in samples_of(prepared, model.graph, part).x]
    why = explained(method, model, sample, target)
    check = sanity(model, lambda other: explained(method, other, sample, target).shares[0])
    inputs = model.graph.input_names
    given = prepared.dataset.part(part)[0]
    own = np.asarray(in_order(given, inputs, "inputs")[0][number]) if len(given) == len(inputs) else np.empty(0)
    share = why.shares[0]
    if prepared.raw.series is None and is_picture(own) and (share.ndim > 1 or share.size == own.size):
        share = share.reshape(own.shape) if share.size == own.size else share
        return Found(explained_png(own, over_places(share)), (), share, why.gap, check)
    each = zip(inputs, why.shares, sample, strict=False)
    names = [name for which, one, x in each for name in _names(judged, which, one, x)]
    flat = np.concatenate([one.ravel() for one in why.shares])
    return Found(None, tuple(names), flat, why.gap, check)


def _names(judged: Judged, name: str, share: Array, x: Array) -> tuple[str, ...]:
    own = names_of(judged.prepared, name, x)
    if len(own) == share.size:
        return own
    return tuple(f"{name} {', '.join(map(str, place))}" for place in np.ndindex(share.shape))


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

    def show_shares(self, names: tuple[str, ...], shares: Array) -> None:
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
