"""Adaptive pooling: as many windows as the output has places, as equal as the input allows.

Window i of m over n values reaches from floor(i·n / m) to ceil((i + 1)·n / m). Windows are boxes, so one axis
is pooled after the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Run, Weights, expect_rank, layer
from netbuilder.layers.convolution import AXES
from netbuilder.spec import param

# What was pooled, and what leads its gradient back.
Pooled = tuple[Array, Callable[[Array], Array]]


def bounds(length: int, size: int) -> list[tuple[int, int]]:
    """Where each of `size` windows over `length` values begins and ends."""
    return [(i * length // size, -(-(i + 1) * length // size)) for i in range(size)]


def along(x: Array, matrix: Array, axis: int) -> Array:
    """`x` with one axis multiplied by a matrix (old length, new length)."""
    before, after = x.shape[:axis], x.shape[axis + 1 :]
    rows = x.reshape(math.prod(before), x.shape[axis], math.prod(after))
    product: Array = np.matmul(matrix.T, rows)
    return product.reshape(*before, matrix.shape[1], *after)


def maxima(x: Array, size: int, axis: int) -> Pooled:
    """The largest value of each window along an axis, and what leads its gradient back to the first of them."""
    rows = np.moveaxis(x, axis, 0)
    places = bounds(len(rows), size)
    y = np.stack([rows[start:end].max(axis=0) for start, end in places])

    def backward(dy: Array) -> Array:
        total = np.zeros(rows.shape, dy.dtype)
        for (start, end), largest, part in zip(places, y, np.moveaxis(dy, axis, 0), strict=True):
            hit = rows[start:end] == largest
            hit &= hit.cumsum(axis=0) == 1
            total[start:end] += hit * part
        return np.moveaxis(total, 0, axis)

    return np.moveaxis(y, 0, axis), backward


def means(x: Array, size: int, axis: int) -> Pooled:
    """The mean of each window along an axis, and what leads its gradient back."""
    matrix = np.zeros((x.shape[axis], size), x.dtype)
    for i, (start, end) in enumerate(bounds(len(matrix), size)):
        matrix[start:end, i] = 1 / (end - start)
    return along(x, matrix, axis), lambda dy: along(dy, matrix.T, axis)


class AdaptivePooling(Layer):
    """Pooling over `rank` spatial axes to a fixed size; a subclass fixes the size's length."""

    rank: ClassVar[int]

    output_size: tuple[int, ...] = param(ge=1, doc="Size of the output.", brief="{}")

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        return (*self.output_size, shape[-1])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (y,) = inputs
        backs: list[Callable[[Array], Array]] = []
        for axis, size in enumerate(self.output_size, start=1):
            y, back = self.pool(y, size, axis)
            backs.append(back)

        def backward(dy: Array) -> Any:
            for back in reversed(backs):
                dy = back(dy)
            return (dy,), {}

        return y, backward

    def pool(self, x: Array, size: int, axis: int) -> Pooled:
        """One axis pooled to `size`, and what leads the gradient back."""
        raise AssertionError("an adaptive pooling layer pools")


class AdaptiveMaxPooling(AdaptivePooling):
    def pool(self, x: Array, size: int, axis: int) -> Pooled:
        return maxima(x, size, axis)


class _AdaptiveAveragePooling(AdaptivePooling):
    def pool(self, x: Array, size: int, axis: int) -> Pooled:
        return means(x, size, axis)


def _output_sizes(rank: int, doc: str) -> Any:
    return param(ge=1, start=(4,) * rank, doc=doc, brief="to {}")


@layer("pooling")
class AdaptiveMaxPooling1D(AdaptiveMaxPooling):
    """Keeps the largest value of each of a fixed number of windows, however long the sequence."""

    rank = 1
    output_size: tuple[int] = _output_sizes(1, "Steps that come out.")


@layer("pooling")
class AdaptiveMaxPooling2D(AdaptiveMaxPooling):
    """Keeps the largest value of each of a fixed number of windows, whatever the image's size."""

    rank = 2
    output_size: tuple[int, int] = _output_sizes(2, "Height and width that come out.")


@layer("pooling")
class AdaptiveMaxPooling3D(AdaptiveMaxPooling):
    """Keeps the largest value of each of a fixed number of windows, whatever the volume's size."""

    rank = 3
    output_size: tuple[int, int, int] = _output_sizes(3, "Depth, height and width that come out.")


@layer("pooling")
class AdaptiveAveragePooling1D(_AdaptiveAveragePooling):
    """Takes the means of a fixed number of windows, however long the sequence."""

    rank = 1
    output_size: tuple[int] = _output_sizes(1, "Steps that come out.")


@layer("pooling")
class AdaptiveAveragePooling2D(_AdaptiveAveragePooling):
    """Takes the means of a fixed number of windows, whatever the image's size."""

    rank = 2
    output_size: tuple[int, int] = _output_sizes(2, "Height and width that come out.")


@layer("pooling")
class AdaptiveAveragePooling3D(_AdaptiveAveragePooling):
    """Takes the means of a fixed number of windows, whatever the volume's size."""

    rank = 3
    output_size: tuple[int, int, int] = _output_sizes(3, "Depth, height and width that come out.")
