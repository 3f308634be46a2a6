"""Several blocks become one, are opened again, and stand in a row: from the menu, with undo."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QInputDialog

from netbuilder.graph import Functional, check
from tests.networks import residual


def opened(window):
    window.documents.open_empty()
    session = window.session
    session.edit("residual", residual())
    return session


def test_selected_blocks_become_one_and_come_back(window):
    session = opened(window)
    before = session.graph
    session.select(["a", "norm", "add", "relu"])

    window.actions_["group_blocks"].trigger()

    assert isinstance(session.graph["block"].layer, Functional)
    assert session.selection == {"block"}
    assert not session.report.errors
    window.actions_["ungroup_blocks"].trigger()
    assert set(session.graph.nodes) == set(before.nodes)
    assert session.selection == {"a", "norm", "add", "relu"}
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.graph == before


def test_what_cannot_be_one_block_is_said_and_nothing_changes(window):
    session = opened(window)
    session.select(["a", "add"])
    said = []
    session.refused.connect(said.append)

    window.actions_["group_blocks"].trigger()

    assert "norm" in str(said[0])
    assert "block" not in session.graph


def test_a_stage_is_repeated(window):
    session = opened(window)
    session.select(["a", "norm", "add", "relu"])
    window.actions_["group_blocks"].trigger()

    def answer():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        dialog.setIntValue(3)
        dialog.accept()

    QTimer.singleShot(0, answer)
    window.actions_["repeat_block"].trigger()

    assert {"block", "block_1", "block_2"} <= set(session.graph.nodes)
    assert not check(session.graph).errors
