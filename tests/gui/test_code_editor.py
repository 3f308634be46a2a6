"""The code panel as an editor, pasted scripts and dropped files, as a person uses them."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QTextCursor
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from netbuilder import formats
from netbuilder.engine.snapshot import fresh
from netbuilder.formats import Bundle
from netbuilder.graph import Graph, Node, Port
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Add
from netbuilder.layers.regularization import Dropout
from netbuilder.project import Project, TrainedRun, write_project
from netbuilder.ui.dialogs.values import ValuesDialog
from netbuilder.ui.looks.language import language
from netbuilder.ui.looks.theme import theme
from tests.gui.conftest import finish_reading, open_template, opened
from tests.networks import nested, two_in_two_out

SCRIPT = """from keras.models import Sequential
model = Sequential()
model.add(Dense(12, input_dim=8, activation='relu'))
model.add(Dropout(0.2))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='sgd', metrics=['acc'])
model.fit(X, y, nb_epoch=7)
"""


@pytest.fixture
def panel(mlp, window, qtbot):
    """The code panel in front, its script written."""
    window.workspace.show_panel("code")
    found = window.workspace.code
    qtbot.waitUntil(lambda: "layers.Dense" in found.text.toPlainText())
    return found


def put_cursor(panel, before, select=""):
    """The cursor right before a piece of the text; or that piece selected."""
    place = panel.text.toPlainText().index(before)
    cursor = panel.text.textCursor()
    cursor.setPosition(place)
    if select:
        cursor.setPosition(place + len(select), QTextCursor.MoveMode.KeepAnchor)
    panel.text.setFocus()
    panel.text.setTextCursor(cursor)


def type_over(qtbot, panel, old, new):
    """Selects a piece of the text and types something else."""
    put_cursor(panel, old, old)
    qtbot.keyClicks(panel.text, new)


def line_of(panel, piece):
    return panel.text.toPlainText()[: panel.text.toPlainText().index(piece)].count("\n") + 1


# -- typing changes the canvas -----------------------------------------------------------------------------


def test_typing_changes_the_canvas_as_one_step(panel, mlp, window, qtbot):
    steps = mlp.undo_stack.count()
    text = panel.text.toPlainText()
    type_over(qtbot, panel, "Dense(64", "Dense(256")

    assert mlp.graph["dense"].layer.units == 64  # not while it is typed
    qtbot.waitUntil(lambda: mlp.graph["dense"].layer.units == 256)
    assert mlp.undo_stack.count() == steps + 1
    assert panel.text.toPlainText() == text.replace("Dense(64", "Dense(256")
    assert panel.text.textCursor().position() == text.index("Dense(64") + len("Dense(256")
    mlp.undo_stack.undo()
    assert mlp.graph["dense"].layer.units == 64
    qtbot.waitUntil(lambda: panel.text.toPlainText() == text)


def test_a_line_that_is_typed_becomes_a_block_and_the_others_stay_where_they_are(panel, mlp, qtbot):
    places = {name: node.position for name, node in mlp.graph.nodes.items()}
    put_cursor(panel, "        layers.Dense(10")
    qtbot.keyClicks(panel.text, "        layers.Dropout(0.3),")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: "dropout" in mlp.graph)
    assert mlp.graph["dropout"].layer == Dropout(0.3)
    assert {name: mlp.graph[name].position for name in ("input_layer", "dense")} == {
        name: places[name] for name in ("input_layer", "dense")
    }


def test_training_settings_follow_what_is_typed(panel, mlp, qtbot):
    epochs = mlp.project.training.epochs
    type_over(qtbot, panel, f"epochs={epochs}", "epochs=3")

    qtbot.waitUntil(lambda: mlp.project.training.epochs == 3)
    assert mlp.project.data.chosen


def test_leaving_the_editor_takes_over_at_once(panel, mlp, window, qtbot):
    type_over(qtbot, panel, "Dense(64", "Dense(32")
    window.workspace.view.setFocus()

    assert mlp.graph["dense"].layer.units == 32


def test_undo_in_the_editor_is_the_text_s_own(panel, mlp, qtbot):
    text = panel.text.toPlainText()
    type_over(qtbot, panel, "Dense(64", "Dense(256")
    qtbot.waitUntil(lambda: mlp.graph["dense"].layer.units == 256)

    while panel.text.document().isUndoAvailable():
        qtbot.keyClick(panel.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert panel.text.toPlainText() == text
    qtbot.waitUntil(lambda: mlp.graph["dense"].layer.units == 64)


def test_weights_of_what_did_not_change_stay_and_undo_brings_the_others_back(panel, mlp, qtbot):
    run = TrainedRun(fresh(mlp.graph, mlp.project.training), mlp.project.data, {"loss": [1.0]})
    mlp.document.run = run
    type_over(qtbot, panel, "Dense(10", "Dense(12")
    qtbot.waitUntil(lambda: mlp.document.run is not run)

    weights = mlp.document.run.snapshot.weights
    assert mlp.document.run_is_current
    np.testing.assert_array_equal(weights["dense", "kernel"], run.snapshot.weights["dense", "kernel"])
    assert weights["dense_1", "kernel"].shape == (64, 12)
    mlp.undo_stack.undo()
    assert mlp.document.run is run


# -- what does not read well -------------------------------------------------------------------------------


def test_code_that_is_not_python_is_marked_where_it_breaks_and_changes_nothing(panel, mlp, window, qtbot):
    graph = mlp.graph
    put_cursor(panel, "Dense(64")
    qtbot.keyClicks(panel.text, "(")
    qtbot.waitUntil(lambda: bool(panel.text.marks))

    assert mlp.graph is graph
    (mark,) = panel.text.marks
    assert "not Python" in mark.text
    assert panel.problems.item(0).text().startswith(f"line {mark.line}: ")
    assert panel.state.isVisible()
    qtbot.keyClick(panel.text, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not panel.text.marks)
    assert panel.problems.count() == 0
    assert not panel.state.isVisible()


def test_half_a_word_puts_no_unknown_block_on_the_canvas(panel, mlp, qtbot):
    type_over(qtbot, panel, "layers.Dense(64", "layers.Dens(64")
    qtbot.waitUntil(lambda: bool(panel.text.marks))

    assert not any(isinstance(node.layer, Placeholder) for node in mlp.graph.nodes.values())
    assert panel.text.marks[0].line == line_of(panel, "layers.Dens(")
    assert "Dens cannot be read" in panel.text.marks[0].text


def test_a_problem_of_a_block_is_marked_at_its_line(panel, mlp, qtbot):
    type_over(qtbot, panel, "Dense(64, ", "Conv2D(3, 99, ")
    qtbot.waitUntil(lambda: bool(panel.text.marks))

    assert "conv2d" in mlp.graph  # it reads well, and the canvas shows what is wrong
    assert panel.text.marks[0].line == line_of(panel, "layers.Conv2D(3, 99")
    assert panel.text.marks[0].text.startswith("conv2d: ")
    assert mlp.problems_of("conv2d")


def test_a_click_on_a_problem_goes_to_its_line(panel, qtbot):
    put_cursor(panel, "Dense(10")
    qtbot.keyClicks(panel.text, "(")
    qtbot.waitUntil(lambda: bool(panel.text.marks))
    put_cursor(panel, '"""')
    row = panel.problems.visualItemRect(panel.problems.item(0)).center()
    qtbot.mouseClick(panel.problems.viewport(), Qt.MouseButton.LeftButton, pos=row)

    assert panel.text.textCursor().blockNumber() + 1 == panel.text.marks[0].line


