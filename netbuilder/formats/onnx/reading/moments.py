"""Normalization that was taken apart into means and roots: exporters did so before opset 17, and still do for lengths.

x − mean(x), its squares, their mean, a root and a division are LayerNormalization; without the first two steps they
are RMSNormalization; a division by the root of the sum of squares is UnitNormalization.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from netbuilder.formats.onnx.reading.builder import Builder, require
from netbuilder.formats.onnx.reading.operators import Operator, Pending, operator, uniform
from netbuilder.formats.onnx.reading.views import BATCH, View, atoms_of
from netbuilder.kinds import shortest
from netbuilder.layers import Layer
from netbuilder.layers.merging import Multiply
from netbuilder.layers.sample_normalization import LayerNormalization, RMSNormalization, UnitNormalization

SMALLEST = 1e-6  # a length that is held above less than this is a guard against division by 0
Stage = Literal["mean", "centred", "squares", "power", "deviation", "inverse", "length"]


@dataclass(frozen=True)
class Moments(Pending):
    """How far a normalization of `x` over the seen `axes` has come; `centred` where the mean was taken away."""

    x: View
    axes: tuple[int, ...]
    stage: Stage
    centred: bool = True
    epsilon: float = 0.0

    def arithmetic(self, op: Operator, rest: Any, first: bool) -> Any:
        """One more operator on two values."""
        number = uniform(rest) if isinstance(rest, np.ndarray) else None
        if self.stage == "mean" and op.kind == "Sub" and not first and self.x.is_same(rest):
            return replace(self, stage="centred")
        if self.stage == "centred":
            return self._of_centred(op, rest, first)
        if self.stage == "power" and op.kind == "Add" and number is not None:
            return replace(self, epsilon=self.epsilon + number)
        if self.stage == "inverse" and op.kind == "Mul" and (self.x.is_same(rest) or self._is_centred(rest)):
            return self._done(op.build, self._is_centred(rest))
        if self.stage in ("deviation", "length") and op.kind == "Div" and not first and self.x.is_same(rest):
            return self._done(op.build, False)
        return None

    def _of_centred(self, op: Operator, rest: Any, first: bool) -> Any:
        if not isinstance(rest, Moments) or not self._same_place(rest):
            return None
        if op.kind in ("Mul", "Pow") and rest.stage == "centred":
            return replace(self, stage="squares")
        if op.kind == "Div" and first and rest.stage == "deviation":
            return rest._done(op.build, True)
        return rest._done(op.build, True) if op.kind == "Mul" and rest.stage == "inverse" else None

    def averaged(self, op: Operator, axes: tuple[int, ...]) -> Any:
        """The mean of the squares."""
        require(self.stage == "squares" and axes == self.axes, "takes a mean in a way that no layer does")
        return replace(self, stage="power")

    def rooted(self, op: Operator) -> Any:
        """The root of the mean of squares."""
        require(self.stage == "power", "takes a root that no layer takes")
        return replace(self, stage="deviation")

    def inverted(self, op: Operator) -> Any:
        """One divided by the root."""
        require(self.stage == "deviation", "divides one by values, which no layer does")
        return replace(self, stage="inverse")

    def held_above(self, number: float | None) -> Any:
        """A length that is at least a very small number."""
        require(self.stage == "length" and number is not None and 0 <= number <= SMALLEST, "holds values above another")
        return self

    def _is_centred(self, rest: Any) -> bool:
        return isinstance(rest, Moments) and rest.stage == "centred" and self._same_place(rest)

    def _same_place(self, other: Moments) -> bool:
        return self.x.is_same(other.x) and self.axes == other.axes

    def _done(self, build: Builder, centred: bool) -> Any:
        """The layer, with factors of 1."""
        require(centred == self.centred, "divides by a deviation from another mean than is taken away")
        last = tuple(self.x.seen[axis] for axis in self.axes)
        if self.stage == "length":
            return _over(build, self.x, last, UnitNormalization())
        epsilon = shortest(self.epsilon)
        layer: Any = LayerNormalization(epsilon=epsilon, center=False) if centred else RMSNormalization(epsilon=epsilon)
        return _over(build, self.x, last, layer)


def _over(build: Builder, view: View, axes: tuple[Any, ...], layer: Any) -> View:
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


def mean_of(op: Operator, view: View, axes: list[int]) -> Moments:
    """A mean that no pooling is: the beginning of a normalization."""
    keep = op.attributes.get("keepdims", 1)
    require(bool(keep) and BATCH not in atoms_of(view.seen[axis] for axis in axes), "takes means that no layer takes")
    squared = squared_by(op.build, view)
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


@operator("Sqrt", "Reciprocal")
def read_root(op: Operator) -> Any:
    """Only as part of a normalization."""
    found = op.get(0)
    require(isinstance(found, Moments), "has no layer that does the same with samples")
    assert isinstance(found, Moments)
    return found.rooted(op) if op.kind == "Sqrt" else found.inverted(op)


@operator("ReduceL2")
def read_length_of(op: Operator) -> Moments:
    """Only as what values are divided by."""
    view = op.view()
    axes = op.axes(len(view.seen), 1)
    require(axes and op.attributes.get("keepdims", 1), "measures lengths that nothing is divided by")
    require(BATCH not in atoms_of(view.seen[axis] for axis in axes or []), "works along the axis of the samples")
    return Moments(view, tuple(axes or ()), "length", centred=False)
