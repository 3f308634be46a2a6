"""Layers that make training harder so that the network generalizes better: they drop values, or penalize them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import N_, FieldError, ShapeError
from netbuilder.kinds import Shape
from netbuilder.layers.base import TRAINABLE, Backward, Layer, Run, Weights, expect_rank, layer
from netbuilder.layers.parts.activations import SELU_ALPHA, SELU_SCALE
from netbuilder.layers.parts.regularizers import L1L2
from netbuilder.spec import param


class Dropping(Layer):
    """Base of what decides for each value, or with `noise_shape` for many at once, whether it is dropped."""

    keeps_mask = True

    rate: float = param(ge=0, lt=1, start=0.5, doc="Share of values set to 0.", brief="{}")
    noise_shape: tuple[int | None, ...] | None = param(
        default=None,
        ge=1,
        doc="Shape of the decisions, batch first: 1 decides for a whole axis, ? for each place alone.",
        advanced=True,
    )
    seed: int | None = param(default=None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True)

    def validate(self) -> None:
        if self.noise_shape and self.noise_shape[0] not in (None, 1):
            raise FieldError("noise_shape", "must begin with 1 or none, as batches differ in size")

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        if self.noise_shape is None:
            return shape
        wanted = self.noise_shape[1:]
        if len(wanted) != len(shape) or any(
            w not in (None, 1) and d not in (None, w) for w, d in zip(wanted, shape, strict=True)
        ):
            raise ShapeError("cannot spread noise of shape {noise} over {shape}", noise=wanted, shape=shape)
        return shape

    def kept(self, x: Array, rng: np.random.Generator) -> Array:
        """True where a value survives, of a shape that spreads over `x`."""
        shape = tuple(
            size if wanted is None else wanted
            for size, wanted in zip(x.shape, self.noise_shape or x.ndim * (None,), strict=True)
        )
        return keep_mask(shape, self.rate, rng)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        if not run.training or self.rate == 0:
            return x, lambda dy: ((dy,), {})
        keep = self.kept(x, run.rng) * x.dtype.type(1 / (1 - self.rate))
        return x * keep, lambda dy: ((dy * keep,), {})


@layer("regularization")
class Dropout(Dropping):
    """Sets a random share of values to 0 while training and scales up the rest."""

    advice = (
        "Against overfitting, when training does better than validation. Begin with 0.2 to 0.5 after Dense "
        "layers; less, or SpatialDropout, between convolutions."
    )

    def lowered(self) -> tuple[Layer, ...]:
        # The engine's fast path for Dropout decides for each value alone.
        return (self,) if self.noise_shape is None else (Dropping(self.rate, self.noise_shape),)


class SpatialDropout(Layer):
    """Base of dropout that sets whole channels to 0; `axes` names a sample's."""

    keeps_mask = True
    axes = ""

    trainable: bool = param(default=True, doc=TRAINABLE, advanced=True, kw_only=True, keras=False)  # Keras refuses it
    rate: float = param(ge=0, lt=1, start=0.5, doc="Share of channels set to 0.", brief="{}")
    seed: int | None = param(default=None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True)

    def output_shape(self, *inputs: Shape) -> Shape:
        expect_rank(inputs[0], self.axes.count(",") + 1, self.axes)
        return inputs[0]

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        return Dropping(self.rate, (None, *(x.ndim - 2) * (1,), None)).forward(weights, x, run=run)


@layer("regularization")
class SpatialDropout1D(SpatialDropout):
    """Sets a random share of channels of a sequence to 0 at all steps while training."""

    axes = N_("steps, channels")


@layer("regularization")
class SpatialDropout2D(SpatialDropout):
    """Sets a random share of feature maps to 0 while training."""

    advice = (
        "Dropout for feature maps: neighbouring pixels say much the same, so that dropping single ones changes little."
    )

    axes = "height, width, channels"


@layer("regularization")
class SpatialDropout3D(SpatialDropout):
    """Sets a random share of feature volumes to 0 while training."""

    axes = N_("depth, height, width, channels")


@layer("regularization")
class AlphaDropout(Dropping):
    """Drops values to selu's lower limit while training, and keeps mean and variance (Klambauer et al., 2017)."""

    rate: float = param(ge=0, lt=1, start=0.1, doc="Share of values set to selu's lower limit.", brief="{}")

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        if not run.training or self.rate == 0:
            return x, lambda dy: ((dy,), {})
        limit = -SELU_ALPHA * SELU_SCALE
        a = 1 / math.sqrt((1 - self.rate) * (1 + self.rate * limit**2))
        kept = self.kept(x, run.rng)
        slope = kept * x.dtype.type(a)
        y: Any = np.where(kept, x * x.dtype.type(a), x.dtype.type(a * limit))
        y -= x.dtype.type(a * limit * self.rate)
        return y, lambda dy: ((dy * slope,), {})


@layer("regularization")
class ActivityRegularization(Layer):
    """Passes values unchanged and adds a penalty on them to the loss."""

    keeps_mask = True

    l1: float = param(default=0.0, ge=0, start=0.01, doc="Factor on the sum of absolute values.", brief="L1 {}")
    l2: float = param(default=0.0, ge=0, doc="Factor on the sum of squares.", brief="L2 {}")

    @property
    def activity_regularizer(self) -> L1L2:
        """The penalty, which the engine adds after the layer."""
        return L1L2(self.l1, self.l2)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        return inputs[0], lambda dy: ((dy,), {})


def keep_mask(shape: tuple[int, ...], rate: float, rng: np.random.Generator) -> Array:
    """True where a value survives; a share of `rate` does not."""
    kept: Array = rng.random(shape, dtype=np.float32) >= rate
    return kept
