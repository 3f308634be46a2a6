"""The canvas as an instrument: while a network trains, blocks and wires show how it goes.

A bar at a block's foot is as long as the share of its units that live; it is broken and orange where
something is wrong. A wire is bluer the larger the gradient that comes back along it, dashed where it has
vanished, and orange where it explodes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from netbuilder.engine.health import EXPLODED, VANISHED, Health, LayerHealth
from netbuilder.graph import Graph
from netbuilder.graph.drawing.layout import BLOCK_HEIGHT, BLOCK_WIDTH
from netbuilder.ui.looks.theme import theme

INSET = 8.0  # of the bar from the block's sides, as round as its corners
SHORTEST = 8.0
LEVELS = 8  # shades of a wire; fewer changes mean less drawing


@dataclass(frozen=True)
class Bar:
    """What a block shows: how long its bar is, and whether something is wrong."""

    length: int
    ill: bool


def bar_of(layer: LayerHealth) -> Bar:
    """The bar of one layer."""
    full = BLOCK_WIDTH - 2 * INSET
    return Bar(round(max(SHORTEST, full * (1 - layer.dead))), bool(layer.trouble))


def paint_bar(painter: QPainter, bar: Bar) -> None:
    """Draws a bar of 2 px at the foot of a block."""
    pen = QPen(theme.colour("validation" if bar.ill else "good"), 2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if bar.ill:
        pen.setDashPattern([4, 2])
    painter.setPen(pen)
    y = BLOCK_HEIGHT - 3
    painter.drawLine(QLineF(INSET, y, INSET + bar.length, y))


def words_of(layer: LayerHealth) -> str:
    """What a block's tooltip says."""
    states = {
        "": QCoreApplication.translate("CanvasHealth", "healthy"),
        "dead": QCoreApplication.translate("CanvasHealth", "unhealthy: dead units"),
        "exploding": QCoreApplication.translate("CanvasHealth", "unhealthy: gradients explode"),
        "vanishing": QCoreApplication.translate("CanvasHealth", "unhealthy: gradients vanish"),
        "long steps": QCoreApplication.translate("CanvasHealth", "unhealthy: steps too long"),
        "short steps": QCoreApplication.translate("CanvasHealth", "unhealthy: steps too short"),
    }
    lines = [states[layer.trouble]]
    text = QCoreApplication.translate("CanvasHealth", "activation {mean} ± {deviation} · {share} % dead units")
    lines.append(
        text.format(mean=f"{layer.mean:.3g}", deviation=f"{layer.deviation:.3g}", share=round(100 * layer.dead))
    )
    if layer.gradient is not None:
        text = QCoreApplication.translate("CanvasHealth", "gradient norm {norm}")
        lines.append(text.format(norm=f"{layer.gradient:.3g}"))
    if layer.step is not None:
        text = QCoreApplication.translate("CanvasHealth", "update / weights {ratio}")
        lines.append(text.format(ratio=f"{layer.step:.1e}"))
    return "\n".join(lines)


def level_of(flow: float) -> int:
    """A shade from 0 (vanished) to LEVELS (as large as the last layer's); LEVELS + 1 explodes."""
    if not math.isfinite(flow) or flow > EXPLODED:
        return LEVELS + 1
    if flow < VANISHED:
        return 0
    return 1 + min(LEVELS - 1, max(0, round((LEVELS - 1) * (1 - math.log10(flow) / math.log10(VANISHED)))))


def gradient_pen(level: int, width: float) -> QPen:
    """The pen of a wire with a gradient."""
    if level > LEVELS:
        return QPen(theme.colour("validation"), width)
    if level == 0:
        pen = QPen(theme.colour("wire"), width)
        pen.setDashPattern([4, 3])
        return pen
    return QPen(_between(theme.colour("wire"), theme.colour("training"), level / LEVELS), width)


def _between(a: QColor, b: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def wire_levels(health: Health, graph: Graph) -> dict[tuple[str, int], int]:
    """The shade of each wire: of the gradient of the layer that it leads to, or of the next below with weights."""
    flows: dict[str, float] = {}
    for name in reversed(graph.order):
        layer = health.layers.get(name)
        if layer is not None and layer.flow is not None:
            flows[name] = layer.flow
        else:
            below = [flows[reader] for reader, _ in graph.consumers[name] if reader in flows]
            if below:
                flows[name] = max(below)
    return {
        (name, i): level_of(flows[name])
        for name in graph.nodes
        if name in flows
        for i in range(len(graph[name].inputs))
    }
