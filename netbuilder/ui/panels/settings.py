"""How the network is trained: first what one sets first, the rest one click away, as forms of their declarations."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Metric
from netbuilder.engine.names import log_names
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.purpose import Purpose, fitting_losses, fitting_metrics, purpose_of
from netbuilder.engine.readiness import validates
from netbuilder.engine.schedules import Schedule
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Message
from netbuilder.graph import check
from netbuilder.kinds import Shape
from netbuilder.project import Project
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.severity import tone
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.panels.callback_cards import CallbackCards
from netbuilder.ui.panels.choices import SpecChoice
from netbuilder.ui.panels.metric_choice import MetricChoice
from netbuilder.ui.panels.rate import RateField
from netbuilder.ui.panels.rest import RestOfSettings
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.form import SpecForm
from netbuilder.ui.widgets.gesture import merge_key
from netbuilder.ui.widgets.parts import button, clear, column, label, line

FIRST = ("epochs", "batch_size")
USUAL = ("Adam", "AdamW", "SGD", "RMSprop")  # optimizers, before all others
PURPOSES = {
    Purpose.CLASS: Message("The network tells one class out of several."),
    Purpose.ONE_HOT: Message("The network tells one class out of several; labels are one-hot."),
    Purpose.YES_OR_NO: Message("The network answers yes or no."),
    Purpose.SEVERAL: Message("The network answers yes or no several times."),
    Purpose.AMOUNTS: Message("The network predicts amounts."),
    Purpose.PICTURES: Message("The network gives its input back."),
    Purpose.UNKNOWN: Message("Choose data, and what fits it stands first."),
}


class TrainingForm(QWidget):
    """Edits the project's training settings; every change is an undo step."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.session = session
        self._problems = column(gap=4)
        self._purpose = label("", "quiet", wrap=True)
        self._losses = column(gap=PAD)
        self._loss_choices: list[SpecChoice] = []
        names = (*USUAL, *(name for name in Optimizer.registry if name not in USUAL))
        self.optimizer = SpecChoice(
            Message("optimizer"), {name: Optimizer.registry[name] for name in names},
            skip=("learning_rate",), form_apart=True,
        )  # fmt: skip
        self.optimizer.edited.connect(lambda value: self._change("optimizer", value))
        self.rate = RateField(session.trainer)
        self.rate.edited.connect(lambda value: self._change("optimizer", value))
        others = tuple(field.name for field in TrainingSettings.fields() if field.name not in FIRST)
        self.numbers = SpecForm(skip=others)
        self.metrics = MetricChoice()
        self.metrics.edited.connect(lambda value: self._change("metrics", value))
        self.callbacks = CallbackCards()
        self.callbacks.edited.connect(lambda value: self._change("callbacks", value))
        self.rest = RestOfSettings(self.optimizer.form)
        self.rest.changed.connect(self._change)
        self.numbers.edited.connect(lambda value, name: self._change(name, getattr(value, name)))
        self.setLayout(
            column(
                label(Message("Training"), "heading"), self._purpose, self._problems, 4,
                self._losses, self.optimizer, self.rate, self.numbers, line(),
                label(Message("Metrics"), "section"), self.metrics, line(),
                label(Message("After each epoch"), "section"), self.callbacks, line(),
                self.rest, "|", margin=ROOM,
            )
        )  # fmt: skip
        session.project_changed.connect(self._on_changed)
        session.report_changed.connect(self._on_report)
        session.data_changed.connect(self._on_report)
        language.changed.connect(self.show_settings)
        self._stale = False
        self.show_settings()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._stale:
            self.show_settings()

    def _on_changed(self, old: Project, new: Project) -> None:
        # The same project twice asks for everything anew, as in another language.
        same_ends = old is not new and old.graph.output_names == new.graph.output_names
        if same_ends and old.training == new.training:
            return
        self._stale = self._stale or not self.isVisible()
        if self.isVisible():  # while nobody looks, later
            self.show_settings()

    def show_settings(self) -> None:
        """Shows the project's settings as they are now."""
        self._stale = False
        project = self.session.project
        training = project.training
        self._show_purpose()
        self._show_losses()
        self.optimizer.set_value(training.optimizer)
        self.rate.set_value(training.optimizer)
        self.numbers.set_value(training)
        self.metrics.set_value(training.metrics)
        prepared = self.session.prepared
        names = log_names(training, project.graph.output_names, validates(training, prepared))
        self.callbacks.offer(names)
        self.callbacks.set_value(training.callbacks)
        weighed = prepared is not None and prepared.dataset.w_train is not None
        self.rest.show_settings(project, weighed)
        self._show_problems()

    def _purposes(self) -> list[tuple[Purpose, Shape | None]]:
        """What each output is for, and its shape; at least one."""
        session, project = self.session, self.session.project
        prepared = session.prepared if session.loader.is_fresh else None
        report = check(project.graph) if session.place else session.report
        names = project.graph.output_names
        return [
            (
                purpose_of(project.graph, report, project.training, prepared, i),
                report.shapes[name][0] if name in report.shapes else None,
            )
            for i, name in enumerate(names)
        ] or [(Purpose.UNKNOWN, None)]

    def _show_purpose(self) -> None:
        """Says what the network is for, and offers what fits that."""
        purposes = self._purposes()
        told = dict.fromkeys(purpose for purpose, _ in purposes)
        self._purpose.setText(" ".join(sentence(PURPOSES[purpose]) for purpose in told))
        kinds: dict[type[Metric], None] = {}
        for purpose, shape in purposes:
            kinds.update(dict.fromkeys(fitting_metrics(purpose, shape)))
        self.metrics.offer(kinds)
        self._fitting = [[kind.__name__ for kind in fitting_losses(purpose, shape)] for purpose, shape in purposes]

    def _show_losses(self) -> None:
        """One loss, or one for each output; their fields stand with the rest."""
        outputs = self.session.project.graph.output_names
        training = self.session.project.training
        count = max(1, len(outputs))
        for i in range(len(self._loss_choices), count):
            choice = SpecChoice("", Loss.registry, wide=True, form_apart=True)
            choice.edited.connect(lambda value, i=i: self._set_loss(i, value))
            self._losses.addWidget(choice)
            self._loss_choices.append(choice)
        for i, choice in enumerate(self._loss_choices):
            choice.setVisible(i < count)  # those that are not needed now are kept: making one takes milliseconds
            if i < count:
                choice.set_title(Message("loss") if count == 1 else outputs[i])
                choice.offer(self._fitting[i])
                choice.set_value(training.loss_of(i))
        self.rest.show_losses(self._loss_choices[:count], outputs)

    @property
    def loss(self) -> SpecChoice:
        """The choice of the first output's loss."""
        return self._loss_choices[0]

    @property
    def losses(self) -> list[SpecChoice]:
        """The choices of all outputs' losses."""
        return [choice for choice in self._loss_choices if not choice.isHidden()]

    def _set_loss(self, index: int, value: Loss) -> None:
        training, count = self.session.project.training, max(1, len(self.session.project.graph.output_names))
        losses = [training.loss_of(i) for i in range(count)]
        losses[index] = value
        self._change("loss", losses if len(set(losses)) > 1 else losses[:1])

    def _change(self, name: str, value: Any) -> None:
        project = self.session.project
        before = project.training.optimizer
        if name == "optimizer" and type(value) is not type(before) and isinstance(before.learning_rate, Schedule):
            value = value.replace(learning_rate=before.learning_rate)  # another kind begins with a rate of its own
        training = project.training.replace(**{name: value})
        text = Message("Change {field}", {"field": name})
        self.session.change(text, project.replace(training=training), merge_key(f"training.{name}"))

    def _on_report(self) -> None:
        if self.isVisible():
            self._show_purpose()
            self._show_losses()
            self.metrics.set_value(self.session.project.training.metrics)
            self._show_problems()
        else:
            self._stale = True

    def _show_problems(self) -> None:
        clear(self._problems)
        for problem in self.session.all_problems if self.session.project.graph.nodes else ():
            if not problem.node or problem.field == "loss":
                self._problems.addWidget(
                    label(opening(sentence(problem), self.session.graph), tone(problem), wrap=True)
                )
                for repair in self.session.repairs(problem):
                    self._problems.addWidget(
                        button(opening(sentence(repair.label)), partial(self.session.apply, repair), "repair")
                    )
