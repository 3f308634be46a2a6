"""Node and Graph: immutable values. Every change makes a new graph; none can hold a cycle or a loose wire."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import NamedTuple, Self

from netbuilder.errors import GraphError, listed
from netbuilder.kinds import shown
from netbuilder.layers import Identity, Input, Layer

LONGEST_NAME = 64
OF_WIRES = ("order", "rank", "consumers", "input_names", "output_names")  # what a graph remembers of its wires alone


class Port(NamedTuple):
    """One output of a node."""

    node: str
    output: int = 0


@dataclass(frozen=True)
class Node:
    """One call of a layer. `name` is its identity; `inputs` are the outputs that it reads, in order.

    `shares` names the node whose weights it uses; `position` is where its block stands (None: not
    placed yet). One that is `bypassed` hands its first input on as it is. Blocks with the same `frame`, its
    title, are drawn in one; a `note` is drawn beside the block.
    """

    name: str
    layer: Layer
    inputs: tuple[Port, ...] = ()
    position: tuple[float, float] | None = None
    shares: str | None = None
    note: str = ""
    bypassed: bool = False
    frame: str = ""

    def replace(self, **changes: object) -> Self:
        """The same node with some fields changed."""
        return type(self)(**{**vars(self), **changes})


@dataclass(frozen=True)
class Graph:
    """Nodes by name, in the order they were added.

    `outputs` names the model's outputs in order; while it is empty they are the nodes that feed no other.
    """

    nodes: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    outputs: tuple[str, ...] = ()

    @classmethod
    def of(cls, nodes: Iterable[Node], outputs: Iterable[str] = ()) -> Graph:
        """A graph of these nodes; raises GraphError for a bad or doubled name, a loose wire or a cycle."""
        found: dict[str, Node] = {}
        for node in nodes:
            check_name(node.name)
            if node.name in found:
                raise GraphError("two blocks are named {name}", name=node.name)
            found[node.name] = node
        graph = cls(MappingProxyType(found), tuple(outputs))
        for node in found.values():
            for name in [port.node for port in node.inputs] + ([node.shares] if node.shares else []):
                if name not in found:
                    raise GraphError("{node} reads {name}, which is not in the graph", node=node.name, name=shown(name))
        for name in graph.outputs:
            if name not in found:
                raise GraphError("the output {name} is not in the graph", name=shown(name))
        _ = graph.order
        return graph

    def __hash__(self) -> int:
        return hash((tuple(self.nodes.items()), self.outputs))

    def __contains__(self, name: object) -> bool:
        return name in self.nodes

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, name: str) -> Node:
        try:
            return self.nodes[name]
        except KeyError:
            raise GraphError("there is no block named {name}", name=shown(name)) from None

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Names so that each comes after all that it reads; otherwise as they were added."""
        if self._is_in_order():
            return tuple(self.nodes)
        sorter = TopologicalSorter({name: {port.node for port in node.inputs} for name, node in self.nodes.items()})
        try:
            sorter.prepare()
        except CycleError as error:
            raise GraphError("{names} feed each other in a cycle", names=listed(error.args[1][::-1], " → ")) from None
        rank = {name: i for i, name in enumerate(self.nodes)}
        order: list[str] = []
        while sorter.is_active():
            ready = sorted(sorter.get_ready(), key=rank.__getitem__)
            order += ready
            sorter.done(*ready)
        return tuple(order)

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each name in the order."""
        return {name: i for i, name in enumerate(self.order)}

    def _is_in_order(self) -> bool:
        seen: set[str] = set()
        for name, node in self.nodes.items():
            if any(port.node not in seen for port in node.inputs):
                return False
            seen.add(name)
        return True

    @cached_property
    def consumers(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """For each node, who reads it: (name, which of its inputs)."""
        found: dict[str, list[tuple[str, int]]] = {name: [] for name in self.nodes}
        for node in self.nodes.values():
            for i, port in enumerate(node.inputs):
                found[port.node].append((node.name, i))
        return {name: tuple(readers) for name, readers in found.items()}

    @cached_property
    def input_names(self) -> tuple[str, ...]:
        """The nodes where data enters, in the order they were added."""
        return tuple(name for name, node in self.nodes.items() if isinstance(node.layer, Input))

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        """The model's outputs in order."""
        return self.outputs or tuple(
            name
            for name, node in self.nodes.items()
            if not self.consumers[name] and not (isinstance(node.layer, Input) and len(self.nodes) > 1)
        )

    @cached_property
    def is_chain(self) -> bool:
        """True when every block reads the one before it, which gives but one thing: what Keras calls Sequential."""
        if len(self.input_names) != 1 or len(self.output_names) != 1:
            return False
        before: str | None = None
        for name in self.order:
            node = self.nodes[name]
            if (
                node.shares
                or node.layer.gives_several
                or [port.node for port in node.inputs] != ([before] if before else [])
            ):
                return False
            before = name
        return before == self.output_names[0]

    @cached_property
    def active(self) -> Graph:
        """The graph as it computes: in the place of each block that is bypassed, an Identity of its first input."""
        acting = [_acting(node) for node in self.nodes.values()]
        if all(one is other for one, other in zip(acting, self.nodes.values(), strict=True)):
            return self
        # The outputs are named: what only a bypassed block read must not become one.
        return Graph.of(acting, self.output_names)

    def upstream(self, names: Iterable[str]) -> set[str]:
        """These nodes and all that they depend on."""
        return _reached(names, lambda name: [port.node for port in self.nodes[name].inputs])

    def downstream(self, names: Iterable[str]) -> set[str]:
        """These nodes and all that depend on them."""
        return _reached(names, lambda name: [reader for reader, _ in self.consumers[name]])

    def unique_name(self, base: str, taken: Iterable[str] = ()) -> str:
        """`base`, or `base` with the first free number, as Keras counts: conv2d, conv2d_1 …"""
        used = {*self.nodes, *taken}
        if base not in used:
            return base
        number = 1
        while f"{base}_{number}" in used:
            number += 1
        return f"{base}_{number}"

    def with_nodes(self, *nodes: Node) -> Graph:
        """The graph with these nodes added, or put in the place of those of the same name."""
        found = {**self.nodes, **{node.name: node for node in nodes}}
        if all(_is_wired_alike(self.nodes.get(node.name), node) for node in nodes):
            # Blocks were moved or set: nothing is to be checked, and what is known of the wires is known of these.
            made = Graph(MappingProxyType(found), self.outputs)
            vars(made).update({name: vars(self)[name] for name in OF_WIRES if name in vars(self)})
            return made
        return Graph.of(found.values(), self.outputs)

    def add(self, node: Node, inputs: Iterable[Port] = ()) -> Graph:
        """The graph with a new node that reads `inputs`; raises GraphError when the name is taken."""
        if node.name in self.nodes:
            raise GraphError("two blocks are named {name}", name=node.name)
        return self.with_nodes(node.replace(inputs=tuple(inputs) or node.inputs))

    def without(self, names: Iterable[str]) -> Graph:
        """The graph without these nodes and their wires."""
        gone = set(names)
        kept = [_apart(node, gone) for node in self.nodes.values() if node.name not in gone]
        return Graph.of(kept, (name for name in self.outputs if name not in gone))

    def reconnect(self, target: str, index: int, source: Port | str | None) -> Graph:
        """The graph in which input `index` of `target` reads `source`; None takes the wire away."""
        node = self[target]
        inputs = list(node.inputs)
        port = Port(source) if isinstance(source, str) else source
        if port is None:
            del inputs[index]
        elif index < len(inputs):
            inputs[index] = port
        else:
            inputs.append(port)
        return self.with_nodes(node.replace(inputs=tuple(inputs)))


