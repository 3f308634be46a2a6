"""Images resized by matrices and read at places between pixels, as Keras does on JAX. Images are (batch, height,
width, channels)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from netbuilder.arrays import Array

Through = Callable[[Array], Array]
Size = tuple[int, int]

INTERPOLATIONS = ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5")
FILL_MODES = ("reflect", "wrap", "constant", "nearest")


def resize(x: Array, size: Size, interpolation: str = "bilinear", antialias: bool = False) -> tuple[Array, Through]:
    """Images of another size, and the function that takes the gradient back."""
    down = resize_matrix(x.shape[1], size[0], interpolation, antialias).astype(x.dtype)
    across = resize_matrix(x.shape[2], size[1], interpolation, antialias).astype(x.dtype)
    return along_both(x, down, across), lambda dy: along_both(dy, down.T, across.T)


def along_both(x: Array, down: Array, across: Array) -> Array:
    """Images whose columns are multiplied by one matrix and whose rows by another."""
    batch, height, width, channels = x.shape
    y = np.matmul(down, x.reshape(batch, height, width * channels))
    y = np.matmul(across, y.reshape(batch * len(down), width, channels))
    resized: Array = y.reshape(batch, len(down), len(across), channels)
    return resized


@lru_cache(maxsize=64)
def resize_matrix(length: int, target: int, interpolation: str, antialias: bool) -> Array:
    """How much of each of `length` pixels goes into each of `target` (jax.image.resize); rows sum to 1."""
    if length == target:
        return np.eye(length)
    step = length / target
    if interpolation == "nearest":
        nearest = np.floor(((np.arange(target, dtype=np.float32) + np.float32(0.5)) * np.float32(length)) / target)
        return np.eye(length)[nearest.astype(np.intp)]
    middles = (np.arange(target) + 0.5) * step - 0.5
    distance = np.abs(middles[:, None] - np.arange(length)) / (max(step, 1.0) if antialias else 1.0)
    weights = KERNELS[interpolation](distance)
    total = weights.sum(axis=1, keepdims=True)
    return weights / np.where(total != 0, total, 1)


def _triangle(x: Array) -> Array:
    share: Array = np.maximum(0, 1 - x)
    return share


def _cubic(x: Array) -> Array:
    # Keys (1981) with a = -0.5.
    inner = (1.5 * x - 2.5) * x * x + 1
    outer = ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x >= 2, 0.0, np.where(x >= 1, outer, inner))


def _lanczos(radius: int) -> Callable[[Array], Array]:
    return lambda x: np.where(x > radius, 0.0, np.sinc(x) * np.sinc(x / radius))


KERNELS: dict[str, Callable[[Array], Array]] = {
    "bilinear": _triangle,
    "bicubic": _cubic,
    "lanczos3": _lanczos(3),
    "lanczos5": _lanczos(5),
}


def crop_box(size: Size, target: Size) -> tuple[slice, slice]:
    """The largest window of an image, in its middle, that has the target's ratio of height to width."""
    (height, width), (high, wide) = size, target
    cut = (max(min(height, int(width * high / wide)), 1), max(min(width, int(height * wide / high)), 1))
    starts = (height - cut[0]) // 2, (width - cut[1]) // 2
    return slice(starts[0], starts[0] + cut[0]), slice(starts[1], starts[1] + cut[1])


def crop(x: Array, rows: slice, columns: slice) -> tuple[Array, Through]:
    """A window of every image; the gradient outside it is 0."""

    def through(dy: Array) -> Array:
        dx = np.zeros(x.shape, dy.dtype)
        dx[:, rows, columns] = dy
        return dx

    return x[:, rows, columns], through


def sample(
    x: Array, rows: Array, columns: Array, interpolation: str, fill_mode: str, fill_value: float
) -> tuple[Array, Through]:
    """Images read at places (batch, height, width) between their pixels, and the way back of the gradient.

    Places outside are read as `jax.scipy.ndimage.map_coordinates` reads them.
    """
    batch, height, width, channels = x.shape
    start = (np.arange(batch) * (height * width))[:, None, None]
    pixels = x.reshape(-1, channels)
    y = np.zeros((*rows.shape, channels), x.dtype)
    parts = []
    for row, high, row_inside in _neighbours(rows, height, interpolation, fill_mode):
        for column, wide, column_inside in _neighbours(columns, width, interpolation, fill_mode):
            share = (high * wide).astype(x.dtype)
            if fill_mode == "constant":
                inside = row_inside & column_inside
                y += (np.where(inside, 0, share) * x.dtype.type(fill_value))[..., None]
                share = np.where(inside, share, x.dtype.type(0))
            index = start + row * width + column
            y += pixels[index] * share[..., None]
            parts.append((index, share))

    def through(dy: Array) -> Array:
        every = np.arange(channels)
        total = np.zeros(pixels.size)
        for index, share in parts:
            places = (index[..., None] * channels + every).ravel()
            total += np.bincount(places, (dy * share[..., None]).ravel(), pixels.size)
        return total.astype(dy.dtype).reshape(x.shape)

    return y, through


def _neighbours(places: Array, size: int, interpolation: str, fill_mode: str) -> list[tuple[Array, Array, Array]]:
    """For each pixel that a place is read from: its index, its share and whether it lies inside."""
    if interpolation == "nearest":
        found = [(_rounded(places), np.ones_like(places))]
    else:
        lower = np.floor(places)
        found = [(lower, 1 - (places - lower)), (lower + 1, places - lower)]
    return [
        (_fixed(i := index.astype(np.intp), size, fill_mode), share, (i >= 0) & (i < size)) for index, share in found
    ]


def _rounded(places: Array) -> Array:
    """Whole numbers; halves go away from 0."""
    whole = np.floor(np.abs(places))
    rounded: Array = np.copysign(whole + (np.abs(places) - whole >= 0.5), places)
    return rounded


def _fixed(index: Array, size: int, fill_mode: str) -> Array:
    if fill_mode == "wrap":
        return index % size
    if fill_mode == "reflect":
        return (_mirrored(2 * index + 1, 2 * size + 1) - 1) // 2
    if fill_mode == "mirror" and size > 1:
        return _mirrored(index, size)
    return np.clip(index, 0, size - 1)


def _mirrored(index: Array, size: int) -> Array:
    last = size - 1
    found: Array = np.abs((index + last) % (2 * last) - last)
    return found


def affine(x: Array, matrix: Array, interpolation: str, fill_mode: str, fill_value: float) -> tuple[Array, Through]:
    """Images moved by one matrix each: (batch, 6) of a0 a1 a2 b0 b1 b2, as `keras.ops.image.affine_transform`.

    The pixel at column c and row r is read at column a0·c + a1·r + a2 and row b0·c + b1·r + b2.
    """
    real = x.dtype if x.dtype.kind == "f" else np.dtype(np.float32)
    a0, a1, a2, b0, b1, b2 = matrix.astype(real).T[:, :, None, None]
    row = np.arange(x.shape[1], dtype=real)[:, None]
    column = np.arange(x.shape[2], dtype=real)
    return sample(x, b0 * column + b1 * row + b2, a0 * column + a1 * row + a2, interpolation, fill_mode, fill_value)
