"""A block that nothing reads does not become an output by itself: it is shown as not connected, and can be made one."""

from __future__ import annotations

from netbuilder.ui.looks.severity import loudest


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
