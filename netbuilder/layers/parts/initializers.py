"""How weights begin: Keras's initializers, drawn from a generator that is passed in."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from netbuilder.arrays import Array
from netbuilder.errors import ShapeError
from netbuilder.layers.maths.scaling import Axes, DistributionKind, Shape, scaled, truncated_normal
from netbuilder.spec import Spec, param, register


class Initializer(Spec, registry=True):
    """Draws the first values of a weight."""

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        """An array of `shape`; raises ShapeError where no such array can be made."""
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

    value: float = param(default=0.0, doc="The value of every weight.", in_config=True)

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return np.full(shape, self.value)


def seed_param() -> Any:
    """The seed that every random initializer may have."""
    return param(default=None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True)


def axes_param(side: str) -> Any:
    """Axes that VarianceScaling counts as inputs or outputs."""
    return param(default=None, doc=f"Axes of the weight that count as {side}; none takes Keras's rule.", advanced=True)


def stream(seed: int | None, rng: np.random.Generator) -> np.random.Generator:
    """The generator of an initializer's own seed, else the one that was passed in."""
    return rng if seed is None else np.random.default_rng(seed)


@register
class RandomNormal(Initializer):
    """Normal values around a mean."""

    aliases = ("normal",)
    mean: float = param(default=0.0, doc="Mean of the values.")
    stddev: float = param(default=0.05, ge=0, doc="Standard deviation of the values.")
    seed: int | None = seed_param()

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return stream(self.seed, rng).normal(self.mean, self.stddev, shape)


@register
class RandomUniform(Initializer):
    """Evenly spread values between two limits."""

    aliases = ("uniform",)
    minval: float = param(default=-0.05, doc="Lower limit.")
    maxval: float = param(default=0.05, doc="Upper limit.")
    seed: int | None = seed_param()

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return stream(self.seed, rng).uniform(self.minval, self.maxval, shape)


@register
class TruncatedNormal(Initializer):
    """Normal values, those beyond two standard deviations drawn again."""

    mean: float = param(default=0.0, doc="Mean of the values.")
    stddev: float = param(default=0.05, ge=0, doc="Standard deviation before truncation.")
    seed: int | None = seed_param()

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return self.mean + self.stddev * truncated_normal(shape, stream(self.seed, rng))


@register
class VarianceScaling(Initializer):
    """Values whose variance is `scale` divided by the number of inputs, outputs or their mean."""

    scale: float = param(default=1.0, gt=0, doc="Factor on the variance.")
    mode: str = param(
        default="fan_in", choices=("fan_in", "fan_out", "fan_avg"), doc="What the variance is divided by."
    )
    distribution: str = param(default="truncated_normal", kind=DistributionKind(), doc="How the values are spread.")
    seed: int | None = seed_param()
    input_axes: Axes = axes_param("inputs")
    output_axes: Axes = axes_param("outputs")

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        recipe = (self.scale, self.mode, self.distribution)
        return scaled(shape, stream(self.seed, rng), *recipe, self.input_axes, self.output_axes)


class _Scaled(Initializer):
    """Base of VarianceScaling with a fixed recipe: scale, mode and distribution."""

    recipe = (1.0, "fan_in", "uniform")

    seed: int | None = seed_param()
    input_axes: Axes = axes_param("inputs")
    output_axes: Axes = axes_param("outputs")

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        return scaled(shape, stream(self.seed, rng), *self.recipe, self.input_axes, self.output_axes)


@register
class GlorotUniform(_Scaled):
    """Uniform values scaled by inputs and outputs (Glorot and Bengio, 2010); good before tanh and softmax."""

    aliases = ("xavier_uniform",)
    recipe = (1.0, "fan_avg", "uniform")


@register
class GlorotNormal(_Scaled):
    """Normal values scaled by inputs and outputs (Glorot and Bengio, 2010)."""

    aliases = ("xavier_normal",)
    recipe = (1.0, "fan_avg", "truncated_normal")


@register
class HeNormal(_Scaled):
    """Normal values scaled by inputs (He et al., 2015); good before relu."""

    recipe = (2.0, "fan_in", "truncated_normal")


@register
class HeUniform(_Scaled):
    """Uniform values scaled by inputs (He et al., 2015); good before relu."""

    recipe = (2.0, "fan_in", "uniform")


@register
class LecunNormal(_Scaled):
    """Normal values scaled by inputs (LeCun et al., 1998); good before selu."""

    recipe = (1.0, "fan_in", "truncated_normal")


@register
class LecunUniform(_Scaled):
    """Uniform values scaled by inputs (LeCun et al., 1998)."""

    recipe = (1.0, "fan_in", "uniform")


@register
class Orthogonal(Initializer):
    """Rows or columns at right angles (Saxe et al., 2014); good for recurrent kernels."""

    aliases = ("OrthogonalInitializer",)
    gain: float = param(default=1.0, doc="Factor on the matrix.")
    seed: int | None = seed_param()

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        if len(shape) < 2:
            raise ShapeError("Orthogonal makes weights of two axes or more, not of shape {shape}", shape=shape)
        rows, columns = math.prod(shape[:-1]), shape[-1]
        normal = stream(self.seed, rng).normal(size=(max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(normal)
        q *= np.sign(np.diag(r))
        return self.gain * (q.T if rows < columns else q).reshape(shape)


@register
class Identity(Initializer):
    """The identity matrix."""

    aliases = ("IdentityInitializer",)
    gain: float = param(default=1.0, doc="Factor on the matrix.")

    def draw(self, shape: Shape, rng: np.random.Generator) -> Array:
        if len(shape) != 2:
            raise ShapeError("Identity makes weights of two axes, not of shape {shape}", shape=shape)
        return self.gain * np.eye(*shape)
