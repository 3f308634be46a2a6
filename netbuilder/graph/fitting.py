"""Which layers fit at a place of the graph: each is tried there, with all that follows, before it is offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from netbuilder.errors import Fault
from netbuilder.graph.check import Report
from netbuilder.graph.graph import Graph, Node, Port
from netbuilder.kinds import Shape
from netbuilder.layers import Input, Layer

Shapes = tuple[Shape, ...]
Kind = type[Layer]

# What people put after a block of each family, the most frequent first.
USUAL: Mapping[str, tuple[str, ...]] = {
    "input": ("Dense", "Conv2D", "Flatten", "Embedding", "LSTM", "Conv1D", "Rescaling", "Normalization"),
    "core": ("Dense", "Dropout", "Activation", "BatchNormalization", "LSTM", "Flatten"),
    "convolution": ("BatchNormalization", "Activation", "MaxPooling2D", "MaxPooling1D", "Conv2D", "Conv1D", "Dropout"),
    "pooling": ("Conv2D", "Conv1D", "Flatten", "Dropout", "Dense", "GlobalAveragePooling2D"),
    "normalization": ("Activation", "ReLU", "Conv2D", "Dense", "Dropout"),
    "regularization": ("Dense", "Conv2D", "Flatten", "LSTM"),
    "activation": ("Conv2D", "Dense", "MaxPooling2D", "Dropout"),
    "reshaping": ("Dense", "Dropout", "Conv2D", "LSTM"),
    "merging": ("Activation", "Conv2D", "Dense", "LayerNormalization"),
    "recurrent": ("Dense", "Dropout", "LSTM", "GRU"),
    "attention": ("Add", "LayerNormalization", "Dropout", "Dense"),
    "preprocessing": ("Conv2D", "Dense", "Rescaling", "RandomFlip"),
}


def kinds() -> list[Kind]:
    """Every kind that people find in the palette."""
    return [kind for kind in Layer.registry.values() if kind.in_palette]


def following(graph: Graph, report: Report, source: Port) -> list[Kind]:
    """The kinds that can read an output, the most usual first; all that take an input while its shape is unknown."""
    shape = report.shape_of(source)

    def fits(layer: Layer) -> bool:
        return shape is None or outputs_of(layer, (shape,) * max(layer.fewest_inputs, 1)) is not None

    return ranked(graph, source.node, _fitting(fits))


def feeding() -> list[Kind]:
    """The kinds that can be put before a free input: Input, and those that will have inputs of their own."""
    return sorted(kinds(), key=lambda kind: kind is not Input)


def between(graph: Graph, report: Report, target: str, index: int) -> list[Kind]:
    """The kinds that can be put on a wire so that all below still fits, the most usual first."""
    node, source = graph[target], graph[target].inputs[index]
    shape = report.shape_of(source)

    def fits(layer: Layer) -> bool:
        if shape is None:
            return True
        made = outputs_of(layer, (shape,)) if layer.fewest_inputs <= 1 else None
        if made is None:
            return False
        reads = [report.shape_of(port) for port in node.inputs]
        reads[index] = made[0]
        return target not in report.shapes or _goes_on(graph, report, node, node.layer, reads)

    return ranked(graph, source.node, _fitting(fits))


def replacing(graph: Graph, report: Report, name: str) -> list[Kind]:
    """The kinds that can stand in a block's place so that all below still fits, those of its family first."""
    node = graph[name]
    reads = [report.shape_of(port) for port in node.inputs]
    own = type(node.layer)

    def fits(layer: Layer) -> bool:
        many = layer.most_inputs
        if len(reads) < layer.fewest_inputs or (many is not None and len(reads) > many):
            return False
        return name not in report.shapes or _goes_on(graph, report, node, layer, reads)

    found = [kind for kind in kinds() if kind is not own and fits(kind.starting())]
    return sorted(found, key=lambda kind: kind.family != own.family)


def ranked(graph: Graph, source: str, found: Iterable[Kind]) -> list[Kind]:
    """Kinds by how often they follow such a block in this graph, then by what is usual after its family."""
    layer = graph[source].layer
    here = Counter(
        type(graph[reader].layer).__name__
        for name, readers in graph.consumers.items()
        if type(graph[name].layer) is type(layer)
        for reader, _ in readers
    )
    usual = USUAL.get(layer.family, ())

    def rank(kind: Kind) -> tuple[int, int]:
        name = kind.__name__
        return -here[name], usual.index(name) if name in usual else len(usual)

    return sorted(found, key=rank)


def outputs_of(layer: Layer, inputs: Shapes) -> Shapes | None:
    """The shapes that a layer makes of these; None where it cannot take them."""
    try:
        outputs = layer.output_shapes(*inputs)
        layer.weights(*inputs)
    except Fault:
        return None
    return outputs


def _fitting(fits: Callable[[Layer], bool]) -> list[Kind]:
    return [kind for kind in kinds() if kind.most_inputs != 0 and fits(kind.starting())]


def _goes_on(graph: Graph, report: Report, node: Node, layer: Layer, reads: list[Shape | None]) -> bool:
    """Whether `node` as `layer` takes these shapes, and every block below it what comes of them."""
    known = [shape for shape in reads if shape is not None]
    made = outputs_of(layer, tuple(known)) if len(known) == len(reads) else None
    if made is None:
        return False
    changed = {node.name: made}
    for name in graph.order:
        other = graph[name]
        if name == node.name or name not in report.shapes or not any(port.node in changed for port in other.inputs):
            continue
        ports = [(changed.get(port.node, report.shapes.get(port.node, ())), port.output) for port in other.inputs]
        if any(output >= len(shapes) for shapes, output in ports):
            return False
        outputs = outputs_of(other.layer, tuple(shapes[output] for shapes, output in ports))
        if outputs is None:
            return False
        if outputs != report.shapes[name]:
            changed[name] = outputs
    return True
