"""What reads which operator: functions by the operator's name, and what each of them is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, Fault
from netbuilder.formats.onnx.reading.builder import MOST_SPREAD, Builder
from netbuilder.formats.onnx.reading.container import array_of
from netbuilder.formats.onnx.reading.views import BATCH, View, size_of

NO_LAYER = N_("has no layer that does the same with samples")
ALONE = N_("follows an operator that no layer has by itself")
MOST_PLACES = 10_000  # axes, sizes or places that one operator names


class Pending:
    """Something of which a layer is made only once it is known what follows: an error function, scores."""

    @property
    def reason(self) -> str:
        """Why it is no layer's by itself."""
        return ALONE

    def made(self, build: Builder) -> View | None:
        """The layers that it takes by itself; None where no layers compute it."""
        return None


class Faced(Pending):
    """Something that waits and has axes already, which may be rearranged meanwhile: `face` shows them."""

    face: View

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the file sees."""
        return self.face.shape

    def with_face(self, face: View) -> Faced:
        """The same, seen otherwise."""
        raise NotImplementedError


@dataclass(frozen=True)
class Cut:
    """What comes of operators that no network has, such as names for classes: outputs behind them are left out."""


@dataclass
class Operator:
    """One operator with its inputs already read. Inputs that are left out are None."""

    kind: str
    inputs: list[Any]
    attributes: Mapping[str, Any]
    outputs: list[str]
    opset: int
    build: Builder
    outer: Mapping[str, Any] = field(default_factory=dict)  # every value by its name, which graphs inside may read
    path: Path = Path()

    def numbers(self, tensor: Any) -> Array:
        """An array that is stored in a graph inside."""
        return array_of(tensor, self.path)

    def view(self, number: int = 0) -> View:
        """An input that a layer gives; raises Fault where it is something else."""
        found = self.get(number)
        if isinstance(found, View):
            return found
        if isinstance(found, Pending):
            made = found.made(self.build)
            if made is None:
                raise Fault(found.reason)
            return made
        raise Fault("reads numbers where it needs what a layer gives" if self.has(number) else "lacks an input")

    def array(self, number: int, what: str) -> Array:
        """An input of fixed numbers; raises Fault where it is computed from samples."""
        found = self.get(number)
        if isinstance(found, np.ndarray):
            return held(found)
        raise Fault("computes its {what} from the samples, where layers hold it fixed", what=what)

    def get(self, number: int) -> Any:
        """An input, or None."""
        return self.inputs[number] if number < len(self.inputs) else None

    def has(self, number: int) -> bool:
        """Whether an input is there."""
        return self.get(number) is not None

    def whole(self, name: str, default: Any = None, number: int | None = None) -> Any:
        """A list of whole numbers: an attribute, or in later opsets an input."""
        if number is not None and self.has(number):
            found = self.array(number, name)
            if found.size > MOST_PLACES:
                raise Fault("has {count} {name}, more than any layer", count=found.size, name=name)
            return [int(v) for v in found.reshape(-1)]
        return self.attributes.get(name, default)

    def axes(self, rank: int, number: int, name: str = "axes") -> list[int] | None:
        """Axes counted from the front, or None where none are named."""
        found = self.whole(name, None, number)
        return None if found is None else [axis_in(axis, rank) for axis in found]


Reader = Callable[[Operator], Any]
READERS: dict[str, Reader] = {}


def operator(*kinds: str) -> Callable[[Reader], Reader]:
    """Enters a function for operators of these names."""

    def enter(function: Reader) -> Reader:
        READERS.update(dict.fromkeys(kinds, function))
        return function

    return enter


def held(array: Array) -> Array:
    """An array that will take memory; raises Fault for a number that a file spread to more than any network holds."""
    if array.size > MOST_SPREAD and 0 in array.strides:
        raise Fault("spreads a number to {count}, more than can be held", count=array.size)
    return array


def axis_in(axis: int, rank: int) -> int:
    """An axis counted from the front; raises Fault."""
    if not -rank <= axis < rank:
        raise Fault("names axis {axis} of an array that has {rank}", axis=axis, rank=rank)
    return axis % rank


def uniform(array: Array) -> float | None:
    """The number of which an array is full, or None. One that was only spread is not looked through."""
    if array.size == 0 or array.dtype.kind not in "fiub":
        return None
    apart = tuple(slice(0, 1) if stride == 0 else slice(None) for stride in array.strides)
    flat = array[apart].ravel()
    first = flat[0] if flat.size == 1 or (flat == flat[0]).all() else None
    return None if first is None else float(first)


def number_over(array: Array, view: View, batch: int | None = None) -> float | None:
    """The number of which an array is full, or None: also where spreading it over a view would change the shape."""
    return uniform(array) if lies_over(array, view, batch) else None


def lies_over(array: Array, view: View, batch: int | None = None) -> bool:
    """Whether an array has no more axes and no more places than a view; `batch` is the file's own number of samples."""
    ends = zip(array.shape[::-1], view.seen[::-1], strict=False)
    fits = (size in (1, size_of(axis)) or (axis == (BATCH,) and size == batch) for size, axis in ends)
    return array.ndim <= len(view.seen) and all(fits)
