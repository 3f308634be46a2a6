"""A result knows what it is of: what has moved on since marks it as of another time."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from netbuilder import formats
from netbuilder.engine.optimizers import SGD
from netbuilder.engine.snapshot import fresh
from netbuilder.formats import Bundle
from netbuilder.graph import edits
from netbuilder.project import write_project
from netbuilder.ui.panels.samples import NOT_A_NUMBER, answer, brightness, class_of
from netbuilder.ui.window import commands
from tests.gui.conftest import finish_reading, opened
from tests.gui.test_training_panel import trained


@pytest.fixture
def measured(mlp, window, qtbot):
    """A trained project whose scores are shown."""
    trained(qtbot, window, mlp, epochs=1, batch_size=512)
    evaluated(window, qtbot)
    return mlp


def evaluated(window, qtbot) -> None:
    panel = window.workspace.evaluate
    commands.training.evaluate(window)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=20_000)


def notice(window) -> str:
    panel = window.workspace.evaluate
    shown = not panel.notice.isHidden()
    assert panel.samples.isEnabled() != shown
    assert all(value.property("role") == ("quiet" if shown else "name") for value in panel._values)
    assert panel._values
    return panel.notice.text() if shown else ""


def test_scores_are_current_until_something_moves(measured, window):
    assert notice(window) == ""


def test_scores_after_more_training_are_of_another_time_until_one_measures_again(measured, window, qtbot):
    trained(qtbot, window, measured, epochs=1)
    assert "before the weights changed" in notice(window)
    evaluated(window, qtbot)
    assert notice(window) == ""


def test_scores_after_loading_weights_are_of_another_time_and_undo_makes_them_current(measured, window, tmp_path):
    formats.write(Bundle(fresh(measured.project.graph, measured.project.training)), tmp_path / "w.npz")
    window.opening.load_weights(tmp_path / "w.npz")
    finish_reading(window)
    assert "before the weights changed" in notice(window)
    window.actions_["undo"].trigger()
    assert notice(window) == ""
    window.actions_["redo"].trigger()
    assert "before the weights changed" in notice(window)


def test_scores_of_forgotten_weights_say_so(measured, window):
    commands.training.forget_weights(window)
    assert "no longer in the network" in notice(window)


def test_scores_after_another_data_set_was_chosen_are_of_another_time(measured, window, qtbot):
    panel = window.workspace.data
    panel.choose("digits" if measured.project.data.source != "digits" else "iris")
    qtbot.waitUntil(lambda: not panel.is_busy and measured.loader.is_fresh, timeout=20_000)
    assert "before the data" in notice(window)


def test_scores_after_another_preparation_are_of_another_time(measured, window, qtbot):
    data = measured.project.data
    scaling = "none" if data.scaling != "none" else "standardize"
    measured.change("scaling", measured.project.replace(data=data.replace(scaling=scaling)))
    assert "before the data" in notice(window)
    qtbot.waitUntil(lambda: measured.loader.is_fresh, timeout=20_000)


def test_scores_after_the_network_changed_are_of_another_time(measured, window):
    measured.edit("units", edits.set_fields(measured.graph, "dense", units=7))
    assert "before the network" in notice(window)
    measured.undo_stack.undo()
    assert notice(window) == ""


def test_scores_after_other_metrics_were_chosen_are_of_another_time_and_then_are_those(measured, window, qtbot):
    training = measured.project.training.replace(metrics=("accuracy", "top_k_categorical_accuracy"))
    training = training.replace(metrics=())
    measured.change("metrics", measured.project.replace(training=training))
    assert "loss or the metrics" in notice(window)
    evaluated(window, qtbot)
    assert notice(window) == ""
    assert len(window.workspace.evaluate._values) == 1


def test_moving_a_block_leaves_scores_current(measured, window):
    node = measured.graph["dense"]
    measured.edit("move", measured.graph.with_nodes(node.replace(position=(1.0, 2.0))))
    assert notice(window) == ""


def test_a_failed_evaluation_leaves_no_earlier_samples_beside_its_message(measured, window, qtbot, tmp_path):
    data = measured.project.data.replace(source="", path=str(tmp_path / "gone.npz"))
    measured.change("data", measured.project.replace(data=data))
    qtbot.waitUntil(lambda: not measured.loader.is_loading, timeout=10_000)
    evaluated(window, qtbot)
    panel = window.workspace.evaluate

    assert "gone.npz" in panel.state.text()
    assert panel.scores.count() == 0
    assert panel.samples.currentWidget() is panel.samples.empty


def test_the_run_keeps_the_scores_of_its_weights(measured, window, qtbot):
    test = measured.document.own_run.test
    logs = test.scores

    assert test.data == measured.project.data
    assert test.samples > 0
    assert next(iter(logs)) == "loss"
    trained(qtbot, window, measured, epochs=1)
    assert measured.document.own_run.test is None


# -- messages ---------------------------------------------------------------------------------------------


def test_a_message_that_asks_for_a_repair_goes_with_the_repair(mlp, window):
    mlp.edit("cut", edits.cut(mlp.graph, [("dense", 0)]))
    commands.training.train(window)
    assert "Fix them" in window.statusBar().currentMessage()
    mlp.edit("units", edits.set_fields(mlp.graph, "dense_1", units=9))
    assert "Fix them" in window.statusBar().currentMessage()
    mlp.undo_stack.undo()
    mlp.undo_stack.undo()
    assert window.statusBar().currentMessage() == ""


def test_a_message_that_asks_for_data_goes_when_data_is_chosen(mlp, window, qtbot):
    data = mlp.project.data
    mlp.change("no data", mlp.project.replace(data=type(data)()))
    commands.training.train(window)
    assert "Choose data" in window.statusBar().currentMessage()
    mlp.change("data", mlp.project.replace(data=data))
    assert window.statusBar().currentMessage() == ""
    qtbot.waitUntil(lambda: mlp.loader.is_fresh or not mlp.loader.is_loading, timeout=10_000)


def test_what_was_said_of_a_refused_file_goes_with_the_next_change_of_data(mlp, window, qtbot, tmp_path):
    panel = window.workspace.data
    panel.choose_file(tmp_path / "gone.npz")
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=10_000)
    assert "gone.npz" in panel.state.text()
    mlp.change("data", mlp.project.replace(data=mlp.project.data.replace(one_hot=not mlp.project.data.one_hot)))
    assert panel.state.text() == ""
    qtbot.waitUntil(lambda: not mlp.loader.is_loading, timeout=10_000)


# -- numbers that are none --------------------------------------------------------------------------------


def test_outputs_that_are_no_numbers_are_shown_as_such_with_a_hint(measured, window, qtbot):
    run = measured.document.run
    broken = {key: np.full_like(array, np.nan) for key, array in run.snapshot.weights.items()}
    snapshot = dataclasses.replace(run.snapshot, weights=broken)
    measured.document.run = dataclasses.replace(run, snapshot=snapshot, number=None)
    evaluated(window, qtbot)
    panel = window.workspace.evaluate
    words = [
        panel.scores.itemAt(i).widget().text() for i in range(panel.scores.count()) if panel.scores.itemAt(i).widget()
    ]

    assert "lower learning rate" in words[0]
    assert panel._values[0].text() == "nan"
    assert panel.samples.images.item(0).toolTip().startswith("NaN")


@pytest.mark.parametrize("classes", [(), ("a", "b"), ("a", "b", "c")])
def test_an_answer_that_is_no_number_is_called_one(classes):
    assert answer(np.array([np.nan, 0.5, 0.1]), classes) == (NOT_A_NUMBER, 0.0)
    assert answer(np.array([np.inf]), classes) == (NOT_A_NUMBER, 0.0)


def test_a_label_that_is_of_no_class_is_shown_as_it_is():
    assert class_of(np.float32("nan"), ("a", "b")) == "nan"
    assert class_of(7, ("a", "b")) == "7"
    assert class_of(-1, ("a", "b")) == "-1"
    assert class_of(1, ("a", "b")) == "b"


def test_the_brightness_of_pictures_leaves_out_what_is_no_number():
    assert brightness(np.array([np.nan, 1.0, np.inf, 3.0])) == (1.0, 3.0)
    assert brightness(np.array([np.nan])) == (0.0, 1.0)


# -- a failure looks like one -----------------------------------------------------------------------------


def test_a_run_that_failed_looks_like_one_until_the_next_begins(mlp, window, qtbot):
    panel = window.workspace.training
    trained(qtbot, window, mlp, epochs=2, optimizer=SGD(1e20))
    assert mlp.trainer.record.outcome == "failed"
    assert panel.state.property("role") == "failure"
    assert panel.state.text().startswith("✗ failed")
    assert panel.notice.property("role") == "hint"
    assert panel.bar.property("failed")
    trained(qtbot, window, mlp, epochs=1, optimizer=SGD(0.01))

    assert panel.state.property("role") == "small"
    assert not panel.bar.property("failed")


def test_scores_that_the_project_remembers_are_shown_and_marked_by_what_moved_on(measured, window, qtbot, tmp_path):
    write_project(tmp_path / "a.netb", measured.project, measured.document.run, measured.document.runs, 1)
    workspace = opened(window, tmp_path / "a.netb")
    assert len(workspace.evaluate._values) == 2
    assert notice(window) == ""
    session = workspace.session
    data = session.project.data.replace(scaling="none" if session.project.data.scaling != "none" else "standardize")
    session.change("scaling", session.project.replace(data=data))
    assert "before the data" in notice(window)
    qtbot.waitUntil(lambda: not session.loader.is_loading, timeout=10_000)


def test_the_training_panel_says_whose_weights_are_in_the_network_where_they_are_not_of_the_run_it_shows(
    measured, window, qtbot, tmp_path
):
    trained(qtbot, window, measured, epochs=1)
    panel = window.workspace.training
    assert panel.notice.isHidden()
    window.workspace.show_panel("runs")
    window.workspace.runs.choose(1)
    window.actions_["restore_run"].trigger()
    assert panel.notice.text() == "The weights in the network are those of run 1."
    formats.write(Bundle(fresh(measured.project.graph, measured.project.training)), tmp_path / "w.npz")
    window.opening.load_weights(tmp_path / "w.npz")
    finish_reading(window)
    assert panel.notice.text() == "The weights in the network are those of w.npz."
    assert window.workspace.evaluate.state.text() == "Weights of w.npz."
    commands.training.forget_weights(window)
    assert panel.notice.text().startswith("The network no longer has trained weights")
    assert window.workspace.evaluate.state.text() == "The network has no trained weights."
    for _ in range(3):
        window.actions_["undo"].trigger()
    assert panel.notice.isHidden()
