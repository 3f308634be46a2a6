"""What a block says of its layer in one line, in the language of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from netbuilder.graph import Report, describe
from netbuilder.layers import Layer
from netbuilder.ui.looks.i18n import big_number, bytes_text, number, sentence, shape_text, translated

if TYPE_CHECKING:
    from netbuilder.ui.canvas.block import BlockItem


def brief(layer: Layer) -> str:
    """ "32 filters · 3×3 · same · relu"."""
    return describe.brief(layer, translated)


def value_text(value: Any) -> str:
    """A value in few letters: 3×3, relu, 0.25."""
    return describe.value_text(value, translated)


def block_told(block: BlockItem, report: Report) -> str:
    """A block in words: what it is, what it gives, what it costs, and what is wrong with it."""
    node = block.node
    lines = [f"{node.name} · {type(node.layer).__name__}"]
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
    if block.over:
        lines.append(QCoreApplication.translate("BlockItem", "With this block the network breaks a limit."))
    lines += [sentence(problem) for problem in block.problems]
    return "\n".join([*lines, *([block.health_words] if block.health_words else [])])
