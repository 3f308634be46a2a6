"""All layers of a graph, those inside of blocks and wrappers too, and which of them could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from netbuilder.graph.graph import Graph
from netbuilder.graph.nested import Functional
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer


def every_layer(graph: Graph) -> Iterator[tuple[str, Layer]]:
    """Every layer with the name of its block, those inside of blocks and wrappers too."""
    for name, node in graph.nodes.items():
        yield from _with_those_inside(name, node.layer)


def _with_those_inside(name: str, layer: Layer) -> Iterator[tuple[str, Layer]]:
    yield name, layer
    for part in ("layer", "backward_layer"):
        inner = getattr(layer, part, None)
        if isinstance(inner, Layer):
            yield from _with_those_inside(name, inner)
    if isinstance(layer, Functional):
        yield from ((f"{name}.{inside}", within) for inside, within in every_layer(layer.graph))


def placeholders(graph: Graph) -> Iterator[tuple[str, Placeholder]]:
    """The layers that stand for one which could not be read, by the names of their blocks."""
    return ((name, layer) for name, layer in every_layer(graph) if isinstance(layer, Placeholder))
