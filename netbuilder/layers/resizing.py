"""Layers that bring images to a size."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import FieldError
from netbuilder.kinds import Shape
from netbuilder.layers.base import Backward, Layer, Run, Weights, expect_rank, layer
from netbuilder.layers.maths.image_sampling import INTERPOLATIONS, Through, crop, crop_box, resize
from netbuilder.spec import param


class _Sized(Layer):
    """Gives every image the same height and width."""

    height: int = param(ge=1, start=64, doc="Height of the output.", brief="{}")
    width: int = param(ge=1, start=64, doc="Width of the output.", brief="{}")

    def output_shape(self, *inputs: Shape) -> Shape:
        expect_rank(inputs[0], 3, "height, width, channels")
        return (self.height, self.width, inputs[0][-1])

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        x = inputs[0] if inputs[0].dtype.kind == "f" else inputs[0].astype(np.float32)
        y, through = self.sized(x, run)
        return y, lambda dy: ((through(dy),), {})

    def sized(self, x: Array, run: Run) -> tuple[Array, Through]:
        """The images in their new size, and the way back of the gradient."""
        raise AssertionError(f"{type(self).__name__} has no size")


@layer("preprocessing")
class Resizing(_Sized):
    """Stretches or shrinks images to a height and width."""

    advice = "Brings images of all sizes to the one that the network expects."

    interpolation: str = param(default="bilinear", choices=INTERPOLATIONS, doc="How values between pixels are found.")
    crop_to_aspect_ratio: bool = param(default=False, doc="Cuts off what would be squeezed.", brief="cropped")
    pad_to_aspect_ratio: bool = param(default=False, doc="Pads what would be squeezed.", brief="padded")
    fill_mode: str = param(default="constant", choices=("constant",), doc="What padding holds.", advanced=True)
    fill_value: float = param(default=0.0, doc="The value of padding.", advanced=True)
    antialias: bool = param(
        default=False, doc="Takes all pixels into account when an image becomes smaller.", advanced=True
    )

    def validate(self) -> None:
        if self.crop_to_aspect_ratio and self.pad_to_aspect_ratio:
            raise FieldError("pad_to_aspect_ratio", "cannot go with crop_to_aspect_ratio")

    def sized(self, x: Array, run: Run) -> tuple[Array, Through]:
        target = (self.height, self.width)
        before: Through = _same
        if self.crop_to_aspect_ratio:
            x, before = crop(x, *crop_box((x.shape[1], x.shape[2]), target))
        elif self.pad_to_aspect_ratio:
            x, before = self._padded(x)
        y, through = resize(x, target, self.interpolation, self.antialias)
        return y, lambda dy: before(through(dy))

    def _padded(self, x: Array) -> tuple[Array, Through]:
        """Images with the same on both sides of one axis, so that they have about the target's ratio."""
        height, width = x.shape[1:3]
        above = (max(height, int(width * self.height / self.width)) - height) // 2
        # Keras pads one axis only.
        beside = 0 if above else (max(width, int(height * self.width / self.height)) - width) // 2
        sides = ((0, 0), (above, above), (beside, beside), (0, 0))
        y = np.pad(x, sides, constant_values=x.dtype.type(self.fill_value))
        return y, lambda dy: dy[:, above : above + height, beside : beside + width]


@layer("preprocessing")
class CenterCrop(_Sized):
    """Cuts the middle out of images; smaller ones are cut to the same ratio and stretched."""

    def sized(self, x: Array, run: Run) -> tuple[Array, Through]:
        height, width = x.shape[1:3]
        if height < self.height or width < self.width:
            return fitted(x, (self.height, self.width))
        top, left = (height - self.height) // 2, (width - self.width) // 2
        return crop(x, slice(top, top + self.height), slice(left, left + self.width))


def fitted(x: Array, target: tuple[int, int]) -> tuple[Array, Through]:
    """The largest window with the target's ratio, resized to the target (keras.utils.image_utils.smart_resize)."""
    cut, before = crop(x, *crop_box((x.shape[1], x.shape[2]), target))
    y, through = resize(cut, target)
    return y, lambda dy: before(through(dy))


def _same(dy: Any) -> Any:
    return dy
