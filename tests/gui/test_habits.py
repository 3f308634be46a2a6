"""The habits of people who know other editors: search at the pointer, wires into emptiness, strokes, bypass, lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from netbuilder.graph import Port
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.project.file import read_project, write_project
from tests.gui.conftest import open_template
from tests.gui.test_canvas import assert_view_is_the_graph

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEY = Qt.Key


def hover(hand, place):
    """Moves the pointer without a button."""
    none = Qt.MouseButton.NoButton
    hand._send(QEvent.Type.MouseMove, place, none, none, Qt.KeyboardModifier.NoModifier)


def double_click(hand, place):
    left = Qt.MouseButton.LeftButton
    hand.click(place)
    event = QMouseEvent(
        QEvent.Type.MouseButtonDblClick,
        QPointF(place),
        QPointF(hand.port.mapToGlobal(place)),
        left,
        left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(hand.port, event)
    hand.release(place)


def adder(hand):
    return hand.view.searching.adder


def offered(hand):
    rows = adder(hand).list
    return [rows.item(i).text() for i in range(rows.count())]


def choose(hand, qtbot, letters):
    """Types some letters and presses Enter."""
    search = adder(hand).search
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClicks(search, letters)
    qtbot.keyClick(search, KEY.Key_Return)


# -- search-to-add --------------------------------------------------------------------------------------


def test_tab_adds_at_the_pointer_what_a_few_letters_find(mlp, window, hand, qtbot):
    place = hand.at(480, 40)
    hover(hand, place)
    hand.key(KEY.Key_Tab)
    choose(hand, qtbot, "bn")

    x, y = mlp.graph["batch_normalization"].position
    assert abs(x + BLOCK_WIDTH / 2 - 480) <= 8
    assert abs(y + BLOCK_HEIGHT / 2 - 40) <= 8
    assert mlp.selection == {"batch_normalization"}
    assert mlp.undo_stack.count() == 1
    assert hand.view.hasFocus()
    assert_view_is_the_graph(window)


def test_double_click_on_the_canvas_opens_the_list_and_escape_closes_it(mlp, window, hand, qtbot):
    before = mlp.graph
    double_click(hand, hand.at(480, 40))
    assert adder(hand).isVisible()

    qtbot.keyClick(adder(hand).search, KEY.Key_Escape)

    assert not adder(hand).isVisible()
    assert mlp.graph is before
    assert hand.view.hasFocus()


def test_double_click_on_a_wire_inserts_there_and_offers_only_what_fits(mlp, window, hand, qtbot):
    double_click(hand, (hand.output_port("dense") + hand.input_port("dense_1")) / 2)
    assert "Conv2D" not in offered(hand)
    choose(hand, qtbot, "dropout")

    assert mlp.graph["dense_1"].inputs == (Port("dropout"),)
    assert mlp.graph["dropout"].inputs == (Port("dense"),)


def test_without_a_pointer_tab_adds_after_the_selected_block(mlp, window, hand, qtbot):
    mlp.select({"dense"})
    hand.view.pointer = None
    hand.key(KEY.Key_Tab)
    choose(hand, qtbot, "dropout")

    assert mlp.graph["dropout"].inputs == (Port("dense"),)


def test_tab_in_a_form_goes_to_the_next_field_and_adds_nothing(mlp, window, hand, qtbot):
    mlp.select({"dense"})
    name = window.workspace.inspector.block.name
    name.setFocus()
    qtbot.keyClick(name, KEY.Key_Tab)

    assert not adder(hand).isVisible()
    assert not name.hasFocus()


def test_arrows_go_down_the_list_and_a_click_takes_a_row(mlp, window, hand, qtbot):
    double_click(hand, hand.at(480, 40))
    qtbot.keyClicks(adder(hand).search, "dro")
    first = adder(hand).list.currentRow()
    qtbot.keyClick(adder(hand).search, KEY.Key_Down)
    assert adder(hand).list.currentRow() == first + 1
    rows = adder(hand).list
    item = next(rows.item(i) for i in range(rows.count()) if rows.item(i).text() == "Dropout")
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(item).center())

    assert "dropout" in mlp.graph


def test_a_click_elsewhere_closes_the_list_without_an_edit(mlp, window, hand, qtbot):
    double_click(hand, hand.at(480, 40))
    qtbot.waitUntil(adder(hand).search.hasFocus)
    qtbot.mouseClick(window.docks.palette_panel.search, Qt.MouseButton.LeftButton)
    window.docks.palette_panel.search.setFocus()

    assert not adder(hand).isVisible()
    assert mlp.undo_stack.count() == 0


def test_letters_that_mean_nothing_say_so(mlp, window, hand, qtbot):
    double_click(hand, hand.at(480, 40))
    qtbot.keyClicks(adder(hand).search, "qqqq")

    assert offered(hand) == []
    assert adder(hand).none.isVisible()
    qtbot.keyClick(adder(hand).search, KEY.Key_Return)
    assert mlp.undo_stack.count() == 0


# -- wires ----------------------------------------------------------------------------------------------


def test_a_wire_into_emptiness_offers_what_takes_its_shape_and_connects_it(window, hand, qtbot):
    session = open_template(window, "cnn")
    first = next(name for name in session.graph.order if name.startswith("conv2d"))
    place = hand.output_port(first) + QPoint(300, 60)
    hand.drag(hand.output_port(first), place)

    names = offered(hand)
    assert "MaxPooling2D" in names
    assert "LSTM" not in names
    choose(hand, qtbot, "averagep")
    assert session.graph["average_pooling2d"].inputs == (Port(first),)
    assert hand.view.canvas.blocks["average_pooling2d"].pos().y() == pytest.approx(
        hand.view.mapToScene(place).y(), abs=8
    )
    assert session.undo_stack.count() == 1


def test_a_wire_from_a_free_input_into_emptiness_asks_for_its_source(mlp, window, hand, qtbot):
    hand.drag(hand.input_port("dense_1"), hand.at(600, 0))  # takes the wire off
    hand.drag(hand.input_port("dense_1"), hand.at(400, 60))
    choose(hand, qtbot, "flatten")

    assert mlp.graph["dense_1"].inputs == (Port("flatten"),)


def test_a_stroke_with_alt_and_shift_cuts_the_wires_it_crosses(window, hand):
    session = open_template(window, "resnet")
    wires = [(name, i) for name in ("add_1",) for i in range(2)]
    ends = [hand.input_port("add_1", i) - QPoint(0, 8) for i in range(2)]
    start, stop = ends[0] - QPoint(30, 0), ends[1] + QPoint(30, 0)
    hand.drag(start, stop, ALT | SHIFT, release=False)
    assert all(hand.view.canvas.wires[wire].doomed for wire in wires)
    hand.release(stop, ALT | SHIFT)

    assert session.graph["add_1"].inputs == ()
    assert session.undo_stack.count() == 1
    assert not any(wire.doomed for wire in hand.view.canvas.wires.values())
    session.undo_stack.undo()
    assert len(session.graph["add_1"].inputs) == 2


def test_escape_takes_a_stroke_back(mlp, window, hand):
    middle = (hand.output_port("dense") + hand.input_port("dense_1")) / 2
    before = mlp.graph
    hand.drag(middle - QPoint(60, 0), middle + QPoint(60, 0), ALT | SHIFT, release=False)
    hand.key(KEY.Key_Escape)
    hand.release(middle, ALT | SHIFT)

    assert mlp.graph is before
    assert not hand.view.canvas.wires["dense_1", 0].doomed


def test_a_block_without_wires_that_is_dragged_onto_a_wire_is_put_there(mlp, window, hand):
    hand.drop("Dropout", hand.at(500, 0))
    middle = (hand.output_port("dense") + hand.input_port("dense_1")) / 2
    hand.drag(hand.block("dropout"), middle, release=False)
    assert hand.view.canvas.wires["dense_1", 0].lit
    hand.release(middle)

    assert mlp.graph["dense_1"].inputs == (Port("dropout"),)
    assert not any(wire.lit for wire in hand.view.canvas.wires.values())
    assert mlp.undo_stack.count() == 2
    assert_view_is_the_graph(window)


def test_ctrl_backspace_deletes_and_closes_the_gap(mlp, window, hand):
    hand.click(hand.block("dense"))
    hand.key(KEY.Key_Backspace, CTRL)

    assert mlp.graph["dense_1"].inputs == (Port("input_layer"),)


# -- blocks ---------------------------------------------------------------------------------------------


def test_ctrl_b_bypasses_and_the_shape_that_goes_on_is_shown(mlp, window, hand):
    hand.click(hand.block("dense"))
    hand.key(KEY.Key_B, CTRL)

    assert mlp.graph["dense"].bypassed
    assert hand.view.canvas.wires["dense_1", 0].shape_ == (784,)
    assert hand.view.canvas.blocks["dense"].figures.parameters == 0
    assert not mlp.problems
    hand.key(KEY.Key_B, CTRL)
    assert not mlp.graph["dense"].bypassed
    assert mlp.undo_stack.count() == 2


def test_an_input_cannot_be_bypassed_and_it_is_said_why(mlp, window, hand):
    hand.click(hand.block("input_layer"))
    hand.key(KEY.Key_B, CTRL)

    assert hand.view.hint.isVisible()
    assert "data enters" in hand.view.hint.text()
    assert mlp.undo_stack.count() == 0


def test_wires_that_a_bypassed_merge_leaves_out_are_dashed(window, hand):
    session = open_template(window, "resnet")
    session.select({"add_1"})
    window.actions_["bypass"].trigger()

    wires = hand.view.canvas.wires
    assert not wires["add_1", 0].idle
    assert wires["add_1", 1].idle


def test_another_kind_takes_a_blocks_place_and_its_wires(mlp, window, hand, qtbot):
    hand.click(hand.block("dense"))
    window.actions_["replace_kind"].trigger()
    assert "Conv2D" not in offered(hand)
    choose(hand, qtbot, "dropout")

    assert set(mlp.graph.nodes) == {"input_layer", "dropout", "dense_1"}
    assert mlp.graph["dense_1"].inputs == (Port("dropout"),)
    assert mlp.graph["dropout"].inputs == (Port("input_layer"),)
    assert mlp.undo_stack.count() == 1


def test_paste_with_ctrl_shift_v_keeps_the_incoming_wires(mlp, window, hand):
    hand.click(hand.block("dense_1"))
    hand.key(KEY.Key_C, CTRL)
    hand.key(KEY.Key_V, CTRL)
    hand.key(KEY.Key_V, CTRL | SHIFT)

    assert mlp.graph["dense_2"].inputs == (Port("dense_1"),)  # the selected block
    assert mlp.graph["dense_3"].inputs == (Port("dense"),)  # what the copied one reads


def test_shift_and_arrows_extend_the_selection_along_the_wires(mlp, window, hand):
    hand.key(KEY.Key_Down)
    hand.key(KEY.Key_Down, SHIFT)
    hand.key(KEY.Key_Down, SHIFT)
    assert mlp.selection == {"input_layer", "dense", "dense_1"}
    hand.key(KEY.Key_Up)
    assert mlp.selection == {"dense"}


def test_left_and_right_walk_among_siblings(window, hand):
    session = open_template(window, "resnet")
    session.select({"conv_2a"})
    hand.view.setFocus()
    hand.key(KEY.Key_Right)
    assert session.selection == {"shortcut"}
    hand.key(KEY.Key_Left)
    assert session.selection == {"conv_2a"}


# -- lines ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "axis", "pick"),
    [
        ("align_left", 0, min),
        ("align_right", 0, max),
        ("align_centre", 0, lambda values: (min(values) + max(values)) / 2),
        ("align_top", 1, min),
        ("align_bottom", 1, max),
        ("align_middle", 1, lambda values: (min(values) + max(values)) / 2),
    ],
)
def test_aligning_is_one_step_and_lets_no_block_hide_another(action, axis, pick, mlp, window, hand):
    hand.drag(hand.block("dense"), hand.block("dense") + QPoint(160, 16))
    before = {name: node.position for name, node in mlp.graph.nodes.items()}
    hand.key(KEY.Key_A, CTRL)
    window.actions_[action].trigger()

    after = [mlp.graph[name].position for name in before]
    assert {place[axis] for place in after} == {pick([place[axis] for place in before.values()])}
    least = BLOCK_WIDTH if axis else BLOCK_HEIGHT
    spots = sorted(place[1 - axis] for place in after)
    assert all(b - a > least for a, b in pairwise(spots))
    mlp.undo_stack.undo()
    assert {name: node.position for name, node in mlp.graph.nodes.items()} == before


def test_distributing_makes_distances_equal(mlp, window, hand):
    hand.drag(hand.block("dense"), hand.block("dense") + QPoint(0, 24))
    hand.key(KEY.Key_A, CTRL)
    window.actions_["distribute_down"].trigger()

    ys = [mlp.graph[name].position[1] for name in ("input_layer", "dense", "dense_1")]
    assert ys[1] - ys[0] == ys[2] - ys[1]


def test_a_dragged_block_catches_at_the_line_of_another_and_the_line_is_shown(mlp, window, hand):
    mlp.edit("aside", mlp.graph.with_nodes(mlp.graph["dense"].replace(position=(302.0, 99.0))))
    target = hand.at(302 + BLOCK_WIDTH / 2 - 302 + 5, 99 + BLOCK_HEIGHT / 2)
    hand.drag(hand.block("dense"), target, release=False)
    assert hand.view._gesture._guides.shown >= 1
    hand.release(target)

    assert mlp.graph["dense"].position[0] == mlp.graph["input_layer"].position[0]
    assert_view_is_the_graph(window)


# -- frames, notes, map ---------------------------------------------------------------------------------


def frame(hand, title):
    return hand.view.canvas.annotations.frames[title]


def test_ctrl_g_frames_blocks_asks_for_a_title_and_takes_the_frame_away_again(mlp, window, hand, qtbot):
    hand.click(hand.block("dense"))
    hand.click(hand.block("dense_1"), SHIFT)
    hand.key(KEY.Key_G, CTRL)
    line = hand.view.writing.line
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "Head")
    qtbot.keyClick(line, KEY.Key_Return)

    assert {name for name, node in mlp.graph.nodes.items() if node.frame == "Head"} == {"dense", "dense_1"}
    area = frame(hand, "Head").area
    assert all(area.contains(hand.view.canvas.blocks[name].pos()) for name in ("dense", "dense_1"))
    assert hand.view.hasFocus()
    hand.key(KEY.Key_G, CTRL)
    assert not hand.view.canvas.annotations.frames
    while mlp.undo_stack.canUndo():
        mlp.undo_stack.undo()
    assert not any(node.frame for node in mlp.graph.nodes.values())


def test_a_frame_dragged_by_its_title_takes_its_blocks_along_and_a_press_selects_them(mlp, window, hand):
    mlp.select({"dense", "dense_1"})
    title = mlp.editing.frame()
    handle = hand.view.mapFromScene(frame(hand, title).handle.center())
    mlp.select(())
    hand.click(handle)
    assert mlp.selection == {"dense", "dense_1"}
    before = {name: mlp.graph[name].position for name in mlp.selection}
    hand.drag(handle, handle + QPoint(160, 40))

    for name, (x, y) in before.items():
        assert mlp.graph[name].position == (x + 160, y + 40)
    assert mlp.graph["input_layer"].position == (0.0, 0.0)


def test_a_frame_follows_its_blocks_while_they_are_dragged(mlp, window, hand):
    mlp.select({"dense"})
    title = mlp.editing.frame()
    before = frame(hand, title).area.center()
    hand.drag(hand.block("dense"), hand.block("dense") + QPoint(200, 40), release=False)
    assert frame(hand, title).area.center().x() == pytest.approx(before.x() + 200, abs=8)
    hand.key(KEY.Key_Escape)

    assert frame(hand, title).area.center() == before


def test_a_title_that_is_taken_is_refused_with_its_reason(mlp, window, hand, qtbot):
    for name in ("dense", "dense_1"):
        mlp.select({name})
        mlp.editing.frame()
    double_click(hand, hand.view.mapFromScene(frame(hand, "Frame 2").handle.center()))
    line = hand.view.writing.line
    qtbot.waitUntil(line.hasFocus)
    line.selectAll()
    qtbot.keyClicks(line, "Frame")
    qtbot.keyClick(line, KEY.Key_Return)

    assert set(hand.view.canvas.annotations.frames) == {"Frame", "Frame 2"}
    assert "two frames" in hand.view.hint.text()


def test_a_note_is_written_beside_its_block_and_shift_enter_breaks_its_lines(mlp, window, hand, qtbot):
    hand.click(hand.block("dense"))
    hand.key(KEY.Key_N)
    text = hand.view.writing.text
    qtbot.waitUntil(text.hasFocus)
    qtbot.keyClicks(text, "Was 128.")
    qtbot.keyClick(text, KEY.Key_Return, SHIFT)
    qtbot.keyClicks(text, "64 is enough")
    qtbot.keyClick(text, KEY.Key_Return)

    assert mlp.graph["dense"].note == "Was 128.\n64 is enough"
    assert hand.view.canvas.annotations.notes["dense"].lines() == ["Was 128.", "64 is enough"]
    assert mlp.undo_stack.count() == 1
    mlp.undo_stack.undo()
    assert not hand.view.canvas.annotations.notes


def test_escape_forgets_what_was_written(mlp, window, hand, qtbot):
    hand.click(hand.block("dense"))
    hand.key(KEY.Key_N)
    qtbot.keyClicks(hand.view.writing.text, "no")
    qtbot.keyClick(hand.view.writing.text, KEY.Key_Escape)

    assert mlp.graph["dense"].note == ""
    assert mlp.undo_stack.count() == 0


def test_frames_and_notes_stay_through_rename_save_and_deletion(mlp, window, hand, tmp_path):
    mlp.select({"dense", "dense_1"})
    mlp.editing.frame()
    mlp.editing.set_note("dense", "a note")
    mlp.editing.rename("dense", "hidden")
    mlp.select({"dense_1"})
    mlp.editing.delete()
    path = tmp_path / "framed.netb"
    write_project(path, mlp.project)
    found = read_project(path).project.graph

    assert found == mlp.graph
    assert found["hidden"].frame
    assert found["hidden"].note == "a note"
    assert_view_is_the_graph(window)


def test_alt_m_shows_the_map_and_a_press_in_it_goes_there(window, hand, qtbot):
    open_template(window, "resnet")
    hand.view.set_zoom(1.0)
    map_ = hand.view.minimap
    qtbot.keyClick(hand.view, KEY.Key_M, ALT)
    assert map_.isVisible()
    scale, middle = map_.scale()
    last = hand.view.canvas.blocks["classes"].pos() + QPointF(BLOCK_WIDTH / 2, BLOCK_HEIGHT / 2)
    spot = QPointF(map_.rect().center()) + (last - middle) * scale
    qtbot.mouseClick(map_, Qt.MouseButton.LeftButton, pos=spot.toPoint())

    assert hand.view.viewport().rect().contains(hand.block("classes"))
    corner = hand.view.viewport().rect().bottomRight() - map_.geometry().bottomRight()
    assert (corner.x(), corner.y()) == (12, 12), "the map does not scroll with the paper"
    qtbot.keyClick(hand.view, KEY.Key_M, ALT)
    assert not map_.isVisible()


def test_the_menu_marks_the_colours_in_use_and_whether_the_map_is_shown(window):
    open_template(window, "mlp")
    marked = {name for name in ("theme_light", "theme_dark", "theme_system") if window.actions_[name].isChecked()}
    assert marked == {"theme_light"}
    assert not window.actions_["toggle_minimap"].isChecked()
    window.actions_["theme_dark"].trigger()
    window.actions_["toggle_minimap"].trigger()

    assert window.actions_["theme_dark"].isChecked()
    assert not window.actions_["theme_light"].isChecked()
    assert window.actions_["toggle_minimap"].isChecked()
    window.actions_["toggle_minimap"].trigger()
    assert not window.actions_["toggle_minimap"].isChecked()


def test_the_map_is_remembered_for_the_next_project(window, hand):
    open_template(window, "mlp")
    window.actions_["toggle_minimap"].trigger()
    open_template(window, "cnn")

    assert hand.view.minimap.isVisible()
