"""Which lines of a script that NetBuilder wrote make which block: without reading all of it again."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Mapping

from netbuilder.formats.script_names import variable_of
from netbuilder.graph import Functional, Graph

Lines = Mapping[str, tuple[tuple[int, int], ...]]


def written_lines(graph: Graph, script: str) -> Lines:
    """The first and last line of each block, in the order in which blocks are written.

    A layer that is called more than once, or a network inside of a block, is made on lines of its own; they belong to
    the block that it is named for.
    """
    try:
        body = ast.parse(script).body
    except SyntaxError:  # where there is no script, the text says why
        return {}
    if graph.is_chain:
        items = next((found for found in map(_items, body) if len(found) == len(graph)), [])
        return {name: (_span(item),) for name, item in zip(graph.order, items, strict=False)}
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    waiting = deque(graph.order)
    made: list[tuple[int, int]] = []

    def is_network(name: str) -> bool:
        return isinstance(graph[name].layer, Functional)

    for statement in body:
        if not waiting:
            break
        target, wanted = _target(statement).rstrip("_"), variable_of(waiting[0]).rstrip("_")
        if target == wanted:
            found[waiting.popleft()] = (*made, _span(statement))
            made = []
        elif target == f"{wanted}_layer" or (is_network(waiting[0]) and target.startswith(f"{wanted}_")):
            made.append(_span(statement))
    return found


def _items(statement: ast.stmt) -> list[ast.expr]:
    """The layers in `model = keras.Sequential([…])`."""
    call = statement.value if isinstance(statement, ast.Assign) else None
    if _target(statement) != "model" or not isinstance(call, ast.Call) or not call.args:
        return []
    return call.args[0].elts if isinstance(call.args[0], ast.List) else []


def _target(statement: ast.stmt) -> str:
    """The first variable that a statement gives a value to."""
    return next(_names(statement), "")


def _names(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign):
        target = statement.targets[0]
        target = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
        if isinstance(target, ast.Name):
            yield target.id


def _span(node: ast.stmt | ast.expr) -> tuple[int, int]:
    return node.lineno, node.end_lineno or node.lineno
