"""The data page, as a person uses it: all rows, sorting and filters, roles by one key, and what is offered for them."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from netbuilder.data import DataSettings
from netbuilder.layers import Dense, Input
from netbuilder.layers.augmentation.geometry import RandomTranslation
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project
from tests.networks import chain

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def flowers(tmp_path):
    """A table of two numbers, a text, and a kind that the first number tells."""
    path = tmp_path / "flowers.csv"
    rng = np.random.default_rng(0)
    rows = ["nr,length,width,colour,kind\n"]
    for i in range(90):
        kind = i % 3
        length, width, colour = kind * 2 + rng.random(), rng.random(), ("red", "blue")[i % 2]
        rows.append(f"{i + 1},{length:.3f},{width:.3f},{colour},{'abc'[kind]}\n")
    path.write_text("".join(rows))
    return path


def open_page(window, qtbot, path=None, project=None):
    """The data page of a new project, with a file that is read."""
    if project is None:
        window.documents.open_empty()
    else:
        window.documents.open(project)
    qtbot.keyClick(window.workspace.view, KEY.Key_D, CTRL | SHIFT)
    if path is not None:
        window.workspace.data.choose_file(path)
    settled(window, qtbot)
    return window.workspace.page


def settled(window, qtbot) -> None:
    """Until all is read and measured."""
    page, session = window.workspace.page, window.session

    def is_done() -> bool:
        reader = page.reader
        busy = window.workspace.data.is_busy or session.loader.is_loading or reader.is_reading
        measured = reader.sheet is None or len(reader.facts) == len(reader.sheet.names)
        return not busy and measured and not page._finding.is_going_on

    qtbot.waitUntil(is_done, timeout=20_000)


def go_to(page, name: str, row: int = 0) -> None:
    """Looks at a cell of a column."""
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(row, page.reader.sheet.names.index(name) + 1))


def column(page, name: str) -> list[str]:
    section = page.reader.sheet.names.index(name) + 1
    return [page.model.text(row, section) for row in range(page.model.rowCount())]


def test_one_key_opens_the_page_and_the_same_key_leaves_it(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)

    assert page.isVisible()
    assert not window.workspace.view.isVisible()
    assert not window.docks.is_open("layers")
    qtbot.keyClick(page.table, KEY.Key_D, CTRL | SHIFT)
    assert window.workspace.view.isVisible()
    assert window.docks.is_open("layers")
    assert window.workspace.view.hasFocus()


def test_all_rows_are_shown_by_their_lines_and_parts(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)

    assert page.model.rowCount() == 90
    assert page.model.headerData(0, Qt.Orientation.Vertical) == "2"
    assert {page.model.text(row, 0) for row in range(90)} == {"train", "test"}
    page.finder.parts.setCurrentIndex(page.finder.parts.findText("test"))
    page.finder.parts.activated.emit(page.finder.parts.currentIndex())
    qtbot.waitUntil(lambda: page.model.rowCount() == window.session.prepared.dataset.test_count)
    assert {page.model.text(row, 0) for row in range(page.model.rowCount())} == {"test"}


def test_rows_are_sorted_filtered_and_searched_by_the_keyboard_alone(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    go_to(page, "length")

    qtbot.keyClick(page.table, KEY.Key_S)
    settled(window, qtbot)
    assert column(page, "length") == sorted(column(page, "length"), key=float)
    qtbot.keyClick(page.table, KEY.Key_S)
    settled(window, qtbot)
    assert column(page, "length") == sorted(column(page, "length"), key=float, reverse=True)
    qtbot.keyClick(page.table, KEY.Key_F)
    qtbot.keyClicks(page.finder.filter, "> 4")
    qtbot.keyClick(page.finder.filter, KEY.Key_Return)
    settled(window, qtbot)
    assert set(column(page, "kind")) == {"c"}
    qtbot.keyClick(page.finder.filter, KEY.Key_Escape)  # clears it
    qtbot.keyClick(page.finder.filter, KEY.Key_Escape)  # leaves it
    settled(window, qtbot)
    assert page.table.hasFocus()
    assert page.model.rowCount() == 90
    qtbot.keyClick(page.table, KEY.Key_Slash)
    qtbot.keyClicks(page.finder.search, "BLUE")
    qtbot.keyClick(page.finder.search, KEY.Key_Return)
    settled(window, qtbot)
    assert set(column(page, "colour")) == {"blue"}


def test_a_role_is_given_by_one_key_and_taken_back_by_one_step(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    go_to(page, "length")
    before = window.session.project

    qtbot.keyClick(page.table, KEY.Key_T)
    settled(window, qtbot)

    assert window.session.project.data.target == "length"
    window.actions_["undo"].trigger()
    assert window.session.project == before
    settled(window, qtbot)


def test_several_columns_are_left_out_at_once(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    page.table.choose_columns([1, 3])
    steps = window.session.undo_stack.count()

    qtbot.keyClick(page.table, KEY.Key_X)
    settled(window, qtbot)

    assert set(window.session.project.data.ignore) == {"nr", "width"}
    assert window.session.undo_stack.count() == steps + 1
    assert page.chosen == ("nr", "width")
    qtbot.mouseClick(page.column_side.roles["input"], LEFT)
    assert window.session.project.data.ignore == ()
    settled(window, qtbot)


def test_a_kind_is_set_by_key_and_told_as_set(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    go_to(page, "nr")

    qtbot.keyClick(page.table, KEY.Key_3)
    settled(window, qtbot)

    assert window.session.project.data.column("nr").kind == "category"
    assert "(set)" in page._about(1).spoken


def test_what_only_names_the_rows_is_pointed_out_and_left_out_by_a_button(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    go_to(page, "nr")

    assert "by heart" in page.column_side.warning.text()
    qtbot.mouseClick(page.column_side.leave_out, LEFT)

    assert window.session.project.data.ignore == ("nr",)
    settled(window, qtbot)


def test_letters_and_delete_on_the_page_never_reach_the_network(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers, Project(chain(Input((3,)), Dense(3, "softmax"))))
    window.session.select(["dense"])
    window.workspace.show_data()
    go_to(page, "width")
    graph = window.session.graph

    for key in (KEY.Key_Delete, KEY.Key_Backspace, KEY.Key_L, KEY.Key_N, KEY.Key_F2):
        qtbot.keyClick(page.table, key)

    assert window.session.graph.nodes.keys() == graph.nodes.keys()
    assert page.isVisible()


def test_cells_are_copied_as_they_are_shown(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    go_to(page, "colour", 1)

    qtbot.keyClick(page.table, KEY.Key_C, CTRL)

    assert QGuiApplication.clipboard().text() == "blue"


def test_a_file_that_is_gone_is_told_and_found_again(window, qtbot, flowers, tmp_path, monkeypatch):
    page = open_page(window, qtbot, flowers)
    other = flowers.rename(tmp_path / "moved.csv")
    window.workspace.show_network()
    window.workspace.show_data()
    qtbot.waitUntil(lambda: page.notices.again_button.isVisible())
    assert page.model.rowCount() == 90  # what was there stays

    qtbot.mouseClick(page.notices.again_button, LEFT)
    settled(window, qtbot)
    assert "does not exist" in page.notices.text.text()
    monkeypatch.setattr("netbuilder.ui.panels.data.ask_open", lambda *_: other)
    qtbot.mouseClick(page.notices.locate_button, LEFT)
    settled(window, qtbot)

    assert window.session.project.data.path == str(other)
    assert not page.notices.text.isVisible()
    assert page.model.rowCount() == 90


def test_a_file_that_was_changed_is_read_again_when_a_person_wants_it(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    flowers.write_text(flowers.read_text() + "91,1.5,0.5,red,a\n")
    window.workspace.show_network()
    window.workspace.show_data()
    qtbot.waitUntil(lambda: page.notices.old.isVisible())
    assert page.model.rowCount() == 90

    qtbot.mouseClick(page.notices.again_button, LEFT)
    settled(window, qtbot)

    assert page.model.rowCount() == 91
    assert not page.notices.old.isVisible()
    dataset = window.session.prepared.dataset
    assert dataset.train_count + dataset.test_count == 91


def test_pictures_are_made_small_when_they_come_in_sight(window, qtbot):
    project = Project(data=DataSettings(source="digits"))
    page = open_page(window, qtbot, project=project)

    assert page.rows.currentWidget() is page.grid
    qtbot.waitUntil(lambda: page.grid.thumbnails.of(0) is not None)
    assert page.grid.thumbnails.of(0).width() == 8
    assert len(page.grid.thumbnails._kept) < page.model.rowCount()


def test_projects_keep_their_page(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    window.documents.open_template("mlp")
    assert window.workspace.view.isVisible()
    assert window.docks.is_open("layers")

    window.documents.step(1)

    assert page.isVisible()
    assert not window.docks.is_open("layers")
    window.actions_["show_start_page"].trigger()
    assert not window.documents.pages.isVisible()
    window.documents.leave_start_page()
    window.actions_["close_tab"].trigger()
    assert window.workspace.view.isVisible()


def test_the_offered_network_is_made_in_one_step_and_can_be_trained(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    qtbot.mouseClick(page.notices.leave_out_button, LEFT)
    settled(window, qtbot)
    assert window.session.project.data.ignore == ("nr",)
    qtbot.waitUntil(lambda: len(page.notices.offer_buttons) == 1 and not page.offers.is_finding)
    steps = window.session.undo_stack.count()

    qtbot.mouseClick(page.notices.offer_buttons[0], LEFT)
    settled(window, qtbot)

    session = window.session
    assert session.undo_stack.count() == steps + 1
    assert not [problem for problem in session.all_problems if problem.severity == "error"]
    training = session.project.training.replace(epochs=2, callbacks=())
    session.change("short", session.project.replace(training=training))
    qtbot.keyClick(page.table, KEY.Key_Return, CTRL)
    qtbot.waitUntil(lambda: session.document.run is not None and not session.trainer.is_running, timeout=30_000)
    assert page.isVisible()
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    assert not session.graph.nodes
    settled(window, qtbot)


def test_a_target_by_one_key_brings_an_offer_that_makes_the_ends_fit(window, qtbot, flowers):
    graph = chain(Input((4,)), Dense(8, "relu"), Dense(7, "relu"))
    page = open_page(window, qtbot, flowers, Project(graph))
    go_to(page, "colour")

    qtbot.keyClick(page.table, KEY.Key_T)
    settled(window, qtbot)
    qtbot.waitUntil(lambda: len(page.notices.offer_buttons) == 1 and not page.offers.is_finding)
    before = window.session.project
    qtbot.mouseClick(page.notices.offer_buttons[0], LEFT)
    settled(window, qtbot)

    session = window.session
    (end,) = session.graph.output_names
    assert (session.graph[end].layer.units, session.graph[end].layer.activation) == (1, "sigmoid")
    assert session.project.training.loss_of(0).snake() == "binary_crossentropy"
    assert session.graph[session.graph.input_names[0]].layer.output_shape() == session.prepared.x_train["x"].shape[1:]
    window.actions_["undo"].trigger()
    assert window.session.project == before
    settled(window, qtbot)


def test_classes_are_counted_by_part_and_a_class_is_shown_alone(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    page.side.setCurrentWidget(page.side.balance)
    table = page.side.balance.table
    qtbot.waitUntil(lambda: table.rowCount() == 3)
    counted = [[int(table.item(row, place).text()) for place in range(1, table.columnCount())] for row in range(3)]

    assert sum(map(sum, counted)) == 90
    assert sum(row[-1] for row in counted) == window.session.prepared.dataset.test_count
    table.itemActivated.emit(table.item(1, 0))
    settled(window, qtbot)
    assert set(column(page, "kind")) == {"b"}


def test_what_a_row_becomes_is_what_enters_the_network(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    page.side.setCurrentWidget(page.side.entering)
    prepared = window.session.prepared
    line = int(prepared.dataset.lines["test"][2])
    go_to(page, "width", line - 2)
    table = page.side.entering.table

    qtbot.waitUntil(lambda: table.rowCount() > 0)

    shown = [table.item(row, 1).text() for row in range(table.rowCount())]
    assert shown == [f"{value:.6g}" for value in prepared.x_test["x"][2]]
    assert "test" in page.side.entering.about.text()


def test_augmentation_is_drawn_on_the_chosen_picture_and_drawn_anew(window, qtbot):
    graph = chain(Input((8, 8, 1)), RandomTranslation(0.3, 0.3), Flatten(), Dense(10, "softmax"))
    data = DataSettings(source="digits", scaling="unit", arrangement="channels")
    page = open_page(window, qtbot, project=Project(graph, data=data))
    gallery = page.side.augment.gallery
    page.grid.setCurrentIndex(page.grid.grid.index(0, 1))
    page.side.setCurrentIndex(page.side.count() - 1)
    qtbot.waitUntil(lambda: len(gallery._pictures) > 1)
    first = gallery._pictures

    assert any(picture != first[0] for picture in first[1:])
    qtbot.mouseClick(page.side.augment.again_button, LEFT)
    qtbot.waitUntil(lambda: gallery._pictures is not first and len(gallery._pictures) == len(first))
    assert gallery._pictures[0] == first[0]
    assert gallery._pictures[1:] != first[1:]


@pytest.fixture
def long_table(tmp_path):
    """A table whose reading takes long enough to be interrupted."""
    path = tmp_path / "long.csv"
    path.write_text("a,b,c,y\n" + "".join(f'"{i}",{i % 7}.5,t{i % 50},{i % 2}\n' for i in range(200_000)))
    return path


def test_reading_can_be_cancelled_and_begun_again(window, qtbot, flowers, long_table):
    page = open_page(window, qtbot, flowers)
    window.session.data_choice.choose("other", DataSettings(path=str(long_table), scaling="standardize"))
    qtbot.waitUntil(lambda: page.finder.cancel_button.isVisible())
    assert page.model.rowCount() == 90  # the old state stays

    qtbot.mouseClick(page.finder.cancel_button, LEFT)
    qtbot.waitUntil(lambda: page.notices.again_button.isVisible())
    assert page.model.rowCount() == 90
    qtbot.mouseClick(page.notices.again_button, LEFT)
    settled(window, qtbot)

    assert page.model.rowCount() == 200_000
    assert not page.notices.cancelled.isVisible()


def test_a_project_is_closed_while_its_table_is_read_and_another_is_shown(window, qtbot, flowers, long_table):
    open_page(window, qtbot, flowers)
    first = window.workspace
    open_page(window, qtbot)
    window.workspace.data.choose_file(long_table)

    window.actions_["close_tab"].trigger()  # no thread is left over: the end of each test looks for one

    assert window.workspace is first
    assert first.page.isVisible()
    assert first.page.model.rowCount() == 90


def test_a_broken_file_is_told_with_its_line_and_read_again_once_it_is_mended(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    whole = flowers.read_text()
    flowers.write_text(whole + "1,2,3\n")
    window.workspace.show_network()
    window.workspace.show_data()
    qtbot.waitUntil(lambda: page.notices.again_button.isVisible())
    qtbot.mouseClick(page.notices.again_button, LEFT)
    settled(window, qtbot)
    assert "line 92" in page.notices.text.text()
    assert page.model.rowCount() == 90

    flowers.write_text(whole)
    qtbot.mouseClick(page.notices.again_button, LEFT)
    settled(window, qtbot)

    assert not page.notices.text.isVisible()


def test_the_same_page_follows_when_other_data_is_chosen(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    page.finder.filter_by("kind", "a")
    settled(window, qtbot)

    window.workspace.data.choose("iris")
    settled(window, qtbot)

    assert page.model.rowCount() == 150
    assert page.reader.sheet.names[0] == "label"
    assert page.finder.query.is_plain
    window.actions_["undo"].trigger()
    settled(window, qtbot)
    assert page.model.rowCount() == 90


def test_texts_enter_as_numbers_that_are_told_with_their_words(window, qtbot, tmp_path):
    for kind in ("good", "bad"):
        (tmp_path / "mails" / kind).mkdir(parents=True)
        for i in range(12):
            (tmp_path / "mails" / kind / f"{i}.txt").write_text(f"a {kind} mail of {'fish' if i % 2 else 'birds'}")
    page = open_page(window, qtbot, tmp_path / "mails")
    page.side.setCurrentWidget(page.side.entering)
    go_to(page, "text")
    table = page.side.entering.table

    qtbot.waitUntil(lambda: table.rowCount() > 0)

    text = page.model.text(0, 1)
    shown = [table.item(row, 1).text().partition(" (")[2].rstrip(")") for row in range(table.rowCount())]
    assert [word for word in shown if word] == text.split()


def test_a_folder_of_pictures_is_shown_by_the_names_of_its_classes(window, qtbot, tmp_path):
    for i in range(16):
        folder = tmp_path / "pets" / ("cat", "dog")[i % 2]
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((40, 60, 3), 10 * i, np.uint8)).save(folder / f"{i}.png")
    page = open_page(window, qtbot, tmp_path / "pets")

    assert page.rows.currentWidget() is page.grid
    assert {page.grid.grid.label(at) for at in range(16)} == {"cat", "dog"}
    qtbot.waitUntil(lambda: page.grid.thumbnails.of(3) is not None)
    page.finder.filter_by("label", "= dog")
    settled(window, qtbot)
    assert page.model.rowCount() == 8
    assert {page.grid.grid.label(at) for at in range(8)} == {"dog"}
    page.grid.setCurrentIndex(page.grid.grid.index(0, 1))
    assert "dog" in page.grid.grid.spoken(page.grid.current_row())


def test_what_a_head_tells_by_drawing_is_told_to_those_who_hear_it(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)

    told = page.model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)

    assert told.startswith("nr, input, number, only names the rows")
    assert "1 to 90" in told


def test_a_closed_project_lets_its_rows_go(window, qtbot, flowers):
    page = open_page(window, qtbot, flowers)
    table = weakref.ref(page.reader.sheet.table)
    go_to(page, "width")
    del page

    window.actions_["close_tab"].trigger()
    qtbot.wait(50)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()

    assert table() is None
