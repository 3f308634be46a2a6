"""Layers that make training harder so that the network generalizes better."""

from __future__ import annotations

import numpy as np

from netbuilder.layers.base import Array, Backward, Layer, Run, Weights, layer
from netbuilder.spec import param


@layer("regularization")
class Dropout(Layer):
    """Sets a random share of values to 0 while training and scales up the rest."""

    rate: float = param(ge=0, lt=1, start=0.5, doc="Share of values set to 0.", brief="{}")
    seed: int | None = param(None, ge=0, doc="A seed of its own; none takes the run's.", advanced=True)

    def forward(self, weights: Weights, *inputs: Array, run: Run) -> tuple[Array, Backward]:
        (x,) = inputs
        if not run.training or self.rate == 0:
            return x, lambda dy: ((dy,), {})
        keep = keep_mask(x.shape, self.rate, run.rng) * x.dtype.type(1 / (1 - self.rate))
        return x * keep, lambda dy: ((dy * keep,), {})


def keep_mask(shape: tuple[int, ...], rate: float, rng: np.random.Generator) -> Array:
    """True where a value survives; a share of `rate` does not."""
    kept: Array = rng.random(shape, dtype=np.float32) >= rate
    return kept