def test_an_edit_on_the_canvas_does_not_take_text_away_that_waits(panel, mlp, qtbot):
    put_cursor(panel, "Dense(64")
    qtbot.keyClicks(panel.text, "(")
    qtbot.waitUntil(lambda: bool(panel.text.marks))
    text = panel.text.toPlainText()
    mlp.select({"dense_1"})
    mlp.editing.delete()
    qtbot.wait(150)

    assert panel.text.toPlainText() == text
    mlp.undo_stack.undo()
    qtbot.mouseClick(panel.anew_button, Qt.MouseButton.LeftButton)
    assert panel.text.toPlainText() == panel.source()
    assert not panel.text.marks


def test_names_without_a_value_are_asked_for(panel, mlp, qtbot, monkeypatch):
    answer(monkeypatch, {"width": "96"})
    type_over(qtbot, panel, "Dense(64", "Dense(width")
    qtbot.waitUntil(panel.values_button.isVisible)
    assert "width" in panel.text.marks[0].text
    assert panel.text.marks[0].line == line_of(panel, "Dense(width")

    qtbot.mouseClick(panel.values_button, Qt.MouseButton.LeftButton)

    assert mlp.graph["dense"].layer.units == 96
    assert not panel.values_button.isVisible()


def answer(monkeypatch, values):
    """Fills the dialog's fields as a person would, and agrees."""

    def filled(dialog):
        assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
        assert set(dialog.fields) == set(values)
        for name, value in values.items():
            dialog.fields[name].setText(value)
        assert dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ValuesDialog, "exec", filled)


