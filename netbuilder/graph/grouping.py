"""Blocks made one block, opened again, and repeated: pure functions from graph to graph."""

from __future__ import annotations

import itertools
from collections.abc import Collection

from netbuilder.errors import GraphError
from netbuilder.graph.check import check
from netbuilder.graph.graph import Graph, Node, Port
from netbuilder.graph.nested import Functional
from netbuilder.layers import Input
from netbuilder.layers.core import Identity

ROW = 96.0  # between copies of a repeated block


def group(graph: Graph, names: Collection[str], block: str) -> Graph:
    """The graph with these blocks inside of one; raises GraphError where that cannot be.

    What the blocks read from outside becomes the inputs inside, what is read of them (or leaves the network)
    the outputs, both in the order of the graph.
    """
    chosen = [name for name in graph.order if name in names]
    _check_choice(graph, chosen)
    reads = _ports_read(graph, chosen)
    gives = _ports_given(graph, chosen)
    inner = _inside(graph, chosen, reads, gives)
    own = graph.unique_name(block, ()) if block in graph and block not in chosen else block
    at = {port: i for i, port in enumerate(gives)}
    node = Node(own, Functional(inner), tuple(reads), _middle(graph, chosen))
    kept = [
        other.replace(inputs=tuple(Port(own, at[port]) if port in at else port for port in other.inputs))
        for name, other in graph.nodes.items()
        if name not in chosen
    ]
    outputs = []
    for name in graph.output_names:
        if Port(name) not in at:
            outputs.append(name)
        elif at[Port(name)] == 0:
            outputs.append(own)
        else:  # only a block's first output can leave the network
            kept.append(Node(name, Identity(), (Port(own, at[Port(name)]),), graph[name].position))
            outputs.append(name)
    nodes = [*kept, node]
    natural = Graph.of(nodes)
    return natural if list(natural.output_names) == outputs else Graph.of(nodes, outputs)


def ungroup(graph: Graph, name: str) -> Graph:
    """The graph with the blocks inside of one in its place; raises GraphError where that cannot be."""
    node = graph[name]
    if not isinstance(node.layer, Functional):
        raise GraphError("{name} holds no blocks", name=name)
    if node.shares or any(other.shares == name for other in graph.nodes.values()):
        raise GraphError("{name} is called more than once: its blocks cannot be told apart", name=name)
    inner = node.layer.graph
    names = _free_names(graph, inner, name)
    # A wire that the block lost is lost to those inside as well.
    reads = itertools.zip_longest(inner.input_names, node.inputs[: len(inner.input_names)])
    sources: dict[str, Port | None] = dict(reads)

    def outside(port: Port) -> Port | None:
        return sources[port.node] if port.node in sources else Port(names[port.node], port.output)

    left, top = node.position or (0.0, 0.0)
    opened = [
        part.replace(
            name=names[part.name],
            inputs=tuple(filter(None, map(outside, part.inputs))),
            shares=names[part.shares] if part.shares else None,
            position=None if part.position is None else (left + part.position[0], top + part.position[1]),
        )
        for part in inner.nodes.values()
        if part.name not in sources
    ]
    ends = [outside(Port(end)) for end in inner.output_names]

    def below(port: Port) -> Port | None:
        if port.node != name:
            return port
        return ends[port.output] if port.output < len(ends) else None

    rest = [
        other.replace(inputs=tuple(filter(None, map(below, other.inputs))))
        for other in graph.nodes.values()
        if other.name != name
    ]
    end = ends[0].node if ends and ends[0] is not None else None
    outputs = tuple(output for o in graph.output_names if (output := end if o == name else o) is not None)
    nodes = [*rest, *opened]
    natural = Graph.of(nodes)
    return natural if natural.output_names == outputs else Graph.of(nodes, outputs)


