"""Runs in the window: continued or begun anew, told in a row each, restored, renamed, deleted, and there again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project, Run, open_file
from netbuilder.ui.looks.language import language
from netbuilder.ui.panels.runs import BATCH, ENDED, EPOCHS, NAME, NOTES, NUMBER, ORIGIN, RATE, SEED, TEST, VALIDATION
from netbuilder.ui.session.run_record import RunRecord
from netbuilder.ui.window import commands
from tests.gui.conftest import opened
from tests.networks import chain

TRAINING = TrainingSettings(epochs=3, batch_size=32, validation_split=0.2)
PROJECT = Project(
    chain(Input((4,)), Dense(8, "relu"), Dense(3, "softmax")),
    TRAINING,
    DataSettings(source="iris", scaling="standardize"),
)


@pytest.fixture
def session(window):
    window.documents.open(PROJECT)
    QApplication.processEvents()
    return window.session


def ended(qtbot, session):
    qtbot.waitUntil(lambda: session.trainer.record is not None and not session.trainer.is_running, timeout=60_000)
    return session.trainer.record


def trained(qtbot, window, anew=False, **settings):
    session = window.session
    session.change("settings", session.project.replace(training=session.project.training.replace(**settings)))
    (commands.training.train_anew if anew else commands.training.train)(window)
    return ended(qtbot, session)


def press(qtbot, made):
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def shown(window):
    """The rows as they can be read."""
    table = window.workspace.runs.table
    return [[table.item(i, k).text() for k in range(table.columnCount())] for i in range(table.rowCount())]


def kernel(run):
    return run.snapshot.weights["dense", "kernel"]


# -- continue or start anew -------------------------------------------------------------------------------


def test_there_is_nothing_to_go_on_with_before_the_first_run(session, window):
    panel = window.workspace.training

    assert window.bar.train_button.text() == window.actions_["train"].text() == "Train"
    assert not window.actions_["train_anew"].isEnabled()
    assert panel.continue_button.isHidden()
    assert panel.anew_button.isHidden()


def test_continue_goes_on_after_the_epochs_and_start_anew_does_not(session, window, qtbot):
    trained(qtbot, window)
    panel = window.workspace.training
    assert window.actions_["train"].text() == "Continue training"
    assert "epochs 4 to 6" in panel.continue_button.toolTip()

    press(qtbot, panel.continue_button)
    record = ended(qtbot, session)
    assert (record.first_epoch, record.epochs_done, record.epochs) == (3, 6, 6)
    assert panel.state.text().startswith("finished after epoch 6")
    assert session.document.run.epochs == 6
    press(qtbot, panel.anew_button)
    record = ended(qtbot, session)

    assert (record.first_epoch, record.epochs_done, record.epochs) == (0, 3, 3)
    assert [row[ORIGIN] for row in shown(window)] == ["new weights", "weights of run 1", "new weights"]
    assert [row[EPOCHS] for row in shown(window)] == ["3 of 3", "4–6 of 6", "3 of 3"]


def test_the_curves_of_a_run_that_went_on_begin_with_the_epochs_before_it(session, window, qtbot):
    trained(qtbot, window)
    trained(qtbot, window)
    window.workspace.training.refresh()
    plot = window.workspace.training.curves.plots["loss"]
    x, y = plot.training.getData()

    assert list(x[:3]) == [1, 2, 3]
    np.testing.assert_allclose(y[:3], session.document.runs[0].history["loss"])
    assert (x[3:] > 3).all()
    assert x[-1] == 6
    assert list(plot.validation.getData()[0]) == [1, 2, 3, 4, 5, 6]


def test_the_shortcut_of_start_anew_draws_new_weights(session, window, qtbot):
    trained(qtbot, window)
    window.activateWindow()
    window.actions_["train_anew"].trigger()
    ended(qtbot, session)

    assert window.actions_["train_anew"].shortcut().toString() == "Ctrl+Shift+Return"
    assert session.trainer.record.origin.kind == "new"
    assert session.trainer.record.seed != session.trainer.records[0].seed


def test_a_network_that_was_changed_begins_anew_and_says_so(session, window, qtbot):
    trained(qtbot, window)
    session.edit("more", session.graph.with_nodes(session.graph["dense"].replace(layer=Dense(9, "relu"))))
    assert window.bar.train_button.text() == "Train"
    assert not window.actions_["train_anew"].isEnabled()

    commands.training.train(window)
    assert "begins with new weights" in window.statusBar().currentMessage()
    record = ended(qtbot, session)

    assert (record.origin.kind, record.first_epoch) == ("new", 0)


# -- what a row tells -------------------------------------------------------------------------------------


def test_a_row_tells_rate_batch_size_the_seed_that_was_drawn_and_scores(session, window, qtbot):
    record = trained(qtbot, window, batch_size=16)
    commands.training.evaluate(window)
    qtbot.waitUntil(lambda: not window.workspace.evaluate.is_busy, timeout=20_000)
    (row,) = shown(window)

    assert (row[NUMBER], row[RATE], row[BATCH], row[SEED], row[ENDED]) == (
        "• 1",
        "0.001",
        "16",
        str(record.seed),
        "done",
    )
    assert record.project.training.seed is None
    assert f"loss {record.epoch_logs['val_loss'][-1]:.3f}" in row[VALIDATION]
    test = session.document.runs[0].test
    assert f"loss {test.scores['loss']:.3f}" in row[TEST]
    tip = window.workspace.runs.table.item(0, TEST).toolTip()
    assert f"{test.samples} samples" in tip
    assert "iris" in tip


def test_scores_belong_to_the_weights_that_were_measured(session, window, qtbot):
    trained(qtbot, window)
    commands.training.evaluate(window)
    qtbot.waitUntil(lambda: not window.workspace.evaluate.is_busy, timeout=20_000)
    trained(qtbot, window)

    assert [run.test is not None for run in session.document.runs] == [True, False]


def test_the_seed_repeats_a_run_to_the_bit(session, window, qtbot):
    first = trained(qtbot, window)
    again = trained(qtbot, window, anew=True, seed=first.seed)

    assert_array_equal(kernel(again.run), kernel(first.run))
    assert again.epoch_logs == first.epoch_logs


# -- what is done with runs -------------------------------------------------------------------------------


def test_restoring_brings_graph_settings_and_weights_back_as_one_step(session, window, qtbot):
    first = trained(qtbot, window)
    graph = session.graph
    session.edit("more", graph.with_nodes(graph["dense"].replace(layer=Dense(9, "relu"))))
    second = trained(qtbot, window, batch_size=8)
    runs = window.workspace.runs
    window.workspace.show_panel("runs")
    runs.choose(1)
    steps = session.undo_stack.count()
    press(qtbot, runs.restore_button)

    assert session.undo_stack.count() == steps + 1
    assert session.project == first.project
    assert_array_equal(kernel(session.document.run), kernel(first.run))
    assert session.document.run_is_current
    assert [row[NUMBER] for row in shown(window)] == ["• 1", "2"]
    session.undo_stack.undo()
    assert session.project == second.project
    assert_array_equal(kernel(session.document.run), kernel(second.run))


def test_a_restored_run_is_gone_on_with(session, window, qtbot):
    trained(qtbot, window)
    trained(qtbot, window, anew=True, batch_size=8)
    window.workspace.runs.choose(1)
    commands.training.restore_run(window)
    record = trained(qtbot, window)

    assert (record.origin.run, record.first_epoch, record.epochs_done) == (1, 3, 6)
    assert record.project.training.batch_size == 32


def test_f2_types_a_name_in_the_row_and_undo_takes_it_back(session, window, qtbot):
    trained(qtbot, window)
    window.workspace.show_panel("runs")
    table = window.workspace.runs.table
    table.setFocus()
    table.selectRow(0)
    session.select(set(session.graph.nodes))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    qtbot.keyClicks(editor, "  wide   one ")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()

    assert session.document.runs[0].name == "wide one"
    assert shown(window)[0][NAME] == "wide one"
    assert session.is_modified
    table.item(0, NAME).setText(" wide one")  # as it is called already, but for a space
    QApplication.processEvents()
    assert shown(window)[0][NAME] == "wide one"
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.document.runs[0].name == ""
    assert shown(window)[0][NAME] == ""


def test_of_a_thousand_rows_those_are_made_anew_that_changed(window, qtbot):
    """All of them would take a third of a second, several times a run."""
    many = tuple(Run(k + 1, PROJECT, history={"loss": [0.5]}, epochs=1, outcome="done") for k in range(1000))
    window.documents.open(PROJECT, None, None, "many", many)
    document, table = window.session.document, window.workspace.runs.table
    QApplication.processEvents()
    items = [table.item(i, NAME) for i in range(table.rowCount())]
    document.remember(replace(document.runs[7], name="the seventh of all"))

    assert [i for i, item in enumerate(items) if table.item(i, NAME) is not item] == [7]
    assert table.item(7, NAME).text() == "the seventh of all"
    document.forget(3)
    assert [table.item(i, NUMBER).text() for i in range(table.rowCount())] == [str(run.number) for run in document.runs]
    assert table.item(6, NAME).text() == "the seventh of all"
    language.choose("zh_CN")
    chinese = table.item(0, ORIGIN).text()
    language.choose("en")
    assert (chinese, table.item(0, ORIGIN).text()) == ("新权重", "new weights")


def test_notes_are_typed_in_their_cell(session, window, qtbot):
    trained(qtbot, window)
    window.workspace.show_panel("runs")
    table = window.workspace.runs.table
    table.item(0, NOTES).setText("with dropout")

    assert session.document.runs[0].notes == "with dropout"


def test_delete_takes_the_run_not_the_blocks_and_undo_brings_it_back(session, window, qtbot):
    trained(qtbot, window)
    trained(qtbot, window, anew=True)
    window.workspace.show_panel("runs")
    table = window.workspace.runs.table
    session.select(set(session.graph.nodes))
    table.setFocus()
    table.selectRow(0)
    before = session.graph
    qtbot.keyClick(table, Qt.Key.Key_Delete)

    assert [run.number for run in session.document.runs] == [2]
    assert session.graph is before
    assert [row[NUMBER] for row in shown(window)] == ["• 2"]
    session.undo_stack.undo()
    assert [run.number for run in session.document.runs] == [1, 2]
    assert len(shown(window)) == 2


def test_deleting_the_newest_run_leaves_its_weights_in_the_network(session, window, qtbot):
    trained(qtbot, window)
    weights = session.document.run
    window.workspace.runs.choose(1)
    commands.training.delete_run(window)

    assert session.document.run is weights
    assert session.trainer.records == []
    assert trained(qtbot, window).number == 2


def test_the_run_that_is_under_way_cannot_be_deleted_or_restored(session, window, qtbot):
    session.change("long", session.project.replace(training=TRAINING.replace(epochs=100_000)))
    commands.training.train(window)
    qtbot.waitUntil(lambda: bool(session.trainer.record.steps), timeout=20_000)
    runs = window.workspace.runs
    runs.refresh()
    runs.choose(1)

    assert runs.can == frozenset()
    assert not window.actions_["delete_run"].isEnabled()
    commands.training.stop(window)
    ended(qtbot, session)
    assert {"restorable", "deletable"} <= runs.can


def test_a_run_whose_weights_are_not_kept_says_so_and_brings_its_settings_back(session, window, qtbot, monkeypatch):
    monkeypatch.setattr("netbuilder.project.runs.bounded.__defaults__", (0,))
    trained(qtbot, window)
    trained(qtbot, window, anew=True, batch_size=8)
    weights = session.document.run
    runs = window.workspace.runs
    runs.choose(1)

    assert "not kept" in runs.hint.text()
    runs.restore()
    assert session.project.training.batch_size == 32
    assert session.document.run is weights


def test_the_box_in_front_draws_the_curves_of_an_earlier_run(session, window, qtbot):
    trained(qtbot, window)
    trained(qtbot, window, anew=True)
    window.workspace.show_panel("runs")
    table = window.workspace.runs.table
    place = table.visualItemRect(table.item(0, NUMBER))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x() + 14, place.center().y()))

    assert list(window.workspace.training.curves.legend.buttons)[-1] == "run 1"
    window.workspace.runs.choose(1)
    commands.training.draw_run(window)
    assert not session.trainer.records[0].overlaid


# -- the file ---------------------------------------------------------------------------------------------


def saved_and_opened(window, monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    commands.file.save(window)
    commands.file.close_tab(window)
    workspace = opened(window, path)
    QApplication.processEvents()
    return workspace


def test_runs_curves_and_scores_are_there_again_when_the_project_is_opened(
    session, window, qtbot, monkeypatch, tmp_path
):
    trained(qtbot, window)
    trained(qtbot, window)
    commands.training.evaluate(window)
    qtbot.waitUntil(lambda: not window.workspace.evaluate.is_busy, timeout=20_000)
    runs, rows = session.document.runs, shown(window)
    workspace = saved_and_opened(window, monkeypatch, tmp_path / "a.netb")

    assert workspace.session.document.runs == runs
    assert shown(window) == rows
    panel = workspace.training
    assert panel.empty.isHidden()
    assert panel.state.text() == "finished after epoch 6"
    np.testing.assert_allclose(panel.curves.plots["loss"].training.getData()[1], runs[1].history["loss"])
    assert not workspace.session.is_modified
    assert window.bar.train_button.text() == "Continue"
    assert trained(qtbot, window).number == 3


def test_a_project_that_was_never_trained_lists_no_runs(session, window, monkeypatch, tmp_path):
    workspace = saved_and_opened(window, monkeypatch, tmp_path / "a.netb")

    assert shown(window) == []
    assert not workspace.training.empty.isHidden()
    assert open_file(tmp_path / "a.netb").runs == ()


def test_a_run_that_failed_is_remembered_with_its_sentence(session, window, qtbot, monkeypatch, tmp_path):
    record = trained(qtbot, window, optimizer={"class_name": "SGD", "config": {"learning_rate": 1e30}})
    assert record.outcome == "failed"
    sentence = str(session.document.runs[0].message)
    workspace = saved_and_opened(window, monkeypatch, tmp_path / "a.netb")

    assert str(workspace.session.document.runs[0].message) == sentence
    assert workspace.training.notice.text() == sentence[0].upper() + sentence[1:]


def test_only_the_newest_runs_keep_a_point_for_each_batch():
    record = RunRecord(1, PROJECT, 0.0)
    record.batch_logs["loss"] = object()
    record.forget_batches()

    assert not record.batch_logs
    assert not len(record.steps)
