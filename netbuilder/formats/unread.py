"""Layers that could not be read: no other program can compute them, whatever the format."""

from __future__ import annotations

from netbuilder.errors import N_
from netbuilder.graph import Graph, Problem
from netbuilder.graph.every_layer import placeholders


def unread_layers(graph: Graph) -> list[Problem]:
    """A problem for each layer that stands for one which could not be read, inside of blocks and wrappers too."""
    told = N_("{kind} could not be read: {reason}. Replace or remove the block to export")
    return [Problem(told, {"kind": layer.kind, "reason": layer.reason}, name) for name, layer in placeholders(graph)]
