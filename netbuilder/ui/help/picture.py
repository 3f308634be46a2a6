"""A small picture of what a layer does to shapes, written as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from netbuilder.kinds import Shape
from netbuilder.ui.looks.i18n import shape_text

WIDTH, HEIGHT = 520, 168
SMALLEST, LARGEST = 12.0, 68.0
PLANES, DEPTH = 5, 5.0  # of an image with channels: as many planes, so far behind one another
CELLS = 10  # of a row


@dataclass(frozen=True)
class Ink:
    """The colours that a picture is drawn in."""

    text: str
    line: str
    ground: str
    family: str
    accent: str


@dataclass(frozen=True)
class Box:
    """The front of a drawn shape, where a window can be laid on it."""

    x: float
    y: float
    width: float
    height: float


def picture(
    name: str, inputs: Sequence[Shape], outputs: Sequence[Shape], ink: Ink, window: tuple[int, ...] = ()
) -> str:
    """The shapes that enter, an arrow with the layer's name, and those that come out.

    `window` is how much of the first input one value of the output is made of: a kernel or a pool.
    """
    scale = _Scale([*inputs, *outputs])
    parts: list[str] = []
    left = _column(parts, inputs[:3], WIDTH * 0.2, scale, ink)
    right = _column(parts, outputs[:3], WIDTH * 0.8, scale, ink)
    _arrow(parts, name, ink, bool(inputs))
    if window and left and right and len(inputs[0]) == len(outputs[0]) == len(window) + 1:
        _window(parts, left[0], right[0], inputs[0], outputs[0], window, ink)
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>'
    )


class _Scale:
    """Sizes on paper: larger axes are longer, but a hundred is not ten times ten."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        dims = [dim or 1 for shape in shapes for dim in shape]
        self._most = math.log(1 + max(dims, default=1))

    def __call__(self, dim: int | None, room: float = 1.0) -> float:
        share: float = math.log(1 + (dim or 1)) / self._most
        return (SMALLEST + (LARGEST - SMALLEST) * math.pow(share, 1.6)) * room


def _column(parts: list[str], shapes: Sequence[Shape], middle: float, scale: _Scale, ink: Ink) -> list[Box]:
    """Several shapes below one another, each with its numbers."""
    found = []
    each = HEIGHT / max(len(shapes), 1)
    room = 1.0 if len(shapes) < 2 else 0.62 if len(shapes) == 2 else 0.38
    for i, shape in enumerate(shapes):
        found.append(_shape(parts, shape, middle, each * (i + 0.5) - 8, scale, room, ink))
        parts.append(_text(middle, each * (i + 1) - 6, shape_text(shape), ink.text, 12))
    return found


def _shape(
    parts: list[str], shape: Shape, x: float, y: float, scale: _Scale, room: float, ink: Ink
) -> Box:  # fmt: skip
    """A row of cells, a table, an image with its channels, or a block, by the number of axes."""
    if len(shape) < 2:
        return _row(parts, shape, x, y, scale, room, ink)
    if len(shape) == 2:
        return _plane(parts, x, y, scale(shape[1], room), scale(shape[0], room), ink, grid=shape)
    if len(shape) == 3:
        count = min(shape[2] or 1, PLANES)
        return _planes(parts, x, y, scale(shape[1], room), scale(shape[0], room), count, DEPTH * room, ink)
    return _planes(parts, x, y, scale(shape[2], room), scale(shape[1], room), PLANES, 2.4 * DEPTH * room, ink)


def _row(parts: list[str], shape: Shape, x: float, y: float, scale: _Scale, room: float, ink: Ink) -> Box:
    count = min((shape[0] if shape else 1) or 1, CELLS)
    high, wide = scale(shape[0] if shape else 1, room) * 1.4, 14.0 * room + 2
    box = Box(x - wide / 2, y - high / 2, wide, high)
    parts.append(_rect(box, ink))
    for i in range(1, count):
        at = box.y + high * i / count
        parts.append(_line(box.x, at, box.x + wide, at, ink.family, 0.75))
    return box


def _plane(parts: list[str], x: float, y: float, wide: float, high: float, ink: Ink, grid: Shape = ()) -> Box:
    box = Box(x - wide / 2, y - high / 2, wide, high)
    parts.append(_rect(box, ink))
    if grid:
        rows, columns = min(grid[0] or 8, 8), min(grid[1] or 8, 8)
        for i in range(1, rows):
            parts.append(_line(box.x, box.y + high * i / rows, box.x + wide, box.y + high * i / rows, ink.family, 0.75))
        for i in range(1, columns):
            at = box.x + wide * i / columns
            parts.append(_line(at, box.y, at, box.y + high, ink.family, 0.4))
    return box


def _planes(
    parts: list[str], x: float, y: float, wide: float, high: float, count: int, depth: float, ink: Ink
) -> Box:  # fmt: skip
    """From the back to the front, so that the front lies on top."""
    shift = depth * (count - 1) / 2
    box = Box(0, 0, 0, 0)
    for i in reversed(range(count)):
        box = _plane(parts, x - shift + depth * i, y + shift - depth * i, wide, high, ink)
    return box


def _window(
    parts: list[str], start: Box, stop: Box, before: Shape, after: Shape, window: tuple[int, ...], ink: Ink
) -> None:  # fmt: skip
    """The part of the input that makes one value, and that value."""
    seen = _part(start, [size / (dim or size) for size, dim in zip(window, before, strict=False)])
    made = _part(stop, [1 / (dim or 1) for dim in after[:-1]])
    for down in (0.0, 1.0):
        parts.append(
            _line(
                seen.x + seen.width, seen.y + down * seen.height, made.x, made.y + down * made.height, ink.accent, 1,
                "3 3",
            )
        )  # fmt: skip
    for box in (seen, made):
        parts.append(
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
            f'fill="{ink.accent}" fill-opacity="0.35" stroke="{ink.accent}" stroke-width="1.5"/>'
        )


def _part(box: Box, shares: Sequence[float]) -> Box:
    """The upper part of a front that a share of each axis covers, at least so large that it is seen."""
    high = max(6.0, box.height * min(1.0, shares[0]))
    wide = box.width if len(shares) == 1 else max(6.0, box.width * min(1.0, shares[1]))
    return Box(box.x + (box.width - wide) * 0.2, box.y + (box.height - high) * 0.15, wide, high)


def _arrow(parts: list[str], name: str, ink: Ink, has_inputs: bool) -> None:
    start, stop, y = WIDTH * (0.38 if has_inputs else 0.44), WIDTH * 0.62, HEIGHT / 2 - 4
    parts.append(_line(start, y, stop - 2, y, ink.text, 1.5))
    parts.append(
        f'<path d="M{stop - 8:.0f} {y - 5:.0f} L{stop:.0f} {y:.0f} L{stop - 8:.0f} {y + 5:.0f}" '
        f'fill="none" stroke="{ink.text}" stroke-width="1.5"/>'
    )
    parts.append(_text((start + stop) / 2, y + 20, name, ink.text, 12 if len(name) < 18 else 10, strong=True))


def _rect(box: Box, ink: Ink) -> str:
    return (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="2" '
        f'fill="{ink.ground}" stroke="{ink.family}" stroke-width="1.25"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"{dashed}/>'
    )


def _text(x: float, y: float, text: str, colour: str, size: int, strong: bool = False) -> str:
    weight = ' font-weight="600"' if strong else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}"{weight} fill="{colour}" text-anchor="middle" '
        f'font-family="sans-serif">{escape(text)}</text>'
    )
