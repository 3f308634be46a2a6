"""The way from the whole network to the one that is looked at, each step a button, with a way out before them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import GAP, PAD, TEXT, font
from netbuilder.ui.widgets.parts import button, clear, label, row

LONGEST = 160  # pixels of a name
MOST = 4  # steps that are shown; of a longer way the middle is one step
OUT = "Ctrl+Up"


class Breadcrumbs(QFrame):
    """Shown while one looks into a block, in the canvas's corner.

    It lies on the view and not on its viewport, which is moved with the paper.
    """

    def __init__(self, view: Stage) -> None:
        super().__init__(view)
        self.setObjectName("floating")
        self._view, self._session = view, view.session
        self._box = row(margin=GAP, gap=GAP)
        self.setLayout(self._box)
        self.move(PAD, PAD)
        self._session.place_changed.connect(self.refresh)
        self._session.project_changed.connect(lambda _old, _new: self.refresh())
        self._shown: tuple[str, ...] | None = None
        view.installEventFilter(self)
        self.refresh()
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._shown = None
        self.refresh()

    def names(self) -> list[str]:
        """What is on the buttons and, last, where one is."""
        found = self._parts()
        return [step.text() for step in found if isinstance(step, QLabel | QPushButton) and step.property("step")]

    def _parts(self) -> list[QWidget]:
        found = [item.widget() for i in range(self._box.count()) if (item := self._box.itemAt(i)) is not None]
        return [part for part in found if part is not None]

    @property
    def way_out(self) -> QPushButton:
        """The button that leads to the network around."""
        return next(made for made in self._parts() if isinstance(made, QPushButton))

    def refresh(self) -> None:
        """Shows where one is."""
        place = self._session.place
        if place == self._shown:
            return
        self._shown = place
        self.setAccessibleName(self.tr("Where you are"))
        clear(self._box)
        keys = QKeySequence(OUT).toString(QKeySequence.SequenceFormat.NativeText)
        out = button(self.tr("↑ Go up"), self._session.leave, "link")
        out.setToolTip(self.tr("To the network around this block ({keys})").format(keys=keys))
        self._box.addWidget(out)
        for i, name in self._steps(place):
            self._box.addWidget(label("›" if i else "|", "quiet"))
            step: QLabel | QPushButton
            text = QFontMetrics(font(TEXT)).elidedText(name, Qt.TextElideMode.ElideMiddle, LONGEST)
            if i == len(place):
                step = label(text, "name")
            else:
                step = button(text, partial(self._session.go_to, place[:i]), "link")
            step.setToolTip(name if text != name else " › ".join(place[:i]))
            step.setProperty("step", True)
            self._box.addWidget(step)
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            part.setVisible(part in self._parts())  # what is new would be shown, and have a size, only later
        self.setVisible(bool(place))
        self._fit()
        self._view.covered = self.height() + PAD if place else 0
        self.raise_()

    def _steps(self, place: tuple[str, ...]) -> Iterator[tuple[int, str]]:
        """How deep each step is, and what it is called."""
        for i, name in enumerate((self.tr("Network"), *place)):
            if len(place) < MOST or i == 0 or i > len(place) - MOST + 2:
                yield i, name
            elif i == len(place) - MOST + 2:
                yield i, "…"

    def _fit(self) -> None:
        """As wide as its steps, and never wider than the canvas."""
        self.setMaximumWidth(max(64, self._view.width() - 2 * PAD))
        self.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._fit()
        return super().eventFilter(watched, event)
