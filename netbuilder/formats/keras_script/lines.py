"""Which lines of a script that NetBuilder wrote make which block: without reading all of it again."""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterator, Mapping

from netbuilder.formats.keras_script.names import variable_of
from netbuilder.graph import Functional, Graph

Span = tuple[int, int]
Lines = Mapping[str, tuple[Span, ...]]

TARGET = re.compile(r"(\w+)(?:, \w+)* = ")
SEQUENTIAL = re.compile(r"model = keras\.Sequential\(")
INSIDE = (" ", ")", "]", "}")  # how a line begins that goes on with a statement


def written_lines(graph: Graph, script: str) -> Lines:
    """The first and last line of each block, in the order in which blocks are written.

    A layer that is called more than once, or a network inside of a block, is made on lines of its own; they belong to
    the block that it is named for.
    """
    lines = script.split("\n")
    return _in_one_expression(graph, lines) or _in_statements(graph, lines)


def _in_statements(graph: Graph, lines: list[str]) -> Lines:
    """The blocks in `x = layers.Dense(…)(y)`, one after the other."""
    found: dict[str, tuple[Span, ...]] = {}
    waiting = deque(graph.order)
    made: list[Span] = []
    for first, last in _statements(lines):
        if not waiting:
            break
        target, wanted = _target(lines[first - 1]).rstrip("_"), variable_of(waiting[0]).rstrip("_")
        is_network = isinstance(graph[waiting[0]].layer, Functional)
        if target == wanted:
            found[waiting.popleft()] = (*made, (first, last))
            made = []
        elif target == f"{wanted}_layer" or (is_network and target.startswith(f"{wanted}_")):
            made.append((first, last))
    return found


def _in_one_expression(graph: Graph, lines: list[str]) -> Lines:
    """The layers in `model = keras.Sequential([…])`."""
    wanted = ((first, last) for first, last in _statements(lines) if SEQUENTIAL.match(lines[first - 1]))
    for first, last in wanted if graph.is_chain else ():
        made = ast.parse("\n".join(lines[first - 1 : last])).body[0]
        call = made.value if isinstance(made, ast.Assign) else None
        items = call.args[0] if isinstance(call, ast.Call) and call.args else None
        if isinstance(items, ast.List) and len(items.elts) == len(graph):
            spans = [(first + item.lineno - 1, first + (item.end_lineno or item.lineno) - 1) for item in items.elts]
            return {name: (span,) for name, span in zip(graph.order, spans, strict=True)}
    return {}


def _statements(lines: list[str]) -> Iterator[Span]:
    """The first and last line of each statement; no text that is written goes over a line's end."""
    first = 0
    for number, line in enumerate(lines, 1):
        if line.startswith(INSIDE):
            continue
        if first:
            yield first, number - 1
        first = 0 if line.startswith("#") or not line else number
    if first:
        yield first, len(lines)


def _target(line: str) -> str:
    """The first variable that a statement gives a value to."""
    found = TARGET.match(line)
    return found[1] if found else ""
