"""Networks of scripts that put channels first: their inputs turned round, as all layers here want them."""

from __future__ import annotations

from collections.abc import Iterable

from netbuilder.formats.script_reading.shapes import input_shape_of
from netbuilder.formats.script_reading.values import Call, Made, Network
from netbuilder.graph import Graph
from netbuilder.layers import Input

LARGEST_COUNT = 4  # channels that a picture may have, where it is not clear which axis they are


def channels_last(graph: Graph) -> Graph:
    """The graph whose pictures have their channels at the end."""
    nodes = []
    for node in graph.nodes.values():
        shape = node.layer.shape if isinstance(node.layer, Input) else ()
        if len(shape) >= 3 and shape[0] is not None and shape[0] <= LARGEST_COUNT:
            node = node.replace(layer=node.layer.replace(shape=(*shape[1:], shape[0])))
        nodes.append(node)
    return Graph.of(nodes, graph.outputs)


def channels_seem_first(calls: Iterable[Call], network: Network) -> bool:
    """Whether inputs look like (3, 100, 100): Keras 1 did not say so in the script, but in a file of settings."""
    shapes = [
        call.made.layer.shape for call in calls if isinstance(call.made, Made) and isinstance(call.made.layer, Input)
    ]
    shapes += [input_shape_of(network) or ()] if network.sequential else []
    return any(len(shape) == 3 and shape[0] in (1, 3) and (shape[2] or 0) > LARGEST_COUNT for shape in shapes)
