"""Blocks that hold blocks: opened and left by mouse, key and button, and edited inside, with undo across levels."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from netbuilder.graph import Functional, Graph, Node, Port
from netbuilder.layers import Dense, Input
from netbuilder.layers.regularization import Dropout
from netbuilder.project import Project
from netbuilder.ui.canvas.painting import WAY_IN
from netbuilder.ui.help.layers import LayerHelp
from tests.gui.agreement import assert_view_is_the_document

CTRL, KEY = Qt.KeyboardModifier.ControlModifier, Qt.Key


def chain():
    layers = {"image": Input((8,)), "a": Dense(8), "b": Dropout(0.1), "c": Dense(8), "classes": Dense(3, "softmax")}
    names = list(layers)
    reads = [(), *((Port(name),) for name in names)]
    return Graph.of(Node(name, layers[name], ports) for name, ports in zip(names, reads, strict=False))


@pytest.fixture
def session(window):
    """A chain of which the middle is one block."""
    window.documents.open(Project(chain()))
    window.session.select({"a", "b", "c"})
    window.actions_["group_blocks"].trigger()
    QApplication.processEvents()
    window.workspace.view.setFocus()
    return window.session


def way_in(hand, name: str = "block") -> QPoint:
    item = hand.view.canvas.blocks[name]
    return hand.view.mapFromScene(item.pos() + WAY_IN.center())


def test_a_click_on_open_opens_and_a_click_on_go_up_leads_back_to_the_block(session, hand, qtbot):
    hand.click(way_in(hand))

    assert session.place == ("block",)
    qtbot.mouseClick(hand.view.breadcrumbs.way_out, Qt.MouseButton.LeftButton)
    assert session.place == ()
    assert session.selection == {"block"}


def test_a_drag_that_begins_on_open_moves_the_block(session, hand):
    before = session.graph["block"].position
    hand.drag(way_in(hand), way_in(hand) + QPoint(80, 0))

    assert session.place == ()
    assert session.graph["block"].position != before


def test_return_opens_it_and_ctrl_up_leads_back_to_where_one_looked(session, hand):
    hand.view.pan_by(QPoint(70, 40))
    before = hand.view.look()
    session.select({"block"})
    hand.key(KEY.Key_Return)
    assert session.place == ("block",)
    hand.key(KEY.Key_Up, CTRL)

    assert session.place == ()
    now = hand.view.look()
    assert now.zoom == before.zoom
    assert (now.middle - before.middle).manhattanLength() < 2


def test_the_way_stays_in_the_corner_however_the_paper_is_moved(session, hand, window):
    session.enter("block")
    crumbs = hand.view.breadcrumbs
    corner = crumbs.mapTo(window, QPoint())
    hand.drag(QPoint(200, 90), QPoint(60, 40), button=Qt.MouseButton.MiddleButton)
    hand.wheel(QPoint(120, 90), 2)
    hand.key(KEY.Key_F)

    assert crumbs.isVisible()
    assert crumbs.mapTo(window, QPoint()) == corner
    assert crumbs.width() > 100
    assert not any(
        crumbs.geometry().intersects(hand.view.mapFromScene(item.sceneBoundingRect()).boundingRect())
        for item in hand.view.canvas.blocks.values()
    )


def test_a_deep_way_with_long_names_stays_within_the_canvas(session, hand, window):
    for depth in range(5):
        session.enter(next(name for name, node in session.graph.nodes.items() if isinstance(node.layer, Functional)))
        name = session.graph.order[1]
        session.select({name})
        window.actions_["group_blocks"].trigger()
        (made,) = session.selection
        session.editing.rename(made, f"{'long_' * 12}{depth}")
    crumbs = hand.view.breadcrumbs

    assert len(session.place) == 5
    assert QRect(QPoint(), hand.view.size()).contains(crumbs.geometry())
    crumbs.layout().itemAt(2).widget().click()
    assert session.place == ()


def test_inside_each_input_stands_above_what_reads_it(session, hand, window):
    session.enter("block")
    graph = session.graph

    for name in graph.input_names:
        assert all(graph[name].position[1] < graph[reader].position[1] for reader, _ in graph.consumers[name])
    hand.key(KEY.Key_L)
    assert_view_is_the_document(window.workspace)


def test_the_inspector_has_a_button_that_opens_it(session, window, qtbot):
    session.select({"block"})
    button = window.workspace.inspector.block.open
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert session.place == ("block",)
    session.select({"b"})
    assert not button.isVisible()


def test_its_help_tells_what_it_holds(session, hand, window):
    session.select({"block"})
    hand.view.setFocus()
    window.actions_["show_layer_help"].trigger()
    text = window.findChild(LayerHelp).view.toPlainText()

    assert "Inside" in text
    assert all(name in text for name in session.graph["block"].layer.graph.nodes)


def test_undo_from_outside_shows_what_it_changed_inside(session, hand):
    session.enter("block")
    before = session.graph
    session.select({"b"})
    hand.key(KEY.Key_Backspace, CTRL)
    hand.key(KEY.Key_Up, CTRL)
    assert session.place == ()
    hand.key(KEY.Key_Z, CTRL)

    assert session.place == ("block",)
    assert session.graph == before


def test_undo_from_inside_shows_what_it_changed_outside(session, hand):
    session.select({"classes"})
    hand.key(KEY.Key_Delete)
    session.enter("block")
    hand.key(KEY.Key_Z, CTRL)

    assert session.place == ()
    assert "classes" in session.graph


def test_undoing_the_block_that_one_is_in_selects_nothing_that_is_only_called_the_same(session, hand, window):
    session.enter("block")
    session.select({"a"})
    hand.key(KEY.Key_Z, CTRL)

    assert session.place == ()
    assert session.selection == set()
    assert_view_is_the_document(window.workspace)


def test_a_note_that_is_being_written_stays_with_its_block(session, hand, window, qtbot):
    session.enter("block")
    session.select({"a"})
    window.actions_["write_note"].trigger()
    qtbot.keyClicks(hand.view.writing.text, "why eight")
    window.actions_["leave_block"].trigger()

    assert session.place == ()
    assert session.graph["block"].layer.graph["a"].note == "why eight"
    assert not hand.view.writing.text.isVisible()


def test_leaving_while_a_block_is_dragged_moves_nothing(session, hand, window):
    session.enter("block")
    before = session.project
    hand.drag(hand.block("b"), hand.block("b") + QPoint(60, 10), release=False)
    hand.key(KEY.Key_Up, CTRL)
    hand.release(QPoint(100, 100))

    assert session.place == ()
    assert session.project is before
    assert_view_is_the_document(window.workspace)


def test_undo_shows_a_change_that_is_out_of_sight_and_leaves_the_view_alone_otherwise(session, hand):
    hand.drag(hand.block("classes"), hand.block("classes") + QPoint(48, 16))
    here = hand.view.look()
    hand.key(KEY.Key_Z, CTRL)
    assert (hand.view.look().middle - here.middle).manhattanLength() < 2
    for _ in range(6):
        hand.view.pan_by(QPoint(0, 400))
    hand.key(KEY.Key_Y, CTRL)

    assert hand.view.viewport().rect().contains(hand.block("classes"))
