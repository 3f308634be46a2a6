"""Layers that prepare numbers: scaling, bins and categories."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import DataError, FieldError, ShapeError
from netbuilder.kinds import OptionalKind, Shape
from netbuilder.layers.base import (
    TRAINABLE,
    Backward,
    Layer,
    Run,
    Weight,
    Weights,
    expect_rank,
    known,
    layer,
    size_of,
)
from netbuilder.layers.maths.quantiles import bin_boundaries
from netbuilder.layers.number_kinds import FreeAxesKind, Numbers, NumbersKind
from netbuilder.layers.parts.initializers import Ones, Zeros
from netbuilder.spec import param

SMALLEST_DEVIATION = 1e-7  # Keras's epsilon


@layer("preprocessing")
class Rescaling(Layer):
    """Multiplies every value by a scale and adds an offset."""

    advice = (
        "For images of 0 to 255: a scale of 1/255 brings them to 0 to 1, in the network itself and so wherever it "
        "is used."
    )

    keeps_mask = True

    scale: Numbers = param(
        kind=NumbersKind(), start=1 / 255, doc="Factor on every value, or one for each channel.", brief="× {}"
    )
    offset: Numbers = param(
        default=0.0, kind=NumbersKind(), doc="Added afterwards, or one for each channel.", brief="+ {}", in_config=True
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        for name, numbers in (("scale", self.scale), ("offset", self.offset)):
            if isinstance(numbers, tuple) and len(numbers) != (shape[-1] if shape else 1):
                raise ShapeError(
                    "has {count} numbers in {field} for inputs of shape {shape}",
                    count=len(numbers),
                    field=name,
                    shape=shape,
                )
        return shape

    def operations(self, *inputs: Shape) -> int:
        return size_of(inputs[0])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        x = as_float(inputs[0])
        scale, offset = np.asarray(self.scale, x.dtype), np.asarray(self.offset, x.dtype)
        return x * scale + offset, lambda dy: ((dy * scale,), {})


@layer("preprocessing")
class Normalization(Layer):
    """Brings values to mean 0 and variance 1, both given or taken from the data before training."""

    advice = (
        "The first layer for tables whose columns have different units: it learns mean and spread from the "
        "training data."
    )

    keeps_mask = True
    adapts = True

    axis: tuple[int, ...] = param(
        default=(-1,),
        kind=FreeAxesKind(),
        doc="Axes with a mean and variance for each place; none has one for all values.",
        brief="axis {}",
    )
    mean: Numbers | None = param(
        default=None,
        kind=OptionalKind(NumbersKind(depth=6)),
        doc="The mean; none takes it from the data.",
        advanced=True,
    )
    variance: Numbers | None = param(
        default=None, kind=OptionalKind(NumbersKind(depth=6)), doc="The variance; it goes with the mean.", advanced=True
    )
    invert: bool = param(default=False, doc="Turns normalized values back into plain ones.", brief="inverse")

    def validate(self) -> None:
        if 0 in self.axis:
            raise FieldError("axis", "cannot be 0, the batch")
        if (self.mean is None) != (self.variance is None):
            raise FieldError("variance", "must be given with the mean, or neither")
        if np.shape(self.mean or 0) != np.shape(self.variance or 0):
            raise FieldError("variance", "must have as many numbers as the mean")
        if np.ndim(self.mean or 0) > len(self.axis):
            raise FieldError("mean", "is nested deeper than there are axes in {axis}", axis=self.axis)

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        kept = tuple(known(shape[axis - 1], str(axis)) for axis in self._kept(shape))
        if self.mean is not None:
            try:
                np.broadcast_to(self.mean, kept)
            except ValueError:
                raise ShapeError(
                    "has a mean of shape {mean} for axes of shape {kept}", mean=np.shape(self.mean), kept=kept
                ) from None
        return shape

    def weights(self, *inputs: Shape) -> dict[str, Weight]:
        if self.mean is not None:
            return {}
        (shape,) = inputs
        kept = tuple(known(shape[axis - 1], str(axis)) for axis in self._kept(shape))
        return {
            "mean": Weight(kept, Zeros(), trainable=False),
            "variance": Weight(kept, Ones(), trainable=False),
            "count": Weight((), Zeros(), trainable=False),  # which Keras keeps for files of earlier releases
        }

    def operations(self, *inputs: Shape) -> int:
        return 2 * size_of(inputs[0])

    def is_fresh(self, weights: Weights) -> bool:
        return bool((weights["mean"] == 0).all() and (weights["variance"] == 1).all())

    def adapt(self, weights: Weights, data: Iterable[Array]) -> None:
        """Writes the mean and variance of all chunks (samples first) into the weights; does nothing if they were given.

        Moments of chunks are joined as by Chan, Golub and LeVeque (1979).
        """
        if self.mean is not None:
            return
        count, mean, squares = 0, np.zeros(()), np.zeros(())
        for chunk in data:
            others = tuple(axis for axis in range(chunk.ndim) if axis not in self._kept(chunk.shape[1:]))
            size = math.prod(chunk.shape[axis] for axis in others)
            if not size:
                continue
            own = chunk.mean(axis=others, dtype=np.float64)
            apart = own - mean
            mean = mean + apart * (size / (count + size))
            squares = squares + chunk.var(axis=others, dtype=np.float64) * size
            squares = squares + apart**2 * (count * size / (count + size))
            count += size
        if count:
            weights["mean"][...], weights["variance"][...] = mean, squares / count

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        x = as_float(inputs[0])
        kept = self._kept(x.shape[1:])
        along = tuple(n if axis in kept else 1 for axis, n in enumerate(x.shape))
        given = weights if self.mean is None else {"mean": self.mean, "variance": self.variance}
        sizes = tuple(x.shape[axis] for axis in kept)
        mean, variance = (
            np.broadcast_to(np.asarray(given[name], x.dtype), sizes).reshape(along) for name in ("mean", "variance")
        )
        deviation = np.maximum(np.sqrt(variance), x.dtype.type(SMALLEST_DEVIATION))
        if self.invert:
            return mean + x * deviation, lambda dy: ((dy * deviation,), {})
        return (x - mean) / deviation, lambda dy: ((dy / deviation,), {})

    def _kept(self, shape: Shape) -> tuple[int, ...]:
        """The axes that keep their places, from front to back; the batch is 0."""
        rank = len(shape) + 1
        for axis in self.axis:
            if not -rank < axis < rank:
                raise ShapeError("has no axis {axis} in inputs of shape {shape}", axis=axis, shape=shape)
        return tuple(sorted({axis % rank for axis in self.axis}))


@layer("preprocessing")
class Discretization(Layer):
    """Tells for each value in which of several bins it lies."""

    trainable: bool = param(default=True, doc=TRAINABLE, advanced=True, kw_only=True, keras=False)  # Keras refuses it
    bin_boundaries: tuple[float, ...] | None = param(
        default=None, start=(0.0,), doc="Where one bin ends and the next begins; none takes them from the data."
    )
    num_bins: int | None = param(
        default=None, ge=2, doc="How many bins of about the same size the data is parted into."
    )
    epsilon: float = param(default=0.01, gt=0, lt=1, doc="How exactly the data is parted.", advanced=True)
    output_mode: str = param(
        default="int",
        choices=("int", "one_hot", "multi_hot", "count"),
        doc="Numbers of bins, or zeros and ones.",
        brief="{}",
    )

    def validate(self) -> None:
        if self.bin_boundaries is None and self.num_bins is None:
            raise FieldError("bin_boundaries", "must be given, or num_bins to take them from the data")
        if self.bin_boundaries is not None:
            if list(self.bin_boundaries) != sorted(self.bin_boundaries) or not self.bin_boundaries:
                raise FieldError("bin_boundaries", "must rise, got {value}", value=self.bin_boundaries)
            # What was found in data counts; Keras's constructor takes only one of the two.
            object.__setattr__(self, "num_bins", None)

    def output_shape(self, *inputs: Shape) -> Shape:
        if self.bin_boundaries is None:
            raise ShapeError("has no bin_boundaries yet: they are taken from the data, or give them")
        return encoded_shape(inputs[0], len(self.bin_boundaries) + 1, self.output_mode)

    def adapted(self, data: Array) -> Discretization:
        """The layer with boundaries that part `data` into `num_bins` bins of about the same size."""
        if self.num_bins is None:
            return self
        return self.replace(bin_boundaries=bin_boundaries(data, self.num_bins, self.epsilon), num_bins=None)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        x = as_float(inputs[0])
        boundaries = np.asarray(self.bin_boundaries, x.dtype)
        bins = np.searchsorted(boundaries, x, side="right")
        y = encoded(bins, len(boundaries) + 1, self.output_mode, x.dtype)
        return y, lambda dy: ((np.zeros_like(x),), {})  # steps have no slope


@layer("preprocessing")
class CategoryEncoding(Layer):
    """Turns whole numbers into zeros and ones, or into counts."""

    reads_whole_numbers = True
    most_inputs = 2
    input_names = ("inputs", "count_weights")

    num_tokens: int = param(ge=1, start=10, doc="Number of different values; each must be below it.", brief="{}")
    output_mode: str = param(
        default="multi_hot",
        choices=("one_hot", "multi_hot", "count"),
        doc='"one_hot" for each value, "multi_hot" or "count" for all values of a sample together.',
        brief="{}",
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        if self.output_mode != "one_hot":
            expect_rank(inputs[0], 1, "values")
        if len(inputs) == 2 and self.output_mode != "count":
            raise ShapeError('takes weights as a second input with output_mode="count" only')
        if len(inputs) == 2 and inputs[0] != inputs[1]:
            raise ShapeError("its weights of shape {weights} do not fit {shape}", weights=inputs[1], shape=inputs[0])
        return encoded_shape(inputs[0], self.num_tokens, self.output_mode)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        tokens = inputs[0].astype(np.intp, copy=False)
        if tokens.size and (tokens.min() < 0 or tokens.max() >= self.num_tokens):
            raise DataError(
                "the data holds values from {low} to {high}, but num_tokens allows 0 to {limit}",
                low=int(tokens.min()),
                high=int(tokens.max()),
                limit=self.num_tokens - 1,
            )
        if len(inputs) == 1:
            dtype = inputs[0].dtype if inputs[0].dtype.kind == "f" else np.dtype(np.float32)
            return encoded(tokens, self.num_tokens, self.output_mode, dtype), lambda dy: ((None,), {})
        counts = as_float(inputs[1])
        hot = encoded(tokens[..., None], self.num_tokens, "one_hot", counts.dtype)
        y = (hot * counts[..., None]).sum(axis=1)
        return y, lambda dy: ((None, np.take_along_axis(dy, tokens, axis=-1)), {})


def encoded_shape(shape: Shape, depth: int, mode: str) -> Shape:
    """The shape of whole numbers below `depth` in one of Keras's output modes."""
    if mode == "int":
        return shape
    if mode == "one_hot":
        return (*(shape[:-1] if shape[-1:] == (1,) else shape), depth)
    if not shape:
        raise ShapeError("expects inputs with at least one axis")
    return (*shape[1:], depth)


def encoded(numbers: Array, depth: int, mode: str, dtype: Any) -> Array:
    """Whole numbers below `depth` as Keras encodes them; the first axis of a sample is the one that is summed."""
    if mode == "int":
        return numbers.astype(dtype)
    if mode == "one_hot" and numbers.ndim > 1 and numbers.shape[-1] == 1:
        numbers = numbers[..., 0]
    hot: Array = (numbers[..., None] == np.arange(depth)).astype(dtype)
    if mode == "one_hot":
        return hot
    together: Array = hot.max(axis=1) if mode == "multi_hot" else hot.sum(axis=1)
    return together


def as_float(x: Array) -> Array:
    """Whole numbers as float32; floats as they are."""
    return x if x.dtype.kind == "f" else x.astype(np.float32)
