"""Rectangles that can be asked quickly which of them are near."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator

Point = tuple[float, float]
Rect = tuple[float, float, float, float]  # left, top, right, bottom

CELL_WIDTH, CELL_HEIGHT = 256.0, 128.0
TINY = 1e-6
Cell = tuple[int, int]


class Obstacles:
    """Rectangles by key, in the cells of a grid."""

    def __init__(self) -> None:
        self._rects: dict[Hashable, Rect] = {}
        self._cells: dict[Cell, set[Hashable]] = {}

    def __bool__(self) -> bool:
        return bool(self._rects)

    def __contains__(self, key: object) -> bool:
        return key in self._rects

    def get(self, key: Hashable) -> Rect | None:
        """The rectangle of a key."""
        return self._rects.get(key)

    def items(self) -> Iterator[tuple[Hashable, Rect]]:
        """All of them."""
        return iter(self._rects.items())

    def put(self, key: Hashable, rect: Rect) -> None:
        """Adds a rectangle, or gives it another place."""
        if self._rects.get(key) == rect:
            return
        if key in self._rects:
            self.remove(key)
        self._rects[key] = rect
        for cell in _cells(rect):
            self._cells.setdefault(cell, set()).add(key)

    def remove(self, key: Hashable) -> None:
        """Takes a rectangle away, if it is there."""
        rect = self._rects.pop(key, None)
        if rect is not None:
            for cell in _cells(rect):
                keys = self._cells[cell]
                keys.discard(key)
                if not keys:
                    del self._cells[cell]

    def near(self, area: Rect) -> list[tuple[Hashable, Rect]]:
        """Those that overlap an area."""
        left, top, right, bottom = area
        keys: Collection[Hashable] = self._rects
        if (right - left) * (bottom - top) < CELL_WIDTH * CELL_HEIGHT * len(keys):
            cells = _cells(area)
            if len(cells) == 1:
                keys = self._cells.get(cells[0], ())
            else:
                keys = {key for cell in cells for key in self._cells.get(cell, ())}
        found = []
        for key in keys:
            rect = self._rects[key]
            if rect[0] < right and rect[2] > left and rect[1] < bottom and rect[3] > top:
                found.append((key, rect))
        return found

    def blocked(self, a: Point, b: Point, room: float = 0.0, skip: Collection[Hashable] = ()) -> bool:
        """Whether a level or upright line comes nearer than `room` to one; along an edge is not across it."""
        slim = room - TINY
        (ax, ay), (bx, by) = a, b
        area = (min(ax, bx) - slim, min(ay, by) - slim, max(ax, bx) + slim, max(ay, by) + slim)
        return any(key not in skip for key, _ in self.near(area))


def grown(rect: Rect, room: float) -> Rect:
    """A rectangle with so much room on each side."""
    return rect[0] - room, rect[1] - room, rect[2] + room, rect[3] + room


def _cells(rect: Rect) -> list[Cell]:
    """The cells that an area touches; one that is a line of no width, and a little less, lies in a cell too."""
    left, top, right, bottom = rect
    first, last = int(min(left, right) // CELL_WIDTH), int(max(left, right) // CELL_WIDTH)
    upper, lower = int(min(top, bottom) // CELL_HEIGHT), int(max(top, bottom) // CELL_HEIGHT)
    if first == last and upper == lower:  # most of all
        return [(first, upper)]
    return [(x, y) for x in range(first, last + 1) for y in range(upper, lower + 1)]
