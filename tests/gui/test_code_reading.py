"""Typed code is read off the window's thread: what happens meanwhile, a stop, the newest text, a tab that is closed."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QGuiApplication

from netbuilder.data import DataSettings
from netbuilder.errors import Fault
from netbuilder.files.reading import step
from netbuilder.graph import Graph, Node
from netbuilder.layers import Dense, Input
from netbuilder.project import Project
from netbuilder.ui.panels import code_reading
from tests.gui.conftest import finish_reading
from tests.gui.test_code_editor import panel, put_cursor, type_over  # noqa: F401 (a fixture)


class Gate:
    """Lets a piece of work begin in its thread, and go on when it is opened; until then it can be stopped."""

    def __init__(self, monkeypatch, name: str) -> None:
        self.threads, self._open, real = [], threading.Event(), getattr(code_reading, name)

        def waiting(*arguments):
            self.threads.append(QThread.currentThread())
            while not self._open.wait(0.005):
                step()
            return real(*arguments)

        monkeypatch.setattr(code_reading, name, waiting)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate(panel, monkeypatch):  # noqa: F811
    return Gate(monkeypatch, "read_text")


def begun(qtbot, gate, times=1):
    qtbot.waitUntil(lambda: len(gate.threads) >= times)


def test_it_is_read_in_another_thread_and_told_with_a_stop(panel, gate, mlp, window, qtbot):  # noqa: F811
    before = mlp.project
    type_over(qtbot, panel, "Dense(64", "Dense(256")
    begun(qtbot, gate)
    assert window.thread() not in gate.threads

    qtbot.waitUntil(panel.stop_button.isVisible)
    qtbot.mouseClick(panel.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(panel.text.marks))
    assert "stopped" in panel.text.marks[0].text
    assert mlp.project is before
    assert "Dense(256" in panel.text.toPlainText()
    assert not panel.stop_button.isVisible()

    gate.open()
    type_over(qtbot, panel, "Dense(256", "Dense(128")
    qtbot.waitUntil(lambda: mlp.graph["dense"].layer.units == 128)
    assert not panel.text.marks


def test_of_what_is_typed_while_it_is_read_the_newest_counts_as_one_step(panel, gate, mlp, qtbot):  # noqa: F811
    steps = mlp.undo_stack.count()
    type_over(qtbot, panel, "Dense(64", "Dense(256")
    begun(qtbot, gate)
    type_over(qtbot, panel, "Dense(256", "Dense(32")
    begun(qtbot, gate, 2)
    gate.open()
    qtbot.waitUntil(lambda: mlp.graph["dense"].layer.units == 32)

    assert mlp.undo_stack.count() == steps + 1


def test_text_that_is_as_it_was_again_changes_nothing(panel, gate, mlp, qtbot):  # noqa: F811
    before, text = mlp.project, panel.text.toPlainText()
    type_over(qtbot, panel, "Dense(64", "Dense(25")
    begun(qtbot, gate)
    type_over(qtbot, panel, "Dense(25", "Dense(64")
    gate.open()
    qtbot.waitUntil(lambda: not panel._work.is_going_on and not panel._reader.isActive())

    assert panel.text.toPlainText() == text
    assert mlp.project is before


def test_it_is_taken_over_into_what_the_network_has_become_meanwhile(panel, gate, mlp, qtbot):  # noqa: F811
    type_over(qtbot, panel, "Dense(64", "Dense(256")
    begun(qtbot, gate)
    mlp.editing.set_note("dense_1", "the answer")
    mlp.change("x", mlp.project.replace(training=mlp.project.training.replace(seed=7)))
    gate.open()
    qtbot.waitUntil(lambda: mlp.graph["dense"].layer.units == 256)

    assert mlp.graph["dense_1"].note == "the answer"
    assert mlp.project.training.seed == 7


@pytest.mark.parametrize("end", ["tab", "window", "anew", "undo"])
def test_what_ends_it_in_the_middle_leaves_the_network_as_it_is(end, panel, gate, mlp, window, qtbot):  # noqa: F811
    """That no thread goes on is asked after every test."""
    mlp.editing.set_note("dense", "first")
    qtbot.waitUntil(lambda: not panel._work.is_going_on)
    type_over(qtbot, panel, "Dense(64", "Dense(256")
    begun(qtbot, gate)
    if end == "tab":
        window.actions_["close_tab"].trigger()
    elif end == "window":
        window.close()
    elif end == "anew":
        panel.write_anew()
    else:
        mlp.undo_stack.undo()
    gate.open()
    qtbot.wait(100)

    assert mlp.graph["dense"].layer.units == (256 if end == "undo" else 64)


def test_a_script_that_looks_into_a_table_is_written_in_another_thread(window, mlp, qtbot, monkeypatch, tmp_path):
    (tmp_path / "own.csv").write_text(
        ",".join(f"c{i}" for i in range(784)) + ",kind\n" + ("1," * 784 + "0\n" + "2," * 784 + "1\n") * 9
    )
    gate, code = Gate(monkeypatch, "keras_script"), window.workspace.code
    mlp.change("x", mlp.project.replace(data=DataSettings(path=str(tmp_path / "own.csv"))))
    window.workspace.show_panel("code")
    begun(qtbot, gate)
    assert window.thread() not in gate.threads
    qtbot.mouseClick(code.copy_button, Qt.MouseButton.LeftButton)

    mlp.editing.rename("dense", "hidden")  # the newest network counts here too
    gate.open()
    qtbot.waitUntil(lambda: 'name="hidden"' in code.text.toPlainText())
    assert "own.csv" in code.text.toPlainText()
    assert 'name="hidden"' in QGuiApplication.clipboard().text()


def test_pasted_text_is_looked_at_in_another_thread_and_no_script_is_nothing(window, qtbot, monkeypatch):
    from netbuilder.formats import script_reading

    threads, looks = [], script_reading.looks_like_script
    monkeypatch.setattr(
        script_reading, "looks_like_script", lambda text: threads.append(QThread.currentThread()) or looks(text)
    )
    QGuiApplication.clipboard().setText("x = 1\n" * 2000)
    window.actions_["paste"].trigger()
    finish_reading(window)

    assert threads
    assert window.thread() not in threads
    assert not window.documents.workspaces
    QGuiApplication.clipboard().setText("x = 1\n" * 200_000)
    window.actions_["paste"].trigger()
    assert "more than 1,000,000 characters" in window.statusBar().currentMessage()


def test_inputs_that_nothing_reads_yet_are_no_script_and_no_fault():
    drawn = Graph.of([Node("a", Input((4,))), Node("b", Input((4,))), Node("y", Dense(2))])
    text = code_reading.source_of(Project(drawn), "drawn")

    assert text.startswith("# There is no script while the network has problems")
    with pytest.raises(Fault, match="no output"):
        code_reading.script_of(Project(drawn.without(["y"])), "drawn")
