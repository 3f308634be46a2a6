"""What layers that change images at random have in common.

Each draws its random numbers for a whole batch at once, under the names that Keras's layer gives them, and then
changes the images as Keras does with these numbers. Images are (batch, height, width, channels).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import OptionalKind, Shape
from netbuilder.layers.base import Backward, Layer, Run, Weights, expect_rank
from netbuilder.layers.maths.image_sampling import Through
from netbuilder.layers.number_kinds import FactorKind
from netbuilder.layers.preprocessing import as_float
from netbuilder.spec import param

Drawn = Mapping[str, Any]
Changed = tuple[Array, Through]
Range = tuple[float, float]


class ImageAugmentation(Layer):
    """Changes images while training and leaves them alone otherwise."""

    def validate(self) -> None:
        low, high = getattr(self, "value_range", (0.0, 1.0))
        if low >= high:
            raise FieldError("value_range", "must rise, got {value}", value=(low, high))

    def output_shape(self, *inputs: Shape) -> Shape:
        expect_rank(inputs[0], 3, "height, width, channels")
        return inputs[0]

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        """Random numbers for a batch of images of this shape."""
        return {}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        """The images changed by these numbers, and the way back of the gradient."""
        raise AssertionError(f"{type(self).__name__} changes nothing")

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        x = as_float(inputs[0])
        if not run.training:
            return x, lambda dy: ((dy,), {})
        y, through = self.changed(x, self.draw(x.shape, run.rng))
        return y, lambda dy: ((through(dy),), {})

    def limits(self, field: str) -> Range:
        """The smallest and largest number that a factor stands for."""
        kind = self.field(field).kind
        known = kind.inner if isinstance(kind, OptionalKind) else kind
        assert isinstance(known, FactorKind)
        return known.limits(getattr(self, field))

    def between(self, field: str, rng: np.random.Generator, shape: Any) -> Array:
        """Numbers evenly spread between the limits of a factor."""
        return np.asarray(rng.uniform(*self.limits(field), shape))

    def hits(self, field: str, rng: np.random.Generator, count: int) -> Array:
        """Which images are changed, where the factor is how likely that is."""
        chances = self.between(field, rng, count)
        return rng.random(count) < chances


def seed_param() -> Any:
    """The seed that every random layer may have."""
    return param(default=None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True)


def range_param() -> Any:
    """The range of the images' values."""
    return param(default=(0.0, 255.0), doc="Smallest and largest value of an image.", brief="{}")


def per_image(values: Any, dtype: Any) -> Array:
    """One number for each image, shaped so that it meets all of the image's values."""
    return np.asarray(values, dtype).reshape(-1, 1, 1, 1)


def clipped(y: Array, limits: Range, through: Through) -> Changed:
    """Values held within limits; what was beyond has no gradient."""
    low, high = (y.dtype.type(limit) for limit in limits)
    inside = (y >= low) & (y <= high)
    return np.clip(y, low, high), lambda dy: through(dy * inside)


def only(chosen: Array, x: Array, changed: Changed) -> Changed:
    """The changed images where they are `chosen`, the others as they were."""
    y, through = changed
    mask = per_image(chosen, bool)

    def back(dy: Array) -> Array:
        return through(np.where(mask, dy, dy.dtype.type(0))) + np.where(mask, dy.dtype.type(0), dy)

    return np.where(mask, y, x), back


def no_slope(dy: Array) -> Array:
    """The gradient of steps."""
    return np.zeros_like(dy)


def expect_colour(shape: Shape) -> None:
    """Raises ShapeError unless the last axis is red, green and blue."""
    expect_rank(shape, 3, "height, width, channels")
    if shape[-1] not in (3, None):
        raise ShapeError("expects images with 3 channels (red, green, blue), got {shape}", shape=shape)
