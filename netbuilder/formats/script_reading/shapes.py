"""The shapes of a model's outputs, as far as they are known while it is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netbuilder.errors import Fault
from netbuilder.formats.channels import shapes_in_script
from netbuilder.formats.script_reading.values import Call, Made, Network
from netbuilder.kinds import Shape
from netbuilder.layers import Input

if TYPE_CHECKING:
    from netbuilder.formats.script_reading.context import Context

LARGEST_COUNT = 4  # channels that a picture may have, where it is not clear which axis they are
OF_ONE = 4  # steps that the shape after one layer is worth


def input_shape_of(network: Network) -> Shape | None:
    """The shape of a Sequential model's input, where a layer or the model was told it."""
    for item in network.items[:1]:
        if isinstance(item, Network):
            return input_shape_of(item) if item.sequential else item.inputs[0].shape if item.inputs else None
        if item.shape is not None:
            return item.shape
    return network.input_shape


def network_shapes(context: Context, network: Network, given: Shape | None = None) -> tuple[Shape, ...]:
    """The shapes of its outputs; none where they are not known. Raises TooMuch."""
    if not network.sequential:
        shapes = tuple(tensor.shape for tensor in network.outputs)
        return tuple(shape for shape in shapes if shape is not None) if None not in shapes else ()
    shape = input_shape_of(network) or given
    for item in network.items:
        if shape is None:
            return ()
        context.budget.pay(OF_ONE)
        shape = _after(context, item, shape)
    return () if shape is None else (shape,)


def _after(context: Context, item: Made | Network, shape: Shape) -> Shape | None:
    if isinstance(item, Network):
        shapes = network_shapes(context, item, shape)
        return shapes[0] if shapes else None
    if isinstance(item.layer, Input):
        return shape
    try:
        return shapes_in_script(item.layer, item.first, [shape])[0]
    except (Fault, TypeError, ValueError, IndexError):
        return None


def channels_seem_first(calls: Iterable[Call], network: Network) -> bool:
    """Whether inputs look like (3, 100, 100): Keras 1 did not say so in the script, but in a file of settings."""
    shapes = [
        call.made.layer.shape for call in calls if isinstance(call.made, Made) and isinstance(call.made.layer, Input)
    ]
    shapes += [input_shape_of(network) or ()] if network.sequential else []
    return any(len(shape) == 3 and shape[0] in (1, 3) and (shape[2] or 0) > LARGEST_COUNT for shape in shapes)
