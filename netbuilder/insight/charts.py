"""Charts as SVG, in the colours of the page they stand on: `currentColor`, and classes for the series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import numpy as np

from netbuilder.arrays import Array

WIDTH, HEIGHT = 340, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 40
TICKS = 5


class Chart:
    """A chart with two axes from `low` to `high`; what is drawn later lies above."""

    def __init__(self, title: str, x_name: str, y_name: str, x: tuple[float, float], y: tuple[float, float]) -> None:
        self.title, self._names, self._x, self._y = title, (x_name, y_name), _wide(x), _wide(y)
        self._parts: list[str] = []

    def line(self, x: Array, y: Array, name: str = "", kind: str = "series") -> None:
        """A line through points; gaps (NaN) break it."""
        strokes: list[list[str]] = [[]]
        for across, up in zip(x, y, strict=True):
            if math.isfinite(across) and math.isfinite(up):
                strokes[-1].append(self._point(across, up))
            elif strokes[-1]:
                strokes.append([])
        label = f"<title>{escape(name)}</title>" if name else ""
        self._parts += [
            f'<polyline class="{kind}" points="{" ".join(points)}">{label}</polyline>' for points in strokes if points
        ]

    def dots(self, x: Array, y: Array, names: Sequence[str] = ()) -> None:
        """A dot for each point."""
        for i, (across, up) in enumerate(zip(x, y, strict=True)):
            if math.isfinite(across) and math.isfinite(up):
                left, top = self._point(across, up).split(",")
                label = f"<title>{escape(names[i])}</title>" if names else ""
                self._parts.append(f'<circle class="dot" cx="{left}" cy="{top}" r="2.5">{label}</circle>')

    def svg(self) -> str:
        """The chart with its axes and their names."""
        (x_low, x_high), (y_low, y_high) = self._x, self._y
        right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
        lines, words = [], []
        for value in _ticks(x_low, x_high):
            left = self._point(value, y_low).split(",")[0]
            lines.append(f'<line x1="{left}" x2="{left}" y1="{TOP}" y2="{bottom}"/>')
            words.append(f'<text x="{left}" y="{bottom + 16}" text-anchor="middle">{value:g}</text>')
        for value in _ticks(y_low, y_high):
            top = self._point(x_low, value).split(",")[1]
            lines.append(f'<line x1="{LEFT}" x2="{right}" y1="{top}" y2="{top}"/>')
            words.append(f'<text x="{LEFT - 6}" y="{float(top) + 4:g}" text-anchor="end">{value:g}</text>')
        middle, half = (LEFT + right) / 2, (TOP + bottom) / 2
        words.append(f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{escape(self._names[0])}</text>')
        words.append(
            f'<text transform="translate(12 {half}) rotate(-90)" text-anchor="middle">{escape(self._names[1])}</text>'
        )
        return (
            f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(self.title)}">'
            f'<g class="grid">{"".join(lines)}</g>{"".join(self._parts)}<g class="ticks">{"".join(words)}</g></svg>'
            f"<figcaption>{escape(self.title)}</figcaption></figure>"
        )

    def _point(self, x: float, y: float) -> str:
        (x_low, x_high), (y_low, y_high) = self._x, self._y
        across = LEFT + (x - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)
        up = HEIGHT - BOTTOM - (y - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM)
        return f"{across:.1f},{up:.1f}"


def extent(*arrays: Array) -> tuple[float, float]:
    """The lowest and highest finite number of arrays; 0 and 1 of none."""
    finite = [array[np.isfinite(array)] for array in arrays]
    finite = [array for array in finite if array.size]
    if not finite:
        return 0.0, 1.0
    return min(float(array.min()) for array in finite), max(float(array.max()) for array in finite)


def _wide(bounds: tuple[float, float]) -> tuple[float, float]:
    """Bounds that are apart."""
    low, high = bounds
    return (low, high) if high > low else (low - (abs(low) or 1) / 2, low + (abs(low) or 1) / 2)


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers within bounds, about so many as there is room for."""
    raw = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]
