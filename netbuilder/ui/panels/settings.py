"""How the network is trained: loss, optimizer, metrics, epochs and the rest, as forms of their declarations."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from netbuilder.engine.callbacks import Callback
from netbuilder.engine.losses import Loss
from netbuilder.engine.metrics import Accuracy, FittingAccuracy, Metric
from netbuilder.engine.optimizers import Optimizer
from netbuilder.engine.schedules import Schedule
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import Message
from netbuilder.project import Project
from netbuilder.spec import Spec
from netbuilder.ui.looks.i18n import opening, sentence
from netbuilder.ui.looks.saying import say, say_item
from netbuilder.ui.looks.severity import tone
from netbuilder.ui.looks.theme import PAD, ROOM
from netbuilder.ui.session.session import Session
from netbuilder.ui.widgets.fields import ChoiceEdit
from netbuilder.ui.widgets.form import SpecForm
from netbuilder.ui.widgets.gesture import merge_key
from netbuilder.ui.widgets.parts import button, clear, column, give_text, label, line, row

SHOWN_APART = ("loss", "optimizer", "metrics", "weighted_metrics", "loss_weights", "callbacks")


class TrainingForm(QWidget):
    """Edits the project's training settings; every change is an undo step."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.session = session
        self._problems = column(gap=4)
        self.numbers = SpecForm(skip=SHOWN_APART)
        self.numbers.edited.connect(lambda value, name: self._change(name, getattr(value, name)))
        self._losses = column(gap=PAD)
        self.optimizer = SpecChoice(Message("optimizer"), Optimizer.registry)
        self.optimizer.edited.connect(lambda value: self._change("optimizer", value))
        self.schedule = SpecChoice(Message("schedule"), Schedule.registry, optional=True)
        self.schedule.edited.connect(self._set_schedule)
        self.metrics = MetricChoice()
        self.metrics.edited.connect(lambda value: self._change("metrics", value))
        self.weighted = MetricChoice()
        self.weighted.edited.connect(lambda value: self._change("weighted_metrics", value))
        self.weighted_title = label(Message("Metrics with weights"), "section")
        say(self.weighted_title, toolTip=Message(TrainingSettings.field("weighted_metrics").doc))
        self.callbacks = CallbackChoice()
        self.callbacks.edited.connect(lambda value: self._change("callbacks", value))
        self.setLayout(
            column(
                label(Message("Training"), "heading"),
                label(Message("How the network learns. Select a block to see its parameters."), "quiet", wrap=True),
                self._problems, 4, self._losses, line(), self.optimizer, self.schedule, line(), self.numbers, line(),
                label(Message("Metrics"), "section"), self.metrics,
                self.weighted_title, self.weighted,
                label(Message("After each epoch"), "section"), self.callbacks, "|",
                margin=ROOM,
            )
        )  # fmt: skip
        session.project_changed.connect(self._on_changed)
        session.report_changed.connect(self._on_report)
        self._loss_choices: list[SpecChoice] = []
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
        training = self.session.project.training
        self._show_losses()
        self.optimizer.set_value(training.optimizer)
        rate = training.optimizer.learning_rate
        self.schedule.set_value(rate if isinstance(rate, Schedule) else None)
        self.numbers.set_value(training)
        self.metrics.set_value(training.metrics)
        self._show_weighted()
        self.callbacks.set_value(training.callbacks)
        self._show_problems()

    def _show_weighted(self) -> None:
        """Only where there are weights that could count in them."""
        project = self.session.project
        prepared = self.session.prepared
        weighed = prepared is not None and prepared.dataset.w_train is not None
        chosen = project.training.weighted_metrics
        for widget in (self.weighted_title, self.weighted):
            widget.setVisible(bool(chosen or weighed or project.training.class_weight))
        self.weighted.set_value(chosen)

    def _show_losses(self) -> None:
        """One loss, or one for each output."""
        outputs = self.session.project.graph.output_names
        training = self.session.project.training
        count = max(1, len(outputs))
        for i in range(len(self._loss_choices), count):
            choice = SpecChoice("", Loss.registry, wide=True)
            choice.edited.connect(lambda value, i=i: self._set_loss(i, value))
            self._losses.addWidget(choice)
            self._loss_choices.append(choice)
        for i, choice in enumerate(self._loss_choices):
            choice.setVisible(i < count)  # those that are not needed now are kept: making one takes milliseconds
            if i < count:
                choice.set_title(Message("loss") if count == 1 else outputs[i])
                choice.set_value(training.loss_of(i))

    @property
    def loss(self) -> SpecChoice:
        """The choice of the first output's loss."""
        return self._loss_choices[0]

    def _set_loss(self, index: int, value: Loss) -> None:
        training, count = self.session.project.training, max(1, len(self.session.graph.output_names))
        losses = [training.loss_of(i) for i in range(count)]
        losses[index] = value
        self._change("loss", losses if len(set(losses)) > 1 else losses[:1])

    def _set_schedule(self, value: Schedule | None) -> None:
        optimizer = self.session.project.training.optimizer
        rate = value if value is not None else type(optimizer).field("learning_rate").default
        self._change("optimizer", optimizer.replace(learning_rate=rate))

    def _change(self, name: str, value: Any) -> None:
        project = self.session.project
        training = project.training.replace(**{name: value})
        text = Message("Change {field}", {"field": name})
        self.session.change(text, project.replace(training=training), merge_key(f"training.{name}"))

    def _on_report(self) -> None:
        if self.isVisible():
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


