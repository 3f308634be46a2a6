"""The mathematics of initializers whose variance depends on the weight's shape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.kinds import ChoiceKind

Shape = tuple[int, ...]
Axes = tuple[int, ...] | None

# Cutting a normal distribution at two standard deviations shrinks its spread to this.
SPREAD_OF_TRUNCATED = 0.87962566103423978


@dataclass(frozen=True)
class DistributionKind(ChoiceKind):
    """How values are spread; "normal" is an old name."""

    choices: tuple[str, ...] = ("truncated_normal", "untruncated_normal", "uniform")

    def coerce(self, value: Any) -> str:
        return super().coerce("truncated_normal" if value == "normal" else value)


def fans(shape: Shape, input_axes: Axes = None, output_axes: Axes = None) -> tuple[int, int]:
    """Inputs and outputs of a weight of this shape, counted as Keras counts them; raises ShapeError."""
    if input_axes is not None and output_axes is not None:
        return _product(shape, input_axes), _product(shape, output_axes)
    if not shape:
        return 1, 1
    if len(shape) == 1:
        return shape[0], shape[0]
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


def _product(shape: Shape, axes: tuple[int, ...]) -> int:
    for axis in axes:
        if not -len(shape) <= axis < len(shape):
            raise ShapeError("there is no axis {axis} in a weight of shape {shape}", axis=axis, shape=shape)
    return math.prod(shape[axis] for axis in axes)


def scaled(
    shape: Shape,
    rng: np.random.Generator,
    scale: float,
    mode: str,
    distribution: str,
    input_axes: Axes = None,
    output_axes: Axes = None,
) -> Array:
    """Values with variance scale / n (keras.initializers.VarianceScaling)."""
    fan_in, fan_out = fans(shape, input_axes, output_axes)
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    variance = scale / max(1.0, n)
    if distribution == "uniform":
        limit = math.sqrt(3 * variance)
        return rng.uniform(-limit, limit, shape)
    if distribution == "untruncated_normal":
        return rng.normal(0, math.sqrt(variance), shape)
    return math.sqrt(variance) / SPREAD_OF_TRUNCATED * truncated_normal(shape, rng)


def truncated_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Standard normal values within two standard deviations."""
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=int(outside.sum()))
    return values
