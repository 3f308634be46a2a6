"""The settings of a training that are seldom set: one click away, and open again the next day where they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Message
from netbuilder.kinds import shown
from netbuilder.project import Project
from netbuilder.spec import Spec
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.saying import say
from netbuilder.ui.looks.theme import PAD
from netbuilder.ui.panels.choices import SpecChoice
from netbuilder.ui.panels.metric_choice import MetricChoice
from netbuilder.ui.preferences import Preferences
from netbuilder.ui.widgets.form import SpecForm
from netbuilder.ui.widgets.parts import button, column, label

ELSEWHERE = ("loss", "optimizer", "metrics", "weighted_metrics", "callbacks", "epochs", "batch_size")
WIDEST = 18  # letters of a value that is told in the line of what was changed


class RestOfSettings(QWidget):
    """`changed` carries the name of a setting and its new value. While it is closed, it tells what is not usual."""

    changed = Signal(str, object)

    def __init__(self, optimizer: SpecForm) -> None:
        super().__init__()
        self.toggle = button("", self._toggle, "link")
        self.told = label("", "small", wrap=True)
        self.numbers = SpecForm(skip=ELSEWHERE)
        self.numbers.edited.connect(lambda value, name: self.changed.emit(name, getattr(value, name)))
        self.schedule = SpecChoice(Message("schedule"), Schedule.registry, optional=True)
        self.schedule.edited.connect(self._set_schedule)
        self.optimizer = optimizer
        self._optimizer_title = label("", "section")
        self._losses = column(gap=4)
        self._loss_parts: dict[SpecChoice, QLabel] = {}
        self.weighted = MetricChoice()
        self.weighted.edited.connect(lambda value: self.changed.emit("weighted_metrics", value))
        self.weighted_title = label(Message("Metrics with weights"), "section")
        say(self.weighted_title, toolTip=Message(TrainingSettings.field("weighted_metrics").doc))
        self.content = QWidget()
        self.content.setLayout(
            column(
                label(Message("Validation and order"), "section"), self.numbers,
                label(Message("Learning rate over time"), "section"), self.schedule,
                self._optimizer_title, optimizer, self._losses, self.weighted_title, self.weighted,
                gap=PAD,
            )
        )  # fmt: skip
        self.setLayout(column(self.toggle, self.told, self.content, gap=4))
        self._training = TrainingSettings()
        self._open = Preferences().all_settings
        language.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def is_open(self) -> bool:
        """Whether they are shown."""
        return self._open

    def _toggle(self) -> None:
        self._open = not self._open
        Preferences().all_settings = self._open
        self.retranslate()

    def retranslate(self) -> None:
        """Shows all or what is not usual, in the language of the window."""
        self.toggle.setText(self.tr("Fewer settings") if self._open else self.tr("All settings"))
        self.content.setVisible(self._open)
        words = " · ".join(self._unusual())
        self.told.setText(words)
        self.told.setVisible(bool(words) and not self._open)

    def _unusual(self) -> Iterator[str]:
        """What was set here to something else than it begins with."""
        training = self._training
        yield from _changed(training, ELSEWHERE)
        if isinstance(training.optimizer.learning_rate, Schedule):
            yield type(training.optimizer.learning_rate).__name__
        yield from _changed(training.optimizer, ("learning_rate",))
        for loss in training.loss:
            yield from _changed(loss, ())

    def show_settings(self, project: Project, has_weights: bool) -> None:
        """Shows the settings of a project; those for weights where there are such."""
        self._training = training = project.training
        self.numbers.set_value(training)
        several = len(project.graph.output_names) > 1 or bool(training.loss_weights)
        self.numbers.row("loss_weights").setVisible(several)
        rate = training.optimizer.learning_rate
        self.schedule.set_value(rate if isinstance(rate, Schedule) else None)
        kind = type(training.optimizer)
        self._optimizer_title.setText(kind.__name__)
        self._optimizer_title.setVisible(any(field.name != "learning_rate" for field in kind.fields()))
        chosen = training.weighted_metrics
        for widget in (self.weighted_title, self.weighted):
            widget.setVisible(bool(chosen or has_weights or training.class_weight))
        self.weighted.offer(type(metric) for metric in training.metrics)
        self.weighted.set_value(chosen)
        self.retranslate()

    def show_losses(self, choices: Sequence[SpecChoice], outputs: Sequence[str]) -> None:
        """Has the fields of the losses here, each under its name."""
        for choice in choices:
            if choice not in self._loss_parts:
                self._loss_parts[choice] = label("", "section")
                self._losses.addWidget(self._loss_parts[choice])
                self._losses.addWidget(choice.form)
        for choice, title in self._loss_parts.items():
            is_shown = choice in choices and choice.has_fields
            title.setVisible(is_shown)
            choice.form.setVisible(is_shown)
            if is_shown:
                output = f"{outputs[list(choices).index(choice)]}: " if len(outputs) > 1 else ""
                title.setText(output + choice.choice.currentText())

    def _set_schedule(self, value: Schedule | None) -> None:
        optimizer: Optimizer = self._training.optimizer
        rate: Any = value if value is not None else type(optimizer).field("learning_rate").default
        self.changed.emit("optimizer", optimizer.replace(learning_rate=rate))


def _changed(value: Spec, skip: Sequence[str]) -> Iterator[str]:
    """The fields that are not as they begin, with their values where these are short."""
    for field in value.fields():
        if field.name in skip or field.required or getattr(value, field.name) == field.default:
            continue
        text = shown(getattr(value, field.name))
        yield f"{field.name} {text}" if len(text) <= WIDEST else field.name
