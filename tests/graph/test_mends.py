"""What random gestures found below the window."""

from netbuilder.engine.losses import Loss
from netbuilder.engine.settings import TrainingSettings
from netbuilder.graph.grouping import group, ungroup
from tests.networks import residual


def test_the_last_loss_stands_for_an_output_that_came_later():
    first, second = (kind() for kind in list(Loss.registry.values())[:2])
    settings = TrainingSettings(loss=[first, second])
    assert [settings.loss_of(i) for i in range(3)] == [first, second, second]


def test_a_block_that_lost_its_wires_can_be_taken_apart():
    graph = residual()
    inside = [name for name in graph.order if graph[name].inputs][:2]
    grouped = group(graph, inside, "mine")
    lost = type(grouped).of(
        [n.replace(inputs=()) if n.name == "mine" else n for n in grouped.nodes.values()], grouped.outputs
    )
    assert "mine" not in ungroup(lost, "mine")
