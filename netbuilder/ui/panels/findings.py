"""What is wrong with the training, in one sentence, with repairs as buttons."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from netbuilder.engine.advice import findings, remedies
from netbuilder.engine.health import Finding, Remedy
from netbuilder.engine.mistakes import explaining
from netbuilder.graph import Problem
from netbuilder.project.project import same_network
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.flow import FlowLayout
from netbuilder.ui.widgets.parts import clear, label
from netbuilder.ui.widgets.shrinking import ShrinkingButton

MOST = 2  # buttons
LEAST = 240  # pixels of the sentence beside its buttons
LOOKING = 0.4  # seconds between two looks at the numbers of a run that goes on


class FindingsRow(QFrame):
    """The gravest finding of the newest run; the others are in its tooltip.

    Where a known problem of the project explains what goes wrong, that is said in its place. What is known of a run
    of another graph, other data or other settings is not said. `anew_asked` when a run with new weights is wanted.
    """

    anew_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finding")
        self.session = session
        self._box = FlowLayout(gap=PAD)
        self._box.setContentsMargins(ROOM, 4, ROOM, 4)
        self.setLayout(self._box)
        self.text = ""
        self.repairs: list[QWidget] = []
        self._shown: object = None
        trainer = session.trainer
        for changed in (trainer.health_changed, trainer.started, trainer.state_changed):
            changed.connect(self.refresh)
        trainer.progressed.connect(self._note_progress)
        self._looked_at = 0.0
        session.project_changed.connect(lambda old, new: self.refresh())
        session.report_changed.connect(self.refresh)
        self.refresh()
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self._shown = None
        self.refresh()

    def _note_progress(self) -> None:
        """Looks at the numbers of a run now and then."""
        if time.monotonic() - self._looked_at >= LOOKING:
            self.refresh()

    def refresh(self) -> None:
        """Says what is known now."""
        self._looked_at = time.monotonic()
        found = self._findings()
        problems = explaining(self.session.all_problems) if found else []
        project = self.session.project
        kinds = [(finding.kind, finding.nodes) for finding in found]
        record = self.session.trainer.record
        rate = record.course.own_rate if found and record is not None else None
        ended = not self.session.trainer.is_running  # then one can start anew
        shown = (kinds, [str(problem) for problem in problems], project.training, project.graph, rate, ended)
        if shown != self._shown:
            self._shown = shown
            self._fill(found, problems)
        elif found:
            self._say(found, problems)  # its numbers go on; a button that is being pressed stays

    def _findings(self) -> tuple[Finding, ...]:
        trainer, project = self.session.trainer, self.session.project
        record = trainer.record
        if record is None or not same_network(record.project.graph, project.graph):
            return ()
        if record.project.data != project.data:
            return ()
        found = findings(record.course)
        if not trainer.watching:
            found = tuple(finding for finding in found if not finding.nodes)
        if not trainer.is_running and record.project.training != project.training:
            # Something was changed since: what helps against a run that blew up is to begin again with it.
            found = tuple(finding for finding in found if finding.kind == "blown up")
        return found

    def _fill(self, found: tuple[Finding, ...], problems: list[Problem]) -> None:
        clear(self._box)
        self.repairs = []
        self.setVisible(bool(found))
        self.text = ""
        if not found:
            return
        project = self.session.project
        self._said = label(wrap=True)
        self._said.setMinimumWidth(LEAST)
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._box.addWidget(self._said)
        self._say(found, problems)
        if problems:
            for repair in self.session.repairs(problems[0])[:MOST] if not self.session.place else ():
                self._offer(opening(sentence(repair.label)), partial(self.session.apply, repair))
        else:
            record = self.session.trainer.record
            tried = remedies(found[0], record.course, project.graph, project.training) if record is not None else ()
            for remedy in tried[:MOST]:
                self._offer(opening(sentence(remedy.label)), partial(self.apply, remedy))
        if found[0].kind == "blown up" and not self.session.trainer.is_running:
            self._offer(self.tr("Start anew"), self.anew_asked.emit)

    def _say(self, found: tuple[Finding, ...], problems: list[Problem]) -> None:
        text = self._sentence(problems[0]) if problems else sentence(found[0].message)
        if text != self.text:
            self.text = text
            self._said.setText(opening(text, self.session.graph))
            self.setAccessibleName(text)
        told = [self._sentence(problem) for problem in problems] or [sentence(finding.message) for finding in found]
        self._said.setToolTip("\n".join(told))

    def _offer(self, text: str, act: Callable[[], object]) -> None:
        made = ShrinkingButton(text, act, "repair")
        self.repairs.append(made)
        self._box.addWidget(made)

    @staticmethod
    def _sentence(problem: Problem) -> str:
        return f"{problem.node}: {sentence(problem)}" if problem.node else sentence(problem)

    def apply(self, remedy: Remedy) -> None:
        """Makes the change, as one undo step; a run that goes on takes over a learning rate."""
        project, trainer = self.session.project, self.session.trainer
        self.session.change(remedy.label, project.replace(graph=remedy.graph, training=remedy.training))
        rate = remedy.training.optimizer.learning_rate
        if rate != project.training.optimizer.learning_rate and isinstance(rate, float):
            trainer.set_rate(rate)
