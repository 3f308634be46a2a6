"""Layers that could not be read: no other program can compute them, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator

from netbuilder.graph import Functional, Graph, Problem
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer


def unread_layers(graph: Graph) -> list[Problem]:
    """A problem for each layer that stands for one which could not be read, inside of blocks and wrappers too."""
    told = "{kind} could not be read: {reason}. Replace or remove the block to export"
    return [
        Problem(told, {"kind": layer.kind, "reason": layer.reason}, name)
        for name, layer in every_layer(graph)
        if isinstance(layer, Placeholder)
    ]


def every_layer(graph: Graph) -> Iterator[tuple[str, Layer]]:
    """Every layer with the name of its block, those inside of blocks and wrappers too."""
    for name, node in graph.nodes.items():
        yield name, node.layer
        inner = getattr(node.layer, "layer", None)
        while isinstance(inner, Layer):
            yield name, inner
            inner = getattr(inner, "layer", None)
        if isinstance(node.layer, Functional):
            yield from ((f"{name}.{inside}", layer) for inside, layer in every_layer(node.layer.graph))
