"""How a file says that a layer is called: with which tensors, in which order, and what it is told besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from netbuilder.errors import Fault
from netbuilder.formats.keras.masks import MASK_ARGUMENTS, tensors
from netbuilder.formats.keras.places import FUNCTIONAL, SEQUENTIAL
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


class CallNumbers:
    """Which call of a layer a place means, counted from 0.

    Keras 2 counts the calls of a model inside from 1, for 0 is its making. Keras 3 counts from 0 where a layer reads,
    and at the ends those of a Functional model from 1; what it takes for the last there is 0.
    """

    def __init__(
        self,
        described: list[tuple[str, Layer, list[Any]]],
        kinds: Mapping[str, str],
        body: Mapping[str, Any],
        new: bool,
    ) -> None:
        reads = [place for _, layer, inbound in described for call in inbound for place in places_of(call, layer)]
        counts = {name: len(inbound) for name, _, inbound in described if kinds.get(name) in (FUNCTIONAL, SEQUENTIAL)}
        new = new or any(isinstance(call, Mapping) for _, _, inbound in described for call in inbound)
        ends = [] if new else flat_places(body.get("output_layers"))
        told: dict[str, list[int]] = {name: [] for name in counts}
        for place in (*reads, *ends):
            if is_place(place) and place[0] in told:
                told[place[0]].append(place[1])
        self._first = {name: 1 if min(found, default=0 if new else 1) >= 1 else 0 for name, found in told.items()}
        self._at_ends = dict(self._first)
        if new:
            self._first = {name: 1 if max(found, default=0) == counts[name] else 0 for name, found in told.items()}
            self._at_ends = {name: 1 if kinds[name] == FUNCTIONAL else 0 for name in counts}
        self._counts = counts

    def read(self, place: Any) -> Any:
        """The place of what a layer reads, with the number of the call."""
        return self._counted(place, self._first)

    def at_end(self, place: Any) -> Any:
        """The place of an output of the model, with the number of the call."""
        return self._counted(place, self._at_ends)

    def _counted(self, place: Any, first: Mapping[str, int]) -> Any:
        if not is_place(place) or place[0] not in first:
            return place
        number = place[1] - first[place[0]]
        return [place[0], self._counts[place[0]] - 1 if number == -1 else number, *place[2:]]


def flat_places(value: Any) -> list[Any]:
    """Ends stand alone, in a list, or in a dict by name."""
    if isinstance(value, Mapping):
        return [place for item in value.values() for place in flat_places(item)]
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        return [place for item in value for place in flat_places(item)]
    return [value] if value else []
