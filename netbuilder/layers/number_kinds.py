"""Kinds of fields that Keras lets be one number or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.errors import Fault
from netbuilder.kinds import Bounds, FloatKind, IntKind, OptionalKind, TupleKind, shown

Numbers = float | tuple[Any, ...]
Pair = tuple[float, float]

NUMBER, COUNT, OPEN_SIZE = FloatKind(), IntKind(), OptionalKind(IntKind(Bounds(ge=1)))


@dataclass(frozen=True)
class NumbersKind(TupleKind):
    """A number, or a list of numbers nested at most `depth` deep. A list of one is the number itself."""

    inner: FloatKind = NUMBER
    depth: int = 1

    def coerce(self, value: Any) -> Any:
        numbers = self._read(value, self.depth)
        try:
            np.shape(np.array(numbers, np.float64))
        except ValueError:
            raise Fault("must hold lists of the same length, got {value}", value=shown(value)) from None
        return numbers

    def to_json(self, value: Any) -> Any:
        return [self.to_json(item) for item in value] if isinstance(value, tuple) else value

    def _read(self, value: Any, depth: int) -> Any:
        if not isinstance(value, Sequence) or isinstance(value, str):
            if isinstance(value, Mapping):
                raise Fault("must be a number or a list of numbers, got {value}", value=shown(value))
            return self.inner.coerce(value)
        if not depth or not value:
            raise Fault("must be a number or a list of numbers, got {value}", value=shown(value))
        items = tuple(self._read(item, depth - 1) for item in value)
        return items[0] if len(items) == 1 and not isinstance(items[0], tuple) else items


@dataclass(frozen=True)
class FactorKind(TupleKind):
    """Two limits that a random number is drawn between, or one number for `max(-number, floor)` to the number."""

    floor: float = -1.0

    def coerce(self, value: Any) -> Any:
        if not isinstance(value, Sequence):
            return abs(self.inner.coerce(value))
        if len(value) == 2 and not isinstance(value, str):
            plain = NUMBER if isinstance(self.inner, FloatKind) else COUNT
            low, high = sorted(plain.coerce(item) for item in value)
            if high > 0 and low == max(-high, self.floor):
                return self.inner.coerce(high)
        low, high = sorted(super().coerce(value))
        return low, high

    def to_json(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value

    def limits(self, value: Any) -> Pair:
        """The two limits that a stored value stands for."""
        low, high = value if isinstance(value, tuple) else (max(-value, self.floor), value)
        return low, high


def factor_kind(low: float, high: float, floor: float | None = None, open_below: bool = False) -> FactorKind:
    """A factor whose limits lie between `low` and `high`."""
    bounds = Bounds(gt=low, le=high) if open_below else Bounds(ge=low, le=high)
    return FactorKind(FloatKind(bounds), 2, low if floor is None else floor)


@dataclass(frozen=True)
class FreeAxesKind(TupleKind):
    """The numbers of some axes: one, several or none."""

    inner: IntKind = COUNT

    def coerce(self, value: Any) -> tuple[int, ...]:
        if value is None:
            return ()
        return super().coerce(value if isinstance(value, tuple | list | str | Mapping) else (value,))


@dataclass(frozen=True)
class DimsKind(TupleKind):
    """Sizes of axes, of which None are left open; one number is one axis."""

    inner: OptionalKind = OPEN_SIZE

    def coerce(self, value: Any) -> tuple[int | None, ...]:
        return super().coerce((value,) if isinstance(value, int | np.integer) else value)