class SpecChoice(QWidget):
    """A kind out of a family, and below it the form of its fields."""

    def __init__(
        self, title: Message | str, registry: dict[str, type[Spec]], optional: bool = False, wide: bool = False
    ) -> None:
        super().__init__()
        self._registry = registry
        self._title = label()
        if not wide:
            self._title.setFixedWidth(118)
        names = tuple(registry)
        self.choice = ChoiceEdit(names, optional)
        for i in range(self.choice.count()):
            kind = registry.get(self.choice.itemData(i) or "")
            if kind is not None:
                name = _shown_name(kind)
                if isinstance(name, Message):
                    say_item(self.choice, i, name)
                else:
                    self.choice.setItemText(i, name)
                say_item(self.choice, i, Message(kind.summary()), Qt.ItemDataRole.ToolTipRole)
        self.set_title(title)
        self._title.setBuddy(self.choice)
        self.form = SpecForm()
        self.form.setContentsMargins(12, 0, 0, 0)
        if wide:  # names such as sparse_categorical_crossentropy need the whole width
            self.setLayout(column(self._title, self.choice, self.form, gap=4))
        else:
            head = row(self._title, self.choice)
            head.setStretch(1, 1)
            self.setLayout(column(head, self.form))
        self.choice.edited.connect(self._choose)
        self.form.edited.connect(lambda value, _name: self.edited.emit(value))

    edited = Signal(object)

    def set_title(self, title: Message | str) -> None:
        """Says what is chosen here."""
        give_text(self._title, title)
        if isinstance(title, Message):
            say(self.choice, accessibleName=title)
        else:
            self.choice.setAccessibleName(title)

    def set_value(self, value: Spec | None) -> None:
        """Shows a value."""
        self.choice.set_value(None if value is None else type(value).__name__)
        has_fields = value is not None and bool(value.fields())
        self.form.setVisible(has_fields)
        self.form.set_value(value if has_fields else None)

    def _choose(self, name: str | None) -> None:
        self.edited.emit(None if name is None else self._registry[name].starting())


