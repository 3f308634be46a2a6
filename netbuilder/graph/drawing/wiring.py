"""The ways of all wires of a drawing, and where their labels stand. After an edit only what it touches is done anew."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from netbuilder.graph.drawing.lanes import Line, Piece, Place, offsets, pieces, shifted
from netbuilder.graph.drawing.obstacles import Obstacles, Point, Rect, grown
from netbuilder.graph.drawing.routing import Path, route

LABEL_HEIGHT = 16.0
BESIDE = 6.0  # from a wire to its label
NEAR = 24.0  # a block that comes so near to a wire may change its way


class Wire(NamedTuple):
    """Where a wire begins and ends. `source` and `target` are the blocks that it joins."""

    source: Hashable
    output: int
    target: Hashable
    start: Point
    end: Point


class Way(NamedTuple):
    """The bends of a wire, and the place of its label: None where there is no room for it."""

    path: Path
    label: Rect | None
    is_free: bool  # False: no way around the blocks, since one lies over its end


class Wiring:
    """All blocks and wires by their keys."""

    def __init__(self) -> None:
        self.blocks = Obstacles()
        self.ways: dict[Hashable, Way] = {}
        self._wires: dict[Hashable, Wire] = {}
        self._widths: dict[Hashable, float] = {}  # of labels
        self._waiting: set[Hashable] = set()  # wires that blocks passed while it was calm
        self._base: dict[Hashable, Path | None] = {}  # before wires made room for each other
        self._zones = Obstacles()  # where a block would change a wire's way
        self._lines: dict[Line, dict[Hashable, list[Piece]]] = {}
        self._lines_of: dict[Hashable, set[Line]] = {}
        self._moves: dict[Line, dict[Place, float]] = {}
        self._labels = Obstacles()
        self._pieces = Obstacles()  # of the wires as they are drawn

    def update(
        self,
        blocks: Mapping[Hashable, Rect | None],
        wires: Mapping[Hashable, Wire | None],
        labels: Mapping[Hashable, float] | None = None,
        calm: bool = False,
    ) -> set[Hashable]:
        """Takes over blocks and wires that are new, changed or (None) gone; tells which wires are drawn anew.

        `labels` are the widths of labels. While it is `calm`, only the wires that are given change: the others make
        way at the next update that is not, so that nothing jumps under a block that is being dragged.
        """
        self._waiting |= self._move_blocks(blocks)
        touched = set() if calm else self._waiting
        gone = [key for key, wire in wires.items() if wire is None]
        for key in gone:
            self._forget(key)
        for key, wire in wires.items():
            if wire is not None and (self._wires.get(key) != wire or (calm and key in self._waiting)):
                self._wires[key] = wire
                touched.add(key)
        self._waiting = self._waiting - touched
        touched.intersection_update(self._wires)
        dirty: set[Line] = set()
        for key in touched:
            dirty |= self._route(key)
        for key in gone:
            dirty |= self._leave_lines(key)
        changed = self._give_lanes(dirty, touched)
        unlabelled = set() if calm else self._uncovered(blocks)
        for key, width in (labels or {}).items():
            if key in self._wires and self._widths.get(key) != width:
                self._widths[key] = width
                unlabelled.add(key)
        return self._place_labels(changed | unlabelled) | changed

    def _move_blocks(self, blocks: Mapping[Hashable, Rect | None]) -> set[Hashable]:
        """Moves the blocks; tells whose way they may change."""
        touched: set[Hashable] = set()
        for key, rect in blocks.items():
            old = self.blocks.get(key)
            if old == rect:
                continue
            for place in (old, rect):
                if place is not None:
                    touched.update(zone[0] for zone, _ in self._zones.near(place) if isinstance(zone, tuple))
            if rect is None:
                self.blocks.remove(key)
            else:
                self.blocks.put(key, rect)
        return touched

    def _uncovered(self, blocks: Iterable[Hashable]) -> set[Hashable]:
        """The wires whose labels lie below one of these blocks."""
        rects = [rect for key in blocks if (rect := self.blocks.get(key)) is not None]
        return {key for rect in rects for key, _ in self._labels.near(rect)}

    def _forget(self, key: Hashable) -> None:
        way, base = self.ways.pop(key, None), self._base.pop(key, None)
        self._wires.pop(key, None)
        self._widths.pop(key, None)
        self._labels.remove(key)
        for i in range(len(way.path) if way else 0):
            self._pieces.remove((key, i))
        for i in range(len(base) if base else 1):
            self._zones.remove((key, i))

    def _route(self, key: Hashable) -> set[Line]:
        """Finds the way of one wire; tells on which lines that changes something."""
        wire, old = self._wires[key], self._base.get(key)
        path = route(wire.start, wire.end, self.blocks, (wire.source, wire.target))
        if path is not None and path == old:
            return set()
        dirty = self._leave_lines(key)
        for i in range(len(old) if old else 1):
            self._zones.remove((key, i))
        self._base[key] = path
        # Where the way is the simplest one only a block on it matters; else one that moves off may make it shorter.
        simple = path is not None and len(path) <= 4
        for i, zone in enumerate(_boxes(path, NEAR) if path and simple else [_around(wire, path)]):
            self._zones.put((key, i), zone)
        for line, found in pieces(key, (wire.source, wire.output), path or []).items():
            self._lines.setdefault(line, {})[key] = found
            self._lines_of.setdefault(key, set()).add(line)
            dirty.add(line)
        return dirty

    def _leave_lines(self, key: Hashable) -> set[Line]:
        lines = self._lines_of.pop(key, set())
        for line in lines:
            self._lines[line].pop(key, None)
        return lines

    def _give_lanes(self, dirty: set[Line], touched: Collection[Hashable]) -> set[Hashable]:
        """Shares out the lanes of some lines; tells which wires are drawn elsewhere now."""
        concerned = {key for key in touched if key in self._wires}
        for line in dirty:
            found = self._lines.get(line, {})
            moves = offsets(line[0], (piece for own in found.values() for piece in own), self.blocks)
            if moves != self._moves.get(line, {}):
                concerned |= found.keys()
            self._moves[line] = moves
            if not found:
                self._lines.pop(line, None)
                self._moves.pop(line, None)
        changed: set[Hashable] = set()
        for key in concerned:
            path = self._drawn(key)
            way = self.ways.get(key)
            if way is None or way.path != path or way.is_free != (self._base[key] is not None):
                self._draw(key, path)
                changed.add(key)
        return changed

    def _drawn(self, key: Hashable) -> Path:
        base, wire = self._base[key], self._wires[key]
        if base is None:
            return straight_on(wire.start, wire.end)
        moves = {place: by for line in self._lines_of.get(key, ()) for place, by in self._moves[line].items()}
        return shifted(key, base, moves, self.blocks) if moves else base

    def wires_near(self, point: Point, reach: float) -> list[Hashable]:
        """The wires that pass near a point, the nearest first."""
        x, y = point
        found: dict[Hashable, float] = {}
        for at, rect in self._pieces.near((x - reach, y - reach, x + reach, y + reach)):
            away = max(rect[0] - x, x - rect[2], rect[1] - y, y - rect[3], 0.0)
            key = at[0] if isinstance(at, tuple) else at
            found[key] = min(away, found.get(key, reach))
        return sorted(found, key=found.__getitem__)

    def wires_over(self, area: Rect) -> list[Hashable]:
        """The wires that pass over an area, the nearest to its middle first."""
        x, y = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
        found: dict[Hashable, float] = {}
        for at, rect in self._pieces.near(area):
            away = max(rect[0] - x, x - rect[2], 0.0) + max(rect[1] - y, y - rect[3], 0.0)
            key = at[0] if isinstance(at, tuple) else at
            found[key] = min(away, found.get(key, away))
        return sorted(found, key=found.__getitem__)

    def _draw(self, key: Hashable, path: Path) -> None:
        old = self.ways.get(key)
        for i in range(len(old.path) if old else 0):
            self._pieces.remove((key, i))
        for i, box in enumerate(_boxes(path, 1.0)):
            self._pieces.put((key, i), box)
        self.ways[key] = Way(path, old.label if old else None, self._base[key] is not None)

    def _place_labels(self, changed: Iterable[Hashable]) -> set[Hashable]:
        """Gives wires that changed, and those whose labels are in their way, a place for the label."""
        waiting = dict.fromkeys(changed)
        for key in list(waiting) if self._labels else ():
            for box in _boxes(self.ways[key].path, 1.0):
                waiting.update(dict.fromkeys(other for other, _ in self._labels.near(box)))
        for key in waiting:
            self._labels.remove(key)
        moved: set[Hashable] = set()
        for key in waiting:
            label = self._label(key)
            if label is not None:
                self._labels.put(key, label)
            if label != self.ways[key].label:
                self.ways[key] = self.ways[key]._replace(label=label)
                moved.add(key)
        return moved

    def _label(self, key: Hashable) -> Rect | None:
        """Beside an upright piece, or above a level one; never over a block or a label, and off wires if it can."""
        width = self._widths.get(key, 0.0)
        spare = None
        for rect in _label_places(self.ways[key].path, width) if width else ():
            if self.blocks.covers(grown(rect, 1.0)) or self._labels.covers(rect):
                continue
            own = all(isinstance(at, tuple) and at[0] == key for at, _ in self._pieces.near(rect))
            if own:
                return rect
            spare = spare or rect
        return spare


def straight_on(start: Point, end: Point) -> Path:
    """The plain way that does not look at blocks: for a wire that is being drawn, or that lies below a block."""
    (sx, sy), (ex, ey) = start, end
    if ey > sy + 4:
        if abs(ex - sx) < 1:
            return [start, end]
        middle = sy + min(20.0, (ey - sy) / 2)
        return [start, (sx, middle), (ex, middle), end]
    # The target stands beside or above: down, aside between the two, up, and in from above.
    aside = (sx + ex) / 2 if abs(ex - sx) > 220 else max(sx, ex) + 120
    return [start, (sx, sy + 24), (aside, sy + 24), (aside, ey - 24), (ex, ey - 24), end]


def _boxes(path: Path, room: float) -> list[Rect]:
    """A rectangle around each piece."""
    return [grown((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)), room) for (ax, ay), (bx, by) in pairwise(path)]


def _around(wire: Wire, path: Path | None) -> Rect:
    points = [wire.start, wire.end, *(path or ())]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return grown((min(xs), min(ys), max(xs), max(ys)), NEAR)


def _label_places(path: Path, width: float) -> Iterable[Rect]:
    runs = [(abs(ax - bx) + abs(ay - by), (ax, ay), (bx, by)) for (ax, ay), (bx, by) in pairwise(path)]
    upright = sorted((run for run in runs if run[1][0] == run[2][0]), key=lambda run: -run[0])
    level = sorted((run for run in runs if run[1][0] != run[2][0]), key=lambda run: -run[0])
    half = LABEL_HEIGHT / 2
    for _, a, b in upright:
        for share in (0.5, 0.25, 0.75):
            y = a[1] + (b[1] - a[1]) * share
            yield a[0] + BESIDE, y - half, a[0] + BESIDE + width, y + half
            yield a[0] - BESIDE - width, y - half, a[0] - BESIDE, y + half
    for long, a, b in level:
        if long >= width:
            x = (a[0] + b[0] - width) / 2
            yield x, a[1] - LABEL_HEIGHT - 2, x + width, a[1] - 2
            yield x, a[1] + 2, x + width, a[1] + LABEL_HEIGHT + 2
