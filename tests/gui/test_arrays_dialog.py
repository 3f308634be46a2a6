"""Arrays whose names tell nothing are asked for; files of MNIST's kind are opened and dropped as they are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from netbuilder.ui.dialogs.arrays import ArraysDialog
from netbuilder.ui.window.dropping import kind_of
from tests.gui.conftest import finish_reading

X, Y = np.arange(80.0).reshape(20, 4).astype(np.float32), np.arange(20) % 2


@pytest.fixture
def panel(window):
    window.opening.open_pasted("import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n")
    finish_reading(window)
    return window.workspace.data


def test_a_person_says_which_arrays_are_what_and_the_guess_is_most_often_right(panel, window, qtbot, tmp_path):
    np.savez(tmp_path / "a.npz", foo=X, bar=Y, other=np.zeros(3))
    panel.choose_file(tmp_path / "a.npz")
    qtbot.waitUntil(lambda: window.findChild(ArraysDialog) is not None, timeout=20_000)
    dialog = window.findChild(ArraysDialog)
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)

    assert dialog.boxes["x_train"].currentData() == "foo"
    assert dialog.boxes["y_train"].currentData() == "bar"
    dialog.boxes["x_test"].setCurrentIndex(dialog.boxes["x_test"].findData("other"))
    assert not ok.isEnabled()  # a test part has labels too
    dialog.boxes["x_test"].setCurrentIndex(0)
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)

    session = window.session
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=20_000)
    assert session.project.data.arrays == ("x=foo", "y=bar")
    assert session.prepared.dataset.train_count + session.prepared.dataset.test_count == 20


def test_whoever_cancels_keeps_the_data_as_it_was(panel, window, qtbot, tmp_path):
    np.savez(tmp_path / "a.npz", foo=X, bar=Y)
    before = window.session.project
    panel.choose_file(tmp_path / "a.npz")
    qtbot.waitUntil(lambda: window.findChild(ArraysDialog) is not None, timeout=20_000)
    window.findChild(ArraysDialog).reject()

    assert window.session.project == before
    assert panel.state.text() == "cancelled"


def test_a_file_of_mnists_kind_is_data(tmp_path):
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(b"\0\0\x08\x01\0\0\0\x02\1\2")

    assert kind_of(path) == "data"
    path.write_bytes(b"something else")
    assert kind_of(path) == "open"
