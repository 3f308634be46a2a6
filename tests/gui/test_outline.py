"""The outline and the history: the same graph as a list, edited by keyboard alone and in step with the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QHeaderView, QLineEdit

from netbuilder.graph import Graph, Node, Port
from netbuilder.graph.drawing.placing import placed
from netbuilder.layers import Dense, Input
from netbuilder.layers.merging import Add
from netbuilder.project.project import Project
from netbuilder.ui.dialogs.wires import WiresDialog
from netbuilder.ui.panels.outline_row import BLOCK, WIRE
from netbuilder.ui.window import commands
from tests.gui.conftest import open_template

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def outline(mlp, window, hand, qtbot):
    """The outline, reached by its keys."""
    hand.view.setFocus()
    hand.key(Qt.Key.Key_O, CONTROL | SHIFT)
    made = window.docks.left.outline(mlp)
    qtbot.waitUntil(made.tree.hasFocus)
    return made


def names(outline):
    return [outline.tree.topLevelItem(i).text(0) for i in range(outline.tree.topLevelItemCount())]


def spoken(outline, name):
    return outline._items[name].data(0, Qt.ItemDataRole.AccessibleTextRole)


def walk_to(qtbot, outline, name):
    """Goes to a block with Home and the arrow down."""
    qtbot.keyClick(outline.tree, Qt.Key.Key_Home)
    for _ in range(len(names(outline))):
        if outline.current_block() == name and outline.current_wire() is None:
            return
        qtbot.keyClick(outline.tree, Qt.Key.Key_Down)
    raise AssertionError(name)


def test_it_lists_the_blocks_in_the_order_of_computing(outline, mlp):
    assert names(outline) == list(mlp.graph.order)


def test_a_row_says_kind_shape_parameters_and_problems(outline, mlp):
    assert spoken(outline, "dense") == "dense, Dense, output 64, 50,240 parameters"
    mlp.select({"input_layer"})
    mlp.editing.delete()

    assert "has no input" in spoken(outline, "dense")


def test_a_bypassed_block_says_so(outline, mlp, window, qtbot):
    walk_to(qtbot, outline, "dense")
    window.actions_["bypass"].trigger()

    assert spoken(outline, "dense").startswith("dense, Dense, bypassed")


def test_the_blocks_inside_of_a_block_are_below_it(outline, mlp, window, qtbot):
    mlp.select({"dense", "dense_1"})
    window.actions_["group_blocks"].trigger()
    (name,) = mlp.selection
    item = outline._items[name]

    assert [item.child(i).text(0) for i in range(item.childCount())][-2:] == ["dense", "dense_1"]


def test_a_screen_reader_finds_a_tree_with_what_each_row_says(outline):
    face = QAccessible.queryAccessibleInterface(outline.tree)

    assert face.role() == QAccessible.Role.Tree
    assert face.text(QAccessible.Text.Name) == "Outline of the network"
    rows = [face.child(i).text(QAccessible.Text.Name) for i in range(face.childCount())]
    assert spoken(outline, "dense") in rows


def test_arrows_in_the_outline_select_on_the_canvas(outline, mlp, hand, qtbot):
    walk_to(qtbot, outline, "dense")

    assert mlp.selection == {"dense"}
    assert hand.view.canvas.blocks["dense"].chosen


def test_shift_and_arrow_select_several(outline, mlp, qtbot):
    walk_to(qtbot, outline, "input_layer")
    qtbot.keyClick(outline.tree, Qt.Key.Key_Down, SHIFT)

    assert mlp.selection == {"input_layer", "dense"}


def test_a_click_on_the_canvas_moves_the_outline(outline, mlp, hand):
    hand.click(hand.block("dense"))

    assert [item.text(0) for item in outline.tree.selectedItems()] == ["dense"]
    assert outline.current_block() == "dense"


@pytest.mark.parametrize("held", [SHIFT, CONTROL], ids=["shift", "control"])
def test_a_key_that_is_held_leaves_no_other_row_selected(held, outline, mlp, hand):
    first, second, third = list(mlp.graph.nodes)[:3]
    mlp.select([first, second])
    hand.view.setFocus()

    hand.key(Qt.Key.Key_F24, held)
    mlp.select([third])

    assert [item.text(0) for item in outline.tree.selectedItems()] == [third]


def test_delete_takes_the_block_and_undo_brings_it_back(outline, mlp, qtbot):
    graph = mlp.graph
    walk_to(qtbot, outline, "dense")
    qtbot.keyClick(outline.tree, Qt.Key.Key_Delete)
    assert "dense" not in names(outline)
    qtbot.keyClick(outline.tree, Qt.Key.Key_Z, CONTROL)

    assert mlp.graph == graph
    assert names(outline) == list(graph.order)


def test_control_backspace_closes_the_gap(outline, mlp, qtbot):
    walk_to(qtbot, outline, "dense")
    qtbot.keyClick(outline.tree, Qt.Key.Key_Backspace, CONTROL)

    assert mlp.graph["dense_1"].inputs == (Port("input_layer"),)


def test_f2_renames_in_place(outline, mlp, qtbot):
    walk_to(qtbot, outline, "dense")
    qtbot.keyClick(outline.tree, Qt.Key.Key_F2)
    editor = outline.tree.viewport().findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "hidden")
    qtbot.keyClick(editor, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: "hidden" in mlp.graph)
    assert mlp.undo_stack.undoText() == "Rename dense"
    assert outline.current_block() == "hidden"


def test_a_name_that_cannot_be_is_explained_and_changes_nothing(outline, mlp, qtbot):
    walk_to(qtbot, outline, "dense")
    qtbot.keyClick(outline.tree, Qt.Key.Key_F2)
    editor = outline.tree.viewport().findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "dense_1")
    qtbot.keyClick(editor, Qt.Key.Key_Return)

    qtbot.waitUntil(outline.refusal.isVisible)
    assert "dense" in mlp.graph
    assert "two blocks are named dense_1" in outline.refusal.text()
    assert "dense" in names(outline)


def test_delete_on_a_wire_takes_the_wire_alone(outline, mlp, qtbot):
    walk_to(qtbot, outline, "dense")
    qtbot.keyClick(outline.tree, Qt.Key.Key_Right)
    qtbot.keyClick(outline.tree, Qt.Key.Key_Down)
    assert outline.current_wire() == ("dense", 0)
    qtbot.keyClick(outline.tree, Qt.Key.Key_Delete)

    assert mlp.graph["dense"].inputs == ()
    assert mlp.undo_stack.undoText() == "Disconnect dense"


def test_enter_on_a_wire_goes_to_its_other_end(outline, mlp, qtbot):
    walk_to(qtbot, outline, "dense")
    qtbot.keyClick(outline.tree, Qt.Key.Key_Right)
    qtbot.keyClick(outline.tree, Qt.Key.Key_Down)
    qtbot.keyClick(outline.tree, Qt.Key.Key_Return)

    assert mlp.selection == {"input_layer"}
    assert outline.current_block() == "input_layer"


def test_enter_on_a_block_goes_to_its_fields(outline, window, qtbot):
    walk_to(qtbot, outline, "dense")
    qtbot.keyClick(outline.tree, Qt.Key.Key_Return)

    assert window.workspace.inspector.block.isAncestorOf(QApplication.focusWidget())


def test_insert_adds_a_layer_below_the_block(outline, mlp, window, qtbot):
    walk_to(qtbot, outline, "dense")
    qtbot.keyClick(outline.tree, Qt.Key.Key_Insert)
    search = window.docks.palette_panel.search
    assert search.hasFocus()
    qtbot.keyClicks(search, "dropout")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Up)
    qtbot.keyClick(search, Qt.Key.Key_Return)

    (added,) = mlp.selection
    assert mlp.graph[added].inputs[0].node == "dense"


def test_letters_search_in_the_outline_and_move_no_block(outline, mlp, qtbot):
    graph = mlp.graph
    qtbot.keyClick(outline.tree, Qt.Key.Key_Home)
    qtbot.keyClicks(outline.tree, "dense_1")

    assert mlp.selection == {"dense_1"}
    assert mlp.graph is graph


def test_what_is_open_stays_open_while_the_graph_changes(outline, mlp):
    outline._items["dense"].setExpanded(True)
    mlp.select({"dense_1"})
    mlp.editing.duplicate()

    assert outline._items["dense"].isExpanded()


def test_wires_are_told_in_both_directions(outline):
    item = outline._items["dense"]
    wires = [item.child(i) for i in range(item.childCount())]

    assert [(wire.data(0, BLOCK), wire.data(0, WIRE)) for wire in wires] == [
        ("input_layer", ("dense", 0)),
        ("dense_1", ("dense_1", 0)),
    ]
    texts = [wire.data(0, Qt.ItemDataRole.AccessibleTextRole) for wire in wires]
    assert texts == ["reads input_layer, 784", "feeds dense_1, 64"]


def test_a_hidden_outline_is_up_to_date_when_it_is_shown(mlp, window):
    mlp.select({"dense"})
    mlp.editing.duplicate()
    commands.view.show_outline(window)

    assert names(window.docks.left.outline(mlp)) == list(mlp.graph.order)


def test_the_outline_of_the_current_tab_is_shown(outline, mlp, window):
    other = open_template(window, "regression")

    assert window.docks.left.outline(other).isVisible()
    assert not outline.isVisible()
    commands.file.close_tab(window)
    assert outline.isVisible()


# -- wires ------------------------------------------------------------------------------------------------


def in_dialog(window, qtbot, act):
    """Opens the dialog by its keys, and acts in it once it is there."""
    seen = []

    def go():
        dialog = window.findChild(WiresDialog)
        seen.append(dialog)
        act(dialog)

    QTimer.singleShot(50, go)
    qtbot.keyClick(window.docks.left.outline(window.session).tree, Qt.Key.Key_J, CONTROL)
    assert seen


def choose(qtbot, combo: QComboBox, text: str) -> None:
    """Picks the first entry that begins so, with the keyboard."""
    combo.setFocus()
    qtbot.keyClicks(combo, text)


def test_a_merge_is_wired_by_keyboard_as_one_step(window, qtbot):
    session = window.documents.open(Project()).session
    for layer in (Input((4,)), Dense(4), Add()):
        session.editing.append_layer(layer)
    commands.view.show_outline(window)
    steps = session.undo_stack.count()

    def act(dialog):
        assert "needs 2 inputs" in dialog.outcome.text()
        choose(qtbot, dialog.choices[1], "input")
        assert dialog.outcome.text() == "output 4"
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    in_dialog(window, qtbot, act)

    assert session.graph["add"].inputs == (Port("dense"), Port("input_layer"))
    assert session.undo_stack.count() == steps + 1


def test_a_block_is_disconnected_in_the_dialog(outline, mlp, window, qtbot):
    mlp.select({"dense"})

    def act(dialog):
        choose(qtbot, dialog.choices[0], "nothing")
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    in_dialog(window, qtbot, act)

    assert mlp.graph["dense"].inputs == ()


def test_the_dialog_offers_nothing_that_would_close_a_cycle(outline, mlp, window, qtbot):
    mlp.select({"dense"})
    offered = []

    def act(dialog):
        offered.extend(dialog.choices[0].itemData(i) for i in range(dialog.choices[0].count()))
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    graph = mlp.graph
    in_dialog(window, qtbot, act)

    assert {port[0] for port in offered if port} == {"input_layer"}
    assert mlp.graph is graph


# -- history ----------------------------------------------------------------------------------------------


def test_a_click_in_the_history_goes_to_that_step(mlp, window, hand, qtbot):
    first = mlp.graph
    mlp.select({"dense"})
    mlp.editing.duplicate()
    second = mlp.graph
    mlp.editing.rename("dense_1", "classes")
    third = mlp.graph
    hand.view.setFocus()
    hand.key(Qt.Key.Key_H, CONTROL | SHIFT)
    steps = window.docks.left.history(mlp).list
    assert steps.hasFocus()
    shown = [steps.model().index(i, 0).data() for i in range(steps.model().rowCount())]
    assert shown == ["The beginning", "Duplicate", "Rename dense_1"]

    for step, graph in ((1, second), (0, first), (2, third)):
        place = steps.visualRect(steps.model().index(step, 0)).center()
        qtbot.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert mlp.graph == graph


def test_the_history_says_what_it_is_for_while_it_is_empty(mlp, window):
    commands.view.show_history(window)
    panel = window.docks.left.history(mlp)
    assert panel.hint.isVisible()
    mlp.select({"dense"})
    mlp.editing.delete()

    assert not panel.hint.isVisible()


def test_the_history_is_walked_by_keyboard(mlp, window, qtbot):
    before = mlp.graph
    mlp.select({"dense"})
    mlp.editing.delete()
    commands.view.show_history(window)
    qtbot.keyClick(window.docks.left.history(mlp).list, Qt.Key.Key_Up)

    assert mlp.graph == before


# -- names for all ----------------------------------------------------------------------------------------


def nameless(top):
    """Widgets that take part by keyboard or mouse, without a word for who cannot see them."""
    kinds = QAbstractButton | QLineEdit | QComboBox | QAbstractItemView
    found = []
    for widget in top.findChildren(object):
        if not isinstance(widget, kinds) or isinstance(widget, QHeaderView) or widget.objectName().startswith("qt_"):
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if not widget.isVisible() and isinstance(widget, QAbstractButton) and not widget.text():
            continue  # it gets its words when it is shown
        inside = widget.parent() is not None and any(map(widget.parent().inherits, OWNERS))
        if not inside and not (face is not None and face.text(QAccessible.Text.Name).strip()):
            found.append(f"{widget.metaObject().className()} in {widget.parent().metaObject().className()}")
    return found


# Their inner parts are not reached by themselves: the owner is what a screen reader names.
OWNERS = {
    "QLineEdit",
    "QComboBox",
    "QAbstractSpinBox",
    "NumberEdit",
    "QTabBar",
    "QComboBoxPrivateContainer",
    "QTableWidget",
}


@pytest.mark.parametrize("panel", ["training", "evaluate", "data", "code", "problems", "runs"])
def test_everything_interactive_has_a_name_or_a_text(panel, mlp, window):
    window.workspace.show_panel(panel)
    mlp.select({"dense"})
    commands.view.show_outline(window)
    commands.view.show_history(window)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert nameless(window) == []


def test_the_start_page_has_names_too(window):
    assert nameless(window) == []


def test_many_blocks_that_are_selected_elsewhere_are_selected_in_the_list(window, qtbot):
    """From some number on they are selected together; gaps between them stay."""
    nodes = [Node("x", Input((4,))), *(Node(f"d{i}", Dense(4), (Port("x"),)) for i in range(200))]
    session = window.documents.open(Project(placed(Graph.of(nodes)))).session
    commands.view.show_outline(window)
    chosen = {f"d{i}" for i in range(200) if i % 7 or i > 150}

    session.select(chosen)

    tree = window.docks.left.outline(session).tree
    assert {item.data(0, BLOCK) for item in tree.selectedItems()} == chosen
    session.select({"d3"})
    assert {item.data(0, BLOCK) for item in tree.selectedItems()} == {"d3"}


def test_a_list_that_nobody_looks_at_has_no_rows_until_somebody_does(mlp, window):
    """Thousands of rows would be made anew with each edit."""
    outline = window.docks.left.outline(mlp)
    assert names(outline) == []

    mlp.select({"dense"})
    commands.view.show_outline(window)

    assert names(outline) == list(mlp.graph.order)
    assert {item.data(0, BLOCK) for item in outline.tree.selectedItems()} == {"dense"}
