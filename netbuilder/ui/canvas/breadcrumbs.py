"""The way from the whole network to the one that is looked at, each step a button; it stands in the canvas's corner."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import GAP, PAD
from netbuilder.ui.widgets.parts import button, clear, label, row


class Breadcrumbs(QFrame):
    """Shown while one looks into a block."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view.viewport())
        self.setObjectName("floating")
        self._session = view.session
        self._box = row(margin=GAP, gap=GAP)
        self.setLayout(self._box)
        self.move(PAD, PAD)
        self._session.place_changed.connect(self.refresh)
        self._session.project_changed.connect(lambda _old, _new: self.refresh())
        self._shown: tuple[str, ...] | None = None
        self.refresh()
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._shown = None
        self.refresh()

    def names(self) -> list[str]:
        """What is on the buttons and, last, where one is."""
        found = [item.widget() for i in range(self._box.count()) if (item := self._box.itemAt(i)) is not None]
        return [step.text() for step in found if isinstance(step, QLabel | QPushButton) and step.property("step")]

    def refresh(self) -> None:
        """Shows where one is."""
        place = self._session.place
        if place == self._shown:
            return
        self._shown = place
        self.setAccessibleName(self.tr("Where you are"))
        clear(self._box)
        for i, name in enumerate((self.tr("Network"), *place)):
            if i:
                self._box.addWidget(label("›", "quiet"))
            step: QLabel | QPushButton
            if i == len(place):
                step = label(name, "name")
            else:
                step = button(name, partial(self._session.go_to, place[:i]), "link")
            step.setProperty("step", True)
            self._box.addWidget(step)
        self.setVisible(bool(place))
        self.adjustSize()
        self.raise_()
