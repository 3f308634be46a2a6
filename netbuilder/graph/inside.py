"""The networks inside blocks, by the names of the blocks that lead to them."""

from __future__ import annotations

import dataclasses

from netbuilder.errors import GraphError
from netbuilder.graph.check import Report, check
from netbuilder.graph.edits import set_layer
from netbuilder.graph.graph import Graph
from netbuilder.graph.nested import Functional
from netbuilder.kinds import shown

Path = tuple[str, ...]


def graph_at(graph: Graph, path: Path) -> Graph:
    """The network inside the last of these blocks, each of which lies in the one before; raises GraphError."""
    for name in path:
        layer = graph[name].layer
        if not isinstance(layer, Functional):
            raise GraphError("{name} holds no blocks", name=shown(name))
        graph = layer.graph
    return graph


def with_graph_at(graph: Graph, path: Path, inner: Graph) -> Graph:
    """The graph with another network at a place; every block that shares the weights of that one has it as well."""
    if not path:
        return inner
    return set_layer(graph, path[0], Functional(with_graph_at(graph_at(graph, path[:1]), path[1:], inner)))


def existing(graph: Graph, path: Path) -> Path:
    """As much of a path as leads somewhere."""
    for i, name in enumerate(path):
        if name not in graph or not isinstance(layer := graph[name].layer, Functional):
            return path[:i]
        graph = layer.graph
    return path


def changed_at(before: Graph, after: Graph, seen: Path = ()) -> tuple[Path, frozenset[str]]:
    """Where one graph differs from another: the network that holds all of it, and the blocks that differ there.

    Of several blocks that share what is inside of them, the one on the way to `seen` is meant.
    """
    path: Path = ()
    while True:
        names = frozenset(name for name in before.nodes.keys() | after.nodes.keys() if _differs(before, after, name))
        inner = {name: found for name in names if (found := _changed_inside(before, after, name)) is not None}
        if not names or len(inner) < len(names) or any(pair != inner[min(inner)] for pair in inner.values()):
            return path, names
        name = seen[len(path)] if len(path) < len(seen) and seen[len(path)] in inner else min(inner)
        path = (*path, name)
        before, after = inner[name]


def _differs(before: Graph, after: Graph, name: str) -> bool:
    old, new = before.nodes.get(name), after.nodes.get(name)
    return old is not new and old != new


def _changed_inside(before: Graph, after: Graph, name: str) -> tuple[Graph, Graph] | None:
    """The network inside a block in both graphs; None where something else of the block differs too."""
    old, new = before.nodes.get(name), after.nodes.get(name)
    if old is None or new is None or not isinstance(old.layer, Functional) or not isinstance(new.layer, Functional):
        return None
    if old.layer.graph == new.layer.graph or old.replace(layer=new.layer) != new:
        return None
    if old.layer.replace(graph=new.layer.graph) != new.layer:
        return None
    return old.layer.graph, new.layer.graph


def report_at(graph: Graph, path: Path) -> Report:
    """What is known of the network at a place, for the shapes that really reach it."""
    for name in path:
        node, report = graph[name], check(graph)
        graph = graph_at(graph, (name,))
        for inner, port in zip(graph.input_names, node.inputs, strict=False):
            shape = report.shape_of(port)
            if shape is not None:
                known = graph[inner]
                layer = known.layer.replace(shape=shape)
                graph = graph.with_nodes(dataclasses.replace(known, layer=layer))
    return check(graph)
