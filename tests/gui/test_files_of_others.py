"""The window never replaces the work of others unasked (faults 3, 9, 10, 65, 71)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from netbuilder.cli import main
from netbuilder.files.lock import Lock, lock_file, take_lock
from netbuilder.project import read_project, template, write_project
from netbuilder.ui.dialogs.exporting.dialog import ExportDialog
from netbuilder.ui.window import commands
from tests.gui.conftest import opened
from tests.project.test_locks import HOLD
from tests.project.test_project_file import rewritten

BUTTON = QMessageBox.StandardButton


@pytest.fixture
def asked(window, monkeypatch):
    """What boxes said; `answers` are pressed in their order, the last one again."""
    said: list[str] = []
    answers = [BUTTON.Cancel]

    def press(box):
        said.append(box.text())
        return answers.pop(0) if len(answers) > 1 else answers[0]

    monkeypatch.setattr(QMessageBox, "exec", press)
    said_and_answers = (said, answers)
    yield said_and_answers
    answers[:] = [BUTTON.Discard]


@pytest.fixture
def path(tmp_path):
    write_project(tmp_path / "net.netb", template("mlp").project())
    return tmp_path / "net.netb"


def edited(window, epochs=77):
    session = window.session
    session.change("epochs", session.project.replace(training=session.project.training.replace(epochs=epochs)))


def choose(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))


def epochs_in(path) -> int:
    return read_project(path).project.training.epochs


def changed_outside(path):
    project = template("mlp").project()
    write_project(path, project.replace(training=project.training.replace(epochs=55)))


def test_a_project_is_locked_while_it_is_open_and_free_afterwards(window, path):
    opened(window, path)
    assert take_lock(path).process == os.getpid()

    commands.file.close_project(window, 0)

    assert not lock_file(path).exists()


def test_one_that_another_process_has_opens_read_only_and_names_it(window, path, asked, monkeypatch):
    command = [sys.executable, "-c", HOLD, str(path)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    holder.stdout.readline()
    choose(monkeypatch, path.with_name("mine.netb"))
    opened(window, path)
    edited(window)
    tip, tab, told = window.documents.tabs.tabToolTip(0), window.documents.tabs.tabText(0), window.statusBar()
    assert f"process {holder.pid}" in tip
    assert f"process {holder.pid}" in told.currentMessage()
    assert tab == "net (read-only) •"

    commands.file.save(window)
    holder.communicate("")

    assert epochs_in(path) == template("mlp").project().training.epochs
    assert epochs_in(path.with_name("mine.netb")) == 77
    assert window.documents.tabs.tabText(0) == "mine"


def test_once_the_other_has_closed_it_is_saved_in_its_place(window, path):
    command = [sys.executable, "-c", HOLD, str(path)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    holder.stdout.readline()
    opened(window, path)
    holder.communicate("")
    edited(window)

    commands.file.save(window)

    assert epochs_in(path) == 77
    assert window.documents.tabs.tabText(0) == "net"
    assert take_lock(path).process == os.getpid()


def test_saving_onto_a_file_that_another_has_open_is_refused(window, path, asked, monkeypatch):
    said, answers = asked
    answers[:] = [BUTTON.Yes]
    lock = take_lock(path)
    assert isinstance(lock, Lock)
    before = path.read_bytes()
    window.documents.open_template("cnn")
    choose(monkeypatch, path)

    commands.file.save_as(window)
    lock.release()

    assert "is open elsewhere" in said[-1]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("answer", "here", "beside"), [(BUTTON.Cancel, 55, None), (BUTTON.Yes, 77, None), (BUTTON.Save, 55, 77)]
)
def test_a_file_that_was_changed_outside_is_asked_about(answer, here, beside, window, path, asked):
    said, answers = asked
    answers[:] = [answer]
    opened(window, path)
    edited(window)
    changed_outside(path)

    commands.file.save(window)

    assert "net.netb was changed by another program at" in said[0]
    assert epochs_in(path) == here
    other = path.with_name("net 2.netb")
    assert (epochs_in(other) if other.exists() else None) == beside
    assert window.session.is_modified == (answer == BUTTON.Cancel)
    assert window.session.document.path == (other if beside else path)


def test_one_that_was_changed_after_it_was_saved_here_is_asked_about_too(window, path, asked):
    said, _answers = asked
    opened(window, path)
    edited(window)
    commands.file.save(window)
    assert not said
    changed_outside(path)
    edited(window, 78)

    commands.file.save(window)

    assert len(said) == 1
    assert epochs_in(path) == 55


def test_a_file_that_was_only_touched_is_not_asked_about(window, path, asked):
    opened(window, path)
    edited(window)
    os.utime(path, (1, 1))

    commands.file.save(window)

    assert not asked[0]
    assert epochs_in(path) == 77


@pytest.mark.parametrize("answer", [BUTTON.Cancel, BUTTON.Yes])
def test_a_file_that_was_deleted_is_asked_about(answer, window, path, asked):
    said, answers = asked
    answers[:] = [answer]
    opened(window, path)
    edited(window)
    path.unlink()

    commands.file.save(window)

    assert "was deleted or moved" in said[0]
    assert path.exists() == (answer == BUTTON.Yes)


def test_a_folder_in_the_place_of_the_file_is_refused(window, path, asked):
    opened(window, path)
    edited(window)
    path.unlink()
    path.mkdir()

    commands.file.save(window)

    assert "is not a file that can be replaced" in asked[0][0]
    assert path.is_dir()


def test_a_newer_version_is_never_written_down(window, path, asked, monkeypatch):
    said, answers = asked
    answers[:] = [BUTTON.Yes]
    rewritten(path, lambda data: {**data, "schema": 99, "version": "9.9", "novelty": 1})
    before = path.read_bytes()
    opened(window, path)
    edited(window)
    assert window.documents.tabs.tabText(0) == "net (read-only) •"
    assert "NetBuilder 9.9" in window.documents.tabs.tabToolTip(0)

    choose(monkeypatch, path)
    commands.file.save(window)
    choose(monkeypatch, path.with_name("copy.netb"))
    commands.file.save(window)

    assert "made by a newer NetBuilder (9.9)" in said[0]
    assert "leaves out what this version does not know: novelty" in said[0]
    assert "is open here read-only" in said[1]
    assert path.read_bytes() == before
    assert epochs_in(path.with_name("copy.netb")) == 77


def test_another_tab_of_the_same_file_is_shown_and_not_opened_twice(window, path):
    opened(window, path)
    link = path.with_name("link.netb")
    link.symlink_to(path)

    opened(window, link)

    assert len(window.documents.workspaces) == 1


TARGETS = {
    "the project of another tab": "is open in another tab",
    "a link": "is a link to",
    "a folder": "is not a file that can be replaced",
    "a read-only file": "is write-protected",
    "a file of another kind": "is not a project",
    "another project": "already exists. Replace it?",
}


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("typed", ["target.netb", "target"])
def test_what_stands_where_a_project_is_saved_is_asked_about_or_refused(
    kind, typed, window, path, asked, monkeypatch, tmp_path
):
    """Faults 65 and 71, with the suffix typed and without it."""
    target = tmp_path / "target.netb"
    path.rename(target)
    if kind == "the project of another tab":
        opened(window, target)
    elif kind == "a link":
        target.rename(tmp_path / "real.netb")
        target.symlink_to(tmp_path / "real.netb")
    elif kind == "a folder":
        target.unlink()
        target.mkdir()
    elif kind == "a read-only file":
        target.chmod(0o444)
    elif kind == "a file of another kind":
        target.write_text("a letter")
    before = None if target.is_dir() else target.read_bytes()
    window.documents.open_template("cnn")
    edited(window)
    choose(monkeypatch, tmp_path / typed)

    commands.file.save(window)

    assert [TARGETS[kind] in text for text in asked[0]] == [True]
    assert (None if target.is_dir() else target.read_bytes()) == before
    assert window.session.is_modified
    assert not lock_file(target).exists() or kind == "the project of another tab"


@pytest.mark.parametrize("kind", ["a folder", "a read-only file"])
def test_an_export_does_not_replace_what_is_no_file_of_its_own(kind, window, asked, tmp_path):
    target = tmp_path / "model.keras"
    if kind == "a folder":
        target.mkdir()
    else:
        target.write_text("a letter")
        target.chmod(0o444)
    window.documents.open_template("mlp")
    commands.file.export_model(window)
    dialog: ExportDialog = window.findChild(ExportDialog)
    dialog.list.choose("keras")
    dialog.form.file.setText(str(target))

    dialog.export()

    assert TARGETS[kind] in dialog.fault.text()
    assert not dialog.is_running
    assert target.is_dir() if kind == "a folder" else target.read_text() == "a letter"
    dialog.reject()


def test_a_pickle_beside_a_project_is_never_looked_at(window, path, asked):
    """Fault 12: in the place of the project, of its lock, and of what a recovery may be called."""
    planted = b"cos\nsystem\n(S'touch " + os.fsencode(path.with_name("owned")) + b"'\ntR."
    for name in (lock_file(path).name, "net.netb.recovery", ".net.netb.recovery", "net.pickle", "net.netb.pkl"):
        path.with_name(name).write_bytes(planted)
    opened(window, path)
    assert not window.session.document.read_only
    path.write_bytes(planted)

    commands.file.close_project(window, 0)
    opened(window, path)

    assert not path.with_name("owned").exists()
    assert not window.documents.workspaces
    assert len(asked[0]) == 1


@pytest.mark.parametrize("name", ["net.zip", "net", "net.keras"])
def test_a_project_is_locked_and_saved_in_its_place_whatever_it_is_called(name, path, window):
    path = path.rename(path.with_name(name))

    document = opened(window, path).session.document
    assert document.path == path
    assert document.on_disk.lock is not None
    edited(window)
    window.actions_["save"].trigger()

    assert epochs_in(path) == 77
    assert not document.is_modified


def test_a_model_that_is_called_a_project_is_opened_as_a_copy(path, window, asked):
    assert main(["export", str(path), "-o", str(path.with_name("model.keras")), "--no-verify"]) == 0
    model = path.with_name("model.keras").rename(path.with_name("model.netb"))
    before = model.read_bytes()

    assert opened(window, model).session.document.path is None
    assert model.read_bytes() == before
