"""Axes as Keras counts them: the batch is axis 0, and -1 is the last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.errors import Fault, ShapeError
from netbuilder.kinds import IntKind, Kind, Shape, TupleKind


@dataclass(frozen=True)
class AxisKind(IntKind):
    """One axis. Keras 2 wrote it as a list of one."""

    def coerce(self, value: Any) -> int:
        return super().coerce(value[0] if isinstance(value, list | tuple) and len(value) == 1 else value)


@dataclass(frozen=True)
class AxesKind(TupleKind):
    """One axis or several; one may be given as a number and is written as one."""

    inner: Kind = field(default_factory=IntKind)

    def coerce(self, value: Any) -> tuple[Any, ...]:
        found = super().coerce((value,) if isinstance(value, int | np.integer) else value)
        if not found:
            raise Fault("must name at least one axis")
        return found

    def to_json(self, value: Any) -> Any:
        return value[0] if len(value) == 1 else super().to_json(value)


def positions(axes: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """The axes of an array with the batch first, all counted from the front; raises ShapeError."""
    rank = len(shape) + 1
    for axis in axes:
        if not -rank < axis < rank or axis == 0:
            raise ShapeError("has no axis {axis} in inputs of shape {shape}", axis=axis, shape=shape)
    found = tuple(axis % rank for axis in axes)
    if len(set(found)) < len(found):
        raise ShapeError("names an axis twice: {axes} in inputs of shape {shape}", axes=axes, shape=shape)
    return found
