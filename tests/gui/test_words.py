"""Words as they are shown: capital letters, heads of columns, menus in brackets, what data is called."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from netbuilder.graph.describe import singular
from netbuilder.layers import Dense
from netbuilder.ui.canvas.describe import brief
from netbuilder.ui.looks.i18n import opening
from netbuilder.ui.looks.language import CHINESE, SOURCE, language
from netbuilder.ui.plots.lines import short
from netbuilder.ui.window import commands
from netbuilder.ui.window.command_palette import commands_of
from netbuilder.ui.window.shortcuts import sheet
from tests.gui.conftest import open_template


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("has no input. Draw a wire to it", "Has no input. Draw a wire to it"),
        ("delete dense_2", "Delete dense_2"),
        ("dense: has no input", "dense: has no input"),
        ("units = 10", "units = 10"),
        ("learning_rate = 0.01", "learning_rate = 0.01"),
        ("dense.units = 10", "dense.units = 10"),
        ("没有输入", "没有输入"),
        ("", ""),
    ],
)
def test_what_is_said_begins_with_a_capital_letter_but_for_names(text, shown):
    assert opening(text, {"dense"}) == shown


def test_the_brackets_of_a_menus_letter_are_not_shown_elsewhere(window):
    language.choose(CHINESE)
    try:
        places = {command.place for command in commands_of(window)}
        titles = set(sheet(window.actions_.table))
    finally:
        language.choose(SOURCE)

    assert "文件" in places
    assert "文件" in titles
    assert not [text for text in places | titles if "&" in text or "(" in text]


def test_data_is_called_the_same_before_and_after_it_is_loaded(window, qtbot):
    session = open_template(window, "mlp")
    before = window.status.engine.text()
    session.loader.request()
    qtbot.waitUntil(lambda: session.loader.is_fresh, timeout=20_000)
    window.show_figures()

    assert "mnist-small" not in before
    assert window.status.engine.text() == before


def test_the_head_of_a_column_stands_as_its_cells_do(window, qtbot):
    session = open_template(window, "mlp")
    session.change("one", session.project.replace(training=session.project.training.replace(epochs=1)))
    commands.training.train(window)
    qtbot.waitUntil(lambda: session.trainer.record is not None and not session.trainer.is_running, timeout=60_000)
    window.workspace.show_panel("runs")
    QApplication.processEvents()
    table = window.workspace.runs.table
    right = Qt.AlignmentFlag.AlignRight

    for k in range(table.columnCount()):
        head, cell = table.horizontalHeaderItem(k), table.item(0, k)
        assert bool(head.textAlignment() & right) == bool(cell.textAlignment() & right), head.text()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1 units · relu", "1 unit · relu"),
        ("11 units", "11 units"),
        ("0.1 units", "0.1 units"),
        ("1,001 parameters", "1,001 parameters"),
        ("Stopped after 1 folds.", "Stopped after 1 fold."),
        ("1 个单元", "1 个单元"),
    ],
)
def test_one_thing_is_told_in_the_singular(text, shown):
    assert singular(text) == shown


def test_a_block_of_one_unit_says_so():
    assert brief(Dense(1, "sigmoid")) == "1 unit · sigmoid"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.25, "0.250"), (27212.4, "27,212"), (149.26, "149"), (4.5e12, "4.5e+12"), (0.0, "0"), (-1500.0, "-1,500")],
)
def test_numbers_are_short_and_thousands_are_grouped(value, shown):
    assert short(value) == shown
