"""What a block says of its layer in one line: required values and those that differ from their defaults."""

from __future__ import annotations

from typing import Any

from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer
from netbuilder.spec import Spec


def brief(layer: Layer) -> str:
    """ "32 filters · 3×3 · same · relu": from each field's own `brief`."""
    if isinstance(layer, Placeholder):
        return layer.kind
    parts = []
    for field in layer.fields():
        value = getattr(layer, field.name)
        if field.brief and (field.required or field.tell or value != field.default):
            parts.append(field.brief.format(value_text(value)))
    return " · ".join(parts)


def value_text(value: Any) -> str:
    """A value in few letters: 3×3, relu, 0.25."""
    if isinstance(value, tuple):
        return "×".join("?" if item is None else str(item) for item in value)
    if isinstance(value, Spec):
        return value.snake()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
