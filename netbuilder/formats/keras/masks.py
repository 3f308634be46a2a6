"""Masks in Keras's files. Keras 3 writes down the operations that make them; here they follow from the layers.

What a file says is left out where it is what the layers do by themselves, and refused where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.keras.operations import is_operation
from netbuilder.graph import Graph, Port
from netbuilder.layers import Input

MASK_ARGUMENTS = ("mask", "query_mask", "value_mask", "key_mask")
# Operations with which Keras's own layers make masks. Those of SHAPING read a tensor for its shape alone.
MAKING = {"NotEqual", "LogicalOr", "LogicalAnd", "Any", "ExpandDims", "Concatenate", "ConvertToTensor", "Cast"}
SHAPING = {"ZerosLike", "OnesLike"}

Place = tuple[str, int, int]


class MaskOperations:
    """The operations of a file that make masks, by name; `ends` are the places of the model's outputs.

    Some of them compute with values too (`Concatenate`, `ExpandDims`, `Cast`): those that a layer, another operation
    or an output reads are none of these.
    """

    def __init__(self, items: list[Mapping[str, Any]], ends: Any = None) -> None:
        making = {str(item.get("name")): item for item in items if _may_make_masks(item)}
        read = [ends, *(_values(item) for item in items if str(item.get("name")) not in making)]
        while read:
            for place in tensors(read.pop()):
                if isinstance(place, list) and place and isinstance(place[0], str):
                    item = making.pop(place[0], None)
                    if item is not None:
                        read.append(item.get("inbound_nodes"))
        self._items = making

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def roots(self, value: Any) -> Iterator[Place]:
        """The tensors of layers out of which a mask was made."""
        waiting, seen = [value], set()
        while waiting:
            for place in tensors(waiting.pop()):
                name, call, output = _place(place)
                item = self._items.get(name)
                if item is None:
                    yield name, call, output
                elif item.get("class_name") not in SHAPING and name not in seen:
                    seen.add(name)
                    waiting.append(item.get("inbound_nodes"))


def _may_make_masks(item: Mapping[str, Any]) -> bool:
    return item.get("class_name") in MAKING | SHAPING and is_operation(item)


def _values(item: Mapping[str, Any]) -> Any:
    """What the calls of a layer or an operation read besides masks."""
    calls = item.get("inbound_nodes")
    found = []
    for call in calls if isinstance(calls, list) else ():
        if isinstance(call, Mapping):
            named = call.get("kwargs")
            named = named if isinstance(named, Mapping) else {}
            found += [call.get("args"), [value for name, value in named.items() if name not in MASK_ARGUMENTS]]
    return found


def _config(value: Mapping[str, Any]) -> Mapping[str, Any]:
    config = value.get("config")
    return config if isinstance(config, Mapping) else {}


def tensors(value: Any) -> Iterator[Any]:
    """The [layer, call, output] of every tensor in a call, in order."""
    if isinstance(value, Mapping):
        if value.get("class_name") == "__keras_tensor__":
            yield _config(value).get("keras_history")
        else:
            for item in value.values():
                yield from tensors(item)
    elif isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and type(value[1]) is int:
        yield value  # Keras 2 writes a place where Keras 3 writes a tensor
    elif isinstance(value, list):
        for item in value:
            yield from tensors(item)


def _place(place: Any) -> Place:
    try:
        name, call, output = place
        return str(name), int(call), int(output)
    except (TypeError, ValueError, OverflowError) as error:
        raise Fault("its mask cannot be read") from error


def expected(graph: Graph, port: Port) -> set[Port]:
    """The outputs out of which the mask at a port is made by the layers themselves."""
    return {read for name in _keeping(graph, port) if graph[name].layer.makes_mask for read in graph[name].inputs}


def inputs_behind(graph: Graph, port: Port) -> set[str]:
    """The inputs of the network whose mask, if they had one, would reach a port."""
    return {name for name in _keeping(graph, port) if isinstance(graph[name].layer, Input)}


def _keeping(graph: Graph, port: Port) -> set[str]:
    """The nodes from which a mask comes to a port, or would come."""
    waiting, seen = [port.node], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        node = graph[name]
        if node.layer.keeps_mask and not node.layer.makes_mask:
            reads = node.inputs if node.layer.most_inputs is None else node.inputs[:1]
            waiting += [read.node for read in reads]
    return seen
