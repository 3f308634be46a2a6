"""Blocks on the system's clipboard."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from netbuilder.graph import Graph
from netbuilder.graph.pasting import Wires, blocks_of_text, text_of_blocks


def copy_blocks(part: Graph, wires: Wires | None = None) -> None:
    """Puts blocks on the clipboard, with all that they read: `wires`, by name."""
    QGuiApplication.clipboard().setText(text_of_blocks(part, wires))


def pasted_blocks() -> tuple[Graph, Wires] | None:
    """The blocks on the clipboard, and what each read; None when it holds something else; raises Fault for bad ones."""
    return blocks_of_text(QGuiApplication.clipboard().text())
