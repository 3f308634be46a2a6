"""A graph without composite blocks: what is inside of each stands in its place."""

from __future__ import annotations

from collections.abc import Iterable

from netbuilder.graph.graph import Graph, Node, Port
from netbuilder.graph.nested import Functional
from netbuilder.layers import Input
from netbuilder.layers.core import Identity


def flattened(graph: Graph) -> tuple[Graph, dict[str, str]]:
    """The graph with the blocks inside of composite ones in their places, and the new name of each of these blocks.

    The names are by place: `block.inner`. A block that is called twice leaves blocks that share their weights.
    """
    work = _Flattening(name for name, node in graph.nodes.items() if not isinstance(node.layer, Functional))
    ports = work.put(graph, {}, (0.0, 0.0))
    ends = [work.as_output(name, ports[Port(name)]) for name in graph.output_names]
    nodes = [node.replace(shares=work.places[node.shares]) if node.shares else node for node in work.nodes]
    natural = Graph.of(nodes)
    return natural if list(natural.output_names) == ends else Graph.of(nodes, ends), work.places


class _Flattening:
    """The nodes so far, the names that are taken, and the new name of each block by its place."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.nodes: list[Node] = []
        self.places: dict[str, str] = {}
        self._taken = set(taken)

    def put(
        self, graph: Graph, given: dict[Port, Port], corner: tuple[float, float], prefix: str = "",
        owner: str = "", frozen: bool = False,
    ) -> dict[Port, Port]:  # fmt: skip
        """Adds a graph's nodes and gives the place of every output; `owner` is the place whose weights they use."""
        ports = dict(given)
        for node in (graph[name] for name in graph.order):
            if Port(node.name) in given:
                continue
            reads = tuple(ports[port] for port in node.inputs)
            where = _moved(node, corner)
            shares = f"{prefix}{node.shares}" if node.shares else f"{owner}{node.name}" if owner else ""
            if isinstance(node.layer, Functional):
                inside = node.layer.graph
                inner = self.put(
                    inside, {Port(name): port for name, port in zip(inside.input_names, reads, strict=True)},
                    where or corner, f"{prefix}{node.name}.", f"{shares}." if shares else "",
                    frozen or not node.layer.trainable,
                )  # fmt: skip
                ports.update({Port(node.name, i): inner[Port(name)] for i, name in enumerate(inside.output_names)})
                continue
            name = self._name(node.name) if prefix else node.name
            self.places[f"{prefix}{node.name}"] = name
            layer = node.layer.replace(trainable=False) if frozen else node.layer
            # Whose weights they are is a place until all blocks have their names.
            self.nodes.append(node.replace(name=name, layer=layer, inputs=reads, position=where, shares=shares or None))
            ports.update({port: Port(name, port.output) for port in _outputs(graph, node)})
        return ports

    def as_output(self, name: str, port: Port) -> str:
        """The node that stands for an output; where none gives it as its first, or one gives two, an Identity."""
        if port.output == 0 and (port.node == name or not self._is_input(port.node)):
            return port.node
        free = self._name(name)
        self.nodes.append(Node(free, Identity(), (port,)))
        return free

    def _is_input(self, name: str) -> bool:
        return any(node.name == name and isinstance(node.layer, Input) for node in self.nodes)

    def _name(self, base: str) -> str:
        free, number = base, 1
        while free in self._taken:
            free, number = f"{base}_{number}", number + 1
        self._taken.add(free)
        return free


def _outputs(graph: Graph, node: Node) -> list[Port]:
    """The outputs of a node that anything reads, and its first."""
    read = {port for other in graph.nodes.values() for port in other.inputs if port.node == node.name}
    return sorted(read | {Port(node.name)})


def _moved(node: Node, corner: tuple[float, float]) -> tuple[float, float] | None:
    return None if node.position is None else (corner[0] + node.position[0], corner[1] + node.position[1])
