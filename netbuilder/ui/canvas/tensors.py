"""What a wire carries: its kind by colour, its size by width, both in words for the tooltip and the legend."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from netbuilder.arrays import FLOAT_BYTES
from netbuilder.graph import Graph, Port
from netbuilder.kinds import Shape
from netbuilder.layers import Input
from netbuilder.layers.base import size_of
from netbuilder.ui.looks.i18n import bytes_text, marked, number, shape_text
from netbuilder.ui.looks.theme import theme

CONTEXT = "tensors"
_ = marked
# Each kind's colour in the light and the dark theme: by hue for most people, by lightness for those who see no hues,
# each at least 1.3 times as light as the next, and at least 3 against the canvas (a test holds both).
COLOURS = {
    "integers": ("#43275f", "#8166bd"),
    "vector": ("#1d5596", "#5f9fe3"),
    "sequence": ("#257b65", "#66d3b2"),
    "spatial": ("#a67c00", "#ffe0a3"),
}
WORDS = {
    "integers": _("tensors", "whole numbers: tokens or classes"),
    "vector": _("tensors", "vector: features without an order in space"),
    "sequence": _("tensors", "sequence: steps × features"),
    "spatial": _("tensors", "spatial: an image or a volume × channels"),
}


def kind_of(shape: Shape, graph: Graph, source: Port) -> str:
    """integers, vector, sequence or spatial."""
    layer = graph[source.node].layer if source.node in graph else None
    if isinstance(layer, Input) and not layer.dtype.startswith(("float", "bfloat")):
        return "integers"
    return ("vector", "vector", "sequence", "spatial")[min(len(shape), 3)]


def colour_of(kind: str) -> QColor:
    """Its colour in the theme; that of a plain wire while the shape is not known."""
    return QColor(COLOURS[kind][theme.name == "dark"]) if kind in COLOURS else theme.colour("wire")


def thickness(shape: Shape | None) -> float:
    """Thicker with the size of the tensor: 1.5 to 4 pixels."""
    if not shape:
        return 1.5
    return min(4.0, 1.5 + 0.35 * max(0.0, math.log10(size_of(shape)) - 1))


def told(shape: Shape, kind: str, source: str, target: str) -> str:
    """A wire in words."""
    size = size_of(shape)
    text = QCoreApplication.translate(
        CONTEXT, "{source} → {target}\n{shape}: {count} values, {size} per sample\n{kind}"
    )
    return text.format(
        source=source, target=target, shape=shape_text(shape), count=number(size), size=bytes_text(size * FLOAT_BYTES),
        kind=QCoreApplication.translate(CONTEXT, WORDS[kind]),
    )  # fmt: skip
