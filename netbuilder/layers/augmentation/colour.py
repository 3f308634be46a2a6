"""Colours, brightness and contrast changed at random."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.kinds import OptionalKind, Shape
from netbuilder.layers.augmentation.base import (
    Changed,
    Drawn,
    ImageAugmentation,
    clipped,
    expect_colour,
    only,
    per_image,
    range_param,
    seed_param,
)
from netbuilder.layers.augmentation.colour_space import grey, hsv, rgb
from netbuilder.layers.base import expect_rank, layer
from netbuilder.layers.number_kinds import Numbers, factor_kind
from netbuilder.spec import param

SMALL = 1e-7  # Keras's epsilon


class _Coloured(ImageAugmentation):
    """Changes images of red, green and blue."""

    def output_shape(self, *inputs: Shape) -> Shape:
        expect_colour(inputs[0])
        return inputs[0]


class _Grey(ImageAugmentation):
    """Changes images of red, green and blue, or of one channel."""

    def output_shape(self, *inputs: Shape) -> Shape:
        expect_rank(inputs[0], 3, "height, width, channels")
        if inputs[0][-1] not in (1, 3, None):
            raise ShapeError("expects images with 1 or 3 channels, got {shape}", shape=inputs[0])
        return inputs[0]


@layer("preprocessing")
class RandomBrightness(ImageAugmentation):
    """Makes each image brighter or darker."""

    factor: Numbers = param(
        kind=factor_kind(-1, 1), start=0.2, doc="Greatest change as a share of the range, or both limits.", brief="{}"
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        low, high = self.value_range
        return {"rgb_delta": self.between("factor", rng, (shape[0], 1, 1, 1)) * (high - low)}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        return clipped(x + per_image(drawn["rgb_delta"], x.dtype), self.value_range, lambda dy: dy)


@layer("preprocessing")
class RandomContrast(ImageAugmentation):
    """Brings the values of each channel nearer to their mean or farther from it."""

    factor: Numbers = param(
        kind=factor_kind(0, 1),
        start=(0.2, 0.2),
        doc="How much less and how much more; one number is only how much more.",
        brief="{}",
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        less, more = self.limits("factor")
        return {"contrast_factor": rng.uniform(1 - less, 1 + more, (shape[0], 1, 1, 1))}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        times = per_image(drawn["contrast_factor"], x.dtype)
        mean = x.mean(axis=(1, 2), keepdims=True)

        def through(dy: Array) -> Array:
            d: Array = dy * times + (dy * (1 - times)).mean(axis=(1, 2), keepdims=True)
            return d

        return clipped((x - mean) * times + mean, self.value_range, through)


@layer("preprocessing")
class RandomSaturation(_Coloured):
    """Makes the colours of each image stronger or weaker."""

    factor: Numbers = param(
        kind=factor_kind(-1, 1),
        start=(0.4, 0.6),
        doc="Limits: 0 is grey, 0.5 changes nothing, 1 is strongest.",
        brief="{}",
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        drawn = self.between("factor", rng, shape[0])
        return {"factor": drawn / (1 - drawn + SMALL)}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        given, first = hsv(x)
        times = per_image(drawn["factor"], x.dtype)
        # Keras holds the saturation, not the image, within the range.
        stronger, between = clipped(given[..., 1:2] * times, self.value_range, lambda dy: dy * times)
        y, last = rgb(np.concatenate([given[..., :1], stronger, given[..., 2:]], axis=-1))

        def through(dy: Array) -> Array:
            d = last(dy)
            return first(np.concatenate([d[..., :1], between(d[..., 1:2]), d[..., 2:]], axis=-1))

        return y, through


@layer("preprocessing")
class RandomHue(_Coloured):
    """Turns the colours of each image around the colour wheel."""

    factor: Numbers = param(
        kind=factor_kind(0, 1), start=0.1, doc="Greatest turn, 1 being half the wheel, or both limits.", brief="{}"
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        side = np.where(rng.random(shape[0]) > 0.5, -1, 1)
        return {"factor": side * self.between("factor", rng, shape[0]) * 0.5}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        low, high = self.value_range
        given, first = hsv((x - low) / x.dtype.type(high - low))
        hue = given[..., :1] + per_image(drawn["factor"], x.dtype)
        hue = hue - (hue > 1)
        hue = (hue + (hue < 0)).astype(x.dtype)
        turned, last = rgb(np.concatenate([hue, given[..., 1:]], axis=-1))
        y, through = clipped(turned, (0.0, 1.0), last)
        return y * x.dtype.type(high - low) + low, lambda dy: first(through(dy))


@layer("preprocessing")
class RandomColorJitter(_Coloured):
    """Changes brightness, contrast, saturation and hue, one after the other."""

    value_range: tuple[float, float] = range_param()
    brightness_factor: Numbers | None = param(
        default=None, kind=OptionalKind(factor_kind(-1, 1)), start=0.2, doc="As in RandomBrightness; none leaves it."
    )
    contrast_factor: Numbers | None = param(
        default=None, kind=OptionalKind(factor_kind(0, 1)), start=0.2, doc="As in RandomContrast; none leaves it."
    )
    saturation_factor: Numbers | None = param(
        default=None, kind=OptionalKind(factor_kind(-1, 1)), doc="As in RandomSaturation; none leaves it."
    )
    hue_factor: Numbers | None = param(
        default=None, kind=OptionalKind(factor_kind(0, 1)), doc="As in RandomHue; none leaves it."
    )
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        return {str(i): part.draw(shape, rng) for i, part in enumerate(self._parts())}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        backs = []
        for i, part in enumerate(self._parts()):
            x, back = part.changed(x, drawn[str(i)])
            backs.append(back)

        def through(dy: Array) -> Array:
            for back in reversed(backs):
                dy = back(dy)
            return dy

        return x, through

    def _parts(self) -> list[ImageAugmentation]:
        given = (
            (RandomBrightness, self.brightness_factor),
            (RandomContrast, self.contrast_factor),
            (RandomSaturation, self.saturation_factor),
            (RandomHue, self.hue_factor),
        )
        return [kind(amount, self.value_range) for kind, amount in given if amount is not None]


@layer("preprocessing")
class RandomGrayscale(_Grey):
    """Takes the colours from some images."""

    factor: float = param(default=0.5, ge=0, le=1, doc="How likely an image becomes grey.", brief="{}")
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        return {"should_apply": rng.random(shape[0]) < self.factor}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        y, through = grey(x)
        every = np.broadcast_to(y, x.shape)
        if x.shape[-1] == 1:
            return x, through
        return only(drawn["should_apply"], x, (every, lambda dy: through(dy.sum(axis=-1, keepdims=True))))


@layer("preprocessing")
class RandomColorDegeneration(_Grey):
    """Mixes each image with its own grey."""

    factor: Numbers = param(
        kind=factor_kind(-1, 1), start=(0.0, 0.5), doc="Limits: 0 changes nothing, 1 is grey.", brief="{}"
    )
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        return {"factor": self.between("factor", rng, (shape[0], 1, 1, 1))}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        share = per_image(drawn["factor"], x.dtype)
        dull, back = grey(x)

        def through(dy: Array) -> Array:
            d: Array = dy * (1 - share) + back((dy * share).sum(axis=-1, keepdims=True))
            return d

        return clipped(x + share * (dull - x), self.value_range, through)
