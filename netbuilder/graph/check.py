"""Everything that can be known of a graph at once: shapes, figures, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from netbuilder.arrays import FLOAT_BYTES
from netbuilder.errors import N_, Fault, ShapeError, filled, in_gap
from netbuilder.graph.graph import Graph, Node, Port
from netbuilder.graph.placeholder import Placeholder
from netbuilder.kinds import Shape
from netbuilder.layers import Input, Layer
from netbuilder.layers.base import size_of

REPORT = "_report"


@dataclass(frozen=True)
class Figures:
    """What one block costs. `operations` are multiply-and-adds and `memory` bytes of output, both for one sample."""

    parameters: int = 0
    trainable: int = 0
    operations: int = 0
    memory: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.parameters + other.parameters,
            self.trainable + other.trainable,
            self.operations + other.operations,
            self.memory + other.memory,
        )


class Unwired(Fault):
    """A block lacks a wire that it needs."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, where. An "error" keeps the network from training; a "warning" does not.

    An error is `unfinished` where nothing is wrong yet but a wire or a block is missing, as while one builds.
    `template` with its `values` is the sentence (see `Fault`); `node` and `field` are empty where the
    problem belongs to the whole network.
    """

    template: str
    values: Mapping[str, Any]
    node: str = ""
    field: str = ""
    severity: str = "error"
    unfinished: bool = False

    @classmethod
    def of(cls, fault: Fault, node: str = "", field: str = "", severity: str = "error") -> Problem:
        """The problem that a fault tells of."""
        unfinished = isinstance(fault, Unwired)
        return cls(fault.template, fault.values, node, field or getattr(fault, "field", ""), severity, unfinished)

    @property
    def text(self) -> str:
        """The sentence in English, without the place."""
        return filled(self.template, self.values)

    def __str__(self) -> str:
        place = ".".join(part for part in (self.node, self.field) if part)
        return f"{in_gap(place)}: {self.text}" if place else self.text


@dataclass(frozen=True)
class Report:
    """What `check` found. A node whose shapes cannot be known is missing from all but the problems.

    `calls` are layers, each with the shapes that it is called with.
    """

    shapes: Mapping[str, tuple[Shape, ...]]
    figures: Mapping[str, Figures]
    calls: Mapping[str, tuple[Layer, tuple[Shape, ...]]]
    problems: tuple[Problem, ...]

    @cached_property
    def total(self) -> Figures:
        """The figures of the whole network."""
        return sum(self.figures.values(), Figures())

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the network from training."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def shape_of(self, port: Port) -> Shape | None:
        """The shape that an output gives; None while it is not known."""
        shapes = self.shapes.get(port.node, ())
        return shapes[port.output] if port.output < len(shapes) else None

    def read_by(self, node: Node) -> tuple[Shape, ...] | None:
        """The shapes that a block reads; None while one of them is not known."""
        shapes = [self.shape_of(port) for port in node.inputs]
        return None if None in shapes else tuple(shape for shape in shapes if shape is not None)

    def of_node(self, name: str) -> tuple[Problem, ...]:
        """The problems of one block."""
        return tuple(problem for problem in self.problems if problem.node == name)


def check(graph: Graph) -> Report:
    """Shapes, figures and problems of the whole graph; never stops at the first fault. Graphs keep their report."""
    kept = vars(graph)  # as a cached property does: a graph never changes, and many ask
    if REPORT not in kept:
        kept[REPORT] = _checked(graph.active)
    report: Report = kept[REPORT]
    return report


def _checked(graph: Graph) -> Report:
    shapes: dict[str, tuple[Shape, ...]] = {}
    figures: dict[str, Figures] = {}
    calls: dict[str, tuple[Layer, tuple[Shape, ...]]] = {}
    problems = _of_whole(graph)
    for name in graph.order:
        node = graph.nodes[name]
        try:
            if isinstance(node.layer, Placeholder):
                node.layer.output_shape()  # each is told, whatever comes before it
            inputs = _input_shapes(graph, node, shapes)
            if inputs is None:
                continue
            shapes[name], figures[name] = _examine(node.layer, inputs)
            calls[name] = node.layer, inputs
            if node.shares:
                _check_sharing(graph, node, inputs, shapes)
                figures[name] = replace(figures[name], parameters=0, trainable=0)
        except Fault as fault:
            problems.append(Problem.of(fault, name))
    return Report(shapes, figures, calls, tuple(problems))


def _input_shapes(graph: Graph, node: Node, shapes: Mapping[str, tuple[Shape, ...]]) -> tuple[Shape, ...] | None:
    """The shapes that reach a node; None where the fault lies further up."""
    few, many = node.layer.fewest_inputs, node.layer.most_inputs
    if len(node.inputs) < few:
        if few == 1:
            raise Unwired(N_("has no input. Draw a wire to its top"))
        told = N_("needs {few} inputs, has {count}. Draw wires to its top")
        raise Unwired(told, few=few, count=len(node.inputs))
    if many is not None and len(node.inputs) > many:
        raise Fault("takes at most {many} inputs, has {count}", many=many, count=len(node.inputs))
    found = []
    for port in node.inputs:
        if port.node not in shapes:
            return None
        outputs = shapes[port.node]
        if port.output >= len(outputs):
            raise Fault("{source} has no output number {index}", source=port.node, index=port.output)
        found.append(outputs[port.output])
    return tuple(found)


def _check_sharing(
    graph: Graph, node: Node, inputs: tuple[Shape, ...], shapes: Mapping[str, tuple[Shape, ...]]
) -> None:
    owner = graph.nodes[node.shares or ""]
    if owner.shares or owner.layer != node.layer:
        raise Fault("shares the weights of {owner}, so both must be the same layer", owner=owner.name)
    theirs = _input_shapes(graph, owner, shapes)
    if theirs is not None and owner.layer.weights(*theirs) != node.layer.weights(*inputs):
        raise ShapeError("shares the weights of {owner}, so both need inputs of the same size", owner=owner.name)


def _of_whole(graph: Graph) -> list[Problem]:
    if not graph.nodes:
        return [Problem("the canvas is empty. Drag a layer onto it, or start from a template", {}, unfinished=True)]
    if not graph.input_names:
        return [Problem("the network has no input. Add an Input block", {}, unfinished=True)]
    found = []
    reached = graph.upstream(graph.output_names)
    for name, node in graph.nodes.items():
        if name in reached:
            continue
        if isinstance(node.layer, Input):
            loose = N_("feeds nothing. Draw a wire from it, or delete it")
            lost = N_("leads to no output. Draw a wire from its end, or make that an output")
            found.append(Problem(lost if graph.consumers[name] else loose, {}, name, unfinished=True))
        elif node.inputs and not graph.consumers[name]:
            template = N_("leads to no output. Draw a wire from it, make it an output, or delete it")
            found.append(Problem(template, {}, name, severity="warning", unfinished=True))
    return found


@lru_cache(maxsize=10_000)
def _examine(layer: Layer, inputs: tuple[Shape, ...]) -> tuple[tuple[Shape, ...], Figures]:
    """Output shapes and figures of a layer. Layers are values, so the answer is kept."""
    outputs = layer.output_shapes(*inputs)
    weights = layer.weights(*inputs).values()
    trained = sum(weight.size for weight in weights if weight.trainable) if layer.trainable else 0
    return outputs, Figures(
        parameters=sum(weight.size for weight in weights),
        trainable=trained,
        operations=layer.operations(*inputs),
        memory=FLOAT_BYTES * sum(size_of(shape) for shape in outputs),
    )
