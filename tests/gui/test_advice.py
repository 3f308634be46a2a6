"""Advice in the training panel: right, of the run that is there, and each button does what it says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from netbuilder.data import DataSettings
from netbuilder.engine.advice import findings
from netbuilder.engine.callbacks import EarlyStopping
from netbuilder.engine.optimizers import SGD, Adam
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project
from tests.gui.test_training_panel import running, stopped, trained
from tests.networks import chain

COUNT = np.arange(64)


@pytest.fixture
def opened(window, qtbot, tmp_path):
    """Opens a project on data of its own and waits until that is there."""

    def of(y, loss, last, **training):
        rng = np.random.default_rng(1)
        x = rng.normal(size=(len(y), 6)).astype(np.float32)
        np.savez(tmp_path / "d.npz", x_train=x, y_train=y, x_test=x[:8], y_test=y[:8])
        graph = chain(Input((6,)), Dense(128, "relu"), last)
        settings = TrainingSettings(loss=loss, metrics=(), seed=1, **training)
        project = Project(graph, settings, DataSettings(path=str(tmp_path / "d.npz")))
        session = window.documents.open(project).session
        window.workspace.show_panel("data")
        qtbot.waitUntil(lambda: session.loader.is_fresh and session.prepared is not None, timeout=20_000)
        return session

    return of


def row(window):
    return window.workspace.training.findings


def press(qtbot, window, text):
    (found,) = [made for made in row(window).repairs if made.text() == text]
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def offered(window):
    return [made.text() for made in row(window).repairs]


@pytest.fixture
def by_heart(opened, window, qtbot):
    """A run that learns random labels by heart."""
    labels = np.random.default_rng(3).integers(0, 3, 60)
    session = opened(labels, "sparse_categorical_crossentropy", Dense(3, "softmax"), validation_split=0.3)
    trained(qtbot, window, session, epochs=80, optimizer="adam")
    return session


def test_learning_by_heart_is_called_so_and_mended(by_heart, window, qtbot):
    assert row(window).isVisible()
    assert row(window).text.startswith("the network learns its training samples by heart: ")
    assert offered(window) == ["Add EarlyStopping", "Dropout before dense_1"]

    press(qtbot, window, "Add EarlyStopping")

    assert by_heart.project.training.callbacks == (EarlyStopping(patience=3, restore_best_weights=True),)
    assert not row(window).isVisible()  # what was known is of other settings
    by_heart.undo_stack.undo()
    assert row(window).isVisible()


def test_advice_on_another_graph_or_other_data_is_not_shown(by_heart, window):
    graph, data = by_heart.project.graph, by_heart.project.data
    by_heart.edit("wider", chain(Input((6,)), Dense(129, "relu"), Dense(3, "softmax")))
    assert not row(window).isVisible()
    by_heart.edit("back", graph)
    assert row(window).isVisible()
    by_heart.change("data", by_heart.project.replace(data=data.replace(scaling="standardize")))
    assert not row(window).isVisible()


def test_a_run_that_blew_up_offers_a_lower_rate_and_to_start_anew_and_both_help(opened, window, qtbot):
    session = opened(COUNT / 7, "mean_squared_error", Dense(1))
    record = trained(qtbot, window, session, epochs=30, optimizer=SGD(10.0))

    assert record.outcome == "failed"
    assert row(window).text == "the run blew up at a learning rate of 10. Try again with a lower one"
    assert offered(window) == ["learning_rate = 1", "clipnorm = 1", "Start anew"]

    press(qtbot, window, "learning_rate = 1")
    assert session.project.training.optimizer.learning_rate == 1.0
    assert "learning_rate = 1" not in offered(window)  # nor is it multiplied again
    session.change("rate", session.project.replace(training=session.project.training.replace(optimizer=SGD(0.001))))
    press(qtbot, window, "Start anew")
    qtbot.waitUntil(lambda: not session.trainer.is_running, timeout=60_000)

    assert session.trainer.record.outcome == "done"
    assert session.trainer.record.epoch_logs["loss"][-1] < session.trainer.record.epoch_logs["loss"][0]


def test_a_problem_that_explains_it_is_the_advice(opened, window, qtbot):
    session = opened(COUNT / 7 - 3, "mean_squared_error", Dense(1, "tanh"))
    assert not row(window).isVisible()
    trained(qtbot, window, session, epochs=30, optimizer=SGD(1e30))

    assert session.trainer.record.outcome == "failed"
    assert row(window).text == (
        "dense_1: ends in tanh, which gives -1 to 1, but the labels go from -3 to 6. Choose linear"
    )
    press(qtbot, window, "dense_1: activation = linear")
    assert session.graph["dense_1"].layer.activation == "linear"


def test_a_rate_taken_over_in_a_run_waits_for_new_looks_before_another_is_offered(opened, window, qtbot):
    session = opened(COUNT % 3, "sparse_categorical_crossentropy", Dense(3, "softmax"))
    record = running(qtbot, window, session, optimizer=SGD(1e-7))
    qtbot.waitUntil(lambda: "learning_rate = 1e-06" in offered(window), timeout=20_000)
    assert "hardly move" in row(window).text

    press(qtbot, window, "learning_rate = 1e-06")

    assert session.project.training.optimizer.learning_rate == 1e-6
    assert not [text for text in offered(window) if "learning_rate" in text]
    qtbot.waitUntil(lambda: record.rate_now == 1e-6, timeout=20_000)
    qtbot.waitUntil(lambda: "learning_rate = 1e-05" in offered(window), timeout=20_000)
    stopped(qtbot, window, session)


def test_a_run_that_loads_the_data_itself_names_what_is_wrong_with_it_before_the_first_batch(window, qtbot, tmp_path):
    y = np.where(COUNT == 9, np.nan, COUNT / 7)
    np.savez(tmp_path / "d.npz", x_train=np.ones((64, 6), np.float32), y_train=y)
    settings = TrainingSettings(loss="mean_squared_error", metrics=())
    project = Project(
        chain(Input((6,)), Dense(1)), settings, DataSettings(path=str(tmp_path / "d.npz"), test_split=0.0)
    )
    session = window.documents.open(project).session
    assert not session.loader.is_fresh
    record = trained(qtbot, window, session)

    assert record.outcome == "failed"
    assert not record.steps
    told = "y_train holds 1 values that are not finite numbers, the first at y_train[9]: nan. Repair those samples, or "
    assert window.workspace.training.notice.text() == told + "leave them out"
    assert [problem.field for problem in session.all_problems] == ["data"]


def test_a_loss_beyond_all_guessing_offers_to_start_anew_once_the_run_is_over_with_the_numbers_of_its_end(
    opened, window, qtbot
):
    labels = np.random.default_rng(3).integers(0, 3, 60)
    session = opened(labels, "sparse_categorical_crossentropy", Dense(3, "softmax"))
    record = trained(qtbot, window, session, epochs=12, optimizer=Adam(1e5))
    (kind, *_) = [finding.kind for finding in findings(record.course)]
    loss = float(f"{record.epoch_logs['loss'][-1]:.3g}")

    assert kind == "blown up"
    assert f"the loss is {loss:g}" in row(window).text or f"the loss is {loss}" in row(window).text
    assert offered(window)[-1] == "Start anew"
    press(qtbot, window, "Start anew")
    qtbot.waitUntil(lambda: len(session.trainer.records) == 2 and not session.trainer.is_running, timeout=20_000)
    assert session.trainer.record.origin.kind == "new"
