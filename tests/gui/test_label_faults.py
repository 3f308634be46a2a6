"""Training ▸ Look for label faults: what is suspected is shown, found among all data, left out and taken back."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from netbuilder.data import DataSettings, load
from netbuilder.ui.panels.label_faults import LabelFaultsDialog
from tests.gui.conftest import finish_reading

FLIPPED = (10, 51)  # rows; their lines in the file are two more


@pytest.fixture
def session(window, qtbot):
    window.opening.open_pasted(
        "import keras\nmodel = keras.Sequential([keras.Input((2,)), keras.layers.Dense(8, activation='relu'), "
        "keras.layers.Dense(2, activation='softmax')])\n"
        "model.compile(keras.optimizers.Adam(0.005), 'sparse_categorical_crossentropy')\n"
    )
    finish_reading(window)
    return window.session


def take(session, qtbot, settings):
    training = session.project.training.replace(epochs=40, seed=1)
    session.change("data", session.project.replace(data=settings, training=training))
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=20_000)


@pytest.fixture
def table(session, qtbot, tmp_path, rng):
    y = np.arange(160) % 2
    x = 0.3 * rng.normal(size=160) + 6 * y
    y[list(FLIPPED)] = 1 - y[list(FLIPPED)]
    rows = [f"{value:.3f},{-value:.3f},{('no', 'yes')[k]}" for value, k in zip(x, y, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,answer", *rows]))
    take(session, qtbot, DataSettings(path=str(tmp_path / "t.csv"), test_split=0.0, scaling="standardize"))
    return session


def looked(window, qtbot):
    window.actions_["label_faults"].trigger()
    dialog = window.findChild(LabelFaultsDialog)
    dialog.count.setValue(2)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=60_000)
    return dialog


def test_rows_are_left_out_in_one_undo_step_and_then_no_more_is_offered(table, window, qtbot):
    dialog = looked(window, qtbot)
    assert {fault.name for fault in dialog.found.faults} == {"12", "53"}
    assert "2 of 160 labels are suspected" in dialog.state.text()
    assert not dialog.leave_button.isEnabled()

    qtbot.mouseClick(dialog.all_button, Qt.MouseButton.LeftButton)
    assert dialog.chosen_text.text() == "2 chosen"
    before = table.project
    qtbot.mouseClick(dialog.leave_button, Qt.MouseButton.LeftButton)
    assert sorted(table.project.data.leave_out) == ["12", "53"]
    assert "look for faults again" in dialog.state.text()
    assert not dialog.leave_button.isEnabled()
    qtbot.waitUntil(lambda: table.loader.is_fresh, timeout=20_000)
    assert table.prepared.dataset.train_count == 158

    window.actions_["undo"].trigger()
    assert table.project == before
    dialog.close()


def test_one_is_shown_among_all_data(table, window, qtbot):
    dialog = looked(window, qtbot)
    dialog.gallery.table.selectRow(0)
    qtbot.mouseClick(dialog.show_button, Qt.MouseButton.LeftButton)
    page = window.workspace.page

    def line():
        row = page.table.currentIndex().row()
        return page.model.headerData(row, Qt.Orientation.Vertical) if row >= 0 else ""

    qtbot.waitUntil(lambda: line() == dialog.found.faults[0].name, timeout=20_000)
    assert window.workspace.shows_data
    dialog.close()


def test_they_are_saved_as_a_table(table, window, qtbot, tmp_path, monkeypatch):
    dialog = looked(window, qtbot)
    path = tmp_path / "faults.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    assert {row["sample"] for row in csv.DictReader(path.read_text().splitlines())} == {"12", "53"}
    dialog.close()


def test_pictures_are_shown_as_pictures(session, window, qtbot, tmp_path):
    window.opening.open_pasted(
        "import keras\nmodel = keras.Sequential([keras.Input((8, 8)), keras.layers.Flatten(), keras.layers.Dense(24, "
        "activation='relu'), keras.layers.Dense(10, activation='softmax')])\n"
        "model.compile(keras.optimizers.Adam(0.005), 'sparse_categorical_crossentropy')\n"
    )
    finish_reading(window)
    session = window.session
    data = load(DataSettings(source="digits"))
    x, y = np.asarray(data.x_train["x"])[:600], np.asarray(data.y_train["y"])[:600].copy()
    flipped = np.arange(20, 600, 60)
    y[flipped] = (y[flipped] + 4) % 10
    np.savez(tmp_path / "d.npz", x_train=x, y_train=y, x_test=x[:5], y_test=y[:5])
    take(session, qtbot, DataSettings(path=str(tmp_path / "d.npz"), scaling="unit"))
    dialog = looked(window, qtbot)

    assert len({fault.place for fault in dialog.found.faults} & set(flipped.tolist())) >= 4
    assert dialog.gallery.currentWidget() is dialog.gallery.list
    assert dialog.gallery.pictures.rowCount() == len(dialog.found.faults)
    dialog.close()


def test_it_is_stopped_and_closed_in_the_middle(table, window, qtbot):
    table.change("s", table.project.replace(training=table.project.training.replace(epochs=100_000)))
    qtbot.waitUntil(lambda: table.loader.is_fresh, timeout=20_000)
    window.actions_["label_faults"].trigger()
    dialog = window.findChild(LabelFaultsDialog)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "fold 1" in dialog.state.text(), timeout=20_000)
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    assert dialog.state.text() == "stopped"

    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    dialog.close()
    qtbot.waitUntil(lambda: window.findChild(LabelFaultsDialog) is None, timeout=10_000)
