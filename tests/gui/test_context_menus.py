"""What the right button and the menu key offer: on a block, a port, a wire, and the paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from netbuilder.graph import Port
from netbuilder.graph.drawing.layout import BLOCK_WIDTH
from tests.gui.agreement import assert_view_is_the_document
from tests.gui.test_habits import choose

MOUSE, KEYBOARD = QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard


def words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


@pytest.fixture
def menu_at(hand):
    """Asks for a menu and takes entries of it, one below the other; what the last menu had."""

    def ask(place: QPoint, *path: str, reason=MOUSE) -> list[str]:
        seen: list[str] = []

        def take() -> None:
            menu = QApplication.activePopupWidget()
            seen.extend(words(menu))
            for text in path:
                action = next(one for one in menu.actions() if one.text() == text)
                menu.setActiveAction(action)
                QTest.keyClick(menu, Qt.Key.Key_Return)
                if action.menu() is not None:
                    menu = action.menu()
                    seen[:] = words(menu)
            while QApplication.activePopupWidget() is not None:
                QApplication.activePopupWidget().close()

        QTimer.singleShot(0, take)
        event = QContextMenuEvent(reason, place, hand.port.mapToGlobal(place))
        QApplication.sendEvent(hand.view.viewport() if reason is MOUSE else hand.view, event)
        hand.window.activateWindow()  # offscreen a menu takes that away, and does not give it back
        hand.qtbot.waitUntil(hand.window.isActiveWindow)
        return seen

    return ask


def on_wire(hand, name: str) -> QPoint:
    points = hand.view.canvas.wires[name, 0].points
    return hand.view.mapFromScene((points[0] + points[-1]) / 2)


def test_a_wire_is_deleted_and_gets_a_layer_from_its_menu(mlp, hand, menu_at, qtbot):
    menu_at(on_wire(hand, "dense_1"), "Insert a layer …")
    choose(hand, qtbot, "dropout")
    assert mlp.graph["dense_1"].inputs == (Port("dropout"),)
    said = menu_at(on_wire(hand, "dense_1"), "Delete the wire")

    assert {"Go to dropout", "Go to dense_1"} <= set(said)
    assert mlp.graph["dense_1"].inputs == ()


def test_the_wire_that_is_meant_is_lit_while_its_menu_is_open(mlp, hand, window, qtbot):
    lit = []
    place = on_wire(hand, "dense_1")
    QTimer.singleShot(0, lambda: (lit.append(hand.view.lit), QApplication.activePopupWidget().close()))
    QApplication.sendEvent(hand.port, QContextMenuEvent(MOUSE, place, hand.port.mapToGlobal(place)))

    assert lit == [hand.view.canvas.wires["dense_1", 0]]
    assert_view_is_the_document(window.workspace)


def test_the_paper_offers_what_is_about_the_whole_and_adds_a_layer_there(mlp, hand, menu_at, qtbot):
    place = hand.at(520, 40)
    said = menu_at(place, "Add a layer …")
    choose(hand, qtbot, "dense")

    assert {"Paste", "Select all", "Tidy layout", "Tidy in columns", "Fit", "Minimap"} <= set(said)
    assert "Delete" not in said
    assert abs(mlp.graph["dense_2"].position[0] + BLOCK_WIDTH / 2 - 520) < 12


def test_a_used_input_offers_its_wire_and_a_free_one_a_layer_before_it(mlp, hand, menu_at, qtbot):
    menu_at(hand.input_port("dense_1"), "Delete the wire")
    assert mlp.graph["dense_1"].inputs == ()
    menu_at(hand.input_port("dense_1"), "Add a layer before dense_1 …")
    choose(hand, qtbot, "flatten")

    assert mlp.graph["dense_1"].inputs == (Port("flatten"),)


def test_an_output_offers_a_layer_after_it_and_to_be_disconnected(mlp, hand, menu_at, qtbot):
    menu_at(hand.output_port("dense"), "Add a layer after dense …")
    choose(hand, qtbot, "dropout")
    assert mlp.graph["dropout"].inputs == (Port("dense"),)
    menu_at(hand.output_port("dense"), "Disconnect this output")

    assert not mlp.graph.consumers["dense"]
    mlp.undo_stack.undo()
    assert len(mlp.graph.consumers["dense"]) == 2


def test_the_keyboard_finds_the_selected_block_and_its_wires(mlp, hand, menu_at):
    mlp.select({"dense"})
    wires = menu_at(QPoint(3, 3), "Wires", reason=KEYBOARD)
    assert {"input_layer → dense", "dense → dense_1", "Add a layer after dense …"} <= set(wires)
    menu_at(QPoint(3, 3), "Wires", "dense → dense_1", "Delete the wire", reason=KEYBOARD)

    assert mlp.graph["dense_1"].inputs == ()
    assert mlp.selection == {"dense"}


def test_the_keyboard_without_a_selection_means_the_paper(mlp, hand, menu_at):
    mlp.select(())

    assert "Select all" in menu_at(QPoint(3, 3), reason=KEYBOARD)


def test_a_block_that_holds_blocks_is_opened_and_left_from_the_menus(mlp, hand, menu_at, window):
    assert "Open" not in menu_at(hand.block("dense"))
    mlp.select({"dense"})
    window.actions_["group_blocks"].trigger()
    menu_at(hand.block("block"), "Open")
    assert mlp.place == ("block",)
    QApplication.processEvents()
    menu_at(QPoint(30, hand.port.height() - 20), "Go up")

    assert mlp.place == ()


def test_the_outline_offers_the_wire_of_its_row(mlp, hand, window):
    window.docks.show_left("outline")
    outline = window.docks.left.outline(mlp)
    row = next(outline.tree.topLevelItem(i) for i in range(3) if outline.tree.topLevelItem(i).text(0) == "dense_1")
    row.setExpanded(True)
    outline.tree.setCurrentItem(row.child(0))
    seen = []
    QTimer.singleShot(
        0, lambda: (seen.extend(words(QApplication.activePopupWidget())), QApplication.activePopupWidget().close())
    )
    QApplication.sendEvent(outline.tree.viewport(), QContextMenuEvent(KEYBOARD, QPoint(5, 5), QPoint(5, 5)))

    assert "Delete the wire" in seen
