"""What a dot or square brackets find in a value."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING, Any

from netbuilder.formats.script_reading.arrays import data_attribute, data_subscript, stored_array
from netbuilder.formats.script_reading.context import expression_text
from netbuilder.formats.script_reading.homes import symbol
from netbuilder.formats.script_reading.layer_calls import call_layer
from netbuilder.formats.script_reading.values import (
    NOTHING_KNOWN,
    Batches,
    Bound,
    Chosen,
    Data,
    FilePath,
    Made,
    Measure,
    Network,
    Options,
    Scaler,
    Stored,
    Symbol,
    Tensor,
    Unknown,
)
from netbuilder.layers import Input
from netbuilder.spec import Spec

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

# What batches from a folder know of it.
OF_BATCHES = ("class_names", "class_indices", "num_classes", "classes", "samples", "n", "file_paths", "element_spec")
LONGEST_PATH = 500  # letters of what a library calls something

CONSTANTS: dict[str, Any] = {
    "numpy.newaxis": None,
    "tensorflow.newaxis": None,
    "numpy.pi": math.pi,
    "math.pi": math.pi,
    "math.e": math.e,
    "tensorflow.__version__": "2.16.0",
    "keras.__version__": "3.0.0",
}


def attribute(context: Context, owner: Any, node: ast.Attribute) -> Any:
    """`owner.name`"""
    name = node.attr
    if isinstance(owner, Symbol):
        if len(owner.path) > LONGEST_PATH:
            return NOTHING_KNOWN
        found = symbol(f"{owner.path}.{name}")
        return CONSTANTS.get(found.path, found)
    if isinstance(owner, Unknown):
        return _asked(owner, node)
    if name.startswith("__"):
        return Unknown(reason=f"what Python keeps under {name} is not read")
    if isinstance(owner, Tensor):
        return _of_tensor(owner, name, node)
    if isinstance(owner, Data):
        return data_attribute(owner, name, node)
    if isinstance(owner, Network):
        return _of_network(context, owner, name)
    if isinstance(owner, Made):
        return _of_layer(context, owner, name)
    if isinstance(owner, Chosen):
        return owner.options.values.get(name, Unknown((expression_text(node),)))
    if isinstance(owner, Bound) and owner.name == "dtype" and name == "kind":
        return "f" if isinstance(owner.owner, Data) and owner.owner.whole is False else "u"
    if isinstance(owner, Batches) and name in OF_BATCHES:
        return Unknown((expression_text(node),))
    if isinstance(owner, FilePath) and name == "parent":
        return FilePath("", True)
    if isinstance(owner, Spec) and any(field.name == name for field in owner.fields()):
        return getattr(owner, name)
    if isinstance(
        owner, str | list | tuple | dict | set | Stored | FilePath | Spec | Batches | Scaler | Measure | Options
    ):
        return Bound(owner, name)
    return Unknown((expression_text(node),))


def _asked(owner: Unknown, node: ast.expr) -> Unknown:
    """A part of something unknown: the part is what is asked for."""
    if owner.reason and not owner.asks:
        return owner
    text = expression_text(node)
    return Unknown((text,) if text else owner.asks, owner.undefined, owner.reason)


def _of_tensor(tensor: Tensor, name: str, node: ast.Attribute) -> Any:
    if name in ("shape", "_keras_shape"):
        return (None, *tensor.shape) if tensor.shape is not None else Unknown((expression_text(node),))
    return Bound(tensor, name)


def _of_network(context: Context, network: Network, name: str) -> Any:
    if name in ("input", "inputs", "output", "outputs"):
        ends = network.inputs if name.startswith("input") else network.outputs
        return (list(ends) if name.endswith("s") or len(ends) != 1 else ends[0]) if ends else NOTHING_KNOWN
    if name == "layers":
        return _layers_of(context, network) or NOTHING_KNOWN
    if name in ("name", "trainable"):
        return getattr(network, name)
    return Bound(network, name)


def _layers_of(context: Context, network: Network) -> list[Made | Network]:
    """`model.layers`: a Sequential model does not count its input among them, a Functional one does."""
    if network.sequential:
        context.budget.pay_parts(len(network.items))
        first = network.items[:1]
        return network.items[1 if first and isinstance(first[0], Made) and isinstance(first[0].layer, Input) else 0 :]
    context.budget.pay_parts(len(context.calls))
    used: set[int] = set()
    ends = {id(tensor.call) for tensor in network.inputs}
    waiting = [tensor.call for tensor in network.outputs]
    while waiting:
        call = waiting.pop()
        if id(call) not in used:
            used.add(id(call))
            waiting += [] if id(call) in ends else [tensor.call for tensor in call.inputs]
    return list(dict.fromkeys(call.made for call in context.calls if id(call) in used))


def _of_layer(context: Context, made: Made, name: str) -> Any:
    if name in ("output", "input"):
        context.budget.pay_parts(len(context.calls))
        calls = [call for call in context.calls if call.made is made]
        if calls:
            return Tensor(calls[-1]) if name == "output" else calls[-1].inputs[0] if calls[-1].inputs else NOTHING_KNOWN
        return NOTHING_KNOWN
    if name == "name":
        return made.name
    if any(field.name == name for field in made.layer.fields()):
        return getattr(made.layer, name)
    return Bound(made, name)


def subscript(context: Context, owner: Any, index: Any, node: ast.Subscript) -> Any:
    """`owner[index]`"""
    if isinstance(owner, Unknown):
        return _asked(owner, node)
    if isinstance(index, Unknown):
        return index
    if isinstance(owner, Data):
        return data_subscript(owner, index)
    if isinstance(owner, Stored) and isinstance(index, str):
        return stored_array(context, owner, index)
    if isinstance(owner, Tensor):
        made = context.placeholder("slice", node, "a part of a tensor cannot be taken")
        return call_layer(context, made, [owner], {}, node)
    if isinstance(owner, Batches):
        return (owner.x, owner.y)[index] if index in (0, 1) else NOTHING_KNOWN
    try:
        if isinstance(owner, list | tuple | str) and isinstance(index, int | slice):
            return owner[index]
        if isinstance(owner, dict):
            return owner.get(index, Unknown((expression_text(node),)))
    except (IndexError, TypeError, ValueError):
        pass
    return Unknown((expression_text(node),))
