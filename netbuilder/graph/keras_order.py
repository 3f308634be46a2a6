"""The order in which Keras keeps a model's layers. Weight files count layers in it, so it must be the same.

Keras sorts layers by their depth (steps to the output), and layers of one depth by when a depth-first walk
from the outputs first meets them (keras.src.ops.function.map_graph).
"""

from __future__ import annotations

from collections import Counter

from netbuilder.graph.graph import Graph
from netbuilder.layers import Input


def keras_order(graph: Graph) -> list[str]:
    """The nodes that own weights (one a layer), in Keras's order."""
    met: dict[str, int] = {}
    finished: list[str] = []
    done: set[str] = set()
    for output in graph.output_names:
        _walk(graph, output, met, finished, done)
    node_depth: dict[str, int] = {}
    layer_depth: dict[str, int] = {}
    for name in reversed(finished):
        owner = _owner(graph, name)
        depth = max(node_depth.setdefault(name, 0), layer_depth.get(owner, 0))
        layer_depth[owner] = node_depth[name] = depth
        for port in graph[name].inputs:
            node_depth[port.node] = max(depth + 1, node_depth.get(port.node, 0))
    return sorted(layer_depth, key=lambda owner: (-layer_depth[owner], met[owner]))


def _owner(graph: Graph, name: str) -> str:
    return graph[name].shares or name


def _walk(graph: Graph, start: str, met: dict[str, int], finished: list[str], done: set[str]) -> None:
    """Depth first, without recursion: deep networks are deeper than Python's stack."""
    stack: list[tuple[str, int]] = [(start, 0)]
    while stack:
        name, at = stack.pop()
        if at == 0:
            if name in done:
                continue
            met.setdefault(_owner(graph, name), len(met))
        inputs = graph[name].inputs
        if at < len(inputs):
            stack.append((name, at + 1))
            stack.append((inputs[at].node, 0))
        elif name not in done:
            done.add(name)
            finished.append(name)


def layer_folders(graph: Graph) -> dict[str, str]:
    """For each layer its folder in Keras's files: its class name with the number of such layers before it."""
    seen: Counter[str] = Counter()
    folders = {}
    for name in keras_order(graph):
        layer = graph[name].layer
        if isinstance(layer, Input) and graph.is_chain:
            continue  # a Sequential model has no folder for its input
        inside = getattr(layer, "graph", None)
        kind = layer.snake() if inside is None else "sequential" if inside.is_chain else "functional"
        folders[name] = f"layers/{kind}_{seen[kind]}" if seen[kind] else f"layers/{kind}"
        seen[kind] += 1
    return folders
