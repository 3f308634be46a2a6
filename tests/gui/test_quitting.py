"""Quitting asks about everything first and closes then; what was never in a file counts as unsaved."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from netbuilder.project import Project, read_project, write_project
from tests.gui.conftest import finish_reading, open_template, opened
from tests.gui.test_code_editor import SCRIPT, panel, put_cursor  # noqa: F401 (a fixture)

Answer = QMessageBox.StandardButton


@dataclass
class Asked:
    """The questions that were asked; `answers` are given one after the other, Cancel after the last."""

    texts: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


@pytest.fixture
def asked(window, monkeypatch):
    made = Asked()

    def answer(box):
        made.texts.append(box.text() + box.informativeText())
        return made.answers.pop(0) if made.answers else Answer.Cancel

    monkeypatch.setattr(QMessageBox, "exec", answer)
    yield made
    made.answers = [Answer.Discard] * 10


def three_changed(window, tmp_path):
    """Two templates and a file, each with an edit; the middle one in front."""
    path = tmp_path / "mine.netb"
    write_project(path, Project())
    for name in ("mlp", "cnn"):
        open_template(window, name)
        window.session.editing.select_all()
        window.session.editing.delete()
    workspace = opened(window, path)
    workspace.session.change("epochs", Project(training=workspace.session.project.training.replace(epochs=77)))
    window.documents.show_project(window.documents.workspaces[1])
    return path


def test_a_cancel_after_other_answers_leaves_every_tab_as_it_was(window, asked, tmp_path, qtbot):
    path = three_changed(window, tmp_path)
    before, file = list(window.documents.workspaces), path.read_bytes()
    asked.answers = [Answer.Discard, Answer.Discard]

    window.close()

    assert len(asked.texts) == 3
    assert window.isVisible()
    assert window.documents.workspaces == before
    assert window.workspace is before[1]
    assert all(one.session.is_modified for one in before)
    assert path.read_bytes() == file


def test_what_was_answered_is_done_once_all_are_asked(window, asked, tmp_path, monkeypatch):
    path = three_changed(window, tmp_path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "new.netb"), ""))
    asked.answers = [Answer.Save, Answer.Discard, Answer.Save]

    window.close()

    assert not window.isVisible()
    assert window.documents.workspaces == []
    assert read_project(path).project.training.epochs == 77
    assert len(read_project(tmp_path / "new.netb").project.graph) == 0


def test_two_tabs_cannot_be_saved_in_one_place(window, asked, tmp_path, monkeypatch):
    three_changed(window, tmp_path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "new.netb"), ""))
    asked.answers = [Answer.Save, Answer.Save]

    window.close()

    assert "another tab" in asked.texts[2]
    assert len(window.documents.workspaces) == 3
    assert not (tmp_path / "new.netb").exists()


def test_where_one_cannot_be_written_nothing_is_closed(window, asked, tmp_path, monkeypatch):
    three_changed(window, tmp_path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "no" / "new.netb"), ""))
    asked.answers = [Answer.Save, Answer.Discard, Answer.Discard]

    window.close()

    assert "could not be written" in asked.texts[-1]
    assert len(window.documents.workspaces) == 3


def test_a_pasted_script_is_unsaved_until_it_is_saved(window, asked, mlp, tmp_path, monkeypatch):
    QGuiApplication.clipboard().setText(SCRIPT)
    QTest.keyClick(window.workspace.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    finish_reading(window)
    assert window.session is not mlp
    assert window.session.is_modified
    assert window.documents.tabs.tabText(1).endswith("•")

    window.documents.close_asked.emit(1)
    assert len(asked.texts) == 1
    assert len(window.documents.workspaces) == 2
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "p.netb"), ""))
    window.actions_["save"].trigger()
    assert not window.session.is_modified


def test_a_template_is_unsaved_once_it_is_changed(mlp, asked, window):
    assert not mlp.is_modified
    mlp.editing.rename("dense", "changed")

    window.close()

    assert len(asked.texts) == 1
    assert window.isVisible()


def test_typed_code_that_does_not_read_is_asked_about(panel, mlp, window, qtbot, asked):  # noqa: F811
    put_cursor(panel, "Dense(64")
    qtbot.keyClicks(panel.text, "((")

    window.close()

    assert "Code was typed" in asked.texts[0]
    assert window.isVisible()
    assert "((Dense(64" in panel.text.toPlainText()


def test_code_that_is_still_being_typed_is_in_the_file_that_is_saved(panel, mlp, window, qtbot, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "p.netb"), ""))
    put_cursor(panel, "64,")
    qtbot.keyClicks(panel.text, "1")

    window.actions_["save"].trigger()

    assert read_project(tmp_path / "p.netb").project.graph["dense"].layer.units == 164


def test_a_dropped_file_is_copied_from_and_never_moved(mlp, window, tmp_path):
    path = tmp_path / "mine.netb"
    write_project(path, Project())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    offered = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)  # by which a file manager proposes Move
    for make in (QDragEnterEvent, QDragMoveEvent, QDropEvent):
        place = QPointF(50, 50) if make is QDropEvent else QPoint(50, 50)
        event = make(place, offered, data, *held)
        event.setDropAction(Qt.DropAction.MoveAction)
        QApplication.sendEvent(window, event)
        assert event.isAccepted()
        assert event.dropAction() == Qt.DropAction.CopyAction
    finish_reading(window)

    assert window.session.document.path == path


LEAVING = """
import sys
from PySide6.QtCore import QTimer
from netbuilder.ui import app
def edit():
    window.documents.open_template("mlp")
    window.docks.show_left("history")
    window.session.editing.rename("dense", "other")
    QTimer.singleShot(50, lambda: application.exit(0))
def started(files, start=app.start):
    global application, window
    application, window, collector = start(files)
    QTimer.singleShot(0, edit)
    return application, window, collector
app.start = started
sys.exit(app.main([]))
"""


def test_an_end_of_the_application_with_all_open_raises_nothing(own_folders):
    done = subprocess.run([sys.executable, "-c", LEAVING], capture_output=True, text=True, timeout=120)

    assert done.returncode == 0
    assert "Error" not in done.stderr
    assert "Error" not in (own_folders / "state" / "netbuilder.log").read_text()
