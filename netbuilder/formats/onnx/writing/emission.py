"""The ONNX graph as it grows: operations, stored arrays, and values that know in which order their axes lie.

Layers see channels last; convolutions of ONNX want them first. A value is kept in the order in which it was made,
and turned only where an operation asks for the other one: so transposes stand at the edges of convolutional runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from netbuilder.arrays import Array
from netbuilder.kinds import Shape

Order = Literal["last", "first"]
Function = Callable[["Emission", str], str]


@dataclass(frozen=True)
class Operation:
    """One node of ONNX. An attribute may be a `Body`, which becomes a graph of its own."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    name: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Port:
    """A named tensor at an end of a graph. Open axes of `shape` are None or names."""

    name: str
    shape: tuple[int | str | None, ...]
    kind: str = "float32"


@dataclass(frozen=True)
class Body:
    """The graph inside an operation, such as the step of a Scan."""

    operations: tuple[Operation, ...]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


@dataclass
class Value:
    """A tensor by its name in either order of axes, with its shape for a sample and its mask's name and rank."""

    shape: Shape
    last: str = ""
    first: str = ""
    mask: tuple[str, int] | None = None
    kind: str = "float32"

    @property
    def order(self) -> Order:
        """The order in which it was made."""
        return "last" if self.last else "first"

    @property
    def name(self) -> str:
        """Its name in that order."""
        return self.last or self.first


@dataclass
class Emission:
    """Gathers operations and arrays. `scope` is the block that is written: names begin with it."""

    operations: list[Operation] = field(default_factory=list)
    arrays: dict[str, Array] = field(default_factory=dict)
    scope: str = "model"
    _names: set[str] = field(default_factory=set)
    _constants: dict[tuple[str, tuple[int, ...], bytes], str] = field(default_factory=dict)

    def unique(self, wanted: str) -> str:
        """`wanted`, or it with the first free number."""
        name, number = wanted, 1
        while name in self._names:
            name, number = f"{wanted}_{number}", number + 1
        self._names.add(name)
        return name

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Adds an operation with one output and gives its name."""
        return self.ops(kind, inputs, 1, **attributes)[0]

    def ops(self, kind: str, inputs: Sequence[str], count: int, **attributes: Any) -> tuple[str, ...]:
        """Adds an operation with several outputs and gives their names."""
        name = self.unique(f"{self.scope}/{kind}")
        outputs = tuple(self.unique(f"{name}:{i}") for i in range(count))
        given = {key: value for key, value in attributes.items() if value is not None}
        self.operations.append(Operation(kind, tuple(inputs), outputs, name, given))
        return outputs

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        """A small array of numbers that no layer learned; equal ones are stored once."""
        array = np.asarray(value, dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            name = self.unique(f"constant_{len(self._constants)}")
            self._constants[key] = name
            self.arrays[name] = array
        return self._constants[key]

    def whole(self, *numbers: int) -> str:
        """Whole numbers as a stored row: sizes, axes, places."""
        return self.constant(numbers, np.int64)

    def stored(self, name: str, array: Array) -> str:
        """A weight under its name; the same name stands for the same array."""
        if name not in self.arrays:
            self._names.add(name)
            self.arrays[name] = array
        return name

    def last(self, value: Value) -> str:
        """A value's name with channels last."""
        if not value.last:
            rank = len(value.shape) + 1
            value.last = self.op("Transpose", value.first, perm=[0, *range(2, rank), 1])
        return value.last

    def first(self, value: Value) -> str:
        """A value's name with channels first; rows have no other order."""
        if not value.first:
            rank = len(value.shape) + 1
            if rank < 3:
                value.first = value.last
            else:
                value.first = self.op("Transpose", value.last, perm=[0, rank - 1, *range(1, rank - 1)])
        return value.first

    def place(self, value: Value, order: Order) -> str:
        """A value's name in an order."""
        return self.last(value) if order == "last" else self.first(value)

    def through(self, value: Value, function: Function) -> Value:
        """What a function of single numbers makes of a value, in the order in which it lies."""
        order = value.order
        return made(value.shape, order, function(self, value.name))

    def reshape(self, name: str, shape: Sequence[int]) -> str:
        """A tensor reshaped; 0 keeps an axis, -1 takes what is left."""
        return self.op("Reshape", name, self.whole(*shape))

    def sizes(self, name: str, start: int, end: int) -> str:
        """The sizes of some axes of a tensor, found as it runs."""
        shape = self.op("Shape", name)
        return self.op("Slice", shape, self.whole(start), self.whole(end), self.whole(0))


def made(shape: Shape, order: Order, name: str) -> Value:
    """A value that was made in an order."""
    return Value(shape, last=name) if order == "last" else Value(shape, first=name)


def sample_shape(shape: Shape) -> list[int]:
    """Sizes for `reshape` with the batch kept; at most one axis may be open."""
    return [0, *(-1 if dim is None else dim for dim in shape)]


@dataclass
class Call:
    """One layer to be written: what it reads, the shapes that it gives, and where its weights come from.

    `weight` gives an array by its name; `owner` tells under which name it is stored.
    """

    layer: Any
    inputs: list[Value]
    shapes: tuple[Shape, ...]
    arrays: Mapping[str, Array]
    owners: Mapping[str, str]
    emission: Emission
    tells_masks: bool = False  # a rule that has said itself which masks come out

    def __contains__(self, name: object) -> bool:
        return name in self.arrays

    @property
    def shape(self) -> Shape:
        """The shape of the first output."""
        return self.shapes[0]

    def array(self, name: str) -> Array:
        """A weight as the layer has it."""
        return self.arrays[name]

    def weight(self, name: str, change: Callable[[Array], Array] | None = None, tag: str = "") -> str:
        """The stored name of a weight, perhaps changed into ONNX's arrangement, which `tag` tells."""
        stored = self.owners[name] + (f".{tag}" if tag else "")
        array = self.arrays[name]
        return self.emission.stored(stored, array if change is None else change(array))

    def made(self, name: str, order: Order = "last") -> Value:
        """The first output."""
        return made(self.shape, order, name)
