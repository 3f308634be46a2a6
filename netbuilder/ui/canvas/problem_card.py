"""The card beside a block that has a problem: what is wrong, and the repairs as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QFrame

from netbuilder.graph import Problem
from netbuilder.graph.drawing.layout import BLOCK_WIDTH
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.widgets.parts import button, clear, column, label, row

WIDTH = 340


class ProblemCard(QFrame):
    """Belongs to the selected block, or to the only one that is wrong; moves with it."""

    def __init__(self, view: Stage) -> None:
        super().__init__(view.viewport())
        self.setObjectName("floating")
        self.setFixedWidth(WIDTH)
        self._view, self._node = view, ""
        self._shown: object = None
        self._box = column(margin=ROOM, gap=4)
        self.setLayout(self._box)
        self.hide()
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Shows the problems of the block that is looked at."""
        session = self._view.session
        wrong = list(dict.fromkeys(problem.node for problem in session.problems if problem.node))
        chosen = [name for name in session.selection if name in wrong]
        self._node = chosen[0] if len(session.selection) == 1 and chosen else ""
        if not session.selection and len(wrong) == 1:
            self._node = wrong[0]
        problems = session.problems_of(self._node) if self._node else ()
        if (self._node, problems) != self._shown:
            self._shown = (self._node, problems)
            self._fill(problems)
        self.follow()

    def _fill(self, problems: Sequence[Problem]) -> None:
        clear(self._box)
        for problem in problems[:2]:
            where = f"{problem.node}.{problem.field}" if problem.field else problem.node
            self._box.addWidget(label(where, "name"))
            self._box.addWidget(label(opening(sentence(problem), self._view.session.graph), "quiet", wrap=True))
            repairs = self._view.session.repairs(problem)
            if repairs:
                buttons = [
                    button(opening(sentence(repair.label)), partial(self._view.session.apply, repair), "repair")
                    for repair in repairs[:2]
                ]
                self._box.addLayout(row(*buttons, "|", gap=PAD))
        self.adjustSize()

    def follow(self) -> None:
        """Stands to the right of its block, within the view."""
        block = self._view.canvas.blocks.get(self._node)
        if block is None or self._view.is_dragging:
            self.hide()
            return
        self.setFixedHeight(
            self._box.totalHeightForWidth(WIDTH) if self._box.hasHeightForWidth() else self._box.sizeHint().height()
        )
        place = self._view.mapFromScene(block.pos().x() + BLOCK_WIDTH + 36, block.pos().y() - 8)
        area = self._view.viewport().rect()
        if place.x() + self.width() > area.right() - 8:
            place.setX(self._view.mapFromScene(block.pos()).x() - self.width() - int(24 * self._view.zoom))
        x = max(8, min(place.x(), area.width() - self.width() - 8))
        y = max(8, min(place.y(), area.height() - self.height() - 8))
        taken = self._view.mapFromScene(block.sceneBoundingRect()).boundingRect()
        if taken.intersects(QRect(x, y, self.width(), self.height())):  # no room beside it: below, or above
            below = taken.bottom() + PAD
            y = below if below + self.height() <= area.height() else max(0, taken.top() - PAD - self.height())
        visible = (
            self._view.viewport().rect().adjusted(-200, -100, 200, 100).contains(self._view.mapFromScene(block.pos()))
        )
        self.move(QPoint(x, y))
        self.setVisible(visible)
        self.raise_()
