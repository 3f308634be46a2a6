"""Images blurred, sharpened and covered at random."""

from __future__ import annotations

from functools import partial

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError, ShapeError
from netbuilder.kinds import OptionalKind, Shape
from netbuilder.layers.augmentation.base import (
    Changed,
    Drawn,
    ImageAugmentation,
    clipped,
    only,
    per_image,
    range_param,
    seed_param,
)
from netbuilder.layers.base import LARGEST_STEP, layer
from netbuilder.layers.maths.image_sampling import along_both
from netbuilder.layers.number_kinds import Numbers, NumbersKind, factor_kind
from netbuilder.spec import param

SMALLEST_SIGMA = 1e-6


@layer("preprocessing")
class RandomGaussianBlur(ImageAugmentation):
    """Blurs each image by a random amount."""

    factor: Numbers = param(
        default=1.0, kind=factor_kind(0, 1), doc="How likely an image is blurred, or both limits.", brief="{}"
    )
    kernel_size: tuple[int, int] = param(
        default=3, ge=1, le=LARGEST_STEP, doc="Width and height of the blur in pixels, both odd.", brief="{}"
    )
    sigma: Numbers = param(
        default=1.0, kind=factor_kind(0, 1), doc="Greatest spread of the blur in pixels, or both limits."
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def validate(self) -> None:
        super().validate()
        if any(size % 2 == 0 for size in self.kernel_size):
            raise FieldError("kernel_size", "must be odd, got {value}", value=self.kernel_size)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        chosen = self.hits("factor", rng, shape[0])
        return {"should_apply_blur": chosen, "blur_factor": self.between("sigma", rng, 2) + SMALLEST_SIGMA}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        sigma = tuple(float(value) for value in drawn["blur_factor"])
        y, through = only(drawn["should_apply_blur"], x, blurred(x, self.kernel_size, (sigma[0], sigma[1])))
        return clipped(y, self.value_range, through)


@layer("preprocessing")
class RandomSharpness(ImageAugmentation):
    """Sharpens or softens each image by a random amount."""

    factor: Numbers = param(
        kind=factor_kind(0, 1),
        start=(0.3, 0.7),
        doc="Limits of the amount: 0 softens, 0.5 changes nothing, 1 sharpens.",
        brief="{}",
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        return {"factor": self.between("factor", rng, shape[0])}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        soft = 1 - per_image(drawn["factor"], x.dtype) * 2
        return clipped(
            x + soft * (_smoothed(x) - x),
            self.value_range,
            lambda dy: dy * (1 - soft) + _smoothed(dy * soft),
        )


@layer("preprocessing")
class RandomErasing(ImageAugmentation):
    """Covers a random rectangle of each image."""

    factor: Numbers = param(
        default=1.0, kind=factor_kind(0, 1), doc="How likely an image is covered, or both limits.", brief="{}"
    )
    scale: Numbers = param(
        default=(0.02, 0.33),
        kind=factor_kind(0, 1),
        doc="Smallest and largest share of the image that is covered.",
        brief="{}",
    )
    fill_value: Numbers | None = param(
        default=None, kind=OptionalKind(NumbersKind()), doc="A value or a colour; none covers with noise.", brief="{}"
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def output_shape(self, *inputs: Shape) -> Shape:
        shape = super().output_shape(*inputs)
        if isinstance(self.fill_value, tuple) and len(self.fill_value) != shape[-1]:
            raise ShapeError(
                "has a fill_value for {count} channels, got {shape}", count=len(self.fill_value), shape=shape
            )
        return shape

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        batch, height, width, _ = shape
        sides = np.sqrt(self.between("scale", rng, (batch, 2)))
        (x, dx), (y, dy) = (
            (rng.random(batch) * (length - side * length), side * length)
            for length, side in ((width, sides[:, 0]), (height, sides[:, 1]))
        )
        row, column = np.arange(height)[:, None, None], np.arange(width)[:, None]
        left, right, top, bottom = (edge[:, None, None, None] for edge in (x, x + dx, y, y + dy))
        chosen = self.hits("factor", rng, batch)
        return {
            "apply_erasing": chosen,
            "batch_masks": (column >= left) & (column < right) & (row >= top) & (row < bottom),
            "fill_value": self._filling(shape, rng),
        }

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        covered = drawn["batch_masks"] & per_image(drawn["apply_erasing"], bool)
        filling = np.asarray(drawn["fill_value"], x.dtype)
        return np.where(covered, filling, x), lambda dy: np.where(covered, dy.dtype.type(0), dy)

    def _filling(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        given = rng.normal(size=shape) * self.value_range[1] if self.fill_value is None else self.fill_value
        return np.clip(given, *self.value_range)


def blurred(x: Array, size: tuple[int, int], sigma: tuple[float, float]) -> Changed:
    """Images under a Gaussian of `size` and `sigma` (width, height), with zeros around."""
    across, down = (
        _band(n, k, s).astype(x.dtype) for n, k, s in zip((x.shape[2], x.shape[1]), size, sigma, strict=True)
    )
    return along_both(x, down, across), partial(along_both, down=down.T, across=across.T)


def _band(length: int, size: int, sigma: float) -> Array:
    """A matrix whose rows hold a Gaussian around the diagonal."""
    shares = np.exp(-0.5 * ((np.arange(size) - (size - 1) / 2) / sigma) ** 2)
    apart = np.arange(length) - np.arange(length)[:, None] + size // 2
    return np.where((apart >= 0) & (apart < size), shares[np.clip(apart, 0, size - 1)] / shares.sum(), 0.0)


def _smoothed(x: Array) -> Array:
    """Each pixel as 5 parts of itself and 1 part of each of its 8 neighbours, with zeros around."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    rows = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    sums = rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]
    smooth: Array = (sums + 4 * x) / x.dtype.type(13)
    return smooth
