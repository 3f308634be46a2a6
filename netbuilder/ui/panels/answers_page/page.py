"""The page of answers: what the network gets right and wrong, and which samples those are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QTabWidget, QWidget

from netbuilder.errors import Fault, Message, printable
from netbuilder.files import atomic_write
from netbuilder.insight.page import page as html_page
from netbuilder.insight.page_parts import samples_shown
from netbuilder.insight.report import AmountsTold, ClassesTold, QuestionsTold, Told
from netbuilder.ui.looks.i18n import sentence, translated
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.theme import ROOM
from netbuilder.ui.panels.answers_page.amounts_view import AmountsView
from netbuilder.ui.panels.answers_page.answering import Answers, Chosen, answers_of
from netbuilder.ui.panels.answers_page.classes_view import ClassesView
from netbuilder.ui.panels.answers_page.gallery import Gallery
from netbuilder.ui.panels.answers_page.thresholds import ThresholdsView
from netbuilder.ui.panels.answers_page.why import WhyView
from netbuilder.ui.plots.curves import scalars, short
from netbuilder.ui.session.basis import Basis
from netbuilder.ui.session.judging import Judged, judging
from netbuilder.ui.session.session import Session
from netbuilder.ui.session.tasks import Done, Failed, Task
from netbuilder.ui.widgets.file_dialogs import ask_save
from netbuilder.ui.widgets.parts import button, column, label, line, row

PARTS = {"test": Message("Test part"), "val": Message("Validation part"), "train": Message("Training part")}


class AnswersPage(QWidget):
    """Figures left, samples right: what is chosen on one side is shown on the other."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self._task: Task | None = None
        self._judged: Judged | None = None
        self._basis: Basis | None = None
        self._answers: Answers | None = None  # what is said of the samples, of the output that is chosen
        self.chosen = Chosen(self)
        self.start = button(Message("Evaluate"), self.evaluate, "primary")
        self.part, self.output = QComboBox(), QComboBox()
        for i, (name, words) in enumerate(PARTS.items()):
            self.part.addItem("", name)
            say_item(self.part, i, words)
        say(self.part, accessibleName=Message("Part of the data"))
        say(self.output, accessibleName=Message("Output of the network"))
        self.scores = label("", "quiet", wrap=True)
        self.save = button(Message("Save report …"), self.save_report)
        self.notice = label("", "notice", wrap=True)
        self.classes, self.thresholds, self.amounts = (
            ClassesView(self.chosen),
            ThresholdsView(),
            AmountsView(self.chosen),
        )
        self.figures = QTabWidget()
        self.figures.setDocumentMode(True)
        self.empty = label("", "quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.left = QStackedWidget()
        self.left.addWidget(self.empty)
        self.left.addWidget(self.figures)
        self.heading = label("", "name", wrap=True)
        self.order = QComboBox()
        for i, words in enumerate((Message("worst first"), Message("least certain first"), Message("in their order"))):
            self.order.addItem("")
            say_item(self.order, i, words)
        say(self.order, accessibleName=Message("Order of the samples"))
        self.all = button(Message("Show all"), lambda: self.chosen.choose(None, None), "link")
        self.gallery, self.why = Gallery(), WhyView()
        self.why.hide()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show(None)

    def _lay_out(self) -> None:
        above = row(self.start, self.part, self.output, self.scores, self.save, margin=ROOM, gap=ROOM)
        above.setStretch(3, 1)
        samples = QWidget()
        samples.setObjectName("panel")
        head = row(self.heading, self.order, self.all, margin=ROOM)
        head.setStretch(0, 1)
        side = column(head, self.gallery, gap=0)
        side.setStretch(1, 1)
        samples.setLayout(side)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.setHandleWidth(1)
        right.addWidget(samples)
        right.addWidget(self.why)
        right.setSizes([360, 300])
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        for part in (self.left, right):
            splitter.addWidget(part)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([620, 460])
        box = column(above, self.notice, line(), splitter, gap=0)
        box.setStretch(3, 1)
        self.setLayout(box)

    def _connect(self) -> None:
        session = self.session
        session.run_changed.connect(self.refresh)
        session.project_changed.connect(lambda _old, _new: self.refresh())
        session.data_changed.connect(self.refresh)
        session.trainer.state_changed.connect(self.refresh)
        self.part.activated.connect(lambda _index: self.evaluate())
        self.output.currentIndexChanged.connect(lambda _index: self._show_output())
        self.order.activated.connect(lambda _index: self._show_samples())
        self.chosen.changed.connect(self._show_samples)
        self.thresholds.chosen.connect(self._choose_mistakes)
        self.gallery.pressed.connect(self._explain)
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        """Says everything in the language of the window."""
        self.setAccessibleName(self.tr("Evaluation page"))
        for index in range(self.figures.count()):
            self.figures.setTabText(index, self._title(self.figures.widget(index)))
        self.refresh()
        self._show_samples()

    def _title(self, view: QWidget | None) -> str:
        if view is self.thresholds:
            return self.tr("Thresholds")
        return self.tr("Amounts") if view is self.amounts else self.tr("Classes")

    # -- measuring ------------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether an evaluation is under way."""
        return self._task is not None and self._task.is_running

    def refresh(self) -> None:
        """Says what can be done, and whether what is shown is still that of the network."""
        document, data, trainer = self.session.document, self.session.project.data, self.session.trainer
        has_weights = document.run is not None or trainer.has_learned
        self.start.setEnabled(has_weights and data.chosen and not self.is_busy)
        self.part.setEnabled(not self.is_busy)
        self.save.setEnabled(self._judged is not None)
        if self.is_busy:
            told = self.tr("Evaluating …")
        elif not has_weights:
            told = self.tr(
                "Nothing has been trained yet. Train the network, then see here what it gets right and wrong."
            )
        elif not data.chosen:
            told = self.tr("Choose data in the Data tab first.")
        else:
            told = self.tr("Evaluate shows what the network gets right and wrong, and which samples those are.")
        self.empty.setText(told)
        moved = self._basis.moved_on(document) if self._basis is not None else ""
        notices = [sentence(told) for told in self._judged.told] if self._judged is not None else []
        if moved:
            notices = [self.tr("The network, its weights or the data have changed since: evaluate again.")]
        self.notice.setText(" ".join(notices))
        self.notice.setVisible(bool(self.notice.text()))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()
        if self._judged is None and self.start.isEnabled():
            self.evaluate()

    def evaluate(self) -> None:
        """Measures the part that is chosen; in a run of what it has learned so far."""
        if self.is_busy:
            return
        self.session.trainer.keep_learned()
        document = self.session.document
        basis = Basis.of(document)
        if document.run is None or basis is None or not self.session.project.data.chosen:
            return
        prepared = self.session.prepared if self.session.loader.is_fresh else None
        part = self.part.currentData()
        title = self._name()
        self._task = Task(judging(document.run, self.session.project, prepared, part, title), self)
        self._task.ended.connect(lambda outcome: self._on_ended(outcome, basis))
        self._task.start()
        self.refresh()

    def _on_ended(self, outcome: object, basis: Basis) -> None:
        self._task = None
        if isinstance(outcome, Done):
            self._basis = basis
            self._show(outcome.value)
        elif isinstance(outcome, Failed):
            self._basis = None
            self._show(None)
            self.empty.setText(sentence(outcome.fault()))

    def _name(self) -> str:
        """What the report is called."""
        path = self.session.document.path
        return printable(path.stem) if path is not None else self.tr("Evaluation")

    def take_focus(self) -> None:
        """Takes the keyboard: where the figures are, or where an evaluation can be begun."""
        told = self.told
        front = self.classes.matrix if isinstance(told, ClassesTold) else self.part
        front.setFocus(Qt.FocusReason.TabFocusReason)

    def close_tasks(self) -> None:
        """Ends its thread."""
        self.why.close_tasks()
        if self._task is not None:
            self._task.let_go()

    # -- showing --------------------------------------------------------------------------------------

    def _show(self, judged: Judged | None) -> None:
        self._judged = judged
        self.why.forget()
        self.output.blockSignals(True)
        self.output.clear()
        for told in judged.evaluation.outputs if judged is not None else ():
            self.output.addItem(printable(told.verdict.name))
        self.output.blockSignals(False)
        self.output.setVisible(self.output.count() > 1)
        self.scores.setText("" if judged is None else _scores(judged.evaluation.scores))
        self._show_output()
        self.refresh()

    @property
    def told(self) -> Told | None:
        """What is told of the output that is chosen."""
        if self._judged is None or self.output.currentIndex() < 0:
            return None
        return self._judged.evaluation.outputs[self.output.currentIndex()]

    def _show_output(self) -> None:
        told = self.told
        count = self._judged.evaluation.samples if self._judged is not None else 0
        self._answers = answers_of(told, count) if told is not None else None
        views: list[QWidget] = []
        if isinstance(told, ClassesTold):
            self.classes.show_told(told)
            views = [self.classes]
        if isinstance(told, ClassesTold | QuestionsTold) and told.curves:
            self.thresholds.show_curves(told.curves)
            views.append(self.thresholds)
        if isinstance(told, AmountsTold):
            self.amounts.show_told(told)
            views = [self.amounts]
        if views != [self.figures.widget(index) for index in range(self.figures.count())]:
            self.figures.clear()
            for view in views:
                self.figures.addTab(view, self._title(view))
        self.left.setCurrentWidget(self.figures if views else self.empty)
        self.chosen.choose(None, None)
        self._show_samples()

    def _show_samples(self) -> None:
        judged, told = self._judged, self.told
        if judged is None or told is None or self._answers is None:
            self.heading.setText("")
            self.gallery.show_samples(None, "", np.empty(0, int), None)
            return
        answers = self._answers
        wanted = self.chosen.numbers
        numbers = answers.ordered(self.order.currentIndex(), wanted)
        words = self.chosen.title or Message("{count} samples")
        self.heading.setText(translated(words.template, {**words.values, "count": f"{len(numbers):,}"}))
        self.all.setVisible(wanted is not None)
        self.gallery.empty.setText(self.tr("There is no such sample."))
        self.gallery.show_samples(judged.prepared.dataset, judged.part, numbers, answers.answer)

    def _explain(self, number: int) -> None:
        """Says why the network gave its answer for a sample."""
        judged, told = self._judged, self.told
        if judged is not None and told is not None and self._answers is not None:
            self.why.explain(judged, self.output.currentIndex(), number, self._answers.unit(number))

    def _choose_mistakes(self, name: str, threshold: float) -> None:
        told = self.told
        if not isinstance(told, ClassesTold | QuestionsTold):
            return
        scored = told.curves[name]
        wrong = np.flatnonzero((scored.scores >= threshold) != scored.truth.astype(bool))
        title = Message("{count} mistakes at the threshold {value}", {"value": threshold})
        self.chosen.choose(np.unique(told.verdict.samples[wrong]), title)

    # -- away with it ---------------------------------------------------------------------------------

    def save_report(self) -> None:
        """Writes what is shown as a page that any browser opens."""
        judged = self._judged
        if judged is None:
            return
        name = f"{self._name()}.html"
        path, _ = ask_save(self, self.tr("Save report"), "export", name, self.tr("Web pages (*.html)"))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".html")
        text = html_page(judged.evaluation, samples_shown(judged.prepared.dataset, judged.part), translated)
        try:
            _write(path, text)
        except Fault as fault:
            self.notice.setText(sentence(fault))
            self.notice.show()


def _write(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write(text.encode("utf-8"))


def _scores(scores: Mapping[str, Any]) -> str:
    return "   ".join(f"{name} {short(scalars([value])[0])}" for name, value in scores.items())