def _is_wired_alike(old: Node | None, new: Node) -> bool:
    """Whether a node may stand in another's place without a change to any wire or to where data enters."""
    if old is None or (old.inputs is not new.inputs and old.inputs != new.inputs) or old.shares != new.shares:
        return False
    return old.layer is new.layer or isinstance(old.layer, Input) == isinstance(new.layer, Input)


def _reached(names: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    """These names, and all that one comes to from them."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += following(name)
    return found


def _apart(node: Node, gone: Collection[str]) -> Node:
    """A node without what it has from those that are gone; most have nothing from them, and are the same."""
    if node.shares not in gone and not any(port.node in gone for port in node.inputs):
        return node
    inputs = tuple(port for port in node.inputs if port.node not in gone)
    return node.replace(inputs=inputs, shares=None if node.shares in gone else node.shares)


def _acting(node: Node) -> Node:
    if not node.bypassed:
        layer = node.layer.acting()
        return node if layer is node.layer else node.replace(layer=layer)
    return node.replace(layer=Identity(), inputs=node.inputs[:1], shares=None, bypassed=False)


def check_name(name: str) -> None:
    """Raises GraphError unless `name` can name a block: a Python identifier of at most 64 characters."""
    if len(name) > LONGEST_NAME:
        raise GraphError("a block's name may have at most {limit} characters", limit=LONGEST_NAME)
    if keyword.iskeyword(name):
        raise GraphError(
            "{name} is a word of the language Python and cannot name a block. {example} can",
            name=shown(name),
            example=f"{name.lower()}_1",
        )
    if not name.isidentifier() or unicodedata.normalize("NFKC", name) != name:
        raise GraphError(
            "{name} cannot name a block: use letters, digits and _, and begin with a letter", name=shown(name)
        )
