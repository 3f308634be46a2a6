"""Wires that would lie on one another get lanes beside each other. What leaves one output stays one line."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise

from netbuilder.graph.drawing.obstacles import Obstacles, Point
from netbuilder.graph.drawing.routing import Path

LANE = 8.0  # between two lanes, where there is room
LEAST_ROOM = 3.0  # between a lane and a block
Line = tuple[bool, int]  # whether it is upright, and where it runs
Place = tuple[Hashable, int]  # a wire, and which of its pieces


@dataclass(frozen=True)
class Piece:
    """A straight piece of a wire that may be moved sideways, and on which side its two ends go on."""

    place: Place
    source: Hashable  # the output that its wire leaves
    at: float
    low: float
    high: float
    low_goes_up: bool  # towards smaller numbers
    high_goes_up: bool


def pieces(key: Hashable, source: Hashable, path: Path) -> dict[Line, list[Piece]]:
    """The movable pieces of a way by their lines: all but the first and the last, which end in ports."""
    found: dict[Line, list[Piece]] = {}
    for i in range(1, len(path) - 2):
        before, a, b, after = path[i - 1 : i + 3]
        upright = abs(a[0] - b[0]) < 1e-6
        at = a[0] if upright else a[1]
        one, other = (a[1], b[1]) if upright else (a[0], b[0])
        up_one, up_other = (before[not upright] < at, after[not upright] < at)
        if one > other:
            one, other, up_one, up_other = other, one, up_other, up_one
        piece = Piece((key, i), source, at, one, other, up_one, up_other)
        found.setdefault((upright, round(at)), []).append(piece)
    return found


def offsets(upright: bool, line: Iterable[Piece], obstacles: Obstacles) -> dict[Place, float]:
    """How far each piece on one line moves aside; those that may stay are left out."""
    found: dict[Place, float] = {}
    for crowd in _crowds(sorted(line, key=lambda piece: (piece.low, piece.high))):
        tracks: dict[Hashable, list[Piece]] = {}
        for piece in crowd:
            tracks.setdefault(piece.source, []).append(piece)
        if len(tracks) > 1:
            ordered = sorted(tracks.values(), key=cmp_to_key(_above))
            shifts = _shifts(upright, crowd, len(ordered), obstacles)
            for track, shift in zip(ordered, shifts, strict=True):
                found.update({piece.place: shift for piece in track})
    return found


def _crowds(line: list[Piece]) -> Iterable[list[Piece]]:
    """Pieces that overlap, or nearly touch."""
    crowd: list[Piece] = []
    reach = 0.0
    for piece in line:
        if crowd and piece.low > reach + LANE:
            yield crowd
            crowd = []
        reach = max(reach, piece.high) if crowd else piece.high
        crowd.append(piece)
    if crowd:
        yield crowd


def _above(one: list[Piece], other: list[Piece]) -> int:
    """Negative where fewer wires cross with `one` in the lane with the smaller number."""
    return (_crossings(one, other) - _crossings(other, one)) or (_extent(one) > _extent(other)) - (
        _extent(one) < _extent(other)
    )


def _extent(track: list[Piece]) -> tuple[float, float]:
    low, high = min(piece.low for piece in track), max(piece.high for piece in track)
    return high - low, low


def _crossings(upper: list[Piece], lower: list[Piece]) -> int:
    """How many wires cross when `upper` lies above (left of) `lower`."""
    count = 0
    for a in upper:
        for b in lower:
            for at, goes_up in ((a.low, a.low_goes_up), (a.high, a.high_goes_up)):
                count += not goes_up and b.low < at < b.high
            for at, goes_up in ((b.low, b.low_goes_up), (b.high, b.high_goes_up)):
                count += goes_up and a.low < at < a.high
    return count


def _shifts(upright: bool, crowd: list[Piece], count: int, obstacles: Obstacles) -> list[float]:
    """So many lanes around where the pieces lie, closer together where blocks leave less room."""
    at = crowd[0].at
    low, high = min(piece.low for piece in crowd), max(piece.high for piece in crowd)
    wanted = LANE * (count - 1)
    down, up = _room(upright, at, low, high, wanted, obstacles)
    gap = min(LANE, (down + up) / (count - 1))
    first = max(-down, min(-gap * (count - 1) / 2, up - gap * (count - 1)))
    return [first + gap * i for i in range(count)]


def _room(
    upright: bool, at: float, low: float, high: float, wanted: float, obstacles: Obstacles
) -> tuple[float, float]:
    """How far a line may move to smaller and to larger numbers."""
    reach = wanted + LEAST_ROOM
    area = (at - reach, low, at + reach, high) if upright else (low, at - reach, high, at + reach)
    down = up = wanted
    for _, rect in obstacles.near(area):
        near, far = (rect[0], rect[2]) if upright else (rect[1], rect[3])
        if far <= at + 1e-6:
            down = min(down, max(0.0, at - far - LEAST_ROOM))
        elif near >= at - 1e-6:
            up = min(up, max(0.0, near - at - LEAST_ROOM))
        else:
            return 0.0, 0.0
    return down, up


def shifted(key: Hashable, path: Path, moves: Mapping[Place, float], obstacles: Obstacles) -> Path:
    """A way with its pieces in their lanes; as it was where that would lead through a block."""
    points: Path = list(path)
    for i in range(1, len(path) - 2):
        by = moves.get((key, i), 0.0)
        if by:
            upright = abs(path[i][0] - path[i + 1][0]) < 1e-6
            for k in (i, i + 1):
                points[k] = _moved(points[k], by, upright)
    if points == path:
        return path
    through = any(obstacles.blocked(a, b) for a, b in pairwise(points))
    return path if through else points


def _moved(point: Point, by: float, upright: bool) -> Point:
    return (point[0] + by, point[1]) if upright else (point[0], point[1] + by)
