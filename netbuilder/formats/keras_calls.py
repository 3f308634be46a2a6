"""How a file says that a layer is called: with which tensors, in which order, and what it is told besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.keras_masks import MASK_ARGUMENTS, tensors
from netbuilder.kinds import shown
from netbuilder.layers import Layer
from netbuilder.layers.augmentation.base import ImageAugmentation

# What a call may be told that changes nothing here.
NEUTRAL = {"training": (None, False), "mask": (None,), "attention_mask": (None,), "initial_state": (None,)}


def places_of(call: Any, layer: Layer) -> Iterator[Any]:
    """The [layer, call, output] of everything that one call reads, in the order of our inputs."""
    if isinstance(call, Mapping):  # Keras 3: {"args": […], "kwargs": {…}}
        yield from tensors(call.get("args"))
        yield from _by_name(layer, _keywords(call))
    elif isinstance(call, list):  # Keras 2: [[layer, call, output, {…}], …]
        yield from call
        yield from _by_name(layer, _keywords(call))


def told(layer: Layer, calls: Any) -> Layer:
    """The layer with what its calls tell it besides tensors; raises Fault for what cannot be expressed."""
    found: list[dict[str, Any]] = []
    declared = {field.keras: field for field in layer.fields() if field.call}
    for call in calls if isinstance(calls, list) else ():
        values = {}
        for name, value in _keywords(call).items():
            if name in declared:
                values[declared[name].name] = value
            elif (name in layer.input_names or name in MASK_ARGUMENTS) and _holds_tensors(value):
                continue
            elif name == "training" and isinstance(layer, ImageAugmentation):
                continue  # Keras 3 writes the default of these layers, and says anew at each run whether it trains
            elif value not in NEUTRAL.get(name, (None, False)):
                raise Fault("it is called with {name}, which cannot be read", name=shown(name))
        found.append(values)
    if any(values != found[0] for values in found):
        raise Fault("its calls differ in more than what they read")
    return layer.replace(**found[0]) if found and found[0] else layer


def masks_of(call: Any) -> Any:
    """The masks that a call is told, wherever they stand."""
    return [value for name, value in _keywords(call).items() if name in MASK_ARGUMENTS]


def _keywords(call: Any) -> dict[str, Any]:
    if isinstance(call, Mapping):
        kwargs = call.get("kwargs") or {}
        return dict(kwargs) if isinstance(kwargs, Mapping) else {}
    found: dict[str, Any] = {}
    for place in call if isinstance(call, list) else ():
        if isinstance(place, list) and len(place) > 3 and isinstance(place[3], Mapping):
            found.update(place[3])
    return found


def _by_name(layer: Layer, keywords: Mapping[str, Any]) -> Iterator[Any]:
    for name in layer.input_names:
        yield from tensors(keywords.get(name))


def _holds_tensors(value: Any) -> bool:
    return next(tensors(value), None) is not None
