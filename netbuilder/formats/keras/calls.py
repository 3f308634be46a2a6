"""How a file says that a layer is called: with which tensors, in which order, and what it is told besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.keras.masks import MASK_ARGUMENTS, tensors
from netbuilder.graph import Functional
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
            elif not _is_neutral(name, value):
                raise Fault("it is called with {name}, which cannot be read", name=shown(name))
        found.append(values)
    if any(values != found[0] for values in found):
        raise Fault("its calls differ in more than what they read")
    return layer.replace(**found[0]) if found and found[0] else layer


def _is_neutral(name: str, value: Any) -> bool:
    """Whether it changes nothing; Keras 3.0 to 3.5 gave attention a list of masks, of which each may be None."""
    if name == "mask" and isinstance(value, list):
        return all(item is None for item in value)
    return value in NEUTRAL.get(name, (None, False))


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


def is_place(place: Any) -> bool:
    """Whether it is [layer, call, output]."""
    return (
        isinstance(place, list | tuple)
        and len(place) >= 3
        and isinstance(place[0], str)
        and all(type(number) is int for number in place[1:3])
    )


def counted_from(described: list[Any], body: Mapping[str, Any]) -> Callable[[str], int]:
    """The number of each layer's first call. Keras 2 counts the calls of a model inside from 1: 0 is its making."""
    places = [place for _, layer, inbound in described for call in inbound for place in places_of(call, layer)]
    places += flat_places(body.get("output_layers"))
    models = {name for name, layer, _ in described if isinstance(layer, Functional)}
    first: dict[str, int] = {}
    for place in places:
        if is_place(place) and place[0] in models:
            first[place[0]] = min(first.get(place[0], 1), max(place[1], 0))
    return lambda name: first.get(name, 0)


def flat_places(value: Any) -> list[Any]:
    """Ends stand alone, in a list, or in a dict by name."""
    if isinstance(value, Mapping):
        return [place for item in value.values() for place in flat_places(item)]
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        return [place for item in value for place in flat_places(item)]
    return [value] if value else []
