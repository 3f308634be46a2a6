"""What is wrong with a block, said beside it when one asks: by its badge, by Enter, or from the inspector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QWidget

from netbuilder.errors import Message
from netbuilder.graph import Problem
from netbuilder.ui.canvas.stage import Stage
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.severity import tone, word
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import clear, column, label, row
from netbuilder.ui.widgets.shrinking import ShrinkingButton

WIDTH = 300  # so that it fits beside a block in the middle of the canvas
OPENS_AFTER, CLOSES_AFTER = 200, 400  # milliseconds that the pointer rests on a badge, and is away from it


class ProblemPopover(QFrame):
    """One block's problems with their repairs, beside the block and never over it; it moves with the paper.

    One that was opened by resting on a badge closes when the pointer leaves; one that was asked for stays until
    Escape, a press elsewhere, or the end of its problems.
    """

    def __init__(self, view: Stage) -> None:
        super().__init__(view.viewport())
        self.setObjectName("floating")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self, accessibleName=Message("Problems of the block"))
        self._view, self._node, self._stays = view, "", False
        self._shown: object = None
        self._box = column(margin=ROOM, gap=4)
        self.setLayout(self._box)
        self.hide()
        self._awaited = ""  # the block whose badge the pointer rests on
        self._opens, self._closes = QTimer(self), QTimer(self)
        for timer, pause, act in (
            (self._opens, OPENS_AFTER, self._open_awaited),
            (self._closes, CLOSES_AFTER, self.close_up),
        ):
            timer.setSingleShot(True)
            timer.setInterval(pause)
            timer.timeout.connect(act)
        language.changed.connect(self.retranslate)

    @property
    def node(self) -> str:
        """The block that it speaks of; empty while it is closed."""
        return self._node

    @property
    def repairs(self) -> list[QPushButton]:
        """The buttons of its repairs."""
        return [made for made in self.findChildren(QPushButton) if not made.isHidden()]

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._shown = None
        self.refresh()

    # -- opening and closing --------------------------------------------------------------------------

    def open(self, name: str, take_focus: bool = False) -> bool:
        """Shows the problems of a block until it is closed; False where there are none."""
        if not self._show(name, stays=True):
            return False
        if take_focus:
            first: QWidget = self.repairs[0] if self.repairs else self
            first.setFocus(Qt.FocusReason.PopupFocusReason)
        return True

    def toggle(self, name: str) -> None:
        """Opens it for a block, or closes it where it was opened for it."""
        if self._node == name and self._stays:
            self.close_up()
        else:
            self.open(name)

    def close_up(self) -> None:
        """Closes; a keyboard that was in it is the canvas's again."""
        self._opens.stop()
        self._closes.stop()
        self._node, self._awaited, self._shown = "", "", None
        if self.isVisible():
            had_focus = self.isAncestorOf(QApplication.focusWidget() or self) or self.hasFocus()
            self.hide()
            if had_focus:
                self._view.setFocus()

    def rest_on(self, name: str) -> None:
        """The pointer is on a block's badge, or on none."""
        if name != self._awaited:
            self._awaited = name
            self._opens.stop()
            if name and name != self._node:
                self._opens.start()
        if name and name == self._node:
            self._closes.stop()
        elif self._node and not self._stays and not self._closes.isActive():
            self._closes.start()

    def _open_awaited(self) -> None:
        if self._awaited and not self._view.is_dragging:
            self._show(self._awaited, stays=False)

    def _show(self, name: str, stays: bool) -> bool:
        problems = self._view.session.problems_of(name) if name in self._view.canvas.blocks else ()
        if not problems or self._view.is_dragging:
            self.close_up()
            return False
        self._closes.stop()
        self._node, self._stays = name, stays
        self.refresh()
        return True

    # -- what it says ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Follows the problems of its block; without any it is closed."""
        if not self._node:
            return
        problems = self._view.session.problems_of(self._node)
        if not problems:
            self.close_up()
        elif (self._node, problems) != self._shown:
            self._shown = (self._node, problems)
            self._fill(problems)
        self.follow()

    def _fill(self, problems: Sequence[Problem]) -> None:
        clear(self._box)
        for problem in problems:
            where = f"{problem.node}.{problem.field}" if problem.field else problem.node
            self._box.addLayout(row(label(where, "name"), label(word(problem), tone(problem)), "|"))
            self._box.addWidget(label(opening(sentence(problem), self._view.session.graph), wrap=True))
            repairs = self._view.session.repairs(problem)
            if repairs:
                apply = self._view.session.apply
                buttons = [
                    ShrinkingButton(opening(sentence(repair.label)), partial(apply, repair), "repair")
                    for repair in repairs
                ]
                self._box.addLayout(FlowLayout(*buttons, gap=4))

    # -- where it stands ------------------------------------------------------------------------------

    def follow(self) -> None:
        """Stands beside its block within the view; not while something is dragged, nor where the block is not seen."""
        block = self._view.canvas.blocks.get(self._node)
        if block is None or self._view.is_dragging:
            self.close_up()
            return
        taken = self._view.mapFromScene(block.sceneBoundingRect()).boundingRect()
        if not taken.intersects(self._view.viewport().rect()):
            self.hide()
            return
        area = self._view.viewport().rect().adjusted(PAD, PAD, -PAD, -PAD)
        width = min(WIDTH, max(1, area.width()))
        self.setFixedSize(width, self._height(width))
        self.move(self._corner(taken, area))
        self.show()
        self.raise_()

    def _height(self, width: int) -> int:
        """How high it must be for all of its words, which have their size only once they have their fonts."""
        for part in self.findChildren(QWidget):
            part.ensurePolished()
        self._box.invalidate()
        self._box.activate()
        return self._box.totalHeightForWidth(width) if self._box.hasHeightForWidth() else self._box.sizeHint().height()

    def _corner(self, taken: QRect, area: QRect) -> QPoint:
        """Beside its block where nothing else is covered; else where most of it is seen. Wires run above and below."""
        others = [
            self._view.mapFromScene(item.sceneBoundingRect()).boundingRect()
            for name, item in self._view.canvas.blocks.items()
            if name != self._node
        ]

        def rank(corner: QPoint) -> tuple[int, int]:
            place = QRect(corner, self.size())
            seen = place.intersected(area)
            lost = place.width() * place.height() - max(0, seen.width()) * max(0, seen.height())
            return lost, sum(place.intersects(other) for other in others)

        return min(self._corners(taken, area), key=rank)

    def _corners(self, taken: QRect, area: QRect) -> Iterator[QPoint]:
        """To the right, to the left, below and above, moved along the block's edge into the view."""
        y = max(area.top(), min(taken.top(), area.bottom() + 1 - self.height()))
        x = max(area.left(), min(taken.left(), area.right() + 1 - self.width()))
        yield QPoint(taken.right() + PAD, y)
        yield QPoint(taken.left() - PAD - self.width(), y)
        yield QPoint(x, taken.bottom() + PAD)
        yield QPoint(x, taken.top() - PAD - self.height())

    # -- events ---------------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        self._closes.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        if self._node and not self._stays:
            self._closes.start()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close_up()
        else:
            event.accept()  # a key that is not meant for it is none of the canvas's either
            super().keyPressEvent(event)
