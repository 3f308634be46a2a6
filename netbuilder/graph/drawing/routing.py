"""The way of one wire: down out of its source, at right angles around all blocks, and from above into its target."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Hashable, Iterable
from itertools import pairwise

from netbuilder.graph.drawing.obstacles import TINY, Obstacles, Point, Rect, grown

ROOMS = (12.0, 6.0, 2.0, 0.0)  # how far a wire stays from blocks: as far as the place allows
WINDOWS = (320.0, 1600.0, math.inf)  # how far around its ends a way is looked for
FAR = 1e9  # further than any block stands
BEND = 60.0  # a bend is as bad as so much way
LONG_WAY = 700.0  # a detour from which on it is worth to look for a better one
HASTE = 1.4  # a way may be so much longer than the shortest: it is found several times faster
SHORT_GAP = 60.0  # in a gap between two rows a wire crosses over in the middle
Path = list[Point]


def route(start: Point, end: Point, obstacles: Obstacles, own: Collection[Hashable] = ()) -> Path | None:
    """The bends of a wire, its ends included; None where a block lies over one of its ends.

    `own` are the keys of the blocks that it joins: it may touch them at its ends only.
    """
    for room in ROOMS:
        found = _with_room(start, end, obstacles, own, room)
        if found is not None:
            return straightened(found)
    return None


def _with_room(start: Point, end: Point, obstacles: Obstacles, own: Collection[Hashable], room: float) -> Path | None:
    falls = abs(start[0] - end[0]) < 1 and end[1] >= start[1]
    if falls and not obstacles.blocked(start, end) and not obstacles.blocked(start, end, room, own):
        return [start, end]
    s, e = (start[0], start[1] + room), (end[0], end[1] - room)
    if obstacles.blocked(start, s) or obstacles.blocked(e, end) or _inside(obstacles, s, e, room):
        return None
    found = _by_one_level(s, e, obstacles, room)
    if found is None:
        lane = _by_one_lane(s, e, obstacles, room)
        # A short way by one lane is good enough; a long one is compared with the best there is.
        found = lane if lane is not None and _detour(lane) < LONG_WAY else _searched(s, e, obstacles, room, lane)
    return None if found is None else [start, *found, end]


def _inside(obstacles: Obstacles, s: Point, e: Point, room: float) -> bool:
    return obstacles.blocked(s, s, room) or obstacles.blocked(e, e, room)


def _by_one_level(s: Point, e: Point, obstacles: Obstacles, room: float) -> Path | None:
    """Down, across, down: the crossing stands in the middle of a narrow gap, else near one of the ends."""
    gap = e[1] - s[1]
    if gap < 0:
        return None
    for y in ((s[1] + e[1]) / 2,) if gap < SHORT_GAP else (s[1], e[1], (s[1] + e[1]) / 2):
        path = [s, (s[0], y), (e[0], y), e]
        if _is_free(path, obstacles, room):
            return path
    return None


def _by_one_lane(s: Point, e: Point, obstacles: Obstacles, room: float) -> Path | None:
    """Across to a free upright lane, along it, and back: how a skip connection goes beside its column."""
    left, top, right, bottom = min(s[0], e[0]), min(s[1], e[1]), max(s[0], e[0]), max(s[1], e[1])
    slim, seen = room - TINY, -math.inf
    for window in WINDOWS:  # a lane further away is a worse one: it is looked for where there is none nearby
        low, high = max(left - window, -FAR), min(right + window, FAR)
        rows = obstacles.near((low - room - 1, top - slim, high + room + 1, bottom + slim))
        lanes = _edges(sorted((rect[0] - room, rect[2] + room) for _, rect in rows))
        lanes += [s[0], e[0]]
        # Of two lanes that are equally far the right one: shapes are written to the right of wires.
        lanes.sort(key=lambda x: (abs(s[0] - x) + abs(e[0] - x), -x))
        for x in lanes:
            away = max(left - x, x - right)
            if seen < away <= window:
                path = [s, (x, s[1]), (x, e[1]), e]
                if _is_free(path, obstacles, room):
                    return path
        seen = window
    return None


def _edges(spans: Iterable[tuple[float, float]]) -> list[float]:
    """The ends of the gaps that spans, sorted by their start, leave."""
    found: list[float] = []
    reach = -math.inf
    for left, right in spans:
        if left >= reach:
            found += [left] if reach == -math.inf else [reach, left]
        reach = max(reach, right)
    return [*found, reach] if found else []


def _detour(path: Path) -> float:
    (ax, ay), (bx, by) = path[0], path[-1]
    return length(path) - abs(ax - bx) - abs(ay - by)


def length(path: Path) -> float:
    """How long a way is."""
    return sum(abs(ax - bx) + abs(ay - by) for (ax, ay), (bx, by) in pairwise(path))


def _is_free(path: Path, obstacles: Obstacles, room: float) -> bool:
    return not any(obstacles.blocked(a, b, room) for a, b in pairwise(path))


def _searched(s: Point, e: Point, obstacles: Obstacles, room: float, known: Path | None) -> Path | None:
    """The best way along the edges of the blocks nearby, or further away; `known` where there is no better one."""
    left, top, right, bottom = min(s[0], e[0]), min(s[1], e[1]), max(s[0], e[0]), max(s[1], e[1])
    for window in WINDOWS[:1] if known is not None else WINDOWS:
        if window == math.inf:
            near = [rect for _, rect in obstacles.items()]
        else:
            near = [rect for _, rect in obstacles.near(grown((left, top, right, bottom), window))]
        found = _shortest(s, e, [grown(rect, room) for rect in near])
        if found is not None and _is_free(found, obstacles, room):
            return found if known is None or length(found) < length(known) else known
    return known


def _shortest(s: Point, e: Point, rects: list[Rect]) -> Path | None:
    """A* over the crossings of the lines along all edges."""
    xs = sorted({s[0], e[0], *(r[0] for r in rects), *(r[2] for r in rects)})
    ys = sorted({s[1], e[1], *(r[1] for r in rects), *(r[3] for r in rects)})
    column, line = {x: i for i, x in enumerate(xs)}, {y: j for j, y in enumerate(ys)}
    wide, high = len(xs), len(ys)
    # Whether the piece to the right of a crossing, and the one below it, lies in a block.
    level, upright = [bytearray(wide) for _ in ys], [bytearray(high) for _ in xs]
    for left, top, right, bottom in rects:
        i, k, j, m = column[left], column[right], line[top], line[bottom]
        for row in level[j + 1 : m]:
            row[i:k] = b"\1" * (k - i)
        for row in upright[i + 1 : k]:
            row[j:m] = b"\1" * (m - j)
    ex, ey = e
    goal_i, goal_j = column[ex], line[ey]
    first = (column[s[0]], line[s[1]], True)
    costs: dict[State, float] = {first: 0.0}
    before: dict[State, State] = {}
    waiting = [(0.0, first)]
    while waiting:
        _, state = heapq.heappop(waiting)
        i, j, is_upright = state
        if i == goal_i and j == goal_j:
            return _traced(state, before, xs, ys)
        cost, x, y, row, walls = costs[state], xs[i], ys[j], level[j], upright[i]
        moves = []
        if i and not row[i - 1]:
            moves.append((x - xs[i - 1], (i - 1, j, False)))
        if i + 1 < wide and not row[i]:
            moves.append((xs[i + 1] - x, (i + 1, j, False)))
        if j and not walls[j - 1]:
            moves.append((y - ys[j - 1], (i, j - 1, True)))
        if j + 1 < high and not walls[j]:
            moves.append((ys[j + 1] - y, (i, j + 1, True)))
        for step, after in moves:
            new = cost + step + (BEND if after[2] != is_upright else 0.0)
            if new < costs.get(after, 1e300):
                costs[after], before[after] = new, state
                ahead = abs(xs[after[0]] - ex) + abs(ys[after[1]] - ey) + (0.0 if after[2] else BEND)
                heapq.heappush(waiting, (new + HASTE * ahead, after))
    return None


State = tuple[int, int, bool]


def _traced(state: State, before: dict[State, State], xs: list[float], ys: list[float]) -> Path:
    path = [(xs[state[0]], ys[state[1]])]
    while state in before:
        state = before[state]
        path.append((xs[state[0]], ys[state[1]]))
    return path[::-1]


def straightened(path: Path) -> Path:
    """The same way without points that are no bends."""
    found: Path = []
    for point in path:
        if found and abs(found[-1][0] - point[0]) < TINY and abs(found[-1][1] - point[1]) < TINY:
            continue
        while len(found) > 1 and _in_line(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return found if len(found) > 1 else [path[0], path[-1]]


def _in_line(a: Point, b: Point, c: Point) -> bool:
    upright = abs(a[0] - b[0]) < TINY and abs(b[0] - c[0]) < TINY
    return upright or (abs(a[1] - b[1]) < TINY and abs(b[1] - c[1]) < TINY)
