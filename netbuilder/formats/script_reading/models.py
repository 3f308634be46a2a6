"""Sequential and Functional models as a script makes them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from netbuilder.errors import N_, Fault
from netbuilder.formats.script_reading.context import expression_text
from netbuilder.formats.script_reading.layer_calls import checked_shape
from netbuilder.formats.script_reading.values import Made, Network, Tensor, Unknown, tensors_in
from netbuilder.layers import Input

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context


def make_model(context: Context, name: str, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    """A model from `Sequential` or `Model`."""
    if name == "Sequential":
        return _sequential(context, given, named, node)
    if name in ("Model", "Functional"):
        return _functional(context, given, named, node)
    if name in ("load_model", "model_from_json", "clone_model"):
        if name == "clone_model" and given and isinstance(given[0], Network):
            return given[0]
        return Unknown(reason=f"{name} takes a model from a file. Open that file instead")
    if name == "Graph":
        raise Fault("Graph is Keras 0's way to build networks. Write it with Model")
    return Unknown((expression_text(node),))


def _sequential(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Network:
    network = _network(context, named, node, "sequential", True)
    layers = given[0] if given else named.get("layers", [])
    if isinstance(layers, Unknown):
        raise Fault("the layers of this model are not known")
    items = layers if isinstance(layers, list | tuple) else [layers] if layers is not None else []
    argument = node.args[0] if node.args else None
    elements = argument.elts if isinstance(argument, ast.List | ast.Tuple) else []
    for i, item in enumerate(items):
        plain = len(elements) == len(items)
        add_to(context, network, item, elements[i] if plain else argument or node)
    return network


def _network(context: Context, named: dict[str, Any], node: ast.AST, base: str, sequential: bool) -> Network:
    context.count_block()
    name = named.get("name")
    named_so = isinstance(name, str) and bool(name)
    network = Network(str(name) if named_so else context.auto_name(base), context.span(node)[0], sequential)
    network.named = named_so
    network.trainable = named.get("trainable") is not False
    context.networks.append(network)
    return network


def add_to(context: Context, network: Network, item: Any, node: ast.AST) -> None:
    """One more layer of a Sequential model."""
    if isinstance(item, list | tuple) and len(item) == 1:
        item = item[0]
    if isinstance(item, Tensor) and isinstance(item.call.made, Made) and isinstance(item.call.made.layer, Input):
        made, layer = item.call.made, item.call.made.layer
        made.shape, made.dtype = layer.shape, layer.dtype
        item = made
    if isinstance(item, Unknown) or not isinstance(item, Made | Network):
        reason = item.reason if isinstance(item, Unknown) and item.reason else N_("what is added here is not known")
        inner = node.args[0] if isinstance(node, ast.Call) and node.args else node
        kind = expression_text(inner.func if isinstance(inner, ast.Call) else inner) or "layer"
        item = context.placeholder(kind.rpartition(".")[2], node, reason)
    if isinstance(item, Network):
        item.calls += 1
    if len(network.items) and isinstance(item, Made) and isinstance(item.layer, Input):
        return
    network.items.append(item)
    network.spans.append(context.span(node))


def _functional(context: Context, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    inputs = given[0] if given else named.get("inputs", named.get("input"))
    outputs = given[1] if len(given) > 1 else named.get("outputs", named.get("output"))
    ins, outs = tuple(tensors_in(inputs)), tuple(tensors_in(outputs))
    if len(given) > 2 and isinstance(given[2], str):
        named = {**named, "name": given[2]}
    if not ins or not outs:
        for value in (inputs, outputs):
            if isinstance(value, Unknown) and value.reason:
                raise Fault("{cause}", cause=value.reason)
        raise Fault("this model is not made of inputs and outputs that are known here")
    network = _network(context, named, node, "functional", False)
    network.inputs, network.outputs = ins, outs
    return network


def build(context: Context, network: Network, shape: Any) -> None:
    """`model.build((None, 28, 28))`"""
    found = checked_shape(context, shape)
    if found is not None and network.sequential:
        network.input_shape = found[1:]
