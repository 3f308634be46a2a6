"""What an optimizer remembers from step to step: flat vectors beside the flat vector of weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.engine.parameters import Key, Parameters
from netbuilder.engine.schedules import rate_at
from netbuilder.errors import Fault

if TYPE_CHECKING:
    from netbuilder.engine.optimizers.base import Optimizer


@dataclass(frozen=True)
class Part:
    """One weight's place in the flat vector, and its shape."""

    key: Key
    start: int
    stop: int
    shape: tuple[int, ...]

    def flat(self, vector: Array) -> Array:
        """The weight's numbers in a flat vector, as a view."""
        return vector[self.start : self.stop]

    def view(self, vector: Array) -> Array:
        """The weight in a flat vector, in its own shape."""
        return vector[self.start : self.stop].reshape(self.shape)


class State:
    """How many batches an optimizer has seen, its slots, and a buffer to work in.

    It is made for the parameters of a model, or for a bare vector of a given size, which is then one weight.
    `slots` are flat vectors, `views` the same numbers by slot and weight. A `rate_override` takes the place
    of the optimizer's learning rate or schedule; a `rate_factor` multiplies them.
    """

    def __init__(self, optimizer: Optimizer, of: Parameters | int, dtype: Any = np.float32) -> None:
        size = of if isinstance(of, int) else of.values.size
        kind = np.dtype(dtype) if isinstance(of, int) else of.dtype
        self.parts = _parts(of)
        self.iteration = 0
        self.period = optimizer.gradient_accumulation_steps or 1
        self.rate_factor = 1.0
        self.rate_override: float | None = None
        self.slots: dict[str, Array] = {}
        self.views: dict[str, dict[Key, Array]] = {}
        for name in optimizer.slots():
            self.slots[name], self.views[name] = _slot(optimizer, name, self.parts, size, kind)
        self.buffer: Array = np.empty(size, kind)
        self.second_buffer: Array = np.empty(size if optimizer.needs_second_buffer else 0, kind)

    def rate(self, optimizer: Optimizer, iteration: int | None = None) -> float:
        """The learning rate of the step that is being taken, or of an earlier one."""
        if self.rate_override is not None:
            return self.rate_override
        return rate_at(optimizer.learning_rate, self.iteration if iteration is None else iteration) * self.rate_factor

    @property
    def updates(self) -> int:
        """How often the weights have changed: less often than batches came, where gradients are accumulated."""
        return self.iteration // self.period

    def restart(self, optimizer: Optimizer) -> None:
        """Forgets all batches: as it was made."""
        self.iteration, self.rate_factor, self.rate_override = 0, 1.0, None
        for name, vector in self.slots.items():
            vector.fill(optimizer.slot_start(name) / optimizer.slot_scale(name))

    def to_dict(self) -> dict[str, Any]:
        """A copy of everything, to the bit, for checkpoints; `from_dict` puts it back."""
        return {
            "iteration": self.iteration,
            "rate_factor": self.rate_factor,
            "rate_override": self.rate_override,
            "slots": {name: vector.copy() for name, vector in self.slots.items()},
        }

    def from_dict(self, kept: Mapping[str, Any]) -> None:
        """Goes back to what `to_dict` gave; raises Fault, and changes nothing, when it is of another optimizer."""
        slots = kept["slots"]
        if {name: vector.shape for name, vector in slots.items()} != {n: v.shape for n, v in self.slots.items()}:
            raise Fault("the memory is of another optimizer or another network")
        self.iteration = kept["iteration"]
        self.rate_factor, self.rate_override = kept["rate_factor"], kept["rate_override"]
        for name, vector in self.slots.items():
            vector[...] = slots[name]


def norm(x: Array) -> float:
    """The Euclidean norm, also where the squares are too large for float32."""
    squares = float(np.dot(x, x))
    return math.sqrt(squares) if math.isfinite(squares) else float(np.linalg.norm(x.astype(np.float64)))


def _parts(of: Parameters | int) -> tuple[Part, ...]:
    if isinstance(of, int):
        return (Part(("", ""), 0, of, (of,)),)
    return tuple(Part(key, place.start, place.stop, place.weight.shape) for key, place in of.trainable.items())


def _slot(
    optimizer: Optimizer, name: str, parts: tuple[Part, ...], size: int, kind: np.dtype[Any]
) -> tuple[Array, dict[Key, Array]]:
    """A slot and its views: laid out as the weights where it has their shapes, else packed."""
    start = optimizer.slot_start(name) / optimizer.slot_scale(name)
    shapes = {part.key: optimizer.slot_shape(name, part.key, part.shape) for part in parts}
    if all(shapes[part.key] == part.shape for part in parts):
        vector: Array = np.full(size, start, kind)
        return vector, {part.key: part.view(vector) for part in parts}
    kept = {key: shape for key, shape in shapes.items() if shape is not None}
    vector = np.full(sum(map(math.prod, kept.values())), start, kind)
    views, at = {}, 0
    for key, shape in kept.items():
        views[key] = vector[at : at + math.prod(shape)].reshape(shape)
        at += math.prod(shape)
    return vector, views
