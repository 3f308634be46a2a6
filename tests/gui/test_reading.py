"""Files are read off the window's thread: what is asked for meanwhile, a stop, a fault at the end, closing."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.files.lock import Lock, take_lock
from netbuilder.formats import Bundle
from netbuilder.project import template, write_project
from netbuilder.ui.window import commands
from tests.gui.conftest import finish_reading, opened

SCRIPT = "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(%d)])\n"
LONG = SCRIPT % 3 + "for i in range(20_000):\n    x = i\n"


@pytest.fixture
def project(tmp_path):
    write_project(tmp_path / "net.netb", template("mlp").project())
    return tmp_path / "net.netb"


def units(window) -> list[int]:
    return [workspace.session.graph["dense"].layer.units for workspace in window.documents.workspaces]


def test_a_file_is_read_in_another_thread_and_shown_when_it_is_there(window, project, monkeypatch):
    from netbuilder.project import file

    threads, parsed = [], file.parse_json
    monkeypatch.setattr(file, "parse_json", lambda *a: threads.append(QThread.currentThread()) or parsed(*a))

    window.opening.open_path(project)
    assert not window.documents.workspaces
    finish_reading(window)

    assert len(window.documents.workspaces) == 1
    assert threads
    assert window.thread() not in threads


def test_what_is_read_is_told_with_a_stop_and_the_stop_ends_it(window, qtbot, tmp_path):
    (tmp_path / "long\u202e.py").write_text(LONG)
    window.opening.open_path(tmp_path / "long\u202e.py")
    bar = window.status.reading_bar
    bar.show()  # what takes long enough shows itself
    assert bar.words.text() == "Reading long\\u202e.py …"

    qtbot.mouseClick(bar.stop_button, Qt.MouseButton.LeftButton)
    assert not bar.stop_button.isEnabled()
    assert "Cancelling" in bar.words.text()
    finish_reading(window)

    assert not window.documents.workspaces
    assert bar.isHidden()
    opened(window, tmp_path / "long\u202e.py")  # it can be opened later
    assert units(window) == [3]


def test_a_stop_forgets_what_waits_too(window, project, tmp_path):
    (tmp_path / "one.py").write_text(SCRIPT % 1)
    window.opening.open_path(tmp_path / "one.py")
    window.opening.open_path(project)
    window.status.reading_bar.show()
    assert "then 1 more" in window.status.reading_bar.words.text()

    window.readings.stop()
    finish_reading(window)

    assert not window.documents.workspaces


def test_files_open_in_the_order_in_which_they_were_asked_for(window, tmp_path):
    for i in (1, 2, 3):
        (tmp_path / f"{i}.py").write_text(SCRIPT % i if i > 1 else LONG.replace("Dense(3)", "Dense(1)"))
        window.opening.open_path(tmp_path / f"{i}.py")
    finish_reading(window)

    assert units(window) == [1, 2, 3]


def test_a_file_that_is_asked_for_twice_while_it_is_read_opens_once(window, project, tmp_path):
    (tmp_path / "link.netb").symlink_to(project)
    for path in (project, project, tmp_path / "link.netb"):
        window.opening.open_path(path)
    finish_reading(window)

    assert len(window.documents.workspaces) == 1


def test_a_fault_at_the_end_is_told_once_and_what_waits_is_read(window, project, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    (tmp_path / "torn.netb").write_bytes(project.read_bytes()[:-40])
    window.opening.open_path(tmp_path / "torn.netb")
    window.opening.open_path(project)
    finish_reading(window)

    assert len(told) == 1
    assert "torn.netb" in told[0]
    assert len(window.documents.workspaces) == 1
    lock = take_lock(tmp_path / "torn.netb")
    assert isinstance(lock, Lock)
    lock.release()


@pytest.mark.parametrize("end", ["stopped", "closed"])
def test_what_is_read_for_nobody_leaves_nothing_behind(window, project, tmp_path, end):
    """A project's lock above all; that no thread goes on is asked after every test."""
    (tmp_path / "long.py").write_text(LONG)
    window.opening.open_path(project)
    window.opening.open_path(tmp_path / "long.py")
    if end == "stopped":
        window.readings.stop()
        finish_reading(window)
    else:
        window.close()

    assert not window.readings.is_going_on
    assert not window.documents.workspaces
    lock = take_lock(project)
    assert isinstance(lock, Lock)
    lock.release()


def test_a_pasted_script_goes_where_it_was_pasted(window, project):
    window.documents.open_empty()
    empty = window.workspace
    QGuiApplication.clipboard().setText(LONG)
    window.actions_["paste"].trigger()
    window.documents.open_template("mlp")  # in front meanwhile
    finish_reading(window)

    assert len(empty.session.graph) == 2
    assert window.workspace is empty
    assert len(window.documents.workspaces) == 2


def test_a_script_pasted_into_a_tab_that_was_closed_opens_in_its_own(window):
    window.documents.open_empty()
    QGuiApplication.clipboard().setText(LONG)
    window.actions_["paste"].trigger()
    commands.file.close_tab(window)
    finish_reading(window)

    assert units(window) == [3]


def test_weights_that_come_when_the_network_is_another_are_not_taken(mlp, window, tmp_path):
    formats.write(Bundle(fresh(mlp.graph, mlp.project.training)), tmp_path / "w.npz")
    window.opening.load_weights(tmp_path / "w.npz")
    dense = mlp.graph["dense"]
    mlp.edit("units", mlp.graph.with_nodes(dense.replace(layer=dense.layer.replace(units=7))))
    finish_reading(window)

    assert mlp.document.run is None
    assert "was changed" in window.statusBar().currentMessage()
    mlp.undo_stack.undo()
    window.opening.load_weights(tmp_path / "w.npz")
    commands.file.close_tab(window)
    finish_reading(window)
    assert not window.documents.workspaces


def test_what_is_no_file_is_told_and_does_not_hang(window, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    for name in ("a.netb", "b.py", "c.npz"):
        os.mkfifo(tmp_path / name)
        window.opening.open_dropped([tmp_path / name])
        finish_reading(window)

    assert ["is a pipe" in text for text in told] == [True] * 3
    assert not window.documents.workspaces
