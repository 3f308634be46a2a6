"""A file that cannot be read never takes the place of data that worked; what was forgotten comes back by undo."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from netbuilder.ui import hooks
from tests.gui.conftest import finish_reading
from tests.gui.test_training_panel import trained

BROKEN = {
    "broken.npz": b"PK\x03\x04 no archive",
    "empty.csv": b"",
    "head.csv": b"a,b,c\n",
    "ragged.csv": b"a,b\n1,2\n3\n",
    "binary.csv": b"\x00\x01\x02\xff\xfe" * 50,
    "empty.npz": b"",
}


@pytest.fixture
def with_data(mlp, window, qtbot):
    """A project whose data is loaded."""
    window.workspace.show_panel("data")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh, timeout=20_000)
    return mlp


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_leaves_the_data_as_it_was_and_says_why(name, with_data, window, qtbot, tmp_path):
    before, prepared, steps = with_data.project, with_data.prepared, with_data.undo_stack.count()
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    panel = window.workspace.data
    panel.choose_file(path)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=10_000)

    assert with_data.project == before
    assert with_data.prepared is prepared
    assert with_data.undo_stack.count() == steps
    assert name in panel.state.text()


def test_an_npz_without_samples_that_is_dropped_changes_nothing(with_data, window, qtbot, tmp_path):
    before, path = with_data.project, tmp_path / "half.npz"
    np.savez(path, x_train=np.zeros((4, 2)))
    window.opening.open_dropped([path])
    finish_reading(window)
    panel = window.workspace.data
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=10_000)

    assert with_data.project == before


def test_a_table_that_leaves_a_choice_open_is_taken_so_that_it_can_be_made(with_data, window, qtbot, tmp_path):
    path = tmp_path / "blanks.csv"
    path.write_text("a,b,y\n1,2,0\n3,,1\n5,6,0\n7,8,1\n")
    panel = window.workspace.data
    panel.choose_file(path)
    qtbot.waitUntil(lambda: not panel.is_busy and not with_data.loader.is_loading, timeout=10_000)

    assert with_data.project.data.path == str(path)
    with_data.undo_stack.undo()
    qtbot.waitUntil(lambda: with_data.loader.is_fresh, timeout=10_000)


def test_a_file_that_is_chosen_while_another_is_read_is_not_ignored_without_a_word(mlp, window, qtbot, tmp_path):
    panel = window.workspace.data
    panel.choose("iris")
    panel.choose_file(tmp_path / "x.csv")

    assert "still being read" in panel.state.text()
    qtbot.waitUntil(lambda: not panel.is_busy and mlp.loader.is_fresh, timeout=10_000)


def test_a_pasted_script_that_names_no_data_leaves_the_chosen_data(window, qtbot):
    window.documents.open_empty()
    session, panel = window.session, window.workspace.data
    panel.choose("iris")
    qtbot.waitUntil(lambda: not panel.is_busy and session.loader.is_fresh, timeout=10_000)
    data = session.project.data
    window.opening.open_pasted("import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])\n")
    finish_reading(window)

    assert len(session.graph) == 2
    assert session.project.data == data


def test_forgotten_weights_come_back_by_undo(mlp, window, qtbot):
    trained(qtbot, window, mlp, epochs=1, batch_size=512)
    run = mlp.document.run
    kept = {key: array.copy() for key, array in run.snapshot.weights.items()}
    window.actions_["forget_weights"].trigger()
    assert mlp.document.run is None
    window.actions_["undo"].trigger()

    assert mlp.document.run is run
    for key, array in kept.items():
        assert_array_equal(mlp.document.run.snapshot.weights[key], array)
    window.actions_["redo"].trigger()
    assert mlp.document.run is None


def test_a_crash_log_that_has_grown_is_put_aside_and_one_older_file_is_kept(tmp_path):
    path, older = tmp_path / "crash.log", tmp_path / "crash.log.1"
    older.write_bytes(b"first")
    path.write_bytes(b"x" * (hooks.CRASHES + 1))
    hooks._crash_log(path).write_bytes(b"new")

    assert path.read_bytes() == b"new"
    assert older.stat().st_size == hooks.CRASHES + 1
    assert sorted(file.name for file in Path(tmp_path).iterdir()) == ["crash.log", "crash.log.1"]
    hooks._crash_log(path)
    assert path.read_bytes() == b"new"
