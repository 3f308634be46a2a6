"""The problems list: what is wrong and where, with repairs as buttons. Enter or a double click goes to the block."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from netbuilder.errors import Message
from netbuilder.graph import Problem
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.severity import tone, word
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import Item, clear, column, label, row, scrolled
from netbuilder.ui.widgets.shrinking import ShrinkingButton


class ProblemsPanel(QWidget):
    """Follows the problems of one session."""

    count_changed = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.session = session
        content = QWidget()
        content.setObjectName("panel")
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        self._list.setSpacing(PAD)
        self.setLayout(column(scrolled(content, Message("Problems"))))
        self.rows: list[ProblemRow] = []
        session.report_changed.connect(self.refresh)
        self._shown: tuple[Problem, ...] | None = None
        self.refresh()
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Lists the problems as they are now; while nobody looks, they are only counted."""
        problems = self.session.problems
        self.count_changed.emit(len(problems))
        if self.isVisible() and problems != self._shown:
            self._list_rows(problems)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()

    def _list_rows(self, problems: tuple[Problem, ...]) -> None:
        self._shown = problems
        clear(self._list)
        self.rows = [ProblemRow(self.session, problem) for problem in problems]
        for made in self.rows:
            self._list.addWidget(made)
        if not problems:
            self._list.addWidget(label(self.tr("No problems: the network can be trained."), "quiet"))
        self._list.addStretch(1)


class ProblemRow(QFrame):
    """One problem as a card."""

    def __init__(self, session: Session, problem: Problem) -> None:
        super().__init__()
        self.setObjectName("card")
        self.session, self.problem = session, problem
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        where = problem.node or self.tr("the network")
        if problem.field:
            where += f".{problem.field}"
        kind = word(problem)
        self.setAccessibleName(f"{kind}: {where}: {sentence(problem)}")
        mark = label(kind, tone(problem))
        text = label(opening(sentence(problem), session.graph), wrap=True)
        self.repairs = [
            ShrinkingButton(opening(sentence(repair.label)), partial(session.apply, repair), "repair")
            for repair in session.repairs(problem)
        ]
        items: list[Item] = [row(label(where, "name"), mark, "|"), text]
        if self.repairs:
            items.append(FlowLayout(*self.repairs, gap=ROOM))
        self.setLayout(column(*items, margin=ROOM, gap=4))

    def go(self) -> None:
        """Selects the block."""
        if self.problem.node:
            self.session.select({self.problem.node})

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.go()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        else:
            super().keyPressEvent(event)
