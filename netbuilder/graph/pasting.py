"""Blocks as text, as they are copied and pasted: JSON that any window of NetBuilder (and a person) can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netbuilder.errors import Fault, FileFault
from netbuilder.files import dump_json, parse_json
from netbuilder.files.schema import LIST, OBJECT, Fields, Table, conform, optional
from netbuilder.graph.graph import Graph, Port
from netbuilder.graph.serial import graph_from_json, graph_to_json

MARK = "netbuilder-blocks"
LARGEST = 32 << 20
BLOCKS = Fields(graph=OBJECT, wires=optional(Table(LIST)))
Wires = Mapping[str, tuple[Port, ...]]


def text_of_blocks(part: Graph, wires: Wires | None = None) -> str:
    """Blocks as text, with all that they read: `wires`, by name."""
    reads = {name: [[port.node, port.output] for port in ports] for name, ports in (wires or {}).items()}
    return dump_json({"kind": MARK, "graph": graph_to_json(part), "wires": reads}).decode()


def holds_blocks(text: str) -> bool:
    """Whether a text begins as one of blocks does."""
    return MARK in text[:200]


def blocks_of_text(text: str) -> tuple[Graph, Wires] | None:
    """The blocks of a text, and what each read; None when it holds something else; raises Fault for bad ones."""
    if not holds_blocks(text) or len(text) > LARGEST:
        return None
    try:
        data = parse_json(text.encode("utf-8", "surrogatepass"), "clipboard")
    except FileFault:
        return None
    if not isinstance(data, dict) or data.get("kind") != MARK:
        return None
    conform(data, BLOCKS, "clipboard")
    graph = graph_from_json(data["graph"])
    if not graph.nodes:
        raise Fault("the clipboard holds no blocks")
    return graph, _wires(data.get("wires"), graph)


def _wires(data: Any, graph: Graph) -> Wires:
    """What each block read; a block of which that cannot be told is left out."""
    found: dict[str, tuple[Port, ...]] = {}
    for name, ports in (data or {}).items():
        if name in graph:
            pairs = [port for port in ports if isinstance(port, list) and len(port) == 2]
            if all(isinstance(node, str) and type(output) is int and 0 <= output < 1000 for node, output in pairs):
                found[name] = tuple(Port(*pair) for pair in pairs)
    return found
