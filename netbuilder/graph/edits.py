"""What a person does to a graph, each as a pure function from one graph to the next."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from netbuilder.errors import Fault, GraphError
from netbuilder.graph.drawing.layout import BLOCK_WIDTH, COLUMN, ROW, Position
from netbuilder.graph.drawing.room import make_room
from netbuilder.graph.graph import Graph, Node, Port, check_name
from netbuilder.graph.placeholder import Placeholder
from netbuilder.kinds import shown
from netbuilder.layers import Input, Layer

LONGEST_BASE = 48
ASIDE = 4  # columns to either side in which a place is looked for


def new_node(graph: Graph, layer: Layer, position: Position | None = None, base: str = "") -> Node:
    """A node for `layer` under the next free name: of its kind, or of what `base` says in other letters."""
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", base)).strip("_").lower()[:LONGEST_BASE]
    if not name.isidentifier() or keyword.iskeyword(name):
        name = "block" if base else layer.snake()
    return Node(graph.unique_name(name), layer, position=position)


def append(
    graph: Graph, layer: Layer, after: str | None, base: str = "", others: Iterable[str] = ()
) -> tuple[Graph, str]:
    """The graph with a block for `layer` below `after`, wired to it where it can be, and its name.

    One that merges several inputs reads `others` too. It stands in the row below, beside what stands there already;
    where both sides are taken, neighbours make room.
    """
    node = new_node(graph, layer, base=base)
    if after is None or after not in graph:
        lowest = max((n.position[1] for n in graph.nodes.values() if n.position), default=-ROW)
        return graph.add(node.replace(position=(0.0, lowest + ROW))), node.name
    x, y = graph[after].position or (0.0, 0.0)
    node = node.replace(position=_in_row(graph, (x, y + ROW)))
    graph = graph.add(node, read_by(layer, [*map(Port, others), Port(after)]))
    return make_room(graph, [node.name]), node.name


def read_by(layer: Layer, ports: Sequence[Port]) -> tuple[Port, ...]:
    """What a new block reads of these: all, if it merges so many; else the last; an Input nothing."""
    if layer.most_inputs == 0:
        return ()
    merges = layer.fewest_inputs > 1 and (layer.most_inputs is None or len(ports) <= layer.most_inputs)
    return tuple(ports) if merges else (ports[-1],)


def free_position(graph: Graph, wanted: Position) -> Position:
    """`wanted`, or the first place below it where no block stands."""
    x, y = wanted
    while any(
        node.position and abs(node.position[0] - x) < BLOCK_WIDTH and abs(node.position[1] - y) < ROW / 2
        for node in graph.nodes.values()
    ):
        y += ROW
    return x, y


def _in_row(graph: Graph, wanted: Position) -> Position:
    """`wanted`, or the nearest place beside it where no block stands; right beside it where none is free."""
    x, y = wanted
    row = [node.position[0] for node in graph.nodes.values() if node.position and abs(node.position[1] - y) < ROW / 2]
    for across in (x, *(x + side * i * COLUMN for i in range(1, ASIDE + 1) for side in (1, -1))):
        if all(abs(other - across) >= BLOCK_WIDTH for other in row):
            return across, y
    return x + COLUMN, y


def insert_on_edge(graph: Graph, target: str, index: int, node: Node) -> Graph:
    """The graph with `node` between input `index` of `target` and what it read."""
    source = graph[target].inputs[index]
    return graph.add(node, inputs=(source,)).reconnect(target, index, node.name)


def put_on_edge(graph: Graph, target: str, index: int, name: str) -> Graph:
    """The graph with a block that has no wires between input `index` of `target` and what it read."""
    source = graph[target].inputs[index]
    return graph.with_nodes(graph[name].replace(inputs=(source,))).reconnect(target, index, name)


def add_before(graph: Graph, node: Node, target: str, index: int) -> Graph:
    """The graph with a new `node` whose output goes to input `index` of `target`."""
    return connect(graph.add(node), Port(node.name), target, min(index, len(graph[target].inputs)))


def cut(graph: Graph, wires: Iterable[tuple[str, int]]) -> Graph:
    """The graph without these wires, each given as (target, which of its inputs)."""
    gone = set(wires)
    changed = {name for name, _ in gone}
    return graph.with_nodes(
        *(
            node.replace(inputs=tuple(port for i, port in enumerate(node.inputs) if (node.name, i) not in gone))
            for node in graph.nodes.values()
            if node.name in changed
        )
    )


def connect(graph: Graph, source: Port, target: str, index: int) -> Graph:
    """The graph with a wire from `source` to input `index`; raises GraphError that says why it cannot be."""
    node = graph[target]
    if isinstance(node.layer, Input):
        raise GraphError("an Input block takes no wire: data enters there")
    if target in graph.upstream([source.node]):
        raise GraphError(
            "{target} already feeds {source}; this wire would close a cycle", target=target, source=source.node
        )
    many = node.layer.most_inputs
    if many is not None and index >= many:
        raise GraphError("{target} takes only {many} input", target=target, many=many)
    return graph.reconnect(target, index, source)


def delete(graph: Graph, names: Iterable[str]) -> Graph:
    """The graph without these blocks and their wires."""
    return graph.without(names)


def delete_and_reconnect(graph: Graph, names: Iterable[str]) -> Graph:
    """The graph without these blocks; what read them reads what they read first."""
    for name in names:
        node = graph[name]
        for reader, _ in graph.consumers[name]:
            inputs: list[Port] = []
            for port in graph[reader].inputs:
                inputs += ([node.inputs[0]] if node.inputs else []) if port.node == name else [port]
            graph = graph.with_nodes(graph[reader].replace(inputs=tuple(inputs)))
        graph = graph.without([name])
    return graph


def replace_kind(graph: Graph, name: str, layer: Layer) -> tuple[Graph, str]:
    """The graph with `layer` in a block's place, its wires and the values that both kinds know kept; and its name.

    A name that was counted from the old kind is counted anew from the new one.
    """
    node = graph[name]
    sharing = [other.name for other in graph.nodes.values() if other.shares == name]
    if sharing:
        raise GraphError("{other} uses the weights of {name}, so it must stay", other=sharing[0], name=name)
    if layer.most_inputs == 0 and node.inputs:
        raise GraphError("{kind} takes no wire: data enters there", kind=type(layer).__name__)
    graph = graph.with_nodes(
        node.replace(
            layer=_with_values(layer, node.layer), inputs=node.inputs[: layer.most_inputs], shares=None, bypassed=False
        )
    )
    if not re.fullmatch(re.escape(node.layer.snake()) + r"(_\d+)?", name):
        return graph, name
    fresh = graph.unique_name(layer.snake())
    return rename(graph, name, fresh), fresh


def _with_values(layer: Layer, old: Layer) -> Layer:
    """`layer` with the values of `old` in the fields that have the same name, where it accepts them."""
    names = {field.name for field in layer.fields()}
    for field in old.fields():
        if field.name in names:
            layer = _with_value(layer, field.name, getattr(old, field.name))
    return layer


def _with_value(layer: Layer, name: str, value: Any) -> Layer:
    """`layer` with a value, or the one number that it holds for each axis; as it was where it accepts neither."""
    same = {value[0]} if isinstance(value, tuple) and value and len(set(value)) == 1 else set()
    for candidate in (value, *same):
        with suppress(Fault):
            return layer.replace(**{name: candidate})
    return layer


def bypass(graph: Graph, names: Iterable[str]) -> Graph:
    """The graph in which these blocks are passed over, or take part again if all of them were passed over."""
    nodes = [graph[name] for name in names]
    on = not all(node.bypassed for node in nodes)
    changed = []
    for node in nodes:
        if on and isinstance(node.layer, Input):
            raise GraphError("data enters at {name}, so it cannot be bypassed", name=node.name)
        sharing = [other.name for other in graph.nodes.values() if other.shares == node.name]
        if on and sharing:
            raise GraphError(
                "{other} uses the weights of {name}, so it cannot be bypassed", other=sharing[0], name=node.name
            )
        changed.append(node.replace(bypassed=on))
    return graph.with_nodes(*changed)


def framed(graph: Graph) -> dict[str, tuple[str, ...]]:
    """The frames by title, each with its blocks."""
    found: dict[str, list[str]] = {}
    for name, node in graph.nodes.items():
        if node.frame:
            found.setdefault(node.frame, []).append(name)
    return {title: tuple(names) for title, names in found.items()}


def put_in_frame(graph: Graph, names: Iterable[str], title: str) -> Graph:
    """The graph with these blocks in a frame; an empty title takes them out of theirs."""
    return graph.with_nodes(*(graph[name].replace(frame=title) for name in names))


def rename_frame(graph: Graph, old: str, new: str) -> Graph:
    """The graph in which a frame has another title; an empty one takes the frame away; raises GraphError."""
    frames = framed(graph)
    if new != old and new in frames:
        raise GraphError("two frames are named {name}", name=shown(new))
    return put_in_frame(graph, frames.get(old, ()), new)


def rename(graph: Graph, old: str, new: str) -> Graph:
    """The graph in which a block has another name; raises GraphError for one that is taken or cannot be."""
    if old == new:
        return graph
    check_name(new)
    if new in graph:
        raise GraphError("two blocks are named {name}", name=new)

    def named(name: str) -> str:
        return new if name == old else name

    nodes = [
        node.replace(
            name=named(node.name),
            inputs=tuple(Port(named(port.node), port.output) for port in node.inputs),
            shares=named(node.shares) if node.shares else None,
        )
        for node in graph.nodes.values()
    ]
    return Graph.of(nodes, map(named, graph.outputs))


def set_fields(graph: Graph, name: str, /, **fields: Any) -> Graph:
    """The graph in which a block's parameters have new values, as have those that share its weights."""
    return set_layer(graph, name, graph[name].layer.replace(**fields))


