"""Blocks on the system's clipboard, as JSON text that any window of NetBuilder (and a person) can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QGuiApplication

from netbuilder.errors import Fault, FileFault
from netbuilder.files import dump_json, parse_json
from netbuilder.graph import Graph, Port
from netbuilder.graph.serial import graph_from_json, graph_to_json

MARK = "netbuilder-blocks"
LARGEST = 32 << 20
Wires = Mapping[str, tuple[Port, ...]]


def copy_blocks(part: Graph, wires: Wires | None = None) -> None:
    """Puts blocks on the clipboard, with all that they read: `wires`, by name."""
    reads = {name: [[port.node, port.output] for port in ports] for name, ports in (wires or {}).items()}
    data = {"kind": MARK, "graph": graph_to_json(part), "wires": reads}
    QGuiApplication.clipboard().setText(dump_json(data).decode())


def pasted_blocks() -> tuple[Graph, Wires] | None:
    """The blocks on the clipboard, and what each read; None when it holds something else; raises Fault for bad ones."""
    text = QGuiApplication.clipboard().text()
    if MARK not in text[:200] or len(text) > LARGEST:
        return None
    try:
        data = parse_json(text.encode("utf-8", "surrogatepass"), "clipboard")
    except FileFault:
        return None
    if not isinstance(data, dict) or data.get("kind") != MARK:
        return None
    graph = graph_from_json(data.get("graph"))
    if not graph.nodes:
        raise Fault("the clipboard holds no blocks")
    return graph, _wires(data.get("wires"), graph)


def _wires(data: Any, graph: Graph) -> Wires:
    """What each block read; a block of which that cannot be told is left out."""
    found: dict[str, tuple[Port, ...]] = {}
    for name, ports in data.items() if isinstance(data, dict) else ():
        if name in graph and isinstance(ports, list):
            pairs = [port for port in ports if isinstance(port, list) and len(port) == 2]
            if all(isinstance(node, str) and type(output) is int and 0 <= output < 1000 for node, output in pairs):
                found[name] = tuple(Port(*pair) for pair in pairs)
    return found
