"""What a block says of its layer in one line: required values and those that differ from their defaults."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from netbuilder.graph.placeholder import Placeholder
from netbuilder.layers import Layer
from netbuilder.spec import Spec

ONE = re.compile(r"(?<![\w.,])1 (unit|filter|head|word|sample|fold|parameter|operation|block|epoch|group)s\b")
Say = Callable[[str], str]


def brief(layer: Layer, say: Say = str) -> str:
    """ "32 filters · 3×3 · same · relu": from each field's own `brief`; `say` puts words into a language."""
    if isinstance(layer, Placeholder):
        return layer.kind
    parts = []
    for field in layer.fields():
        value = getattr(layer, field.name)
        if isinstance(value, Layer):
            parts.append(f"{type(value).__name__} {brief(value, say).split(' · ')[0]}".strip())
        elif field.brief and (field.required or field.tell or value != field.default):
            parts.append(singular(say(field.brief).format(value_text(value, say))))
    return " · ".join(parts)


def singular(text: str) -> str:
    """English words for things of which there is one: "1 unit", where the template says "units"."""
    return ONE.sub(r"1 \1", text)


def value_text(value: Any, say: Say = str) -> str:
    """A value in few letters: 3×3, relu, 0.25; a range is 0.2…0.9."""
    if value is None or value == ():
        return say("none")
    if isinstance(value, tuple):
        between = "×" if not isinstance(value[0], float) else "…" if len(value) == 2 else ", "
        return between.join(_item_text(item, say) for item in value)
    if isinstance(value, Spec):
        return value.snake()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _item_text(item: Any, say: Say) -> str:
    if item is None:
        return "?"
    return str(item) if isinstance(item, tuple) else value_text(item, say)
