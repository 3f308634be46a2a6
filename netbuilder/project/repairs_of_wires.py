"""Repairs of blocks that lack a wire: the nearest blocks that fit, among ten thousand as among ten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice

from netbuilder.errors import N_, Fault
from netbuilder.graph import Graph, Node, Port, check, edits
from netbuilder.kinds import Shape
from netbuilder.layers import Layer

MOST = 8  # wires of one block that are tried: each costs a check of the whole network

Change = tuple[str, dict[str, object], Graph]


def to_sources(graph: Graph, node: Node) -> Iterator[Change]:
    """From the nearest block that feeds nothing yet, those above first, or else from any; or away with it."""
    y = node.position[1] if node.position else 0.0

    def order(other: Node) -> tuple[bool, bool, float]:
        height = (other.position or (0.0, 0.0))[1]
        return bool(graph.consumers[other.name]), height > y, abs(y - height)

    fed, read = graph.downstream([node.name]), {port.node for port in node.inputs}
    others = [other for name, other in graph.nodes.items() if name not in fed and name not in read]
    fits = _fitting(graph)
    for other in islice((other for other in sorted(others, key=order) if fits(other, node)), MOST):
        changed = graph.reconnect(node.name, len(node.inputs), other.name)
        yield N_("connect {source} to {name}"), {"source": other.name, "name": node.name}, changed
    if not graph.consumers[node.name]:
        yield N_("delete {name}"), {"name": node.name}, edits.delete(graph, [node.name])


def to_lacking(graph: Graph, node: Node) -> Iterator[Change]:
    """To blocks that lack an input and can take what this one gives."""
    fits = _fitting(graph)
    lacking = (
        other
        for other in graph.nodes.values()
        if other.name != node.name and len(other.inputs) < other.layer.fewest_inputs and fits(node, other)
    )
    for other in islice(lacking, MOST):
        changed = graph.reconnect(other.name, len(other.inputs), node.name)
        yield N_("connect {source} to {name}"), {"source": node.name, "name": other.name}, changed


def _fitting(graph: Graph) -> Callable[[Node, Node], bool]:
    """Tells whether a block can take what another gives as its next input, as far as is known, by its shape alone."""
    report = check(graph)

    @cache
    def takes(layer: Layer, shapes: tuple[Shape, ...]) -> bool:
        try:
            layer.output_shape(*shapes)
        except Fault:
            return False
        return True

    def fits(source: Node, node: Node) -> bool:
        shapes = [report.shape_of(port) for port in (*node.inputs, Port(source.name))]
        known = tuple(shape for shape in shapes if shape is not None)
        return len(known) < max(len(shapes), node.layer.fewest_inputs) or takes(node.layer, known)

    return fits
