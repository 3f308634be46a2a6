"""Rectangles that can be asked quickly which of them are near."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator

Point = tuple[float, float]
Rect = tuple[float, float, float, float]  # left, top, right, bottom

CELL_WIDTH, CELL_HEIGHT = 256.0, 128.0
TINY = 1e-6


class Obstacles:
    """Rectangles by key, in the cells of a grid."""

    def __init__(self) -> None:
        self._rects: dict[Hashable, Rect] = {}
        self._cells: dict[int, dict[int, set[Hashable]]] = {}  # by their row, then by their column

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
        left, top, right, bottom = _cells(rect)
        for y in range(top, bottom + 1):
            row = self._cells.setdefault(y, {})
            for x in range(left, right + 1):
                row.setdefault(x, set()).add(key)

    def remove(self, key: Hashable) -> None:
        """Takes a rectangle away, if it is there."""
        rect = self._rects.pop(key, None)
        if rect is None:
            return
        left, top, right, bottom = _cells(rect)
        for y in range(top, bottom + 1):
            row = self._cells[y]
            for x in range(left, right + 1):
                row[x].discard(key)
                if not row[x]:
                    del row[x]
            if not row:
                del self._cells[y]

    def near(self, area: Rect) -> list[tuple[Hashable, Rect]]:
        """Those that overlap an area."""
        left, top, right, bottom = area
        found = []
        for key in self._in_cells(*_cells(area)):
            rect = self._rects[key]
            if rect[0] < right and rect[2] > left and rect[1] < bottom and rect[3] > top:
                found.append((key, rect))
        return found

    def covers(self, area: Rect, skip: Collection[Hashable] = ()) -> bool:
        """Whether one overlaps an area."""
        left, top, right, bottom = area
        for key in self._in_cells(*_cells(area)):
            rect = self._rects[key]
            if rect[0] < right and rect[2] > left and rect[1] < bottom and rect[3] > top and key not in skip:
                return True
        return False

    def _in_cells(self, left: int, top: int, right: int, bottom: int) -> Collection[Hashable]:
        """The keys in a rectangle of cells; where it is larger than what there is, only what there is is looked at."""
        if left == right and top == bottom:
            return self._cells.get(top, {}).get(left, ())
        if bottom - top < len(self._cells):
            rows = [row for y in range(top, bottom + 1) if (row := self._cells.get(y))]
        else:
            rows = [row for y, row in self._cells.items() if top <= y <= bottom]
        keys: set[Hashable] = set()
        for row in rows:
            if right - left < len(row):
                for x in range(left, right + 1):
                    if x in row:
                        keys |= row[x]
            else:
                for x, found in row.items():
                    if left <= x <= right:
                        keys |= found
        return keys

    def blocked(self, a: Point, b: Point, room: float = 0.0, skip: Collection[Hashable] = ()) -> bool:
        """Whether a level or upright line comes nearer than `room` to one; along an edge is not across it."""
        slim = room - TINY
        (ax, ay), (bx, by) = a, b
        area = (min(ax, bx) - slim, min(ay, by) - slim, max(ax, bx) + slim, max(ay, by) + slim)
        return self.covers(area, skip)


def grown(rect: Rect, room: float) -> Rect:
    """A rectangle with so much room on each side."""
    return rect[0] - room, rect[1] - room, rect[2] + room, rect[3] + room


def _cells(rect: Rect) -> tuple[int, int, int, int]:
    """The cells that an area touches: the first column and row, and the last ones.

    One that is a line of no width, and a little less, lies in a cell too.
    """
    left, top, right, bottom = rect
    if left > right:
        left, right = right, left
    if top > bottom:
        top, bottom = bottom, top
    return int(left // CELL_WIDTH), int(top // CELL_HEIGHT), int(right // CELL_WIDTH), int(bottom // CELL_HEIGHT)
