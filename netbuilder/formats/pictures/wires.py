"""The way of a wire in a picture: down, across, down; around blocks that are in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

CORNER, STEP, ROOM, AWAY = 8.0, 20.0, 16.0, 10.0
Point = tuple[float, float]
Area = tuple[float, float, float, float]


def wire_points(start: Point, end: Point, others: Sequence[Area]) -> list[Point]:
    """The bends of a wire from an output to an input, its ends included."""
    (x, y), (to_x, to_y) = start, end
    level = y + min(STEP, max((to_y - y) / 2, 0.0))
    plain = [start, end] if abs(x - to_x) < 1 and to_y > y else [start, (x, level), (to_x, level), end]
    late = [start, (x, to_y - STEP), (to_x, to_y - STEP), end]
    if to_y > y:
        for points in (plain, late):
            if _is_free(points, others):
                return points
    below, above = y + STEP, to_y - STEP
    sides = {edge + away for area in others for edge, away in ((area[0], -ROOM), (area[2], ROOM))}
    for lane in sorted(sides, key=lambda side: (abs(side - x) + abs(side - to_x), -side)):
        points = [start, (x, below), (lane, below), (lane, above), (to_x, above), end]
        if _is_free(points, others):
            return points
    return plain if to_y > y else [start, (x, below), (x + 120, below), (x + 120, above), (to_x, above), end]


def _is_free(points: Sequence[Point], others: Iterable[Area]) -> bool:
    areas = list(others)
    return not any(_crosses(a, b, area) for a, b in pairwise(points) for area in areas)


def _crosses(a: Point, b: Point, area: Area) -> bool:
    left, top, right, bottom = area
    return (
        min(a[0], b[0]) < right + 4
        and max(a[0], b[0]) > left - 4
        and min(a[1], b[1]) < bottom
        and max(a[1], b[1]) > top
    )


def path_of(points: Sequence[Point]) -> str:
    """An SVG path through right-angled bends with rounded corners."""
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, bend, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(CORNER, _length(before, bend) / 2, _length(bend, after) / 2)
        a, b = _towards(bend, before, radius), _towards(bend, after, radius)
        parts.append(f"L{a[0]:g} {a[1]:g}Q{bend[0]:g} {bend[1]:g} {b[0]:g} {b[1]:g}")
    parts.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(parts)


def label_place(points: Sequence[Point], width: float, areas: Iterable[Area]) -> Point:
    """Where a text of that width begins: beside the longest upright part, right or left, where no block stands."""
    blocks = list(areas)
    falls = sorted(((a, b) for a, b in pairwise(points) if abs(a[0] - b[0]) < 1), key=lambda part: -_length(*part))
    places = [(x, (a[1] + b[1]) / 2) for a, b in falls for x in (a[0] + AWAY, a[0] - AWAY - width)]
    for x, y in places:
        if not any(x < area[2] and x + width > area[0] and y - 7 < area[3] and y + 7 > area[1] for area in blocks):
            return x, y
    return places[0]


def _length(a: Point, b: Point) -> float:
    return abs(b[0] - a[0]) + abs(b[1] - a[1])


def _towards(start: Point, goal: Point, distance: float) -> Point:
    length = _length(start, goal)
    share = distance / length if length else 0.0
    return start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share
