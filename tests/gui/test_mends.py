"""What random gestures found in the window, each by a short way."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSpinBox

from netbuilder.graph import edits
from tests.gui.agreement import assert_view_is_the_document
from tests.gui.conftest import open_template


def test_a_drag_that_is_given_up_after_an_undo_leaves_the_block_where_the_graph_says(mlp, window, hand):
    before = mlp.graph["dense"].position
    place = hand.block("dense")
    hand.drag(place, place + QPoint(160, 40))
    assert mlp.graph["dense"].position != before
    place = hand.block("dense")
    hand.drag(place, place + QPoint(-80, 30), release=False)
    mlp.undo_stack.undo()
    hand.key(Qt.Key.Key_Escape)

    assert mlp.graph["dense"].position == before
    assert_view_is_the_document(window.workspace)


def test_a_block_whose_wire_went_while_it_was_dragged_there_goes_back(mlp, window, hand):
    hand.drop("Dropout", hand.at(500, 0))
    graph = mlp.graph
    middle = (hand.output_port("dense") + hand.input_port("dense_1")) / 2
    hand.drag(hand.block("dropout"), middle, release=False)
    assert hand.view.lit is not None
    mlp.edit("cut", edits.cut(graph, [("dense_1", 0)]))
    hand.release(middle)

    assert mlp.graph["dropout"].inputs == ()
    assert_view_is_the_document(window.workspace)


def test_undo_and_redo_can_be_chosen_as_soon_as_there_is_something_to_undo_or_redo(mlp, window):
    undo, redo = window.actions_["undo"], window.actions_["redo"]

    def can() -> tuple[bool, bool]:
        return undo.isEnabled(), redo.isEnabled()

    for units in (7, 8):
        mlp.edit("units", edits.set_fields(mlp.graph, "dense", units=units))
    assert can() == (True, False)
    undo.trigger()
    assert can() == (True, True)
    undo.trigger()
    assert can() == (False, True)
    redo.trigger()
    assert can() == (True, True)
    redo.trigger()
    assert can() == (True, False)


def test_a_tab_is_marked_while_there_is_something_to_save(mlp, window):
    mlp.edit("units", edits.set_fields(mlp.graph, "dense", units=7))
    assert window.documents.tabs.tabText(0).endswith("•")
    mlp.undo_stack.undo()
    assert not window.documents.tabs.tabText(0).endswith("•")


def test_panels_that_are_away_make_no_rows_and_have_them_when_they_are_shown(window):
    session = open_template(window, "mlp")
    window.docks.inspector.hide()
    window.docks.panels.hide()
    inspector, problems = window.workspace.inspector, window.workspace.problems
    session.select({"dense"})
    session.edit("cut", edits.cut(session.graph, [("dense", 0)]))
    assert session.problems
    assert inspector.block.form.findChild(QAbstractSpinBox) is None
    assert not problems.rows

    window.docks.inspector.show()
    window.workspace.show_panel("problems")
    window.docks.panels.show()
    assert inspector.block.name.text() == "dense"
    assert inspector.block.form.row("units").editor.text_value() == session.graph["dense"].layer.units
    assert [row.problem for row in problems.rows] == list(session.problems)


def test_training_settings_that_changed_while_their_form_was_away_are_there_when_it_is_shown(mlp, window):
    window.docks.inspector.hide()
    mlp.change("epochs", mlp.project.replace(training=mlp.project.training.replace(epochs=77)))
    window.docks.inspector.show()

    assert window.workspace.inspector.training.numbers.row("epochs").editor.text_value() == 77


def test_the_rows_of_a_kind_are_kept_for_the_next_block_of_that_kind(mlp, window):
    form = window.workspace.inspector.block.form
    mlp.select({"dense"})
    row = form.row("units")
    mlp.select({"input_layer"})
    mlp.select({"dense_1"})

    assert form.row("units") is row
    assert row.isVisible()
    assert row.editor.text_value() == mlp.graph["dense_1"].layer.units
