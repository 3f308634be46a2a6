"""The doctor in the window: what was found, the worst first, with a button for what may help."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QLabel, QWidget

from netbuilder.data import Prepared, load
from netbuilder.doctor import Cure, Finding, RateTest, examine, sorted_findings
from netbuilder.engine.readiness import ready_data
from netbuilder.errors import Message
from netbuilder.project import Project
from netbuilder.ui.looks.i18n import marked, opening, sentence, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, ROOM, SMALL, font, theme
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Failed, Stopped, Task
from netbuilder.ui.widgets.parts import button, clear, column, give_role, give_text, label, row, scrolled

SIGNS = {"good": "✓", "doubtful": "!", "bad": "✕"}
ROLES = {"good": "good", "doubtful": "warning", "bad": "error"}
VERDICTS = {
    "good": marked("verdict", "Good"),
    "doubtful": marked("verdict", "Doubtful"),
    "bad": marked("verdict", "Bad"),
}
CURVE = 160  # pixels


class DoctorDialog(QDialog):
    """Examines network and data as they are, tells what it finds while it goes on, and applies what may help.

    It stays open beside the window, so that one can mend and examine again. What may help was made for the project as
    it was examined: once that has changed, the buttons wait for another examination.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._task: Task | None = None
        self._examined: Project | None = None
        self.findings: list[Finding] = []
        self.cures: list[QWidget] = []
        say(self, windowTitle=Message("Examination of {name}", {"name": session.name}))
        about = label(
            Message(
                "Network and data are tried together: copies are trained for a few seconds. The project, its weights "
                "and the test part stay as they are."
            ),
            "quiet", wrap=True,
        )  # fmt: skip
        self._list = column(margin=PAD, gap=PAD)
        content = QWidget()
        content.setLayout(self._list)
        self.curve = _RateCurve()
        self.in_full = say(QCheckBox(), text=Message("In full: try learning rates too (up to two minutes)"))
        self.state = label("", "quiet", wrap=True)
        self.start_button = button(Message("Examine"), self.start, "primary")
        self.stop_button = button(Message("Stop"), self.stop)
        self.close_button = button(Message("Close"), self.reject)
        foot = row(self.state, self.start_button, self.stop_button, self.close_button)
        foot.setStretch(0, 1)
        area = scrolled(content, Message("Findings"))
        self.setLayout(column(about, self.in_full, area, self.curve, foot, margin=16, gap=ROOM))
        self.resize(640, 560)
        session.project_changed.connect(self._on_project)
        language.changed.connect(self._show)
        theme.changed.connect(self._show)
        self._show()

    @property
    def is_running(self) -> bool:
        """Whether it is examining."""
        return self._task is not None and self._task.is_running

    def start(self) -> None:
        """Examines the project as it is now."""
        if self.is_running:
            return
        self.findings, self._examined = [], self.session.project
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        self._task = Task(_examined(self._examined, prepared, self.in_full.isChecked()), self)
        self._task.events.connect(self._on_found)
        self._task.ended.connect(self._on_ended)
        self._task.start()
        self._tell(Message("examining …"))
        self._show()

    def stop(self) -> None:
        """Ends it after the current check; what was found stays."""
        if self._task is not None:
            self._task.stop()

    def _on_found(self, found: list[Finding]) -> None:
        self.findings += found
        self._show()

    def _on_ended(self, outcome: object) -> None:
        self._task = None
        if isinstance(outcome, Failed):
            fault = outcome.fault()
            self._tell(Message(fault.template, fault.values), "error")
        else:
            self._tell(Message("stopped") if isinstance(outcome, Stopped) else self._summary())
        self._show()

    def _summary(self) -> Message:
        counts = {verdict: sum(finding.verdict == verdict for finding in self.findings) for verdict in SIGNS}
        return Message("{good} good, {doubtful} doubtful, {bad} bad", counts)

    def _on_project(self, *_: object) -> None:
        if self.cures and not self._is_current and not self.is_running:
            self._tell(Message("The project has changed since: examine it again."))
        self._show()

    @property
    def _is_current(self) -> bool:
        return self._examined == self.session.project

    def _show(self) -> None:
        clear(self._list)
        self.cures = []
        for finding in sorted_findings(self.findings).findings:
            words = label(opening(sentence(finding.message), _names(finding)), wrap=True)
            if finding.node:
                words.setText(f"{finding.node}: {sentence(finding.message)}")
            line = row(_sign(finding), words, *([self._offer(finding.cure)] if finding.cure is not None else []))
            line.setStretch(1, 1)
            line.setAlignment(words, Qt.AlignmentFlag.AlignVCenter)
            self._list.addLayout(line)
        self._list.addStretch(1)
        self.curve.show_test(next((finding.rates for finding in self.findings if finding.rates is not None), None))
        running = self.is_running
        self.start_button.setEnabled(not running)
        self.stop_button.setEnabled(running)
        self.in_full.setEnabled(not running)
        give_text(self.start_button, Message("Examine again") if self.findings and not running else Message("Examine"))

    def _offer(self, cure: Cure) -> QWidget:
        made = button(sentence(cure.label), partial(self._apply, cure), "repair")
        made.setEnabled(self._is_current and not self.is_running)
        self.cures.append(made)
        return made

    def _apply(self, cure: Cure) -> None:
        if self._is_current:
            self.session.change(cure.label, cure.project)
            self.start_button.setFocus()

    def _tell(self, text: Message, role: str = "quiet") -> None:
        give_text(self.state, text)
        give_role(self.state, role)

    def done(self, result: int) -> None:
        """Closes, and ends what still goes on."""
        if self._task is not None:
            self._task.let_go()
            self._task = None
        super().done(result)


