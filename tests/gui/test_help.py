"""The help page "What NetBuilder has of Keras", used with menu, keyboard and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from netbuilder.formats.keras.coverage import coverage
from netbuilder.ui.help.coverage import NAMED, REMARK, STATE, CoverageDialog
from netbuilder.ui.looks.theme import theme

ENTRIES = [entry for entries in coverage().values() for entry in entries]


@pytest.fixture
def page(window, qtbot):
    """The page as the Help menu opens it."""
    (action,) = [action for action in window.menus["help"].actions() if action.text() == "Keras coverage"]
    action.trigger()
    made = window.findChild(CoverageDialog)
    qtbot.waitExposed(made)
    return made


def shown(page, place=NAMED):
    model = page.view.model()
    return [model.index(i, place).data() for i in range(model.rowCount())]


def test_it_opens_from_the_menu_with_every_name(page):
    assert shown(page) == [entry.name for entry in ENTRIES]
    assert page.count.text() == f"{len(ENTRIES)} names"


def test_the_search_field_has_the_keyboard_and_finds_names_families_and_reasons(page, qtbot):
    assert page.focusWidget() is page.search

    qtbot.keyClicks(page.search, "metrics auc")
    assert shown(page) == ["AUC"]
    page.search.clear()
    qtbot.keyClicks(page.search, "foreign code")
    assert shown(page) == ["Lambda", "LambdaCallback"]


def test_a_name_is_found_by_its_other_names(page, qtbot):
    qtbot.keyClicks(page.search, "InputLayer")

    assert shown(page) == ["Input"]


def test_a_search_without_result_says_so(page, qtbot):
    qtbot.keyClicks(page.search, "no such name")

    assert shown(page) == []
    assert page.count.text() == "No name matches"


def test_the_state_is_a_word_beside_the_tick(page):
    words = dict(zip(shown(page), shown(page, STATE), strict=True))

    assert words["Dense"] == "supported"
    assert words["Lambda"] == "declined"


def test_only_declined_names_can_be_shown_each_with_its_reason(page, qtbot):
    page.kinds.setFocus()
    qtbot.keyClicks(page.kinds, "d")

    assert page.kinds.currentText() == "declined"
    assert shown(page) == [entry.name for entry in ENTRIES if not entry.supported]
    assert all(shown(page, REMARK))


def test_the_arrow_leads_from_the_search_into_the_table(page, qtbot):
    qtbot.keyClicks(page.search, "dense")
    qtbot.keyClick(page.search, Qt.Key.Key_Down)

    assert page.focusWidget() is page.view
    assert page.view.currentIndex().data() == "Dense"


def test_no_text_is_cut_off(page, qtbot):
    for place in range(page.table.columnCount() - 1):
        assert page.view.sizeHintForColumn(place) <= page.view.columnWidth(place)
    page.kinds.setCurrentIndex(2)
    for row in range(page.found.rowCount()):
        assert page.view.sizeHintForRow(row) <= page.view.rowHeight(row)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, None])
def test_escape_or_the_button_closes_it(key, page, window, qtbot):
    from PySide6.QtWidgets import QPushButton

    with qtbot.waitSignal(page.destroyed):
        if key is None:
            qtbot.mouseClick(page.findChild(QPushButton), Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(page.search, key)

    assert window.findChild(CoverageDialog) is None


def test_enter_in_the_search_does_not_close_it(page, qtbot):
    qtbot.keyClicks(page.search, "dense")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)

    assert page.isVisible()


def test_a_second_call_shows_the_same_page(page, window):
    window.actions_["show_coverage"].trigger()

    assert window.findChildren(CoverageDialog) == [page]


def test_every_part_has_an_accessible_name(page):
    assert page.search.accessibleName()
    assert page.kinds.accessibleName()
    assert page.view.accessibleName()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_follows_the_colours_of_the_window(mode, page, qtbot):
    theme.choose(mode)
    dense = page.found.index(shown(page).index("Dense"), STATE)
    picture = dense.data(Qt.ItemDataRole.DecorationRole).pixmap(14, 14).toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}

    assert dense.data(Qt.ItemDataRole.ForegroundRole) == QColor(theme.colours.text)
    assert theme.colours.good in colours
