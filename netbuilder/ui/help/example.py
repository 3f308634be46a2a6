"""What a help page shows of a layer: itself, the shapes that enter it and those that come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from netbuilder.errors import Fault
from netbuilder.formats.keras_script.network import node_code
from netbuilder.graph import Figures, Graph, Node, Port, check
from netbuilder.kinds import Shape
from netbuilder.layers import Input, Layer

# Shapes that a layer is tried on where no block tells one: a picture, a sequence, a row, a film.
TRIED: tuple[Shape, ...] = ((28, 28, 16), (20, 8), (64,), (8, 16, 16, 4), (20,), (16, 14, 14, 3))
PHOTO: Shape = (32, 32, 3)
CODE_WIDTH = 66


@dataclass(frozen=True)
class Example:
    """One call of a layer in a graph; `present` where it is a block of the person's own network."""

    layer: Layer
    inputs: tuple[Shape, ...] = ()
    outputs: tuple[Shape, ...] = ()
    figures: Figures | None = None
    code: str = ""
    present: str = ""

    @classmethod
    def of_block(cls, graph: Graph, name: str) -> Example:
        """A block as it stands in a graph."""
        report = check(graph)
        node = graph[name]
        known = [report.shapes.get(port.node, ())[port.output : port.output + 1] for port in node.inputs]
        inputs = tuple(shape for shapes in known for shape in shapes)
        outputs, figures = report.shapes.get(name, ()), report.figures.get(name)
        return cls(node.layer, inputs, outputs, figures, node_code(graph, name, CODE_WIDTH), name)

    @classmethod
    def of_kind(cls, kind: type[Layer]) -> Example:
        """A layer as it is when it is dropped, on the first shapes that fit."""
        layer = kind.starting()
        for inputs in _input_shapes(layer):
            found = _tried(layer, inputs)
            if found is not None:
                return found
        return cls(layer)


def _input_shapes(layer: Layer) -> Iterator[tuple[Shape, ...]]:
    """Shapes for the inputs that the layer needs, the same ones first."""
    if layer.fewest_inputs == 0:
        yield ()
        return
    count = layer.fewest_inputs
    tried = (PHOTO, *TRIED) if layer.family == "preprocessing" else TRIED
    yield from ((shape,) * count for shape in tried)
    yield from product(tried, repeat=count)


def _tried(layer: Layer, inputs: tuple[Shape, ...]) -> Example | None:
    """The example with these shapes; None where they do not fit."""
    names = ["x"] if len(inputs) == 1 else [f"x{i}" for i in range(1, len(inputs) + 1)]
    sources = [Node(name, Input(shape)) for name, shape in zip(names, inputs, strict=True)]
    try:
        graph = Graph.of([*sources, Node("y", layer, tuple(Port(name) for name in names))])
        report = check(graph)
    except Fault:
        return None
    if "y" not in report.shapes:
        return None
    code = node_code(graph, "y", CODE_WIDTH)
    return Example(layer, inputs, report.shapes["y"], report.figures["y"], code.replace(', name="y"', ""))
