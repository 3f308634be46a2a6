"""Calls of methods: `model.add(…)`, `x.reshape(…)`, `"…".format(…)`, `names.append(…)`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from netbuilder.errors import Fault
from netbuilder.formats.script_reading import constants
from netbuilder.formats.script_reading.arrays import data_method, stepped
from netbuilder.formats.script_reading.context import expression_text
from netbuilder.formats.script_reading.fitting import evaluate_model, fit_model
from netbuilder.formats.script_reading.layer_calls import call_layer, call_network, checked_shape
from netbuilder.formats.script_reading.models import add_to, build
from netbuilder.formats.script_reading.training import compile_model
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
    Tensor,
    Unknown,
)

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context


def call_method(context: Context, bound: Bound, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    """What a method gives."""
    for kind, handler in HANDLERS.items():
        if isinstance(bound.owner, kind):
            return handler(context, bound.owner, bound.name, given, named, node)
    return Unknown((expression_text(node),))


def _of_network(
    context: Context, network: Network, name: str, given: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    if name == "add" and network.sequential:
        add_to(context, network, given[0] if given else named.get("layer"), node)
        return None
    if name == "pop" and network.items:
        network.spans.pop()
        return network.items.pop()
    if name == "compile":
        compile_model(context, network, given, named, node)
        return None
    if name in ("fit", "fit_generator", "train_on_batch"):
        return fit_model(context, network, name, given, named, node)
    if name in ("evaluate", "evaluate_generator"):
        return evaluate_model(context, given, named)
    if name == "build":
        build(context, network, given[0] if given else named.get("input_shape"))
        return None
    if name == "get_layer":
        wanted = given[0] if given else named.get("name")
        context.budget.pay_parts(len(network.items))
        return next((item for item in network.items if item.name == wanted), NOTHING_KNOWN)
    if name in ("load_weights", "set_weights") and not network.fits:
        context.note("{name} is left out: no weights are read with a script. Open them into the network", name=name)
        return None
    if name == "call":
        return call_network(context, network, given, named, node)
    return NOTHING_KNOWN


def _of_layer(context: Context, made: Made, name: str, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    if name in ("call", "__call__"):
        return call_layer(context, made, given, named, node)
    if name == "set_weights":
        context.note("{name} is left out: no weights are read with a script. Open them into the network", name=name)
    if name == "build" and given:
        shape = checked_shape(context, given[0])
        made.shape = shape[1:] if shape else None
    return None


def _of_tensor(
    context: Context, tensor: Tensor, name: str, given: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    if name in ("get_shape", "shape"):
        return (None, *tensor.shape) if tensor.shape is not None else NOTHING_KNOWN
    return NOTHING_KNOWN


def _of_data(context: Context, data: Data, name: str, given: list[Any], named: dict[str, Any], node: ast.Call) -> Any:
    return data_method(data, name, given, named)


def _of_list(context: Context, items: list[Any], name: str, given: list[Any], named: Any, node: ast.Call) -> Any:
    more: list[Any] = []
    if name in ("append", "insert") and given:
        more = [given[-1]]
    elif name == "extend" and given and isinstance(given[0], list | tuple):
        more = list(given[0])
    constants.check_more(items, more)
    if name in ("append", "extend"):
        items.extend(more)
    elif name == "insert" and len(given) == 2 and isinstance(given[0], int):
        items.insert(given[0], given[1])
    elif name == "pop" and items:
        return items.pop()
    elif name == "reverse":
        items.reverse()
    elif name == "index" and given and given[0] in items:
        return items.index(given[0])
    return None


def _of_dict(context: Context, items: dict[Any, Any], name: str, given: list[Any], named: Any, node: ast.Call) -> Any:
    if name == "get" and given and isinstance(given[0], str | int):
        return items.get(given[0], given[1] if len(given) > 1 else None)
    if name in ("items", "keys", "values"):
        return [tuple(pair) for pair in items.items()] if name == "items" else list(getattr(items, name)())
    if name == "update" and given and isinstance(given[0], dict):
        constants.check_more(items, given[0].values())
        items.update(given[0])
        return None
    return NOTHING_KNOWN


TEXTS = ("lower", "upper", "strip", "split", "startswith", "endswith", "title", "capitalize")


def _of_text(context: Context, text: str, name: str, given: list[Any], named: Any, node: ast.Call) -> Any:
    if name == "format":
        if any(isinstance(value, Unknown) for value in given):
            return NOTHING_KNOWN
        return constants.filled(text, given, named)
    if name == "join" and given and isinstance(given[0], list) and all(isinstance(part, str) for part in given[0]):
        return constants.joined(text, given[0])
    if name == "replace" and len(given) in (2, 3) and isinstance(given[0], str) and isinstance(given[1], str):
        count = given[2] if len(given) == 3 else -1
        return constants.replaced(text, given[0], given[1], count) if isinstance(count, int) else NOTHING_KNOWN
    if name in TEXTS and all(isinstance(value, str) for value in given):
        try:
            return constants.bounded(getattr(text, name)(*given))
        except (TypeError, ValueError):
            raise Fault("this text cannot be worked out") from None
    return NOTHING_KNOWN


def _of_options(
    context: Context, options: Options, name: str, given: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    if name == "add_argument":
        flag = next((value for value in given if isinstance(value, str) and value.startswith("--")), None)
        flag = flag or next((value for value in given if isinstance(value, str)), "")
        key = named.get("dest", flag.lstrip("-").replace("-", "_"))
        value = named.get("default")
        if named.get("action") in ("store_true", "store_false"):
            value = named["action"] == "store_false"
        options.values[str(key)] = value
        return None
    if name in ("parse_args", "parse_known_args"):
        return Chosen(options) if name == "parse_args" else (Chosen(options), [])
    return NOTHING_KNOWN


def _of_batches(
    context: Context, batches: Batches, name: str, given: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    if name == "batch":
        size = given[0] if given else named.get("batch_size")
        return replace(batches, size=size if isinstance(size, int) else None)
    if name == "map":
        context.note("what is done with each sample while it is read is left out")
    return batches


def _scaled(data: Data, scaler: Scaler) -> Data:
    for step in scaler.steps:
        data = stepped(data, step)
    return data


def _of_scaler(
    context: Context, scaler: Scaler, name: str, given: list[Any], named: dict[str, Any], node: ast.Call
) -> Any:
    if name in ("fit_transform", "transform", "standardize") and given and isinstance(given[0], Data):
        return _scaled(given[0], scaler)
    if name in ("flow_from_directory", "flow_from_dataframe"):
        size = named.get("batch_size", 32)
        return Batches(NOTHING_KNOWN, None, size if isinstance(size, int) else None)
    if name == "flow":
        x, y = (given[0], given[1]) if len(given) > 1 else (given[0] if given else named.get("x"), named.get("y"))
        size = named.get("batch_size", given[2] if len(given) > 2 else 32)
        x = _scaled(x, scaler) if isinstance(x, Data) else x
        return Batches(x, y, size if isinstance(size, int) else None)
    return scaler if name == "fit" else NOTHING_KNOWN


def _of_path(context: Context, path: FilePath, name: str, given: list[Any], named: Any, node: ast.Call) -> Any:
    if name == "with_name" and given and isinstance(given[0], str):
        return FilePath(given[0], path.beside)
    return path if name in ("resolve", "absolute", "expanduser") else NOTHING_KNOWN


def _of_measure(context: Context, measure: Measure, name: str, given: list[Any], named: Any, node: ast.Call) -> Any:
    return measure


HANDLERS: dict[type, Callable[..., Any]] = {
    Network: _of_network,
    Made: _of_layer,
    Tensor: _of_tensor,
    Data: _of_data,
    list: _of_list,
    dict: _of_dict,
    str: _of_text,
    Options: _of_options,
    Batches: _of_batches,
    Scaler: _of_scaler,
    FilePath: _of_path,
    Measure: _of_measure,
}
