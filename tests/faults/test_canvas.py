"""What goes wrong on a canvas: gestures that lose their block, names that nobody expects, errors while drawing."""

# ruff: noqa: F811 (fixtures of the windows' tests are used here)
from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from netbuilder.graph import Graph, Node, Port, serial
from netbuilder.graph.serial import graph_to_json
from netbuilder.layers import Dense
from netbuilder.ui import hooks
from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.session.clipboard import copy_blocks
from netbuilder.ui.window import commands
from tests.gui.conftest import clean, hand, mlp, type_into, window  # noqa: F401 (fixtures)
from tests.gui.test_canvas import assert_view_is_the_graph

LONG = "x" * 10_000
NAMES = ['say "x"', "it's", "two\nlines", "🙂", "\u202eabc", "a\u200bb", LONG, '");import os#', "class", ""]


def test_a_random_walk_of_edits_and_back_leaves_view_and_graph_alike(mlp, window, hand):
    """Row 46; the long walk is among the random gestures."""
    start = graph_to_json(mlp.graph)
    for name in ("dense", "flatten"):
        mlp.select({name})
        hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert_view_is_the_graph(window)
    mlp.select({"dense"})
    hand.key(Qt.Key.Key_Delete)
    assert_view_is_the_graph(window)
    while mlp.undo_stack.canUndo():
        mlp.undo_stack.undo()
        assert_view_is_the_graph(window)

    assert graph_to_json(mlp.graph) == start


@pytest.mark.parametrize("gesture", ["wire", "move", "input"])
def test_deleting_a_block_ends_the_gesture_that_holds_it(gesture, mlp, window, hand):
    """Row 47."""
    places = {"wire": hand.output_port, "move": hand.block, "input": hand.input_port}
    hand.drag(places[gesture]("dense"), hand.at(420, 200), release=False)
    mlp.select({"dense"})
    window.actions_["delete"].trigger()
    after = mlp.project

    assert not hand.view.is_dragging
    hand.release(hand.at(420, 200))
    assert mlp.project is after
    assert "dense" not in mlp.graph
    assert_view_is_the_graph(window)


def test_five_thousand_pasted_blocks_are_one_step_and_one_undo(window):
    """Row 49."""
    window.documents.open_empty()
    session = window.session
    copy_blocks(
        Graph.of(
            Node(f"d{i}", Dense(3), (Port(f"d{i - 1}"),) if i else (), (i % 70 * 240.0, i // 70 * 92.0))
            for i in range(5000)
        )
    )
    window.actions_["paste"].trigger()

    assert len(session.graph) == len(window.workspace.view.canvas.blocks) == 5000
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert not session.graph.nodes
    assert not window.workspace.view.canvas.blocks


def test_more_blocks_than_a_project_can_keep_are_refused_when_they_are_pasted(mlp, window, monkeypatch):
    monkeypatch.setattr(serial, "MOST_NODES", len(mlp.graph) + 1)
    refused = []
    mlp.refused.connect(refused.append)
    copy_blocks(Graph.of([Node("a", Dense(3)), Node("b", Dense(3), (Port("a"),))]))
    before = mlp.graph

    window.actions_["paste"].trigger()

    assert mlp.graph is before
    assert "at most 4 can be kept" in str(refused[0])


@pytest.mark.parametrize("name", NAMES, ids=["quote", "apostrophe", "newline", "emoji", "rtl", "zero width", "long",
                                             "code", "keyword", "empty"])  # fmt: skip
def test_a_name_that_cannot_be_is_refused_where_it_is_typed(name, mlp, window, qtbot):
    """Row 50."""
    before = mlp.project
    mlp.select({"dense"})
    inspector = window.workspace.inspector.block
    inspector.name.setFocus()
    inspector.name.setText(name)  # as an input method or the clipboard does
    qtbot.keyClick(inspector.name, Qt.Key.Key_Return)

    assert mlp.project is before
    said = inspector._name_error.text()
    assert (said and len(said) < 400 and "\u202e" not in said) or inspector.name.text() == "dense"


@pytest.mark.parametrize("name", ["残差", "слой_1", "x" * 64])
def test_a_name_in_any_script_is_taken_and_shown(name, mlp, window, hand):
    """Row 50."""
    mlp.editing.rename("dense", name)

    assert name in mlp.graph
    assert not hand.view.grab().isNull()
    assert_view_is_the_graph(window)


@pytest.mark.parametrize(("place", "method"), [(BlockItem, "_paint_text"), (BlockItem, "_paint_ports")])
def test_an_error_while_drawing_is_logged_once_and_the_window_lives(
    place,
    method,
    mlp,
    window,
    hand,
    monkeypatch,
    caplog,
):
    """Row 51."""
    caplog.set_level(logging.ERROR, "netbuilder")
    drawn = []

    def broken(*_arguments):
        drawn.append(method)
        raise RuntimeError("no colour")

    with monkeypatch.context() as patched:
        patched.setattr(place, method, broken)
        hooks.teller.blockSignals(True)  # the fixture fails a test in which something was told
        for _ in range(3):
            hand.view.canvas.repaint_all()
            hand.view.grab()
        hooks.teller.blockSignals(False)
    mlp.editing.rename("dense", "still_alive")

    assert len(drawn) >= 3
    assert ["no colour" in record.message for record in caplog.records] == [True]
    assert "still_alive" in mlp.graph
    assert_view_is_the_graph(window)


@pytest.mark.parametrize("text", ["0", "-1", "1e308", "1,5", "٣", "9" * 400, "nan"])
def test_a_number_that_cannot_be_is_told_beside_its_field(text, mlp, window, qtbot):
    """Row 52."""
    before = mlp.project
    mlp.select({"dense"})
    row = window.workspace.inspector.block.form.row("units")
    type_into(qtbot, row.editor, text)

    assert row.error.text() or mlp.graph["dense"].layer.units == 3
    assert mlp.project is before or mlp.graph["dense"].layer.units == 3
    assert not window.isHidden()


@pytest.mark.parametrize("answer", ["Cancel", "Discard"])
def test_closing_the_window_while_it_trains_asks_and_obeys(answer, mlp, window, qtbot, monkeypatch):
    """Row 53."""
    asked = []
    wanted = QMessageBox.StandardButton[answer]

    def told(box):
        asked.append(box.text())
        return wanted if len(asked) == 1 else QMessageBox.StandardButton.Discard

    monkeypatch.setattr(QMessageBox, "exec", told)
    mlp.change("epochs", mlp.project.replace(training=mlp.project.training.replace(epochs=500)))
    commands.training.train(window)
    qtbot.waitUntil(lambda: bool(mlp.trainer.record and mlp.trainer.record.steps), timeout=20_000)
    closed = window.close()
    QApplication.processEvents()

    assert "being trained" in asked[0]
    assert closed == (answer == "Discard")
    assert mlp.trainer.is_running == (answer == "Cancel")
