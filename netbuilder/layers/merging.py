"""Layers that make one input of several."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np

from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import Dim, Shape, Shapes
from netbuilder.layers.base import Array, Backward, Layer, Run, Weights, layer, size_of
from netbuilder.spec import param


class _Merge(Layer):
    fewest_inputs = 2
    most_inputs = None


class _Elementwise(_Merge):
    """Combines values at the same place; an axis of size 1 is repeated to fit."""

    def output_shape(self, *inputs: Shape) -> Shape:
        if len({len(shape) for shape in inputs}) > 1:
            raise ShapeError("its inputs differ in their number of axes: {shapes}", shapes=Shapes(inputs))
        return tuple(self._joined(dims, inputs) for dims in zip(*inputs, strict=True))

    def operations(self, *inputs: Shape) -> int:
        return (len(inputs) - 1) * size_of(self.output_shape(*inputs))

    def _joined(self, dims: tuple[Dim, ...], inputs: tuple[Shape, ...]) -> Dim:
        sizes = {dim for dim in dims if dim not in (1, None)}
        if len(sizes) > 1:
            raise ShapeError("its inputs differ in size: {shapes}", shapes=Shapes(inputs))
        return sizes.pop() if sizes else (None if None in dims else 1)


@layer("merging")
class Add(_Elementwise):
    """Adds its inputs, value by value."""

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        y = inputs[0] + inputs[1]
        for x in inputs[2:]:
            y = y + x
        return y, lambda dy: (tuple(summed_to(dy, x.shape) for x in inputs), {})


@layer("merging")
class Concatenate(_Merge):
    """Joins its inputs end to end along one axis."""

    axis: int = param(-1, doc="The axis along which they are joined; the batch is axis 0.", brief="axis {}")

    def validate(self) -> None:
        if self.axis == 0:
            raise FieldError("axis", "cannot be 0, the batch")

    def output_shape(self, *inputs: Shape) -> Shape:
        rank = len(inputs[0]) + 1
        if not -rank < self.axis < rank:
            raise ShapeError("has no axis {axis} in inputs of shape {shape}", axis=self.axis, shape=inputs[0])
        at = self.axis % rank - 1
        if len({(*shape[:at], *shape[at + 1 :]) for shape in inputs}) > 1 or len({len(s) for s in inputs}) > 1:
            raise ShapeError(
                "its inputs may differ only along axis {axis}, got {shapes}", axis=self.axis, shapes=Shapes(inputs)
            )
        lengths = [shape[at] for shape in inputs]
        total = None if None in lengths else sum(length for length in lengths if length is not None)
        return (*inputs[0][:at], total, *inputs[0][at + 1 :])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        cuts = list(accumulate(x.shape[self.axis] for x in inputs))[:-1]
        y = np.concatenate(inputs, axis=self.axis)
        return y, lambda dy: (tuple(np.split(dy, cuts, axis=self.axis)), {})


def summed_to(gradient: Array, shape: tuple[int, ...]) -> Any:
    """The gradient of an input that was repeated along its axes of size 1."""
    axes = tuple(i for i, (have, want) in enumerate(zip(gradient.shape, shape, strict=True)) if have != want)
    return gradient.sum(axis=axes, keepdims=True) if axes else gradient
