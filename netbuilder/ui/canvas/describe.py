"""What a block says of its layer in one line, in the language of the window."""

from __future__ import annotations

from typing import Any

from netbuilder.graph import describe
from netbuilder.layers import Layer
from netbuilder.ui.looks.i18n import translated


def brief(layer: Layer) -> str:
    """ "32 filters · 3×3 · same · relu"."""
    return describe.brief(layer, translated)


def value_text(value: Any) -> str:
    """A value in few letters: 3×3, relu, 0.25."""
    return describe.value_text(value, translated)
