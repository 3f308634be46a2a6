"""Operators between things that are no constants: tensors, data, paths, and what is not known."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.formats.script_reading import constants
from netbuilder.formats.script_reading.arrays import operate_on_data
from netbuilder.formats.script_reading.layer_calls import call_layer, made_layer
from netbuilder.formats.script_reading.values import NOTHING_KNOWN, Data, FilePath, Measure, Tensor, Unknown
from netbuilder.layers import Layer
from netbuilder.layers.preprocessing import Rescaling

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

MERGES = {ast.Add: "Add", ast.Sub: "Subtract", ast.Mult: "Multiply"}


def operate(context: Context, kind: type[ast.AST], left: Any, right: Any, node: ast.AST | None) -> Any:
    """What an operator gives."""
    for value in (left, right):
        if isinstance(value, Unknown):
            return value.joined(left, right)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _between_tensors(context, kind, left, right, node) if node is not None else NOTHING_KNOWN
    if isinstance(left, Data | Measure) or isinstance(right, Data | Measure):
        return operate_on_data(kind, left, right)
    if isinstance(left, FilePath) and isinstance(right, str) and kind is ast.Div:
        return FilePath(constants.bounded(f"{left.text}/{right}" if left.text else right), left.beside)
    if kind is ast.BitOr and isinstance(left, dict) and isinstance(right, dict):
        return left | right
    simple = (int, float, str, list, tuple)
    if node is not None and isinstance(left, simple) and isinstance(right, simple) and issubclass(kind, ast.operator):
        return constants.binary(kind, left, right)
    return NOTHING_KNOWN


def _between_tensors(context: Context, kind: type[ast.AST], left: Any, right: Any, node: ast.AST) -> Any:
    """`x + y` is Add, `x / 255` is Rescaling."""
    if isinstance(left, Tensor) and isinstance(right, Tensor) and kind in MERGES:
        layer = Layer.registry[MERGES[kind]]()
        return call_layer(context, made_layer(context, layer, node), [[left, right]], {}, node)
    rescaling = _rescaling(kind, left, right)
    if rescaling is not None:
        tensor = left if isinstance(left, Tensor) else right
        return call_layer(context, made_layer(context, rescaling, node), [tensor], {}, node)
    made = context.placeholder(kind.__name__.lower(), node, "tensors cannot be combined in this way")
    return call_layer(context, made, [left, right], {}, node)


def _rescaling(kind: type[ast.AST], left: Any, right: Any) -> Rescaling | None:
    number = right if isinstance(left, Tensor) else left
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    first = isinstance(left, Tensor)
    if kind is ast.Mult:
        return Rescaling(float(number))
    if kind is ast.Div and first and number:
        return Rescaling(1 / number)
    if kind is ast.Add:
        return Rescaling(1.0, offset=float(number))
    if kind is ast.Sub:
        return Rescaling(1.0, offset=-float(number)) if first else Rescaling(-1.0, offset=float(number))
    return None
