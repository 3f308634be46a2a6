"""Blocks that hold networks: looked into and edited in place, kept in the palette, dragged to other networks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox

from netbuilder.errors import Fault
from netbuilder.graph import Functional, check
from netbuilder.project import my_blocks
from netbuilder.ui.panels.palette import BLOCK
from tests.gui.test_canvas import assert_view_is_the_graph
from tests.networks import mlp, residual

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
BRANCH = ["a", "norm", "add", "relu"]


@pytest.fixture
def session(window):
    """A residual network, one part of which is a block."""
    window.documents.open_empty()
    made = window.session
    made.edit("residual", residual())
    made.editing.tidy()
    made.select(BRANCH)
    window.actions_["group_blocks"].trigger()
    QApplication.processEvents()
    return made


def double_click(hand, place):
    left = Qt.MouseButton.LeftButton
    hand.click(place)
    where = (QPointF(place), QPointF(hand.port.mapToGlobal(place)))
    event = QMouseEvent(QEvent.Type.MouseButtonDblClick, *where, left, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(hand.port, event)
    hand.release(place)


def answer(text: str) -> None:
    """Types into the next dialog that asks for a text."""

    def type_it():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue(text)
        dialog.accept()

    QTimer.singleShot(0, type_it)


def keep(window, session, text="Residual unit"):
    session.select({"block"})
    answer(text)
    window.actions_["keep_block"].trigger()


def row_of(window, name):
    rows = window.docks.palette_panel.list
    return next(rows.item(i) for i in range(rows.count()) if rows.item(i).data(BLOCK) == name)


# -- looking into a block --------------------------------------------------------------------------------


def test_a_double_click_looks_into_a_block_and_a_step_of_the_way_leads_back(session, window, hand):
    hand.view.show_block("block")
    double_click(hand, hand.block("block"))

    assert session.place == ("block",)
    assert set(BRANCH) < set(session.graph.nodes)
    assert hand.view.breadcrumbs.isVisible()
    assert hand.view.breadcrumbs.names()[1:] == ["block"]
    assert_view_is_the_graph(window)
    first = hand.view.breadcrumbs.layout().itemAt(0).widget()
    first.click()
    assert session.place == ()
    assert not hand.view.breadcrumbs.isVisible()
    assert_view_is_the_graph(window)


def test_what_is_edited_inside_changes_the_block_and_undo_takes_it_back(session, window, hand, qtbot):
    whole = session.project.graph
    session.select({"block"})
    hand.key(KEY.Key_Down, CTRL)
    assert session.place == ("block",)
    session.select({"norm"})
    hand.key(KEY.Key_Backspace, CTRL)  # delete and reconnect

    assert "norm" not in session.graph
    assert "norm" not in session.project.graph["block"].layer.graph
    assert not check(session.project.graph).errors
    assert_view_is_the_graph(window)
    session.undo_stack.undo()
    assert check(session.project.graph) == check(whole)
    assert "norm" in session.graph
    hand.key(KEY.Key_Up, CTRL)
    assert session.place == ()
    assert session.selection == {"block"}


def test_undoing_the_block_itself_leads_out_of_it(session, window, hand):
    session.select({"block"})
    window.actions_["enter_block"].trigger()
    session.undo_stack.undo()

    assert session.place == ()
    assert "norm" in session.project.graph
    assert_view_is_the_graph(window)


def test_a_block_without_its_output_is_refused_and_said(session, window, hand):
    session.enter("block")
    said = []
    session.refused.connect(said.append)
    before = session.project
    session.select(session.graph.nodes)
    hand.key(KEY.Key_Delete)

    assert said
    assert session.project is before
    assert_view_is_the_graph(window)


def test_a_problem_inside_is_shown_inside_with_its_repairs(session, window, hand):
    session.enter("block")
    session.select({"a"})
    session.editing.delete()

    assert any(problem.node == "norm" for problem in session.problems)
    assert any(problem.node == "block" for problem in session.all_problems)
    (problem,) = [problem for problem in session.problems if problem.node == "norm"]
    session.apply(session.repairs(problem)[0])
    assert not session.report.errors


def test_shapes_inside_are_those_that_really_reach_the_block(session, window, hand):
    session.enter("block")
    inside = session.report.shapes["relu"]
    session.leave()

    assert session.report.shapes["block"] == inside


# -- my blocks -------------------------------------------------------------------------------------------


def test_a_kept_block_stands_in_the_palette_and_enter_appends_it(session, window, hand, qtbot):
    keep(window, session)
    item = row_of(window, "Residual unit")
    layer = session.graph["block"].layer
    session.select({"block"})
    window.docks.palette_panel.list.setCurrentItem(item)
    window.docks.palette_panel.list.setFocus()
    qtbot.keyClick(window.docks.palette_panel.list, KEY.Key_Return)

    assert session.graph["residual_unit"].layer == layer
    assert session.graph["residual_unit"].inputs[0].node == "block"


def test_a_kept_block_is_found_by_its_name(session, window, qtbot):
    keep(window, session)
    window.docks.palette_panel.search.setText("residual un")

    assert not row_of(window, "Residual unit").isHidden()


def test_a_kept_block_is_dragged_onto_a_wire_of_another_network(session, window, hand):
    keep(window, session)
    data = window.docks.palette_panel.list.mimeData([row_of(window, "Residual unit")])
    window.documents.open_template("cnn")
    QApplication.processEvents()
    hand.view.set_zoom(1.0)
    place = hand.at(400, 40)
    options = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(hand.port, QDragEnterEvent(place, *options))
    QApplication.sendEvent(hand.port, QDragMoveEvent(place, *options))
    QApplication.sendEvent(hand.port, QDropEvent(QPointF(place), *options))

    assert isinstance(window.session.graph["residual_unit"].layer, Functional)


def test_several_blocks_are_kept_as_one_and_the_network_stays_as_it_is(session, window):
    before = session.project
    session.select({"pool", "mean"})
    answer("Head")
    window.actions_["keep_block"].trigger()

    assert [block.name for block in my_blocks.kept()] == ["Head"]
    assert session.project is before


def test_a_kept_block_is_renamed_and_deleted_by_key(session, window, qtbot, monkeypatch):
    keep(window, session)
    rows = window.docks.palette_panel.list
    rows.setCurrentItem(row_of(window, "Residual unit"))
    answer("Unit")
    qtbot.keyClick(rows, KEY.Key_F2)
    assert [block.name for block in my_blocks.kept()] == ["Unit"]
    rows.setCurrentItem(row_of(window, "Unit"))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Ok)
    qtbot.keyClick(rows, KEY.Key_Delete)

    assert my_blocks.kept() == ()
    assert "block" in session.graph


@pytest.mark.parametrize("name", ["../x", "a/b\\c", "con", "残差", "🙂", "`$(rm)`"])
def test_any_printable_name_can_be_kept_and_makes_a_file_in_the_folder(name):
    my_blocks.keep(name, Functional(mlp()))

    assert [block.name for block in my_blocks.kept()] == [name]
    assert [file.parent for file in my_blocks.folder().parent.rglob("*.json")] == [my_blocks.folder()]


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 61, "\u202eabc"])
def test_a_name_that_cannot_be_shown_is_refused(name):
    with pytest.raises(Fault, match="1 to 60 printable characters"):
        my_blocks.keep(name, Functional(mlp()))

    assert my_blocks.kept() == ()


@pytest.mark.parametrize(
    "bad", [b"", b"[]", b"{", b'{"kind": "netbuilder-block", "name": 3}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_file_that_is_no_block_is_passed_over_and_stays(bad):
    my_blocks.keep("good", Functional(mlp()))
    file = my_blocks.folder() / "0.json"
    file.write_bytes(bad)

    assert [block.name for block in my_blocks.kept()] == ["good"]
    assert file.read_bytes() == bad
