"""What a block says of its layer in one line: required values and those that differ from their defaults."""

from __future__ import annotations

from typing import Any

from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer
from netbuilder.spec import Spec
from netbuilder.ui.i18n import translated


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
