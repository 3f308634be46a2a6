"""Curves of a run as inline SVG: one plot a metric, training and validation in it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 420, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 12, 32
COLOURS = {"": "var(--training)", "val_": "var(--validation)"}
MOST_POINTS = 2_000
LARGEST = 1e300


def plots(columns: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """A figure for each metric; one that has no finite number has none."""
    for name in dict.fromkeys(name.removeprefix("val_") for name in columns):
        lines = {prefix: _drawable(columns[prefix + name]) for prefix in COLOURS if prefix + name in columns}
        finite = [value for line in lines.values() for value in line if math.isfinite(value)]
        if finite:
            yield _figure(name, lines, min(finite), max(finite))


def _drawable(values: Sequence[float]) -> list[float]:
    """Numbers whose differences are numbers; a gap for the others."""
    return [value if abs(value) <= LARGEST else math.nan for value in values]


def _figure(name: str, lines: Mapping[str, Sequence[float]], low: float, high: float) -> str:
    room = (high - low) * 0.05 or abs(high) * 0.05 or 1.0
    low, high = low - room, high + room
    count = max(map(len, lines.values()))
    parts = []
    for value in _ticks(low, high):
        y = _y(value, low, high)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="var(--line)"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.4g}</text>')
    for epoch in sorted({1, (count + 1) // 2, count}):
        parts.append(f'<text x="{_x(epoch - 1, count):.1f}" y="{HEIGHT - 10}" text-anchor="middle">{epoch}</text>')
    for prefix, line in lines.items():
        dashes = ' stroke-dasharray="5 3"' if prefix else ""
        parts.append(
            f'<path d="{_path(line, count, low, high)}" fill="none" stroke="{COLOURS[prefix]}" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round"{dashes}/>'
        )
    words = " ".join(
        f'<span class="{"validation" if prefix else "training"}">{"validation" if prefix else "training"}</span>'
        for prefix in lines
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(name)} by epoch" font-size="11" fill="var(--quiet)">{"".join(parts)}</svg>'
    )
    return f"<figure><figcaption><b>{escape(name)}</b> by epoch {words}</figcaption>{svg}</figure>"


def _ticks(low: float, high: float) -> list[float]:
    """Four or five round numbers."""
    step = 10.0 ** math.floor(math.log10((high - low) / 4))
    step *= min((1, 2, 2.5, 5, 10), key=lambda factor: abs((high - low) / (step * factor) - 4))
    first, last = math.ceil(low / step), math.floor(high / step)
    return [i * step for i in range(first, last + 1)]


def _path(line: Sequence[float], count: int, low: float, high: float) -> str:
    """A gap where there is no number; of a very long run only as many points as can be seen."""
    every = max(1, len(line) // MOST_POINTS)
    parts, pen = [], "M"
    for i in range(0, len(line), every):
        if not math.isfinite(line[i]):
            pen = "M"
            continue
        parts.append(f"{pen}{_x(i, count):.1f} {_y(line[i], low, high):.1f}")
        pen = "L"
    return "".join(parts) + ("h0" if parts else "")  # a single point is a dot


def _x(index: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (index / (count - 1) if count > 1 else 0.5)


def _y(value: float, low: float, high: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)
