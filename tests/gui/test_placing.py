"""Where new, pasted and dragged blocks come to stand, what they read, and which wire takes them."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from netbuilder.graph import Port
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.layers import Layer
from netbuilder.ui.canvas.dropping import layer_mime
from tests.gui.agreement import assert_view_is_the_document
from tests.gui.test_habits import choose, double_click, hover

CONTROL = Qt.KeyboardModifier.ControlModifier


def overlapping(graph):
    return [
        (a.name, b.name)
        for a, b in combinations(graph.nodes.values(), 2)
        if abs(a.position[0] - b.position[0]) < BLOCK_WIDTH and abs(a.position[1] - b.position[1]) < BLOCK_HEIGHT
    ]


def middle(session, name):
    x, y = session.graph[name].position
    return x + BLOCK_WIDTH / 2, y + BLOCK_HEIGHT / 2


def is_near(place, wanted):
    return abs(place[0] - wanted[0]) <= 8 and abs(place[1] - wanted[1]) <= 8


@pytest.fixture(autouse=True)
def nothing_overlaps(mlp):
    """Whatever a test does, nothing stands over something else then."""
    assert overlapping(mlp.graph) == []
    yield
    assert overlapping(mlp.graph) == []


def test_tab_with_a_selection_adds_at_the_pointer_and_connects(mlp, hand, qtbot):
    mlp.select({"dense"})
    hover(hand, hand.at(480, 120))
    hand.view.setFocus()
    hand.key(Qt.Key.Key_Tab)
    choose(hand, qtbot, "dropout")

    assert mlp.graph["dropout"].inputs == (Port("dense"),)
    assert is_near((middle(mlp, "dropout")[0], mlp.graph["dropout"].position[1]), (480, 120))


def test_a_double_click_on_the_paper_keeps_the_selection_adds_there_and_connects(mlp, hand, qtbot):
    mlp.select({"dense"})
    double_click(hand, hand.at(480, 120))
    choose(hand, qtbot, "dropout")

    assert mlp.graph["dropout"].inputs == (Port("dense"),)
    assert mlp.undo_stack.count() == 1


def test_tab_over_the_selected_block_adds_below_it(mlp, hand, qtbot):
    mlp.select({"dense_1"})
    hover(hand, hand.block("dense_1"))
    hand.view.setFocus()
    hand.key(Qt.Key.Key_Tab)
    choose(hand, qtbot, "dropout")

    assert mlp.graph["dropout"].inputs == (Port("dense_1"),)
    assert mlp.graph["dropout"].position[1] > mlp.graph["dense_1"].position[1]


def test_a_block_is_pasted_at_the_pointer_and_reads_the_selected_one(mlp, hand):
    mlp.select({"dense"})
    hand.view.setFocus()
    hand.key(Qt.Key.Key_C, CONTROL)
    hover(hand, hand.at(480, 120))
    hand.key(Qt.Key.Key_V, CONTROL)
    (made,) = mlp.selection

    assert is_near(middle(mlp, made), (480, 120))
    assert mlp.graph[made].inputs == (Port("dense"),)


def test_without_a_selection_a_block_is_pasted_without_wires(mlp, hand):
    mlp.select({"dense"})
    hand.view.setFocus()
    hand.key(Qt.Key.Key_C, CONTROL)
    mlp.select(())
    hover(hand, hand.at(480, 120))
    hand.key(Qt.Key.Key_V, CONTROL)
    (made,) = mlp.selection

    assert mlp.graph[made].inputs == ()


def test_with_the_pointer_over_a_block_copies_stand_beside_one_another(mlp, hand):
    mlp.select({"dense", "dense_1"})
    hover(hand, hand.block("dense"))
    hand.view.setFocus()
    for _ in range(3):
        hand.key(Qt.Key.Key_D, CONTROL)

    assert len(mlp.graph) >= 9
    heights = {mlp.graph[name].position[1] for name in ("dense", "dense_1")}
    assert {mlp.graph[name].position[1] for name in mlp.selection} == heights


def test_duplicates_land_at_the_pointer(mlp, hand):
    mlp.select({"dense"})
    hover(hand, hand.at(480, 120))
    hand.view.setFocus()
    hand.key(Qt.Key.Key_D, CONTROL)
    (made,) = mlp.selection

    assert is_near(middle(mlp, made), (480, 120))
    assert mlp.graph[made].inputs == ()


def test_a_pasted_network_with_an_input_of_its_own_is_not_connected(mlp, hand):
    hand.view.setFocus()
    hand.key(Qt.Key.Key_A, CONTROL)
    hand.key(Qt.Key.Key_C, CONTROL)
    mlp.select({"dense_1"})
    hover(hand, hand.at(700, 120))
    hand.key(Qt.Key.Key_V, CONTROL)

    assert not [port for name in mlp.selection for port in mlp.graph[name].inputs if port.node not in mlp.selection]


def test_neighbours_make_room_for_a_block_that_is_dropped_on_them(mlp, hand):
    before = mlp.graph
    hand.drop("Input", hand.block("dense"))

    assert len(mlp.graph) == len(before) + 1
    hand.view.setFocus()
    hand.key(Qt.Key.Key_Z, CONTROL)
    assert mlp.graph == before


def test_neighbours_make_room_for_a_block_that_is_dragged_onto_them(mlp, window, hand):
    hand.drop("Input", hand.at(600, 40))
    hand.drag(hand.block("input_layer_1"), hand.block("dense") + QPoint(10, 8))

    assert mlp.undo_stack.count() == 2
    assert_view_is_the_document(window.workspace)
    hand.drag(hand.block("input_layer_1"), hand.block("dense") + QPoint(0, -20))
    assert_view_is_the_document(window.workspace)


def test_a_chain_stays_free_however_often_something_is_inserted(mlp, hand):
    for _ in range(4):
        hand.drop("Dropout", (hand.output_port("dense") + hand.input_port(mlp.graph.consumers["dense"][0][0])) / 2)

    assert sum(name.startswith("dropout") for name in mlp.graph.nodes) >= 4


@pytest.mark.parametrize("aside", [0, 60, -70])
def test_a_wire_lights_and_takes_a_dropped_block_that_lies_over_it(mlp, hand, aside):
    place = (hand.output_port("dense") + hand.input_port("dense_1")) / 2 + QPoint(aside, 0)
    data = layer_mime(Layer.registry["Dropout"])
    options = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(hand.port, QDragEnterEvent(place, *options))
    QApplication.sendEvent(hand.port, QDragMoveEvent(place, *options))
    assert hand.view.lit is hand.view.canvas.wires["dense_1", 0]
    QApplication.sendEvent(hand.port, QDropEvent(QPointF(place), *options))

    assert mlp.graph["dense_1"].inputs == (Port("dropout"),)


@pytest.mark.parametrize("aside", [0, 70])
def test_a_wire_lights_and_takes_a_dragged_block_that_lies_over_it(mlp, hand, aside):
    hand.drop("Dropout", hand.at(600, 40))
    place = (hand.output_port("dense") + hand.input_port("dense_1")) / 2 + QPoint(aside, 0)
    hand.drag(hand.block("dropout"), place, release=False)
    assert hand.view.lit is hand.view.canvas.wires["dense_1", 0]
    hand.release(place)

    assert mlp.graph["dense_1"].inputs == (Port("dropout"),)


def test_a_block_that_lies_beside_a_wire_lights_none(mlp, hand):
    place = (hand.output_port("dense") + hand.input_port("dense_1")) / 2 + QPoint(int(BLOCK_WIDTH), 0)
    hand.drop("Dropout", place)

    assert mlp.graph["dropout"].inputs == ()
    assert mlp.graph["dense_1"].inputs == (Port("dense"),)


def test_what_is_appended_in_the_middle_of_a_chain_stands_in_the_row_below_beside_what_is_there(mlp, window, qtbot):
    mlp.select({"dense"})
    places = {name: node.position for name, node in mlp.graph.nodes.items()}
    for kind in ("Dropout", "Activation", "Masking"):
        mlp.select({"dense"})
        qtbot.keyClicks(window.docks.palette_panel.search, kind)
        qtbot.keyClick(window.docks.palette_panel.search, Qt.Key.Key_Return)
        window.docks.palette_panel.search.clear()
    rows = {mlp.graph[name].position[1] for name in ("dropout", "activation", "masking")}

    assert rows == {places["dense_1"][1]}
    assert all(mlp.graph[name].inputs == (Port("dense"),) for name in ("dropout", "activation", "masking"))
    assert {name: mlp.graph[name].position for name in ("dense", "dense_1")} == {
        name: places[name] for name in ("dense", "dense_1")
    }
