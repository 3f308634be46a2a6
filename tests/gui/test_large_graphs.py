"""Networks larger than the canvas: seen whole, in columns, opened at their beginning, dragged beyond the edge."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH, moved, tidy
from netbuilder.layers import Layer
from netbuilder.project import Project
from netbuilder.ui.canvas.dropping import layer_mime
from netbuilder.ui.canvas.gestures import Move
from netbuilder.ui.looks.theme import theme
from tests.canvas_graphs import tower
from tests.gui.agreement import assert_view_is_the_document

KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
MANY = 400


@pytest.fixture
def straight(window):
    """Hundreds of blocks in one column."""
    graph = tower(MANY)
    window.documents.open(Project(moved(graph, tidy(graph))))
    QApplication.processEvents()
    window.workspace.view.setFocus()
    return window.session


def is_all_in_sight(hand) -> bool:
    area = hand.view.mapFromScene(hand.view.canvas.bounds()).boundingRect()
    return hand.port.rect().contains(area)


def test_fit_shows_all_of_hundreds_of_blocks_and_the_wheel_goes_as_far(straight, hand):
    hand.key(KEY.Key_F)
    assert is_all_in_sight(hand)
    whole = hand.view.zoom
    hand.wheel(hand.port.rect().center(), 3)
    assert hand.view.zoom > whole
    for _ in range(3):
        hand.wheel(hand.port.rect().center(), -20)

    assert hand.view.zoom == pytest.approx(whole)


def test_small_blocks_are_bars_in_the_colours_of_their_families_and_the_chosen_one_shows(straight, hand, window):
    window.actions_["wrap"].trigger()
    hand.key(KEY.Key_F)
    hand.view.set_zoom(0.15)
    names = [straight.graph.order[i] for i in (0, 1, 2)]
    hand.view.centerOn(hand.view.canvas.blocks[names[1]])
    picture = hand.port.grab().toImage()

    for name in names:
        colour = theme.family(straight.graph[name].layer.family)
        assert picture.pixelColor(hand.block(name) * picture.devicePixelRatio()) == colour
    straight.select({names[1]})
    assert hand.port.grab().toImage() != picture


def test_columns_show_more_stand_apart_and_are_undone_in_one_step(straight, hand, window):
    hand.key(KEY.Key_F)
    before, zoom = straight.graph, hand.view.zoom
    hand.key(KEY.Key_L, SHIFT)
    places = sorted(node.position for node in straight.graph.nodes.values())

    assert hand.view.zoom > 5 * zoom
    assert is_all_in_sight(hand)
    assert len({x for x, _ in places}) > 5
    assert all(b[0] - a[0] >= BLOCK_WIDTH or b[1] - a[1] >= BLOCK_HEIGHT for a, b in pairwise(places))
    assert_view_is_the_document(window.workspace)
    hand.key(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert straight.graph == before


@pytest.mark.parametrize("size", [(1024, 768), (1440, 900)])
def test_a_long_script_that_is_pasted_opens_at_its_input_once_the_panels_have_their_place(window, hand, size):
    window.resize(*size)
    chain = "\n".join(f"    keras.layers.Dense({8 + i}, activation='relu')," for i in range(60))
    script = f"import keras\nmodel = keras.Sequential([\n    keras.Input((8,)),\n{chain}\n])\n"
    QApplication.clipboard().setText(script)
    window.actions_["paste"].trigger()
    for _ in range(500):
        if window.workspace is not None and window.workspace.view.canvas.blocks and not window.readings.is_going_on:
            break
        hand.qtbot.wait(10)
    QApplication.processEvents()
    view, graph = window.workspace.view, window.session.graph
    (first,) = graph.input_names

    assert view.zoom == pytest.approx(0.7)
    assert all(hand.port.rect().contains(hand.block(name)) for name in graph.order[:3])
    assert hand.block(first).y() < 80
    assert len({node.position[0] for node in graph.nodes.values()}) > 2


def test_a_fitted_network_is_fitted_again_when_the_window_grows_until_somebody_moves_it(mlp, hand, window):
    hand.key(KEY.Key_F)
    window.resize(1000, 620)
    QApplication.processEvents()
    assert is_all_in_sight(hand)
    hand.drag(QPoint(30, 30), QPoint(60, 50), button=Qt.MouseButton.MiddleButton)
    middle = hand.view.look().middle
    window.resize(1200, 760)
    QApplication.processEvents()

    assert (hand.view.look().middle - middle).manhattanLength() < 12


# -- at the edge -----------------------------------------------------------------------------------------


def edge(hand) -> QPoint:
    return QPoint(hand.port.width() - 3, hand.port.height() // 2)


def waited(hand, start: QPointF, far: float = 100.0) -> None:
    """Until the paper has moved by itself."""
    hand.qtbot.waitUntil(lambda: hand.view.look().middle.x() > start.x() + far, timeout=5000)


def test_a_block_that_is_held_at_the_edge_goes_on_and_stops_when_it_is_let_go(mlp, hand, window, qtbot):
    middle, before = hand.view.look().middle, mlp.graph["dense"].position
    sight = hand.view.mapToScene(hand.port.rect()).boundingRect().right()
    hand.drag(hand.block("dense"), edge(hand), release=False)
    waited(hand, middle)
    hand.release(edge(hand))
    stood = hand.view.look().middle
    qtbot.wait(120)

    assert hand.view.look().middle == stood
    assert mlp.graph["dense"].position[0] + BLOCK_WIDTH / 2 > sight
    assert mlp.graph["dense"].position[0] > before[0]
    assert mlp.undo_stack.count() == 1
    assert_view_is_the_document(window.workspace)


def test_escape_at_the_edge_ends_it_all(mlp, hand, window, qtbot):
    middle, before = hand.view.look().middle, mlp.graph
    hand.drag(hand.block("dense"), edge(hand), release=False)
    waited(hand, middle)
    hand.key(KEY.Key_Escape)
    stood = hand.view.look().middle
    qtbot.wait(120)

    assert hand.view.look().middle == stood
    assert mlp.graph is before
    assert_view_is_the_document(window.workspace)


def test_a_wire_reaches_a_block_that_was_out_of_sight(mlp, hand):
    far = hand.view.mapToScene(hand.port.rect()).boundingRect().right() + 250
    hand.drop("Dense", hand.at(far, 100))
    hand.view.centerOn(hand.view.canvas.bounds().left() + BLOCK_WIDTH / 2, 150)
    (name,) = {name for name, node in mlp.graph.nodes.items() if not node.inputs} - set(mlp.graph.input_names)
    middle = hand.view.look().middle
    hand.drag(hand.output_port("dense"), edge(hand), release=False)
    waited(hand, middle, 200)
    hand.release(hand.input_port(name))

    assert mlp.graph[name].inputs[0].node == "dense"


def test_a_rubber_band_goes_on_at_the_edge(mlp, hand):
    middle = hand.view.look().middle
    hand.drag(QPoint(20, 60), edge(hand), release=False)
    waited(hand, middle)
    band = hand.view._gesture._frame.rect()
    hand.release(edge(hand))

    assert band.width() > hand.port.width() / hand.view.zoom


def test_a_layer_from_the_palette_comes_in_over_the_edge_and_moves_the_paper_only_after_that(mlp, hand, qtbot):
    middle, place = hand.view.look().middle, edge(hand)
    options = (Qt.DropAction.CopyAction, layer_mime(Layer.registry["Dense"]), Qt.MouseButton.LeftButton)
    held = (*options, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(hand.port, QDragEnterEvent(place, *held))
    QApplication.sendEvent(hand.port, QDragMoveEvent(place, *held))
    qtbot.wait(120)
    assert hand.view.look().middle == middle
    QApplication.sendEvent(hand.port, QDragMoveEvent(hand.port.rect().center(), *held))
    QApplication.sendEvent(hand.port, QDragMoveEvent(place, *held))
    waited(hand, middle)
    QApplication.sendEvent(hand.port, QDropEvent(QPointF(place), *held))
    stood = hand.view.look().middle
    qtbot.wait(120)

    assert hand.view.look().middle == stood


def test_a_press_beside_the_edge_moves_nothing(mlp, hand, qtbot):
    x = hand.view.canvas.blocks["dense"].pos().x()
    hand.view.centerOn(x + hand.port.width() / 2 - 12, 100)
    middle, place = hand.view.look().middle, hand.block("dense")
    place.setX(max(2, place.x() - 70))
    hand.drag(place, place, release=False)
    assert isinstance(hand.view._gesture, Move)
    qtbot.wait(120)
    hand.release(place)

    assert hand.view.look().middle == middle
