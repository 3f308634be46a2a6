"""A whole network as one block: a layer that holds a graph. In a compiled model its steps take the block's place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from netbuilder.arrays import Array
from netbuilder.errors import Fault, FieldError, ShapeError
from netbuilder.graph.check import Report, check
from netbuilder.graph.graph import Graph, Node, Port
from netbuilder.graph.keras_order import keras_order, layer_folders
from netbuilder.graph.serial import graph_from_json, graph_to_json
from netbuilder.kinds import Kind, Shape
from netbuilder.layers import Dense, Input, Layer, Run, Weight
from netbuilder.layers.base import Backward, Mask, Weights, layer
from netbuilder.spec import param

DEEPEST = 16
_depth = threading.local()


class GraphKind(Kind):
    """A graph, or its JSON."""

    def coerce(self, value: Any) -> Graph:
        if isinstance(value, Graph):
            return value
        level = getattr(_depth, "level", 0)
        if level >= DEEPEST:
            raise Fault("networks are nested more than {most} deep", most=DEEPEST)
        _depth.level = level + 1
        try:
            return graph_from_json(value)
        finally:
            _depth.level = level

    def to_json(self, value: Any) -> Any:
        return graph_to_json(value)


def _start() -> Graph:
    return Graph.of([Node("inputs", Input((8,))), Node("dense", Dense(8, "relu"), (Port("inputs"),))])


@layer("core")
class Functional(Layer):
    """A network inside the network: its inputs and outputs become those of the block."""

    advice = (
        "For a part that has a name of its own, stands in the network several times, or would fill the canvas. "
        "Open shows the blocks inside, Go up leads back, Ungroup puts them in the block's place."
    )
    keeps_mask = True
    in_palette = False
    in_keras = False  # it is one of keras.models

    graph: Graph = param(kind=GraphKind(), start=_start(), doc="The network inside.", keras=False)

    def validate(self) -> None:
        if not self.graph.input_names or not self.graph.output_names:
            raise FieldError("graph", "needs an input and an output")

    def acting(self) -> Functional:
        active = self.graph.active
        return self if active is self.graph else self.replace(graph=active)

    @property
    def fewest_inputs(self) -> int:  # type: ignore[override]
        """One for each input inside."""
        return len(self.graph.input_names)

    @property
    def most_inputs(self) -> int:  # type: ignore[override]
        """One for each input inside."""
        return len(self.graph.input_names)

    @property
    def gives_several(self) -> bool:
        """Whether the network inside has several outputs."""
        return len(self.graph.output_names) > 1

    @property
    def makes_mask(self) -> bool:
        """Whether a layer inside makes one: its steps tell, when the block is compiled."""
        return any(node.layer.makes_mask for node in self.graph.nodes.values())

    def keras_call(self, count: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
        numbers = tuple(range(count))
        return (numbers if count == 1 else (numbers,)), {}

    def report(self, inputs: tuple[Shape, ...]) -> tuple[Graph, Report]:
        """The network inside for inputs of these shapes, and what is known of it; raises ShapeError."""
        graph = self.graph
        for name, shape in zip(graph.input_names, inputs, strict=True):
            declared = graph[name].layer.output_shape()
            if len(shape) != len(declared) or any(d not in (None, s) for s, d in zip(shape, declared, strict=True)):
                raise ShapeError("takes inputs of shape {declared}, got {shape}", declared=declared, shape=shape)
            node = graph[name]
            graph = graph.with_nodes(node.replace(layer=node.layer.replace(shape=shape)))
        report = check(graph)
        if report.errors:
            raise ShapeError("holds a network with a problem: {problem}", problem=str(report.errors[0]))
        return graph, report

    def output_shape(self, *inputs: Shape) -> Shape:
        return self.output_shapes(*inputs)[0]

    def output_shapes(self, *inputs: Shape) -> tuple[Shape, ...]:
        graph, report = self.report(inputs)
        return tuple(report.shapes[name][0] for name in graph.output_names)

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        graph, report = self.report(inputs)
        return {
            f"{name}.{key}": weight if graph[name].layer.trainable else weight.frozen()
            for name in keras_order(graph)
            for key, weight in graph[name].layer.weights(*_shapes(graph[name], report)).items()
        }

    def keras_paths(self, names: tuple[str, ...]) -> dict[str, str]:
        found = {}
        for node, folder in layer_folders(self.graph).items():
            own = tuple(name.removeprefix(f"{node}.") for name in names if name.startswith(f"{node}."))
            paths = self.graph[node].layer.keras_paths(own)
            found.update({f"{node}.{key}": f"{folder}/{path}" for key, path in paths.items()})
        return found

    def operations(self, *inputs: Shape) -> int:
        return self.report(inputs)[1].total.operations

    def frozen(self) -> Functional:
        return self.replace(trainable=False, graph=frozen(self.graph))

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Any, Backward]:
        graph = self.graph if self.trainable else frozen(self.graph)
        values = {Port(name): x for name, x in zip(graph.input_names, inputs, strict=True)}
        masks: dict[Port, Mask] = {Port(name): run.mask(i) for i, name in enumerate(graph.input_names)}
        tape: list[tuple[Node, Backward, int]] = []
        for node in _steps(graph):
            reads = tuple(values[port] for port in node.inputs)
            given = tuple(masks.get(port) for port in node.inputs)
            own = Run(run.training, run.rng, given)
            result, back = node.layer.forward(_own(node, weights), *reads, run=own)
            outputs = result if isinstance(result, tuple) else (result,)
            values.update({Port(node.name, i): y for i, y in enumerate(outputs)})
            found = node.layer.output_masks(reads, given)
            masks.update({Port(node.name, i): mask for i, mask in enumerate(found)})
            tape.append((node, back, len(outputs)))
        ends = tuple(Port(name) for name in graph.output_names)

        def backward(*dys: Array) -> Any:
            gradients: dict[Port, Any] = {}
            for port, dy in zip(ends, dys, strict=True):
                _add(gradients, port, dy)
            of_weights: dict[str, Any] = {}
            for node, back, count in reversed(tape):
                ports = [Port(node.name, i) for i in range(count)]
                if all(port not in gradients for port in ports):
                    continue
                given = [gradients.get(port, values[port] * 0) for port in ports]
                of_inputs, own = back(*given)
                for port, d in zip(node.inputs, of_inputs, strict=True):
                    if d is not None:
                        _add(gradients, port, d)
                for key, d in own.items():
                    _add(of_weights, f"{node.shares or node.name}.{key}", d)
            return tuple(gradients.get(Port(name)) for name in graph.input_names), of_weights

        y = tuple(values[port] for port in ends)
        return (y if len(y) > 1 else y[0]), backward


def _steps(graph: Graph) -> Iterator[Node]:
    needed = graph.upstream(graph.output_names)
    for name in graph.order:
        if name in needed and not isinstance(graph[name].layer, Input):
            yield graph[name]


def frozen(graph: Graph) -> Graph:
    """The graph whose layers are not trained, so that their statistics stay as they are too."""
    nodes = [
        node if isinstance(node.layer, Input) else node.replace(layer=node.layer.frozen())
        for node in graph.nodes.values()
    ]
    return Graph.of(nodes, graph.output_names)


def _add(table: dict[Any, Any], key: Any, value: Any) -> None:
    table[key] = table[key] + value if key in table else value


def _own(node: Node, weights: Weights) -> dict[str, Array]:
    prefix = f"{node.shares or node.name}."
    return {name.removeprefix(prefix): array for name, array in weights.items() if name.startswith(prefix)}


def _shapes(node: Node, report: Report) -> tuple[Shape, ...]:
    return tuple(report.shapes[port.node][port.output] for port in node.inputs)
