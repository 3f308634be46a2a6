"""Masks in Keras's files. Keras 3 writes down the operations that make them; here they follow from the layers.

What a file says is left out where it is what the layers do by themselves, and refused where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from netbuilder.errors import Fault
from netbuilder.graph import Graph, Port

MASK_ARGUMENTS = ("mask", "query_mask", "value_mask", "key_mask")
# Operations with which Keras's own layers make masks. Those of SHAPING read a tensor for its shape alone.
MAKING = {"NotEqual", "LogicalOr", "LogicalAnd", "Any", "ExpandDims", "Concatenate", "ConvertToTensor", "Cast"}
SHAPING = {"ZerosLike", "OnesLike"}
DEEPEST = 200

Place = tuple[str, int, int]


class MaskOperations:
    """The operations of a file by name."""

    def __init__(self, items: list[Mapping[str, Any]]) -> None:
        self._items = {str(item.get("name")): item for item in items if is_operation(item)}

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def roots(self, value: Any, depth: int = 0) -> Iterator[Place]:
        """The tensors of layers out of which a mask was made."""
        if depth > DEEPEST:
            raise Fault("its mask is nested too deeply")
        for place in tensors(value):
            name, call, output = _place(place)
            item = self._items.get(name)
            if item is None:
                yield name, call, output
            elif item.get("class_name") not in SHAPING:
                yield from self.roots(item.get("inbound_nodes"), depth + 1)


def is_operation(item: Mapping[str, Any]) -> bool:
    """Whether an entry of a file is one of the operations that make masks, not a layer."""
    if item.get("class_name") not in MAKING | SHAPING:
        return False
    module = item.get("module")  # .h5 files have none: there only what reads masks tells an operation from a layer
    if module is not None:
        return str(module).startswith("keras.src.ops")
    return item.get("class_name") != "Concatenate" or _reads_masks(item.get("inbound_nodes"))


def _reads_masks(value: Any) -> bool:
    if isinstance(value, Mapping):
        if value.get("class_name") == "__keras_tensor__":
            return bool((value.get("config") or {}).get("dtype") == "bool")
        value = list(value.values())
    return isinstance(value, list) and any(map(_reads_masks, value))


def tensors(value: Any) -> Iterator[Any]:
    """The [layer, call, output] of every tensor in a call, in order."""
    if isinstance(value, Mapping):
        if value.get("class_name") == "__keras_tensor__":
            yield (value.get("config") or {}).get("keras_history")
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
    except (TypeError, ValueError) as error:
        raise Fault("its mask cannot be read") from error


def expected(graph: Graph, port: Port, seen: frozenset[str] = frozenset()) -> set[Port]:
    """The outputs out of which the mask at a port is made by the layers themselves."""
    node = graph[port.node]
    if port.node in seen:
        return set()
    if node.layer.makes_mask:
        return set(node.inputs)
    if not node.layer.keeps_mask:
        return set()
    reads = node.inputs if node.layer.most_inputs is None else node.inputs[:1]
    return set().union(*(expected(graph, read, seen | {port.node}) for read in reads))