def repeat(graph: Graph, name: str, times: int) -> Graph:
    """The graph with a block standing `times` times, one behind the other, each with weights of its own."""
    node = graph[name]
    report = check(graph)
    if name not in report.shapes or len(node.inputs) != 1 or node.shares:
        raise GraphError("{name} cannot be repeated: it needs one wire in, and weights of its own", name=name)
    (source,) = node.inputs
    given, made = report.shapes[source.node][source.output], report.shapes[name]
    if made != (given,):
        raise GraphError(
            "{name} cannot be repeated: it takes {given} and gives {made}", name=name, given=given, made=made[0]
        )
    for number in range(1, times):
        last = graph[name]
        copy = graph.unique_name(node.name)
        place = None if node.position is None else (node.position[0], node.position[1] + ROW * number)
        moved = [
            other.replace(inputs=tuple(Port(copy) if port.node == name else port for port in other.inputs))
            for other in graph.nodes.values()
        ]
        outputs = tuple(copy if output == name else output for output in graph.outputs)
        graph = Graph.of([*moved, last.replace(name=copy, inputs=(Port(name),), position=place)], outputs)
        name = copy
    return graph


def _check_choice(graph: Graph, chosen: list[str]) -> None:
    if not chosen:
        raise GraphError("choose the blocks to group")
    for name in chosen:
        node = graph[name]
        if isinstance(node.layer, Input):
            raise GraphError("{name} is where data enters: it stays outside", name=name)
        sharers = [other.name for other in graph.nodes.values() if other.shares == (node.shares or name)]
        apart = [other for other in (*sharers, node.shares or name) if other not in chosen]
        if sharers and apart:
            raise GraphError("{name} shares weights with {other}: choose both", name=name, other=apart[0])
    below = (graph.downstream(chosen) & graph.upstream(chosen)) - set(chosen)
    if below:
        raise GraphError("{name} stands between the chosen blocks: choose it too", name=min(below))


def _ports_read(graph: Graph, chosen: list[str]) -> list[Port]:
    found = dict.fromkeys(port for name in chosen for port in graph[name].inputs if port.node not in chosen)
    if not found:
        raise GraphError("the chosen blocks read nothing from outside: wire them first")
    return list(found)


def _ports_given(graph: Graph, chosen: list[str]) -> list[Port]:
    read = {port for node in graph.nodes.values() if node.name not in chosen for port in node.inputs}
    read |= {Port(name) for name in graph.output_names}
    return sorted((port for port in read if port.node in chosen), key=lambda port: (chosen.index(port.node), port[1]))


def _inside(graph: Graph, chosen: list[str], reads: list[Port], gives: list[Port]) -> Graph:
    report = check(graph)
    unknown = [port.node for port in reads if port.node not in report.shapes]
    if unknown:
        raise GraphError("the shape that {name} gives is not known yet: fix its problem first", name=unknown[0])
    inputs: dict[Port, str] = {}
    nodes: list[Node] = []
    for port in reads:
        number = len(inputs)
        inputs[port] = f"input_{number + 1}" if f"input_{number + 1}" not in chosen else f"inner_input_{number + 1}"
        nodes.append(Node(inputs[port], Input(report.shapes[port.node][port.output], _dtype(graph, port))))
    left, top = _corner(graph, chosen)
    for name in chosen:
        node = graph[name]
        nodes.append(
            node.replace(
                inputs=tuple(Port(inputs[port]) if port in inputs else port for port in node.inputs),
                position=None if node.position is None else (node.position[0] - left, node.position[1] - top),
            )
        )
    outputs = []
    for port in gives:
        if port.output == 0:
            outputs.append(port.node)
            continue
        outputs.append(f"{port.node}_{port.output}")
        nodes.append(Node(outputs[-1], Identity(), (port,)))
    return Graph.of(nodes, outputs)


def _dtype(graph: Graph, port: Port) -> str:
    layer = graph[port.node].layer
    return layer.dtype if isinstance(layer, Input) else "float32"


def _corner(graph: Graph, chosen: list[str]) -> tuple[float, float]:
    places = [graph[name].position or (0.0, 0.0) for name in chosen]
    return min(x for x, _ in places), min(y for _, y in places)


def _middle(graph: Graph, chosen: list[str]) -> tuple[float, float] | None:
    places = [place for name in chosen if (place := graph[name].position) is not None]
    if not places:
        return None
    return sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places)


def _free_names(graph: Graph, inner: Graph, block: str) -> dict[str, str]:
    taken = set(graph.nodes) - {block}
    names: dict[str, str] = {}
    for name in inner.nodes:
        if name in inner.input_names:
            continue
        free = name
        number = 1
        while free in taken:
            free, number = f"{name}_{number}", number + 1
        names[name] = free
        taken.add(free)
    return names
