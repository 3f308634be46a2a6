"""What random gestures found below the window."""

import pytest

from netbuilder.engine.losses import Loss
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph import Functional, Graph, Port, check, edits
from netbuilder.graph.grouping import group, ungroup
from tests.networks import mlp, residual


@pytest.fixture
def grouped() -> Graph:
    """A residual network whose middle is one block called "mine"."""
    return group(residual(), ["a", "norm"], "mine")


def test_the_last_loss_stands_for_an_output_that_came_later():
    first, second = (kind() for kind in list(Loss.registry.values())[:2])
    settings = TrainingSettings(loss=[first, second])
    assert [settings.loss_of(i) for i in range(3)] == [first, second, second]


def test_a_block_that_lost_its_wires_can_be_taken_apart(grouped):
    opened = ungroup(grouped.with_nodes(grouped["mine"].replace(inputs=())), "mine")

    assert set(opened.nodes) == set(residual().nodes)
    assert opened["a"].inputs == ()
    assert opened["norm"].inputs == (Port("a"),)
    assert opened["add"].inputs == (Port("stem"), Port("norm"))


def test_a_block_with_more_wires_than_inputs_can_be_taken_apart(grouped):
    opened = ungroup(grouped.with_nodes(grouped["mine"].replace(inputs=(Port("stem"), Port("image")))), "mine")

    assert opened["a"].inputs == (Port("stem"),)


def test_who_reads_an_output_that_a_block_has_no_more_loses_that_wire_when_it_is_taken_apart(grouped):
    loose = grouped.with_nodes(grouped["add"].replace(inputs=(Port("stem"), Port("mine", 1))))

    assert ungroup(loose, "mine")["add"].inputs == (Port("stem"),)


def test_a_block_that_takes_an_outputs_name_stands_where_the_block_stood():
    graph = residual().with_nodes(residual()["a"].replace(position=(30.0, 40.0)))
    heads = Graph.of(graph.nodes.values(), ["classes", "a"])
    made = group(heads, ["stem", "a"], "mine")

    assert made.output_names == ("classes", "a")
    assert made["a"].position == (30.0, 40.0)
    assert not check(made).errors


def test_a_field_may_be_called_as_the_edit_calls_its_graph(grouped):
    other = Functional(mlp())

    assert edits.set_fields(grouped, "mine", graph=other.graph)["mine"].layer == other
