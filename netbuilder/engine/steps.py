"""A graph as a list of small steps over numbered tensors: what kernels are matched against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from netbuilder.engine.parameters import Key
from netbuilder.graph import Functional, Graph
from netbuilder.graph.nested import frozen
from netbuilder.kinds import Shape
from netbuilder.layers import Layer
from netbuilder.layers.parts.regularizers import Regularizer
from netbuilder.layers.penalty import ActivityPenalty


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

    def whole_inputs(self) -> frozenset[int]:
        """The numbers of the inputs of which nothing but whole numbers is read, whatever they pass on their way."""
        whole: set[int] = set()
        floats = set(self.outputs)
        for step in reversed(self.steps):
            passed = step.layer.only_moves and floats.isdisjoint(step.outputs)
            for number, tensor in enumerate(step.inputs):
                read_whole = passed or (number == 0 and step.layer.reads_whole_numbers)
                (whole if read_whole else floats).add(tensor)
        return frozenset(i for i, tensor in enumerate(self.inputs) if tensor in whole - floats)


def lower(graph: Graph, shapes: Mapping[str, tuple[Shape, ...]]) -> Steps:
    """The steps of the network, an activation inside a layer and the layers inside a block made steps of their own."""
    graph = graph.active
    work = _Lowering()
    needed = graph.upstream(graph.output_names)
    inputs = {name: work.tensors(1) for name in graph.input_names if name in needed}
    written = work.walk(graph, shapes, inputs, lambda name: name, lambda name, key: (name, key))
    return Steps(
        tuple(work.steps),
        tuple(numbers[0] for numbers in inputs.values()),
        tuple(written[name][0] for name in graph.output_names),
        work.count,
    )


class _Lowering:
    """Numbers tensors and gathers steps."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.count = 0

    def tensors(self, count: int) -> tuple[int, ...]:
        """New numbers for so many tensors."""
        self.count += count
        return tuple(range(self.count - count, self.count))

    def walk(
        self,
        graph: Graph,
        shapes: Mapping[str, tuple[Shape, ...]],
        inputs: Mapping[str, tuple[int, ...]],
        node_of: Callable[[str], str],
        key_of: Callable[[str, str], Key],
    ) -> dict[str, tuple[int, ...]]:
        """The tensors that each node writes. `node_of` and `key_of` tell to whom steps and weights belong outside."""
        graph = graph.active
        written = dict(inputs)
        needed = graph.upstream(graph.output_names)
        for name in graph.order:
            node = graph[name]
            if name not in needed or name in written:
                continue
            reads = tuple(written[port.node][port.output] for port in node.inputs)
            read_shapes = tuple(shapes[port.node][port.output] for port in node.inputs)
            owner = node.shares or name
            outputs, output_shapes = self._layer(node_of(name), node.layer, reads, read_shapes, partial(key_of, owner))
            written[name] = self._penalized(node_of(name), node.layer, outputs, output_shapes)
        return written

    def _layer(
        self,
        node: str,
        layer: Layer,
        reads: tuple[int, ...],
        read_shapes: tuple[Shape, ...],
        key_of: Callable[[str], Key],
    ) -> tuple[tuple[int, ...], tuple[Shape, ...]]:
        if isinstance(layer, Functional):
            inside, report = layer.report(read_shapes)
            inside = inside if layer.trainable else frozen(inside)
            inputs = {name: (tensor,) for name, tensor in zip(inside.input_names, reads, strict=True)}
            written = self.walk(
                inside, report.shapes, inputs, lambda _: node, lambda inner, key: key_of(f"{inner}.{key}")
            )
            ends = inside.output_names
            return tuple(written[name][0] for name in ends), tuple(report.shapes[name][0] for name in ends)
        for part in layer.lowered():
            shapes = part.output_shapes(*read_shapes)
            writes = self.tensors(len(shapes))
            keys = {key: key_of(key) for key in part.weights(*read_shapes)}
            self.steps.append(Step(node, part, reads, writes, read_shapes, shapes, keys))
            reads, read_shapes = writes, shapes
        return reads, read_shapes

    def _penalized(self, node: str, layer: Layer, reads: tuple[int, ...], shapes: tuple[Shape, ...]) -> tuple[int, ...]:
        regularizer = getattr(layer, "activity_regularizer", None)
        if not isinstance(regularizer, Regularizer):
            return reads
        writes = self.tensors(len(reads))
        for read, write, shape in zip(reads, writes, shapes, strict=True):
            self.steps.append(Step(node, ActivityPenalty(regularizer), (read,), (write,), (shape,), (shape,), {}))
        return writes