class MetricChoice(QWidget):
    """All metrics as check boxes, those that are on with their fields; one may be there more than once."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[type[Metric], QCheckBox] = {}
        self._places: dict[type[Metric], QVBoxLayout] = {}
        self._forms: dict[type[Metric], list[SpecForm]] = {}
        self._value: tuple[Metric, ...] = ()
        box = column(gap=4)
        kinds = sorted(Metric.registry.values(), key=lambda kind: kind is not FittingAccuracy)
        for kind in kinds:
            check = QCheckBox()
            give_text(check, _shown_name(kind))
            say(check, toolTip=Message(kind.summary()))
            check.clicked.connect(lambda _on, kind=kind: self._toggle(kind))
            self._boxes[kind], self._places[kind], self._forms[kind] = check, column(gap=4), []
            box.addWidget(check)
            box.addLayout(self._places[kind])
        self.setLayout(box)

    def set_value(self, metrics: tuple[Metric, ...]) -> None:
        """Checks the chosen ones and shows their fields."""
        self._value = metrics
        for kind, check in self._boxes.items():
            chosen = [i for i, metric in enumerate(metrics) if type(metric) is kind]
            check.setChecked(bool(chosen))
            forms = self._forms[kind]
            while len(forms) < len(chosen):  # made when they are needed: each takes milliseconds
                forms.append(self._form(kind, len(forms)))
            for i, form in enumerate(forms):
                form.setVisible(i < len(chosen))
                form.set_value(metrics[chosen[i]] if i < len(chosen) else None)

    def box(self, kind: type[Metric]) -> QCheckBox:
        """The check box of a metric."""
        return self._boxes[kind]

    def form(self, kind: type[Metric], number: int = 0) -> SpecForm:
        """The fields of a metric that is chosen, the first of its kind or a later one."""
        return self._forms[kind][number]

    def _form(self, kind: type[Metric], number: int) -> SpecForm:
        form = SpecForm()
        form.setContentsMargins(24, 4, 0, 8)
        form.edited.connect(lambda value, _name: self._replace(kind, number, value))
        self._places[kind].addWidget(form)
        return form

    def _replace(self, kind: type[Metric], number: int, value: Metric) -> None:
        places = [i for i, metric in enumerate(self._value) if type(metric) is kind]
        at = places[number]
        self.edited.emit((*self._value[:at], value, *self._value[at + 1 :]))

    def _toggle(self, kind: type[Metric]) -> None:
        if self._boxes[kind].isChecked():
            self.edited.emit((*self._value, kind.starting()))
        else:
            self.edited.emit(tuple(metric for metric in self._value if type(metric) is not kind))


class CallbackChoice(QWidget):
    """All callbacks as check boxes, those that are on with their fields."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._value: tuple[Callback, ...] = ()
        self._boxes: dict[type[Callback], QCheckBox] = {}
        self._forms: dict[type[Callback], SpecForm] = {}
        box = column(gap=4)
        for kind in Callback.registry.values():
            check = QCheckBox(kind.__name__)
            say(check, toolTip=Message(kind.summary()))
            check.clicked.connect(lambda _on, kind=kind: self._toggle(kind))
            form = SpecForm()
            form.setContentsMargins(24, 4, 0, 8)
            form.edited.connect(lambda value, _name, kind=kind: self._replace(kind, value))
            self._boxes[kind], self._forms[kind] = check, form
            box.addWidget(check)
            box.addWidget(form)
        self.setLayout(box)

    def set_value(self, callbacks: tuple[Callback, ...]) -> None:
        """Checks the chosen ones and shows their fields."""
        self._value = callbacks
        chosen = {type(callback): callback for callback in callbacks}
        for kind, check in self._boxes.items():
            check.setChecked(kind in chosen)
            self._forms[kind].setVisible(kind in chosen)
            self._forms[kind].set_value(chosen.get(kind))

    def box(self, kind: type[Callback]) -> QCheckBox:
        """The check box of a callback."""
        return self._boxes[kind]

    def _toggle(self, kind: type[Callback]) -> None:
        others = tuple(callback for callback in self._value if type(callback) is not kind)
        self.edited.emit((*others, kind.starting()) if self._boxes[kind].isChecked() else others)

    def _replace(self, kind: type[Callback], value: Callback) -> None:
        self.edited.emit(tuple(value if type(callback) is kind else callback for callback in self._value))


def _shown_name(kind: type[Spec]) -> Message | str:
    """Losses and metrics go by their snake-case names, as in compile; the rest by their classes."""
    if kind is FittingAccuracy:
        return "accuracy"
    if kind is Accuracy:
        return Message("accuracy (exact match)")
    return kind.snake() if issubclass(kind, Loss | Metric) else kind.__name__
