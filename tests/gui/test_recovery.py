"""What was kept when the system ended the program is offered at the next start, with the dates of both files."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from netbuilder.files.lock import release_all
from netbuilder.project import read_project, template, write_project
from netbuilder.project.keeping import rescue
from netbuilder.project.recovery import recovered
from netbuilder.ui.window.ending import Ending
from netbuilder.ui.window.main_window import MainWindow
from tests.gui.conftest import finish_reading, opened


def started_again(qtbot):
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_kept_project_that_is_older_than_its_file_is_told_with_both_dates_and_both_stay(window, qtbot, tmp_path):
    """Row 11."""
    path = tmp_path / "mine.netb"
    write_project(path, template("mlp").project())
    session = opened(window, path).session
    session.editing.rename("dense", "unsaved")
    ending = Ending(window)
    (kept,) = ending.rescue()
    ending.stop()
    release_all()  # as at the end of the process
    for file, at in ((kept, 1_700_000_000), (path, 1_700_100_000)):
        os.utime(file, (at, at))
    before = path.read_bytes(), kept.read_bytes()

    page = started_again(qtbot).documents.start_page
    (link,) = page.kept_links
    (one,) = recovered()
    assert link.name.text() == "mine"
    assert one.kept.strftime("%Y-%m-%d %H:%M") in link.folder.text()
    assert one.saved.strftime("%Y-%m-%d %H:%M") in link.folder.text()
    assert "older than the project" in link.folder.text()

    again = page.window()
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    finish_reading(again)
    assert "unsaved" in again.session.graph
    assert (again.session.name, again.session.document.path) == ("mine", None)
    assert (path.read_bytes(), kept.read_bytes()) == before
    assert "unsaved" not in read_project(path).project.graph
    again.close()


def test_one_is_deleted_once_a_person_agrees(window, qtbot, monkeypatch):
    rescue(template("mlp").project(), None, "mlp")
    window.actions_["show_start_page"].trigger()
    page = window.documents.start_page

    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Cancel)
    qtbot.mouseClick(page.forget_buttons[0], Qt.MouseButton.LeftButton)
    assert len(recovered()) == 1
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Yes)
    qtbot.mouseClick(page.forget_buttons[0], Qt.MouseButton.LeftButton)

    assert recovered() == ()
    assert window.documents.start_page.kept == ()
