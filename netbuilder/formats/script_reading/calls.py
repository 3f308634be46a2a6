"""Calls: of Keras's classes and functions, of layers and models, of methods, and of the few helpers people use."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.errors import Fault
from netbuilder.formats.script_reading.context import expression_text
from netbuilder.formats.script_reading.dialects import family_of, is_layer
from netbuilder.formats.script_reading.helpers import HELPERS, helper_call
from netbuilder.formats.script_reading.layer_calls import call_layer, call_network, made_layer, make_layer
from netbuilder.formats.script_reading.merges import MERGED, merged_tensors
from netbuilder.formats.script_reading.methods import call_method
from netbuilder.formats.script_reading.models import make_model
from netbuilder.formats.script_reading.objects import make_object
from netbuilder.formats.script_reading.source import escaped
from netbuilder.formats.script_reading.values import (
    Bound,
    Class,
    Made,
    Network,
    Symbol,
    Tensor,
    Unknown,
    tensors_in,
)
from netbuilder.layers import Activation, Layer
from netbuilder.layers.parts.activations import ACTIVATIONS
from netbuilder.spec import Spec

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

# What would do something outside of the script: said, so that nobody takes it for done.
OUTSIDE = (
    "os.system", "os.popen", "os.remove", "os.rename", "os.exec", "os.spawn", "subprocess", "shutil", "builtins.eval",
    "builtins.exec", "builtins.compile", "pickle", "requests", "urllib", "socket", "ctypes", "importlib",
    "eval", "exec", "__import__", "builtins.__import__",
)  # fmt: skip


def call_value(context: Context, function: Any, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    """What a call gives."""
    if isinstance(function, Symbol):
        return _of_library(context, function, given, named, node)
    if isinstance(function, Made):
        return call_layer(context, function, given, named, node)
    if isinstance(function, Network):
        return call_network(context, function, given, named, node)
    if isinstance(function, Bound):
        return call_method(context, function, given, named, node)
    if isinstance(function, Class):
        return _of_class(context, function, node)
    if isinstance(function, Spec) and not isinstance(function, Layer):
        return Unknown((), False, "")
    return _unknown_call(context, function, given, named, node)


def _of_library(context: Context, function: Symbol, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    if function.within(*OUTSIDE):
        context.refuse(node, "{call} is not run: nothing of a script is", call=escaped(function.path))
        return Unknown()
    if function.path in HELPERS or function.within("keras.datasets", "keras.applications", "builtins"):
        return helper_call(context, function, given, named, node)
    if function.within("keras.models"):
        return make_model(context, function.last, given, named, node)
    if function.last in MERGED and function.within("keras.layers", "keras.ops", "keras.backend", "tensorflow"):
        found = merged_tensors(context, function.last, given, named, node)
        if found is not None:
            return found
    base = family_of(function)
    if base is Layer and (is_layer(function.last) or function.last[:1].isupper()):
        return make_layer(context, function.last, given, named, node)
    if base is not None and base is not Layer:
        return make_object(context, base, function.last, given, named, node)
    tensors = tensors_in(given) + tensors_in(list(named.values()))
    if tensors:
        return _function_of_tensors(context, function, given, named, node)
    return Unknown((expression_text(node),))


def _function_of_tensors(context: Context, function: Symbol, given: list[Any], named: dict[str, Any], node: Any) -> Any:
    """`keras.activations.relu(x)`, `tf.nn.relu(x)`: a block; anything else is kept as one that cannot be read."""
    name = {"swish": "silu"}.get(function.last, function.last)
    plain = [value for value in given if not isinstance(value, Tensor)]
    if name in ACTIVATIONS and function.within("keras", "tensorflow") and not plain and len(given) == 1:
        return call_layer(context, made_layer(context, Activation(name), node), given, {}, node)
    if function.within("keras.backend.int_shape", "tensorflow.shape") and isinstance(given[0], Tensor):
        return (None, *given[0].shape) if given[0].shape is not None else Unknown((expression_text(node),))
    if function.last in ("cast", "identity", "convert_to_tensor", "stop_gradient"):
        return given[0]
    if function.last in ("print", "len", "type", "str", "plot_model"):
        return Unknown()
    made = context.placeholder(function.last, node, "this function of tensors is not known")
    return call_layer(context, made, given, named, node)


def _of_class(context: Context, function: Class, node: ast.Call) -> Any:
    name = escaped(function.name)
    if function.is_model:
        context.refuse(
            node, "{name} is a model written as a class, and what a class does is not run. Its network is left out",
            name=name,
        )  # fmt: skip
        return Unknown()
    reason = f"it is a class of the script's own (line {function.line}), and no code of a script is run"
    return context.placeholder(function.name, node, reason)


def _unknown_call(context: Context, function: Any, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    tensors = tensors_in(given) + tensors_in(list(named.values()))
    if tensors:
        kind = expression_text(node.func).rpartition(".")[2] or "layer"
        made = context.placeholder(kind, node, "what it computes is not known")
        return call_layer(context, made, [tensors], {}, node)
    if isinstance(function, Unknown) and function.reason and not function.asks:
        raise Fault("{cause}", cause=function.reason)
    return Unknown((expression_text(node),), isinstance(function, Unknown) and function.undefined)
