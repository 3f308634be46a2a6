"""Metrics and what callbacks watch, in the training form: typed names, problems before a run, their repairs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.metrics import FittingAccuracy, MeanAbsoluteError
from netbuilder.engine.settings import TrainingSettings
from netbuilder.project import Project
from netbuilder.ui.panels.settings import TrainingForm
from netbuilder.ui.session.session import Session
from tests.gui.conftest import type_into
from tests.networks import mlp


def shown(qtbot, **settings):
    session = Session(Project(mlp(), TrainingSettings(loss="categorical_crossentropy", **settings)))
    form = TrainingForm(session)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    return session, form


def test_a_metric_that_is_ticked_can_be_given_a_name(qtbot):
    session, form = shown(qtbot)
    qtbot.mouseClick(form.metrics.more, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(form.metrics.picker.search, "mean_absolute_error")
    qtbot.keyClick(form.metrics.picker.search, Qt.Key.Key_Return)
    assert form.metrics.box(MeanAbsoluteError).isChecked()

    type_into(qtbot, form.metrics.form(MeanAbsoluteError).row("name").findChild(QLineEdit), "mine")

    assert session.project.training.metrics == (FittingAccuracy(), MeanAbsoluteError(name="mine"))


def test_two_metrics_of_a_kind_have_a_form_each(qtbot):
    session, form = shown(qtbot, metrics=("mae", MeanAbsoluteError(name="second", output=0)))

    type_into(qtbot, form.metrics.form(MeanAbsoluteError, 1).row("name").findChild(QLineEdit), "other")

    assert [metric.log_name() for metric in session.project.training.metrics] == ["mae", "other"]


def test_a_callback_that_would_wait_in_vain_is_a_problem_whose_button_mends_it(qtbot):
    session, form = shown(qtbot, callbacks=(EarlyStopping(monitor="val_acc"),))
    (problem,) = session.all_problems
    assert "EarlyStopping watches val_acc" in problem.text

    button = next(one for one in form.findChildren(QPushButton) if "val_accuracy" in one.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert session.all_problems == ()
    assert session.project.training.validation_split == 0.2
    assert session.project.training.callbacks[0].monitor == "val_accuracy"


def test_metrics_with_weights_are_shown_where_there_are_weights(qtbot):
    session, form = shown(qtbot)
    qtbot.mouseClick(form.rest.toggle, Qt.MouseButton.LeftButton)
    assert not form.rest.weighted.isVisible()

    session.change(
        "weights", session.project.replace(training=session.project.training.replace(class_weight=(1.0, 2.0)))
    )

    assert form.rest.weighted.isVisible()
