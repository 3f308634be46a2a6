"""A graph as JSON: in project files, on the clipboard, in recovery files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from netbuilder.errors import GraphError
from netbuilder.files.reading import step
from netbuilder.graph.graph import Graph, Node, Port
from netbuilder.graph.placeholder import layer_from_json, layer_to_json
from netbuilder.kinds import shown
from netbuilder.layers import Layer

MOST_NODES = 20_000


def need_keepable(graph: Graph) -> None:
    """Raises GraphError for more blocks than are read again."""
    if len(graph) > MOST_NODES:
        raise GraphError(
            "the network has {count} blocks; at most {most} can be kept", count=len(graph), most=MOST_NODES
        )


def graph_to_json(graph: Graph) -> dict[str, Any]:
    """The whole graph; `graph_from_json` gives an equal one back. Raises GraphError for one that is too large."""
    need_keepable(graph)
    return {"nodes": [_node_to_json(node) for node in graph.nodes.values()], "outputs": list(graph.outputs)}


def graph_from_json(data: Any) -> Graph:
    """The graph that JSON describes; raises GraphError that names the place and what is wrong with it."""
    if not isinstance(data, Mapping):
        raise GraphError("graph must be an object")
    nodes = _list(data.get("nodes"), "graph.nodes")
    if len(nodes) > MOST_NODES:
        raise GraphError("the graph has {count} blocks; at most {most} can be read", count=len(nodes), most=MOST_NODES)
    outputs = _list(data.get("outputs", []), "graph.outputs")
    known: dict[str, Layer] = {}
    return Graph.of(
        (_node_from_json(item, f"graph.nodes[{i}]", known) for i, item in enumerate(nodes)),
        (_text(name, "graph.outputs") for name in outputs),
    )


def _node_to_json(node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": node.name,
        "layer": layer_to_json(node.layer),
        "inputs": [[port.node, port.output] for port in node.inputs],
    }
    if node.position is not None:
        data["position"] = list(node.position)
    if node.shares:
        data["shares"] = node.shares
    if node.note:
        data["note"] = node.note
    if node.frame:
        data["frame"] = node.frame
    if node.bypassed:
        data["bypassed"] = True
    return data


def _layer_from_json(data: Mapping[str, Any], known: dict[str, Layer]) -> Layer:
    """A layer, which never changes: blocks that say the same have the same one, since making it is what takes long."""
    said = repr(data)
    if said not in known:
        known[said] = layer_from_json(data)
    return known[said]


def _node_from_json(data: Any, place: str, known: dict[str, Layer]) -> Node:
    step()
    if not isinstance(data, Mapping) or not isinstance(data.get("layer"), Mapping):
        raise GraphError("{place} must have a name and a layer", place=place)
    position = data.get("position")
    return Node(
        name=_text(data.get("name"), f"{place}.name"),
        layer=_layer_from_json(data["layer"], known),
        inputs=tuple(_port(item, f"{place}.inputs") for item in _list(data.get("inputs", []), f"{place}.inputs")),
        position=None if position is None else _point(position, f"{place}.position"),
        shares=None if data.get("shares") is None else _text(data["shares"], f"{place}.shares"),
        note=_text(data.get("note", ""), f"{place}.note"),
        frame=_text(data.get("frame", ""), f"{place}.frame"),
        bypassed=_flag(data.get("bypassed", False), f"{place}.bypassed"),
    )


def _port(data: Any, place: str) -> Port:
    if not isinstance(data, list) or len(data) != 2 or type(data[1]) is not int or not 0 <= data[1] < 1000:
        raise GraphError("{place} must hold [name, number] pairs, got {value}", place=place, value=shown(data))
    return Port(_text(data[0], place), data[1])


def _point(data: Any, place: str) -> tuple[float, float]:
    if isinstance(data, list) and len(data) == 2 and all(type(v) in (int, float) for v in data):
        try:
            x, y = float(data[0]), float(data[1])
        except OverflowError:
            x = y = math.inf
        if abs(x) < 1e9 and abs(y) < 1e9:
            return x, y
    raise GraphError("{place} must be two finite numbers, got {value}", place=place, value=shown(data))


def _text(data: Any, place: str) -> str:
    if not isinstance(data, str) or len(data) > 100_000:
        raise GraphError("{place} must be text, got {value}", place=place, value=shown(data))
    return data


def _flag(data: Any, place: str) -> bool:
    if not isinstance(data, bool):
        raise GraphError("{place} must be true or false, got {value}", place=place, value=shown(data))
    return data


def _list(data: Any, place: str) -> list[Any]:
    if not isinstance(data, list):
        raise GraphError("{place} must be a list, got {value}", place=place, value=shown(data))
    return data
