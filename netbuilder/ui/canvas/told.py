"""What is told of a block where the pointer rests."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from netbuilder.graph import Report
from netbuilder.ui.canvas.block import BlockItem
from netbuilder.ui.looks.i18n import big_number, bytes_text, named, number, shape_text
from netbuilder.ui.looks.severity import word


def block_told(block: BlockItem, report: Report) -> str:
    """A block in words: what it is, what it gives, what it costs, and what is wrong with it."""
    node = block.node
    lines = [f"{node.name} · {named(type(node.layer).__name__)}"]
    shapes = report.shapes.get(node.name)
    if shapes:
        lines.append("→ " + ", ".join(map(shape_text, shapes)))
    if block.figures is not None:
        text = QCoreApplication.translate(
            "BlockItem", "{parameters} parameters · {operations} operations and {memory} per sample"
        )
        figures = block.figures
        lines.append(
            text.format(
                parameters=number(figures.parameters),
                operations=big_number(figures.operations),
                memory=bytes_text(figures.memory),
            )
        )
    if block.end is not None:
        lines.append(block.end.told())
    if block.over:
        lines.append(QCoreApplication.translate("BlockItem", "With this block the network breaks a limit."))
    lines += dict.fromkeys(map(word, block.problems))  # the sentences stand in the popover
    return "\n".join([*lines, *([block.health_words] if block.health_words else [])])
