"""How weights begin: Keras's initializers, drawn from a generator that is passed in."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.spec import Spec, param, register

Array = np.ndarray[Any, np.dtype[Any]]
Shape = tuple[int, ...]


class Initializer(Spec, registry=True):
    """Draws the first values of a weight."""

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """An array of `shape`."""
        raise AssertionError("an initializer draws")


@register
class Zeros(Initializer):
    """All 0."""

    aliases = ("zero",)

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return np.zeros(shape)


@register
class Ones(Initializer):
    """All 1."""

    aliases = ("one",)

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return np.ones(shape)


@register
class Constant(Initializer):
    """All the same value."""

    value: float = param(0.0, doc="The value of every weight.")

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return np.full(shape, self.value)


class _Seeded(Initializer):
    seed: int | None = param(None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True, kw_only=True)

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return self.sample(shape, rng if self.seed is None else np.random.default_rng(self.seed))

    def sample(self, shape: Shape, rng: np.random.Generator) -> Array:
        """An array of `shape` from this generator."""
        raise AssertionError("a random initializer samples")


@register
class RandomNormal(_Seeded):
    """Normal values around a mean."""

    aliases = ("normal",)
    mean: float = param(0.0, doc="Mean of the values.")
    stddev: float = param(0.05, ge=0, doc="Standard deviation of the values.")

    def sample(self, shape: Shape, rng: np.random.Generator) -> Array:
        return rng.normal(self.mean, self.stddev, shape)


@register
class RandomUniform(_Seeded):
    """Evenly spread values between two limits."""

    aliases = ("uniform",)
    minval: float = param(-0.05, doc="Lower limit.")
    maxval: float = param(0.05, doc="Upper limit.")

    def sample(self, shape: Shape, rng: np.random.Generator) -> Array:
        return rng.uniform(self.minval, self.maxval, shape)


@register
class TruncatedNormal(_Seeded):
    """Normal values, those beyond two standard deviations drawn again."""

    mean: float = param(0.0, doc="Mean of the values.")
    stddev: float = param(0.05, ge=0, doc="Standard deviation before truncation.")

    def sample(self, shape: Shape, rng: np.random.Generator) -> Array:
        return self.mean + self.stddev * truncated_normal(shape, rng)


@register
class VarianceScaling(_Seeded):
    """Values whose variance is `scale` divided by the number of inputs, outputs or their mean."""

    scale: float = param(1.0, gt=0, doc="Factor on the variance.")
    mode: str = param("fan_in", choices=("fan_in", "fan_out", "fan_avg"), doc="What the variance is divided by.")
    distribution: str = param(
        "truncated_normal",
        choices=("truncated_normal", "untruncated_normal", "uniform"),
        doc="How the values are spread.",
    )

    def sample(self, shape: Shape, rng: np.random.Generator) -> Array:
        return scaled(shape, rng, self.scale, self.mode, self.distribution)


class _Scaled(_Seeded):
    def sample(self, shape: Shape, rng: np.random.Generator) -> Array:
        scale, mode, distribution = self.recipe()
        return scaled(shape, rng, scale, mode, distribution)

    def recipe(self) -> tuple[float, str, str]:
        """Scale, mode and distribution of VarianceScaling."""
        raise AssertionError("a scaled initializer has a recipe")


@register
class GlorotUniform(_Scaled):
    """Uniform values scaled by inputs and outputs (Glorot and Bengio, 2010); good before tanh and softmax."""

    aliases = ("xavier_uniform",)

    def recipe(self) -> tuple[float, str, str]:
        return 1.0, "fan_avg", "uniform"


@register
class GlorotNormal(_Scaled):
    """Normal values scaled by inputs and outputs (Glorot and Bengio, 2010)."""

    aliases = ("xavier_normal",)

    def recipe(self) -> tuple[float, str, str]:
        return 1.0, "fan_avg", "truncated_normal"


@register
class HeNormal(_Scaled):
    """Normal values scaled by inputs (He et al., 2015); good before relu."""

    def recipe(self) -> tuple[float, str, str]:
        return 2.0, "fan_in", "truncated_normal"


@register
class HeUniform(_Scaled):
    """Uniform values scaled by inputs (He et al., 2015); good before relu."""

    def recipe(self) -> tuple[float, str, str]:
        return 2.0, "fan_in", "uniform"


@register
class LecunNormal(_Scaled):
    """Normal values scaled by inputs (LeCun et al., 1998); good before selu."""

    def recipe(self) -> tuple[float, str, str]:
        return 1.0, "fan_in", "truncated_normal"


@register
class LecunUniform(_Scaled):
    """Uniform values scaled by inputs (LeCun et al., 1998)."""

    def recipe(self) -> tuple[float, str, str]:
        return 1.0, "fan_in", "uniform"


@register
class Orthogonal(_Seeded):
    """Rows or columns at right angles (Saxe et al., 2014); good for recurrent kernels."""

    aliases = ("orthogonal_initializer",)
    gain: float = param(1.0, doc="Factor on the matrix.")

    def sample(self, shape: Shape, rng: np.random.Generator) -> Array:
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(rng.normal(size=(max(rows, columns), min(rows, columns))))
        q *= np.sign(np.diag(r))
        return self.gain * (q.T if rows < columns else q).reshape(shape)


@register
class Identity(Initializer):
    """The identity matrix."""

    aliases = ("identity_initializer",)
    gain: float = param(1.0, doc="Factor on the matrix.")

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        rows, columns = shape
        return self.gain * np.eye(rows, columns)


def fans(shape: Shape) -> tuple[float, float]:
    """Inputs and outputs of a weight of this shape, counted as Keras counts them."""
    if not shape:
        return 1.0, 1.0
    if len(shape) == 1:
        return float(shape[0]), float(shape[0])
    field = math.prod(shape[:-2])
    return float(shape[-2] * field), float(shape[-1] * field)


def scaled(shape: Shape, rng: np.random.Generator, scale: float, mode: str, distribution: str) -> Array:
    """Values with variance scale / n (keras.initializers.VarianceScaling)."""
    fan_in, fan_out = fans(shape)
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    variance = scale / max(1.0, n)
    if distribution == "uniform":
        limit = math.sqrt(3 * variance)
        return rng.uniform(-limit, limit, shape)
    if distribution == "untruncated_normal":
        return rng.normal(0, math.sqrt(variance), shape)
    # Cutting at two standard deviations shrinks the spread to 0.8796 of it.
    return math.sqrt(variance) / 0.87962566103423978 * truncated_normal(shape, rng)


def truncated_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Standard normal values within two standard deviations."""
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=int(outside.sum()))
    return values
