"""Whatever a person does, in whatever order: undo goes back, redo goes forth, and the window shows the document."""

from __future__ import annotations

import gc
import sys

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox

from netbuilder.project import Project, read_project, write_project
from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.canvas.wire import WireItem
from netbuilder.ui.window.main_window import MainWindow
from tests.gui.agreement import (
    Steps,
    assert_panels_are_the_document,
    assert_view_is_the_document,
    things_of,
    written,
)
from tests.gui.person import Person, told
from tests.networks import residual

STEPS = 50
EVERYDAY, LONG, PARTS = 120, 10_000, 8
SEEN = 16  # in one sequence of so many all panels are open; in the others those that a gesture needs
AGAIN = 32  # one sequence of so many is played again, and may leave nothing more behind each time
SEQUENCES = st.binary(min_size=4 * STEPS, max_size=4 * STEPS)  # four numbers a step, in one draw: that is quick


class Stage:
    """A window with some projects, the same at the start of every sequence."""

    def __init__(self, qtbot, qtlog, folder) -> None:
        self._qtbot, self._qtlog, self._file = qtbot, qtlog, folder / "kept.netb"
        self._raised: list[BaseException] = []
        self.failed = False
        sys.excepthook = lambda kind, error, trace: self._raised.append(error)
        self._window: MainWindow | None = None
        self._starts: list[Project] = []

    def open(self) -> None:
        """Makes the window anew: the first time, and after a sequence that failed."""
        self.close()
        window = self._window = MainWindow()
        window.resize(1000, 640)
        window.show()
        self._qtbot.waitExposed(window)
        window.documents.open_template("mlp")
        window.documents.open_template("cnn")
        window.documents.open(Project(residual()))
        window.documents.open_empty()
        QApplication.processEvents()
        self._starts = [workspace.session.project for workspace in window.documents.workspaces]
        self._raised.clear()
        self.person = Person(window, self._qtbot)

    def close(self) -> None:
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None
            QApplication.processEvents()

    def play(self, steps) -> None:
        """One sequence, and all that must hold after it."""
        if self._window is None:
            self.open()
        self.failed = True
        try:
            self._play(steps)
            if steps[0][2] % AGAIN == 0:
                self._play_again(steps)
            self.failed = False
        finally:
            if self.failed:
                self.close()

    def _play_again(self, steps) -> None:
        """What is made once for good, or goes after a moment, is no leak; what grows time after time is one."""
        before = things_of(self._window)
        for _ in range(3):
            self._play(steps)
            after = things_of(self._window)
            grown, before = after - before, after
            if not grown:
                return
        raise AssertionError(f"left over each time: {dict(grown)}")

    def _play(self, steps) -> None:
        window, number = self._window, steps[0][1] % len(self._starts)
        window.documents.tabs.setCurrentIndex(number)
        for dock in (window.docks.inspector, window.docks.panels):
            dock.setVisible(steps[0][3] % SEEN == 0)
        session, start = window.session, self._starts[number]
        stack, passed = session.undo_stack, Steps(session)
        before, warnings = written(start), len(self._qtlog.records)
        for gesture, *choice in steps:
            self.person.do(gesture, choice)
            self._raise()
        QApplication.processEvents()
        assert not window.workspace.view.is_dragging
        self._hold(window)
        after, end = written(session.project), stack.index()

        write_project(self._file, session.project)
        assert written(read_project(self._file).project) == after

        while stack.canUndo():
            stack.undo()
        assert written(session.project) == before
        self._hold(window)
        while stack.index() < end:
            stack.redo()
        assert written(session.project) == after
        self._hold(window)
        passed.close()
        self._leave(window, number)
        self._raise()
        assert [r.message for r in self._qtlog.records[warnings:] if not r.ignored] == []

    def _raise(self) -> None:
        """What was raised where Qt calls Python."""
        if self._raised:
            raise self._raised[0]

    def _hold(self, window) -> None:
        assert_view_is_the_document(window.workspace)
        assert_panels_are_the_document(window)

    def _leave(self, window, number: int) -> None:
        """Back to the start."""
        session = window.session
        session.document.project = self._starts[number]
        session.undo_stack.clear()
        window.docks.show_left("layers")
        window.docks.palette_panel.search.clear()
        session.select(list(session.graph.nodes)[:1])
        window.workspace.view.fit()
        session.select(())


@pytest.fixture
def stage(qtbot, qtlog, tmp_path, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_arguments: (2, True))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    made = Stage(qtbot, qtlog, tmp_path)
    yield made
    made.close()
    gc.collect()
    left = [thing for thing in gc.get_objects() if isinstance(thing, BlockItem | WireItem)]
    assert made.failed or not left  # what tells of a failure holds items


def run(stage: Stage, number: int, examples: int, phases=(Phase.generate, Phase.shrink)) -> None:
    """So many sequences, always the same for the same number."""

    @seed(number)
    @settings(
        max_examples=examples, phases=phases, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(SEQUENCES)
    def holds(sequence):
        steps = [tuple(sequence[i : i + 4]) for i in range(0, len(sequence), 4)]
        note(told(steps))
        stage.play(steps)

    holds()


@pytest.mark.parametrize("part", range(PARTS))
def test_after_random_gestures_undo_redo_saving_and_the_window_agree(part, stage):
    run(stage, part, EVERYDAY // PARTS)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_after_many_more_random_gestures_too(part, stage):
    run(stage, 1000 + part, LONG // PARTS)
