"""Which ends of a network are its outputs, kept while one edits: a loose end does not become one by itself."""

from __future__ import annotations

from collections.abc import Iterable

from netbuilder.graph.graph import Graph
from netbuilder.layers import Input


def with_ends(before: Graph, after: Graph) -> Graph:
    """`after` with the outputs that `before` had: each where it was, or at what was put below it or in its place.

    As long as no end is reached from an input, all ends are meant.
    """
    natural = Graph(after.nodes, ()).output_names
    new = [name for name in natural if name not in before]
    found: dict[str, None] = {}
    for name in true_outputs(before):
        if name not in after:  # deleted, or renamed, replaced or grouped: then it has another name now
            found.update(dict.fromkeys(new))
        elif after.consumers[name] and not before.consumers[name]:
            below = after.downstream([name])
            found.update(dict.fromkeys(end for end in natural if end in below))
        else:
            found[name] = None
    outputs = tuple(found)
    return Graph.of(after.nodes.values(), () if outputs == natural else outputs)


def true_outputs(graph: Graph) -> tuple[str, ...]:
    """The outputs that a wire from an input leads to."""
    fed = graph.downstream(graph.input_names)
    return tuple(name for name in graph.output_names if name in fed and not isinstance(graph[name].layer, Input))


def loose_ends(graph: Graph) -> tuple[str, ...]:
    """The blocks that nothing reads and that are no outputs."""
    outputs = set(true_outputs(graph))
    return tuple(name for name in graph.nodes if not graph.consumers[name] and name not in outputs)


def made_outputs(graph: Graph, names: Iterable[str]) -> Graph:
    """The graph in which these blocks are outputs too, or no longer where all of them are; one output stays."""
    names = [name for name in names if not isinstance(graph[name].layer, Input)]
    outputs = [name for name in graph.output_names if not isinstance(graph[name].layer, Input)]
    others = [name for name in outputs if name not in names]
    if others and all(name in outputs for name in names):
        return Graph.of(graph.nodes.values(), others)
    return Graph.of(graph.nodes.values(), dict.fromkeys([*outputs, *names]))
