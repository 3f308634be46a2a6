"""Layers that change the size of sequences, images and volumes without learning: pad, crop, enlarge."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.kinds import PairsKind, Shape
from netbuilder.layers.base import LARGEST_STEP, Backward, Layer, Run, Weights, expect_rank, layer
from netbuilder.layers.convolution import AXES
from netbuilder.layers.maths.image_sampling import resize
from netbuilder.spec import param

Pair = tuple[int, int]
Pairs = tuple[Pair, ...]
Places = tuple[slice, ...]


class ZeroPadding(Layer):
    """Puts zeros around; a subclass says how many."""

    rank: ClassVar[int]

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        lengths = (n if n is None else n + sum(pair) for n, pair in zip(shape[:-1], self._pairs(), strict=True))
        return (*lengths, shape[-1])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        places = inner(x.shape[1:-1], self._pairs())
        y = np.zeros((len(x), *(int(dim or 0) for dim in self.output_shape(x.shape[1:]))), x.dtype)
        y[places] = x

        def backward(dy: Array) -> Any:
            return (dy[places],), {}

        return y, backward

    def _pairs(self) -> Pairs:
        """Zeros before and after each axis."""
        raise AssertionError("a padding layer says how much")


class Cropping(Layer):
    """Cuts the edges off; a subclass says how much."""

    rank: ClassVar[int]

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        for length, pair in zip(shape[:-1], self._pairs(), strict=True):
            if length is not None and sum(pair) >= length:
                raise ShapeError("crops {cut} of {length} values: nothing is left", cut=sum(pair), length=length)
        lengths = (n if n is None else n - sum(pair) for n, pair in zip(shape[:-1], self._pairs(), strict=True))
        return (*lengths, shape[-1])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        places = inner(self.output_shape(x.shape[1:])[:-1], self._pairs())

        def backward(dy: Array) -> Any:
            dx = np.zeros(x.shape, dy.dtype)
            dx[places] = dy
            return (dx,), {}

        return x[places], backward

    def _pairs(self) -> Pairs:
        """Values cut before and after along each axis."""
        raise AssertionError("a cropping layer says how much")


class UpSampling(Layer):
    """Gives each value several times along `rank` axes."""

    rank: ClassVar[int]

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        expect_rank(shape, self.rank + 1, AXES[self.rank])
        lengths = (n if n is None else n * times for n, times in zip(shape[:-1], self._times(), strict=True))
        return (*lengths, shape[-1])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        y = x
        for axis, times in enumerate(self._times(), start=1):
            y = np.repeat(y, times, axis=axis)

        def backward(dy: Array) -> Any:
            sizes = [size for pair in zip(x.shape[1:-1], self._times(), strict=True) for size in pair]
            parts = dy.reshape(len(x), *sizes, x.shape[-1])
            return (parts.sum(axis=tuple(range(2, 2 * self.rank + 1, 2))),), {}

        return y, backward

    def _times(self) -> tuple[int, ...]:
        """How often each value is given along each axis."""
        raise AssertionError("an enlarging layer says how much")


def inner(lengths: Shape, pairs: Pairs) -> Places:
    """Where an array of these lengths lies within one that is larger by `pairs`."""
    sizes = zip(lengths, pairs, strict=True)
    return (slice(None), *(slice(before, before + int(n or 0)) for n, (before, _) in sizes))


@layer("reshaping")
class ZeroPadding1D(ZeroPadding):
    """Adds steps of zeros before and after a sequence."""

    rank = 1
    padding: tuple[int, int] = param(default=(1, 1), ge=0, doc="Steps before and after.", brief="{}")

    def _pairs(self) -> Pairs:
        return (self.padding,)


@layer("reshaping")
class ZeroPadding2D(ZeroPadding):
    """Adds rows and columns of zeros around an image."""

    advice = "Where the padding of a convolution is not enough, as for a border on one side only."

    rank = 2
    padding: tuple[Pair, Pair] = param(
        default=((1, 1), (1, 1)), kind=PairsKind(2), doc="Rows (above, below) and columns (left, right).", brief="{}"
    )

    def _pairs(self) -> Pairs:
        return self.padding


@layer("reshaping")
class ZeroPadding3D(ZeroPadding):
    """Adds zeros around a volume."""

    rank = 3
    padding: tuple[Pair, Pair, Pair] = param(
        default=((1, 1),) * 3,
        kind=PairsKind(3),
        doc="Values before and after along depth, height and width.",
        brief="{}",
    )

    def _pairs(self) -> Pairs:
        return self.padding


@layer("reshaping")
class Cropping1D(Cropping):
    """Cuts steps off the beginning and the end of a sequence."""

    rank = 1
    cropping: tuple[int, int] = param(
        default=(1, 1), ge=0, doc="Steps cut at the beginning and at the end.", brief="{}"
    )

    def _pairs(self) -> Pairs:
        return (self.cropping,)


@layer("reshaping")
class Cropping2D(Cropping):
    """Cuts rows and columns off the edges of an image."""

    rank = 2
    cropping: tuple[Pair, Pair] = param(
        default=((0, 0), (0, 0)), kind=PairsKind(2), doc="Rows (top, bottom) and columns (left, right).", brief="{}"
    )

    def _pairs(self) -> Pairs:
        return self.cropping


@layer("reshaping")
class Cropping3D(Cropping):
    """Cuts the edges off a volume."""

    rank = 3
    cropping: tuple[Pair, Pair, Pair] = param(
        default=((1, 1),) * 3,
        kind=PairsKind(3),
        doc="Values cut before and after along depth, height and width.",
        brief="{}",
    )

    def _pairs(self) -> Pairs:
        return self.cropping


@layer("reshaping")
class UpSampling1D(UpSampling):
    """Makes a sequence longer by giving each step several times."""

    rank = 1
    size: int = param(default=2, ge=1, le=LARGEST_STEP, doc="How often each step is given.", brief="×{}", tell=True)

    def _times(self) -> tuple[int, ...]:
        return (self.size,)


@layer("reshaping")
class UpSampling2D(UpSampling):
    """Makes an image larger by repeating its pixels or by interpolating between them."""

    advice = (
        "Makes images larger without weights; follow it with a Conv2D. It leaves no checkerboard as "
        "Conv2DTranspose may."
    )

    rank = 2
    size: tuple[int, int] = param(
        default=(2, 2), ge=1, le=LARGEST_STEP, doc="Factors for height and width.", brief="×{}", tell=True
    )
    interpolation: str = param(
        default="nearest",
        choices=("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"),
        doc='"nearest" repeats pixels; the others blend ever more of their neighbours.',
        brief="{}",
    )

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        if self.interpolation == "nearest":
            return super().forward(weights, *inputs, run=run)
        (x,) = inputs
        y, through = resize(x, (x.shape[1] * self.size[0], x.shape[2] * self.size[1]), self.interpolation)
        return y, lambda dy: ((through(dy),), {})

    def _times(self) -> tuple[int, ...]:
        return self.size


@layer("reshaping")
class UpSampling3D(UpSampling):
    """Makes a volume larger by giving each point several times."""

    rank = 3
    size: tuple[int, int, int] = param(
        default=(2, 2, 2), ge=1, le=LARGEST_STEP, doc="Factors for depth, height and width.", brief="×{}", tell=True
    )

    def _times(self) -> tuple[int, ...]:
        return self.size
