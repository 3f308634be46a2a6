"""A graph as a list of small steps over numbered tensors: what kernels are matched against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from netbuilder.engine.parameters import Key
from netbuilder.graph import Graph
from netbuilder.kinds import Shape
from netbuilder.layers import Input, Layer


@dataclass(frozen=True)
class Step:
    """One layer's work: reads some tensors and writes others. `keys` tells where its weights are kept."""

    node: str
    layer: Layer
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]
    keys: Mapping[str, Key]


@dataclass(frozen=True)
class Steps:
    """All steps in order, with the tensors where data enters and where predictions leave."""

    steps: tuple[Step, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    count: int

    def readers(self) -> Counter[int]:
        """How often each tensor is read; leaving the network counts once."""
        return Counter([*(tensor for step in self.steps for tensor in step.inputs), *self.outputs])


def lower(graph: Graph, shapes: Mapping[str, tuple[Shape, ...]]) -> Steps:
    """The steps of the network, an activation inside a layer made a step of its own."""
    needed = graph.upstream(graph.output_names)
    tensors: dict[tuple[str, int], int] = {}
    steps: list[Step] = []
    count = 0
    for name in graph.order:
        node = graph[name]
        if name not in needed:
            continue
        if isinstance(node.layer, Input):
            tensors[name, 0] = count
            count += 1
            continue
        reads = tuple(tensors[port.node, port.output] for port in node.inputs)
        read_shapes = tuple(shapes[port.node][port.output] for port in node.inputs)
        for layer in node.layer.lowered():
            writes = tuple(range(count, count + len(layer.output_shapes(*read_shapes))))
            count += len(writes)
            keys = {key: (node.shares or name, key) for key in layer.weights(*read_shapes)}
            written = layer.output_shapes(*read_shapes)
            steps.append(Step(name, layer, reads, writes, read_shapes, written, keys))
            reads, read_shapes = writes, written
        for i, tensor in enumerate(reads):
            tensors[name, i] = tensor
    return Steps(
        tuple(steps),
        tuple(tensors[name, 0] for name in graph.input_names if name in needed),
        tuple(tensors[name, 0] for name in graph.output_names),
        count,
    )
