"""What a block says of its layer in one line: required values and those that differ from their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from netbuilder.graph import Report
from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer
from netbuilder.spec import Spec
from netbuilder.ui.i18n import big_number, bytes_text, number, sentence, shape_text, translated

if TYPE_CHECKING:
    from netbuilder.ui.canvas.block import BlockItem


def brief(layer: Layer) -> str:
    """ "32 filters · 3×3 · same · relu": from each field's own `brief`."""
    if isinstance(layer, Placeholder):
        return layer.kind
    parts = []
    for field in layer.fields():
        value = getattr(layer, field.name)
        if isinstance(value, Layer):
            parts.append(f"{type(value).__name__} {brief(value).split(' · ')[0]}".strip())
        elif field.brief and (field.required or field.tell or value != field.default):
            parts.append(translated(field.brief).format(value_text(value)))
    return " · ".join(parts)


def value_text(value: Any) -> str:
    """A value in few letters: 3×3, relu, 0.25; a range is 0.2…0.9."""
    if value is None or value == ():
        return translated("none")
    if isinstance(value, tuple):
        between = "×" if not isinstance(value[0], float) else "…" if len(value) == 2 else ", "
        return between.join(_item_text(item) for item in value)
    if isinstance(value, Spec):
        return value.snake()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _item_text(item: Any) -> str:
    if item is None:
        return "?"
    return str(item) if isinstance(item, tuple) else value_text(item)


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
