"""The network as lines of `predict`, its weights by their names in the file, and what could not be written."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.errors import Fault
from netbuilder.formats.numpy_script.base import Line, Parts, Site, Value, apply
from netbuilder.formats.numpy_script.taking import functions
from netbuilder.formats.python_source import Code, array, call, literal, named
from netbuilder.graph import Graph, Node, Port, Problem, check
from netbuilder.layers import Embedding, Input
from netbuilder.layers.core import Masking
from netbuilder.layers.merging import Concatenate, Elementwise
from netbuilder.layers.sequences import Recurrent
from netbuilder.layers.wrappers import Bidirectional

OWN = ("np", "io", "math", "base64", "argparse", "Path", "weights", "predict", "main", "load_weights", "samples", "_")
WEIGHTS_CONSTANT = "WEIGHTS"


@dataclass(frozen=True)
class Network:
    """The network as far as it could be written, and what could not be."""

    graph: Graph
    parts: Parts
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    problems: tuple[Problem, ...]

    def arrays(self, weights: Mapping[Key, Any]) -> dict[str, Array]:
        """Our weights by their names in the script's file."""
        return {name: np.ascontiguousarray(weights[key], np.float32) for name, key in self.parts.stored.items()}


def network_of(graph: Graph) -> Network:
    """Every layer written by its rule, in the order of the graph, which has no blocks in blocks."""
    report = check(graph)
    parts = Parts()
    chain = graph.is_chain
    taken = {*functions(), *OWN, WEIGHTS_CONSTANT, *vars(builtins)}
    variables = {name: "x" if chain else f"{name}_" if name in taken else name for name in graph.order}
    parts.taken = {*taken, *variables.values()}
    read = {port for node in graph.nodes.values() for port in node.inputs}
    values: dict[Port, Value] = {}
    problems: list[Problem] = []
    for node in (graph[name] for name in graph.order):
        shapes = report.shapes[node.name]
        variable = variables[node.name]
        if isinstance(node.layer, Input):
            values[Port(node.name)] = Value(variable, shapes[0], node.layer.dtype == "int32")
            continue
        site = Site(parts, node.layer, node.shares or node.name, variable, [values[port] for port in node.inputs])
        site.wanted = frozenset(port.output for port in read if port.node == node.name)
        found = [Value(variable, shape) for shape in shapes]
        given = site.inputs
        try:
            mask, rank = _mask(parts, node, given)
            apply(site)
            found = [
                Value(name, shape, site.whole, "" if i else mask, rank)
                for i, (name, shape) in enumerate(zip(site.results, shapes, strict=True))
            ]
        except Fault as fault:
            problems.append(Problem.of(fault, node.name))
        values.update({Port(node.name, i): value for i, value in enumerate(found)})
    ends = tuple(values[Port(name)].variable for name in graph.output_names)
    return Network(graph, parts, tuple(variables[name] for name in graph.input_names), ends, tuple(problems))


def _mask(parts: Parts, node: Node, given: tuple[Value, ...]) -> tuple[str, int]:
    """The variable of the mask that a layer hands on, with its axes; its line goes before the layer's own."""
    layer: Any = node.layer
    first = given[0]
    if isinstance(layer, Embedding) and layer.mask_zero:
        return _named(parts, Code(f"{first.variable} != 0")), len(first.shape) + 1
    if isinstance(layer, Masking):
        real = call("np.any", Code(f"{first.variable} != {layer.mask_value!r}"), Code("-1", keyword="axis"))
        return _named(parts, real), len(first.shape)
    if isinstance(layer, Recurrent | Bidirectional):
        reader = layer.parts[0] if isinstance(layer, Bidirectional) else layer
        return (first.mask, first.mask_rank) if reader.return_sequences else ("", 0)
    masks = [value.mask for value in given if value.mask]
    if isinstance(layer, Elementwise):
        if len(masks) < len(given):
            return "", 0
        return _named(parts, Code(" | ".join(dict.fromkeys(masks)))), first.mask_rank
    if isinstance(layer, Concatenate):
        if not masks:
            return "", 0
        parts.called.add("joined_mask")
        arrays = array([Code(value.variable) for value in given])
        told = array([Code(value.mask or "None") for value in given])
        made = call("joined_mask", arrays, told, named("axis", literal(layer.axis)))
        return _named(parts, made), len(first.shape)
    return (first.mask, first.mask_rank) if layer.keeps_mask else ("", 0)


def _named(parts: Parts, mask: Code) -> str:
    name = parts.fresh("mask")
    parts.lines.append(Line(name, mask, mask=True))
    return name
