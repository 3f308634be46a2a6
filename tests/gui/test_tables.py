"""Tables in the window: as wide as they are, with whatever letters their names and those of their files hold."""

from __future__ import annotations

import os
import sys

import pytest
from PySide6.QtCore import Qt, QThread, QUrl
from PySide6.QtWidgets import QApplication

from netbuilder.data import own_tables
from netbuilder.ui.window.dropping import local_path
from tests.gui.test_code_editor import drop

COLUMNS = 20_000
ODD, TURNED = "price\u202ecba\x07", "x\u202ey"


@pytest.fixture
def wide(tmp_path):
    names = [f"c{i}" for i in range(COLUMNS - 1)]
    rows = (",".join(str((i * k) % 7) for i in range(1, COLUMNS)) + f",{k % 2}" for k in range(12))
    (tmp_path / "wide.csv").write_text("\n".join([",".join([*names, "answer"]), *rows]))
    return tmp_path / "wide.csv"


def shown_columns(panel):
    table = panel.samples.table
    return [table.horizontalHeaderItem(i).text() for i in range(table.columnCount())]


def test_twenty_thousand_columns_are_read_off_the_windows_thread_and_make_no_widget_each(
    wide, mlp, window, qtbot, monkeypatch
):
    threads, planned = [], own_tables.rows_of_table
    monkeypatch.setattr(own_tables, "rows_of_table", lambda *a: threads.append(QThread.currentThread()) or planned(*a))
    window.workspace.show_panel("data")
    panel, before = window.workspace.data, len(QApplication.allWidgets())

    assert drop(window, wide)
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.prepared.settings.path == str(wide), timeout=60_000)

    assert mlp.prepared.input_shapes == {"x": (COLUMNS - 1,)}
    assert threads
    assert window.thread() not in threads
    assert len(QApplication.allWidgets()) < before + 100
    assert len(shown_columns(panel)) < 100
    assert (panel.target.count(), panel.target.currentText()) == (COLUMNS, "answer")

    panel.target.setFocus()
    qtbot.keyClicks(panel.target, "c17654")
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.target == "c17654", timeout=60_000)
    assert mlp.prepared.dataset.features[-1] == "answer"


def test_reading_a_table_is_told_with_a_stop_which_leaves_the_data_as_it_was(wide, mlp, window, qtbot):
    before, panel = mlp.project, window.workspace.data
    window.workspace.show_panel("data")
    panel.choose_file(wide)
    qtbot.waitUntil(panel.cancel_button.isVisible, timeout=60_000)
    qtbot.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=60_000)

    assert panel.state.text() == "cancelled"
    assert mlp.project is before
    assert not panel.cancel_button.isVisible()


def test_letters_that_hide_or_turn_others_are_escaped_wherever_a_column_is_named(mlp, window, qtbot, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text(f"a,{ODD},b\n" + "".join(f"{i},{i % 3},{('z', TURNED)[i % 2]}\n" for i in range(40)))
    window.workspace.show_panel("data")
    panel = window.workspace.data
    panel.choose_file(path)
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and bool(mlp.prepared.dataset.features), timeout=10_000)

    assert [panel.target.itemText(i) for i in range(3)] == ["a", r"price\u202ecba\x07", "b"]
    assert r"price\u202ecba\x07" in shown_columns(panel)
    assert r"x\u202ey" in panel.facts.itemAt(panel.facts.count() - 1).layout().itemAt(1).widget().text()

    panel.target.setCurrentIndex(1)
    panel.target.activated.emit(1)
    assert mlp.project.data.target == ODD  # its own name, not how it is shown
    qtbot.waitUntil(lambda: mlp.loader.is_fresh, timeout=10_000)
    assert panel.target.currentText() == r"price\u202ecba\x07"


def test_the_target_can_be_chosen_of_a_table_that_cannot_be_used_as_it_is(mlp, window, qtbot, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("a,b,note,weight\n" + "".join(f"{i},{i % 3},text {i},1\n" for i in range(60)))
    window.workspace.show_panel("data")
    panel = window.workspace.data
    panel.choose_file(path)
    qtbot.waitUntil(panel.error.isVisible, timeout=10_000)  # so many different texts are no classes and no inputs
    assert [panel.target.itemText(i) for i in range(panel.target.count())] == ["a", "b", "note", "weight"]
    assert panel.target.currentText() == "weight"

    qtbot.keyClicks(panel.file_form.row("weight_column").editor, "weight")
    assert mlp.project.data.weight_column == "weight"
    assert panel.target.currentText() == "note"  # the last one that weighs no rows

    ignored = panel.file_form.row("ignore").editor
    qtbot.mouseClick(ignored, Qt.MouseButton.LeftButton)
    assert ignored.picker.names() == ["a", "b", "note", "weight"]
    for name in ("note", "b"):  # it stays open
        qtbot.keyClicks(ignored.picker.search, name)
        qtbot.keyClick(ignored.picker.search, Qt.Key.Key_Return)
        qtbot.keyClick(ignored.picker.search, Qt.Key.Key_Escape)
    qtbot.keyClick(ignored.picker.search, Qt.Key.Key_Escape)
    assert mlp.project.data.ignore == ("note", "b")
    assert ignored.text() == "note, b"


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_dropped_table_whose_name_is_no_text_is_read(mlp, window, qtbot, tmp_path):
    path = os.fsencode(tmp_path) + b"/a\xff \xe4%.csv"
    with open(path, "w") as file:
        file.write("a,b\n" + "".join(f"{i},{i % 2}\n" for i in range(40)))
    (found,) = {local_path(QUrl.fromEncoded(b"file://" + os.fsencode(tmp_path) + b"/a%FF%20%E4%25.csv"))}
    assert os.fsencode(found) == path

    window.opening.open_dropped([found])
    qtbot.waitUntil(lambda: mlp.loader.is_fresh and mlp.project.data.path == os.fsdecode(path), timeout=20_000)

    assert r"a\udcff \udce4%.csv" in window.workspace.data.about.text()


def test_a_name_that_no_file_can_have_is_told_and_changes_nothing(mlp, window, qtbot, tmp_path):
    before, panel = mlp.project, window.workspace.data
    panel.choose_file(tmp_path / ("x" * 300 + ".csv"))
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=10_000)

    assert "could not be read" in panel.state.text()
    assert mlp.project is before
