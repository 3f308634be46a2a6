"""The code panel throws nothing away that was typed, and shows the script of a network that has problems."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest

from netbuilder.graph import Graph, Node, Port
from netbuilder.layers import Dense, Input, Layer
from netbuilder.layers.merging import Add
from netbuilder.project import Project
from tests.gui.conftest import finish_reading
from tests.gui.test_code_editor import line_of, panel, put_cursor, type_over  # noqa: F401 (a fixture)

WRONG = """import keras
from keras import layers

# how large the window is was not thought about
model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(8, 40),
    layers.Flatten(),
    layers.Dense(10),
])
"""


def undo_in(panel):  # noqa: F811
    QTest.keyClick(panel.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_what_is_discarded_comes_back_with_one_undo_even_after_edits_on_the_canvas(panel, mlp, qtbot):  # noqa: F811
    put_cursor(panel, "Dense(64")
    qtbot.keyClicks(panel.text, "((")
    typed = panel.text.toPlainText()
    qtbot.waitUntil(panel.anew_button.isVisible)
    qtbot.mouseClick(panel.anew_button, Qt.MouseButton.LeftButton)
    assert panel.text.toPlainText() == panel.source()

    undo_in(panel)
    assert panel.text.toPlainText() == typed
    qtbot.waitUntil(lambda: bool(panel.text.marks))

    qtbot.mouseClick(panel.anew_button, Qt.MouseButton.LeftButton)
    mlp.editing.rename("dense", "other")
    qtbot.waitUntil(lambda: "other" in panel.text.toPlainText())
    undo_in(panel)
    undo_in(panel)
    assert panel.text.toPlainText() == typed


def test_a_remark_in_typed_code_comes_back_after_an_edit_on_the_canvas(panel, mlp, qtbot):  # noqa: F811
    put_cursor(panel, "layers.Dense(64")
    qtbot.keyClicks(panel.text, "# wide")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.is_waiting)
    mlp.editing.rename("dense", "other")
    qtbot.waitUntil(lambda: "# wide" not in panel.text.toPlainText())

    undo_in(panel)

    assert "# wide" in panel.text.toPlainText()


def pasted(window, text):
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(window.workspace.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    finish_reading(window)
    window.workspace.show_panel("code")
    return window.workspace.code


def test_a_script_that_opens_with_a_shape_error_shows_its_text_and_is_mended_there(mlp, window, qtbot):
    code = pasted(window, WRONG)
    assert code.text.toPlainText() == WRONG
    qtbot.waitUntil(lambda: bool(code.text.marks))
    assert code.text.marks[0].line == line_of(code, "Conv2D")

    type_over(qtbot, code, "40", "4")
    qtbot.waitUntil(lambda: not window.session.report.errors)
    assert "was not thought about" in code.text.toPlainText()


def test_a_network_that_gets_a_shape_error_still_shows_its_script(panel, mlp, qtbot):  # noqa: F811
    before = panel.text.toPlainText()
    mlp.change("shape", mlp.project.replace(graph=_with(mlp.graph, "dense", Layer.registry["Reshape"]((5,)))))
    qtbot.waitUntil(lambda: panel.text.toPlainText() != before)

    assert mlp.report.errors
    assert "layers.Reshape" in panel.text.toPlainText()
    assert "layers.Dense(10" in panel.text.toPlainText()
    assert panel.text.marks[0].line == line_of(panel, "layers.Reshape")
    type_over(qtbot, panel, "(5,)", "(784,)")
    qtbot.waitUntil(lambda: not mlp.report.errors)


def _with(graph, name, layer):
    return graph.with_nodes(graph[name].replace(layer=layer))


def test_a_network_without_data_that_has_a_shape_error_shows_its_script(window, qtbot):
    nodes = [
        Node("x", Input((8,))),
        Node("a", Dense(4), (Port("x"),)),
        Node("b", Dense(5), (Port("x"),)),
        Node("both", Add(), (Port("a"), Port("b"))),
    ]
    window.documents.open(Project(Graph.of(nodes)))
    window.workspace.show_panel("code")
    code = window.workspace.code
    qtbot.waitUntil(lambda: "layers.Add" in code.text.toPlainText())

    type_over(qtbot, code, "Dense(5", "Dense(4")
    qtbot.waitUntil(lambda: not window.session.report.errors)


def test_blocks_that_are_not_wired_yet_are_named_and_stay_when_code_is_typed(panel, mlp, qtbot):  # noqa: F811
    loose = [Node("loose", Dense(3)), Node("reader", Dense(2), (Port("loose"),))]
    mlp.change("loose", mlp.project.replace(graph=mlp.graph.with_nodes(*loose)))
    qtbot.waitUntil(lambda: "loose, reader" in panel.text.toPlainText())
    assert "layers.Dense(64" in panel.text.toPlainText()

    type_over(qtbot, panel, "Dense(64", "Dense(32")
    qtbot.waitUntil(lambda: mlp.graph["dense"].layer.units == 32)

    assert mlp.graph["reader"].inputs == (Port("loose"),)
    assert mlp.graph["loose"].layer == Dense(3)


def test_a_loose_block_that_is_typed_becomes_that_block(panel, mlp, qtbot):  # noqa: F811
    mlp.change("loose", mlp.project.replace(graph=mlp.graph.with_nodes(Node("loose", Dense(3)))))
    qtbot.waitUntil(lambda: "yet: loose" in panel.text.toPlainText())
    put_cursor(panel, "        layers.Dense(10")
    qtbot.keyClicks(panel.text, '        layers.Dense(3, name="loose"),')
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: bool(mlp.graph["loose"].inputs))
    assert [node.name for node in mlp.graph.nodes.values()].count("loose") == 1


def test_an_empty_canvas_says_why_there_is_no_script(window):
    window.documents.open_empty()
    window.workspace.show_panel("code")

    text = window.workspace.code.text.toPlainText()
    assert text.startswith("# There is no script")
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("typed", ["(", "# no more\n"])
def test_select_all_and_typing_over_is_undone_too(typed, panel, mlp, qtbot):  # noqa: F811
    text = panel.text.toPlainText()
    panel.text.setFocus()
    panel.text.selectAll()
    qtbot.keyClicks(panel.text, typed.strip())
    qtbot.waitUntil(lambda: bool(panel.text.marks))
    qtbot.mouseClick(panel.anew_button, Qt.MouseButton.LeftButton)
    assert panel.text.toPlainText() == text
    undo_in(panel)
    assert panel.text.toPlainText() == typed.strip()
    panel.text.moveCursor(QTextCursor.MoveOperation.End)
    panel.write_anew()
