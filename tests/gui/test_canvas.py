"""Drawing: drag, drop, wire, select, move, delete, undo, copy, zoom, as a person does it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from netbuilder.graph import Port
from netbuilder.graph.serial import graph_to_json
from netbuilder.layers import Layer
from tests.gui.conftest import open_template

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def undo_all(session):
    while session.undo_stack.canUndo():
        session.undo_stack.undo()


def assert_view_is_the_graph(window):
    scene, graph = window.workspace.view.canvas, window.session.graph
    assert set(scene.blocks) == set(graph.nodes)
    assert set(scene.wires) == {(name, i) for name, node in graph.nodes.items() for i in range(len(node.inputs))}
    for name, item in scene.blocks.items():
        assert (item.pos().x(), item.pos().y()) == graph[name].position
        assert item.node == graph[name]


def test_a_template_opens_from_the_start_page(window, qtbot):
    card = window.documents.start_page.cards["cnn"]

    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)

    assert window.session.name == "cnn"
    assert_view_is_the_graph(window)


def test_start_page_cards_answer_to_the_keyboard(window, qtbot):
    card = window.documents.start_page.cards["lstm"]
    card.setFocus()

    qtbot.keyClick(card, Qt.Key.Key_Return)

    assert window.session.name == "lstm"


def test_an_empty_canvas_is_drawn_full_by_dropping(window, hand, qtbot):
    qtbot.mouseClick(window.documents.start_page.empty_button, Qt.MouseButton.LeftButton)
    hand.drop("Input", hand.at(0, -100))
    hand.drop("Dense", hand.at(0, 60))
    hand.drag(hand.output_port("input_layer"), hand.input_port("dense"))

    assert window.session.graph["dense"].inputs == (Port("input_layer"),)
    assert_view_is_the_graph(window)


def test_every_layer_can_be_dropped(window, hand):
    window.documents.open_empty()
    for kind in sorted(Layer.registry):
        hand.drop(kind, hand.at(0, 0))
        (node,) = window.session.graph.nodes.values()
        assert type(node.layer).__name__ == kind
        window.session.undo_stack.undo()


def test_a_block_dropped_on_a_wire_is_inserted_and_the_rest_makes_room(mlp, window, hand):
    before = mlp.graph["dense_1"].position
    middle = (hand.output_port("dense") + hand.input_port("dense_1")) / 2

    hand.drop("Dropout", middle)

    assert mlp.graph["dense_1"].inputs == (Port("dropout"),)
    assert mlp.graph["dropout"].inputs == (Port("dense"),)
    assert mlp.graph["dense_1"].position[1] > before[1]
    mlp.undo_stack.undo()
    assert mlp.graph["dense_1"].position == before


def test_a_wire_lights_up_under_a_dragged_block(mlp, window, hand):
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent
    from PySide6.QtWidgets import QApplication

    from netbuilder.ui.canvas.dropping import layer_mime

    middle = (hand.output_port("dense") + hand.input_port("dense_1")) / 2
    data = layer_mime(Layer.registry["Dropout"])
    options = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(hand.port, QDragEnterEvent(middle, *options))
    QApplication.sendEvent(hand.port, QDragMoveEvent(middle, *options))
    wire = hand.view.canvas.wires["dense_1", 0]
    assert wire.lit
    QApplication.sendEvent(hand.port, QDragLeaveEvent())
    assert not wire.lit


def test_palette_search_and_enter_append_after_the_selection(mlp, window, qtbot):
    mlp.select({"dense"})
    qtbot.keyClicks(window.docks.palette_panel.search, "dropo")
    qtbot.keyClick(window.docks.palette_panel.search, Qt.Key.Key_Return)

    assert mlp.graph["dropout"].inputs == (Port("dense"),)
    assert mlp.selection == {"dropout"}


def test_palette_double_click_appends(mlp, window, qtbot):
    rows = window.docks.palette_panel.list
    item = next(rows.item(i) for i in range(rows.count()) if rows.item(i).text() == "Flatten")
    place = rows.visualItemRect(item).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert mlp.graph["flatten"].inputs == (Port("dense_1"),)


def test_a_wire_can_be_taken_off_and_put_elsewhere(mlp, window, hand):
    hand.drag(hand.input_port("dense_1"), hand.at(600, 0))
    assert mlp.graph["dense_1"].inputs == ()

    hand.drag(hand.output_port("input_layer"), hand.input_port("dense_1"))
    assert mlp.graph["dense_1"].inputs == (Port("input_layer"),)


def test_a_wire_drawn_backwards_from_an_input_connects_too(mlp, window, hand):
    hand.drag(hand.input_port("dense_1"), hand.at(600, 0))
    hand.drag(hand.input_port("dense_1"), hand.block("dense"))

    assert mlp.graph["dense_1"].inputs == (Port("dense"),)


def test_an_impossible_wire_is_refused_as_it_is_drawn_with_its_reason(mlp, window, hand):
    before = mlp.graph
    hand.drag(hand.output_port("dense_1"), hand.block("dense"), release=False)
    assert hand.view.hint.isVisible()
    assert "cycle" in hand.view.hint.text()
    hand.release(hand.block("dense"))

    assert mlp.graph is before
    assert not mlp.undo_stack.canUndo()


def test_escape_cancels_a_drag(mlp, window, hand):
    before = mlp.graph
    hand.drag(hand.block("dense"), hand.at(300, 300), release=False)
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.at(300, 300))

    assert mlp.graph is before
    assert_view_is_the_graph(window)


def test_moving_is_one_step_and_goes_back_exactly(mlp, window, hand):
    start = mlp.graph["dense"].position
    hand.drag(hand.block("dense"), hand.block("dense") + QPoint(120, 40))

    assert mlp.graph["dense"].position == (start[0] + 120, start[1] + 40)
    assert mlp.undo_stack.count() == 1
    mlp.undo_stack.undo()
    assert mlp.graph["dense"].position == start
    assert_view_is_the_graph(window)


def test_selected_blocks_move_together(mlp, window, hand):
    hand.click(hand.block("dense"))
    hand.click(hand.block("dense_1"), SHIFT)
    positions = {name: mlp.graph[name].position for name in ("dense", "dense_1")}
    hand.drag(hand.block("dense"), hand.block("dense") + QPoint(80, 0))

    for name, (x, y) in positions.items():
        assert mlp.graph[name].position == (x + 80, y)


def test_selection_by_click_shift_and_marquee_is_never_an_undo_step(mlp, window, hand):
    hand.click(hand.block("dense"))
    assert mlp.selection == {"dense"}
    hand.click(hand.block("input_layer"), CTRL)
    assert mlp.selection == {"dense", "input_layer"}
    hand.click(hand.block("dense"), SHIFT)
    assert mlp.selection == {"input_layer"}
    hand.drag(hand.at(-300, -300), hand.at(400, 400))
    assert mlp.selection == set(mlp.graph.nodes)
    hand.click(hand.at(500, -50))
    assert not mlp.selection
    assert mlp.undo_stack.count() == 0


def test_arrow_keys_walk_the_graph(mlp, window, hand):
    hand.key(Qt.Key.Key_Down)
    assert mlp.selection == {"input_layer"}
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Down)
    assert mlp.selection == {"dense_1"}
    hand.key(Qt.Key.Key_Up)
    assert mlp.selection == {"dense"}


def test_delete_undo_and_redo_by_their_keys(mlp, window, hand, qtbot):
    before = mlp.graph
    hand.click(hand.block("dense"))
    window.actions_["delete"].trigger()
    assert "dense" not in mlp.graph
    assert_view_is_the_graph(window)
    window.actions_["undo"].trigger()
    assert mlp.graph == before
    window.actions_["redo"].trigger()
    assert "dense" not in mlp.graph
    window.actions_["undo"].trigger()
    hand.click(hand.block("dense"))
    window.actions_["delete_and_reconnect"].trigger()
    assert mlp.graph["dense_1"].inputs == (Port("input_layer"),)


def test_shortcuts_reach_the_canvas(mlp, window, hand, qtbot):
    hand.view.setFocus()
    qtbot.keyClick(hand.view, Qt.Key.Key_A, CTRL)
    assert mlp.selection == set(mlp.graph.nodes)
    qtbot.keyClick(hand.view, Qt.Key.Key_Delete)
    assert not mlp.graph.nodes
    qtbot.keyClick(hand.view, Qt.Key.Key_Z, CTRL)
    assert len(mlp.graph) == 3


def test_copy_and_paste_between_two_projects(mlp, window, hand):
    hand.click(hand.block("dense"))
    hand.click(hand.block("dense_1"), SHIFT)
    window.actions_["copy"].trigger()
    assert '"dense"' in QGuiApplication.clipboard().text()
    other = open_template(window, "lstm")
    window.actions_["paste"].trigger()

    assert {"dense_1", "dense_2"} <= set(other.graph.nodes)
    assert other.selection == {"dense_1", "dense_2"}
    assert_view_is_the_graph(window)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "netbuilder-blocks", '{"kind": "netbuilder-blocks", "graph": 3}', '{"kind": "netbuilder-blocks"'],
)
def test_pasting_something_else_changes_nothing(text, mlp, window):
    before = mlp.graph
    QGuiApplication.clipboard().setText(text)

    window.actions_["paste"].trigger()

    assert mlp.graph is before


def test_duplicate_keeps_the_original(mlp, window, hand):
    hand.click(hand.block("dense"))
    window.actions_["duplicate"].trigger()

    assert len(mlp.graph) == 4
    assert mlp.undo_stack.count() == 1


def test_zoom_keeps_the_point_under_the_pointer(mlp, window, hand):
    place = hand.block("dense")
    point = hand.view.mapToScene(place)

    hand.wheel(place, 3)

    assert hand.view.zoom > 1.4
    away = hand.view.mapToScene(place) - point
    assert abs(away.x()) < 3
    assert abs(away.y()) < 3


def test_pan_with_the_middle_button_and_with_space(mlp, window, hand, qtbot):
    before = hand.block("dense")
    hand.drag(hand.at(300, 0), hand.at(300, 0) + QPoint(60, 30), button=Qt.MouseButton.MiddleButton)
    assert hand.block("dense") == before + QPoint(60, 30)
    qtbot.keyPress(hand.view, Qt.Key.Key_Space)
    hand.drag(hand.at(300, 0), hand.at(300, 0) - QPoint(60, 30))
    qtbot.keyRelease(hand.view, Qt.Key.Key_Space)
    assert hand.block("dense") == before


def test_fit_shows_everything(window, hand):
    session = open_template(window, "resnet")
    window.actions_["fit"].trigger()

    view = hand.view.viewport().rect()
    assert all(view.contains(hand.block(name)) for name in session.graph.nodes)


def test_shapes_stand_on_wires_and_parameters_on_blocks(mlp, window, hand):
    scene = hand.view.canvas

    assert scene.wires["dense", 0].shape_ == (784,)
    assert scene.blocks["dense"].figures.parameters == 50_240


def test_a_wrong_connection_is_explained_on_the_block_and_mended_by_its_button(window, hand, qtbot):
    session = open_template(window, "resnet")
    session.select({"conv_1b"})
    combo = window.workspace.inspector.block.form.row("padding").editor
    combo.setCurrentText("valid")
    combo.activated.emit(combo.currentIndex())
    session.select({"add_1"})
    item, popover = hand.view.canvas.blocks["add_1"], hand.view.popover

    assert item.is_wrong
    hand.click(hand.view.mapFromScene(item.pos() + item.badge_area().center()))
    assert popover.isVisible()
    assert "Problems 1" in [window.workspace.tabs.tabText(i) for i in range(6)]
    qtbot.mouseClick(popover.repairs[0], Qt.MouseButton.LeftButton)
    assert not session.problems
    assert not popover.isVisible()


def test_undoing_everything_is_the_start_and_redoing_the_end(mlp, window, hand):
    start = graph_to_json(mlp.graph)
    hand.drop("Dropout", hand.at(300, 0))
    hand.drag(hand.output_port("dense"), hand.input_port("dropout"))
    hand.drag(hand.block("dropout"), hand.at(320, 200))
    hand.click(hand.block("dense_1"))
    window.actions_["delete"].trigger()
    window.actions_["tidy"].trigger()
    end = graph_to_json(mlp.graph)

    undo_all(mlp)
    assert graph_to_json(mlp.graph) == start
    assert_view_is_the_graph(window)
    while mlp.undo_stack.canRedo():
        mlp.undo_stack.redo()
    assert graph_to_json(mlp.graph) == end
    assert_view_is_the_graph(window)


def test_deleting_a_block_while_its_wire_is_drawn_cancels_the_drag(mlp, window, hand):
    """Fault 47."""
    hand.drag(hand.output_port("dense"), hand.at(400, 200), release=False)
    mlp.select({"dense"})
    window.actions_["delete"].trigger()
    hand.release(hand.at(400, 200))

    assert "dense" not in mlp.graph
    assert_view_is_the_graph(window)
