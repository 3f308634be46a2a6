"""A long drawing broken into columns beside one another, read like those of a newspaper."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise

from netbuilder.graph.drawing.layout import BLOCK_WIDTH, ROW, Position, tidy
from netbuilder.graph.graph import Graph

BETWEEN = 120.0  # from column to column: for the wires that lead up to the next one
SHAPE = 4 / 3  # of the whole drawing: its width by its height, as of a usual canvas
SLACK = 0.15  # of a column: by so much it may be longer or shorter, so that fewer wires are broken
LONG = 32  # rows from which on a drawing that nobody arranged is broken into columns

Row = list[tuple[str, float]]  # the blocks that stand side by side, each with its left edge
Span = tuple[float, float]  # the left edges of the first and the last of them


def in_columns(graph: Graph) -> dict[str, Position]:
    """A position for every block, in as many columns as show the whole of it largest."""
    rows = _rows(tidy(graph))
    if not rows:
        return {}
    crossed = _crossed(graph, rows)
    spans = [(min(x for _, x in row), max(x for _, x in row)) for row in rows]
    best = min((_breaks(crossed, count) for count in _counts(spans)), key=lambda at: _size(spans, at))
    found: dict[str, Position] = {}
    left = 0.0
    for start, stop in pairwise([0, *best, len(rows)]):
        column = rows[start:stop]
        edge = min(x for row in column for _, x in row)
        for i, row in enumerate(column):
            found.update((name, (left + x - edge, ROW * i)) for name, x in row)
        left += _width(spans[start:stop]) + BETWEEN
    return found


def is_long(graph: Graph) -> bool:
    """Whether a drawing of it would be so long that columns show it better."""
    depth: dict[str, int] = {}
    for name in graph.order:
        depth[name] = max((depth[port.node] + 1 for port in graph[name].inputs), default=1)
    return max(depth.values(), default=0) > LONG


def _rows(places: dict[str, Position]) -> list[Row]:
    rows: dict[float, Row] = defaultdict(list)
    for name, (x, y) in places.items():
        rows[y].append((name, x))
    return [rows[y] for y in sorted(rows)]


def _counts(spans: list[Span]) -> range:
    """How many columns may be best: about so many that the whole has its shape."""
    usual = math.sqrt(SHAPE * ROW * len(spans) / (_width(spans) + BETWEEN))
    narrow = math.sqrt(SHAPE * ROW * len(spans) / (BLOCK_WIDTH + BETWEEN))
    return range(max(1, int(usual * 0.7)), max(1, min(len(spans), int(narrow * 1.3))) + 1)


def _crossed(graph: Graph, rows: list[Row]) -> list[int]:
    """How many outputs are read across the gap above each row."""
    at = {name: i for i, row in enumerate(rows) for name, _ in row}
    begun, ended = [0] * (len(rows) + 1), [0] * (len(rows) + 1)
    for name, readers in graph.consumers.items():
        last = max((at[reader] for reader, _ in readers), default=at[name])
        begun[at[name] + 1] += last > at[name]
        ended[last + 1 if last > at[name] else 0] += last > at[name]
    found, open_ = [], 0
    for start, stop in zip(begun, ended, strict=True):
        open_ += start - stop
        found.append(open_)
    return found


def _breaks(crossed: list[int], count: int) -> list[int]:
    """The rows that begin a new column, near equal parts, where the fewest wires are broken."""
    rows = len(crossed) - 1
    part = rows / count
    slack = int(part * SLACK)
    found: list[int] = []
    for i in range(1, count):
        ideal = round(part * i)
        near = range(max(found[-1] + 1 if found else 1, ideal - slack), min(rows - 1, ideal + slack) + 1)
        if near:
            found.append(min(near, key=lambda at: (crossed[at], abs(at - ideal))))
    return found


def _size(spans: list[Span], breaks: list[int]) -> float:
    """How small the whole must be drawn: as its width asks for, or its height."""
    columns = [spans[start:stop] for start, stop in pairwise([0, *breaks, len(spans)])]
    width = sum(map(_width, columns)) + BETWEEN * (len(columns) - 1)
    return max(width, SHAPE * ROW * max(map(len, columns)))


def _width(column: list[Span]) -> float:
    return max(right for _, right in column) - min(left for left, _ in column) + BLOCK_WIDTH
