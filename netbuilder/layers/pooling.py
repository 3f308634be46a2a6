"""Pooling: the largest value or the mean of each window."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.kinds import Shape
from netbuilder.layers.base import LARGEST_STEP, Backward, Layer, Run, Weights, expect_rank, layer
from netbuilder.layers.convolution import AXES
from netbuilder.layers.maths.windows import Windows, output_length
from netbuilder.spec import param


class _Pooling(Layer):
    """Pooling over `rank` spatial axes; a subclass fixes the lengths of the two tuples."""

    rank: ClassVar[int]

    pool_size: tuple[int, ...] = param(default=(2,), ge=1, le=LARGEST_STEP, doc="Size of each window.", brief="{}")
    strides: tuple[int, ...] | None = param(
        default=None,
        ge=1,
        le=LARGEST_STEP,
        doc="Step from one window to the next; none is the window's size.",
        brief="stride {}",
    )
    padding: str = param(
        default="valid",
        choices=("valid", "same"),
        doc='"same" also pools the incomplete windows at the edge.',
        brief="{}",
    )

    def validate(self) -> None:
        if self.strides == self.pool_size:  # what Keras writes for none
            object.__setattr__(self, "strides", None)

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        axes = zip(shape[:-1], self.pool_size, self.strides or self.pool_size, strict=True)
        return (*(output_length(n, k, s, 1, self.padding) for n, k, s in axes), shape[-1])

    def _geometry(self, x: Array) -> Windows:
        ones = (1,) * self.rank
        return Windows(x.shape[1:-1], self.pool_size, self.strides or self.pool_size, ones, self.padding)


class MaxPooling(_Pooling):
    """The largest value of each window; of equal ones the first is given the gradient."""

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        windows = self._geometry(x)
        padded = windows.pad(x, -np.inf)
        y = np.full((len(x), *windows.counts, x.shape[-1]), -np.inf, x.dtype)
        for offset in windows.offsets():
            np.maximum(y, padded[windows.positions(offset)], out=y)

        def backward(dy: Array) -> Any:
            total, free = np.zeros(padded.shape, dy.dtype), np.ones(y.shape, bool)
            for offset in windows.offsets():
                place = windows.positions(offset)
                hit = (padded[place] == y) & free
                total[place] += dy * hit
                free ^= hit
            return (total[windows.inside],), {}

        return y, backward


class AveragePooling(_Pooling):
    """The mean of each window."""

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        windows = self._geometry(x)
        share = self._share(windows, x.dtype)
        padded = windows.pad(x)
        y = np.zeros((len(x), *windows.counts, x.shape[-1]), x.dtype)
        for offset in windows.offsets():
            y += padded[windows.positions(offset)]
        y *= share

        def backward(dy: Array) -> Any:
            each, total = dy * share, np.zeros(padded.shape, dy.dtype)
            for offset in windows.offsets():
                total[windows.positions(offset)] += each
            return (total[windows.inside],), {}

        return y, backward

    def _share(self, windows: Windows, dtype: Any) -> Array:
        """One over the number of values in each window. Padding is not counted, so windows at the edge have fewer."""
        inside = tuple(range(self.rank + 1, 2 * self.rank + 1))
        ones = np.ones((1, *windows.space, 1), dtype)
        share: Array = 1 / windows.cut(windows.pad(ones)).sum(axis=inside)
        return share


class GlobalPooling(Layer):
    rank: ClassVar[int]

    keepdims: bool = param(default=False, doc="Keeps the pooled axes with size 1.", brief="keepdims")

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        return ((1,) * self.rank if self.keepdims else ()) + (shape[-1],)

    @property
    def _space(self) -> tuple[int, ...]:
        return tuple(range(1, self.rank + 1))

    def _spread(self, pooled: Array) -> Array:
        """What was pooled, with the pooled axes of size 1."""
        return pooled if self.keepdims else np.expand_dims(pooled, self._space)


class _GlobalAveragePooling(GlobalPooling):
    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        count = math.prod(x.shape[1:-1])

        def backward(dy: Array) -> Any:
            return (np.broadcast_to(self._spread(dy) / count, x.shape),), {}

        return x.mean(axis=self._space, keepdims=self.keepdims), backward


class _GlobalMaxPooling(GlobalPooling):
    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        y = x.max(axis=self._space, keepdims=self.keepdims)

        def backward(dy: Array) -> Any:
            # Equal maxima share the gradient, as in Keras.
            hit = (x == self._spread(y)).astype(dy.dtype)
            return (hit * (self._spread(dy) / hit.sum(axis=self._space, keepdims=True)),), {}

        return y, backward


def _pool_sizes(rank: int, doc: str, required: bool = False) -> Any:
    if required:
        return param(ge=1, le=LARGEST_STEP, start=(2,) * rank, doc=doc, brief="{}")
    return param(default=(2,) * rank, ge=1, le=LARGEST_STEP, doc=doc, brief="{}", tell=True)


def _pool_strides() -> Any:
    doc = "Step from one window to the next; none is the window's size."
    return param(default=None, ge=1, le=LARGEST_STEP, doc=doc, brief="stride {}")


@layer("pooling")
class MaxPooling1D(MaxPooling):
    """Keeps the largest value of each window and shortens the sequence."""

    advice = "Shortens a sequence and keeps what stands out in each stretch."

    rank = 1
    pool_size: tuple[int] = _pool_sizes(1, "Steps in each window.")
    strides: tuple[int] | None = _pool_strides()


@layer("pooling")
class MaxPooling2D(MaxPooling):
    """Keeps the largest value of each window and shrinks the image."""

    advice = "Halves an image and keeps what stands out; the usual step between groups of convolutions."

    rank = 2
    pool_size: tuple[int, int] = _pool_sizes(2, "Height and width of each window.")
    strides: tuple[int, int] | None = _pool_strides()


@layer("pooling")
class MaxPooling3D(MaxPooling):
    """Keeps the largest value of each window and shrinks the volume."""

    rank = 3
    pool_size: tuple[int, int, int] = _pool_sizes(3, "Depth, height and width of each window.")
    strides: tuple[int, int, int] | None = _pool_strides()


@layer("pooling")
class AveragePooling1D(AveragePooling):
    """Takes the mean of each window and shortens the sequence."""

    rank = 1
    pool_size: tuple[int] = _pool_sizes(1, "Steps in each window.", required=True)
    strides: tuple[int] | None = _pool_strides()


@layer("pooling")
class AveragePooling2D(AveragePooling):
    """Takes the mean of each window and shrinks the image."""

    advice = "Smoother than MaxPooling2D: use it where the amount of a feature matters more than its peak."

    rank = 2
    pool_size: tuple[int, int] = _pool_sizes(2, "Height and width of each window.", required=True)
    strides: tuple[int, int] | None = _pool_strides()


@layer("pooling")
class AveragePooling3D(AveragePooling):
    """Takes the mean of each window and shrinks the volume."""

    rank = 3
    pool_size: tuple[int, int, int] = _pool_sizes(3, "Depth, height and width of each window.", required=True)
    strides: tuple[int, int, int] | None = _pool_strides()


@layer("pooling")
class GlobalMaxPooling1D(_GlobalMaxPooling):
    """Keeps the largest value of each channel over the whole sequence."""

    advice = "Turns a sequence of any length into one row: whether a pattern occurred anywhere."

    rank = 1


@layer("pooling")
class GlobalMaxPooling2D(_GlobalMaxPooling):
    """Keeps the largest value of each channel over the whole image."""

    rank = 2


@layer("pooling")
class GlobalMaxPooling3D(_GlobalMaxPooling):
    """Keeps the largest value of each channel over the whole volume."""

    rank = 3


@layer("pooling")
class GlobalAveragePooling1D(_GlobalAveragePooling):
    """Takes the mean of each channel over the whole sequence, without its masked steps."""

    advice = "Turns a sequence of any length into one row: how much of each feature it holds on average."

    rank = 1
    uses_mask = True

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        mask = run.mask()
        if mask is None:
            return super().forward(weights, x, run=run)
        kept = mask.astype(bool)[..., None]
        # A sequence of padding alone gives 0, where Keras gives nan.
        share = kept / np.maximum(kept.sum(axis=1, keepdims=True), 1).astype(x.dtype)

        def backward(dy: Array) -> Any:
            return (self._spread(dy) * share,), {}

        return (np.where(kept, x, 0) * share).sum(axis=1, keepdims=self.keepdims), backward


@layer("pooling")
class GlobalAveragePooling2D(_GlobalAveragePooling):
    """Takes the mean of each channel over the whole image."""

    advice = "In place of Flatten before the last Dense: few weights, any image size, and seldom worse."

    rank = 2


@layer("pooling")
class GlobalAveragePooling3D(_GlobalAveragePooling):
    """Takes the mean of each channel over the whole volume."""

    rank = 3
