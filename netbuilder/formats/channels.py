"""Layers of a script or a file that put channels first: which they are, and how the axes of their arrays stand here.

An order says for each axis of an array here which axis it is in the script, without the batch: (1, 2, 0) has the
script's first axis, the channels, at the end. None stands for the script's own order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from netbuilder.errors import Fault
from netbuilder.kinds import Shape
from netbuilder.layers import Layer
from netbuilder.layers.wrappers import TimeDistributed

Order = tuple[int, ...]
# The layers that Keras tells where the channels stand, by argument or for all of them at once.
FORMATTED = re.compile(
    r"Flatten|(Separable|Depthwise)?Conv[123]D(Transpose)?|\w*Pooling[123]D|UpSampling[23]D|ZeroPadding[123]D|"
    r"Cropping[23]D|SpatialDropout[23]D|Random\w+|CenterCrop|Resizing|AutoContrast|Equalization|Solarization"
)
BY_AXIS = ("softmax", "log_softmax", "sparsemax")  # functions of a whole axis, the last one


def puts_first(kind: type[Layer], told: Any, usual: bool, old: bool) -> bool | None:
    """Whether a layer has its channels first; None where the script does not say.

    `told` is its own `data_format`, `usual` what was set for all. Raises Fault for another word.
    """
    if told in ("channels_first", "channels_last"):
        return bool(told == "channels_first")
    if told not in (None, "default"):
        raise Fault("its data_format is not known. Say channels_first or channels_last")
    return True if usual and is_formatted(kind, old) else None


def is_formatted(kind: type[Layer], old: bool) -> bool:
    """Whether the setting for all layers counts for one of this kind: in Keras 1 for pictures alone."""
    return FORMATTED.fullmatch(kind.__name__) is not None and not (old and "1D" in kind.__name__)


def check_first(layer: Layer) -> None:
    """Raises Fault for a layer whose channels cannot be moved to the end."""
    function = getattr(layer, "activation", None)
    if function in BY_AXIS:
        raise Fault(
            "with channels first its {function} runs over the width of the picture, not over the channels. "
            "Write it as a layer Softmax behind", function=function,
        )  # fmt: skip


def order_for(layer: Layer, rank: int) -> Order | None:
    """The order in which a layer that puts channels first in the script finds its input here."""
    if isinstance(layer, TimeDistributed):
        inner = order_for(layer.layer, rank - 1)
        return None if inner is None else (0, *(1 + axis for axis in inner))
    return (*range(1, rank), 0) if rank > 1 else None


def moved(shape: Shape, order: Order | None) -> Shape:
    """A shape of the script as it is here."""
    return shape if order is None else tuple(shape[axis] for axis in order)


def moved_back(shape: Shape, order: Order | None) -> Shape:
    """A shape here as the script has it."""
    return shape if order is None else tuple(shape[order.index(axis)] for axis in range(len(shape)))


def shapes_in_script(layer: Layer, first: bool | None, shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """The shapes of a layer's outputs in the order of the script; raises ShapeError."""
    if not first:
        return layer.output_shapes(*shapes)
    here = [moved(shape, order_for(layer, len(shape))) for shape in shapes]
    return tuple(moved_back(shape, order_for(layer, len(shape))) for shape in layer.output_shapes(*here))
