"""Layers that rearrange values without changing them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Run, Weights, expect_rank, layer
from netbuilder.spec import param


class _Rearranged(Layer):
    """Keeps the order of values and changes only the shape."""

    only_moves = True

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        shape = self.output_shape(x.shape[1:])

        def backward(dy: Array) -> Any:
            return (dy.reshape(x.shape),), {}

        return x.reshape(len(x), *(dim or 0 for dim in shape)), backward


@layer("reshaping")
class Flatten(_Rearranged):
    """Lines all values up in one row."""

    advice = (
        "Between convolutions and Dense. Global pooling in its place needs far fewer weights after it, and is "
        "often as good."
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        if None in shape:
            return (None,)
        return (math.prod(dim for dim in shape if dim is not None),)


@layer("reshaping")
class Reshape(_Rearranged):
    """Gives the values another shape of the same size."""

    advice = "Use it to give a flat row back its axes; the count of numbers must stay the same."

    target_shape: tuple[int, ...] = param(
        ge=-1, start=(-1,), doc="The new shape, without the batch axis; one -1 takes what is left.", brief="{}"
    )

    def validate(self) -> None:
        if self.target_shape.count(-1) > 1:
            raise FieldError("target_shape", "may hold only one -1, got {value}", value=self.target_shape)
        if 0 in self.target_shape:
            raise FieldError("target_shape", "may not hold 0, got {value}", value=self.target_shape)

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        if None in shape:
            return tuple(None if dim == -1 else dim for dim in self.target_shape)
        size = math.prod(dim for dim in shape if dim is not None)
        fixed = math.prod(dim for dim in self.target_shape if dim != -1)
        if size % fixed or (-1 not in self.target_shape and size != fixed):
            raise ShapeError(
                "cannot turn {shape}, which holds {size} values, into {target}, which holds {fixed}",
                shape=shape,
                size=size,
                target=self.target_shape,
                fixed=fixed if -1 not in self.target_shape else f"a multiple of {fixed}",
            )
        return tuple(size // fixed if dim == -1 else dim for dim in self.target_shape)


@layer("reshaping")
class Permute(Layer):
    """Puts the axes in another order."""

    only_moves = True

    dims: tuple[int, ...] = param(
        ge=1, start=(2, 1, 3), doc="Which axis comes first, second …; they count from 1, without the batch.", brief="{}"
    )

    def validate(self) -> None:
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise FieldError("dims", "must hold every number from 1 on once, got {value}", value=self.dims)

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        if len(shape) != len(self.dims):
            raise ShapeError("orders {count} axes, got inputs of shape {shape}", count=len(self.dims), shape=shape)
        return tuple(shape[dim - 1] for dim in self.dims)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        order = (0, *self.dims)
        # Copied, as what follows reads rows.
        y = np.ascontiguousarray(inputs[0].transpose(order))
        return y, lambda dy: ((np.ascontiguousarray(dy.transpose(np.argsort(order))),), {})


@layer("reshaping")
class RepeatVector(Layer):
    """Repeats a vector as the steps of a sequence."""

    only_moves = True

    n: int = param(ge=1, start=8, doc="How often it is repeated.", brief="{} times")

    def output_shape(self, *inputs: Shape) -> Shape:
        expect_rank(inputs[0], 1, "values")
        return (self.n, *inputs[0])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        y = np.repeat(x[:, None], self.n, axis=1)
        return y, lambda dy: ((dy.sum(axis=1),), {})
