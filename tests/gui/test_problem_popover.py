"""What is wrong stands as a badge on the block, and in words beside it once one asks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from netbuilder.graph import edits
from netbuilder.graph.drawing.layout import BLOCK_WIDTH
from netbuilder.ui.looks.language import SOURCE, language
from netbuilder.ui.looks.theme import theme
from tests.gui.conftest import open_template


@pytest.fixture
def wrong(window, hand):
    """A network whose Add block gets two sizes."""
    session = open_template(window, "resnet")
    session.edit("break", edits.set_fields(session.graph, "conv_1b", padding="valid"))
    hand.view.set_zoom(1.0)
    hand.view.centerOn(hand.view.canvas.blocks["add_1"])
    return session


def badge(hand, name: str) -> QPoint:
    item = hand.view.canvas.blocks[name]
    return hand.view.mapFromScene(item.pos() + item.badge_area().center())


def block_area(view, name: str) -> QRect:
    return view.mapFromScene(view.canvas.blocks[name].sceneBoundingRect()).boundingRect()


def assert_readable(view, name: str) -> None:
    """All words have their room, all of it is in the view, and the block is not covered."""
    popover = view.popover
    assert popover.isVisible()
    assert view.viewport().rect().contains(popover.geometry())
    assert not popover.geometry().intersects(block_area(view, name))
    for part in (*popover.findChildren(QLabel), *popover.repairs):
        if part.isHidden():
            continue
        assert popover.rect().contains(QRect(part.mapTo(popover, QPoint()), part.size())), part.text()
        needed = part.heightForWidth(part.width()) if part.hasHeightForWidth() else part.sizeHint().height()
        assert part.height() >= needed, part.text()


def test_a_problem_alone_is_a_badge(wrong, hand):
    hand.click(hand.block("add_1"))

    assert hand.view.canvas.blocks["add_1"].is_wrong
    assert not hand.view.popover.isVisible()


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
def test_a_click_on_the_badge_opens_it_and_another_closes_it(wrong, hand, spoken, shade):
    theme.choose(shade)
    language.choose(spoken)
    try:
        hand.click(badge(hand, "add_1"))
        assert wrong.selection == {"add_1"}
        assert_readable(hand.view, "add_1")
        hand.click(badge(hand, "add_1"))
        assert not hand.view.popover.isVisible()
    finally:
        language.choose(SOURCE)


def test_enter_opens_it_with_the_keyboard_on_a_repair_tab_goes_on_and_escape_leaves(wrong, hand, qtbot):
    hand.view.activateWindow()
    hand.view.setFocus()
    wrong.select({"add_1"})
    hand.key(Qt.Key.Key_Return)
    popover = hand.view.popover
    assert_readable(hand.view, "add_1")
    assert QApplication.focusWidget() is popover.repairs[0]
    seen = {QApplication.focusWidget()}
    for _ in popover.repairs:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert set(popover.repairs) <= seen
    assert not hand.view.searching.adder.isVisible()
    popover.repairs[0].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)

    assert not popover.isVisible()
    assert QApplication.focusWidget() is hand.view
    assert wrong.selection == {"add_1"}


def test_a_repair_is_made_by_the_keyboard_alone_and_the_canvas_has_it_again(wrong, hand):
    hand.view.activateWindow()
    hand.view.setFocus()
    wrong.select({"add_1"})
    hand.key(Qt.Key.Key_Return)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)

    assert not wrong.problems
    assert not hand.view.popover.isVisible()
    assert QApplication.focusWidget() is hand.view


def test_resting_on_the_badge_opens_it_and_leaving_closes_it(wrong, hand, qtbot):
    rest(hand, badge(hand, "add_1"))
    qtbot.waitUntil(hand.view.popover.isVisible)
    assert_readable(hand.view, "add_1")
    rest(hand, hand.block("add_1") + QPoint(0, 200))

    qtbot.waitUntil(lambda: not hand.view.popover.isVisible())


def rest(hand, place: QPoint) -> None:
    hand._send(
        QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    )


def test_it_goes_with_the_paper_and_keeps_beside_its_block(wrong, hand):
    hand.click(badge(hand, "add_1"))
    before = hand.view.popover.pos() - hand.block("add_1")
    hand.view.ensureVisible(hand.view.canvas.blocks["add_1"], 40, 40)
    hand.view.verticalScrollBar().setValue(hand.view.verticalScrollBar().value() + 30)
    assert hand.view.popover.pos() - hand.block("add_1") == before
    hand.wheel(hand.block("add_1"), 2)
    assert_readable(hand.view, "add_1")


@pytest.mark.parametrize("size", [(1024, 768), (1440, 900)])
def test_it_has_room_wherever_its_block_stands(wrong, window, hand, size):
    window.resize(*size)
    hand.view.popover.open("add_1")
    view, item = hand.view, hand.view.canvas.blocks["add_1"]
    for x in (-0.3, 0.0, 0.3):
        for y in (-0.3, 0.0, 0.3):
            area = view.viewport().size()
            middle = item.sceneBoundingRect().center()
            view.centerOn(middle - QPointF(x * area.width(), y * area.height()))
            QApplication.processEvents()
            assert_readable(view, "add_1")


def test_it_is_gone_while_something_is_dragged(wrong, hand):
    hand.view.popover.open("add_1")
    hand.drag(hand.output_port("conv_1b"), hand.block("add_1"), release=False)
    assert not hand.view.popover.isVisible()
    hand.release(hand.block("add_1"))
    assert not hand.view.popover.isVisible()


def test_it_makes_room_for_the_search(wrong, hand):
    hand.view.popover.open("add_1")
    hand.view.searching.at(hand.block("add_1") + QPoint(0, 300))

    assert hand.view.searching.adder.isVisible()
    assert not hand.view.popover.isVisible()


def test_a_press_elsewhere_on_the_canvas_is_the_canvass(wrong, hand):
    hand.click(badge(hand, "add_1"))
    place = block_area(hand.view, "add_1").bottomLeft() + QPoint(-30, 60)
    assert hand.view.viewport().childAt(place) is None
    hand.click(place)

    assert not wrong.selection
    assert not hand.view.popover.isVisible()


def test_the_inspector_has_a_mark_that_opens_it(wrong, window, hand, qtbot):
    wrong.select({"add_1"})
    mark = window.workspace.inspector.block._problems
    assert mark.text() == "Error: show"
    qtbot.mouseClick(mark, Qt.MouseButton.LeftButton)

    assert_readable(hand.view, "add_1")


def test_what_is_not_connected_yet_is_grey_in_badge_and_word(mlp, hand):
    hand.drop("Dense", hand.at(500, 100))
    item = hand.view.canvas.blocks["dense_2"]

    assert item.problems
    assert not item.is_wrong
    hand.click(badge(hand, "dense_2"))
    words = [part.text() for part in hand.view.popover.findChildren(QLabel) if not part.isHidden()]
    assert "Not connected yet" in words
    place = hand.view.mapFromScene(item.pos() + QPointF(BLOCK_WIDTH - 12, 0))
    seen = hand.view.viewport().grab().toImage().pixelColor(place)
    assert seen.name() == theme.colour("quiet").name()


def test_a_warning_is_amber_in_badge_and_word(mlp, window, hand):
    mlp.edit("linear", edits.set_fields(mlp.graph, "dense_1", activation="linear"))
    hand.click(badge(hand, "dense_1"))
    words = {part.text(): part.property("role") for part in hand.view.popover.findChildren(QLabel)}

    assert words["Warning"] == "warning"
    place = badge(hand, "dense_1") + QPoint(-8, 0)
    assert hand.view.viewport().grab().toImage().pixelColor(place).name() == theme.colour("warning").name()
