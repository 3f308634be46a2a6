"""Normalization that was taken apart into means and roots: exporters did so before opset 17, and still do for lengths.

x − mean(x), its squares, their mean, a root and a division are LayerNormalization; without the first two steps they
are RMSNormalization; a division by the root of the sum of squares is UnitNormalization.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from netbuilder.errors import N_
from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.composing import multiplied, near
from netbuilder.formats.onnx.reading.merging import merged
from netbuilder.formats.onnx.reading.operators import Operator, Pending, uniform
from netbuilder.formats.onnx.reading.over_all import over_all, summed
from netbuilder.formats.onnx.reading.views import BATCH, View, atoms_of
from netbuilder.kinds import shortest
from netbuilder.layers import Layer
from netbuilder.layers.merging import Multiply, Subtract
from netbuilder.layers.preprocessing import Rescaling
from netbuilder.layers.sample_normalization import LayerNormalization, RMSNormalization, UnitNormalization

SMALLEST = 1e-6  # a length that is held above less than this is a guard against division by 0
Stage = Literal["mean", "centred", "squares", "power", "deviation", "inverse", "length", "inverse length"]
REASONS = {
    "deviation": N_("takes a root, which no layer does but a normalization"),
    "inverse": N_("divides one by a deviation, which no layer does but a normalization"),
    "inverse length": N_("divides one by a length, which no layer does but a normalization"),
}


@dataclass(frozen=True)
class Moments(Pending):
    """How far a normalization of `x` over the seen `axes` has come; `centred` where the mean was taken away.

    `times` is how often a mean of squares was taken, as in a sum of them; `keep` whether its axes stay with size 1.
    """

    x: View
    axes: tuple[int, ...]
    stage: Stage
    centred: bool = True
    epsilon: float = 0.0
    times: float = 1.0
    keep: bool = True

    @property
    def reason(self) -> str:
        """Why it is no layer's by itself."""
        return REASONS.get(self.stage, super().reason)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the file sees."""
        if self.stage in ("centred", "squares"):
            return self.x.shape
        return tuple(1 if i in self.axes else n for i, n in enumerate(self.x.shape) if self.keep or i not in self.axes)

    def made(self, build: Builder) -> View | None:
        """The layers that give it where no normalization comes of it; none take a root."""
        if self.stage == "mean":
            return over_all(build, self.x, self.axes, False, self.keep)
        if self.stage == "length":
            unit = over(build, self.x, self._last(), UnitNormalization())
            return summed(build, multiplied(build, self.x, unit), self.axes, self.keep)
        if self.stage in ("centred", "squares", "power"):
            return self._made_of_squares(build)
        return None

    def _made_of_squares(self, build: Builder) -> View:
        apart = self.x
        if self.centred:
            apart = merged(build, Subtract(), [self.x, over_all(build, self.x, self.axes, False, True)])
        if self.stage == "centred":
            return apart
        squares = multiplied(build, apart, apart)
        if self.stage == "squares":
            return squares
        found = over_all(build, squares, self.axes, False, self.keep)
        plain = near(self.times, 1) and self.epsilon == 0
        return found if plain else build.alike(Rescaling(shortest(self.times), shortest(self.epsilon)), found)

    def _last(self) -> tuple[Any, ...]:
        return tuple(self.x.seen[axis] for axis in self.axes if self.x.seen[axis])

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """One more operator on two values."""
        number = uniform(rest) if isinstance(rest, np.ndarray) else None
        if self.stage == "mean" and op.kind == "Sub" and not first and self.x.is_same(rest) and self.keep:
            return replace(self, stage="centred")
        if self.stage == "centred":
            return self._of_centred(op, rest, first)
        if self.stage == "power" and number is not None:
            return self._power_with(op.kind, number, first)
        if self.stage == "inverse" and op.kind == "Mul" and (self._is_plain(rest) or self._is_centred(rest)):
            return self._done(op.build, self._is_centred(rest))
        if self.stage == "inverse length" and op.kind == "Mul" and self.x.is_same(rest):
            return self._done(op.build, False)
        if self.stage in ("deviation", "length") and op.kind == "Div" and not first and self.x.is_same(rest):
            return self._done(op.build, False)
        if self.stage == "deviation" and op.kind == "Add":
            require(number == 0, "adds to a deviation what LayerNormalization adds to the variance")
            return self
        return None

    def _power_with(self, kind: str, number: float, first: bool) -> Any:
        if kind == "Add":
            return replace(self, epsilon=self.epsilon + number)
        if self.epsilon or number == 0 or kind == "Sub" or (kind == "Div" and not first):
            return None
        return replace(self, times=self.times * number if kind == "Mul" else self.times / number)

    def _of_centred(self, op: Operator, rest: Any, first: bool) -> Any:
        if not isinstance(rest, Moments) or not self._same_place(rest):
            return None
        if op.kind in ("Mul", "Pow") and rest.stage == "centred":
            return replace(self, stage="squares")
        if op.kind == "Div" and first and rest.stage == "deviation":
            return rest._done(op.build, True)
        return rest._done(op.build, True) if op.kind == "Mul" and rest.stage == "inverse" else None

    def averaged(self, build: Builder, axes: tuple[int, ...], keep: bool) -> Any:
        """The mean of the squares, or over other axes."""
        if self.stage == "squares" and axes == self.axes:
            return replace(self, stage="power", keep=keep)
        made = self.made(build)
        require(made is not None, self.reason)
        assert made is not None
        return over_all(build, made, axes, False, keep)

    def summed_squares(self, build: Builder, axes: tuple[int, ...], keep: bool) -> Any:
        """The squares of what is left without the mean, and their sum."""
        if self.stage == "centred" and axes == self.axes and not any(atom.is_open for atom in atoms_of(self._last())):
            count = math.prod(atom.size for atom in atoms_of(self._last()))
            return replace(self, stage="power", times=float(count), keep=keep)
        made = self.made(build)
        require(made is not None, self.reason)
        assert made is not None
        return summed(build, multiplied(build, made, made), axes, keep)

    def squeezed(self, axes: tuple[int, ...]) -> Any:
        """Without its axes of size 1; None where others are meant."""
        return replace(self, keep=False) if self.keep and axes == self.axes else None

    def rooted(self) -> Any:
        """The root of the mean of squares."""
        require(self.stage == "power" and near(self.times, 1), REASONS["deviation"])
        require(self.keep, REASONS["deviation"])
        return replace(self, stage="deviation")

    def inverted(self) -> Any:
        """One divided by the root."""
        require(self.stage in ("deviation", "length"), "divides one by values, which no layer does")
        return replace(self, stage="inverse" if self.stage == "deviation" else "inverse length")

    def held_above(self, number: float | None) -> Any:
        """A length that is at least a very small number; None where it is something else."""
        fits = self.stage == "length" and number is not None and 0 <= number <= SMALLEST
        return self if fits else None

    def scales(self, build: Builder, power: Any, epsilon: float) -> Any:
        """x less this mean, divided by the deviation that `power` is of; None where they do not belong together."""
        fits = isinstance(power, Moments) and self.stage == "mean" and power.stage == "power" and power.centred
        if not fits or not self._same_place(power) or not near(power.times, 1) or power.epsilon:
            return None
        return replace(power, stage="deviation", epsilon=epsilon, keep=True)._done(build, True)

    def finished(self, build: Builder) -> Any:
        """The normalization, with factors of 1."""
        return self._done(build, self.centred)

    def _is_plain(self, rest: Any) -> bool:
        return not self.centred and self.x.is_same(rest)

    def _is_centred(self, rest: Any) -> bool:
        return isinstance(rest, Moments) and rest.stage == "centred" and self._same_place(rest)

    def _same_place(self, other: Moments) -> bool:
        return self.x.is_same(other.x) and self.axes == other.axes

    def _done(self, build: Builder, centred: bool) -> Any:
        """The layer, with factors of 1."""
        require(centred == self.centred, "divides by a deviation from another mean than is taken away")
        require(self.keep, "divides values by what does not lie over them")
        if self.stage in ("length", "inverse length"):
            return over(build, self.x, self._last(), UnitNormalization())
        epsilon = shortest(self.epsilon)
        layer: Any = LayerNormalization(epsilon=epsilon, center=False) if centred else RMSNormalization(epsilon=epsilon)
        return over(build, self.x, self._last(), layer)


def over(build: Builder, view: View, axes: tuple[Any, ...], layer: Any) -> View:
    """A normalization over axes of which our array has the atoms in its own axes, or at its end."""
    places = [view.stored.index(axis) for axis in axes if axis in view.stored[1:]]
    if len(places) < len(axes):
        gone = set(atoms_of(axes))
        others = [tuple(atom for atom in axis if atom not in gone) for axis in view.stored]
        kept = [axis for axis, before in zip(others, view.stored, strict=True) if axis or not before]
        view = build.rearranged(view, (*kept, tuple(atoms_of(axes))))
        places = [len(view.stored) - 1]
    last = places == [len(view.stored) - 1]
    layer = layer if last else layer.replace(axis=tuple(places))
    shape = build.shape_of(view.port)
    weights = {name: np.ones(weight.shape, np.float32) for name, weight in layer.weights(shape).items()}
    return build.alike(layer, view, weights)


def mean_of(build: Builder, view: View, axes: list[int]) -> Moments:
    """A mean that stays with size 1: the beginning of a normalization."""
    require(BATCH not in atoms_of(view.seen[axis] for axis in axes), "takes samples together, which no layer does")
    squared = squared_by(build, view)
    if squared is not None:
        return Moments(squared, tuple(axes), "power", centred=False)
    return Moments(view, tuple(axes), "mean")


def squared_by(build: Builder, view: View) -> View | None:
    """What a view is the square of, or None."""
    made = build.nodes[view.port.node]
    layer: Layer = made.layer
    if type(layer) is Multiply and len(made.inputs) == 2 and made.inputs[0] == made.inputs[1]:
        return build.before(view)
    return None
