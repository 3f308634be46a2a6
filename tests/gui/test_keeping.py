"""What is not saved is kept step by step, and offered after whatever ended the program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from netbuilder.engine.snapshot import fresh
from netbuilder.files.lock import release_all
from netbuilder.project import Project, TrainedRun, read_project, template, write_project
from netbuilder.project.recovery import read_recovered, recovered, recovery_folder
from netbuilder.ui.window import commands
from netbuilder.ui.window.main_window import MainWindow
from tests.gui.conftest import finish_reading, open_template, opened
from tests.gui.test_code_editor import panel, put_cursor  # noqa: F401 (a fixture)

# The application, to which each line on its standard input is done in the window's thread, and its value printed.
PROGRAM = """
import json, sys, threading
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from netbuilder.ui import app
class Ear(QObject):
    heard = Signal(str)
    def do(self, line):
        try:
            told = eval(line, globals())
        except Exception as error:
            told = repr(error)
        print(json.dumps(told, default=str), flush=True)
def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
def typed(text):
    workspace = window.workspace
    workspace.show_panel("code")
    QTest.qWait(200)
    QTest.keyClicks(workspace.code.text, text)
def listen():
    for line in sys.stdin:
        ear.heard.emit(line)
def started(files, start=app.start):
    global window, ear
    application, window, collector = start(files)
    ear = Ear()
    ear.heard.connect(ear.do)
    threading.Thread(target=listen, daemon=True).start()
    return application, window, collector
