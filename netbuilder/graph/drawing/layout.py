"""Positions for blocks: rows by depth, ordered within a row so that few wires cross (Sugiyama's method)."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.graph.graph import Graph

BLOCK_WIDTH, BLOCK_HEIGHT = 192.0, 48.0
COLUMN, ROW = BLOCK_WIDTH + 48, BLOCK_HEIGHT + 48  # both on the grid of 8
GRID = 8.0
SWEEPS = 4

Position = tuple[float, float]


def tidy(graph: Graph) -> dict[str, Position]:
    """A position for every block: data flows from top to bottom, the middle of the drawing is x = 0."""
    rows = _rows(graph)
    for sweep in range(SWEEPS):
        _order_by_neighbours(graph, rows, downwards=sweep % 2 == 0)
    across = _across(graph, rows)
    return {name: (across[name], ROW * i) for i, row in enumerate(rows) for name in row}


def moved(graph: Graph, positions: Mapping[str, Position]) -> Graph:
    """The graph with some blocks at new positions."""
    return graph.with_nodes(*(graph[name].replace(position=position) for name, position in positions.items()))


def _rows(graph: Graph) -> list[list[str]]:
    depth: dict[str, int] = {}
    for name in graph.order:
        depth[name] = max((depth[port.node] + 1 for port in graph[name].inputs), default=0)
    # An input stands right above the first block that reads it.
    for name in graph.input_names:
        if graph.consumers[name]:
            depth[name] = min(depth[reader] for reader, _ in graph.consumers[name]) - 1
    rows: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in graph.order:
        rows[depth[name]].append(name)
    return [row for row in rows if row]


def _neighbours(graph: Graph, name: str, upper: bool) -> list[str]:
    if upper:
        return [port.node for port in graph[name].inputs]
    return [reader for reader, _ in graph.consumers[name]]


def _order_by_neighbours(graph: Graph, rows: list[list[str]], downwards: bool) -> None:
    place = {name: i for row in rows for i, name in enumerate(row)}
    for row in rows if downwards else rows[::-1]:
        weight = {}
        for i, name in enumerate(row):
            near = [place[other] for other in _neighbours(graph, name, upper=downwards)]
            weight[name] = sum(near) / len(near) if near else float(i)
        row.sort(key=weight.__getitem__)
        place.update({name: i for i, name in enumerate(row)})


def _across(graph: Graph, rows: list[list[str]]) -> dict[str, float]:
    """Each block as near as can be to the middle of those it reads, without two closer than a column."""
    across: dict[str, float] = {}
    for row in rows:
        wanted = []
        for i, name in enumerate(row):
            near = [across[other] for other in _neighbours(graph, name, upper=True) if other in across]
            wanted.append(sum(near) / len(near) if near else (i - (len(row) - 1) / 2) * COLUMN)
        spread = _spread(wanted)
        across.update(dict(zip(row, spread, strict=True)))
    return across


def _spread(wanted: list[float]) -> list[float]:
    """The nearest positions in the same order that are at least a column apart."""
    groups: list[tuple[float, int]] = []  # (where its first block wants to stand, how many blocks)
    for want in wanted:
        groups.append((want, 1))
        while len(groups) > 1 and groups[-2][0] + groups[-2][1] * COLUMN > groups[-1][0]:
            (b, m), (a, n) = groups.pop(), groups.pop()
            groups.append(((a * n + (b - n * COLUMN) * m) / (n + m), n + m))
    return [start + i * COLUMN for start, count in groups for i in range(count)]
