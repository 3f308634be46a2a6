"""Resampling along one axis by a matrix."""

from __future__ import annotations

import numpy as np

from netbuilder.arrays import Array
from netbuilder.layers.maths.image_sampling import resize_matrix


def along(x: Array, matrix: Array, axis: int) -> Array:
    """`x` with the values along an axis replaced by their sums, weighted by each column of the matrix."""
    moved: Array = np.moveaxis(np.moveaxis(x, axis, -1) @ matrix.astype(x.dtype), -1, axis)
    return moved


def interpolation(length: int, target: int, method: str) -> Array:
    """A matrix (length, target): the share of each old place in each new one, as jax.image.resize has it."""
    return resize_matrix(length, target, method, False).T
