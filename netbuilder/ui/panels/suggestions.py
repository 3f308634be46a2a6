"""What most people put next, as buttons over the list of layers: one click appends it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from netbuilder.errors import Message
from netbuilder.layers import Layer
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import GAP
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import button, column, label
from netbuilder.ui.widgets.qt import layout_of

MOST = 4


class Suggestions(QWidget):
    """Emits `chosen` with a new layer. The buttons are made once, and say other names."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._kinds: list[type[Layer]] = []
        self._gives_way = False
        self.buttons: list[QPushButton] = []
        held = self._held = QWidget()
        for i in range(MOST):
            self.buttons.append(button("", partial(self._choose, i), "repair"))
        held.setLayout(FlowLayout(*self.buttons, gap=GAP))
        self.setLayout(column(label(Message("Fits next"), "section"), held, gap=GAP))
        self.hide()

    def show_kinds(self, kinds: Sequence[type[Layer]]) -> None:
        """Offers the first of these kinds; nothing where there are none."""
        self._kinds = list(kinds[:MOST])
        for made, kind in zip(self.buttons, self._kinds, strict=False):
            made.setText(kind.__name__)
            say(made, toolTip=Message(kind.summary()))
            say(made, accessibleName=Message("Add {name}", {"name": kind.__name__}))
        self._fit()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shows as many as stand in two rows, and always has two, so that the list below stays where it is."""
        count, layout = len(self._kinds), layout_of(self._held)
        for made in self.buttons:
            made.ensurePolished()  # else a button that was never seen asks for less than it needs
        high = 2 * self.buttons[0].sizeHint().height() + GAP
        while True:
            for i, made in enumerate(self.buttons):
                made.setVisible(i < count)
            if count <= 1 or layout.heightForWidth(self._held.width()) <= high:
                break
            count -= 1
        self._held.setFixedHeight(high)
        layout.invalidate()

    def give_way(self, on: bool) -> None:
        """Is away while something is looked for."""
        self._gives_way = on
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._kinds) and not self._gives_way)

    def _choose(self, number: int) -> None:
        if number < len(self._kinds):
            self.chosen.emit(self._kinds[number].starting())
