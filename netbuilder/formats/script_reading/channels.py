"""Networks of scripts that put channels first: their inputs turned round, as all layers here want them."""

from __future__ import annotations

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
