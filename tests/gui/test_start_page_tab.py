"""The start page beside open projects: a tab of its own, and every way leads back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from tests.gui.conftest import open_template

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def tabs(window, qtbot):
    """Two projects, the first of them in front, and then New."""
    open_template(window, "mlp")
    open_template(window, "cnn")
    click(qtbot, window.documents.tabs, 0)
    qtbot.keyClick(window.workspace.view, Qt.Key.Key_N, CONTROL)
    assert window.documents.current is None
    assert window.documents.start_page.isVisible()
    return window.documents.tabs


def click(qtbot, tabs, index):
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(index).center())


def test_the_start_page_has_a_tab_that_is_lit_while_it_is_shown(tabs):
    assert [tabs.tabText(i) for i in range(tabs.count())][-1] == "Start page"
    assert tabs.currentIndex() == tabs.count() - 1 == 2


@pytest.mark.parametrize("index", [0, 1])
def test_a_click_on_the_tab_of_a_project_leads_back_to_it(tabs, index, window, qtbot):
    click(qtbot, tabs, index)

    assert window.workspace is window.documents.workspaces[index]
    assert window.workspace.view.isVisible()
    assert window.workspace.view.hasFocus()
    assert (tabs.count(), tabs.currentIndex()) == (2, index)


def test_escape_leads_back_to_where_one_was(tabs, window, qtbot):
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)

    assert window.workspace is window.documents.workspaces[0]
    assert tabs.count() == 2


def test_its_own_button_leads_back_and_closes_no_project(tabs, window, qtbot):
    button = tabs.tabButton(2, QTabBar.ButtonPosition.RightSide) or tabs.tabButton(2, QTabBar.ButtonPosition.LeftSide)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert window.workspace is window.documents.workspaces[0]
    assert len(window.documents.workspaces) == 2


def test_control_and_tab_go_through_all_tabs_and_round(tabs, window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Tab, CONTROL)
    assert window.workspace is window.documents.workspaces[0]
    qtbot.keyClick(window, Qt.Key.Key_Tab, CONTROL)
    assert window.workspace is window.documents.workspaces[1]
    qtbot.keyClick(window, Qt.Key.Key_Tab, CONTROL)
    assert window.workspace is window.documents.workspaces[0]
    qtbot.keyClick(window, Qt.Key.Key_Backtab, CONTROL | SHIFT)
    assert window.workspace is window.documents.workspaces[1]


def test_new_again_makes_no_second_tab_and_a_template_takes_its_place(tabs, window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert tabs.count() == 3
    qtbot.mouseClick(window.documents.start_page.empty_button, Qt.MouseButton.LeftButton)

    assert (tabs.count(), tabs.currentIndex()) == (3, 2)
    assert window.workspace is window.documents.workspaces[2]


def test_closing_all_projects_from_it_leaves_the_start_page_without_tabs(tabs, window, qtbot):
    for _ in range(2):
        side = QTabBar.ButtonPosition.RightSide
        button = tabs.tabButton(0, side) or tabs.tabButton(0, QTabBar.ButtonPosition.LeftSide)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert window.documents.workspaces == []
    assert (tabs.count(), tabs.isVisible()) == (0, False)
    assert window.documents.start_page.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.documents.start_page.isVisible()


def test_without_a_project_the_start_page_needs_no_tab(window):
    assert window.documents.tabs.count() == 0
    assert not window.documents.tabs.isVisible()
