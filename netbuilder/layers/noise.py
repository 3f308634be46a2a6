"""Layers that add or multiply noise while training."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.arrays import Array
from netbuilder.layers.base import Backward, Layer, Run, Weights, layer
from netbuilder.spec import param


@layer("regularization")
class GaussianNoise(Layer):
    """Adds normal noise while training."""

    advice = "A mild guard against overfitting for inputs that are measured with noise anyway."

    keeps_mask = True

    stddev: float = param(ge=0, le=1, start=0.1, doc="Standard deviation of the noise.", brief="{}")
    seed: int | None = param(default=None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        if not run.training or self.stddev == 0:
            return x, lambda dy: ((dy,), {})
        return x + _normal(x, self.stddev, run.rng), lambda dy: ((dy,), {})


@layer("regularization")
class GaussianDropout(Layer):
    """Multiplies by normal noise around 1 while training, with the variance that Dropout of this rate has."""

    keeps_mask = True

    rate: float = param(ge=0, lt=1, start=0.5, doc="The rate of the Dropout it stands for.", brief="{}")
    seed: int | None = param(default=None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        if not run.training or self.rate == 0:
            return x, lambda dy: ((dy,), {})
        factor = _normal(x, math.sqrt(self.rate / (1 - self.rate)), run.rng)
        factor += 1
        return x * factor, lambda dy: ((dy * factor,), {})


def _normal(x: Array, stddev: float, rng: np.random.Generator) -> Array:
    """Normal values around 0, of the shape and dtype of `x`."""
    values: Array = np.asarray(rng.standard_normal(x.shape, dtype=np.float32), x.dtype)
    values *= x.dtype.type(stddev)
    return values
