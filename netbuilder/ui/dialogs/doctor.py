"""The doctor in the window: what was found, the worst first, with a button for what may help."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from netbuilder.data import Prepared, load
from netbuilder.doctor import Cure, Finding, RateTest, examine, is_of
from netbuilder.doctor.finding import WORST_FIRST
from netbuilder.engine.readiness import ready_data
from netbuilder.errors import N_, Message
from netbuilder.project import Project
from netbuilder.project.project import same_network
from netbuilder.ui.dialogs.working import WorkingDialog
from netbuilder.ui.looks.i18n import marked, opening, sentence, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD, ROOM, SMALL, font, theme
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Stopped
from netbuilder.ui.widgets.parts import button, column, give_text, label, row, scrolled

SIGNS = {"good": "✓", "doubtful": "!", "bad": "✕"}
ROLES = {"good": "good", "doubtful": "warning", "bad": "error"}
VERDICTS = {
    "good": marked("verdict", "Good"),
    "doubtful": marked("verdict", "Doubtful"),
    "bad": marked("verdict", "Bad"),
}
CURVE = 160  # pixels


class DoctorDialog(WorkingDialog):
    """Examines network and data as they are, tells what it finds while it goes on, and applies what may help.

    It stays open beside the window, so that one can mend and examine again. Until somebody examines, it shows what a
    glance in the background has found. What may help was made for the project as it was examined: once that has
    changed, the buttons wait for another examination.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, Message("Examine"), parent)
        self._examined: Project | None = None
        self._at = datetime.now().astimezone()
        self._is_glance = True
        self._rows: list[FindingRow] = []
        say(self, windowTitle=Message("Examination of {name}", {"name": session.name}))
        about = label(
            Message(
                "Network and data are tried together: copies are trained for a few seconds. The project, its weights "
                "and the test part stay as they are."
            ),
            "quiet", wrap=True,
        )  # fmt: skip
        self._list = column("|", margin=PAD, gap=PAD)
        content = QWidget()
        content.setLayout(self._list)
        self.curve = _RateCurve()
        self.in_full = say(QCheckBox(), text=Message("In full: try learning rates too (up to two minutes)"))
        area = scrolled(content, Message("Findings"))
        self.setLayout(column(about, self.in_full, area, self.curve, self.foot(), margin=16, gap=ROOM))
        self.resize(640, 560)
        session.project_changed.connect(self._on_change)
        session.checkup.changed.connect(self._on_change)
        language.changed.connect(self._retranslate)
        theme.changed.connect(self.curve.recolour)
        self._show_able()
        self._on_change()

    @property
    def findings(self) -> list[Finding]:
        """What is shown, the worst first."""
        return [shown.finding for shown in self._rows]

    @property
    def cures(self) -> list[QWidget]:
        """The buttons for what may help."""
        return [shown.cure for shown in self._rows if shown.cure is not None]

    @property
    def is_current(self) -> bool:
        """Whether what is shown is of the project as it is now."""
        return is_of(self._examined, self.session.project)

    # -- working ----------------------------------------------------------------------------------------

    def _work(self) -> Iterator[Finding]:
        self._is_glance = False
        self._take((), self.session.project)
        self._tell(Message("examining …"))
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        return _examined(self.session.project, prepared, self.in_full.isChecked())

    def _on_events(self, found: list[Finding]) -> None:
        for finding in found:
            self._add(finding)

    def _on_over(self, outcome: object) -> None:
        give_text(self.start_button, Message("Examine again"))
        if isinstance(outcome, Stopped):
            self._tell(Message("stopped"))
        else:
            self._tell_state()

    # -- what was found ---------------------------------------------------------------------------------

    def _take(self, found: tuple[Finding, ...], project: Project | None) -> None:
        """Shows these findings of a project instead of what was shown."""
        for shown in self._rows:
            self._list.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
        self._rows, self._examined, self._at = [], project, datetime.now().astimezone()
        self.curve.show_test(None)
        for finding in found:
            self._add(finding)

    def _add(self, finding: Finding) -> None:
        """Shows one more, behind those that are as grave."""
        rank = WORST_FIRST.index(finding.verdict)
        place = sum(WORST_FIRST.index(other.finding.verdict) <= rank for other in self._rows)
        made = FindingRow(finding, self._apply)
        self._rows.insert(place, made)
        self._list.insertWidget(place, made)
        self._show_cure(made)
        if finding.rates is not None:
            self.curve.show_test(finding.rates)

    def _on_change(self, *_: object) -> None:
        """The project or what a glance has found of it is another: rows stay, what is no longer so is said."""
        checkup = self.session.checkup
        if self._is_glance and not self.is_running and checkup.found is not None and checkup.is_current:
            self._take(checkup.found.findings, checkup.examined)
        if not self.is_running:
            self._tell_state()
        for shown in self._rows:
            self._show_cure(shown)

    def _show_able(self) -> None:
        super()._show_able()
        self.in_full.setEnabled(not self.is_running)
        for shown in self._rows:
            self._show_cure(shown)

    def _show_cure(self, shown: FindingRow) -> None:
        if shown.cure is not None:
            shown.cure.setEnabled(self.is_current and not self.is_running)

    def _tell_state(self) -> None:
        """Of which state of the project it is what is shown, and whether it has moved on."""
        if self._examined is None:
            self._tell(Message("nothing was examined yet"))
            return
        at = self._at.strftime("%H:%M")
        if not self.is_current:
            values = {"at": at, "what": _moved(self._examined, self.session.project)}
            told = Message("This was so at {at}. {what} changed since: examine it again.", values)
            self._tell(told, "warning")
            return
        counts = {verdict: sum(finding.verdict == verdict for finding in self.findings) for verdict in SIGNS}
        template = (
            N_("at a glance, {at}: {good} good, {doubtful} doubtful, {bad} bad")
            if self._is_glance
            else N_("examined at {at}: {good} good, {doubtful} doubtful, {bad} bad")
        )
        self._tell(Message(template, {**counts, "at": at}))

    def _retranslate(self) -> None:
        for shown in self._rows:
            shown.retranslate()

    def _apply(self, cure: Cure) -> None:
        if self.is_current:
            self.session.change(cure.label, cure.project)
            self.start_button.setFocus()


