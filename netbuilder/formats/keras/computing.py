"""Puts layers in the place of operations, from the inputs on: which layer it is depends on the shapes that reach it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netbuilder.errors import Fault
from netbuilder.formats.keras.masks import expected
from netbuilder.formats.keras.operations import Operation
from netbuilder.graph import Graph, Node, Port
from netbuilder.kinds import Shape

Unread = list[tuple[str, Fault]]


def computed(graph: Graph, operations: Mapping[str, Operation], own: Callable[[str], str]) -> tuple[list[Node], Unread]:
    """The nodes with layers for operations, and what of these no layer computes, by node.

    `operations` are those of some nodes; `own` gives a free name near that of a node.
    """
    shapes: dict[str, tuple[Shape, ...]] = {}
    found: list[Node] = []
    unread: Unread = []
    for name in graph.order:
        node = graph[name]
        known = [port for port in node.inputs if port.output < len(shapes.get(port.node, ()))]
        if len(known) < len(node.inputs):
            found.append(node)  # what is wrong lies further up, and is told when the whole is checked
            continue
        steps = [node]
        try:
            if name in operations:
                steps = _layers_of(graph, node, operations[name], tuple(_shape(shapes, port) for port in known), own)
            for step in steps:
                shapes[step.name] = step.layer.output_shapes(*(_shape(shapes, port) for port in step.inputs))
        except Fault as fault:
            if name in operations:
                unread.append((name, fault))
        found += steps
    return found, unread


def _shape(shapes: Mapping[str, tuple[Shape, ...]], port: Port) -> Shape:
    return shapes[port.node][port.output]


def _layers_of(
    graph: Graph, node: Node, operation: Operation, shapes: tuple[Shape, ...], own: Callable[[str], str]
) -> list[Node]:
    """Layers one after the other, of which the last has the name of the operation; raises Fault."""
    if any(expected(graph, port) for port in node.inputs):
        raise Fault("a mask reaches it, and operations pass none on")
    layers, reads = operation.made(shapes)
    inputs = tuple(node.inputs[number] for number in reads)
    found: list[Node] = []
    for layer in layers[:-1]:
        found.append(Node(own(node.name), layer, inputs))
        inputs = (Port(found[-1].name),)
    return [*found, node.replace(layer=layers[-1], inputs=inputs)]
