"""Which lines of a script that NetBuilder wrote make which block: without reading all of it again."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from netbuilder.formats.script_names import variable_of
from netbuilder.graph import Graph

Lines = Mapping[str, tuple[tuple[int, int], ...]]


def written_lines(graph: Graph, script: str) -> Lines:
    """The first and last line of each block, in the order in which blocks are written."""
    try:
        body = ast.parse(script).body
    except SyntaxError:  # where there is no script, the text says why
        return {}
    if graph.is_chain:
        items = next((found for found in map(_items, body) if len(found) == len(graph)), [])
        return {name: (_span(item),) for name, item in zip(graph.order, items, strict=False)}
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    waiting = list(graph.order)
    for statement in body:
        if waiting and _target(statement).rstrip("_") == variable_of(waiting[0]).rstrip("_"):
            found[waiting.pop(0)] = (_span(statement),)
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
