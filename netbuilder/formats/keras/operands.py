"""What an operation of Keras's files is given: tensors, numbers, options, as its rule asks for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.errors import Fault
from netbuilder.kinds import Shape, shown
from netbuilder.layers.number_kinds import Numbers

MISSING = object()
FIRST, SECOND = ("x1", "x", "inputs", "tensor", "input_tensor", "features", "logits"), ("x2", "y")
MOST_NUMBERS = 100_000


@dataclass(frozen=True)
class Operand:
    """A tensor that an operation reads, by its number."""

    number: int


@dataclass(frozen=True)
class Call:
    """One call: values by position and by name, and the shapes of its tensors without the batch."""

    given: tuple[Any, ...]
    options: Mapping[str, Any]
    shapes: tuple[Shape, ...]

    def tensor(self) -> Operand:
        """The one tensor that it reads; raises Fault."""
        value = self.argument(0, *FIRST)
        if not isinstance(value, Operand) or len(self.shapes) != 1:
            raise Fault("it does not read exactly one tensor")
        return value

    def two(self) -> tuple[Any, Any]:
        """Both sides of `a + b`, tensors or numbers."""
        return self.argument(0, *FIRST), self.argument(1, *SECOND)

    def argument(self, position: int, *names: str, default: Any = MISSING) -> Any:
        """A value by its position or by one of its names; raises Fault where it is not given."""
        if position < len(self.given):
            return self.given[position]
        found = [self.options[name] for name in names if name in self.options]
        if not found and default is MISSING:
            raise Fault("its {name} is missing", name=names[0])
        return found[0] if found else default

    def shape(self, operand: Operand) -> Shape:
        """The shape of one of its tensors."""
        return self.shapes[operand.number]

    def axis(self, value: Any, rank: int) -> int:
        """An axis counted from the batch, which is 0; raises Fault where there is none, or it is the batch's."""
        if type(value) is not int or not -rank <= value < rank or value % rank == 0:
            raise Fault("it works along axis {axis} of {rank}, which no layer does", axis=shown(value), rank=rank)
        return value % rank


def numbers(value: Any, shape: Shape) -> Numbers:
    """A constant beside a tensor of that shape: one number, or one for each channel; raises Fault."""
    try:
        array = np.asarray(value, np.float64) if not isinstance(value, str | bool) else None
    except (TypeError, ValueError, OverflowError):
        array = None
    if array is None or array.size == 0 or array.size > MOST_NUMBERS or not np.isfinite(array).all():
        raise Fault("{value} is not a number that a layer could hold", value=shown(value))
    if array.ndim > len(shape) + 1 or any(size != 1 for size in array.shape[:-1]):
        raise Fault("it reads numbers of shape {shape}, of which no layer holds so many axes", shape=array.shape)
    flat = array.reshape(-1)
    if flat.size == 1:
        return float(flat[0])
    if array.ndim == 0 or not shape or shape[-1] != flat.size:
        raise Fault("it reads {count} numbers for inputs of shape {shape}", count=flat.size, shape=shape)
    return tuple(map(float, flat))


def scaled(value: Numbers, factor: float) -> Numbers:
    """Each number times a factor."""
    return tuple(factor * number for number in value) if isinstance(value, tuple) else factor * value


def inverse(value: Numbers) -> Numbers:
    """One divided by each number; raises Fault where one is 0 or too near to it."""
    each = value if isinstance(value, tuple) else (value,)
    if any(number == 0 or not math.isfinite(1 / number) for number in each):
        raise Fault("it divides by 0")
    found = tuple(1 / number for number in each)
    return found if isinstance(value, tuple) else found[0]
