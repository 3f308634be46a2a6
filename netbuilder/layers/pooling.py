"""Pooling: the largest value or the mean of each window."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from netbuilder.kinds import Shape
from netbuilder.layers.base import Array, Backward, Layer, Run, Weights, expect_rank, layer
from netbuilder.layers.convolution import AXES
from netbuilder.layers.windows import Windows, output_length
from netbuilder.spec import param


class _Pooling(Layer):
    """Pooling over `rank` spatial axes; a subclass fixes the lengths of the two tuples."""

    rank: ClassVar[int]

    pool_size: tuple[int, ...] = param((2,), ge=1, doc="Size of each window.", brief="{}")
    strides: tuple[int, ...] | None = param(
        None, ge=1, doc="Step from one window to the next; none is the window's size.", brief="stride {}"
    )
    padding: str = param(
        "valid", choices=("valid", "same"), doc='"same" also pools the incomplete windows at the edge.', brief="{}"
    )

    def validate(self) -> None:
        if self.strides == self.pool_size:  # what Keras writes for none
            object.__setattr__(self, "strides", None)

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        axes = zip(shape[:-1], self.pool_size, self.strides or self.pool_size, strict=True)
        return (*(output_length(n, k, s, 1, self.padding) for n, k, s in axes), shape[-1])

    def _windows(self, x: Array) -> Windows:
        ones = (1,) * self.rank
        return Windows(x.shape[1:-1], self.pool_size, self.strides or self.pool_size, ones, self.padding)


class MaxPooling(_Pooling):
    """The largest value of each window."""

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        windows = self._windows(x)
        views = windows.cut(windows.pad(x, -np.inf))
        flat = views.reshape(*views.shape[: self.rank + 1], -1, x.shape[-1])
        winner = flat.argmax(axis=-2, keepdims=True)
        y = np.take_along_axis(flat, winner, axis=-2)[..., 0, :]

        def backward(dy: Array) -> Any:
            parts = np.zeros(flat.shape, dy.dtype)
            np.put_along_axis(parts, winner, dy[..., None, :], axis=-2)
            return (windows.join(parts.reshape(views.shape)),), {}

        return y, backward


class _AveragePooling(_Pooling):
    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        windows = self._windows(x)
        inside = tuple(range(self.rank + 1, 2 * self.rank + 1))
        # Padding is not counted, so windows at the edge have fewer values.
        ones = np.ones((1, *x.shape[1:-1], 1), x.dtype)
        share = 1 / windows.cut(windows.pad(ones)).sum(axis=inside)
        views = windows.cut(windows.pad(x))
        y = views.sum(axis=inside) * share

        def backward(dy: Array) -> Any:
            each = np.expand_dims(dy * share, inside)
            return (windows.join(np.broadcast_to(each, views.shape)),), {}

        return y, backward


class _GlobalPooling(Layer):
    rank: ClassVar[int]

    keepdims: bool = param(False, doc="Keeps the pooled axes with size 1.", brief="keepdims")

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        return ((1,) * self.rank if self.keepdims else ()) + (shape[-1],)

    @property
    def _space(self) -> tuple[int, ...]:
        return tuple(range(1, self.rank + 1))


class _GlobalAveragePooling(_GlobalPooling):
    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        count = math.prod(x.shape[1:-1])

        def backward(dy: Array) -> Any:
            each = (dy if self.keepdims else np.expand_dims(dy, self._space)) / count
            return (np.broadcast_to(each, x.shape),), {}

        return x.mean(axis=self._space, keepdims=self.keepdims), backward


@layer("pooling")
class MaxPooling2D(MaxPooling):
    """Keeps the largest value of each window and shrinks the image."""

    rank = 2
    pool_size: tuple[int, int] = param((2, 2), ge=1, doc="Height and width of each window.", brief="{}", tell=True)
    strides: tuple[int, int] | None = param(
        None, ge=1, doc="Step from one window to the next; none is the window's size.", brief="stride {}"
    )


@layer("pooling")
class AveragePooling2D(_AveragePooling):
    """Takes the mean of each window and shrinks the image."""

    rank = 2
    pool_size: tuple[int, int] = param(ge=1, start=(2, 2), doc="Height and width of each window.", brief="{}")
    strides: tuple[int, int] | None = param(
        None, ge=1, doc="Step from one window to the next; none is the window's size.", brief="stride {}"
    )


@layer("pooling")
class GlobalAveragePooling2D(_GlobalAveragePooling):
    """Takes the mean of each channel over the whole image."""

    rank = 2