class FindingRow(QWidget):
    """A verdict, a sentence, and where there is one a button for what may help."""

    def __init__(self, finding: Finding, apply: Callable[[Cure], None]) -> None:
        super().__init__()
        self.finding = finding
        self._sign = label(SIGNS[finding.verdict], ROLES[finding.verdict])
        self._sign.setFont(font(strong=True))
        self._sign.setFixedWidth(16)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = label(wrap=True)
        cure = finding.cure
        self.cure = button("", partial(apply, cure), "repair") if cure is not None else None
        line = row(self._sign, self._words, *([self.cure] if self.cure is not None else []))
        line.setStretch(1, 1)
        line.setAlignment(self._words, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)
        self.retranslate()

    def retranslate(self) -> None:
        """Says it in the language of the window."""
        finding = self.finding
        said = opening(sentence(finding.message), _names(finding))
        self._words.setText(f"{finding.node}: {sentence(finding.message)}" if finding.node else said)
        self._sign.setAccessibleName(translated(VERDICTS[finding.verdict]))
        if self.cure is not None and finding.cure is not None:
            self.cure.setText(opening(sentence(finding.cure.label)))


def _names(finding: Finding) -> set[str]:
    """What a sentence may begin with that is no word of the language."""
    return {value for value in finding.message.values.values() if isinstance(value, str)}


def _moved(examined: Project, now: Project) -> Message:
    """What is no longer as it was examined."""
    parts = {
        "graph": not same_network(examined.graph, now.graph),
        "data": examined.data != now.data,
        "training": examined.training != now.training,
    }
    words = {
        "graph": Message("The network"),
        "data": Message("The data"),
        "training": Message("The settings of the training"),
    }
    several = Message("More than one thing")
    moved = [name for name, has_moved in parts.items() if has_moved]
    return words[moved[0]] if len(moved) == 1 else several


class _RateCurve(QFrame):
    """The loss by the learning rate, and the rate to take."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._test: RateTest | None = None
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
        self._test = test
        self.recolour()

    def recolour(self) -> None:
        """Draws it in the colours of the theme."""
        test = self._test
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