# -- lines and blocks --------------------------------------------------------------------------------------


def test_selecting_a_block_lights_its_lines(panel, mlp, hand, qtbot):
    hand.click(hand.block("dense_1"))

    assert mlp.selection == {"dense_1"}
    line = line_of(panel, "layers.Dense(10")
    assert panel.text.lit == ((line, line),)
    mlp.select(())
    assert not panel.text.lit


def test_going_to_a_line_selects_its_block_and_lines_several(panel, mlp, qtbot):
    steps = mlp.undo_stack.count()
    put_cursor(panel, "Dense(10")
    assert mlp.selection == {"dense_1"}
    qtbot.keyClick(panel.text, Qt.Key.Key_Up)
    assert mlp.selection == {"dense"}
    qtbot.keyClick(panel.text, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert mlp.selection == {"dense", "dense_1"}
    put_cursor(panel, "epochs=")
    assert mlp.selection == set()
    assert mlp.undo_stack.count() == steps


@pytest.mark.parametrize("graph", [two_in_two_out(), Graph.of([Node("model", Input((3,)))])], ids=["branches", "one"])
def test_every_block_of_a_written_script_has_its_lines(graph, window, qtbot):
    window.documents.open(Project(graph))
    window.workspace.show_panel("code")
    panel = window.workspace.code
    qtbot.waitUntil(lambda: "keras.Input" in panel.text.toPlainText())
    text = panel.text.toPlainText().split("\n")

    lines = panel.lines()

    assert set(lines) == set(graph.nodes)
    for name, spans in lines.items():
        written = "\n".join("\n".join(text[first - 1 : last]) for first, last in spans)
        assert type(graph[name].layer).__name__ in written or graph[name].shares


def test_looking_inside_of_a_block_lights_the_lines_of_that_block(window, qtbot):
    window.documents.open(Project(nested()))
    window.workspace.show_panel("code")
    panel, session = window.workspace.code, window.session
    qtbot.waitUntil(lambda: "keras.Input" in panel.text.toPlainText())

    assert session.enter("block")

    text = panel.text.toPlainText().split("\n")
    lit = "\n".join(text[line - 1] for first, last in panel.text.lit for line in range(first, last + 1))
    assert lit.startswith('block_a = keras.Input(shape=(4,), name="a")')
    assert lit.endswith("block = block_layer([left, right])")
    put_cursor(panel, "classes = ")
    assert session.place == ("block",)  # where one looks stays
    session.go_to(())
    assert not panel.text.lit


def test_lines_follow_what_is_typed(panel, mlp, qtbot):
    put_cursor(panel, "# The network")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    type_over(qtbot, panel, "Dense(10", "Dense(11")
    qtbot.waitUntil(lambda: mlp.graph["dense_1"].layer.units == 11)
    mlp.select({"dense_1"})

    assert panel.text.lit == ((line_of(panel, "Dense(11"),) * 2,)


def test_moving_a_block_does_not_touch_the_text(panel, mlp, hand, qtbot):
    put_cursor(panel, "Dense(10")
    place = panel.text.textCursor().position()
    revision = panel.text.document().revision()
    hand.drag(hand.block("dense"), hand.block("dense") + QPoint(80, 0))
    qtbot.wait(120)

    assert panel.text.document().revision() == revision
    assert panel.text.textCursor().position() == place


# -- keys --------------------------------------------------------------------------------------------------


def test_a_new_line_is_indented_and_tab_moves_lines(panel, qtbot):
    put_cursor(panel, "# The network")
    qtbot.keyClicks(panel.text, "if x:")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.text, "y = 1")
    assert "if x:\n    y = 1# The network" in panel.text.toPlainText()
    qtbot.keyClick(panel.text, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert "if x:\ny = 1# The network" in panel.text.toPlainText()
    qtbot.keyClick(panel.text, Qt.Key.Key_Home)
    qtbot.keyClick(panel.text, Qt.Key.Key_Tab)
    assert "if x:\n    y = 1# The network" in panel.text.toPlainText()
    panel.write_anew()


def test_escape_goes_back_to_the_canvas(panel, window, qtbot):
    put_cursor(panel, "Dense(64")
    qtbot.keyClick(panel.text, Qt.Key.Key_Escape)

    assert window.workspace.view.hasFocus()


def test_lit_lines_and_marks_have_the_colours_of_the_theme_in_both_languages(panel, mlp, qtbot):
    mlp.select({"dense"})
    put_cursor(panel, "Dense(64")
    qtbot.keyClicks(panel.text, "(")
    qtbot.waitUntil(lambda: bool(panel.text.marks))
    try:
        for mode, tongue in (("light", "en"), ("dark", "zh_CN")):
            theme.choose(mode)
            language.choose(tongue)
            picture = panel.text.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            shown = set(np.frombuffer(picture.constBits(), np.uint32).tolist())
            assert QColor(theme.colours.selection).rgb() in shown  # a lit line
            assert QColor(theme.colours.error).rgb() in shown  # a dot
            assert panel.problems.count() == 1
    finally:
        language.choose("en")
    panel.write_anew()


def test_an_edit_costs_the_panel_nothing_at_once(window, qtbot):
    """200 blocks: what is done at the edit itself is far below a frame; the text follows later, once."""
    nodes = [Node("x", Input((8,))), Node("d0", Dense(8), (Port("x"),))]
    for i in range(1, 100):
        nodes.append(Node(f"d{i}", Dense(8), (Port(nodes[-1].name),)))
        nodes.append(Node(f"a{i}", Add(), (Port(f"d{i}"), Port(f"d{i - 1}"))))
    window.documents.open(Project(Graph.of(nodes)))
    window.workspace.show_panel("code")
    panel, session = window.workspace.code, window.session
    qtbot.waitUntil(lambda: "layers.Dense" in panel.text.toPlainText())
    revision = panel.text.document().revision()
    old = session.project
    new = old.replace(graph=old.graph.with_nodes(old.graph["d5"].replace(layer=Dense(8, "relu"))))
    times = []
    for _ in range(5):
        start = time.perf_counter()
        panel._on_changed(old, new)
        times.append(time.perf_counter() - start)
    assert panel.text.document().revision() == revision
    session.edit("Edit", new.graph)
    session.edit("Edit", new.graph.with_nodes(new.graph["d6"].replace(layer=Dense(8, "tanh"))))
    qtbot.waitUntil(lambda: "tanh" in panel.text.toPlainText())
    assert panel.text.document().revision() == revision + 1
    assert sorted(times)[2] < 0.016


# -- paste and drop ----------------------------------------------------------------------------------------


def test_a_script_pasted_on_the_canvas_opens_as_a_graph(mlp, window, hand):
    QGuiApplication.clipboard().setText(SCRIPT)
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    finish_reading(window)

    session = window.session
    assert session is not mlp
    assert [type(node.layer).__name__ for node in session.graph.nodes.values()] == [
        "Input",
        "Dense",
        "Dropout",
        "Dense",
    ]
    assert session.project.training.epochs == 7
    window.workspace.show_panel("code")
    assert window.workspace.code.text.toPlainText() == SCRIPT
    session.select({"dropout"})
    assert window.workspace.code.text.lit == ((4, 4),)


def test_on_an_empty_canvas_it_is_one_step(window, hand, qtbot):
    window.documents.open_empty()
    QGuiApplication.clipboard().setText(SCRIPT)
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    finish_reading(window)

    assert len(window.documents.workspaces) == 1
    assert len(window.session.graph) == 4
    assert window.session.undo_stack.count() == 1
    window.session.undo_stack.undo()
    assert not window.session.graph.nodes


def test_it_opens_from_the_start_page_too(window, qtbot):
    QGuiApplication.clipboard().setText(SCRIPT)
    window.actions_["paste"].trigger()
    finish_reading(window)

    assert len(window.session.graph) == 4


def test_blocks_are_still_pasted_as_blocks_and_other_text_as_nothing(mlp, window, hand):
    mlp.select({"dense"})
    mlp.editing.copy()
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "dense_2" in mlp.graph
    QGuiApplication.clipboard().setText("Dear all, please add the model to the list.")
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.session is mlp
    assert len(mlp.graph) == 4


def test_values_that_a_script_leaves_open_are_asked_for_in_one_dialog(window, monkeypatch, tmp_path):
    (tmp_path / "open.py").write_text("m = Sequential([Dense(units, input_shape=(rows, cols))])")
    answer(monkeypatch, {"units": "5", "rows": "3", "cols": "2"})

    workspace = opened(window, tmp_path / "open.py")

    assert workspace.session.graph["input_layer"].layer == Input((3, 2))
    assert workspace.session.graph["dense"].layer.units == 5
    monkeypatch.setattr(ValuesDialog, "exec", lambda dialog: QDialog.DialogCode.Rejected)
    opened(window, tmp_path / "open.py")
    assert len(window.documents.workspaces) == 1


def drop(target, *paths):
    """Drags files over a widget and drops them there; whether somebody took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    options = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    place = target.rect().center()
    enter = QDragEnterEvent(place, *options)
    enter.setAccepted(False)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(place), *options))
        finish_reading(target.window())
    return enter.isAccepted()


def test_files_of_all_kinds_can_be_dropped(window, tmp_path, qtbot):
    mlp = open_template(window, "mlp")
    window.documents.workspaces[0].session.mark_saved(tmp_path / "mlp.netb")
    (tmp_path / "net.py").write_text(SCRIPT)
    cell = {"cell_type": "code", "source": SCRIPT.splitlines(keepends=True)}
    (tmp_path / "net.ipynb").write_text(json.dumps({"cells": [cell]}))
    formats.write(Bundle(fresh(mlp.graph, mlp.project.training)), tmp_path / "net.keras")
    (tmp_path / "net.xyz").write_text("?")

    assert drop(window, tmp_path / "net.py", tmp_path / "net.ipynb", tmp_path / "net.keras")
    assert [len(workspace.session.graph) for workspace in window.documents.workspaces] == [3, 4, 4, len(mlp.graph)]
    assert not drop(window, tmp_path / "net.xyz")
    write_project(tmp_path / "net.xyz", mlp.project)
    assert drop(window, tmp_path / "net.xyz")
    assert window.session.document.path == tmp_path / "net.xyz"
    for workspace in window.documents.workspaces:
        workspace.session.mark_saved(tmp_path / "saved.netb")


def test_dropped_data_becomes_that_of_the_project(mlp, window, tmp_path, qtbot):
    (tmp_path / "rows.csv").write_text("a,b,answer\n" + "".join(f"{i},{i * i},{i % 2}\n" for i in range(40)))

    assert drop(window, tmp_path / "rows.csv")

    qtbot.waitUntil(lambda: mlp.project.data.path.endswith("rows.csv"), timeout=10_000)
    assert window.workspace.tabs.currentWidget() is window.workspace.data
    qtbot.waitUntil(lambda: mlp.prepared is not None or bool(window.workspace.data.error.text()), timeout=10_000)


def test_a_dropped_npz_is_data_where_it_has_samples_and_weights_where_it_has_none(mlp, window, tmp_path, qtbot):
    snapshot = fresh(mlp.graph, mlp.project.training)
    formats.write(Bundle(snapshot), tmp_path / "weights.npz")
    formats.write(Bundle(snapshot), tmp_path / "weights.safetensors")
    rows = np.arange(40 * 784, dtype=np.float32).reshape(40, 784) / 40_000
    np.savez(tmp_path / "data.npz", x_train=rows, y_train=np.arange(40) % 10)
    (tmp_path / "torn.npz").write_bytes((tmp_path / "data.npz").read_bytes()[:90])

    for name in ("weights.npz", "weights.safetensors"):
        assert drop(window, tmp_path / name)
        np.testing.assert_array_equal(
            mlp.document.run.snapshot.weights["dense", "kernel"], snapshot.weights["dense", "kernel"]
        )
        mlp.undo_stack.undo()
        assert mlp.document.run is None
    assert drop(window, tmp_path / "data.npz")
    qtbot.waitUntil(lambda: mlp.project.data.path.endswith("data.npz"), timeout=10_000)
    qtbot.waitUntil(lambda: mlp.prepared is not None, timeout=10_000)
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
        assert drop(window, tmp_path / "torn.npz")
    assert len(told) == 1
    assert "torn.npz" in told[0]


def test_weights_that_are_dropped_with_their_network_meet_it(window, tmp_path):
    mlp = open_template(window, "mlp")
    snapshot = fresh(mlp.graph, mlp.project.training)
    formats.write(Bundle(snapshot), tmp_path / "a_weights.npz")
    formats.write(Bundle(snapshot), tmp_path / "net.py")

    assert drop(window, tmp_path / "a_weights.npz", tmp_path / "net.py")

    assert len(window.documents.workspaces) == 2
    assert mlp.document.run is None
    weights = window.session.document.run.snapshot.weights
    np.testing.assert_array_equal(weights["dense_1", "bias"], snapshot.weights["dense_1", "bias"])


def test_a_file_over_canvas_or_code_is_taken_by_the_window(panel, window, tmp_path):
    """Neither takes it: Qt then offers it to what is around them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "net.py"))])

    for widget in (window.workspace.view.viewport(), panel.text.viewport()):
        enter = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(widget, enter)
        assert enter.isAccepted()  # by the window, after them
    assert not panel.text.canInsertFromMimeData(data)


def test_what_could_not_be_read_of_a_script_is_marked_at_its_line(window, tmp_path, qtbot):
    source = "import keras\nm = keras.Sequential([\n    keras.Input((4,)),\n    keras.layers.Lambda(abs),\n])\n"
    (tmp_path / "lambda.py").write_text(source)

    opened(window, tmp_path / "lambda.py")

    panel = window.workspace.code
    assert panel.isVisible()
    assert panel.text.toPlainText() == source
    assert panel.text.marks[0].line == 4
    assert "Lambda" in panel.problems.item(0).text()
    assert "Lambda" in window.statusBar().currentMessage()
