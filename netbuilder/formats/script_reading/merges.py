"""Merging as functions: `add([a, b])`, `concatenate`, and Keras 1's `merge(…, mode="concat")`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.errors import Fault
from netbuilder.formats.script_reading.layer_calls import call_layer, made_layer
from netbuilder.formats.script_reading.values import tensors_in
from netbuilder.layers import Layer

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

# The class for each function, and for each mode of Keras 1.
MERGED = {
    "add": "Add", "subtract": "Subtract", "multiply": "Multiply", "average": "Average", "maximum": "Maximum",
    "minimum": "Minimum", "concatenate": "Concatenate", "dot": "Dot", "concat": "Concatenate", "merge": "",
    "Merge": "",
}  # fmt: skip
MODES = {"sum": "Add", "mul": "Multiply", "concat": "Concatenate", "ave": "Average", "dot": "Dot", "cos": "Dot",
         "max": "Maximum"}  # fmt: skip


def merged_tensors(context: Context, name: str, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    """The block that merges tensors; None where there are none."""
    tensors = tensors_in(given) + tensors_in(list(named.values()))
    if not tensors:
        return None
    mode = named.get("mode", next((value for value in given if isinstance(value, str)), "sum"))
    kind = MERGED[name] or MODES.get(mode if isinstance(mode, str) else "", "")
    if not kind:
        made = context.placeholder(name, node, "it merges by a function of the script's own")
        return call_layer(context, made, [tensors], {}, node)
    layer: Layer = _layer(kind, mode, given, named)
    return call_layer(context, made_layer(context, layer, node, named.get("name")), [tensors], {}, node)


def _layer(kind: str, mode: Any, given: list[Any], named: dict[str, Any]) -> Layer:
    member = Layer.registry[kind]
    if kind == "Concatenate":
        axis = named.get("axis", named.get("concat_axis", next((v for v in given[1:] if isinstance(v, int)), -1)))
        return member(axis) if isinstance(axis, int) else member()  # type: ignore[no-any-return]
    if kind == "Dot":
        axes = named.get("axes", named.get("dot_axes", next((v for v in given[1:] if isinstance(v, int | tuple)), -1)))
        while isinstance(axes, list | tuple) and axes and isinstance(axes[0], list | tuple):
            axes = tuple(axis[0] for axis in axes)  # Keras 1: ([1], [1])
        try:
            return member(axes, normalize=mode == "cos" or named.get("normalize") is True)  # type: ignore[no-any-return]
        except Fault:
            return member.plain()  # type: ignore[no-any-return]
    return member()  # type: ignore[no-any-return]
