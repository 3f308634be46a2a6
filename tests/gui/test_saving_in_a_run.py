"""Saving, exporting and evaluating in a run: with what it has learned, as it is between two batches."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from netbuilder.project import open_file
from netbuilder.ui.session.tasks import Task
from netbuilder.ui.window import commands
from tests.gui.conftest import exported
from tests.gui.test_training_panel import running, stopped, trained


def steps_of(path) -> int:
    return open_file(path).run.snapshot.optimizer.iteration


def paused(qtbot, window, session):
    """A run that waits after some steps."""
    running(qtbot, window, session)
    commands.training.pause(window)
    session.trainer._task.between(lambda: None)  # the batch that was under way is done


@pytest.fixture
def saved_as(tmp_path, monkeypatch):
    path = tmp_path / "kept.netb"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    return path


def test_work_between_two_events_sees_none_of_them_half_done(qtbot):
    state = {"begun": 0, "done": 0}

    def events():
        while True:
            state["begun"] += 1
            np.linalg.svd(np.ones((60, 60)))
            state["done"] += 1
            yield state["done"]

    task, seen = Task(events()), []
    task.events.connect(seen.extend)
    task.start()
    for _ in range(20):
        begun, done, told = task.between(lambda: (state["begun"], state["done"], len(seen)))
        assert begun == done == told
    task.stop_and_wait()


def test_saving_while_a_run_goes_on_writes_what_it_has_learned(mlp, window, qtbot, saved_as):
    record = running(qtbot, window, mlp)
    done = len(record.steps)
    commands.file.save(window)

    assert mlp.trainer.is_running
    assert not mlp.trainer.is_paused
    assert steps_of(saved_as) >= done
    assert "learned so far" in window.statusBar().currentMessage()
    stopped(qtbot, window, mlp)
    assert mlp.document.run.snapshot.optimizer.iteration > steps_of(saved_as)
    assert mlp.is_modified


def test_saving_while_a_run_waits_writes_its_weights_to_the_bit(mlp, window, qtbot, saved_as):
    paused(qtbot, window, mlp)
    commands.file.save(window)
    model = mlp.trainer._model
    found = open_file(saved_as).run

    assert mlp.trainer.is_paused
    for node, name, view in model.parameters:
        assert_array_equal(found.snapshot.weights[node, name], view)
    assert found.snapshot.optimizer.iteration == model.optimizer_state.iteration
    assert len(found.history.get("loss", ())) == mlp.trainer.record.epochs_done
    stopped(qtbot, window, mlp)


def test_a_project_saved_in_a_run_opens_with_the_run_as_one_that_was_stopped(mlp, window, qtbot, saved_as):
    paused(qtbot, window, mlp)
    commands.file.save(window)
    stopped(qtbot, window, mlp)
    (run,) = open_file(saved_as).runs

    assert run.outcome == "stopped"
    assert [run.number for run in mlp.document.runs] == [1]


def test_saving_before_the_first_step_keeps_the_weights_of_before(mlp, window, qtbot, saved_as):
    trained(qtbot, window, mlp, epochs=1, batch_size=512)
    steps = mlp.document.run.snapshot.optimizer.iteration
    mlp.trainer.start()
    commands.file.save(window)

    assert steps_of(saved_as) >= steps
    stopped(qtbot, window, mlp)


def test_the_export_dialog_in_a_run_writes_trained_weights(mlp, window, qtbot, tmp_path):
    paused(qtbot, window, mlp)
    exported(qtbot, window, tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz") as found:
        for node, name, view in mlp.trainer._model.parameters:
            assert_array_equal(found[f"{node}/{name}"], view)
    stopped(qtbot, window, mlp)


def test_a_run_that_waits_is_evaluated_with_what_it_has_learned(mlp, window, qtbot):
    paused(qtbot, window, mlp)
    panel = window.workspace.evaluate
    assert panel.button.isEnabled()
    commands.training.evaluate(window)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=20_000)

    assert panel.scores.count() >= 2
    assert panel.notice.isHidden()
    assert mlp.document.own_run.test.samples == mlp.prepared.dataset.test_count if mlp.prepared else True
    steps = len(mlp.trainer.record.steps)
    commands.training.pause(window)
    assert "gone on since" in panel.notice.text()
    qtbot.waitUntil(lambda: len(mlp.trainer.record.steps) > steps, timeout=20_000)  # else nothing has changed
    stopped(qtbot, window, mlp)
    assert "before the weights changed" in panel.notice.text()


def test_closing_in_a_run_with_a_save_that_is_cancelled_lets_the_run_go_on(mlp, window, qtbot, monkeypatch):
    running(qtbot, window, mlp)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Save)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: ("", ""))

    assert not commands.file.close_project(window, 0)
    assert mlp.trainer.is_running
    assert not mlp.trainer.is_paused
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    stopped(qtbot, window, mlp)


def test_scores_of_a_run_that_went_on_and_waits_again_are_of_an_earlier_time(mlp, window, qtbot):
    paused(qtbot, window, mlp)
    panel = window.workspace.evaluate
    commands.training.evaluate(window)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=20_000)
    assert panel.notice.isHidden()
    steps = len(mlp.trainer.record.steps)
    commands.training.pause(window)
    qtbot.waitUntil(lambda: len(mlp.trainer.record.steps) > steps, timeout=20_000)
    commands.training.pause(window)
    qtbot.waitUntil(lambda: mlp.trainer.is_paused, timeout=20_000)

    assert "gone on since" in panel.notice.text()
    commands.training.evaluate(window)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=20_000)
    assert panel.notice.isHidden()
    stopped(qtbot, window, mlp)
