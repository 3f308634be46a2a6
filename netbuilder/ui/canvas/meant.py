"""What a person means by a place on the canvas: a port, a block, a wire, or the paper."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint

from netbuilder.ui.canvas.stage import Stage


@dataclass(frozen=True)
class Meant:
    """One thing, and where on the view that is. Without a block and a wire it is the paper."""

    place: QPoint
    node: str = ""
    port: tuple[str, int] | None = None  # of the node: ("in", 1), ("out", 0)
    wire: tuple[str, int] | None = None  # the input that it ends in


def meant_at(view: Stage, place: QPoint) -> Meant:
    """What is under the pointer."""
    point = view.mapToScene(place)
    block = view.canvas.block_at(point)
    if block is not None:
        return Meant(place, block.node.name, block.port_at(point - block.pos()))
    wire = view.canvas.wire_at(point)
    return Meant(place) if wire is None else Meant(place, wire=(wire.target, wire.index))


def meant_by_keyboard(view: Stage) -> Meant:
    """What is selected, at its lower left corner; else the paper."""
    chosen = sorted(view.session.selection, key=view.session.graph.rank.__getitem__)
    if not chosen:
        return Meant(view.viewport().rect().center())
    view.show_block(chosen[0])
    item = view.canvas.blocks[chosen[0]]
    return Meant(view.mapFromScene(item.mapToScene(item.input_point(0))) + QPoint(0, 24), chosen[0])
