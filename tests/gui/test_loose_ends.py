"""A block that nothing reads does not become an output by itself: it is shown as not connected, and can be made one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from netbuilder.ui.canvas.ends import Kind
from netbuilder.ui.looks.severity import loudest
from tests.gui.agreement import assert_view_is_the_document


def branch(window, hand) -> str:
    """A block beside the output of the first template, wired to the hidden layer."""
    before = set(window.session.graph.nodes)
    hand.drop("Dense", hand.at(400, 300))
    (name,) = set(window.session.graph.nodes) - before
    hand.drag(hand.output_port("dense"), hand.input_port(name))
    return name


def test_a_branch_gets_no_loss_of_its_own_and_is_grey(mlp, window, hand):
    name = branch(window, hand)

    assert mlp.graph.output_names == ("dense_1",)
    assert len([choice for choice in window.workspace.inspector.training._loss_choices if not choice.isHidden()]) == 1
    assert loudest(mlp.problems_of(name)) == "quiet"
    assert not [problem for problem in mlp.all_problems if problem.severity == "error"]


def test_it_is_made_an_output_by_a_command_and_by_undo_no_longer(mlp, window, hand):
    name = branch(window, hand)
    mlp.select({name})
    window.actions_["make_output"].trigger()
    assert mlp.graph.output_names == ("dense_1", name)
    mlp.undo_stack.undo()

    assert mlp.graph.output_names == ("dense_1",)


def test_what_is_put_below_the_output_is_the_output(mlp, hand):
    hand.drop("Dense", hand.at(400, 300))
    hand.drag(hand.output_port("dense_1"), hand.input_port("dense_2"))

    assert mlp.graph.output_names == ("dense_2",)
    assert mlp.graph.outputs == ()


# -- marks on the canvas ---------------------------------------------------------------------------------


def end(hand, name):
    return hand.view.canvas.blocks[name].end


def test_an_output_shows_its_loss_and_a_loose_end_that_it_leads_nowhere(mlp, window, hand):
    name = branch(window, hand)

    assert end(hand, "dense_1").words() == "sparse_categorical_crossentropy"
    assert end(hand, name).kind is Kind.LOOSE
    assert end(hand, name).words() == "not connected yet"
    assert [block for block in mlp.graph.nodes if end(hand, block) is None] == ["input_layer", "dense"]
    assert "Loss: sparse_categorical_crossentropy" in hand.view.told_at(hand.block("dense_1"))


def test_each_of_several_outputs_shows_its_own_loss_as_it_is_set(mlp, window, hand, qtbot):
    name = branch(window, hand)
    mlp.select({name})
    window.actions_["make_output"].trigger()
    mlp.select(())
    loss = window.workspace.inspector.training.losses[1]
    qtbot.mouseClick(loss.all_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(loss.picker.search, "mean_squared_error")
    qtbot.keyClick(loss.picker.search, Qt.Key.Key_Return)

    assert end(hand, "dense_1").words() == "sparse_categorical_crossentropy"
    assert end(hand, name).words() == "mean_squared_error"
    mlp.undo_stack.undo()
    assert end(hand, name).words() == "sparse_categorical_crossentropy"
    assert_view_is_the_document(window.workspace)


def test_an_output_that_others_read_too_keeps_its_mark(mlp, window, hand):
    mlp.select({"dense"})
    window.actions_["make_output"].trigger()

    assert end(hand, "dense").kind is Kind.READ_TOO
    assert end(hand, "dense").words() == "output 2"


def test_inside_of_a_block_an_output_has_no_loss(mlp, window, hand):
    mlp.select({"dense"})
    window.actions_["group_blocks"].trigger()
    hand.view.setFocus()
    window.actions_["enter_block"].trigger()

    assert end(hand, "dense").words() == "output"
    assert_view_is_the_document(window.workspace)


@pytest.mark.parametrize("kind", ["Input", "Dense"])
def test_a_lone_block_is_no_output(window, hand, kind):
    window.documents.open_empty()
    hand.drop(kind, hand.at(0, 0))
    (name,) = window.session.graph.nodes

    assert end(hand, name).kind is Kind.LOOSE


def test_a_network_of_inputs_alone_has_no_script_yet_and_says_so(window, hand):
    window.documents.open_empty()
    window.workspace.show_panel("code")
    hand.drop("Input", hand.at(0, 0))
    hand.drop("Input", hand.at(300, 0))
    text, names = window.workspace.code.text, set(window.session.graph.nodes)
    hand.qtbot.waitUntil(lambda: all(f"# {name}: feeds nothing" in text.toPlainText() for name in names))

    assert len(names) == 2
    assert "no script" in text.toPlainText()
