"""Training ▸ Cross-validate: folds are trained, told, stopped and kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from netbuilder.engine.events import CrossValidated
from netbuilder.engine.folds import cross_validate
from netbuilder.project import open_file, write_project
from netbuilder.ui.dialogs.folds import FoldsDialog
from tests.gui.conftest import finish_reading, type_into


def chosen(window, qtbot, epochs=2, seed=3):
    window.opening.open_pasted(
        "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation='softmax')])\n"
    )
    finish_reading(window)
    session, panel = window.session, window.workspace.data
    panel.choose("iris")
    qtbot.waitUntil(lambda: not panel.is_busy and session.loader.is_fresh, timeout=20_000)
    training = session.project.training.replace(epochs=epochs, seed=seed)
    session.change("settings", session.project.replace(training=training))
    window.actions_["cross_validate"].trigger()
    return session, window.findChild(FoldsDialog)


def run_through(qtbot, dialog) -> None:
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)


def test_folds_are_told_with_their_mean_and_deviation_as_the_engine_gives_them(window, qtbot):
    session, dialog = chosen(window, qtbot)
    type_into(qtbot, dialog.count, "3")
    run_through(qtbot, dialog)
    events = list(cross_validate(session.project.graph, session.project.training, session.prepared, 3))
    wanted = next(event for event in events if isinstance(event, CrossValidated))

    assert dialog.outcome == wanted
    assert dialog.table.rowCount() == 4
    names = [dialog.table.horizontalHeaderItem(k).text() for k in range(1, dialog.table.columnCount())]
    assert names == list(wanted.mean)
    loss = 1 + names.index("val_loss")
    text = f"{wanted.mean['val_loss']:.3f} ± {wanted.deviation['val_loss']:.3f}"
    assert dialog.table.item(3, loss).text() == text
    dialog.done(0)


def test_the_result_is_kept_as_a_run_of_the_project_and_the_weights_stay_as_they_are(window, qtbot, tmp_path):
    session, dialog = chosen(window, qtbot)
    run_through(qtbot, dialog)
    dialog.done(0)
    (run,) = session.document.runs

    assert session.document.run is None
    assert run.name.startswith("5 folds")
    assert run.epochs_done == 2
    for name, value in dialog.outcome.mean.items():
        assert run.validation[name.removeprefix("val_")] == pytest.approx(value, rel=1e-5)
    assert run.notes.count("±") == len(dialog.outcome.mean)
    assert len(run.notes.split("(")[1].split(",")) == 5
    assert session.is_modified
    write_project(tmp_path / "kept.netb", session.project, None, session.document.runs, session.document.last_number)
    assert open_file(tmp_path / "kept.netb").runs[0].notes == run.notes


def test_folds_can_be_stopped_and_begun_again(window, qtbot):
    session, dialog = chosen(window, qtbot, epochs=100_000)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.bar.isVisible() and "fold 1" in dialog.state.text(), timeout=20_000)
    assert not dialog.start_button.isEnabled()
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)

    assert "Stopped after 0 folds" in dialog.state.text()
    assert dialog.start_button.isEnabled()
    assert session.document.runs == ()
    dialog.done(0)


def test_closing_the_dialog_ends_the_folds(window, qtbot):
    session, dialog = chosen(window, qtbot, epochs=100_000)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "fold 1" in dialog.state.text(), timeout=20_000)
    dialog.done(0)

    assert not dialog.is_running
    assert session.document.runs == ()


def test_what_cannot_be_folded_is_said(window, qtbot):
    _, dialog = chosen(window, qtbot)
    dialog.count.setRange(2, 1000)
    type_into(qtbot, dialog.count, "999")
    run_through(qtbot, dialog)

    assert "999 folds" in dialog.state.text()
    assert dialog.state.property("role") == "error"
    dialog.done(0)


def test_folds_need_data_and_a_network_without_errors(window, mlp):
    mlp.change("no data", mlp.project.replace(data=type(mlp.project.data)()))
    window.actions_["cross_validate"].trigger()

    assert "Choose data" in window.statusBar().currentMessage()
    assert not hasattr(window, "folds_dialog")
