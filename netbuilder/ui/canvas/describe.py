"""What a block says of its layer in one line, in the language of the window."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import QCoreApplication

from netbuilder.graph import Functional, describe
from netbuilder.layers import Input, Layer
from netbuilder.ui.looks.i18n import number, translated

MOST_KINDS = 2  # that are named on a block


def brief(layer: Layer) -> str:
    """ "32 filters · 3×3 · same · relu"; of a block that holds blocks, how many, and which."""
    if isinstance(layer, Functional):
        kinds = kinds_inside(layer)
        if len(kinds) == 1:
            return kinds[0]
        count = QCoreApplication.translate("BlockItem", "{count} blocks").format(count=number(blocks_inside(layer)))
        return " · ".join([count, *kinds[:MOST_KINDS]])
    return describe.brief(layer, translated)


def blocks_inside(layer: Functional) -> int:
    """How many blocks it holds, but for those where data enters."""
    return sum(not isinstance(node.layer, Input) for node in layer.graph.nodes.values())


def kinds_inside(layer: Functional) -> list[str]:
    """The kinds of its blocks, the most frequent first: "3 Conv2D"."""
    found = Counter(type(node.layer).__name__ for node in layer.graph.nodes.values() if type(node.layer) is not Input)
    return [f"{count} {kind}" if count > 1 else kind for kind, count in found.most_common()]


def value_text(value: Any) -> str:
    """A value in few letters: 3×3, relu, 0.25."""
    return describe.value_text(value, translated)
