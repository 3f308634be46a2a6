"""A CSV file as NetBuilder's own scripts read it: with the standard library, by the columns that it has."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.data import DataSettings
from netbuilder.errors import Fault
from netbuilder.files import parse_json
from netbuilder.formats.keras_script.tables import RECIPE
from netbuilder.formats.script_reading.values import Data

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

PARTS = ("x_train", "y_train", "x_test", "y_test")
TABLE = "table"


def table_parts(context: Context, node: ast.Assign) -> tuple[Data, ...] | None:
    """The four arrays, where this statement takes them out of the rows of a table."""
    target = node.targets[0]
    if not isinstance(target, ast.Tuple) or not isinstance(node.value, ast.Tuple):
        return None
    names = tuple(item.id for item in target.elts if isinstance(item, ast.Name))
    if names != PARTS or not table_settings(context):
        return None
    return tuple(Data(TABLE, part, role) for role, part in (name.split("_") for name in PARTS))


def table_settings(context: Context) -> dict[str, Any]:
    """Path, columns and the rest, from the names that such a script uses; nothing where it is another script."""
    known = context.globals.names
    path, names, columns = known.get("path"), known.get("names"), known.get("columns")
    if not isinstance(path, str) or not isinstance(names, list) or not isinstance(columns, list):
        return {}
    context.budget.pay(len(context.source.tree.body))
    target, share = _target(context.source.tree), _share(context.source.tree)
    if not target or not all(isinstance(name, str) for name in (*names, *columns)):
        return {}
    told = recipe_of(context)
    used = {*columns, target, told.get("weight_column"), told.get("split_column")}
    used |= {told.get("time_column"), told.get("group_column")}
    ignored = tuple(name for name in names if name not in used)
    missing = "drop" if "whole" in known else "mean" if "blanks" in known else "refuse"
    return {"path": path, "target": target, "ignore": ignored, "missing": missing, "test_split": share, **told}


def recipe_of(context: Context) -> dict[str, Any]:
    """The settings that a script of NetBuilder tells in a comment, since no line says them by itself."""
    for line in context.source.text.split("\n"):
        if line.strip().startswith(RECIPE):
            try:
                told = parse_json(line.strip().removeprefix(RECIPE).encode(), "recipe")
            except Fault:
                return {}
            known = {field.name for field in DataSettings.fields()}
            return {name: value for name, value in told.items() if name in known} if isinstance(told, dict) else {}
    return {}


def _assigned(tree: ast.Module, name: str) -> list[ast.expr]:
    return [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name
    ]


def _target(tree: ast.Module) -> str:
    """The column that `y` is made of."""
    for value in _assigned(tree, "y"):
        for node in ast.walk(value):
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "cells":
                return str(node.slice.value) if isinstance(node.slice, ast.Constant) else ""
    return ""


def _share(tree: ast.Module) -> float:
    """The share of rows that is held for testing."""
    for value in _assigned(tree, "held"):
        for node in ast.walk(value):
            if isinstance(node, ast.Constant) and isinstance(node.value, float | int):
                return float(node.value)
    return float(DataSettings().test_split)