app.start = started
sys.exit(app.main(sys.argv[1:]))
"""


class Program:
    """The application in a process of its own."""

    def __init__(self, *files) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *map(str, files)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, line: str):
        """What a line of Python is worth there."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def until(self, line: str):
        """The same, once it is true."""
        end = time.monotonic() + 60
        while not (told := self.ask(line)):
            assert time.monotonic() < end, line
            time.sleep(0.05)
        return told

    def end(self, number: int) -> str:
        """Ends it by a signal; what it said."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=60)[1]


@pytest.fixture
def program(request):
    """Starts the application."""
    made: list[Program] = []

    def start(*files) -> Program:
        made.append(Program(*files))
        return made[-1]

    yield start
    for one in made:
        if one.process.poll() is None:
            one.end(signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_what_was_open_is_offered_after_the_program_was_ended(number, program, tmp_path):
    path = tmp_path / "mine.netb"
    write_project(path, template("mlp").project())
    before = path.read_bytes()
    first = program(path)
    first.until("window.workspace is not None")
    first.ask("window.session.editing.rename('dense', 'renamed')")
    first.ask("window.documents.open_template('cnn') and 0")
    first.ask("typed('((')")
    text = first.ask("window.workspace.code.typed_text")
    first.until("all(w.keeper.path and w.keeper._task is None and not w.keeper._soon.isActive() "
                "for w in window.documents.workspaces)")  # fmt: skip
    first.end(number)
    os.utime(path, (time.time() + 60, time.time() + 60))  # saved by another since
    assert path.read_bytes() == before

    second = program()
    told = second.until("[l.name.text() + ' ' + l.folder.text() for l in window.documents.start_page.kept_links]")

    assert sorted(line.split()[0] for line in told) == ["cnn", "mine"]
    (mine,) = (line for line in told if line.startswith("mine"))
    assert "older than the project, which was saved" in mine
    second.ask("[click(l) for l in window.documents.start_page.kept_links] and 0")
    second.until("len(window.documents.workspaces) == 2 and not window.readings.is_going_on")
    names = second.ask("[sorted(w.session.graph.nodes) for w in window.documents.workspaces]")
    assert any("renamed" in nodes for nodes in names)
    assert text in second.ask("[w.code.typed_text for w in window.documents.workspaces]")
    assert second.ask("all(w.session.is_modified for w in window.documents.workspaces)")

    third = program()  # beside the second, which has them open
    third.until("window.isVisible()")
    assert third.ask("window.documents.start_page.kept") == []
    assert path.read_bytes() == before


def kept_soon(qtbot, count: int):
    """The kept projects once there are so many; the locks are taken away, as at the end of a process."""
    qtbot.waitUntil(lambda: len(list(recovery_folder().glob("*.netb"))) == count, timeout=3000)


def at_rest(qtbot, workspace):
    qtbot.waitUntil(lambda: workspace.keeper._task is None and not workspace.keeper._soon.isActive(), timeout=5000)


def test_a_step_is_kept_and_gone_once_it_is_undone(mlp, window, qtbot):
    mlp.editing.rename("dense", "other")
    kept_soon(qtbot, 1)
    (path,) = recovery_folder().glob("*.netb")
    assert "other" in read_project(path).project.graph

    mlp.undo_stack.undo()
    kept_soon(qtbot, 0)
    at_rest(qtbot, window.workspace)
    assert list(recovery_folder().iterdir()) == []


def test_many_steps_in_a_row_do_not_put_it_off(mlp, window, qtbot):
    window.workspace.keeper._soon.setInterval(50)
    mlp.editing.rename("dense", "name0")
    for i in range(20):
        mlp.editing.rename(f"name{i}", f"name{i + 1}")
        qtbot.wait(10)

    assert window.workspace.keeper.path is not None
    at_rest(qtbot, window.workspace)
    (path,) = recovery_folder().glob("*.netb")
    assert "name20" in read_project(path).project.graph


def test_it_goes_when_the_project_is_saved(mlp, window, qtbot, tmp_path, monkeypatch):
    mlp.editing.rename("dense", "other")
    kept_soon(qtbot, 1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "p.netb"), ""))

    window.actions_["save"].trigger()
    kept_soon(qtbot, 0)


def test_it_goes_when_the_project_is_closed_as_wanted_and_stays_where_it_is_not(mlp, window, qtbot, monkeypatch):
    mlp.editing.rename("dense", "other")
    kept_soon(qtbot, 1)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Cancel)
    window.documents.close_asked.emit(0)
    assert len(list(recovery_folder().glob("*.netb"))) == 1

    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    window.documents.close_asked.emit(0)
    assert list(recovery_folder().iterdir()) == []


def test_what_is_open_here_is_offered_neither_here_nor_in_another_window(mlp, window, qtbot):
    mlp.editing.rename("dense", "other")
    kept_soon(qtbot, 1)
    assert recovered() == ()

    release_all()
    assert len(recovered()) == 1


def test_typed_code_that_does_not_read_is_kept_and_put_back(panel, mlp, window, qtbot):  # noqa: F811
    put_cursor(panel, "Dense(64")
    qtbot.keyClicks(panel.text, "((")
    text = panel.text.toPlainText()
    kept_soon(qtbot, 1)
    at_rest(qtbot, window.workspace)
    release_all()
    (one,) = recovered()
    assert read_recovered(one)[1] == text

    again = MainWindow()
    qtbot.addWidget(again)
    again.show()
    qtbot.mouseClick(again.documents.start_page.kept_links[0], Qt.MouseButton.LeftButton)
    finish_reading(again)
    code = again.workspace.code
    assert code.typed_text == text
    qtbot.waitUntil(lambda: bool(code.text.marks))
    qtbot.keyClick(code.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "layers.Dense(64" in code.text.toPlainText()
    assert not code.is_waiting
    window.workspace.keeper.close(is_wanted=False)
    again.close()


def trained(project: Project) -> TrainedRun:
    return TrainedRun(fresh(project.graph, project.training), project.data, {"loss": [1.0]}, number=1)


def test_weights_that_are_new_are_written_once_and_come_back(mlp, window, qtbot):
    mlp.document.run = run = trained(mlp.project)
    mlp.editing.rename("dense", "other")
    at_rest(qtbot, window.workspace)
    (weights,) = recovery_folder().glob("*.run")
    before = weights.stat().st_mtime_ns
    mlp.editing.rename("other", "another")
    at_rest(qtbot, window.workspace)

    assert weights.stat().st_mtime_ns == before
    release_all()
    found, _ = read_recovered(recovered()[0])
    assert "another" in found.project.graph
    np.testing.assert_array_equal(
        found.run.snapshot.weights["dense", "kernel"], run.snapshot.weights["dense", "kernel"]
    )


@pytest.mark.parametrize("changed", [False, True])
def test_weights_in_the_own_file_are_read_from_there_while_it_is_as_it_was(changed, window, qtbot, tmp_path):
    path, project = tmp_path / "mine.netb", template("mlp").project()
    run = trained(project)
    write_project(path, project, run)
    session = opened(window, path).session
    session.editing.rename("dense_1", "other")
    kept_soon(qtbot, 1)
    at_rest(qtbot, window.workspace)
    assert not list(recovery_folder().glob("*.run"))
    if changed:
        write_project(path, project)
    release_all()

    found, _ = read_recovered(recovered()[0])

    assert (found.run is None) == changed
    assert [str(path) in str(notice) for notice in found.notices] == [True] * changed


def test_where_nothing_can_be_kept_it_is_told_once_and_the_window_goes_on(window, qtbot):
    recovery_folder().parent.mkdir(parents=True, exist_ok=True)
    recovery_folder().write_text("in the way")
    mlp = open_template(window, "mlp")
    told: list[str] = []
    window.status.messageChanged.connect(told.append)

    mlp.editing.rename("dense", "other")
    qtbot.waitUntil(lambda: any("cannot be kept" in text for text in told), timeout=3000)
    mlp.editing.rename("other", "another")
    at_rest(qtbot, window.workspace)

    assert len([text for text in told if "cannot be kept" in text]) == 1


def test_a_window_that_nobody_closed_keeps_the_last_step_and_what_the_run_has_learned(mlp, window, qtbot):
    commands.training.train(window)
    qtbot.waitUntil(lambda: len(mlp.trainer.record.steps) > 3, timeout=20_000)
    mlp.editing.rename("dense_1", "last")
    window.let_go()
    release_all()

    (one,) = recovered()
    found, _ = read_recovered(one)
    assert "last" in found.project.graph
    assert found.run.snapshot.optimizer.iteration > 3
    assert [run.outcome for run in found.runs] == ["stopped"]
