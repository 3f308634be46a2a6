"""The layers that were read as a graph with names and weights."""

from __future__ import annotations

from dataclasses import dataclass

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key
from netbuilder.errors import FileFault, Message, listed
from netbuilder.formats.onnx.reading.builder import Builder
from netbuilder.formats.onnx.reading.state import Order, State
from netbuilder.graph import Graph, Node, Port, check
from netbuilder.graph.drawing.placing import placed
from netbuilder.layers import Identity


@dataclass(frozen=True)
class Reading:
    """What was read. `inputs` and `outputs` tell for each end the order in which the file's axes lie in ours."""

    graph: Graph
    weights: dict[Key, Array]
    notes: tuple[Message, ...]
    inputs: dict[str, tuple[int, ...]]
    outputs: dict[str, tuple[int, ...]]


def finished(state: State, ends: list[Port], inputs: dict[str, Order], outputs: dict[str, Order]) -> Reading:
    """The graph, checked and laid out, with its weights."""
    build = state.build
    made_of = [_alone(build, port) for port in ends]
    names, owners = build.named(), build.owners()
    nodes = [
        Node(
            names[made.name],
            made.layer,
            tuple(Port(names[p.node], p.output) for p in made.inputs),
            shares=names[owners[made.name]] if made.name in owners else None,
        )
        for made in build.nodes.values()
    ]
    own = [names[name] for name in made_of]
    graph = Graph.of(nodes)
    if graph.output_names != tuple(own):
        graph = Graph.of(nodes, own)
    problems = check(graph).errors
    if problems:
        told = listed(problems, "; ")
        raise FileFault("{path}: {problems}", path=state.path, problems=told)
    weights = {
        (names[made.name], name): array
        for made in build.nodes.values()
        for name, array in made.weights.items()
        if made.name not in owners
    }
    renamed = dict(zip(outputs, own, strict=True))
    return Reading(
        placed(graph),
        weights,
        tuple(state.notes),
        {names[name]: order for name, order in inputs.items()},
        {renamed[name]: order for name, order in outputs.items()},
    )


def _alone(build: Builder, port: Port) -> str:
    """The node that stands for an output; one of several outputs of a node gets a block of its own."""
    made = build.nodes[port.node]
    if port.output == 0 and len(made.shapes) == 1:
        return port.node
    (own,) = build.add(Identity(), [port])
    return own.node
