"""The card of the tour belongs to one project, and never lies on what it talks about while there is room elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from netbuilder.layers import Dense, Input
from netbuilder.ui.window.tour import Tour
from tests.gui.conftest import open_template


@pytest.fixture
def tour(window, qtbot):
    """Begun on the start page, while another project is open."""
    open_template(window, "mlp")
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(window.documents.start_page.tour_button, Qt.MouseButton.LeftButton)
    made = window.findChild(Tour)
    qtbot.waitUntil(made.isVisible)
    return made


def under(window, tour) -> list[str]:
    """Blocks that the card covers, all or in part."""
    view = window.workspace.view
    card = QRect(tour.mapToGlobal(QPoint()), tour.size())
    corner = view.viewport().mapToGlobal(QPoint())
    return [
        name
        for name, item in view.canvas.blocks.items()
        if view.mapFromScene(item.sceneBoundingRect()).boundingRect().translated(corner).intersects(card)
    ]


def test_it_goes_with_its_project_and_comes_back_with_it(tour, window, qtbot):
    """Another project, the start page, and there again; the other one is told nothing of it."""
    qtbot.keyClick(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert not tour.isVisible()
    window.workspace.data.choose("iris")
    qtbot.waitUntil(lambda: window.session.loader.is_fresh, timeout=10_000)
    qtbot.keyClick(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert tour.isVisible()
    assert tour.step == 0
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert not tour.isVisible()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert tour.isVisible()


def test_it_ends_with_its_project(tour, window, qtbot):
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: window.findChild(Tour) is None)
    assert len(window.documents.workspaces) == 1


def test_begun_in_another_project_it_is_that_one_s_from_then_on(tour, window, qtbot):
    window.documents.show_project(window.documents.workspaces[0])
    window.actions_["show_tour"].trigger()

    assert window.findChildren(Tour) == [tour]
    assert tour.isVisible()
    assert tour.step > 0
    window.documents.show_project(window.documents.workspaces[1])
    assert not tour.isVisible()


@pytest.mark.parametrize("corner", [(0, 0), (1, 0), (0, 1)])
def test_it_goes_out_of_the_way_of_blocks(corner, tour, window, qtbot):
    window.resize(1440, 900)
    QApplication.processEvents()
    view, area = window.workspace.view, window.workspace.view.viewport().rect()
    place = QPoint(40 + corner[0] * (area.width() - 240), 40 + corner[1] * (area.height() - 140))
    on_paper = view.mapToScene(place)
    window.session.editing.add_layer(Input((4,)), (on_paper.x(), on_paper.y()))

    qtbot.waitUntil(lambda: under(window, tour) == [])
    view.pan_by(QPoint(area.width() // 2, 0))
    qtbot.waitUntil(lambda: under(window, tour) == [])


def test_it_stays_where_it_is_while_nothing_is_under_it(tour, window, qtbot):
    before = tour.pos()
    view = window.workspace.view
    middle = view.mapToScene(view.viewport().rect().center())
    window.session.editing.add_layer(Dense(4), (middle.x(), middle.y()))
    qtbot.wait(300)

    assert tour.pos() == before


def test_what_it_shows_comes_back_where_it_is_away(tour, window, qtbot):
    window.docks.panels.hide()
    qtbot.mouseClick(tour.show_button, Qt.MouseButton.LeftButton)

    assert window.workspace.data.isVisible()