def set_layer(graph: Graph, name: str, layer: Layer) -> Graph:
    """The graph in which a block, and each that shares its weights, is another layer of the same kind.

    Raises Fault for a placeholder: what it holds is what a file said, and goes back there as it is.
    """
    if isinstance(graph[name].layer, Placeholder):
        raise Fault("{name} keeps what the file said and cannot be changed. Replace it by a layer", name=name)
    owner = graph[name].shares or name
    same = [n for n in graph.nodes.values() if n.name == owner or n.shares == owner]
    return graph.with_nodes(*(n.replace(layer=layer) for n in same))


def paste(
    graph: Graph, part: Graph, offset: Position, wires: Mapping[str, tuple[Port, ...]] | None = None
) -> tuple[Graph, Mapping[str, str]]:
    """The graph with a copy of `part`, moved by `offset`, and the new name of each of its blocks.

    `wires` holds what the blocks read where they were copied: what of it is in the graph is read again.
    """
    names: dict[str, str] = {}
    used, numbers = set(graph.nodes), Counter[str]()  # what is free is looked for once, not anew for each block
    for name in part.nodes:
        own = base = re.sub(r"_\d+$", "", name)  # dense_1 becomes dense_2, not dense_1_1
        while own in used:
            numbers[base] += 1
            own = f"{base}_{numbers[base]}"
        used.add(own)
        names[name] = own
    copies = [
        node.replace(
            name=names[node.name],
            inputs=tuple(
                Port(names.get(port.node, port.node), port.output)
                for port in (wires or {}).get(node.name, node.inputs)
                if port.node in names or (wires and port.node in graph)
            ),
            shares=names.get(node.shares) if node.shares else None,
            position=None if node.position is None else (node.position[0] + offset[0], node.position[1] + offset[1]),
        )
        for node in part.nodes.values()
    ]
    return graph.with_nodes(*copies), names


def part(graph: Graph, names: Iterable[str]) -> Graph:
    """Some blocks with the wires between them: what is copied."""
    wanted = set(names)
    return Graph(graph.nodes, ()).without(name for name in graph.nodes if name not in wanted)
