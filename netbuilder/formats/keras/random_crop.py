"""RandomCrop outside of training, where Keras no longer does what it documents.

It documents, and up to 3.5 gave, the largest window of the same ratio, resized; so does NetBuilder. Since 3.8 pictures
leave it as they came, whatever the shape that it declares; 3.6 and 3.7 cut another window. A Resizing behind it that
cuts to the ratio gives in Keras 3.8 and newer what is computed here, and changes nothing in training.
"""

from __future__ import annotations

from collections.abc import Iterator

from netbuilder.errors import N_, Fault
from netbuilder.graph import Functional, Graph, Node, Port, Report, check
from netbuilder.graph.edits import free_position, new_node
from netbuilder.kinds import Shape
from netbuilder.layers import Layer
from netbuilder.layers.augmentation.geometry import RandomCrop
from netbuilder.layers.resizing import Resizing

CROPPED = N_(
    "{names}: outside of training a RandomCrop gives the middle of pictures here, as Keras documents it. Keras 3.8 and "
    "newer leave pictures as they came"
)


def uncropped(graph: Graph) -> list[tuple[str, RandomCrop]]:
    """Those whose pictures Keras leaves at another size than is computed here, with their places."""
    return list(_uncropped(graph, check(graph)))


def _uncropped(graph: Graph, report: Report) -> Iterator[tuple[str, RandomCrop]]:
    for name, node in graph.nodes.items():
        shapes = report.read_by(node)
        if shapes is None:
            continue
        crop = _crop_of(node.layer)
        if shapes and crop is not None and changes_size(crop, shapes[0][-3:]) and not _is_resized(graph, node):
            yield name, crop
        if isinstance(node.layer, Functional):
            try:
                inside, inner = node.layer.report(shapes)
            except Fault:
                continue
            yield from ((f"{name}.{deeper}", found) for deeper, found in _uncropped(inside, inner))


def _crop_of(layer: Layer) -> RandomCrop | None:
    """The RandomCrop that a layer is, or wraps."""
    while not isinstance(layer, RandomCrop):
        inner = getattr(layer, "layer", None)
        if not isinstance(inner, Layer):
            return None
        layer = inner
    return layer


def changes_size(layer: Layer, shape: Shape) -> bool:
    """Whether pictures of that shape come to a RandomCrop at another size, or may."""
    return isinstance(layer, RandomCrop) and shape[:2] != (layer.height, layer.width)


def _is_resized(graph: Graph, node: Node) -> bool:
    """Whether its pictures go only to layers that cut and resize them as it should."""
    if not isinstance(node.layer, RandomCrop) or node.name in graph.output_names:
        return False
    wanted = _resizing(node.layer)
    return all(graph[target].layer == wanted for target, _ in graph.consumers[node.name])


def _resizing(layer: RandomCrop) -> Resizing:
    return Resizing(layer.height, layer.width, crop_to_aspect_ratio=True)


def resized(graph: Graph) -> Graph:
    """The graph with a Resizing behind every RandomCrop that needs one, in blocks too: it computes the same."""
    return _resized(graph, check(graph))


def _resized(graph: Graph, report: Report) -> Graph:
    for name, node in list(graph.nodes.items()):
        shapes = report.read_by(node)
        if shapes is None:
            continue
        if isinstance(node.layer, Functional):
            try:
                _, inner = node.layer.report(shapes)
            except Fault:
                continue
            changed = _resized(node.layer.graph, inner)
            if changed != node.layer.graph:
                graph = graph.with_nodes(node.replace(layer=node.layer.replace(graph=changed)))
        elif shapes and changes_size(node.layer, shapes[0]) and not _is_resized(graph, node):
            assert isinstance(node.layer, RandomCrop)
            graph = _behind(graph, name, _resizing(node.layer))
    return graph


def _behind(graph: Graph, name: str, layer: Layer) -> Graph:
    """The graph with a layer between a node and all that reads it; where it was an output, the layer is."""
    readers, outputs = graph.consumers[name], graph.output_names
    position = graph[name].position
    node = new_node(graph, layer, position and free_position(graph, position))
    graph = graph.add(node, inputs=(Port(name),))
    for target, index in readers:
        graph = graph.reconnect(target, index, node.name)
    ends = tuple(node.name if output == name else output for output in outputs)
    nodes = graph.nodes.values()
    return Graph.of(nodes, () if Graph.of(nodes).output_names == ends else ends)
