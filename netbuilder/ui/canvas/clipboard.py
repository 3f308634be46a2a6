"""Blocks on the system's clipboard, as JSON text that any window of NetBuilder (and a person) can read."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from netbuilder.errors import Fault, FileFault
from netbuilder.files import dump_json, parse_json
from netbuilder.graph import Graph
from netbuilder.graph.serial import graph_from_json, graph_to_json

MARK = "netbuilder-blocks"
LARGEST = 32 << 20


def copy_blocks(part: Graph) -> None:
    """Puts blocks on the clipboard."""
    QGuiApplication.clipboard().setText(dump_json({"kind": MARK, "graph": graph_to_json(part)}).decode())


def pasted_blocks() -> Graph | None:
    """The blocks on the clipboard; None when it holds something else; raises Fault when they cannot be read."""
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
    return graph
