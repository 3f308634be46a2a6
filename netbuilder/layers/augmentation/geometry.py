"""Images mirrored, turned, moved, zoomed, slanted and cut at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.kinds import OptionalKind, Shape
from netbuilder.layers.augmentation.base import Changed, Drawn, ImageAugmentation, seed_param
from netbuilder.layers.base import Backward, Run, Weights, expect_rank, layer
from netbuilder.layers.maths.image_sampling import FILL_MODES, affine, crop, crop_box, resize
from netbuilder.layers.number_kinds import Numbers, factor_kind
from netbuilder.layers.preprocessing import as_float
from netbuilder.layers.resizing import fitted
from netbuilder.spec import param


def interpolation_param() -> Any:
    """How a layer reads between pixels."""
    return param(
        default="bilinear", choices=("nearest", "bilinear"), doc="How values between pixels are found.", advanced=True
    )


def fill_mode_param(*more: str) -> Any:
    """What a layer finds outside of an image."""
    return param(
        default="reflect",
        choices=(*FILL_MODES, *more),
        doc="What lies outside: the image reflected, repeated, one value, or its edge.",
        brief="{}",
    )


def fill_value_param() -> Any:
    """The one value that a layer may find outside of an image."""
    return param(default=0.0, doc="The value outside with fill_mode constant.", advanced=True)


@layer("preprocessing")
class RandomFlip(ImageAugmentation):
    """Mirrors every second image, at random."""

    advice = "Cheap new images for training, where a mirror image means the same. Not for digits and letters."

    mode: str = param(
        default="horizontal_and_vertical",
        choices=("horizontal", "vertical", "horizontal_and_vertical"),
        doc="Left and right, top and bottom, or both at once.",
        brief="{}",
    )
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        return {"flips": rng.random((shape[0], 1, 1, 1)) <= 0.5}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        axes = tuple(axis for axis, name in ((1, "vertical"), (2, "horizontal")) if name in self.mode)

        def flipped(images: Array) -> Array:
            return np.where(drawn["flips"], np.flip(images, axes), images)

        return flipped(x), flipped


class _Affine(ImageAugmentation):
    """Moves the pixels of each image by one matrix; members declare interpolation, fill_mode and fill_value."""

    def matrix(self, shape: tuple[int, ...], drawn: Drawn) -> Array:
        """(batch, 6) of a0 a1 a2 b0 b1 b2: where the pixel in each column and row is read."""
        raise AssertionError(f"{type(self).__name__} has no matrix")

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        own: Any = self
        return affine(x, self.matrix(x.shape, drawn), own.interpolation, own.fill_mode, own.fill_value)


@layer("preprocessing")
class RandomRotation(_Affine):
    """Turns each image by a random angle."""

    advice = "For images with no fixed top. Small angles are enough for most."

    factor: Numbers = param(
        kind=factor_kind(-1, 1),
        start=0.1,
        doc="Greatest angle in full turns, or the least and the greatest.",
        brief="{}",
    )
    fill_mode: str = fill_mode_param()
    interpolation: str = interpolation_param()
    seed: int | None = seed_param()
    fill_value: float = fill_value_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        return {"angle": self.between("factor", rng, shape[0]) * 360}

    def matrix(self, shape: tuple[int, ...], drawn: Drawn) -> Array:
        angle = np.deg2rad(drawn["angle"])
        cos, sin = np.cos(angle), np.sin(angle)
        x, y = (shape[2] - 1) / 2, (shape[1] - 1) / 2
        return np.stack([cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos], axis=1)


@layer("preprocessing")
class RandomTranslation(_Affine):
    """Moves each image by a random distance."""

    height_factor: Numbers = param(
        kind=factor_kind(-1, 1),
        start=0.1,
        doc="Greatest move down, as a share of the height, or both limits.",
        brief="{}",
    )
    width_factor: Numbers = param(
        kind=factor_kind(-1, 1),
        start=0.1,
        doc="Greatest move to the right, as a share of the width, or both limits.",
        brief="{}",
    )
    fill_mode: str = fill_mode_param()
    interpolation: str = interpolation_param()
    seed: int | None = seed_param()
    fill_value: float = fill_value_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        down = self.between("height_factor", rng, shape[0]) * shape[1]
        across = self.between("width_factor", rng, shape[0]) * shape[2]
        return {"translations": np.stack([across, down], axis=1)}

    def matrix(self, shape: tuple[int, ...], drawn: Drawn) -> Array:
        across, down = np.asarray(drawn["translations"]).T
        one, zero = np.ones_like(down), np.zeros_like(down)
        return np.stack([one, zero, -across, zero, one, -down], axis=1)


@layer("preprocessing")
class RandomZoom(_Affine):
    """Shrinks or enlarges what each image shows."""

    height_factor: Numbers = param(
        kind=factor_kind(-1, 1, open_below=True),
        start=0.1,
        doc="Greatest change of the height; above 0 the picture becomes smaller. Or both limits.",
        brief="{}",
    )
    width_factor: Numbers | None = param(
        default=None,
        kind=OptionalKind(factor_kind(-1, 1, open_below=True)),
        doc="The same for the width; none zooms by the same as the height.",
        brief="{}",
    )
    fill_mode: str = fill_mode_param()
    interpolation: str = interpolation_param()
    seed: int | None = seed_param()
    fill_value: float = fill_value_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        down = 1 + self.between("height_factor", rng, (shape[0], 1))
        across = down if self.width_factor is None else 1 + self.between("width_factor", rng, (shape[0], 1))
        return {"height_zoom": down, "width_zoom": across}

    def matrix(self, shape: tuple[int, ...], drawn: Drawn) -> Array:
        down, across = np.asarray(drawn["height_zoom"]).ravel(), np.asarray(drawn["width_zoom"]).ravel()
        zero = np.zeros_like(down)
        left, top = (shape[2] - 1) / 2 * (1 - across), (shape[1] - 1) / 2 * (1 - down)
        return np.stack([across, zero, left, zero, down, top], axis=1)


@layer("preprocessing")
class RandomShear(_Affine):
    """Slants each image."""

    x_factor: Numbers = param(
        default=0.0,
        kind=factor_kind(0, 1, floor=-1),
        doc="Greatest slant sideways in pixels for each row, or both limits.",
        brief="{}",
    )
    y_factor: Numbers = param(
        default=0.0,
        kind=factor_kind(0, 1, floor=-1),
        doc="Greatest slant downwards in pixels for each column, or both limits.",
    )
    interpolation: str = interpolation_param()
    fill_mode: str = fill_mode_param()
    fill_value: float = fill_value_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        side = np.where(rng.random((shape[0], 1)) > 0.5, -1, 1)
        down, across = (self.between(name, rng, (shape[0], 1)) for name in ("y_factor", "x_factor"))
        return {"shear_factor": np.concatenate([across, down], axis=1) * side}

    def matrix(self, shape: tuple[int, ...], drawn: Drawn) -> Array:
        across, down = np.asarray(drawn["shear_factor"]).T
        one, zero = np.ones_like(down), np.zeros_like(down)
        return np.stack([one, across, zero, down, one, zero], axis=1)


@layer("preprocessing")
class RandomCrop(ImageAugmentation):
    """Cuts a window out of the images of a batch, at a random place while training.

    Otherwise, and where images are too small, the largest window of the same ratio is resized.
    """

    height: int = param(ge=1, start=64, doc="Height of the output.", brief="{}")
    width: int = param(ge=1, start=64, doc="Width of the output.", brief="{}")
    seed: int | None = seed_param()

    def output_shape(self, *inputs: Shape) -> Shape:
        expect_rank(inputs[0], 3, "height, width, channels")
        return (self.height, self.width, inputs[0][-1])

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        if shape[1] > self.height and shape[2] > self.width:
            return {
                "top": int(rng.integers(shape[1] - self.height + 1)),
                "left": int(rng.integers(shape[2] - self.width + 1)),
            }
        rows, columns = crop_box((shape[1], shape[2]), (self.height, self.width))
        return {"top": rows.start, "left": columns.start}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        top, left = drawn["top"], drawn["left"]
        y, before = crop(x, slice(top, top + self.height), slice(left, left + self.width))
        y, through = resize(y, (self.height, self.width))
        return y, lambda dy: before(through(dy))

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        if run.training:
            return super().forward(weights, *inputs, run=run)
        y, through = fitted(as_float(inputs[0]), (self.height, self.width))
        return y, lambda dy: ((through(dy),), {})