def _names(finding: Finding) -> set[str]:
    """What a sentence may begin with that is no word of the language."""
    return {value for value in finding.message.values.values() if isinstance(value, str)}


def _sign(finding: Finding) -> QLabel:
    made = label(SIGNS[finding.verdict], ROLES[finding.verdict])
    made.setFont(font(strong=True))
    made.setStyleSheet(f"color: {theme.colour(ROLES[finding.verdict]).name()}")
    made.setFixedWidth(16)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setAccessibleName(translated(VERDICTS[finding.verdict]))
    return made


class _RateCurve(QFrame):
    """The loss by the learning rate, and the rate to take."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.plot = pg.PlotWidget()
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(False, False)
        self.plot.setLogMode(True, False)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        say(self.plot, accessibleName=Message("Loss by learning rate"))
        self.line = self.plot.plot([], [])
        self.best = pg.InfiniteLine(angle=90, movable=False)
        self.plot.addItem(self.best, ignoreBounds=True)
        self.setLayout(column(label(Message("Loss by learning rate"), "name"), self.plot, margin=PAD, gap=4))
        self.setFixedHeight(CURVE)
        self.hide()

    def show_test(self, test: RateTest | None) -> None:
        """Draws a test, or hides where there is none."""
        self.setVisible(test is not None)
        if test is None:
            return
        colours = theme.colours
        self.plot.setBackground(colours.panel)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.quiet))
            axis.setStyle(tickFont=font(SMALL - 1), tickLength=4)
        self.line.setData(test.rates, test.losses, pen=pg.mkPen(colours.training, width=2))
        self.best.setVisible(test.best is not None)
        if test.best is not None:
            self.best.setPen(pg.mkPen(colours.accent, style=Qt.PenStyle.DashLine))
            self.best.setValue(math.log10(test.best))


def _examined(project: Project, prepared: Prepared | None, full: bool) -> Iterator[Finding]:
    """In the worker: loads where it must, and examines."""
    ready = prepared or ready_data(load(project.data), project.data, project.graph, project.training)
    yield from examine(project, ready, full)
