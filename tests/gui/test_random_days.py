"""Whatever a person does in a whole window, in whatever order: nothing breaks, and all that is shown is true."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox

from netbuilder.data import DataSettings
from netbuilder.engine.settings import TrainingSettings
from netbuilder.layers import Dense, Input
from netbuilder.project import Project
from netbuilder.ui import hooks
from netbuilder.ui.looks.language import SOURCE, language
from netbuilder.ui.looks.theme import theme
from netbuilder.ui.window.main_window import MainWindow
from tests.gui.agreement import assert_panels_are_the_document, assert_view_is_the_document, things_of, written
from tests.gui.wanderer import Wanderer, told_of
from tests.networks import chain, residual

STEPS = 40
EVERYDAY, LONG, PARTS = 6, 1600, 8
PATIENCE = 60.0  # seconds until what goes on has ended
SEQUENCES = st.binary(min_size=4 * STEPS, max_size=4 * STEPS)
SMALL = Project(
    chain(Input((4,)), Dense(8, "relu"), Dense(3, "softmax")),
    TrainingSettings(epochs=3, batch_size=32, validation_split=0.2),
    DataSettings(source="iris", scaling="standardize"),
)


class Days:
    """One window after the other, each with two projects, one of them small enough to be trained at once."""

    def __init__(self, qtbot, qtlog, folder) -> None:
        self._qtbot, self._qtlog, self._folder = qtbot, qtlog, folder
        self._raised: list[object] = []
        sys.excepthook = lambda kind, error, trace: self._raised.append(error)
        hooks.teller.happened.connect(self._raised.append)

    def play(self, steps) -> None:
        """One sequence in a window of its own, and all that must hold after it."""
        for file in self._folder.iterdir():
            file.unlink()
        warnings = len(self._qtlog.records)
        window = MainWindow()
        window.resize(1200, 760)
        window.show()
        self._qtbot.waitExposed(window)
        person = Wanderer(window, self._qtbot, self._folder)
        try:
            window.documents.open(Project(residual()))
            window.documents.open(SMALL)
            for gesture, *choice in steps:
                person.do(gesture, choice)
                self._raise()
            self._rest(window)
            for workspace in list(window.documents.workspaces):
                self._hold(window, workspace)
            self._raise()
        finally:
            person.closer.stop()
            window.close()
            window.let_go()
            things_of(window)
            window.deleteLater()
            QApplication.processEvents()
            theme.choose("light")
            language.choose(SOURCE)
        self._raise()
        assert [r.message for r in self._qtlog.records[warnings:] if not r.ignored] == []

    def _raise(self) -> None:
        if self._raised:
            raised, self._raised = self._raised[0], []
            raise raised if isinstance(raised, BaseException) else AssertionError(raised)

    def _rest(self, window) -> None:
        """Until all that goes on has ended."""
        end = time.monotonic() + PATIENCE
        while True:
            going = [what for workspace in window.documents.workspaces for what in _going_on(workspace)]
            going += ["readings"] * window.readings.is_going_on
            if not going:
                break
            assert time.monotonic() < end, f"without end: {going}"
            for workspace in window.documents.workspaces:
                if workspace.session.trainer.is_running:
                    workspace.session.trainer.stop()
            QTest.qWait(10)
        QApplication.processEvents()

    def _hold(self, window, workspace) -> None:
        """What is shown is what the document says; all can be undone, and done again."""
        window.documents.show_project(workspace)
        QTest.qWait(0)
        session, stack = workspace.session, workspace.session.undo_stack
        self._agree(window)
        after, end = written(session.project), stack.index()
        stack.setIndex(0)
        QApplication.processEvents()
        self._agree(window)
        while stack.index() < end:
            stack.redo()
        assert written(session.project) == after
        QApplication.processEvents()
        self._agree(window)
        tabs = window.documents.tabs
        assert tabs.currentIndex() == window.documents.workspaces.index(workspace)
        assert session.name in tabs.tabText(tabs.currentIndex()).replace("&&", "&")

    def _agree(self, window) -> None:
        assert not window.workspace.view.is_dragging
        assert_view_is_the_document(window.workspace)
        assert_panels_are_the_document(window)


def _going_on(workspace) -> list[str]:
    session = workspace.session
    return (
        ["training"] * session.trainer.is_running
        + ["loading"] * session.loader.is_loading
        + ["choosing"] * workspace.data.is_busy
        + ["evaluating"] * workspace.evaluate.is_busy
    )


@pytest.fixture
def days(qtbot, qtlog, tmp_path, monkeypatch):
    saved = iter(range(10**6))
    folder = tmp_path / "files"
    folder.mkdir()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_arguments, **_names: (2, True))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_arguments, **_names: (f"block {next(saved)}", True))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_n: (str(folder / f"mine{next(saved)}.netb"), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments, **_names: ("", ""))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    made = Days(qtbot, qtlog, folder)
    yield made
    hooks.teller.happened.disconnect(made._raised.append)


def run(days: Days, number: int, examples: int, phases=(Phase.generate, Phase.shrink)) -> None:
    """So many sequences, always the same for the same number."""

    @seed(number)
    @settings(
        max_examples=examples, phases=phases, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(SEQUENCES)
    def holds(sequence):
        steps = [tuple(sequence[i : i + 4]) for i in range(0, len(sequence), 4)]
        note(told_of(steps))
        days.play(steps)

    holds()


@pytest.mark.parametrize("part", range(2))
def test_after_a_random_day_all_that_is_shown_is_true(part, days):
    run(days, part, EVERYDAY // 2, (Phase.generate,))


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_after_many_more_random_days_too(part, days):
    run(days, 1000 + part, LONG // PARTS, (Phase.generate,))
