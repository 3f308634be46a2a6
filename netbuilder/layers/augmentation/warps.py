"""Images bent at random: seen from aside, or as if of rubber."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.layers.augmentation.base import (
    Changed,
    Drawn,
    ImageAugmentation,
    clipped,
    only,
    range_param,
    seed_param,
)
from netbuilder.layers.augmentation.filters import blurred
from netbuilder.layers.augmentation.geometry import fill_mode_param, fill_value_param, interpolation_param
from netbuilder.layers.base import layer
from netbuilder.layers.maths.image_sampling import sample
from netbuilder.layers.number_kinds import Numbers, factor_kind
from netbuilder.spec import param


@layer("preprocessing")
class RandomPerspective(ImageAugmentation):
    """Shows each image as if seen from the side."""

    factor: Numbers = param(
        default=1.0, kind=factor_kind(0, 1), doc="How likely an image is changed, or both limits.", brief="{}"
    )
    scale: float = param(default=1.0, ge=0, le=1, doc="How far the corners move.", brief="{}")
    interpolation: str = interpolation_param()
    fill_value: float = param(default=0.0, doc="The value outside of the image.", advanced=True)
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        right, bottom = shape[2] - 1.0, shape[1] - 1.0
        corners = np.array([[0, 0], [right, 0], [0, bottom], [right, bottom]])
        chosen = self.hits("factor", rng, shape[0])
        moves = rng.uniform(-self.scale / 2, self.scale / 2, (shape[0], 4, 2))
        start = np.broadcast_to(corners, moves.shape)
        return {"apply_perspective": chosen, "start_points": start, "end_points": start + start * moves}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        matrix = homography(np.asarray(drawn["start_points"]), np.asarray(drawn["end_points"])).astype(x.dtype)
        t = matrix.T[:, :, None, None]
        row, column = np.arange(x.shape[1], dtype=x.dtype)[:, None], np.arange(x.shape[2], dtype=x.dtype)
        depth = t[6] * column + t[7] * row + 1
        rows, columns = ((t[i] * column + t[i + 1] * row + t[i + 2]) / depth for i in (3, 0))
        seen = sample(x, rows, columns, self.interpolation, "constant", self.fill_value)
        return only(drawn["apply_perspective"], x, seen)


@layer("preprocessing")
class RandomElasticTransform(ImageAugmentation):
    """Bends each image as if it were of rubber (Simard et al., 2003)."""

    factor: Numbers = param(
        default=1.0, kind=factor_kind(0, 1), doc="How likely an image is changed, or both limits.", brief="{}"
    )
    scale: Numbers = param(default=1.0, kind=factor_kind(0, 1), doc="How much it is bent, or both limits.", brief="{}")
    interpolation: str = interpolation_param()
    fill_mode: str = fill_mode_param("mirror")
    fill_value: float = fill_value_param()
    value_range: tuple[float, float] = range_param()
    seed: int | None = seed_param()

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Drawn:
        chosen = self.hits("factor", rng, shape[0])
        amount = float(self.between("scale", rng, ()))
        return {"apply_transform": chosen, "distortion_factor": amount, "noise": rng.normal(size=shape[:3])}

    def changed(self, x: Array, drawn: Drawn) -> Changed:
        amount = drawn["distortion_factor"]
        if amount == 0:
            return x, lambda dy: dy
        height, width = x.shape[1:3]
        sigma, reach = 0.05 * amount * min(height, width), 0.1 * amount * max(height, width)
        size = int(6 * sigma) | 1
        noise = np.asarray(drawn["noise"], x.dtype)[..., None] * x.dtype.type(sigma)
        # Keras draws both directions from one seed: every pixel moves as far down as to the right.
        move = blurred(noise, (size, size), (sigma, sigma))[0][..., 0] * x.dtype.type(reach)
        rows = np.arange(height, dtype=x.dtype)[:, None] + move
        columns = np.arange(width, dtype=x.dtype) + move
        bent = sample(x, rows, columns, self.interpolation, self.fill_mode, self.fill_value)
        y, through = only(drawn["apply_transform"], x, bent)
        return clipped(y, self.value_range, through)


def homography(start: Array, end: Array) -> Array:
    """(batch, 8): the perspective that brings each of four points (batch, 4, 2) `end` to `start`."""
    (x, y), (u, v) = np.moveaxis(end, -1, 0), np.moveaxis(start, -1, 0)
    one, zero = np.ones_like(x), np.zeros_like(x)
    across = np.stack([x, y, one, zero, zero, zero, -u * x, -u * y], axis=-1)
    down = np.stack([zero, zero, zero, x, y, one, -v * x, -v * y], axis=-1)
    found: Array = np.linalg.solve(np.concatenate([across, down], axis=1), np.concatenate([u, v], axis=1)[..., None])
    return found[..., 0]
